"""Colleagues who lost their second step or their address, for the home page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries.second_step import resets_for
from accounts.queries.sign_in_methods import address_changes_for
from core.contributions.pages import Todo
from people.queries.acting import Actor


def todo_for(actor: Actor) -> list[Todo]:
    """Return what this person can do for colleagues who cannot sign in."""
    slug, waiting = actor.school.slug, len(resets_for(actor))
    why = ngettext("One person has lost the second step.", "%(count)s people have lost it.", waiting)
    lost = Todo(
        title=_("Confirm who a colleague is"),
        url=reverse("accounts:resets", args=[slug]),
        why=why % {"count": waiting},
        tag_kind="due",
        tag_text=_("To do"),
        minutes=5 * waiting,
    )
    moved = [
        Todo(
            title=_("Confirm a new address to sign in"),
            url=reverse("accounts:sign_in_address", args=[slug, change.person_id]),
            why=_("A colleague asked for it. Speak to the person first."),
            tag_kind="due",
            tag_text=_("To do"),
            minutes=5,
        )
        for change in address_changes_for(actor)
    ]
    return [lost, *moved] if waiting else moved
