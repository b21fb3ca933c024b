"""What people contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.messages import Kind
from core.contributions.pages import HomeSource, MenuEntry
from core.contributions.people import ActivityTrace, PermissionSpec
from core.contributions.settings import SettingsTodo, ToldChange
from people.queries import activity, lists, told_changes, trusts
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
    SettingsTodo("posts", 20, lists.posts_left),
    ToldChange("trust.setting_changed", told_changes.trust_setting_told),
    ToldChange("trust.setting_dropped", told_changes.trust_setting_dropped_told),
    ToldChange("trust.role_given", told_changes.role_given_told),
    ToldChange("trust.role_ended", told_changes.role_ended_told),
    ToldChange("school.made_like", told_changes.made_like_told),
    ActivityTrace("people.duty", _("has a duty"), activity.duty_since),
    HomeSource("people", _("People"), 10, todo=lists.todo_for),
    MenuEntry("people:list", _("People"), 70, Permission.PEOPLE_MANAGE),
    MenuEntry("people:trust", _("Trust"), 80, shown=trusts.sees_trust),
)
