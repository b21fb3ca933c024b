"""The policies that a policy names as belonging with it (L5, M3)."""

import re

from policies.importing.markdown.inline import plain_from_typed
from policies.importing.outline.line_kinds import norm
from policies.importing.parsed import ParsedClause

_HEADING = re.compile(
    r"\b(?:links?|linked|related|associated|other|supporting)\b.*\b(?:polic|documents?|procedures?)"
    r"|\bpolicies\b.*\bread (?:with|alongside|together)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?:in conjunction with|alongside|together with|linked to|links? (?:to|with))\s+(?P<rest>[^.\n]{3,400})",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b((?:[A-Z][\w&'’/-]*,?\s+(?:(?:and|of|for|&|the|in)\s+)*){1,7}Polic(?:y|ies))\b")
_CUT = re.compile(r",?\s+(?:such as|including|for example|e\.g\.)[:\s].*$|\s+[–—-]\s+.*$", re.IGNORECASE | re.DOTALL)
_ITEM = re.compile(r"^\s*(?:[-*]|\d+[.)])\s+(?P<words>.+)$")
LONGEST_TITLE = 80


def find(clauses: tuple[ParsedClause, ...], own_title: str) -> tuple[str, ...]:
    """Titles of linked policies in the order in which they stand, each once."""
    titles: list[str] = []
    for clause in clauses:
        plain = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", plain_from_typed(clause.text))
        if _HEADING.search(clause.heading):
            listed = [title for line in plain.split("\n") if (title := _from_item(line))]
            titles += listed or _NAMED.findall(plain)
        for match in _WITH.finditer(plain):
            titles += _NAMED.findall(match["rest"])
    linked: dict[str, str] = {}
    for title in map(_tidy, titles):
        linked.setdefault(norm(title), title)
    return tuple(title for key, title in linked.items() if key not in ("", norm(own_title)))


def _from_item(line: str) -> str:
    """An item of the list, when it is a title and not a sentence."""
    match = _ITEM.match(line)
    if not match or match["words"].rstrip().endswith(":"):
        return ""
    words = _CUT.sub("", match["words"]).strip(" .;,")
    words = re.sub(r"\s*;?\s+and$", "", words)
    return words if words and words[0].isupper() and len(words) <= LONGEST_TITLE and len(words.split()) <= 12 else ""


def _tidy(title: str) -> str:
    title = " ".join(title.split()).strip(" ,.;")
    return re.sub(r"^(?:the|our|this|school's|school’s)\s+", "", title, flags=re.IGNORECASE)
