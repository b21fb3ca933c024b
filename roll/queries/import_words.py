"""The words of the pages of an import: for its states, the categories of rows, and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from roll.states import ImportState, LineCategory

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RUNNING = {
    ImportState.READING: gettext_lazy("The file is being read"),
    ImportState.APPLYING: gettext_lazy("The people are coming in"),
    ImportState.UNDOING: gettext_lazy("The list is being undone"),
}
STATES: dict[str, tuple[str, str | Promise]] = {
    ImportState.READING: ("waiting", gettext_lazy("Being read")),
    ImportState.COLUMNS: ("due", gettext_lazy("Columns to name")),
    ImportState.REVIEW: ("due", gettext_lazy("To look over")),
    ImportState.APPLYING: ("waiting", gettext_lazy("Coming in")),
    ImportState.DONE: ("done", gettext_lazy("Brought in")),
    ImportState.UNDOING: ("waiting", gettext_lazy("Being undone")),
    ImportState.UNDONE: ("closed", gettext_lazy("Undone")),
    ImportState.FAILED: ("overdue", gettext_lazy("Not read")),
    ImportState.DROPPED: ("closed", gettext_lazy("Not used")),
}
"""The tag of each state, and what it says."""


@dataclass(frozen=True)
class CategoryWords:
    """How one category of line is called, what it means before and after the import, and its tag."""

    words: str | Promise
    meaning: str | Promise
    after: str | Promise
    tag: str
    counted: _StrPromise


PEOPLE = ngettext_lazy("%(n)s person", "%(n)s people", "count")
ASKED = ngettext_lazy("%(n)s to decide", "%(n)s to decide", "count")
MEND = ngettext_lazy("%(n)s to mend", "%(n)s to mend", "count")
LOOK = ngettext_lazy("%(n)s place", "%(n)s places", "count")
CATEGORIES: dict[str, CategoryWords] = {
    LineCategory.NEW: CategoryWords(
        gettext_lazy("New"),
        gettext_lazy("They are not in the portal yet, and come in."),
        gettext_lazy("They came in."),
        "info",
        PEOPLE,
    ),
    LineCategory.CHANGED: CategoryWords(
        gettext_lazy("Changed"),
        gettext_lazy("The file says something else than the portal. See before and after."),
        gettext_lazy("They have what the file says."),
        "info",
        PEOPLE,
    ),
    LineCategory.MATCH: CategoryWords(
        gettext_lazy("Perhaps the same person"),
        gettext_lazy("Close to somebody you have. Without an answer they are left out."),
        gettext_lazy("Those without an answer were left out."),
        "due",
        ASKED,
    ),
    LineCategory.RIGHT: CategoryWords(
        gettext_lazy("Would lose a right"),
        gettext_lazy("The file takes something away from them. They keep it unless you tick them."),
        gettext_lazy("Those whom you did not tick kept it."),
        "due",
        ASKED,
    ),
    LineCategory.LEFT: CategoryWords(
        gettext_lazy("May have left"),
        gettext_lazy("They are in the portal and not in the file. They stay unless you tick them."),
        gettext_lazy("Those whom you did not tick are still here."),
        "due",
        ASKED,
    ),
    LineCategory.PROBLEM: CategoryWords(
        gettext_lazy("Problems"),
        gettext_lazy("We left these out. Mend them in your file; everything else comes in."),
        gettext_lazy("We left these out. Mend them in your file and bring it in again."),
        "overdue",
        MEND,
    ),
    LineCategory.MENTION: CategoryWords(
        gettext_lazy("Understood"),
        gettext_lazy("We read these in our own way. See if we got them right."),
        gettext_lazy("We read these in our own way."),
        "closed",
        LOOK,
    ),
}


def figure(number: int) -> str:
    """Return a number as people read it: 1,180."""
    return str(number_format(number, use_l10n=True, force_grouping=True))


def people_words(number: int) -> str:
    """Return "1,180 people"."""
    return str(PEOPLE % {"count": number, "n": figure(number)})
