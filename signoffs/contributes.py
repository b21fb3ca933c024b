"""What sign-offs contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import WitnessedRecord
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry, PolicyPanel
from core.contributions.people import ActivityTrace, PeopleListener
from core.contributions.tasks import Runs, ScheduledTask
from people.states import Permission
from signoffs import queries, services
from signoffs.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    WitnessedRecord("signoffs.sitting", queries.digest_of_sitting),
    PeopleListener("signoffs", services.on_people_changed),
    ActivityTrace("signoffs.signed", _("has signed"), queries.signed_since),
    ActivityTrace("signoffs.asked", _("has asked a question"), queries.asked_since),
    PolicyPanel("signoffs", queries.policy_panel),
    HomeSource(
        "signoffs",
        _("Sign-offs"),
        40,
        todo=queries.todo_for,
        waiting=queries.waiting_for,
        done=queries.done_for,
    ),
    MenuEntry("signoffs:rounds", _("Sign-offs"), 50, Permission.ROUND_CHASE),
    DeadlineSource("signoffs", queries.running_for),
    ScheduledTask("signoffs.reminder_tick", Runs.QUARTER_HOURS),
)
