"""Words and tables of the outbox: the life of a notice, where a clock stands, and the decision that is waited for."""

from notices.states.decisions import DECIDE_WITHIN, DECISION_LADDER
from notices.states.life import ACCOUNT_MAILS, OUTBOX, Said, Stage, State, Stop

__all__ = [
    "ACCOUNT_MAILS",
    "DECIDE_WITHIN",
    "DECISION_LADDER",
    "OUTBOX",
    "Said",
    "Stage",
    "State",
    "Stop",
]
