"""Ten thousand letters while workers, the broker and PostgreSQL are killed: nobody's is lost, and few come twice."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery

from tests.kill import steps
from tests.kill.stack import Stack
from tests.notices.mailhouse import MailHouse

pytestmark = [pytest.mark.kill, pytest.mark.obligation("C5"), pytest.mark.xdist_group("kill")]

LETTERS = 10_000
LEASE = 121
SENDERS = 2
STILL = 2.0
OURS = "FROM notices_notice WHERE school_id = (SELECT id FROM schools_school WHERE slug = 'ten-thousand')"


class Post:
    """The worker that sends, the server that takes, and the hand on the switch."""

    def __init__(self, stack: Stack, house: MailHouse) -> None:
        self.stack, self.house = stack, house
        self.chance = random.Random(2026)
        self.broken_off = 0
        """How many senders have been stopped in the middle: each may have been heard and not have written it down."""

    def hint(self) -> None:
        """Ask each sender to go on."""
        with Celery(broker=self.stack.env["REDIS_URL"], set_as_current=False) as app:
            for _ in range(SENDERS):
                app.send_task("notices.deliver")

    def until(self, said: Callable[[], bool]) -> None:
        """Wait for something; where nothing moves for a while, do what beat does each minute."""
        seen, since = -1, 0.0

        def met() -> bool:
            nonlocal seen, since
            if said():
                return True
            if (count := self.house.count()) != seen:
                seen, since = count, time.monotonic()
            elif time.monotonic() > since + STILL:
                self.hint()
                since = time.monotonic()
            return False

        self.stack.until(met, limit=240)

    def senders(self) -> list[int]:
        """Return the processes that send: the children of the worker."""
        worker = self.stack.processes["worker"].pid
        said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(worker)], capture_output=True, text=True)
        return [int(pid) for pid in said.stdout.split()]

    def reach(self, count: int) -> None:
        """Wait until the server has accepted so many."""
        self.until(lambda: self.house.count() >= count)

    def kill_sender(self, count: int, moment: str) -> None:
        """Kill one sender when the server has accepted ``count``, before it answers or after; another is started."""
        self.house.tell(f"kill {count} {self.chance.choice(self.senders())} {moment}")
        self.reach(count)
        self.broken_off += 1
        self.stack.until(lambda: len(self.senders()) == SENDERS)
        self.hint()

    def kill_worker(self, count: int, moment: str) -> None:
        """Kill the whole worker, as when the machine loses its power, and start another."""
        self.house.tell(f"kill {count} {-self.stack.processes['worker'].pid} {moment}")
        self.reach(count)
        self.broken_off += SENDERS
        self.stack.kill("worker")
        self.start()

    def kill_service(self, count: int, name: str) -> None:
        """Kill the broker or PostgreSQL, bring it back, and ask the senders to go on."""
        self.reach(count)
        self.stack.kill_service(name)
        self.broken_off += SENDERS
        self.stack.start_services()
        self.hint()

    def start(self) -> None:
        """Start a worker and wait until it can send."""
        self.stack.start_worker()
        self.stack.until(lambda: len(self.senders()) == SENDERS)
        self.hint()

    def drain(self) -> int:
        """Wait until nothing waits and nobody sends; return how many are still leased to the dead."""
        self.until(lambda: self.stack.rows(f"SELECT count(*) {OURS} AND state = 'waiting'") == [(0,)])
        self.stack.until(lambda: self.house.speaking() == 0)
        leased: int = self.stack.rows(f"SELECT count(*) {OURS} AND state = 'sending'")[0][0]
        return leased


@pytest.fixture
def post(stack: Stack, tmp_path: Path) -> Iterator[Post]:
    """A mail server in a process of its own, and a worker of two senders that writes to it."""
    house = MailHouse(tmp_path)
    stack.kill("worker")
    stack.mail_url = house.url
    stack.start_services()
    try:
        stack.shift_clock(stack.call(steps.queue_crowd, LETTERS))
        made = Post(stack, house)
        made.start()
        yield made
    finally:
        stack.kill("worker")
        stack.mail_url = stack.mail.url
        stack.start_services()
        house.stop()


def test_ten_thousand_letters_while_everything_dies(post: Post) -> None:
    """At least once for each; twice only where the server had accepted and the sender had not written it down."""
    stack, house = post.stack, post.house
    marks = [LETTERS * part // 200 for part in sorted(post.chance.sample(range(4, 160), 12))]
    for number, mark in enumerate(marks):
        moment = post.chance.choice(("before", "after"))
        if number in (3, 9):
            post.kill_worker(mark, moment)
        elif number in (5, 7):
            post.kill_service(mark, {5: "Valkey", 7: "PostgreSQL"}[number])
        else:
            post.kill_sender(mark, moment)
    leased = post.drain()
    assert leased > 0
    stack.shift_clock(LEASE)
    post.hint()
    post.kill_sender(house.count() + leased // 2, "before")
    post.drain()
    stack.shift_clock(LEASE)
    post.hint()
    post.until(lambda: stack.rows(f"SELECT count(*) {OURS} AND state = 'sent'") == [(LETTERS,)])

    ours = {row[0] for row in stack.rows(f"SELECT message_id {OURS}")}
    accepted = [one for one in house.accepted() if one.message_id in ours]
    assert {one.message_id for one in accepted} == ours
    assert {one.recipient for one in accepted} == {f"c{n}@crowd.example" for n in range(LETTERS)}
    assert len({(one.message_id, one.recipient) for one in accepted}) == LETTERS
    twice = [one for one in house.twice() if one.message_id in ours]
    assert [one for one in twice if not one.last] == []
    assert len(accepted) - LETTERS == len(twice) <= post.broken_off
