"""What governance contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.pages import DeadlineSource, MenuEntry
from core.contributions.tasks import Runs, ScheduledTask
from governance import queries, services
from people.states import Permission

CONTRIBUTIONS = (
    ScheduledTask(services.WEEKLY_TASK, Runs.QUARTER_HOURS),
    DeadlineSource("governance.resets", queries.resets_running),
    MenuEntry("governance:board", _("Board"), 30, Permission.BOARD_SEE),
)
