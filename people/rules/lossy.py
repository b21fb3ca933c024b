"""Letters that a file has lost on its way: "Zo?" for "Zoë", U+FFFD, or "ZoÃ«"."""

import re
import unicodedata
from functools import lru_cache

_LOST = re.compile(r"\ufffd|\?(?=\w)|(?<=\w)\?")
# UTF-8 read as Windows text: a capital with a sign on it, then what its second byte became.
_TWICE = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def looks_lossy(text: str) -> bool:
    """Whether a letter of a name was replaced on the way ("Zo?", "?ucja", U+FFFD, "ZoÃ«")."""
    if text.isascii() and "?" not in text:
        return False
    return _LOST.search(text) is not None or _TWICE.search(text) is not None


def same_but_lossy(lossy: str, good: str) -> bool:
    """Whether ``lossy`` is ``good`` with letters lost: each sign of loss stands for letters beyond plain ASCII.

    Case, blanks and the shape of the apostrophe make no difference. A text that lost nothing is not "same but lossy".
    """
    if not looks_lossy(lossy) or looks_lossy(good):
        return False
    return _pattern(lossy).fullmatch(_even(good)) is not None


@lru_cache(maxsize=1024)
def _pattern(lossy: str) -> re.Pattern[str]:
    parts = re.split(r"([?\ufffd]+)", _even(_mended(lossy)))
    # Every second part is a run of signs of loss: one letter (or apostrophe) may have become two of them.
    pieces = [f"[^\\x00-&(-\\x7f]{{1,{len(part)}}}" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(pieces))


def _mended(text: str) -> str:
    """Undo UTF-8 that was read as Windows text, where that is possible."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("’", "'").casefold().split())
