"""What policies contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import WitnessedRecord
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry
from core.contributions.tasks import Runs, ScheduledTask
from core.contributions.work import SampleChecker
from policies import queries
from policies.importing import compare
from policies.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    WitnessedRecord("policies.version", queries.digest_of),
    SampleChecker("policies", compare.fits, compare.check),
    HomeSource("policies", _("Policies"), 60, todo=queries.todo_for),
    MenuEntry("policies:list", _("Policies"), 40),
    DeadlineSource("policies", queries.running_for),
    ScheduledTask("policies.review_tick", Runs.QUARTER_HOURS),
    ScheduledTask("policies.decision_tick", Runs.QUARTER_HOURS),
)
