"""The worker is down for three days of term: what waited and what came due meanwhile comes in one message a person."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.stories.year import diary, laws
from tests.stories.year.machine import ByWorker, Machine

pytestmark = pytest.mark.kill

BACK = dt.datetime(2026, 9, 18, 9, 0)
SIGN, ALERT = "because you work for the school", "concern_alert"
BOTH = f"{SIGN} [after_3]; {SIGN} [after_7, due_day]"
EACH = [
    ("Dina Lovell", ALERT, "because you are named to look at new items"),
    ("Dina Lovell", "staff_reminder", "staff_reminder", BOTH),
    ("Helen Ashdown", ALERT, "because you are next in line and nobody has opened it [next:1]"),
    ("Helen Ashdown", "staff_reminder", "staff_reminder", BOTH),
    ("Lars Vale", "staff_reminder", "staff_reminder", BOTH),
    (
        "Lena Moss",
        *("question_answered", "staff_reminder", "staff_reminder"),
        f"because you asked a question before signing; {BOTH}",
    ),
    ("Olive Marsh", "staff_reminder", "staff_reminder", BOTH),
    ("Tess Carver", "signed", "because you signed"),
    ("Tess Carver", "staff_reminder", f"{SIGN} [after_3]"),
    ("Tom Slate", "staff_reminder", "staff_reminder", BOTH),
]
"""What comes at the return: the urgent apart, the thanks for signing apart, all else in one message a person."""


@pytest.fixture
def machine(fernhill, clock, mail_server, broker, celery_worker):
    engine = ByWorker(broker=broker, start=lambda: celery_worker(EMAIL_URL=mail_server.url))
    made = Machine(world=fernhill, clock=clock, mail_server=mail_server, engine=engine)
    made.start(dt.datetime(2026, 9, 7, 7))
    yield made
    engine.stop()


def test_three_days_without_a_worker(machine):
    """Two rounds, a question answered, a review, a report: steps of three days pass; each person gets one message."""
    world = machine.world

    def act(at: dt.datetime, deed: diary.Deed) -> None:
        machine.at(at, lambda: deed(world))

    def morning(day: int) -> None:
        """The scheduled runs of seven look up what is due; at eight the school opens and it leaves together."""
        machine.at(dt.datetime(2026, 9, day, 7, 1))
        machine.at(dt.datetime(2026, 9, day, 8, 1))

    morning(7)
    act(dt.datetime(2026, 9, 7, 9), diary.open_round("staff", "Social media", "2026-09-17"))
    for day in range(8, 15):
        morning(day)
    act(dt.datetime(2026, 9, 14, 9), diary.open_round("online", "Online safety", "2026-09-30"))
    act(dt.datetime(2026, 9, 15, 10), diary.ask)
    machine.at(dt.datetime(2026, 9, 15, 16, 30))
    before = len(machine.lines)

    machine.engine.down()
    act(dt.datetime(2026, 9, 15, 17), diary.answer)
    for day in (16, 17, 18):
        morning(day)
        if day == 16:
            act(dt.datetime(2026, 9, 16, 11), diary.report("case"))
        if day == 17:
            act(dt.datetime(2026, 9, 17, 13), diary.sign("tess", "staff"))
    assert machine.lines[before:] == []
    machine.engine.up()
    machine.at(BACK)

    came = machine.lines[before:]
    assert {line.at for line in came} == {BACK}
    assert [(line.who.split(",")[0], *line.kinds, line.why) for line in came if not line.failed] == EACH
    # Of each round the newest step alone is told; the older ones are claimed along with it.
    assert laws.broken(world, machine.lines) == {}
