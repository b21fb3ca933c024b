"""What differs between two versions: word by word, clause by clause. Plain text, never HTML."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from policies.importing.markdown.html import to_text
from policies.models import Clause

TOKEN = re.compile(r"\S+\s*|\s+")
MOST_PAIRS = 3_000_000
"""Equal words to try against each other in one clause; beyond it the old and the new text are shown whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words: ``kind`` is "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedClause:
    """One clause that differs between two versions; ``kind`` is "changed", "added" or "removed"."""

    key: UUID
    number: str
    heading: str
    kind: str
    parts: tuple[Part, ...]


def redline_words(old: str, new: str) -> tuple[Part, ...]:
    """Return the words of both texts in order, each run marked. Blanks alone are never a change."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    was, now = ([token.strip() for token in tokens] for tokens in (before, after))
    parts: list[Part] = []
    counts = Counter(now)
    if sum(count * counts[word] for word, count in Counter(was).items()) > MOST_PAIRS:
        _mark(parts, "removed", old)
        _mark(parts, "added", new)
        return _joined(parts)
    for tag, i, j, k, m in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(after[k:m])))
            continue
        for kind, tokens in (("removed", before[i:j]), ("added", after[k:m])):
            _mark(parts, kind, "".join(tokens))
    return _joined(parts)


def _mark(parts: list[Part], kind: str, text: str) -> None:
    words = text.rstrip()
    if words:
        parts.append(Part(kind, words))
        parts.append(Part("same", text[len(words) :] or " "))


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts with runs of the same kind made one."""
    runs = groupby(parts, key=lambda part: part.kind)
    return tuple(Part(kind, "".join(part.text for part in run)) for kind, run in runs)


def redline_clauses(old: Iterable[Clause], new: Iterable[Clause]) -> list[ChangedClause]:
    """Return the clauses that differ, in the order of the new text, then what was removed. Matched by permanent key."""
    before = {clause.key: clause for clause in old}
    changed: list[ChangedClause] = []
    for clause in new:
        earlier = before.pop(clause.key, None)
        if earlier and (earlier.heading, earlier.text) == (clause.heading, clause.text):
            continue
        parts = _changed(earlier, clause)
        if any(part.kind != "same" for part in parts):
            kind = "changed" if earlier else "added"
            changed.append(ChangedClause(clause.key, clause.number, clause.heading, kind, parts))
    for gone in before.values():
        changed.append(ChangedClause(gone.key, gone.number, gone.heading, "removed", (Part("removed", _words(gone)),)))
    return changed


def _words(clause: Clause) -> str:
    """Return the words of a clause beside its heading; the heading itself where there is nothing else."""
    return to_text(clause.text).strip() or clause.heading


def _changed(earlier: Clause | None, clause: Clause) -> tuple[Part, ...]:
    """Return the marked words; the heading stands among them only where it differs."""
    if earlier is None:
        return (Part("added", _words(clause)),)
    old, new = to_text(earlier.text).strip(), to_text(clause.text).strip()
    if earlier.heading != clause.heading:
        old, new = f"{earlier.heading}\n\n{old}", f"{clause.heading}\n\n{new}"
    return redline_words(old, new)
