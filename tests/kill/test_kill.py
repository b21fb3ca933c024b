"""``kill -9`` of worker, broker and PostgreSQL in the middle: nothing lost, nothing twice.

These are steps 2 and 6 of the main job.
"""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest

from tests.kill import steps
from tests.kill.client import Browser
from tests.kill.stack import Stack

pytestmark = [pytest.mark.kill, pytest.mark.xdist_group("kill")]

STAFF = 24
DUPLICATES = "SELECT count(*) - count(DISTINCT ({what})) FROM {table}"


@pytest.fixture(scope="module")
def world(stack: Stack) -> dict:
    """A school whose staff are asked to sign, with web and worker running."""
    made: dict = stack.call(steps.make_world, STAFF)
    stack.start_web()
    stack.start_worker()
    return made


def deliver_all(stack: Stack) -> None:
    """Let time pass until every message is out: leases of killed workers run out, the next run finds the rest."""
    waiting = "SELECT count(*) FROM notices_notice WHERE state IN ('waiting', 'sending')"
    for turn in range(40):
        if stack.rows(waiting) == [(0,)]:
            return
        # What was queued after hours waits for the school to open, after a week-end at the latest.
        stack.shift_clock(150 if turn < 20 else 4 * 3600)
        stack.call(steps.deliver)
    raise AssertionError(f"messages are still waiting: {stack.rows(waiting)}")


def to_a_school_day(stack: Stack) -> None:
    """Move the time on to the next morning of school, whatever day and hour it is: else nobody is written to."""
    stack.shift_clock(stack.call(steps.seconds_to_a_morning_of_school))


def assert_mail_is_right(stack: Stack, kind: str, most_twice: int) -> None:
    """Each notice of ``kind`` reached the server; twice only with the same Message-ID, at most once a kill."""
    rows = stack.rows(f"SELECT message_id, state FROM notices_notice WHERE kind = '{kind}'")
    assert {state for _id, state in rows} == {"sent"}
    sent = Counter(str(message["Message-ID"]) for message in stack.mail.messages)
    wanted = {message_id for message_id, _state in rows}
    assert wanted <= set(sent)
    assert sum(sent[message_id] - 1 for message_id in wanted) <= most_twice


def test_step_2_signing_while_everything_dies(stack: Stack, world: dict) -> None:
    """24 people sign, each until the portal has said so; meanwhile the worker, the broker and PostgreSQL are killed."""
    path = f"/s/fernhill/sign/{world['round']}/"
    # Made here: a sitting ends after a while, and the other test moves the time on by days.
    sessions = stack.call(steps.sign_in, world["staff"])
    answered: list[str] = []
    chance = random.Random(7)

    def person(session: str) -> None:
        page = Browser(f"http://127.0.0.1:{stack.port}", session).insist(path, "/signed/")
        answered.append(page.url)

    threads = [threading.Thread(target=person, args=(session,)) for session in sessions]
    order = chance.sample(["worker", "Valkey", "PostgreSQL"], 3)
    for number, thread in enumerate(threads):
        thread.start()
        if number % 8 == 7:
            victim = order[number // 8]
            if victim == "worker":
                stack.kill("worker")
                stack.start_worker()
            else:
                stack.kill_service(victim)
                stack.start_services()
    for thread in threads:
        thread.join()

    assert len(answered) == STAFF
    assert stack.rows("SELECT count(*), count(DISTINCT person_id) FROM signoffs_signature") == [(STAFF, STAFF)]
    assert stack.rows("SELECT count(*), count(DISTINCT signature_id) FROM signoffs_signaturepart") == [(STAFF, STAFF)]
    assert stack.rows("SELECT count(*) FROM ledger_entry WHERE verb = 'signature.made'") == [(STAFF,)]
    assert "All chains verify" in stack.manage("verify_ledger")
    deliver_all(stack)
    assert stack.rows("SELECT count(*) FROM notices_notice WHERE kind = 'signed'") == [(STAFF,)]
    assert_mail_is_right(stack, "signed", most_twice=3)


def test_step_6_reminders_while_everything_dies(stack: Stack, world: dict) -> None:
    """A run of reminders is killed with worker, broker and database, and run again: one claim and one message each."""
    to_a_school_day(stack)
    stack.call(steps.add_late_staff, 30)
    stack.shift_clock(9 * 24 * 3600)
    to_a_school_day(stack)
    reminders = "SELECT count(*) FROM notices_notice WHERE kind = 'staff_reminder'"
    for victim in ("worker", "Valkey", "PostgreSQL"):
        before = stack.rows(reminders)
        stack.call(steps.hand_reminders_to_the_worker)
        stack.until(lambda: stack.rows(reminders) != before or stack.rows(reminders)[0][0] >= 30, limit=20)  # noqa: B023
        if victim == "worker":
            stack.kill("worker")
            stack.start_worker()
        else:
            stack.kill_service(victim)
            stack.start_services()
    for _ in range(2):
        stack.call(steps.run_reminders)

    unsigned = "SELECT count(DISTINCT person_id) FROM notices_notice WHERE kind = 'staff_reminder'"
    assert stack.rows(reminders) == stack.rows(unsigned)
    assert stack.rows(reminders)[0][0] >= 30
    assert stack.rows(DUPLICATES.format(what="kind, person_id, subject, due, step", table="notices_claim")) == [(0,)]
    deliver_all(stack)
    assert_mail_is_right(stack, "staff_reminder", most_twice=3)
    assert "All chains verify" in stack.manage("verify_ledger")
