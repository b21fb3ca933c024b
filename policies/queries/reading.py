"""Reading policies."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages.todo import Todo
from core.text.review_dates import ReviewDate
from ledger.witness import sha256
from people.queries import directory
from people.queries.acting import Actor
from policies.models import Approval, Clause, Draft, Policy, Version, VersionStatus
from policies.queries.redline import ChangedClause, redline_clauses
from policies.rules import review_status
from policies.states import WEEK, Permission, ReviewStatus, VersionState
from schools.models.schools import School
from schools.queries import calendar

WRITERS = (Permission.POLICY_DRAFT, Permission.POLICY_PROPOSE, Permission.POLICY_APPROVE, Permission.POLICY_PUBLISH)


def sees_drafts(actor: Actor) -> bool:
    """Say whether drafts and proposals are this reader's business."""
    return any(actor.may(permission) for permission in WRITERS)


def visible_to(actor: Actor) -> QuerySet[Policy]:
    """Return the policies that this member of the school may open, with the version in force, A to Z."""
    rows = Policy.objects.for_school(actor.school)
    if not sees_drafts(actor):
        rows = rows.filter(version_statuses__state=VersionState.PUBLISHED)
    return rows.distinct().select_related("school", "lead_person").order_by("title")


def visible_versions(actor: Actor) -> QuerySet[Version]:
    """Return the versions that this member may open: published and replaced ones; writers and approvers see all."""
    rows = Version.objects.for_school(actor.school).select_related("policy", "status", "school")
    if not sees_drafts(actor):
        rows = rows.filter(status__published_at__isnull=False)
    return rows


def visible_drafts(actor: Actor) -> QuerySet[Draft]:
    """Return the open drafts, for those who write policies."""
    rows = Draft.objects.for_school(actor.school)
    if not actor.may(Permission.POLICY_DRAFT):
        return rows.none()
    return rows.filter(frozen_at__isnull=True).select_related("policy__school", "school")


def sent_version(actor: Actor, draft_id: UUID) -> Version | None:
    """Return the version that came of a draft which was sent for approval (a second click, an old tab), or None."""
    rows = Draft.objects.for_school(actor.school).filter(pk=draft_id, frozen_at__isnull=False)
    draft = rows.first() if actor.may(Permission.POLICY_DRAFT) else None
    if draft is None:
        return None
    return visible_versions(actor).filter(policy=draft.policy_id).order_by("-number").first()


def current_version(policy: Policy) -> Version | None:
    """Return the version in force, or None."""
    rows = Version.objects.for_school(policy.school_id).filter(policy=policy, status__state=VersionState.PUBLISHED)
    return rows.select_related("policy", "status").first()


def clauses(version: Version) -> list[Clause]:
    """Return the sections of a version in order."""
    return clauses_of(version)[version.pk]


def clauses_of(*versions: Version) -> dict[UUID, list[Clause]]:
    """Return ``{version id: its sections in order}`` for versions of one school. One query."""
    by_version: dict[UUID, list[Clause]] = {version.pk: [] for version in versions}
    rows = Clause.objects.for_school(versions[0].school_id).filter(version__in=versions)
    for clause in rows.order_by("position"):
        by_version[clause.version_id].append(clause)
    return by_version


def redline(old: Version, new: Version) -> list[ChangedClause]:
    """Return what differs between two versions, clause by clause. One query."""
    sections = clauses_of(old, new)
    return redline_clauses(sections[old.pk], sections[new.pk])


def version_content(version: Version, parts: Iterable[Clause]) -> str:
    """Return the digest of a version's whole content: what people sign, as SHA-256 of its canonical form."""
    return sha256(
        {
            "policy": str(version.policy_id),
            "number": version.number,
            "language": version.language,
            "major": version.major,
            "title": version.title,
            "front_matter": version.front_matter,
            "in_short": version.in_short,
            "changes": version.changes,
            "clauses": [[str(c.key), c.position, c.level, c.number, c.heading, c.text] for c in parts],
        }
    )


def version_digest(version: Version) -> str:
    """Make a version's digest again from its stored rows."""
    return version_content(version, clauses(version))


def digest_of(ref: str) -> str | None:
    """Return the present digest of the version with this id, for the check of the ledger; None when it is gone."""
    version = Version.objects.across_schools("the check of the ledger").filter(pk=ref).first()
    return version_digest(version) if version else None


def approvals(version: Version) -> list[Approval]:
    """Return the approvals given so far, oldest first."""
    return list(Approval.objects.for_school(version.school_id).filter(version=version).order_by("approved_at"))


