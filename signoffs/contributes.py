"""What sign-offs contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.deadlines import DeadlineKind
from core.contributions.ledger import Verb, WitnessedRecord
from core.contributions.messages import CheckBeforeSending, Kind, LinkPurpose, ValueType
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry, PolicyPanel
from core.contributions.people import ActivityTrace, PeopleListener
from core.contributions.roles import PermissionSpec
from core.contributions.settings import SettingGroup, SettingKind, SettingSpec, choices
from core.contributions.tasks import Runs, ScheduledTask
from people.states.roles import Role
from signoffs.queries import before_sending, deadlines, evidence, home, questions, signing
from signoffs.queries import evidence as evidence_queries
from signoffs.queries.carers import LETTERS
from signoffs.services import cancelling
from signoffs.states import ASKING, QUESTION, ROUND, SIGN_OFF_REMINDERS, TEAM, Permission

VERBS = (
    Verb("round.opened", _("{actor} asked {people} people to sign version {number}, by {due}")),
    Verb("round.closed", _("{actor} closed the round")),
    Verb("round.replaced", _("{actor} opened a newer round instead of this one")),
    Verb("round.extended", _("{actor} gave people longer to sign, until {due}")),
    Verb("round.reminded", _("{actor} reminded {people} people")),
    Verb("signature.made", _("{actor} signed version {number}, reference {reference}")),
    Verb("signature.family", _("{actor} signed version {number} for {children} children, reference {reference}")),
    Verb("signature.recorded", _("{actor} recorded a paper form for version {number}, reference {reference}")),
    Verb("link.sent", _("{actor} sent a carer a new private link")),
    Verb("link.printed", _("{actor} printed a private link for a carer")),
    Verb("question.asked", _("{actor} asked before signing ({kind})")),
    Verb("question.answered", _("{actor} answered a question")),
)

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

_STAFF = _("because you work for the school")
_CARER = _("because you look after a child at the school")
_TO_SIGN = {"due": ValueType.DAY, "minutes": ValueType.NUMBER}

MESSAGES = (
    Kind(
        "staff_request",
        _("Request to sign"),
        _STAFF,
        gathers=True,
        replaces="staff_request",
        needs={"count": ValueType.NUMBER, **_TO_SIGN},
        reasons={
            "starter": _("because you are new at the school"),
            "changed": _("because a policy that you signed has changed"),
        },
    ),
    Kind(
        "staff_reminder",
        _("Reminder to sign"),
        _STAFF,
        gathers=True,
        replaces="staff_request",
        needs={"count": ValueType.NUMBER, **_TO_SIGN},
    ),
    Kind(
        "family_request",
        _("Family form"),
        _CARER,
        gathers=True,
        replaces="family_request",
        needs={**_TO_SIGN, "link": ValueType.LINK},
        reasons={"new_child": _("because a child has joined your family list at the school")},
    ),
    Kind(
        "family_link",
        _("New link to the family form"),
        _("because a new link was asked for"),
        any_hour=True,
        needs={**_TO_SIGN, "link": ValueType.LINK},
    ),
    Kind(
        "family_reminder",
        _("Reminder of the family form"),
        _CARER,
        gathers=True,
        replaces="family_request",
        needs={**_TO_SIGN, "link": ValueType.LINK},
    ),
    Kind(
        "team_to_sign",
        _("Staff still to sign"),
        _("because you lead people who have not signed yet"),
        gathers=True,
        needs={"count": ValueType.NUMBER, "due": ValueType.DAY},
        reasons={
            "line_manager": _("because you lead people who have not signed yet"),
            "headteacher": _("because you are the headteacher and some staff have not signed yet"),
        },
    ),
    Kind(
        "signed",
        _("Thank you for signing"),
        _("because you signed"),
        any_hour=True,
        courtesy=True,
        needs={"reference": ValueType.REFERENCE, "at": ValueType.MOMENT},
        reasons={"paper": _("because the office recorded your paper form")},
    ),
    Kind(
        "question_asked", _("Question about a policy"), _("because you answer questions about policies"), gathers=True
    ),
    Kind(
        "question_answered", _("Answer to a question"), _("because you asked a question before signing"), gathers=True
    ),
    LinkPurpose("family", "/f/{token}/", 60),
    SIGN_OFF_REMINDERS,
    DeadlineKind(
        "sign_off",
        _("Sign-off"),
        _("sign by %(when)s"),
        "L23, M7",
        schedule="sign_off",
        note="The day that was given when people were asked.",
    ),
)

PERMISSIONS = (
    PermissionSpec(Permission.ROUND_OPEN, _("open a round"), (Role.HEADTEACHER, Role.OFFICE, Role.ADMINISTRATOR)),
    PermissionSpec(
        Permission.ROUND_CHASE,
        _("see who is left and remind them"),
        (Role.HEADTEACHER, Role.SENIOR_LEADER, Role.OFFICE, Role.ADMINISTRATOR),
    ),
    PermissionSpec(
        Permission.PAPER_RECORD, _("record a paper form"), (Role.HEADTEACHER, Role.OFFICE, Role.ADMINISTRATOR)
    ),
)

CONTRIBUTIONS = (
    *VERBS,
    ROUND,
    QUESTION,
    *PERMISSIONS,
    *SETTINGS,
    *MESSAGES,
    WitnessedRecord("signing_batch", evidence.digest_of_batch),
    PeopleListener("signoffs", cancelling.on_people_changed),
    ActivityTrace("signoffs.signed", _("has signed"), evidence_queries.signed_since),
    ActivityTrace("signoffs.asked", _("has asked a question"), questions.asked_since),
    PolicyPanel("signoffs", signing.policy_panel),
    HomeSource(
        "signoffs",
        _("Sign-offs"),
        40,
        todo=home.todo_for,
        waiting=home.waiting_for,
        done=home.done_for,
    ),
    MenuEntry("signoffs:rounds", _("Sign-offs"), 50, Permission.ROUND_CHASE),
    DeadlineSource("signoffs", deadlines.deadlines_for),
    ScheduledTask("signoffs.reminder_run", Runs.QUARTER_HOURS),
    CheckBeforeSending("signoffs.asking", ASKING, before_sending.not_to_sign),
    CheckBeforeSending("signoffs.letters", LETTERS, before_sending.letters_not_wanted),
    CheckBeforeSending("signoffs.teams", (TEAM,), before_sending.teams_without_news),
)
