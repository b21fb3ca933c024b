"""Secrets that are made once and kept in `secrets.env` of the state folder (0600)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from pathlib import Path

from launcher.paths import write_whole
from launcher.say import Stop


def _key_ring() -> str:
    """A ring with one key: `id:base64 of 32 random bytes`. The first key of a ring is the current one."""
    return f"k{secrets.token_hex(2)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "FIELD_KEYS": _key_ring,
    "INDEX_KEYS": _key_ring,
    "PG_SUPER_PASSWORD": lambda: secrets.token_hex(24),
    "PG_OWNER_PASSWORD": lambda: secrets.token_hex(24),
    "PG_WEB_PASSWORD": lambda: secrets.token_hex(24),
    "VALKEY_PASSWORD": lambda: secrets.token_hex(24),
}


def read(path: Path) -> dict[str, str]:
    """NAME=value lines of a file; empty when there is none."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        wrong = f"The secrets in {path} cannot be read: {error.strerror}."
        raise Stop(wrong, "Run as the user who made them.") from None
    pairs = (entry.partition("=") for entry in lines if "=" in entry and not entry.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def load(path: Path, data: Path) -> dict[str, str]:
    """The secrets, made where missing. Raises Stop when data exists whose keys are gone: new keys could not open it.

    ``data`` is the folder of the embedded servers. It outlives the project's folder when root keeps it elsewhere.
    """
    held = read(path)
    missing = [name for name in MAKERS if name not in held]
    if missing and (data / "postgres" / "PG_VERSION").exists():
        raise Stop(
            f"{path} lacks {', '.join(missing)}, but a database made with them exists in {data}.",
            f"Put the file back from your backup. To throw all data away instead: rm -r {data}",
        )
    if missing:
        held |= {name: MAKERS[name]() for name in missing}
        text = "# Made once. Back this up apart from the data: without it nothing sealed can be read.\n"
        text += "".join(f"{name}={value}\n" for name, value in held.items())
        write_whole(path, text, mode=0o600)
    return held
