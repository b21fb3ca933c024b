"""What people contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb
from core.contributions.messages import Kind
from core.contributions.pages import HomeSource, MenuEntry
from core.contributions.people import ActivityTrace
from core.contributions.roles import PermissionSpec
from core.contributions.settings import ChangeDescription, SettingsTodo
from people.queries import directory, first_steps, trusts
from people.states.roles import Permission, Role
from schools.states import Permission as SchoolPermission

VERBS = (
    Verb("person.added", _("{actor} added a person")),
    Verb("person.renamed", _("{actor} changed a person's name")),
    Verb("person.address_changed", _("{actor} changed how to reach a person")),
    Verb("person.same_as", _("{actor} recorded that two entries are one person")),
    Verb("person.not_same_as", _("{actor} took back that two entries are one person")),
    Verb("person.left", _("{actor} recorded that a person leaves, from {until_date}")),
    Verb("people.searched", _("{actor} looked for a person in the list and found {found}")),
    Verb("post.handed_over", _("{actor} passed the post of {role} on, from {from_date}")),
    Verb("role.given", _("{actor} gave the role {role} from {from_date}")),
    Verb("role.ended", _("{actor} ended the role {role} from {until_date}")),
    Verb("duty.given", _("{actor} recorded the duty {kind}")),
    Verb("duty.ended", _("{actor} ended the duty {kind}")),
    Verb("line_manager.set", _("{actor} recorded a line manager")),
    Verb("absence.recorded", _("{actor} recorded that somebody is away")),
    Verb("absence.changed", _("{actor} changed until when somebody is away")),
    Verb("tie.declared", _("{actor} recorded a tie between two people")),
    Verb("pupil.added", _("{actor} added a pupil")),
    Verb("pupil.corrected", _("{actor} corrected a pupil's details: {before} became {after}")),
    Verb("pupil.moved", _("{actor} moved a pupil to another class")),
    Verb("pupil.left", _("{actor} recorded that a pupil has left")),
    Verb("pupils.found", _("{actor} looked for a pupil or carer and found {found}")),
    Verb("carer.linked", _("{actor} linked a carer with a pupil")),
    Verb("carer.barred", _("{actor} barred a carer from a pupil. Seen: {seen}")),
    Verb("carer.bar_lifted", _("{actor} lifted a bar. Seen: {seen}")),
    Verb("carer.unlinked", _("{actor} ended the link of a carer with a pupil")),
    Verb("trust.setting_changed", _("{actor} changed the setting {key} for the whole trust")),
    Verb("trust.setting_dropped", _("{actor} left the setting {key} to each school of the trust")),
    Verb("trust.role_given", _("{actor} gave the role {role} for the whole trust from {from_date}")),
    Verb("trust.role_ended", _("{actor} ended the role {role} for the whole trust from {until_date}")),
    Verb("school.made_like", _("{actor} made this school like another of the trust")),
)

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
