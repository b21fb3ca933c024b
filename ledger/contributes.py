"""What the ledger contributes to other apps."""

from core.contributions.work import UnitEnd
from ledger import services

CONTRIBUTIONS = (UnitEnd("ledger", services.flush),)
