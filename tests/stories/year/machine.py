"""The machine of the story: beat's schedule on the one clock, a real worker, a real broker, a real mail server.

A year has half a million minutes. The clock is put on those that matter, one after the other, as a rehearsal does it;
at each of them beat sends what is due by its own schedule, and the story goes on when the worker has done it all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import redis
from celery.signals import after_task_publish

from core import wakeup
from core.contributions.messages import KINDS
from notices.models import Claim, Notice
from notices.rendering import why_sent
from notices.states.outbox import State
from schoolsocial.beat import HeartbeatScheduler
from schoolsocial.celery import app
from tests.conftest import Clock
from tests.notices.mailserver import MailServer
from tests.notices.worker import Worker, wait_until
from tests.stories.year.world import World

REFERENCE = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b")
"""References are drawn by lot; in the table each reads ABC-123."""


class InHand:
    """The tasks themselves, one after the other in this process, as beat sends them."""

    def __init__(self) -> None:
        app.loader.import_default_modules()
        self._sent: list[str] = []
        self._is_up = False

    def send(self, name: str) -> None:
        """Keep a task that beat sends."""
        self._sent.append(name)

    def up(self) -> None:
        """Start."""
        self._is_up = True

    def down(self) -> None:
        """Stop: what is sent waits."""
        self._is_up = False

    def work(self) -> bool:
        """Do what waits, and last of all what a hint would ask for; False while it is down."""
        if self._is_up:
            for name in [*self._sent, "notices.deliver"]:
                app.tasks[name].apply(throw=True)
            self._sent.clear()
        return self._is_up


class ByWorker:
    """A real worker behind the real broker."""

    def __init__(self, *, broker: str, start: Callable[[], Worker]) -> None:
        self._client: Any = redis.Redis.from_url(broker)
        self._start = start
        self._worker: Worker | None = None
        self._sent = self._done = self._read = 0
        after_task_publish.connect(self._count)

    def _count(self, **_kwargs: Any) -> None:
        self._sent += 1

    def send(self, name: str) -> None:
        """Send a task to the broker."""
        assert wakeup.wake_worker(name), "the broker is away"

    def up(self) -> None:
        """Start a worker."""
        self._worker, self._read = self._start(), 0

    def down(self) -> None:
        """Kill the worker when it has nothing to do; what is sent from now on waits in the broker."""
        self.work()
        assert self._worker is not None
        self._worker.kill()
        self._worker = None

    def work(self) -> bool:
        """Wait until the worker has done everything; False while there is none."""
        if self._worker is None:
            return False
        wait_until(lambda: self._is_idle() and self._is_idle(), limit=120, why=self._state)
        return True

    def _is_idle(self) -> bool:
        assert self._worker is not None
        said = self._worker.said
        while self._read < len(said):
            line = said[self._read]
            assert "Traceback" not in line, "".join(said[-60:])
            self._done += " succeeded in " in line
            self._read += 1
        return self._done >= self._sent and self._lies() == [0, 0]

    def _lies(self) -> list[int]:
        """Return how many tasks wait in the broker, and how many the worker has taken."""
        counts: list[int] = self._client.pipeline(transaction=False).llen("celery").hlen("unacked").execute()
        return counts

    def _state(self) -> str:
        said = self._worker.said[-20:] if self._worker else []
        return f"{self._lies()} lie there, {self._done} of {self._sent} done:\n" + "".join(said)

    def stop(self) -> None:
        """Let go of the broker."""
        after_task_publish.disconnect(self._count)
        self._client.close()


class BeatOfTheStory(HeartbeatScheduler):  # type: ignore[misc]
    """The real scheduler with the real schedule; ``send`` is where its tasks go."""

    send: Callable[[str], None]
    producer = None

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        self.send(entry.task)


@dataclass(frozen=True)
class Line:
    """One message as it reached the mail server, or did not."""

    at: dt.datetime
    to: Any
    who: str
    kinds: tuple[str, ...]
    subject: str
    why: str
    subjects: tuple[str, ...]
    ids: tuple[Any, ...]
    failed: str = ""

    def __str__(self) -> str:
        what = ", ".join(self.kinds) + (f" NOT DELIVERED ({self.failed})" if self.failed else "")
        return f"{self.at:%a %d %b %Y %H:%M} | {self.who} | {what} | {self.subject} | {self.why}"


class Machine:
    """Moves the one clock and lets the machine work; ``lines`` are the messages so far."""

    def __init__(self, *, world: World, clock: Clock, mail_server: MailServer, engine: InHand | ByWorker) -> None:
        self.world, self.clock, self.mail_server, self.engine = world, clock, mail_server, engine
        self.lines: list[Line] = []
        self._mails = 0
        self._failed: set[Any] = set()

    def start(self, moment: dt.datetime) -> None:
        """Start beat and worker."""
        self.clock.set(moment)
        self._beat = BeatOfTheStory(app)
        self._beat.send = self.engine.send
        self.engine.up()

    def at(self, moment: dt.datetime, act: Callable[[], None] | None = None) -> None:
        """Put the clock on a moment; let somebody act, and the machine do what is due."""
        self.clock.set(moment)
        if act is not None:
            act()
        while self._beat.tick() == 0:
            pass
        if self.engine.work():
            self.collect(moment)

    def collect(self, moment: dt.datetime) -> None:
        """Note what came to the mail server, and what will never come."""
        mails = self.mail_server.messages[self._mails :]
        self._mails += len(mails)
        rows = Notice.objects.for_school(self.world.school)
        found = [self._line(moment, mail, rows) for mail in mails]
        failed = rows.filter(state=State.FAILED).exclude(pk__in=self._failed)
        for notice in failed:
            self._failed.add(notice.pk)
            found.append(self._told(moment, [notice], KINDS[notice.kind].words, failed=notice.last_error))
        self.lines += sorted(found, key=lambda one: (one.who, one.kinds, one.why))

    def _line(self, moment: dt.datetime, mail: Any, rows: Any) -> Line:
        leader = rows.get(message_id=str(mail["Message-ID"]))
        members = [leader, *rows.filter(carried_by=leader)]
        return self._told(moment, members, REFERENCE.sub("ABC-123", str(mail["Subject"])))

    def _told(self, moment: dt.datetime, members: list[Notice], subject: str, *, failed: str = "") -> Line:
        members = sorted(members, key=lambda one: (one.kind, self._why(one)))
        person = members[0].person_id
        return Line(
            at=moment,
            to=person,
            who=self.world.names[person],
            kinds=tuple(one.kind for one in members),
            subject=str(subject),
            why="; ".join(dict.fromkeys(self._why(one) for one in members)),
            subjects=tuple(one.subject for one in members),
            ids=tuple(one.pk for one in members),
            failed=failed,
        )

    def _why(self, notice: Notice) -> str:
        said = why_sent(KINDS[notice.kind], notice.reason)
        if steps := steps_of(notice):
            said += f" [{', '.join(steps)}]"
        return said


def steps_of(notice: Notice) -> list[str]:
    """Return the steps that were claimed for a message at the moment it was queued: those of its subject if any are.

    A message about several policies bears the label of one and has a claim for each.
    """
    near = dt.timedelta(seconds=30)
    rows = Claim.objects.for_school(notice.school_id).filter(
        kind=notice.kind, person=notice.person_id, made_at__range=(notice.queued_at - near, notice.queued_at + near)
    )
    if notice.kind.endswith("_reminder"):
        rows = rows.filter(subject=notice.subject)
    return sorted(set(rows.values_list("step", flat=True)))
