"""What the office's page of e-mails must not tell: when somebody was alerted, how often, and who reported."""

from __future__ import annotations

import re

from ledger.states import Confidentiality
from notices.models import Bounce
from notices.queries import outbox
from notices.states.outbox import BounceType, State
from tests.notices.delivery.test_delivery import fresh
from tests.notices.messages.test_pages import ALERT, came_back, failed, main_of, outbox_page, school

__all__ = ["school"]


def rows_of(page: str) -> list[str]:
    """Return the titles of the lines of the outbox, in order."""
    return re.findall(r"<h3>\s*(.*?)\s*</h3>", " ".join(main_of(page).split()))


def test_neither_place_nor_number_says_when_or_how_often_somebody_was_alerted(client, cast, school, sign_in, clock):
    alerts = []
    for n in range(3):
        clock.advance(minutes=10)
        failed(cast, key=f"everyday {n}")
        alerts.append(failed(cast, who=cast.dsl, **ALERT, key=f"alert {n}"))
    came_back(cast, cast.dsl, **ALERT, key="back")
    page = outbox_page(client, cast, sign_in).content.decode()
    assert rows_of(page) == ["Message to Ms Lovell"] * 2 + ["Request to sign to Miss Carver"] * 3
    assert [todo.title for todo in outbox.todo_for(cast.office.actor)] == [
        "One e-mail came back",
        "4 e-mails could not be sent",
    ]
    shown = min(alerts, key=lambda one: one.pk)
    hidden = max(alerts, key=lambda one: one.pk)
    assert client.post(f"/s/{school.slug}/notices/{hidden.pk}/retry/").status_code == 404
    client.post(f"/s/{school.slug}/notices/{shown.pk}/retry/")
    assert {fresh(one).state for one in alerts} == {State.WAITING}
    assert "Ms Lovell" not in outbox_page(client, cast, sign_in).content.decode()


def test_that_somebody_was_answered_as_a_reporter_is_not_told_in_the_office(client, cast, school, sign_in):
    notice = failed(cast, kind="reporter_message", confidentiality=Confidentiality.CONFIDENTIAL, context={})
    assert rows_of(outbox_page(client, cast, sign_in).content.decode()) == []
    assert outbox.todo_for(cast.office.actor) == []
    assert client.post(f"/s/{school.slug}/notices/{notice.pk}/retry/").status_code == 404


def test_a_complaint_about_an_alert_looks_like_any_other(client, cast, school, sign_in):
    came_back(cast, cast.dsl, bounce_type=BounceType.COMPLAINED, **ALERT)
    alert = main_of(outbox_page(client, cast, sign_in).content.decode())
    Bounce.objects.for_school(school).delete()
    came_back(cast, cast.dsl, bounce_type=BounceType.COMPLAINED, key="everyday")
    everyday = main_of(outbox_page(client, cast, sign_in).content.decode())
    assert re.sub(r"[0-9a-f-]{36}|value=.\w{64}.|\d+ e-mails? w\w+ sent", "", alert) == re.sub(
        r"[0-9a-f-]{36}|value=.\w{64}.|\d+ e-mails? w\w+ sent", "", everyday
    )
