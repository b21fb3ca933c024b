"""Writes of the register: declare, say there is nothing, decide, add, end."""
