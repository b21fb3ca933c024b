"""Decisions about policies."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.decision import Decision
from people.queries.acting import Actor
from policies.models import Draft, VersionStatus
from policies.states import DUE_SOON_DAYS, Permission, ReviewStatus, VersionState

ALIKE = 0.6
"""From this share of common words on, a clause of a new file is taken for the clause of the version before."""

Section = dict[str, Any]


def match_keys(old: Sequence[Section], new: Sequence[Section]) -> list[Section]:
    """Give the clauses of a fresh import the permanent keys of the version before: by heading, else by likeness."""
    free = {clause["key"]: clause for clause in old}
    result = [dict(clause) for clause in new]
    open_ones: list[Section] = []
    for clause in result:
        heading = clause["heading"].strip().casefold()
        same = [key for key, known in free.items() if heading and known["heading"].strip().casefold() == heading]
        exact = [key for key in same if free[key].get("number") == clause["number"]]
        if same:
            clause["key"] = (exact or same)[0]
            del free[clause["key"]]
        else:
            open_ones.append(clause)
    words = {key: Counter(clause["text"].casefold().split()) for key, clause in free.items()}
    scores = []
    for place, clause in enumerate(open_ones):
        mine = Counter(clause["text"].casefold().split())
        scores += [(_likeness(mine, words[key]), -place, key) for key in free]
    taken: set[int] = set()
    for score, place, key in sorted(scores, reverse=True):
        if score >= ALIKE and key in free and place not in taken:
            open_ones[-place]["key"] = key
            taken.add(place)
            del free[key]
    return result


def _likeness(words: Counter[str], other: Counter[str]) -> float:
    """Return the share of words that two texts have in common, from 0 to 1."""
    total = words.total() + other.total()
    return 2 * (words & other).total() / total if total else 0.0


def section_mark(section: Mapping[str, Any]) -> str:
    """Return a short mark of a section's words, to see whether somebody changed it meanwhile."""
    words = json.dumps([section.get("number", ""), section["heading"], section["text"]])
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def place_section(sections: Sequence[Section], section: Section, place: int | None) -> list[Section]:
    """Return the sections with this one put in, or in place of the one with its key; ``place`` counts from 1."""
    keys = [other["key"] for other in sections]
    rest = [other for other in sections if other["key"] != section["key"]]
    known = keys.index(section["key"]) if section["key"] in keys else len(rest)
    at = known if place is None else min(max(place - 1, 0), len(rest))
    return [*rest[:at], section, *rest[at:]]


def may_propose(draft: Draft, *, in_force: bool) -> Decision:
    """Say whether a draft is ready: a title, some text, and what changed where a version was in force before."""
    if not draft.title.strip():
        return Decision.no(_("The policy has no title yet. Enter one."))
    if not any(c["text"].strip() or c["heading"].strip() for c in draft.clauses):
        return Decision.no(_("The policy has no text yet. Add at least one section."))
    if in_force and not draft.changes:
        return Decision.no(_("Write in one to five lines what has changed."))
    return Decision.yes()


def signers_now(
    signers: Iterable[Sequence[str]],
    given: set[tuple[str, str]],
    holders: Mapping[str, Sequence[str]],
    *,
    every_holder: bool,
) -> list[tuple[str, str]]:
    """Return [(role, person id)] of the approvals wanted with today's holders of the roles; given approvals stay (L18).

    With ``every_holder`` each co-headteacher signs; else one holder of each role does, the one who has held it longest.
    """
    kept = [(role, person) for role, person in signers if (role, person) in given]
    wanted = list(kept)
    for role, persons in holders.items():
        if every_holder:
            wanted += [(role, person) for person in persons if (role, person) not in kept]
        elif not any(kept_role == role for kept_role, _person in kept):
            wanted += [(role, persons[0])]
    return wanted


def _asked(status: VersionStatus, actor: Actor) -> set[tuple[str, str]]:
    me = str(actor.person.pk)
    return {(role, person) for role, person in status.signers if person == me and role in actor.roles}


def may_approve(status: VersionStatus, actor: Actor, given: set[tuple[str, str]]) -> Decision:
    """Say whether ``actor`` is among those whose approval is wanted, still holds the role, and has not given it."""
    if status.state != VersionState.PROPOSED:
        return Decision.no(_("This version is not waiting for approval."))
    mine = _asked(status, actor)
    if not mine:
        return Decision.no(_("Your approval is not asked for."))
    if mine <= given:
        return Decision.no(_("You have approved this version."))
    return Decision.yes()


def may_return(status: VersionStatus, actor: Actor) -> Decision:
    """Say whether ``actor`` may ask for changes: whoever was asked, until the version is in force."""
    if status.state not in (VersionState.PROPOSED, VersionState.APPROVED):
        return Decision.no(_("This version is not waiting for approval."))
    return Decision.yes() if _asked(status, actor) else Decision.no(_("Your approval is not asked for."))


def may_call_review(actor: Actor) -> Decision:
    """Say who may call an early review (M1): those who write, approve or oversee policies."""
    wanted = (Permission.POLICY_DRAFT, Permission.POLICY_APPROVE, Permission.BOARD_SEE)
    if any(actor.may(permission) for permission in wanted):
        return Decision.yes()
    return Decision.no(_("Your role cannot do this."))


def review_status(next_day: dt.date | None, today: dt.date) -> ReviewStatus:
    """Return where a review stands: overdue after its day, due soon in the 90 days before."""
    if next_day is None:
        return ReviewStatus.NO_DATE
    if next_day < today:
        return ReviewStatus.OVERDUE
    return ReviewStatus.DUE_SOON if (next_day - today).days <= DUE_SOON_DAYS else ReviewStatus.UP_TO_DATE


def older_editions(cited: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those (title, edition) that somebody else in the same list cites in a later edition (M26).

    Editions compare by the numbers in them ("2025" before "September 2026"); one without a number is never called old.
    """
    rows = set(cited)
    newest: dict[str, tuple[int, ...]] = {}
    for title, edition in rows:
        key = title.casefold().strip()
        newest[key] = max(newest.get(key, ()), _numbers(edition))
    return {
        (title, edition)
        for title, edition in rows
        if _numbers(edition) and _numbers(edition) < newest[title.casefold().strip()]
    }


def _numbers(edition: str) -> tuple[int, ...]:
    """Return the numbers in an edition, the year first."""
    digits = "".join(letter if letter.isdecimal() else " " for letter in edition).split()
    return tuple(sorted((int(digit) for digit in digits[:4]), reverse=True))
