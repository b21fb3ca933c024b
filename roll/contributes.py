"""What roll contributes to other apps."""

from core.contributions.core import SampleChecker
from core.contributions.tasks import Runs, ScheduledTask
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
