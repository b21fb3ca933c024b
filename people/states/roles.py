"""Roles as code: what each is called, one sentence for the screen, and what it permits.

*Who* is answered here; *when* is answered by each app's ``rules``. A role is held at one school from one day until
another; several people may hold the same role (two co-headteachers), and one person may hold several.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class Permission(TextChoices):
    POLICY_DRAFT = "policy.draft", _("write a policy")
    POLICY_PROPOSE = "policy.propose", _("propose a policy for approval")
    POLICY_APPROVE = "policy.approve", _("approve a policy")
    POLICY_PUBLISH = "policy.publish", _("publish a policy")
    ROUND_OPEN = "round.open", _("open a round")
    ROUND_CHASE = "round.chase", _("see who is left and remind them")
    PAPER_RECORD = "paper.record", _("record a paper form")
    DISCLOSURE_MAKE = "disclosure.make", _("declare an online link")
    DISCLOSURE_DECIDE = "disclosure.decide", _("decide on a disclosure")
    DISCLOSURE_READ_REGISTER = "disclosure.read_register", _("read the register of disclosures")
    CASE_RECEIVE = "case.receive", _("receive concerns")
    BOARD_SEE = "board.see", _("see the governors' board")
    PEOPLE_MANAGE = "people.manage", _("add people and end roles")
    SCHOOL_CONFIGURE = "school.configure", _("change how the school works")
    LEDGER_READ = "ledger.read", _("read the everyday record")
    SECOND_STEP_RESET = "second_step.reset", _("help to reset a lost second step")
    DEMO = "demo", _("use the demo")


@dataclass(frozen=True)
class RoleSpec:
    """``words`` and ``sentence`` are lazy translations; ``permissions`` are values of :class:`Permission`."""

    words: Any
    sentence: Any
    permissions: frozenset[str]


_P = Permission
_MEMBER = {_P.DISCLOSURE_MAKE}
_WRITES = {_P.POLICY_DRAFT, _P.POLICY_PROPOSE, _P.POLICY_PUBLISH}
_ROUNDS = {_P.ROUND_OPEN, _P.ROUND_CHASE, _P.PAPER_RECORD}
_HEARS = {_P.CASE_RECEIVE}
_VOUCHES = {_P.SECOND_STEP_RESET}

_ROWS: tuple[tuple[Role, Any, set[Permission]], ...] = (
    (
        Role.HEADTEACHER,
        _("Leads the school, decides on disclosures, and hears concerns about staff."),
        _MEMBER
        | _WRITES
        | _ROUNDS
        | _HEARS
        | {_P.POLICY_APPROVE, _P.DISCLOSURE_DECIDE, _P.DISCLOSURE_READ_REGISTER, _P.BOARD_SEE}
        | {_P.PEOPLE_MANAGE, _P.SCHOOL_CONFIGURE, _P.LEDGER_READ}
        | _VOUCHES,
    ),
    (Role.DSL, _("Hears every concern about a child, at once."), _MEMBER | _HEARS | _VOUCHES | {_P.BOARD_SEE}),
    (
        Role.DEPUTY_DSL,
        _("Hears every concern about a child together with the safeguarding lead."),
        _MEMBER | _HEARS | _VOUCHES,
    ),
    (
        Role.SENIOR_LEADER,
        _("Helps to lead the school, answers questions about policies and sees who has not signed."),
        _MEMBER | {_P.POLICY_DRAFT, _P.POLICY_PROPOSE, _P.ROUND_CHASE, _P.BOARD_SEE},
    ),
    (Role.TEACHER, _("Teaches a class, signs policies and declares online links."), _MEMBER),
    (Role.SUPPORT, _("Works in the school, signs policies and declares online links."), _MEMBER),
    (
        Role.OFFICE,
        _("Runs rounds, records paper forms and keeps the list of people."),
        _MEMBER | _WRITES | _ROUNDS | {_P.PEOPLE_MANAGE},
    ),
    (
        Role.ADMINISTRATOR,
        _("Sets the portal up and runs it. Does not read concerns or disclosures."),
        _MEMBER | _WRITES | _ROUNDS | _VOUCHES | {_P.PEOPLE_MANAGE, _P.SCHOOL_CONFIGURE, _P.LEDGER_READ},
    ),
    (
        Role.CHAIR,
        _("Signs approvals for the governing body and hears concerns about the headteacher."),
        _MEMBER | _HEARS | _VOUCHES | {_P.POLICY_APPROVE, _P.DISCLOSURE_DECIDE, _P.BOARD_SEE},
    ),
    (Role.GOVERNOR, _("Sees review dates and how many have signed."), _MEMBER | {_P.BOARD_SEE}),
    (
        Role.CLERK,
        _("Keeps the review calendar and the minutes of approvals."),
        _MEMBER | _WRITES | {_P.BOARD_SEE},
    ),
    (Role.VOLUNTEER, _("Helps in the school and is bound by its policies."), _MEMBER),
    (Role.CONTRACTOR, _("Works for the school through another employer and is bound by its policies."), _MEMBER),
    (
        Role.EXECUTIVE_HEAD,
        _("Leads several schools of a trust and hears concerns about their headteachers."),
        _MEMBER | _WRITES | _HEARS | _VOUCHES | {_P.POLICY_APPROVE, _P.BOARD_SEE},
    ),
    (
        Role.TRUST_SAFEGUARDING,
        _("Helps the safeguarding leads of a trust. Reads a case only when it comes to them."),
        _MEMBER | _HEARS | _VOUCHES | {_P.BOARD_SEE},
    ),
    (
        Role.NAMED_OFFICER,
        _("Hears concerns when nobody else in line may hear them."),
        _MEMBER | _HEARS | _VOUCHES | {_P.BOARD_SEE},
    ),
    (
        Role.TRUST_ADMINISTRATOR,
        _("Sets up the schools of a trust and says what holds for all. Does not read concerns or disclosures."),
        _MEMBER | {_P.PEOPLE_MANAGE, _P.SCHOOL_CONFIGURE, _P.LEDGER_READ},
    ),
)

ROLE_TABLE: dict[Role, RoleSpec] = {
    role: RoleSpec(role.label, sentence, frozenset(str(p.value) for p in permissions))
    for role, sentence, permissions in _ROWS
}

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
# Roles that open cases, people or settings: given only by somebody who may configure the school, never to oneself.
SENSITIVE_ROLES: frozenset[Role] = frozenset(
    role
    for role, spec in ROLE_TABLE.items()
    if spec.permissions & {_P.CASE_RECEIVE, _P.PEOPLE_MANAGE, _P.SCHOOL_CONFIGURE, _P.DISCLOSURE_DECIDE}
)
