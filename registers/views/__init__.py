"""Pages of the register."""

from registers.views.deciding import decide, decide_next, disclosure, register, take
from registers.views.declaring import add, declare, end, mine

__all__ = ["add", "decide", "decide_next", "declare", "disclosure", "end", "mine", "register", "take"]
