"""May this person help to reset a colleague's second step now?"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.states.permissions import Permission
from core.actor import Actor
from core.decision import Decision


def may_vouch(
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
