"""What the ledger contributes to other apps."""

from core.contributions.tasks import Runs, ScheduledTask
from core.contributions.work import UnitEnd
from ledger import services

CONTRIBUTIONS = (
    UnitEnd("ledger", services.flush),
    ScheduledTask("ledger.write_heads", Runs.CRONTAB, minute="30", hour="*/6"),
)
