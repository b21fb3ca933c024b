"""What registers contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import WitnessedRecord
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry
from core.contributions.tasks import Runs, ScheduledTask
from people.states import Permission
from registers import queries
from registers.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    WitnessedRecord("registers.decision", queries.digest_of_decision),
    WitnessedRecord("registers.nothing", queries.digest_of_nothing),
    HomeSource(
        "registers",
        _("Disclosures"),
        50,
        todo=queries.todo_for,
        waiting=queries.waiting_for,
        done=queries.done_for,
    ),
    MenuEntry("registers:register", _("Disclosures"), 60, Permission.DISCLOSURE_READ_REGISTER),
    MenuEntry("registers:mine", _("Disclosures"), 61, Permission.DISCLOSURE_MAKE),
    DeadlineSource("registers", queries.running_for),
    ScheduledTask("registers.reminder_tick", Runs.QUARTER_HOURS),
)
