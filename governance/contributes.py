"""What governance contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.messages import CheckBeforeSending, Kind, ValueType
from core.contributions.pages import DeadlineSource, MenuEntry
from core.contributions.tasks import Runs, ScheduledTask
from governance import services
from governance.queries import deadlines
from policies.states import Permission

MESSAGES = (
    Kind(
        "weekly_note",
        _("Weekly note"),
        _("because you help to lead the school"),
        gathers=True,
        replaces="weekly_note",
        needs=dict.fromkeys(("new", "waiting", "to_sign", "reviews_due"), ValueType.NUMBER),
        may={**dict.fromkeys(("in_hand", "oldest_days", "late"), ValueType.NUMBER), "ran_at": ValueType.MOMENT},
    ),
)

CONTRIBUTIONS = (
    *MESSAGES,
    ScheduledTask(services.WEEKLY_TASK, Runs.QUARTER_HOURS),
    DeadlineSource("governance.resets", deadlines.reset_deadlines),
    MenuEntry("governance:board", _("Board"), 30, Permission.BOARD_SEE),
    CheckBeforeSending("governance.weekly_note", ("weekly_note",), services.update_before_sending),
)
