"""Every scheduled task ten times at once in four processes: what is due is claimed, queued and mailed once."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from core import wakeup
from notices.models import Claim, Notice
from notices.states.outbox import State
from schoolsocial.celery import scheduled_runs
from tests.notices.worker import Worker, wait_until
from tests.stories.year import diary
from tests.stories.year.laws import LONDON
from tests.stories.year.machine import InHand, Machine

pytestmark = pytest.mark.kill

TIMES = 10
MORNING = dt.datetime(2026, 9, 16, 8, 31)
DEEDS = (
    ("2026-09-07T09:00", diary.open_round("staff", "Social media", "2026-09-30")),
    ("2026-09-07T09:05", diary.open_round("families", "Phones and cameras", "2026-10-02", "family")),
    ("2026-09-08T15:50", diary.declare),
    ("2026-09-09T12:00", diary.sign("tess", "staff")),
)
"""What is still open nine days later: six people to sign, families, a form to decide on, a review."""


EACH = [
    ("Clem", "review_due"),
    ("Dina", "concern_alert"),
    ("Dina", "staff_reminder", "weekly_note"),
    ("Helen", "concern_alert"),
    ("Helen", "decision_needed"),
    ("Helen", "review_due", "staff_reminder", "weekly_note"),
    ("Joy", "family_reminder"),
    ("Lars", "staff_reminder"),
    ("Lena", "staff_reminder"),
    ("Mae", "family_reminder"),
    ("Olive", "staff_reminder"),
    ("Pat", "family_reminder"),
    ("Robin", "family_reminder"),
    ("Rory", "staff_reminder"),
    ("Tom", "staff_reminder"),
]
"""Who gets what: everything due at once in one message, what is urgent or confidential apart."""


class FourProcesses(Worker):
    """One worker with four processes."""

    words = ("worker", "-c", "4", *Worker.words[3:])


def test_ten_times_at_once(fernhill, clock, mail_server, broker, programs, settings):
    settings.CELERY_BROKER_URL = ""
    mail_server.refused.clear()
    machine = Machine(world=fernhill, clock=clock, mail_server=mail_server, engine=InHand())
    machine.start(dt.datetime(2026, 9, 7, 7))
    for at, deed in DEEDS:
        machine.at(dt.datetime.fromisoformat(at), lambda deed=deed: deed(fernhill))
    clock.set(MORNING - dt.timedelta(hours=2))
    diary.report("case")(fernhill)
    before = len(machine.lines)

    settings.CELERY_BROKER_URL = broker
    clock.set(MORNING)
    worker = programs(FourProcesses, EMAIL_URL=mail_server.url)
    for name in scheduled_runs():
        for _ in range(TIMES):
            assert wakeup.wake_worker(name)

    def done() -> Counter[str]:
        said = [line for line in worker.said if " succeeded in " in line or " raised " in line]
        return Counter(name for line in said for name in scheduled_runs() if f"Task {name}[" in line)

    wait_until(lambda: min(done()[name] for name in scheduled_runs()) >= TIMES and not waiting(fernhill), limit=120)
    worker.stop()

    assert [line for line in worker.said if "Traceback" in line or "ERROR" in line or "raised" in line] == []
    machine.collect(MORNING)
    came = sorted((line.who.split()[0], *line.kinds) for line in machine.lines[before:])
    assert came == EACH
    rows = Notice.objects.for_school(fernhill.school).filter(queued_at__gte=MORNING.replace(tzinfo=LONDON))
    assert set(Counter(rows.values_list("kind", "person_id", "subject", "reason")).values()) == {1}
    claims = Claim.objects.for_school(fernhill.school)
    assert set(Counter(claims.values_list("kind", "person_id", "subject", "due", "step")).values()) == {1}


def waiting(world) -> int:
    """Return how many messages are due and have not gone."""
    rows = Notice.objects.for_school(world.school).filter(state__in=(State.WAITING, State.SENDING))
    return rows.count()
