"""Reading policies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from core.reviewdate import ReviewDate
from core.todo import Todo
from ledger.witness import sha256
from people import queries as people
from people.models import School
from people.states import Permission
from policies.models import Approval, Clause, Draft, Policy, Version, VersionLife
from policies.rules import ChangedClause, redline_clauses, review_status
from policies.states import ReviewStatus, VersionState

WRITERS = (Permission.POLICY_DRAFT, Permission.POLICY_PROPOSE, Permission.POLICY_APPROVE, Permission.POLICY_PUBLISH)


def sees_drafts(actor: Any) -> bool:
    """Say whether drafts and proposals are this reader's business."""
    return any(actor.may(permission) for permission in WRITERS)


def visible_to(actor: Any) -> Any:
    """Return the policies that this member of the school may open, with the version in force, A to Z."""
    rows = Policy.objects.for_school(actor.school)
    if not sees_drafts(actor):
        rows = rows.filter(lives__state=VersionState.PUBLISHED)
    return rows.distinct().order_by("title")


def visible_versions(actor: Any) -> Any:
    """Return the versions that this member may open: published and replaced ones; writers and approvers see all."""
    rows = Version.objects.for_school(actor.school).select_related("policy", "life", "school")
    if not sees_drafts(actor):
        rows = rows.filter(life__published_at__isnull=False)
    return rows


def visible_drafts(actor: Any) -> Any:
    """Return the open drafts, for those who write policies."""
    rows = Draft.objects.for_school(actor.school).filter(frozen_at__isnull=True).select_related("policy")
    return rows if actor.may(Permission.POLICY_DRAFT) else rows.none()


def current_versions(school: School) -> dict[UUID, Version]:
    """Return ``{policy id: version in force}`` of a school. One query."""
    rows = Version.objects.for_school(school).filter(life__state=VersionState.PUBLISHED)
    return {version.policy_id: version for version in rows.select_related("policy", "life")}


def current_version(policy: Policy) -> Version | None:
    """Return the version in force, or None."""
    rows = Version.objects.for_school(policy.school_id).filter(policy=policy, life__state=VersionState.PUBLISHED)
    version: Version | None = rows.select_related("policy", "life").first()
    return version


def clauses(version: Version) -> list[Clause]:
    """Return the sections of a version in order."""
    return list(Clause.objects.for_school(version.school_id).filter(version=version).order_by("position"))


def redline(old: Version, new: Version) -> list[ChangedClause]:
    """Return what differs between two versions, clause by clause. One query."""
    rows = Clause.objects.for_school(new.school_id).filter(version__in=[old, new]).order_by("position")
    by_version: dict[UUID, list[Clause]] = {old.pk: [], new.pk: []}
    for clause in rows:
        by_version[clause.version_id].append(clause)
    return redline_clauses(by_version[old.pk], by_version[new.pk])


def version_content(
    title: str, front_matter: list[str], in_short: list[str], changes: list[str], parts: Iterable[Any]
) -> str:
    """Return the digest of a version's whole content: what people sign, as SHA-256 of its canonical form."""
    return sha256(
        {
            "title": title,
            "front_matter": front_matter,
            "in_short": in_short,
            "changes": changes,
            "clauses": [[str(c.key), c.position, c.level, c.number, c.heading, c.text] for c in parts],
        }
    )


def version_digest(version: Version) -> str:
    """Make a version's digest again from its stored rows."""
    return version_content(version.title, version.front_matter, version.in_short, version.changes, clauses(version))


def digest_of(ref: str) -> str | None:
    """Return the present digest of the version with this id, for the check of the ledger; None when it is gone."""
    version = Version.objects.across_schools("the check of the ledger").filter(pk=ref).first()
    return version_digest(version) if version else None


def approvals(version: Version) -> list[Approval]:
    """Return the approvals given so far, oldest first."""
    return list(Approval.objects.for_school(version.school_id).filter(version=version).order_by("approved_at"))


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One policy on the governors' board. Texts are as typed; empty means not stated."""

    policy: Policy
    version: Version | None
    approved: str
    next_review: str
    next_day: dt.date | None
    status: ReviewStatus
    weeks: int


