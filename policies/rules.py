"""Decisions about policies, and the redline between two versions."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.decision import Decision
from policies.models import VersionLife
from policies.states import DUE_SOON_DAYS, REVIEW_LADDER, WEEK, ReviewStatus, VersionState

WORD = re.compile(r"\s+|[^\s]+")


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
    """Return the words of both texts in order, each marked; plain text, never HTML."""
    before, after = WORD.findall(old), WORD.findall(new)
    parts: list[Part] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(before[i:j])))
            continue
        for kind, words in (("removed", before[i:j]), ("added", after[k:m])):
            if words:
                parts.append(Part(kind, "".join(words)))
    return tuple(parts)


def redline_clauses(old: Iterable[Any], new: Iterable[Any]) -> list[ChangedClause]:
    """Return the clauses that differ, in the order of the new text, then what was removed. Matched by permanent key."""
    before = {clause.key: clause for clause in old}
    found: list[ChangedClause] = []
    for clause in new:
        earlier = before.pop(clause.key, None)
        old_words = _whole(earlier) if earlier else ""
        if old_words != _whole(clause):
            kind = "changed" if earlier else "added"
            parts = redline_words(old_words, _whole(clause))
            found.append(ChangedClause(clause.key, clause.number, clause.heading, kind, parts))
    for gone in before.values():
        parts = (Part("removed", _whole(gone)),)
        found.append(ChangedClause(gone.key, gone.number, gone.heading, "removed", parts))
    return found


def _whole(clause: Any) -> str:
    return f"{clause.heading}\n\n{clause.text}".strip()


def match_keys(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Give the clauses of a fresh import the permanent keys of the version before: by heading, else by likeness."""
    free = {clause["key"]: clause for clause in old}
    result = [dict(clause) for clause in new]
    for clause in result:
        same = [k for k, v in free.items() if v["heading"].strip().lower() == clause["heading"].strip().lower()]
        if same:
            clause["key"] = same[0]
            free.pop(same[0])
    taken = {clause["key"] for clause in old} - set(free)
    for clause in result:
        if clause["key"] not in taken and free:
            score = {k: difflib.SequenceMatcher(None, v["text"], clause["text"]).ratio() for k, v in free.items()}
            best = max(score, key=lambda k: score[k])
            if score[best] > 0.6:
                clause["key"] = best
                free.pop(best)
    return result


def may_approve(life: VersionLife, signers: Iterable[tuple[str, str]], actor: Any, done: set[tuple[str, str]]) -> Decision:
    """Say whether ``actor`` is among those whose approval is wanted, and has not given it."""
    if life.state != VersionState.PROPOSED:
        return Decision.no(_("This version is not waiting for approval."))
    mine = {(role, person) for role, person in signers if person == str(actor.person.pk)}
    if not mine:
        return Decision.no(_("Your approval is not asked for."))
    if mine <= done:
        return Decision.no(_("You have approved this version."))
    return Decision.yes()


def review_status(next_day: dt.date | None, today: dt.date) -> ReviewStatus:
    """Return where a review stands: overdue after its day, due soon in the 90 days before."""
    if next_day is None:
        return ReviewStatus.NO_DATE
    if next_day < today:
        return ReviewStatus.OVERDUE
    return ReviewStatus.DUE_SOON if (next_day - today).days <= DUE_SOON_DAYS else ReviewStatus.UP_TO_DATE


def rungs_passed(due: dt.date, today: dt.date) -> list[tuple[str, dt.date]]:
    """Return the rungs of the review ladder whose calendar day has come, oldest first (M1; weekly once overdue)."""
    passed = [(rung.name, due - dt.timedelta(days=rung.days_before)) for rung in REVIEW_LADDER]
    weeks = max((today - due).days // WEEK, 0)
    passed += [(f"{number} weeks after", due + dt.timedelta(days=WEEK * number)) for number in range(1, weeks + 1)]
    return [(name, day) for name, day in passed if day <= today]
