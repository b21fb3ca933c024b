"""May somebody be given a printed code, another address to sign in with, or a new second step?"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.states import Permission
from core.actor import Actor
from core.decision import Decision
from people.rules.roles import may_manage_people
from people.states.roles import sensitive_roles
from schools.states import Permission as SchoolPermission


def may_have_printed_code(roles: Collection[str], *, own_address: bool, opens_more: bool = False) -> Decision:
    """Decide on the person.

    Who prints a code could use it: so never for roles that open cases, people or settings, and never for somebody whom
    an e-mailed code reaches. ``opens_more``: the account opens such things elsewhere.
    """
    if not roles:
        return Decision.no(_("Give this person a role first."))
    if opens_more or set(roles) & {str(role) for role in sensitive_roles()}:
        return Decision.no(_("This role opens too much for a code on paper. Add an e-mail address of their own."))
    if own_address:
        return Decision.no(_("This person has an e-mail address of their own. We send the code there."))
    return Decision.yes()


def may_print_code(actor: Actor, *, for_oneself: bool) -> Decision:
    """Decide on who prints."""
    managing = may_manage_people(actor)
    if managing and for_oneself:
        return Decision.no(_("Ask a colleague to print a code for you."))
    return managing


def may_ask_for_address(actor: Actor, *, for_oneself: bool) -> Decision:
    """Decide on who asks that somebody signs in with another address."""
    managing = may_manage_people(actor)
    if managing and for_oneself:
        return Decision.no(_("Change your own address on your own page. We send a code to the old one."))
    return managing


def may_confirm_address(actor: Actor, *, asked: bool, about_oneself: bool, roles: Collection[str]) -> Decision:
    """Decide on the second person. ``roles``: of the one whose address changes; ``asked``: the actor asked for it."""
    managing = may_manage_people(actor)
    if not managing:
        return managing
    if asked or about_oneself:
        return Decision.no(_("A second person has to confirm this."))
    if (
        set(roles) & {str(role) for role in sensitive_roles()}
        and SchoolPermission.SCHOOL_CONFIGURE not in actor.permissions
    ):
        return Decision.no(_("Only an administrator or the headteacher can confirm this for that role."))
    return Decision.yes()


def may_confirm_reset(
    actor: Actor, *, entries: Collection[UUID], about: Collection[UUID], first: Collection[UUID] = ()
) -> Decision:
    """Decide on one confirmation.

    ``entries``: every entry (and account) that is the person who acts; ``about``: those of the person whose step is
    lost; ``first``: those of whoever confirmed before. Two entries of one person are never two people.
    """
    if Permission.SECOND_STEP_RESET not in actor.permissions:
        return Decision.no(_("Only the headteacher, the safeguarding leads, the chair and administrators can do this."))
    if set(entries) & set(about):
        return Decision.no(_("Nobody can confirm for themself. Ask two colleagues."))
    if set(entries) & set(first):
        return Decision.no(_("You have confirmed already. A second person must do it too."))
    return Decision.yes()
