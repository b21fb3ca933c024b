"""Small questions about a line of text that several heuristics ask."""

import re
import unicodedata

from core.text import review_dates
from policies.importing.outline.blocks import Block

_SCHOOL = re.compile(
    r"\b(?:School|Academy|College|Nursery|Federation|Primary|Infants?|Juniors?)(?:,?(?:\s+(?:of|and|&))?\s+[A-Z][\w'’.-]*){0,4}$",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:polic(?:y|ies)|agreements?|procedures?|protocol|guidelines?|guidance|rules|statement|charter|"
    r"code of conduct)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:must|should|shall|will|may|cannot|can|are|is|was|were|has|have|had)\b", re.IGNORECASE)


def norm(text: str) -> str:
    """Reduce to letters and digits without case or accents, so that two spellings of one heading are equal."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in flat if letter.isalnum())


def is_date(text: str) -> bool:
    """Whether the line is nothing but a date, a term, a month, or a range of years."""
    return review_dates.parse(text) is not None or bool(re.fullmatch(r"[\d\s/.–-]+", text.strip()))


def names_document(text: str) -> bool:
    """Whether a line could be the title of a policy, an agreement or a set of rules."""
    return bool(_DOCUMENT.search(text))


def names_school(text: str) -> bool:
    """Whether a short line could be the name of a school: a word such as School or Academy, and capitals."""
    words = text.split()
    if (
        not 2 <= len(words) <= 10
        or names_document(text)
        or not _SCHOOL.search(text)
        or text.rstrip().endswith((".", ":", ";", "?"))
    ):
        return False
    named = [word for word in words if word[0].isupper() or word.lower() in {"of", "the", "and", "&", "for"}]
    return len(named) == len(words)


def is_prose(block: Block) -> bool:
    """Whether a block is running text or a list item rather than another short line."""
    text = block.text
    return block.kind == "item" or len(text.split()) >= 12 or text.endswith((".", ":", ";"))


def has_modal(text: str) -> bool:
    """Whether a line has a verb that a heading does not have ("must", "is", "will")."""
    return bool(_MODAL.search(text))