def board_rows(school: School, today: dt.date) -> list[BoardRow]:
    """Return every policy in force with its dates and where its review stands, A to Z. One query."""
    rows = VersionLife.objects.for_school(school).filter(state=VersionState.PUBLISHED)
    return [
        BoardRow(
            policy=life.version.policy,
            version=life.version,
            approved=life.approved_text,
            next_review=life.next_review_text,
            next_day=life.next_review_day,
            status=review_status(life.next_review_day, today),
            weeks=(life.next_review_day - today).days // 7 if life.next_review_day else 0,
        )
        for life in rows.select_related("version__policy").order_by("version__policy__title")
    ]


def lives_in_force(school: School) -> list[VersionLife]:
    """Return the lives in force by review date, those without a date first, then A to Z. One query."""
    rows = VersionLife.objects.for_school(school).filter(state=VersionState.PUBLISHED)
    order = (F("next_review_day").asc(nulls_first=True), "policy__title")
    return list(rows.select_related("version", "policy").order_by(*order))


def proposed_versions(school: School) -> list[Version]:
    """Return the versions that wait for approval, the longest wait first. One query."""
    rows = Version.objects.for_school(school).filter(life__state=VersionState.PROPOSED)
    return list(rows.select_related("policy", "life").order_by("life__proposed_at"))


def due_for_review(today: dt.date, *, within: int = 90) -> Any:
    """Return the lives in force, of every school, whose review is due within so many days or overdue."""
    rows = VersionLife.objects.across_schools("the clock looks at every school's reviews")
    limit = today + dt.timedelta(days=within)
    return rows.filter(state=VersionState.PUBLISHED, next_review_day__lte=limit).select_related(
        "version__policy__lead_person", "school__trust"
    )


def public_list(school: School) -> list[Policy]:
    """Return the policies that anybody may read (L14), A to Z."""
    rows = Policy.objects.for_school(school).filter(is_public=True, lives__state=VersionState.PUBLISHED)
    return list(rows.select_related("school").distinct().order_by("title"))


def waiting_approvals(actor: Any) -> list[Version]:
    """Return the versions that wait for this person's approval. One query."""
    if not actor.may(Permission.POLICY_APPROVE):
        return []
    given = Prefetch("approvals", Approval.objects.for_school(actor.school).filter(person=actor.person), to_attr="mine")
    rows = Version.objects.for_school(actor.school).filter(life__state=VersionState.PROPOSED)
    me = str(actor.person.pk)
    found = rows.select_related("policy", "life").prefetch_related(given).order_by("life__proposed_at")
    return [v for v in found if sum(p == me for _r, p in v.life.signers) > len(v.mine)]  # type: ignore[attr-defined]


def todo_for(actor: Any) -> list[Todo]:
    """Return what this person has to do about policies: approve, publish."""
    todos = [
        Todo(
            title=str(_("Approve: %(policy)s") % {"policy": version.title}),
            url=reverse("policies:version", args=[actor.school.slug, version.policy.slug, version.number]),
            why=str(_("Version %(number)s waits for you") % {"number": version.number}),
            tag_kind="due",
            tag_text=str(_("Approval")),
            minutes=5,
        )
        for version in waiting_approvals(actor)
    ]
    if actor.may(Permission.POLICY_PUBLISH):
        ready = VersionLife.objects.for_school(actor.school).filter(state=VersionState.APPROVED)
        for life in ready.select_related("version__policy"):
            url = reverse("policies:version", args=[actor.school.slug, life.version.policy.slug, life.version.number])
            title = _("Publish: %(policy)s") % {"policy": life.version.title}
            why = _("Version %(number)s is approved") % {"number": life.version.number}
            todos.append(Todo(str(title), url, str(why), "info", str(_("Approved")), 1))
    return todos


def names_of(school: School, ids: Iterable[str]) -> dict[str, str]:
    """Return ``{person id as text: name}`` for a list of approvers. One query."""
    return {str(key): name for key, name in people.names([UUID(one) for one in ids], school).items()}


def review_day(school: School, when: ReviewDate | None) -> dt.date | None:
    """Return the day by which a date as typed sorts and reminds: a term by its last day at this school (L1)."""
    if when is None:
        return None
    return when.last_day(lambda season, year: people.term_end(school, season, year))

