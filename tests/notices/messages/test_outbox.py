"""Queue, stop, and what may not be queued."""

from __future__ import annotations

import datetime as dt

import pytest

from core.contributions.messages import KINDS
from ledger.states import Confidentiality
from notices.models import Claim, Notice, NoticeAddress
from notices.rendering import reasons_of
from notices.services import claims, outbox
from notices.states.outbox import State, Stop

ROUND = "round:7d3a"


def ask(house, **changes):
    """Queue a request to sign."""
    given = {
        "school": house.school,
        "confidentiality": Confidentiality.EVERYDAY,
        "kind": "staff_request",
        "person": house.person,
        "subject": ROUND,
        "key": f"{ROUND}:open:{house.person.pk}",
        "context": {"count": 2, "due": dt.date(2026, 9, 18), "minutes": 10},
    }
    return outbox.queue(**(given | changes))


def test_a_message_waits_in_the_outbox_until_it_is_sent(house):
    notice = ask(house)
    assert (notice.state, notice.attempts, notice.next_try_at) == (State.WAITING, 0, notice.queued_at)
    assert notice.context == {"count": 2, "due": "2026-09-18", "minutes": 10}
    assert notice.message_id == f"<{notice.id}@school.example>"


def test_the_same_key_twice_is_one_message(house):
    first = ask(house)
    assert ask(house) == first
    assert ask(house, context={"count": 9, "due": dt.date(2026, 9, 18), "minutes": 1}).context == first.context
    assert Notice.objects.for_school(house.school).count() == 1


def test_many_at_once_pass_over_what_is_known(house):
    first = ask(house)
    wanted = [
        outbox.Wanted(house.school, Confidentiality.EVERYDAY, "question_asked", house.person, ROUND, key)
        for key in (first.key, "b", "c")
    ]
    assert outbox.queue_many(wanted) == 2
    assert outbox.queue_many(wanted) == 0


@pytest.mark.parametrize(
    "changes, complaint",
    [
        ({"kind": "gossip"}, "There is no kind of notice 'gossip'"),
        ({"reason": "because Tom Fox is in 4B"}, "staff_request has no reason"),
        ({"confidentiality": Confidentiality.CONFIDENTIAL}, "staff_request is never confidential"),
        ({"context": {"count": 2, "minutes": 3}}, "staff_request needs ['due']"),
        ({"context": {"count": 2, "due": "2026-09-18", "minutes": 3, "child": "Tom"}}, "has no place for ['child']"),
        ({"context": {"count": "2 for Tom", "due": "2026-09-18", "minutes": 3}}, "count must be a whole number"),
        ({"context": {"count": 2, "due": "Tom", "minutes": 3}}, "due must be"),
        ({"subject": "Tom Fox"}, "subject must be a label"),
        ({"key": ""}, "key must have 1 to 200 characters"),
        ({"person": None}, "a notice needs a person or an address"),
    ],
)
def test_what_could_name_somebody_has_no_way_in(house, changes, complaint):
    with pytest.raises(ValueError) as refused:
        ask(house, **changes)
    assert complaint in str(refused.value)
    assert Notice.objects.for_school(house.school).count() == 0


@pytest.mark.parametrize("reference", ["KTM-4QX", "AG-4TM"])
def test_a_reference_is_a_reference(house, reference):
    at = dt.datetime(2026, 9, 7, 9, 0, tzinfo=dt.UTC)
    notice = ask(house, kind="signed", context={"reference": reference, "at": at})
    assert notice.context == {"reference": reference, "at": "2026-09-07T09:00:00+00:00"}


def test_a_message_is_stopped_when_its_cause_goes_away(house):
    notice, other = ask(house), ask(house, subject="round:other", key="other")
    assert outbox.cancel(subject=ROUND, reason="signed") == 1
    notice.refresh_from_db()
    other.refresh_from_db()
    assert (notice.state, notice.stop_reason) == (State.CANCELLED, Stop.SIGNED)
    assert other.state == State.WAITING
    assert outbox.cancel(subject=ROUND, reason="signed") == 0


def test_only_the_kinds_named_are_stopped(house):
    ask(house)
    reminder = ask(house, kind="staff_reminder", key="reminder")
    assert outbox.cancel(subject=ROUND, kinds=["staff_reminder"], reason="closed") == 1
    reminder.refresh_from_db()
    assert reminder.state == State.CANCELLED


def test_an_address_outside_the_records_rests_sealed_and_goes_with_the_message(house, django_assert_num_queries):
    from django.db import connection

    from core.models import DataKey

    keys = DataKey.objects.count()
    notice = ask(
        house,
        kind="reporter_message",
        confidentiality=Confidentiality.CONFIDENTIAL,
        person=None,
        to="someone@home.example",
        context={},
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM notices_noticeaddress")
        assert b"someone" not in bytes(cursor.fetchone()[0])
    assert notice.address.value == "someone@home.example"
    outbox.cancel(subject=ROUND, reason="closed")
    assert NoticeAddress.objects.for_school(house.school).count() == 0
    assert DataKey.objects.count() == keys


def test_a_step_is_claimed_once(house):
    step = {"school": house.school, "kind": "staff_reminder", "person": house.person, "subject": ROUND}
    step |= {"due": dt.date(2026, 9, 18), "step": "3 school days"}
    assert [claims.claim(**step) for _ in range(3)] == [True, False, False]
    assert claims.claim(**step | {"step": "7 school days"}) is True
    assert claims.claim(**step | {"person": None}) is True
    assert claims.claim(**step | {"person": None}) is False
    assert Claim.objects.for_school(house.school).count() == 3


def test_every_kind_says_why_and_has_its_three_templates():
    from notices.rendering import template_version

    for kind in KINDS.values():
        assert str(kind.why).startswith("because ")
        assert [str(words)[:8] for words in reasons_of(kind).values()] == ["because "] * len(reasons_of(kind))
        assert len(template_version(kind.name)) == 16


def test_the_reference_names_every_kind_and_what_it_holds():
    from django.conf import settings

    def sorts(given) -> str:
        return ", ".join(name if name == sort else f"{name} ({sort.value})" for name, sort in given.items()) or "–"

    def goes(kind) -> str:
        return "at once" if kind.at_once else "school hours, gathers" if kind.gathers else "school hours"

    text = (settings.BASE_DIR / "docs/reference/notices.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| kind")]
    assert rows == [
        f"| {kind.name}{' (urgent)' if kind.urgent else ''} | {' or '.join(map(str, kind.confidentialities))} | "
        f"{goes(kind)} | {sorts(kind.needs)} | {sorts(kind.may)} | {', '.join(reasons_of(kind)) or '–'} |"
        for kind in KINDS.values()
    ]
