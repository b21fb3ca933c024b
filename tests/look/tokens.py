"""Reads the colour tokens out of the style sheet."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CSS = ROOT / "static" / "css" / "portal.css"
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6})")


def block(after: str) -> dict[str, str]:
    """Return the tokens of the first block that follows the comment ``after``."""
    text = CSS.read_text(encoding="utf-8").split(after, 1)[1]
    return dict(_TOKEN.findall(text.split("\n}", 1)[0]))


LIGHT = block("/* Tokens: light */")
DARK = block("/* Tokens: dark, chosen */")
DARK_BY_DEVICE = block("/* Tokens: dark, because the device asks */")
PRINT = block("/* Tokens: paper.")
