"""Writes about imports, exports and the roll-over: keyword-only, one unit of work each."""
