"""What people contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.clocks import ClockKind
from core.contributions.messages import Kind
from core.contributions.pages import HomeSource, MenuEntry
from core.contributions.people import ActivityTrace
from core.contributions.reminders import Unit
from core.contributions.roles import PermissionSpec
from core.contributions.settings import SettingsTodo, ToldChange
from core.contributions.tasks import Runs, ScheduledTask
from people.queries import lists, told_changes, traces, trusts
from people.states.roles import Permission, Role
from people.states.second_step import RESET
from people.verbs import VERBS
from schools.states import Permission as SchoolPermission

MESSAGES = (
    Kind("invitation", _("Invitation to sign in"), _("because the school added you to its portal")),
    Kind(
        "step_reset_asked",
        _("Help with a second step"),
        _("because you can confirm who a colleague is"),
        urgent=True,
    ),
    Kind("step_reset_yours", _("Your second step"), _("because somebody asked in your name"), urgent=True),
    Kind("step_reset_done", _("A second step was reset"), _("because you can confirm who a colleague is"), urgent=True),
    Kind("step_reset_ended", _("A reset was stopped"), _("because you have to do with it"), urgent=True),
    ClockKind(
        "step_reset",
        _("Lost second step"),
        _("confirm by %(when)s"),
        "safeguarding.md, Secrecy 4",
        amount=24,
        unit=Unit.HOUR,
        note="After that the request has ended and somebody asks anew.",
    ),
)

PERMISSIONS = (
    PermissionSpec(
        Permission.PEOPLE_MANAGE,
        _("add people and end roles"),
        (Role.HEADTEACHER, Role.OFFICE, Role.ADMINISTRATOR, Role.TRUST_ADMINISTRATOR),
        is_sensitive=True,
    ),
    PermissionSpec(
        SchoolPermission.SCHOOL_CONFIGURE,
        _("change how the school works"),
        (Role.HEADTEACHER, Role.ADMINISTRATOR, Role.TRUST_ADMINISTRATOR),
        is_sensitive=True,
    ),
    PermissionSpec(
        Permission.SECOND_STEP_RESET,
        _("help to reset a lost second step"),
        (
            Role.HEADTEACHER,
            Role.DSL,
            Role.DEPUTY_DSL,
            Role.ADMINISTRATOR,
            Role.CHAIR,
            Role.EXECUTIVE_HEAD,
            Role.TRUST_SAFEGUARDING,
            Role.NAMED_OFFICER,
        ),
    ),
)

CONTRIBUTIONS = (
    *VERBS,
    RESET,
    *PERMISSIONS,
    *MESSAGES,
    SettingsTodo("posts", 20, lists.posts_left),
    ToldChange("trust.setting_changed", told_changes.trust_setting_told),
    ToldChange("trust.setting_dropped", told_changes.trust_setting_dropped_told),
    ToldChange("trust.role_given", told_changes.role_given_told),
    ToldChange("trust.role_ended", told_changes.role_ended_told),
    ToldChange("school.made_like", told_changes.made_like_told),
    ActivityTrace("people.signed_in", _("has signed in"), traces.signed_in_since),
    ActivityTrace("people.duty", _("has a duty"), traces.duty_since),
    HomeSource("people", _("People"), 10, todo=lists.todo_for),
    MenuEntry("people:list", _("People"), 70, Permission.PEOPLE_MANAGE),
    MenuEntry("people:trust", _("Trust"), 80, shown=trusts.sees_trust),
    ScheduledTask("people.nightly", Runs.DAILY, minute="10", hour="1"),
)
