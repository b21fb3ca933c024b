"""When two spellings are one name, and which of two is the better. Nothing here reads the database."""

import unicodedata

from people.rules.lossy import looks_lossy, same_but_lossy

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
    if looks_lossy(one):
        return same_but_lossy(one, other)
    return looks_lossy(other) and same_but_lossy(other, one)


def _marks(name: str) -> int:
    return sum(not letter.isascii() for letter in name.translate(APOSTROPHES))


def _shouted(name: str) -> bool:
    return name.isupper() or name.islower()


def better(known: str, given: str) -> str:
    """Return which spelling of a name to keep.

    A lossy one never replaces another; neither does one that has fewer accents or is all capitals. Of equals the known
    one stays.
    """
    if not given or given == known:
        return known
    if not known:
        return given
    if looks_lossy(given):
        return known
    if looks_lossy(known):
        return given
    if plain_name(known) != plain_name(given):
        return given
    if _marks(known) != _marks(given):
        return given if _marks(given) > _marks(known) else known
    return given if _shouted(known) and not _shouted(given) else known


def full_name(first: str, last: str) -> str:
    """Return first and last name in one."""
    return f"{first} {last}".strip()
