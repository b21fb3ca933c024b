"""What the launcher tells the person at the terminal: steps with times, warnings, and failures with a remedy."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

CODES = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "magenta": 35, "cyan": 36, "grey": 90, "bold": 1}


class Stop(Exception):
    """A failure that the person can mend: what is wrong, what to do about it, and the exit code."""

    def __init__(self, wrong: str, remedy: str = "", code: int = 1) -> None:
        super().__init__(wrong)
        self.wrong, self.remedy, self.code = wrong, remedy, code

    def __str__(self) -> str:
        return f"{self.wrong}\n  {self.remedy}" if self.remedy else self.wrong


def colour(text: str, name: str) -> str:
    """The text in that colour, or as it is when nobody looks at a terminal (or NO_COLOR is set)."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return f"\033[{CODES[name]}m{text}\033[0m"


def line(text: str = "") -> None:
    """A whole line in one write, so that the lines of several speakers never run into each other."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    print(f"{colour('Note:', 'yellow')} {text}", file=sys.stderr, flush=True)


def fail(stop: Stop) -> int:
    print(f"{colour('Stopped:', 'red')} {stop}", file=sys.stderr, flush=True)
    return stop.code


class Steps:
    """Numbered steps: `with steps("Packages") as notes:` prints "[3/8] Packages … 12 s" and the notes."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    @contextmanager
    def __call__(self, name: str, chatty: bool = False) -> Iterator[list[str]]:
        """One step. A `chatty` one lets others speak while it lasts, so it gets a second line of its own."""
        self.done += 1
        head = f"[{self.done}/{self.total}] {name} …"
        print(head, end="\n" if chatty else " ", flush=True)
        notes: list[str] = []
        began = time.monotonic()
        try:
            yield notes
        except BaseException:
            line(colour("failed", "red"))
            raise
        took = f"{time.monotonic() - began:.1f} s"
        tail = f"{took}  {colour('; '.join(notes), 'grey')}" if notes else took
        line(f"[{self.done}/{self.total}] {tail}" if chatty else tail)
