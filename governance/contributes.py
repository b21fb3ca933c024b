"""What governance contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.messages import Kind, Recheck, Sort
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
        needs=dict.fromkeys(("new", "waiting", "to_sign", "reviews_due"), Sort.NUMBER),
        may={"in_hand": Sort.NUMBER, "oldest_days": Sort.NUMBER, "late": Sort.NUMBER, "ran_at": Sort.MOMENT},
    ),
)

CONTRIBUTIONS = (
    *MESSAGES,
    ScheduledTask(services.WEEKLY_TASK, Runs.QUARTER_HOURS),
    DeadlineSource("governance.resets", deadlines.reset_deadlines),
    MenuEntry("governance:board", _("Board"), 30, Permission.BOARD_SEE),
    Recheck("governance.weekly_note", ("weekly_note",), services.recheck_notes),
)
