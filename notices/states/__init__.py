"""Words and tables of the outbox: the life of a notice, the kinds, the ladders of reminders and the clocks."""

from notices.states.clocks import CLOCKS, ClockKind, Stage
from notices.states.kinds import (
    ACCOUNT_MAILS,
    ANYWHERE,
    CONFIDENTIAL,
    EITHER,
    KINDS,
    LINKS,
    Kind,
    Purpose,
    Sort,
    Words,
)
from notices.states.ladders import LADDERS, Anchor, Every, Ladder, Rung, Unit, Who
from notices.states.life import OUTBOX, TABLES, Said, State, Stop

__all__ = [
    "ACCOUNT_MAILS",
    "ANYWHERE",
    "CLOCKS",
    "CONFIDENTIAL",
    "EITHER",
    "KINDS",
    "LADDERS",
    "LINKS",
    "OUTBOX",
    "TABLES",
    "Anchor",
    "ClockKind",
    "Every",
    "Kind",
    "Ladder",
    "Purpose",
    "Rung",
    "Said",
    "Sort",
    "Stage",
    "State",
    "Stop",
    "Unit",
    "Who",
    "Words",
]
