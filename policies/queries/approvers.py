"""Whose approval a version needs, by the school's own setting."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Refused
from people.queries import directory
from people.states.roles import ROLE_TABLE, Role
from policies.rules import signers_now
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
