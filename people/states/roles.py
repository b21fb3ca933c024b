"""Roles as code: what each is called and one sentence for the screen. The apps say what each role may do.

*Who* is answered here; *when* is answered by each app's ``rules``. A role is held at one school from one day until
another; several people may hold the same role (two co-headteachers), and one person may hold several.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.contributions.roles import PERMISSIONS
from core.text.words import Words


class Role(TextChoices):
    HEADTEACHER = "headteacher", _("headteacher")
    DSL = "dsl", _("safeguarding lead (DSL)")
    DEPUTY_DSL = "deputy_dsl", _("deputy safeguarding lead")
    SENIOR_LEADER = "senior_leader", _("senior leader")
    TEACHER = "teacher", _("class teacher")
    SUPPORT = "support", _("support staff")
    OFFICE = "office", _("office")
    ADMINISTRATOR = "administrator", _("administrator")
    CHAIR = "chair", _("chair of governors")
    GOVERNOR = "governor", _("governor")
    CLERK = "clerk", _("clerk to the governors")
    VOLUNTEER = "volunteer", _("volunteer")
    CONTRACTOR = "contractor", _("contractor")
    EXECUTIVE_HEAD = "executive_head", _("executive headteacher")
    TRUST_SAFEGUARDING = "trust_safeguarding", _("trust safeguarding lead")
    NAMED_OFFICER = "named_officer", _("the trust's named officer")
    TRUST_ADMINISTRATOR = "trust_administrator", _("trust administrator")


class Permission(StrEnum):
    """What a role may do here."""

    PEOPLE_MANAGE = "people.manage"


@dataclass(frozen=True)
class RoleSpec:
    """``words`` and ``sentence`` are lazy translations."""

    role: Role
    sentence: Words

    @property
    def words(self) -> Words:
        """What the role is called."""
        return self.role.label

    @property
    def permissions(self) -> frozenset[str]:
        """What the role may do, as the apps say."""
        return frozenset(name for name, spec in PERMISSIONS.items() if self.role in spec.roles)

    @property
    def is_sensitive(self) -> bool:
        """Say whether the role opens cases, people or settings.

        Such a role is given only by somebody who may configure the school, never to oneself.
        """
        return any(PERMISSIONS[name].is_sensitive for name in self.permissions)

    @property
    def hears(self) -> bool:
        """Say whether who holds the role hears of concerns."""
        return any(PERMISSIONS[name].hears for name in self.permissions)


_SENTENCES: dict[Role, Words] = {
    Role.HEADTEACHER: _("Leads the school, decides on disclosures, and hears concerns about staff."),
    Role.DSL: _("Hears every concern about a child, at once."),
    Role.DEPUTY_DSL: _("Hears every concern about a child together with the safeguarding lead."),
    Role.SENIOR_LEADER: _("Helps to lead the school, answers questions about policies and sees who has not signed."),
    Role.TEACHER: _("Teaches a class, signs policies and declares online links."),
    Role.SUPPORT: _("Works in the school, signs policies and declares online links."),
    Role.OFFICE: _("Runs rounds, records paper forms and keeps the list of people."),
    Role.ADMINISTRATOR: _("Sets the portal up and runs it. Does not read concerns or disclosures."),
    Role.CHAIR: _("Signs approvals for the governing body and hears concerns about the headteacher."),
    Role.GOVERNOR: _("Sees review dates and how many have signed."),
    Role.CLERK: _("Keeps the review calendar and the minutes of approvals."),
    Role.VOLUNTEER: _("Helps in the school and is bound by its policies."),
    Role.CONTRACTOR: _("Works for the school through another employer and is bound by its policies."),
    Role.EXECUTIVE_HEAD: _("Leads several schools of a trust and hears concerns about their headteachers."),
    Role.TRUST_SAFEGUARDING: _("Helps the safeguarding leads of a trust. Reads a case only when it comes to them."),
    Role.NAMED_OFFICER: _("Hears concerns when nobody else in line may hear them."),
    Role.TRUST_ADMINISTRATOR: _(
        "Sets up the schools of a trust and says what holds for all. Does not read concerns or disclosures."
    ),
}

ROLE_TABLE: dict[Role, RoleSpec] = {role: RoleSpec(role, sentence) for role, sentence in _SENTENCES.items()}

STAFF_ROLES: frozenset[Role] = frozenset(
    {
        Role.HEADTEACHER,
        Role.DSL,
        Role.DEPUTY_DSL,
        Role.SENIOR_LEADER,
        Role.TEACHER,
        Role.SUPPORT,
        Role.OFFICE,
        Role.ADMINISTRATOR,
        Role.EXECUTIVE_HEAD,
    }
)
GOVERNING_ROLES: frozenset[Role] = frozenset({Role.CHAIR, Role.GOVERNOR, Role.CLERK})
TRUST_ROLES: frozenset[Role] = frozenset(
    {Role.EXECUTIVE_HEAD, Role.TRUST_SAFEGUARDING, Role.NAMED_OFFICER, Role.TRUST_ADMINISTRATOR}
)
# The pages of a trust open by the trust's own row of the role: what a single school gives is not enough.
TRUST_CONFIGURERS: frozenset[Role] = frozenset({Role.EXECUTIVE_HEAD, Role.TRUST_ADMINISTRATOR})
# The roles that somebody holds from a day until another, and of which everybody may know who.
KEY_ROLES: tuple[Role, ...] = (
    Role.HEADTEACHER,
    Role.DSL,
    Role.DEPUTY_DSL,
    Role.CHAIR,
    Role.SENIOR_LEADER,
    Role.CLERK,
    Role.ADMINISTRATOR,
    Role.EXECUTIVE_HEAD,
    Role.TRUST_SAFEGUARDING,
    Role.NAMED_OFFICER,
)
# Without these nobody can report a concern.
NEEDED_KEY_ROLES: frozenset[Role] = frozenset({Role.HEADTEACHER, Role.DSL, Role.DEPUTY_DSL, Role.CHAIR})
# Who hears concerns about the headteacher: whom a headteacher therefore neither replaces nor covers for.
HEARS_OF_HEAD: frozenset[Role] = frozenset(
    {Role.CHAIR, Role.EXECUTIVE_HEAD, Role.TRUST_SAFEGUARDING, Role.NAMED_OFFICER}
)


def sensitive_roles() -> frozenset[Role]:
    """Return the roles that open cases, people or settings."""
    return frozenset(role for role, spec in ROLE_TABLE.items() if spec.is_sensitive)


def roles_with(permission: str) -> tuple[str, ...]:
    """Return the values of the roles that have a permission, in the order of the table."""
    return tuple(role.value for role, spec in ROLE_TABLE.items() if permission in spec.permissions)
