"""When two spellings are one name, which is the better, and letters that a file has lost on its way.

A lost letter shows as "Zo?" for "Zoë", as U+FFFD, or as "ZoÃ«". Nothing here reads the database.
"""

import re
import unicodedata
from functools import lru_cache

_LOST = re.compile(r"\ufffd|\?(?=\w)|(?<=\w)\?")
# UTF-8 read as Windows text: a capital with a sign on it, then what its second byte became.
_TWICE = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def has_lost_letters(text: str) -> bool:
    """Whether a letter of a name was replaced on the way ("Zo?", "?ucja", U+FFFD, "ZoÃ«")."""
    if text.isascii() and "?" not in text:
        return False
    return _LOST.search(text) is not None or _TWICE.search(text) is not None


def same_but_for_lost_letters(broken: str, good: str) -> bool:
    """Whether ``broken`` is ``good`` with letters lost: each sign of loss stands for letters beyond plain ASCII.

    Case, blanks and the shape of the apostrophe make no difference. A text that lost nothing never matches.
    """
    if not has_lost_letters(broken) or has_lost_letters(good):
        return False
    return _pattern(broken).fullmatch(_even(good)) is not None


@lru_cache(maxsize=1024)
def _pattern(broken: str) -> re.Pattern[str]:
    parts = re.split(r"([?\ufffd]+)", _even(_mended(broken)))
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


APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-"})
# Letters that no accent makes of another.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})


def plain_name(name: str) -> str:
    """Return a name for comparing: small letters, no accents, one kind of apostrophe, single blanks."""
    if name.isascii():
        return " ".join(name.lower().split())
    small = unicodedata.normalize("NFKD", name.translate(APOSTROPHES).casefold().translate(PLAIN))
    return " ".join("".join(letter for letter in small if not unicodedata.combining(letter)).split())


def same_name(one: str, other: str) -> bool:
    """Say whether two spellings are one name: the same but for accents and capitals, or but for lost letters."""
    if one == other or plain_name(one) == plain_name(other):
        return True
    if has_lost_letters(one):
        return same_but_for_lost_letters(one, other)
    return has_lost_letters(other) and same_but_for_lost_letters(other, one)


def _marks(name: str) -> int:
    return sum(not letter.isascii() for letter in name.translate(APOSTROPHES))


def _shouted(name: str) -> bool:
    return name.isupper() or name.islower()


def better(known: str, given: str) -> str:
    """Return which spelling of a name to keep.

    One with lost letters never replaces another; neither does one that has fewer accents or is all capitals. Of equals
    the known one stays.
    """
    if not given or given == known:
        return known
    if not known:
        return given
    if has_lost_letters(given):
        return known
    if has_lost_letters(known):
        return given
    if plain_name(known) != plain_name(given):
        return given
    if _marks(known) != _marks(given):
        return given if _marks(given) > _marks(known) else known
    return given if _shouted(known) and not _shouted(given) else known


def full_name(first: str, last: str) -> str:
    """Return first and last name in one."""
    return f"{first} {last}".strip()
