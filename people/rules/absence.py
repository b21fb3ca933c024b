"""Who may say that somebody is away, who may cover, and who may change the holder of a post."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from core.actor import Actor
from core.decision import Decision
from people.rules.roles import may_manage_people
from people.states.roles import HEARS_OF_HEAD, Role
from schools.states import Permission as SchoolPermission


def may_record_absence(actor: Actor, *, is_own: bool) -> Decision:
    """Everybody says so of themself; the office says so of everybody."""
    return Decision.yes() if is_own else may_manage_people(actor)


def may_cover(
    actor: Actor, *, is_own: bool, away_hears: bool, cover_has_role: bool, cover_hears: bool, cover_is_actor: bool
) -> Decision:
    """Decide on a cover: whoever covers for somebody who hears concerns reads them.

    Who is away chooses freely among who has a role here. Anybody else names somebody who hears concerns anyway, or
    may configure the school; and nobody lets themself in.
    """
    if not cover_has_role:
        return Decision.no(_("Choose somebody who has a role here on that day."))
    if is_own or not away_hears:
        return Decision.yes()
    if cover_is_actor:
        return Decision.no(_("Nobody can name themself for this. Ask a second person."))
    if cover_hears or SchoolPermission.SCHOOL_CONFIGURE in actor.permissions:
        return Decision.yes()
    return Decision.no(_("Choose somebody who hears concerns already, or ask an administrator or the headteacher."))


def may_change_holder(actor: Actor, roles: Collection[str], *, held: bool) -> Decision:
    """Decide on who holds, or covers, these posts: nobody chooses who hears concerns about themself.

    A post that nobody holds (``held`` False) may be filled: somebody has to begin.
    """
    if held and Role.HEADTEACHER in actor.roles and HEARS_OF_HEAD.intersection(roles):
        return Decision.no(_("This post hears concerns about the headteacher. Ask an administrator or the trust."))
    return Decision.yes()