TAGS = {
    ReviewStatus.UP_TO_DATE: "done",
    ReviewStatus.DUE_SOON: "due",
    ReviewStatus.OVERDUE: "overdue",
    ReviewStatus.NO_DATE: "none",
}


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One policy in force, for the board and the review calendar. Texts are as typed; empty means not stated.

    ``weeks`` are whole weeks until the review (negative: since).
    """

    policy: Policy
    version: Version
    approved: str
    next_review: str
    next_day: dt.date | None
    status: ReviewStatus
    weeks: int
    published: dt.datetime | None
    words: str

    @property
    def tag(self) -> str:
        """Return the kind of the status tag."""
        return TAGS[self.status]


def review_words(next_day: dt.date | None, today: dt.date) -> str:
    """Return where a review stands in words: "Due in 10 weeks", "Overdue since 19 December 2025"."""
    status = review_status(next_day, today)
    if next_day is None or status is ReviewStatus.UP_TO_DATE:
        return str(status.label)
    if status is ReviewStatus.OVERDUE:
        return _("Overdue since %(day)s") % {"day": date_format(next_day, "j F Y")}
    days = (next_day - today).days
    if days == 0:
        return _("Due today")
    if days < WEEK:
        return ngettext("Due in %(count)s day", "Due in %(count)s days", days) % {"count": days}
    return ngettext("Due in %(count)s week", "Due in %(count)s weeks", days // WEEK) % {"count": days // WEEK}


def board_rows(school: School, today: dt.date) -> list[BoardRow]:
    """Return every policy in force with its dates and where its review stands, A to Z. One query."""
    rows = VersionStatus.objects.for_school(school).filter(state=VersionState.PUBLISHED)
    return [
        BoardRow(
            policy=status.version.policy,
            version=status.version,
            approved=status.approved_text,
            next_review=status.next_review_text,
            next_day=status.next_review_day,
            status=review_status(status.next_review_day, today),
            weeks=(status.next_review_day - today).days // WEEK if status.next_review_day else 0,
            published=status.published_at,
            words=review_words(status.next_review_day, today),
        )
        for status in rows.select_related("version__policy").order_by(Lower("version__title"))
    ]


def due_for_review(today: dt.date, *, within: int = 90) -> QuerySet[VersionStatus]:
    """Return the statuses in force, of every school, whose review is due within so many days or overdue."""
    rows = VersionStatus.objects.across_schools("the scheduled run reminds every school of its reviews")
    limit = today + dt.timedelta(days=within)
    return rows.filter(state=VersionState.PUBLISHED, next_review_day__lte=limit).select_related(
        "version__policy__lead_person", "school__trust"
    )


def waiting_statuses() -> QuerySet[VersionStatus]:
    """Return the statuses of every school's versions that wait for approval, oldest first."""
    rows = VersionStatus.objects.across_schools("the scheduled run reminds every school of its approvals")
    waiting = rows.filter(state=VersionState.PROPOSED).select_related("version__policy", "school__trust")
    return waiting.order_by("proposed_at", "pk")


def public_policies(school: School) -> QuerySet[Policy]:
    """Return the policies that anybody may read (L14), A to Z."""
    rows = Policy.objects.for_school(school).filter(is_public=True, version_statuses__state=VersionState.PUBLISHED)
    return rows.select_related("school").distinct().order_by("title")


def waiting_approvals(actor: Actor) -> list[Version]:
    """Return the versions that wait for this person's approval. One query."""
    if not actor.may(Permission.POLICY_APPROVE):
        return []
    given = Prefetch("approvals", Approval.objects.for_school(actor.school).filter(person=actor.person), to_attr="mine")
    rows = Version.objects.for_school(actor.school).filter(status__state=VersionState.PROPOSED)
    me = str(actor.person.pk)
    versions = rows.select_related("policy", "status").prefetch_related(given).order_by("status__proposed_at")
    return [v for v in versions if sum(person == me for _role, person in v.status.signers) > len(v.mine)]


def todo_for(actor: Actor) -> list[Todo]:
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
        ready = VersionStatus.objects.for_school(actor.school).filter(state=VersionState.APPROVED)
        for status in ready.select_related("version__policy"):
            url = reverse(
                "policies:version", args=[actor.school.slug, status.version.policy.slug, status.version.number]
            )
            title = _("Publish: %(policy)s") % {"policy": status.version.title}
            why = _("Version %(number)s is approved") % {"number": status.version.number}
            todos.append(Todo(str(title), url, str(why), "info", str(_("Approved")), 1))
    return todos


def names_of(school: School, ids: Iterable[str]) -> dict[str, str]:
    """Return ``{person id as text: name}`` for a list of approvers. One query."""
    return {str(key): name for key, name in directory.names([UUID(person) for person in ids], school).items()}


def lead_choices(school: School) -> list[tuple[str, str]]:
    """Return [(person id, name)] of the staff who may lead on a policy, by name. Two queries."""
    names = directory.names(directory.staff_at(school), school)
    return sorted(((str(key), name) for key, name in names.items()), key=lambda pair: pair[1].casefold())


def review_day(school: School, when: ReviewDate | None) -> dt.date | None:
    """Return the day by which a date as typed sorts and reminds: a term by its last day at this school (L1)."""
    if when is None:
        return None
    return when.last_day(lambda season, year: calendar.term_end(school, season, year))
