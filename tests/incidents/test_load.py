"""Nothing lost: a hundred at once, and a broker that is dead."""

from __future__ import annotations

import threading

from django.db import connection

from incidents.models.cases import Case
from incidents.models.reports import Report
from incidents.services import reports
from incidents.states.workflow import FromKind
from ledger.services import verify
from notices.models import Notice

MANY, HANDS = 100, 10


def test_a_hundred_reports_at_once_are_all_taken_in(committed, cast):
    sent: list[str] = []
    troubles: list[Exception] = []
    start = threading.Barrier(HANDS)

    def send(some: int) -> None:
        try:
            start.wait(timeout=30)
            for _ in range(some):
                answers = {"about_kind": "child", "about": [], "story": "One of many"}
                sent_report = reports.send_report(school=cast.school, answers=answers, from_kind=FromKind.NO_NAME)
                sent.append(sent_report.reference)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    hands = [threading.Thread(target=send, args=(MANY // HANDS,)) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=120)
    assert troubles == []
    assert len(set(sent)) == MANY
    assert set(Case.objects.for_school(cast.school).values_list("reference", flat=True)) == set(sent)
    assert Report.objects.for_school(cast.school).count() == MANY
    assert Notice.objects.for_school(cast.school).count() == 2 * MANY
    assert verify(school_id=cast.school.pk) == []


def test_a_report_is_taken_in_while_the_broker_is_dead(committed, cast, settings, client):
    from tests.incidents.test_pages import S, walk

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    walk(client)
    assert client.post(f"{S}check/").url == f"{S}receipt/"
    assert Report.objects.for_school(cast.school).count() == 1
    assert Notice.objects.for_school(cast.school).filter(state="waiting").count() == 2
