"""The states of an import, the categories of line that its review shows, and how long things can be undone."""

import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.workflow import Table, Transition
from people.states.roles import Permission

_MANAGE = Permission.PEOPLE_MANAGE.value

UNDO_FOR = datetime.timedelta(hours=24)
"""How long an import and a roll-over can be undone."""


class ImportKind(TextChoices):
    """What a file lists. A list of pupils has their carers too."""

    STAFF = "staff", _("Staff")
    PUPILS = "pupils", _("Pupils and their carers")


class ImportState(TextChoices):
    """Where an import stands. ``applying`` and ``undoing`` change nothing until the one transaction that ends them."""

    READING = "reading", _("Being read")
    COLUMNS = "columns", _("Columns to be named")
    REVIEW = "review", _("Ready to look at")
    APPLYING = "applying", _("Being brought in")
    DONE = "done", _("Brought in")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    FAILED = "failed", _("Could not be read")
    DROPPED = "dropped", _("Left")


IMPORT = Table(
    "import",
    ImportState,
    (
        Transition("read", ("reading",), "review", "", ""),
        Transition("ask_columns", ("reading",), "columns", "", ""),
        Transition("fail", ("reading",), "failed", "", ""),
        Transition("change_columns", ("columns", "review", "failed"), "reading", _MANAGE, ""),
        Transition("approve", ("review",), "applying", _MANAGE, ""),
        Transition("apply", ("applying",), "done", "", "import.applied"),
        Transition("look_again", ("applying",), "reading", "", ""),
        Transition("undo", ("done",), "undoing", _MANAGE, ""),
        Transition("take_back", ("undoing",), "undone", "", "import.undone"),
        Transition("drop", ("reading", "columns", "review", "failed"), "dropped", _MANAGE, "import.dropped"),
    ),
)


class LineCategory(TextChoices):
    """What the review says of a line, in the order in which it is shown.

    ``MATCH`` waits for "same" or "new"; ``RIGHT`` and ``LEFT`` for "end": unanswered, nothing of them happens.
    """

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    MATCH = "match", _("Perhaps the same person")
    RIGHT = "right", _("Would lose a right")
    LEFT = "left", _("May have left")
    PROBLEM = "problem", _("Problem")
    MENTION = "mention", _("Understood")


class LineAbout(TextChoices):
    """Whom a line is about."""

    PUPIL = "pupil", _("Pupil")
    CARER = "carer", _("Carer")
    STAFF = "staff", _("Staff")


class LineChoice(TextChoices):
    """What somebody decided about a line."""

    OPEN = "", _("Not decided")
    SAME = "same", _("The same person")
    NEW = "new", _("Another person")
    END = "end", _("End it")
    KEEP = "keep", _("Keep it")


CHOICES_OF: dict[str, tuple[str, ...]] = {
    LineCategory.MATCH: ("same", "new"),
    LineCategory.RIGHT: ("end", "keep"),
    LineCategory.LEFT: ("end", "keep"),
}
"""Which choices a line of each category offers; the other categories offer none."""
