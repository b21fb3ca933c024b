"""What people contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.messages import Kind
from core.contributions.pages import HomeSource, MenuEntry
from core.contributions.people import ActivityTrace
from core.contributions.roles import PermissionSpec
from core.contributions.settings import ChangeDescription, SettingsTodo
from people.queries import directory, first_steps, trusts
from people.states.roles import Permission, Role
from people.verbs import VERBS
from schools.states import Permission as SchoolPermission

MESSAGES = (Kind("invitation", _("Invitation to sign in"), _("because the school added you to its portal")),)

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
)

CONTRIBUTIONS = (
    *VERBS,
    *PERMISSIONS,
    *MESSAGES,
    SettingsTodo("posts", 20, first_steps.key_roles_left),
    ChangeDescription("trust.setting_changed", trusts.describe_trust_setting),
    ChangeDescription("trust.setting_dropped", trusts.describe_dropped_trust_setting),
    ChangeDescription("trust.role_given", trusts.describe_role_given),
    ChangeDescription("trust.role_ended", trusts.describe_role_ended),
    ChangeDescription("school.made_like", trusts.describe_made_like),
    ActivityTrace("people.duty", _("has a duty"), directory.duty_since),
    HomeSource("people", _("People"), 10, todo=first_steps.todo_for),
    MenuEntry("people:list", _("People"), 70, Permission.PEOPLE_MANAGE),
    MenuEntry("people:trust", _("Trust"), 80, shown=trusts.sees_trust),
)
