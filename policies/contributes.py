"""What policies contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.deadlines import DeadlineKind
from core.contributions.ledger import Verb, WitnessedRecord
from core.contributions.messages import CheckBeforeSending, Kind, MessageReason, ValueType
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry
from core.contributions.reminders import Unit
from core.contributions.roles import PermissionSpec
from core.contributions.settings import SettingGroup, SettingKind, SettingSpec, choices
from core.contributions.tasks import Runs, ScheduledTask
from core.contributions.work import SampleChecker
from notices.states.deadlines import DECIDE_WITHIN
from people.states.roles import Role
from policies.importing import sample_check
from policies.queries import approvals, before_sending, deadlines, versions
from policies.states import REVIEW_REMINDERS, VERSION, Permission

VERBS = (
    Verb("policy.imported", _("{actor} brought in a file")),
    Verb("policy.draft_saved", _("{actor} changed the draft")),
    Verb("policy.draft_dropped", _("{actor} dropped a draft")),
    Verb("policy.asked_again", _("{actor} asked the present office holders to approve version {number}")),
    Verb("policy.review_called", _("{actor} called for an early review")),
    Verb("policy.proposed", _("{actor} proposed version {number} for approval")),
    Verb("policy.signed_off", _("{actor} approved version {number} as {role}")),
    Verb("policy.approved", _("Version {number} has all its approvals")),
    Verb("policy.returned", _("{actor} asked for changes to version {number}")),
    Verb("policy.published", _("{actor} published version {number}")),
    Verb("policy.replaced", _("Version {number} was replaced")),
    Verb("policy.withdrawn", _("{actor} withdrew version {number}")),
)

SETTINGS = (
    SettingGroup("review", _("Reviews and approvals"), 10),
    SettingSpec(
        "approval_signers",
        SettingKind.SEVERAL,
        [Role.CHAIR.value, Role.HEADTEACHER.value],
        _("Who signs the approval of a policy."),
        "review",
        ("W1", "L18", "M2"),
        choices(
            chair=_("The chair of governors signs."),
            headteacher=_("The headteacher signs."),
            executive_head=_("The executive headteacher signs."),
        ),
    ),
    SettingSpec(
        "approval_every_holder",
        SettingKind.YES_NO,
        True,
        _("When two people share a role, each of them signs the approval."),
        "review",
        ("L18",),
    ),
)

MESSAGES = (
    Kind("policy_returned", _("Changes asked for"), _("because you sent a policy for approval"), gathers=True),
    Kind(
        "policy_published",
        _("Policy published"),
        _("because you look after this policy"),
        gathers=True,
        needs={"title": ValueType.TITLE},
        reasons={"sent": _("because you sent this policy for approval")},
    ),
    Kind(
        "review_due",
        _("Review due"),
        _("because you look after these policies"),
        gathers=True,
        needs={"count": ValueType.NUMBER, "items": ValueType.POLICIES},
        may={"term": ValueType.SEASON, "look": ValueType.FLAG},
        reasons={
            "owner": _("because you look after these policies"),
            "clerk": _("because you keep the review dates"),
            "governor": _("because you are a governor"),
            "overdue": _("because the review date has passed"),
        },
    ),
    MessageReason("decision_needed", "approval", _("because you approve policies")),
    REVIEW_REMINDERS,
    DeadlineKind(
        "review",
        _("Review"),
        _("review by %(when)s"),
        "M1, L1, L18",
        schedule="review",
        note="The day in the policy; a term by its last day, a month by its last day.",
    ),
    DeadlineKind(
        "approval",
        _("Approval"),
        _("decide by %(when)s"),
        "L18, W1",
        amount=DECIDE_WITHIN,
        unit=Unit.SCHOOL_DAY,
        schedule="decision",
        note="From when it was sent for approval. A governing body may meet later: it is reminded once and no more.",
    ),
)

_WRITERS = (Role.HEADTEACHER, Role.SENIOR_LEADER, Role.OFFICE, Role.ADMINISTRATOR, Role.CLERK, Role.EXECUTIVE_HEAD)

PERMISSIONS = (
    PermissionSpec(Permission.POLICY_DRAFT, _("write a policy"), _WRITERS),
    PermissionSpec(Permission.POLICY_PROPOSE, _("propose a policy for approval"), _WRITERS),
    PermissionSpec(
        Permission.POLICY_APPROVE, _("approve a policy"), (Role.HEADTEACHER, Role.CHAIR, Role.EXECUTIVE_HEAD)
    ),
    PermissionSpec(
        Permission.POLICY_PUBLISH,
        _("publish a policy"),
        (Role.HEADTEACHER, Role.OFFICE, Role.ADMINISTRATOR, Role.CLERK, Role.EXECUTIVE_HEAD),
    ),
    PermissionSpec(
        Permission.BOARD_SEE,
        _("see the governors' board"),
        (
            Role.HEADTEACHER,
            Role.DSL,
            Role.SENIOR_LEADER,
            Role.CHAIR,
            Role.GOVERNOR,
            Role.CLERK,
            Role.EXECUTIVE_HEAD,
            Role.TRUST_SAFEGUARDING,
            Role.NAMED_OFFICER,
        ),
    ),
)

CONTRIBUTIONS = (
    *VERBS,
    VERSION,
    *PERMISSIONS,
    *SETTINGS,
    *MESSAGES,
    WitnessedRecord("policy_version", versions.digest_of),
    SampleChecker("policies", sample_check.fits, sample_check.check),
    HomeSource("policies", _("Policies"), 60, todo=approvals.todo_for),
    MenuEntry("policies:list", _("Policies"), 40),
    DeadlineSource("policies", deadlines.deadlines_for),
    ScheduledTask("policies.review_run", Runs.QUARTER_HOURS),
    ScheduledTask("policies.decision_run", Runs.QUARTER_HOURS),
    CheckBeforeSending("policies.approvals", ("decision_needed",), before_sending.outdated_approval_requests),
    CheckBeforeSending("policies.reviews", ("review_due",), before_sending.outdated_review_reminders),
)
