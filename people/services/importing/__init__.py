"""Bringing lists of people in: read, looked over, approved, applied in one transaction, taken back within a day."""

from people.services.importing.life import approve, choose, choose_all, drop, set_columns, start, undo
from people.services.importing.work import apply, forget_old, read, take_back, work_off

__all__ = [
    "apply",
    "approve",
    "choose",
    "choose_all",
    "drop",
    "forget_old",
    "read",
    "set_columns",
    "start",
    "take_back",
    "undo",
    "work_off",
]
