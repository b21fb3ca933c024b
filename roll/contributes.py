"""What roll contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb
from core.contributions.tasks import Runs, ScheduledTask
from core.contributions.work import SampleChecker
from roll import samples
from roll.states import IMPORT

VERBS = (
    Verb("classes.planned", _("{actor} planned where the classes go next")),
    Verb("roll_over.done", _("{actor} moved {moved} pupils up and ended {left} places from {day}")),
    Verb("roll_over.undone", _("{actor} took the roll-over of {day} back: {taken_back} pupils")),
    Verb("people.exported", _("{actor} took out a list of {kind}: {rows} rows, as {shape}")),
    Verb("import.started", _("{actor} brought a list of people ({bytes} bytes)")),
    Verb("import.applied", _("{actor} took in a list: {new} new, {changed} changed, {same} as they were")),
    Verb("import.undone", _("{actor} took a list back; {kept} people stay")),
    Verb("import.dropped", _("{actor} left a list, and its file was destroyed")),
    Verb("import.forgotten", _("The file of a list was destroyed")),
)

CONTRIBUTIONS = (
    *VERBS,
    IMPORT,
    SampleChecker("lists of people", samples.fits, samples.check),
    ScheduledTask("roll.import_run", Runs.EACH_MINUTE),
    ScheduledTask("roll.nightly", Runs.CRONTAB, minute="10", hour="1"),
)
