"""What policies contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import WitnessedRecord
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry
from core.contributions.settings import SettingGroup, SettingKind, SettingSpec, choices
from core.contributions.tasks import Runs, ScheduledTask
from core.contributions.work import SampleChecker
from people.states import Role
from policies import queries
from policies.importing import compare
from policies.verbs import VERBS

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

CONTRIBUTIONS = (
    *VERBS,
    *SETTINGS,
    WitnessedRecord("policies.version", queries.digest_of),
    SampleChecker("policies", compare.fits, compare.check),
    HomeSource("policies", _("Policies"), 60, todo=queries.todo_for),
    MenuEntry("policies:list", _("Policies"), 40),
    DeadlineSource("policies", queries.running_for),
    ScheduledTask("policies.review_tick", Runs.QUARTER_HOURS),
    ScheduledTask("policies.decision_tick", Runs.QUARTER_HOURS),
)
