"""Policies, drafts and versions: who may read which, and what a version says."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from ledger.witness import sha256
from people.queries.acting import Actor
from policies.models import Clause, Draft, Policy, Version
from policies.queries.redline import ChangedClause, redline_clauses
from policies.states import Permission, VersionState
from schools.models.schools import School

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


def public_policies(school: School) -> QuerySet[Policy]:
    """Return the policies that anybody may read (L14), A to Z."""
    rows = Policy.objects.for_school(school).filter(is_public=True, version_statuses__state=VersionState.PUBLISHED)
    return rows.select_related("school").distinct().order_by("title")


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


def content_digest(version: Version, parts: Iterable[Clause]) -> str:
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


def digest_of(ref: str) -> str | None:
    """Return the present digest of the version with this id, for the check of the ledger; None when it is gone."""
    version = Version.objects.across_schools("the check of the ledger").filter(pk=ref).first()
    return content_digest(version, clauses(version)) if version else None
