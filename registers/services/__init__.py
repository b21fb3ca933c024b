"""Writes of the register: declare, say there is nothing, decide, add, end."""

from registers.services.deciding import Wanted, decide, note_read, note_register_read, take
from registers.services.declaring import add_more, declare, declare_nothing, end
from registers.services.reminding import remind

__all__ = [
    "Wanted",
    "add_more",
    "decide",
    "declare",
    "declare_nothing",
    "end",
    "note_read",
    "note_register_read",
    "remind",
    "take",
]
