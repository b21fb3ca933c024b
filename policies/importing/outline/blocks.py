"""The common form of a file before anybody has decided what is a heading: paragraphs and list items, in order."""

import re
from dataclasses import dataclass, field
from typing import Literal

from policies.importing.parsed import Dropped

BlockKind = Literal["paragraph", "item"]


@dataclass(frozen=True)
class Block:
    """One paragraph, list item or table row.

    ``lines`` are its lines as plain text (a table row is one line, its cells divided by tabs); ``markup`` is the
    whole as restricted Markdown. ``marker`` is the number or letter in front of an item ("4.", "ii)") and empty for
    a bullet. ``depth`` is how far an item is indented, in steps that only compare. ``style`` is the outline level
    that the file itself gives to a heading, or 0.
    """

    lines: tuple[str, ...]
    markup: str
    kind: BlockKind = "paragraph"
    marker: str = ""
    depth: int = 0
    style: int = 0
    bold: bool = False
    contents: bool = False

    @property
    def text(self) -> str:
        """Return the whole as one line of plain text."""
        return " ".join(" ".join(self.lines).split())


@dataclass
class Reading:
    """What a reader of one format gives back: blocks, and what it had to say on the way."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dropped: set[Dropped] = field(default_factory=set)
    running_titles: list[str] = field(default_factory=list)


BULLETS = "•●▪■◦○‣⁃∙·–—*-\uf0b7\uf0a7\uf0d8"

_NUMBER = r"\d{1,2}(?:\.\d{1,2}){1,4}\.?(?!\w)|\d{1,2}[.):](?!\d)"
_LETTER = r"\(?(?:[ivx]{1,5}|[a-z])\)|\((?:[ivxIVX]{1,5}|[a-zA-Z]|\d{1,2})\)|[A-Z]\)"
_MARKER = re.compile(rf"^\s*(?P<marker>{_NUMBER}|{_LETTER})\s+(?=\S)")
_BARE_NUMBER = re.compile(r"^\s*(?P<marker>\d{1,2})\s+(?=[A-Z])")
_BULLET = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}]|o(?=\s))\s+(?=\S)")


def split_marker(text: str) -> tuple[str, str]:
    """Split "4.2 Monitoring" into ("4.2", "Monitoring"); the marker is empty where there is none."""
    match = _MARKER.match(text)
    return (match["marker"], text[match.end() :]) if match else ("", text)


def split_bare_number(text: str) -> tuple[str, str]:
    """Split "4 Monitoring", a number without a point, for lines that may be headings."""
    match = _BARE_NUMBER.match(text)
    return (match["marker"], text[match.end() :]) if match else ("", text)


def split_bullet(text: str) -> tuple[bool, str]:
    """Split a typed bullet off a line; the first answer says whether there was one."""
    match = _BULLET.match(text)
    return (True, text[match.end() :]) if match else (False, text)


def clean_number(marker: str) -> str:
    """Return "4" for "4.", "4.2" for "4.2." and an empty string for a letter."""
    number = marker.strip("().: ")
    return number if re.fullmatch(r"\d{1,2}(\.\d{1,2})*", number) else ""
