"""What sign-offs contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import WitnessedRecord
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry, PolicyPanel
from core.contributions.people import ActivityTrace, PeopleListener
from core.contributions.settings import SettingGroup, SettingKind, SettingSpec, choices
from core.contributions.tasks import Runs, ScheduledTask
from people.states import Permission
from signoffs import queries, services
from signoffs.verbs import VERBS

SETTINGS = (
    SettingGroup("families", _("Families"), 50),
    SettingSpec(
        "questions_to",
        SettingKind.CHOICE,
        "headteacher",
        _("Who answers questions about a policy."),
        "routes",
        ("L4", "C18"),
        choices(
            headteacher=_("The headteacher answers."),
            senior_leadership=_("The senior leaders answer."),
            office=_("The school office answers."),
        ),
    ),
    SettingSpec(
        "each_carer_signs",
        SettingKind.YES_NO,
        False,
        _("Each carer of a child signs, not only one."),
        "families",
        ("C3",),
    ),
    SettingSpec(
        "family_second_check",
        SettingKind.YES_NO,
        False,
        _("The family form asks for a child's birth day and month first."),
        "families",
        (),
    ),
)

CONTRIBUTIONS = (
    *VERBS,
    *SETTINGS,
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
