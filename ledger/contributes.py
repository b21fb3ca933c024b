"""What the ledger contributes to other apps."""

from core.contributions.core import BeforeCommit
from core.contributions.tasks import Runs, ScheduledTask
from ledger import services

CONTRIBUTIONS = (
    BeforeCommit("ledger", services.flush),
    ScheduledTask("ledger.write_heads", Runs.CRONTAB, minute="30", hour="*/6"),
)
