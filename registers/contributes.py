"""What registers contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.deadlines import DeadlineKind
from core.contributions.ledger import Verb, WitnessedRecord
from core.contributions.messages import CONFIDENTIAL, CheckBeforeSending, Kind, MessageReason, ValueType
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry
from core.contributions.roles import PermissionSpec
from core.contributions.settings import SettingGroup, SettingKind, SettingSpec, choices
from core.contributions.tasks import Runs, ScheduledTask
from people.states.roles import Role
from registers.queries import deadlines, disclosures, home
from registers.states import DISCLOSURE, REMINDER_SCHEDULES, Permission

VERBS = (
    Verb("disclosure.sent", _("{actor} sent form {reference}")),
    Verb("disclosure.read", _("{actor} read the form")),
    Verb("disclosure.taken", _("{actor} took the form to decide on it")),
    Verb("disclosure.decided", _("{actor} decided: {outcome}")),
    Verb("disclosure.added", _("{actor} said more")),
    Verb("disclosure.ended", _("{actor} said that the link has ended")),
    Verb("disclosure.nothing", _("{actor} signed that there is nothing to declare in {year}, reference {reference}")),
    Verb("register.read", _("{actor} looked at the register of disclosures")),
)

SETTINGS = (
    SettingGroup("friends", _("Online friends"), 30),
    SettingSpec(
        "present_pupils_as_friends",
        SettingKind.CHOICE,
        "never",
        _("Present pupils as online friends."),
        "friends",
        ("W4", "L12", "O2", "M10", "C6"),
        choices(
            never=_("Never."),
            before=_("Only a friend or relative from before."),
            advised_against=_("Advised against. Declare it or talk about it."),
            exception=_("Only if the headteacher makes an exception."),
        ),
    ),
    SettingSpec(
        "past_pupils_as_friends",
        SettingKind.CHOICE,
        "under_age_never",
        _("Past pupils as online friends."),
        "friends",
        ("L12", "O2", "W4", "M10"),
        choices(
            under_age_never=_("Never while they are under the age below."),
            as_present=_("The same as for present pupils."),
        ),
    ),
    SettingSpec(
        "past_pupil_age",
        SettingKind.NUMBER,
        18,
        _("The age at which the rule for past pupils ends."),
        "friends",
        ("L12", "O2"),
        low=13,
        high=25,
    ),
    SettingSpec(
        "parents_as_friends",
        SettingKind.CHOICE,
        "before",
        _("Parents as online friends."),
        "friends",
        ("W4", "L12", "O2", "M10"),
        choices(
            before=_("Only a friend from before."),
            advised_against=_("Advised against, not forbidden."),
            declare=_("Advised against. Declare it or talk about it."),
        ),
    ),
    SettingSpec(
        "before_means",
        SettingKind.CHOICE,
        "appointment",
        _("What “from before” means."),
        "friends",
        ("W4", "L12", "C6"),
        choices(
            appointment=_("Before the person came to work here."),
            request=_("Before the friend request."),
            entry=_("Before the pupil or the member of staff came here."),
        ),
    ),
)

MESSAGES = (
    Kind(
        "disclosure_due",
        _("Yearly answer"),
        _("because everybody at the school answers this once a year"),
        gathers=True,
        replaces="disclosure_due",
        needs={"due": ValueType.DAY, "minutes": ValueType.NUMBER},
    ),
    MessageReason("decision_needed", "disclosure", _("because you decide on forms from staff")),
    Kind("disclosure_answered", _("Reply to a form"), _("because you sent a form"), confidentialities=CONFIDENTIAL),
    *REMINDER_SCHEDULES,
    DeadlineKind(
        "disclosure_review",
        _("Look again at a disclosure"),
        _("review by %(when)s"),
        "M10; screens.md 2.9",
        note="The review day in the decision.",
    ),
    DeadlineKind(
        "yearly_answer",
        _("Yearly answer"),
        _("answer by %(when)s"),
        "M10, W4, C6",
        schedule="disclosure_yearly",
        note="The last day of the autumn term.",
    ),
)

PERMISSIONS = (
    PermissionSpec(Permission.DISCLOSURE_MAKE, _("declare an online link"), tuple(Role)),
    PermissionSpec(
        Permission.DISCLOSURE_DECIDE, _("decide on a disclosure"), (Role.HEADTEACHER, Role.CHAIR), is_sensitive=True
    ),
    PermissionSpec(Permission.DISCLOSURE_READ_REGISTER, _("read the register of disclosures"), (Role.HEADTEACHER,)),
)

CONTRIBUTIONS = (
    *VERBS,
    DISCLOSURE,
    *PERMISSIONS,
    *SETTINGS,
    *MESSAGES,
    WitnessedRecord("disclosure_decision", disclosures.digest_of_decision),
    WitnessedRecord("nothing_to_declare", disclosures.digest_of_nothing),
    HomeSource("registers", _("Disclosures"), 50, todo=home.todo_for, waiting=home.waiting_for, done=home.done_for),
    MenuEntry("registers:register", _("Disclosures"), 60, Permission.DISCLOSURE_READ_REGISTER),
    MenuEntry("registers:mine", _("Disclosures"), 61, Permission.DISCLOSURE_MAKE),
    DeadlineSource("registers", deadlines.deadlines_for),
    ScheduledTask("registers.reminder_run", Runs.QUARTER_HOURS),
    CheckBeforeSending("registers.decisions", ("decision_needed",), disclosures.not_deciders),
)
