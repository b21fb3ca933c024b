"""Secret words: kept as a keyed, salted, slow hash (``docs/adr/0503``)."""

import functools

from django.contrib.auth.hashers import ScryptPasswordHasher

from core.sealing.keys import blind_index
from core.text.reference_codes import normalise_words

PURPOSE = "report.words"
# Memory 4 MiB and some 10 ms. The words are four of 7,776 drawn at random (51 bits), and keyed first: a copy of the
# database alone
# allows no guess at all, so a slower hash would only make a hundred reports in the same second wait for each other.
COST = 2**12
_hasher = ScryptPasswordHasher()


def _keyed(words: str) -> str:
    return blind_index(PURPOSE, normalise_words(words)).hex()


def hash_words(words: str) -> str:
    """Return what is kept of secret words."""
    return str(_hasher.encode(_keyed(words), _hasher.salt(), n=COST, r=8, p=1))


@functools.cache
def _nobodys() -> str:
    return hash_words("nobody has these words")


def words_match(words: str, kept: str | None) -> bool:
    """Say whether typed words are the kept ones; takes as long for a reference that does not exist (``kept`` None)."""
    matches = bool(_hasher.verify(_keyed(words), kept or _nobodys()))
    return matches and kept is not None
