"""Approvals of a version: whose are wanted, which are given, and which wait."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Refused
from core.pages.todo import Todo
from people.queries import directory
from people.queries.acting import Actor
from people.states.roles import ROLE_TABLE, Role
from policies.models import Approval, Version, VersionStatus
from policies.rules import signers_now
from policies.states import Permission, VersionState
from schools.models.schools import School
from schools.queries import settings


def signers_wanted(
    school: School, before: Iterable[Sequence[str]] = (), given: set[tuple[str, str]] | None = None
) -> list[tuple[str, str]]:
    """Return [(role, person id)] of every approval that the school asks for now (W1, L18); ``given`` ones stay.

    Raises Refused when nobody holds one of the roles: a version that nobody can approve must not be proposed.
    """
    values = settings.settings(school)
    holders = directory.holders_by_role(school, values["approval_signers"])
    for role, persons in holders.items():
        if not persons:
            words = ROLE_TABLE[Role(role)].words
            raise Refused(_("Nobody is %(role)s at this school. Give somebody that role first.") % {"role": words})
    ids = {role: [str(person.pk) for person in persons] for role, persons in holders.items()}
    return signers_now(before, given or set(), ids, every_holder=values["approval_every_holder"])


def approvers(school: School) -> list[tuple[str, str]]:
    """Return [(role in words, name)] of those who will be asked to approve. Raises Refused for a vacant role."""
    wanted = signers_wanted(school)
    names = directory.names([UUID(person) for _role, person in wanted], school)
    return [(str(ROLE_TABLE[Role(role)].words), names.get(UUID(person), "")) for role, person in wanted]


def approvals(version: Version) -> list[Approval]:
    """Return the approvals given so far, oldest first."""
    return list(Approval.objects.for_school(version.school_id).filter(version=version).order_by("approved_at"))


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
