"""What roll contributes to other apps."""

from core.contributions.tasks import Runs, ScheduledTask
from core.contributions.work import SampleChecker
from roll import samples
from roll.states import IMPORT
from roll.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    IMPORT,
    SampleChecker("lists of people", samples.fits, samples.check),
    ScheduledTask("roll.import_run", Runs.EACH_MINUTE),
    ScheduledTask("roll.nightly", Runs.CRONTAB, minute="10", hour="1"),
)
