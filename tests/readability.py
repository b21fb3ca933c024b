"""How hard a text is to read: Flesch-Kincaid grade with a vowel-group counter, over the sentences of a template."""

from __future__ import annotations

import re

VOWELS = re.compile(r"[aeiouy]+")
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?:…])[\s”\"’)]+|\n+|\s·\s")
TAG = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
TRANSLATE = re.compile(r"""{%\s*(?:translate|trans)\s+(["'])(.*?)\1.*?%}""", re.DOTALL)
WORDS_IN_TAG = re.compile(r"""_\((["'])(.*?)\1\)""", re.DOTALL)
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b[^%]*%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
PLURAL = re.compile(r"{%\s*plural\s*%}")
MARKUP = re.compile(r"<[^>]+>|https?://\S+|\S+@\S+")
VALUE = re.compile(r"{{.*?}}|%\(\w+\)s")
KNOWN = {
    "safeguarding": 3,
    "governors": 3,
    "governor": 3,
    "created": 3,
    "being": 2,
    "idea": 3,
    "science": 2,
    "quiet": 2,
}
"""Syllables that vowel groups miscount."""
SPOKEN_ES = ("ses", "ces", "ges", "xes", "zes", "ches", "shes", "ies")
FEWEST_WORDS = 4
"""Labels of up to three words are names, not sentences."""


def syllables(word: str) -> int:
    """Return the number of spoken parts of a word, at least 1: groups of vowels, less a silent e."""
    plain = word.lower().replace("’", "'").split("'")[0]
    if plain in KNOWN:
        return KNOWN[plain]
    count = len(VOWELS.findall(plain))
    silent = plain.endswith("e") and not plain.endswith(("le", "ee", "ye")) and count > 1
    past = plain.endswith("ed") and not plain.endswith(("ted", "ded")) and count > 1
    plural = plain.endswith("es") and not plain.endswith(SPOKEN_ES) and count > 1
    return max(1, count - (silent or past or plural))


def sentences(template: str) -> list[str]:
    """Return the sentences that a template or a text shows; values become a word, markup is left out."""
    text = TAG.sub(" ", template)
    found = [match[2] for match in TRANSLATE.finditer(text)] + [match[2] for match in WORDS_IN_TAG.finditer(text)]
    for match in BLOCK.finditer(text):
        found += PLURAL.split(match[1])
    return [sentence for piece in found for sentence in split(piece)]


def split(text: str) -> list[str]:
    """Return the sentences of plain text."""
    plain = MARKUP.sub(" ", VALUE.sub(" it ", text)).replace("&amp;", "and")
    pieces = (" ".join(piece.split()) for piece in SENTENCE_END.split(plain))
    return [piece for piece in pieces if len(WORD.findall(piece)) >= FEWEST_WORDS]


def grade(lines: list[str]) -> float:
    """Return the Flesch-Kincaid grade of some sentences; 0 for none."""
    words = [word for line in lines for word in WORD.findall(line)]
    if not words:
        return 0.0
    spoken = sum(syllables(word) for word in words)
    return round(0.39 * len(words) / len(lines) + 11.8 * spoken / len(words) - 15.59, 1)


def hardest(lines: list[str], most: int = 4) -> list[tuple[float, str]]:
    """Return the hardest sentences with their grades, for whoever has to mend them."""
    return sorted(((grade([line]), line) for line in lines), reverse=True)[:most]
