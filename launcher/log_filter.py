"""Filters what a process prints: a traceback whose cause is the machine becomes one sentence, all else passes."""

from __future__ import annotations

import re
import time

from launcher import causes, failures

BEGINS = "Traceback (most recent call last)"
JOINED = ("During handling of the above", "The above exception was")
ERROR = re.compile(r"(?:[\w.]+\.)?(?:OSError|ERROR|FATAL|PANIC|MISCONF)\b")  # how a line of its own begins
AGAIN = 60.0  # seconds before the same sentence is printed again
MOST = 500  # lines of one traceback


class LogFilter:
    """The filter of one process's output."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.block: list[str] = []
        self.swallowed = False  # the block before was explained: what belongs to it is not printed either
        self.printed: dict[str, float] = {}

    def feed(self, line: str) -> list[str]:
        """Takes one more line; returns what is to be printed now."""
        if self.block:
            self.block.append(line)
            inside = line[:1] in ("", " ", "\t", "|", "+") or line.startswith(JOINED) or BEGINS in line
            return [] if inside and len(self.block) < MOST else self._closed()
        if BEGINS in line:
            self.block = [line]
            return []
        if ERROR.match(line) and causes.FULL.signs.search(line):
            self.block = [line]
            return self._closed()
        follows = line[:1] in ("", " ", "\t") or line.startswith(JOINED)
        self.swallowed = self.swallowed and follows
        return [] if self.swallowed else [line]

    def flush(self) -> list[str]:
        """What is still held back when the process has ended."""
        return self._closed() if self.block else []

    def _closed(self) -> list[str]:
        """The lines as they came, or the one sentence that explains them."""
        lines, self.block = self.block, []
        output = "\n".join(lines)
        lost = any(word in lines[-1] for word in ("OperationalError", "ConnectionError", "InterfaceError"))
        source = output if causes.of(output) or not lost else failures.from_servers()
        cause = causes.of(source)
        self.swallowed = cause in (causes.FULL, causes.READ_ONLY)
        if cause is None or not self.swallowed:  # the rest may be a fault of ours
            return lines
        log = failures.keep(f"From the {self.name}", output)
        if time.monotonic() < self.printed.get(cause.name, 0.0):
            return []
        self.printed[cause.name] = time.monotonic() + AGAIN
        where = causes.path_in(cause, source)
        return [f"{failures.sentence(cause, f'The {self.name} failed', where)} {log}"]
