"""May this person change what holds between a child and the adults who answer for it?"""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.decision import Decision
from people.rules.roles import may_manage_people
from schools.states import Permission as SchoolPermission


def may_change_family(actor: Actor, *, own: bool) -> Decision:
    """Decide on links with carers. ``own``: the actor has a link or a tie with this child.

    Whoever works in the office and answers for a child here would else see and change what concerns the other adult.
    """
    managing = may_manage_people(actor)
    if not managing:
        return managing
    if own:
        return Decision.no(_("Nobody changes the carers of a child in their own family. Ask a colleague."))
    return Decision.yes()


def may_lift_bar(actor: Actor, *, own: bool) -> Decision:
    """Decide on lifting a bar: setting one is urgent and safe, lifting one is neither."""
    changing = may_change_family(actor, own=own)
    if not changing:
        return changing
    if SchoolPermission.SCHOOL_CONFIGURE not in actor.permissions:
        return Decision.no(_("Only the headteacher or an administrator can lift a bar."))
    return Decision.yes()
