"""Several processes in one terminal: each line named, the dead started again, all stopped in order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

from launcher import processes, say
from launcher.log_filter import LogFilter
from launcher.paths import ROOT

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds before each further start of a process that keeps dying
STEADY = 60.0  # seconds after which an earlier death is forgiven
RECENT = 200  # lines of output
PATIENCE = 2.0  # seconds that all of them together get to finish: what a killed worker held, the next one does


@dataclass
class Child:
    """One process to keep running. It inherits the file descriptors in `handles`."""

    name: str
    command: list[str]
    tint: str
    handles: tuple[int, ...] = ()
    process: subprocess.Popen[str] | None = None
    deaths: int = 0
    started: float = 0.0
    due: float = 0.0
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=RECENT))  # the last lines of its output

    def start(self, environment: Mapping[str, str]) -> None:
        """Starts it. To be called from the main thread only: Linux ties "die with parent" to the thread."""
        self.process = subprocess.Popen(
            self.command,
            env=dict(environment),
            cwd=ROOT,  # the portal may be called from any folder
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=self.handles,
            start_new_session=True,  # Ctrl-C is for us; we tell the children
            preexec_fn=processes.die_with_parent,
        )
        self.started = time.monotonic()
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        with process.stdout as lines:
            output = LogFilter(self.name)
            for text in lines:
                self.recent.append(text.rstrip())
                for line in output.feed(text.rstrip()):
                    self.say(line)
            for line in output.flush():
                self.say(line)

    def say(self, text: str) -> None:
        if not text.strip():
            return
        with contextlib.suppress(OSError, ValueError):
            say.line(f"{say.colour(f'{self.name:6} |', self.tint)} {text}")

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self) -> None:
        """Asks it to finish its work and end."""
        if self.process is not None and self.running:
            self.process.terminate()

    def end(self, until: float) -> None:
        """Waits until that moment of the monotonic clock, then ends its whole group the hard way."""
        process = self.process
        if process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(until - time.monotonic(), 0.0))
        self.end_group()
        process.wait()

    def end_group(self) -> None:
        """Kills what it has started and left behind."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Keeps children running until it is told to stop."""

    def __init__(
        self, children: list[Child], environment: Mapping[str, str], also: Callable[[], object] = lambda: None
    ) -> None:
        self.children, self.environment = children, environment
        self.also = also  # whatever else needs looking after
        self.ending = threading.Event()

    def catch_signals(self) -> None:
        """Ctrl-C, a polite kill and a closed terminal all mean: stop everything, in order."""

        def told(number: int, frame: FrameType | None) -> None:
            self.ending.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, told)

    def start(self) -> None:
        for child in self.children:
            child.start(self.environment)

    def wait_for(self, answers: Callable[[], bool], seconds: float) -> bool:
        """Keeps watch until the question is answered yes. False when time is up or we are told to stop."""
        end = time.monotonic() + seconds
        while not answers():
            if self.ending.is_set() or time.monotonic() > end or any(child.deaths > 2 for child in self.children):
                return False
            self.look_after()
            self.ending.wait(0.1)
        return True

    def run(self) -> None:
        """Looks after the children until told to stop."""
        while not self.ending.wait(0.3):
            self.look_after()

    def look_after(self) -> None:
        """Starts again whoever has died, after a pause that grows."""
        self.also()
        now = time.monotonic()
        for child in self.children:
            if child.running or child.process is None:
                continue
            if not child.due:
                if now - child.started > STEADY:
                    child.deaths = 0
                pause = PAUSES[min(child.deaths, len(PAUSES) - 1)]
                child.deaths += 1
                child.due = now + pause
                child.end_group()
                child.say(
                    say.colour(f"ended ({_why(child.process.returncode)}); starting again in {pause:.0f} s", "red")
                )
            elif now >= child.due:
                child.due = 0.0
                child.start(self.environment)

    def stop(self) -> None:
        """Stops the children, all at once and within `PATIENCE`. A second Ctrl-C only says again what is being done."""
        until = time.monotonic() + PATIENCE
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.end(until)


def _why(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return f"killed by {signal.Signals(-code).name}"
    return f"killed by signal {-code}"
