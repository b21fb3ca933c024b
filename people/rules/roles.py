"""May this person give or end that role now?"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from core.actor import Actor
from core.decision import Decision
from people.states.roles import TRUST_ROLES, Permission, Role, sensitive_roles
from schools.states import Permission as SchoolPermission


def may_manage_people(actor: Actor) -> Decision:
    """Adding people, inviting them and keeping the list."""
    if Permission.PEOPLE_MANAGE in actor.permissions:
        return Decision.yes()
    return Decision.no(_("Only the office, an administrator or the headteacher can change the list of people."))


def may_open_account(actor: Actor, roles: Collection[str]) -> Decision:
    """Decide on a first invitation. ``roles``: all that the account will open, now or later."""
    managing = may_manage_people(actor)
    sensitive = set(roles) & {str(role) for role in sensitive_roles()}
    if managing and sensitive and SchoolPermission.SCHOOL_CONFIGURE not in actor.permissions:
        return Decision.no(_("Only an administrator or the headteacher can invite somebody to this role."))
    return managing


def may_give_role(actor: Actor, role: str, *, to_oneself: bool, stands_alone: bool = False) -> Decision:
    """Decide on a role. A sensitive role opens cases, people or settings: nobody gives one to themself.

    ``to_oneself`` follows "same as": giving a role to another entry of the same person is giving it to oneself.
    """
    managing = may_manage_people(actor)
    if not managing:
        return managing
    if role not in Role.values:
        return Decision.no(_("Choose a role from the list."))
    if stands_alone and role in TRUST_ROLES:
        return Decision.no(_("Only a school in a trust has this role."))
    if role == Role.TRUST_ADMINISTRATOR:
        return Decision.no(_("A trust gives this role for all its schools."))
    if role in sensitive_roles():
        if SchoolPermission.SCHOOL_CONFIGURE not in actor.permissions:
            return Decision.no(_("Only an administrator or the headteacher can give this role."))
        if to_oneself:
            return Decision.no(_("Nobody can give this role to themself. Ask a second person."))
    return Decision.yes()


def may_end_role(actor: Actor, role: str, *, other_configurers: Collection[UUID]) -> Decision:
    """Decide on ending a role. ``other_configurers``: who could still set the school up once it has ended."""
    managing = may_manage_people(actor)
    if not managing:
        return managing
    if role in sensitive_roles() and SchoolPermission.SCHOOL_CONFIGURE not in actor.permissions:
        return Decision.no(_("Only an administrator or the headteacher can end this role."))
    if role in (Role.ADMINISTRATOR, Role.HEADTEACHER) and not other_configurers:
        return Decision.no(_("Nobody could look after the portal then. Give the role to somebody else first."))
    return Decision.yes()
