"""Listens to what a process says: a traceback whose cause is the machine becomes one sentence, all else passes."""

from __future__ import annotations

import time

from launcher import causes, failures

BEGINS = "Traceback (most recent call last)"
JOINED = ("During handling of the above", "The above exception was")
AGAIN = 60.0  # seconds before the same sentence is said again
MOST = 500  # lines of one traceback


class Listener:
    """The ear for one process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.block: list[str] = []
        self.swallowed = False  # the block before was explained: what belongs to it is not said either
        self.said: dict[str, float] = {}

    def hear(self, line: str) -> list[str]:
        """One line more; what is to be said now."""
        if self.block:
            self.block.append(line)
            inside = line[:1] in ("", " ", "\t", "|", "+") or line.startswith(JOINED) or BEGINS in line
            return [] if inside and len(self.block) < MOST else self._closed()
        if BEGINS in line:
            self.block = [line]
            return []
        if causes.FULL.signs.search(line):
            self.block = [line]
            return self._closed()
        follows = line[:1] in ("", " ", "\t") or line.startswith(JOINED)
        self.swallowed = self.swallowed and follows
        return [] if self.swallowed else [line]

    def rest(self) -> list[str]:
        """What is still held back when the process has ended."""
        return self._closed() if self.block else []

    def _closed(self) -> list[str]:
        """The lines as they came, or the one sentence that they come to."""
        lines, self.block = self.block, []
        said = "\n".join(lines)
        lost = any(word in lines[-1] for word in ("OperationalError", "ConnectionError", "InterfaceError"))
        cause = causes.of(said) or (causes.of(failures.from_servers()) if lost else None)
        self.swallowed = cause in (causes.FULL, causes.READ_ONLY)
        if cause is None or not self.swallowed:  # the rest may be a fault of ours
            return lines
        log = failures.keep(f"From the {self.name}", said)
        if time.monotonic() < self.said.get(cause.name, 0.0):
            return []
        self.said[cause.name] = time.monotonic() + AGAIN
        return [f"{failures.sentence(cause, f'The {self.name} failed')} {log}"]
