"""Nobody is written to at ten at night: what may wait waits for the hours of the school."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from core import clock as the_clock
from core.contributions.messages import KINDS
from ledger.states import Confidentiality
from notices.models import Notice
from notices.queries import health
from notices.services import office_actions, outbox
from notices.services.delivery.sending import LEASE
from notices.states.outbox import State
from schools.services import calendar, schools
from tests.notices.conftest import House, make_house
from tests.notices.delivery.test_delivery import ask_all, deliver, fresh
from tests.notices.messages.test_outbox import ask

LONDON = ZoneInfo("Europe/London")
AT_ONCE = {
    "signed",
    "concern_alert",
    "case_news",
    "reporter_message",
    "step_reset_asked",
    "step_reset_yours",
    "step_reset_done",
    "step_reset_ended",
    "test_mail",
    "family_link",
}


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """Return a moment of September 2026 in London (the 7th is a Monday)."""
    return dt.datetime(2026, 9, day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def open_house(house) -> House:
    """Oak Lane School with a calendar: open from 8am to 4pm on school days."""
    calendar.rebuild_calendar(school=house.school)
    return house


def alert(house, key: str = "alert") -> Notice:
    """Queue something that cannot wait."""
    context = {"reference": "KTM-4QX", "at": the_clock.now()}
    return ask(house, kind="concern_alert", confidentiality=Confidentiality.CONFIDENTIAL, context=context, key=key)


def test_the_kinds_that_go_at_any_hour():
    assert {kind.name for kind in KINDS.values() if kind.at_once} == AT_ONCE


@pytest.mark.parametrize(
    "now, opens",
    [
        (at(7, 22), at(8, 8)),
        (at(8, 6, 59), at(8, 8)),
        (at(11, 16), at(14, 8)),
        (at(12, 11), at(14, 8)),
        (at(13, 23, 59), at(14, 8)),
    ],
    ids=["at night", "early", "after the last bell of the week", "Saturday", "Sunday night"],
)
def test_what_may_wait_is_put_off_until_the_school_opens(open_house, mail_server, clock, now, opens):
    clock.set(now)
    notice, urgent = ask(open_house), alert(open_house)
    assert deliver() == (1, 0, 0, "")
    assert [mail["Message-ID"] for mail in mail_server.messages] == [urgent.message_id]
    row = fresh(notice)
    assert (row.state, row.attempts, row.next_try_at, row.leased_until) == (State.WAITING, 0, opens, None)
    clock.set(opens - dt.timedelta(minutes=1))
    assert deliver() == (0, 0, 0, "")
    clock.set(opens)
    assert deliver() == (1, 0, 0, "")


@pytest.mark.parametrize("now", [at(7, 8), at(7, 15, 59), at(11, 12)])
def test_in_school_hours_nothing_waits(open_house, mail_server, clock, now):
    clock.set(now)
    ask(open_house)
    assert deliver() == (1, 0, 0, "")


def test_a_mail_server_that_comes_back_at_ten_at_night_waits_for_the_morning(open_house, mail_server, clock):
    clock.set(at(7, 15))
    notices = [ask(open_house, key=f"{n}") for n in range(3)]
    urgent = alert(open_house)
    mail_server.stop()
    assert deliver() == (0, 0, 0, "connect ConnectionRefusedError")
    clock.set(at(7, 22))
    mail_server.start()
    assert deliver() == (1, 0, 0, "")
    assert [mail["Message-ID"] for mail in mail_server.messages] == [urgent.message_id]
    assert {(fresh(n).next_try_at, n.attempts) for n in notices} == {(at(8, 8), 0)}


def test_rows_are_put_off_while_the_mail_server_is_away_so_that_nothing_looks_late(open_house, mail_server, clock):
    clock.set(at(7, 22))
    notice = ask(open_house)
    mail_server.stop()
    assert deliver() == (0, 0, 0, "")
    assert fresh(notice).next_try_at == at(8, 8)
    clock.set(at(8, 7, 30))
    assert health.health(broker=True)["outbox"] == "ok"


def test_a_second_try_and_a_lease_that_ran_out_wait_too(open_house, mail_server, clock):
    from notices.services.delivery.leasing import lease

    clock.set(at(7, 15, 59))
    _tried, held = ask(open_house, key="tried"), ask(open_house, key="held")
    mail_server.refused["person0@families.example"] = "451 later"
    Notice.objects.for_school(open_house.school).filter(pk=held.pk).update(next_try_at=at(7, 16, 0))
    deliver()
    clock.set(at(7, 16, 0))
    assert len(lease(1, the_clock.now())) == 1
    clock.set(at(7, 21))
    assert deliver() == (0, 0, 0, "")
    rows = Notice.objects.for_school(open_house.school).order_by("key")
    assert list(rows.values_list("state", "next_try_at", "leased_until")) == [(State.WAITING, at(8, 8), None)] * 2


def test_a_lease_that_still_runs_at_closing_time_is_left_to_its_worker(open_house, mail_server, clock):
    from notices.services.delivery.leasing import lease

    clock.set(at(7, 15, 59))
    notice = ask(open_house)
    [[taken]] = lease(1, the_clock.now())
    clock.set(at(7, 16) + LEASE / 4)
    deliver()
    assert (fresh(notice).state, taken.pk) == (State.SENDING, notice.pk)


def test_each_school_has_its_own_hours(mail_server, db, clock):
    clock.set(at(7, 9))
    early, late = make_house(2, slug="early"), make_house(2, slug="late")
    for home in (early, late):
        calendar.rebuild_calendar(school=home.school)
        ask_all(home)
    for key, value in (("closes_at", "19:00"), ("opens_at", "10:00")):
        schools.set_setting(school=late.school, key=key, value=value, by=None)
    assert deliver() == (2, 0, 0, "")
    assert {mail["From"].addresses[0].display_name for mail in mail_server.messages} == {"Oak Lane School"}
    waiting = Notice.objects.for_school(late.school).values_list("next_try_at", flat=True)
    assert list(waiting) == [at(7, 10)] * 2


def test_a_school_without_a_calendar_is_written_to_at_once_and_somebody_is_told(house, mail_server, clock, caplog):
    clock.set(at(12, 22))
    ask(house)
    assert deliver() == (1, 0, 0, "")
    assert caplog.text.count("A school has no calendar for today") == 1


def test_a_school_that_moves_to_another_time_zone_meanwhile_opens_by_its_new_clock(open_house, mail_server, clock):
    clock.set(at(7, 22))
    notice = ask(open_house)
    deliver()
    assert fresh(notice).next_try_at == at(8, 8)
    open_house.school.timezone = "Atlantic/Azores"  # an hour behind London
    open_house.school.save(update_fields=["timezone"])
    clock.set(at(8, 8))
    assert deliver() == (0, 0, 0, "")
    assert fresh(notice).next_try_at == at(8, 9)
    clock.set(at(8, 9))
    assert deliver() == (1, 0, 0, "")


def test_after_the_clocks_go_back_the_morning_is_still_at_eight(open_house, mail_server, clock):
    clock.set(dt.datetime(2026, 10, 24, 17, 0))  # the Saturday before
    schools.set_setting(school=open_house.school, key="looks_on", value="working_days", by=None)
    notice = ask(open_house)
    deliver()
    assert fresh(notice).next_try_at == dt.datetime(2026, 10, 26, 8, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("count", [1, 40])
def test_putting_off_takes_the_same_number_of_queries_for_one_and_for_forty(
    open_house, mail_server, clock, count, django_assert_num_queries
):
    clock.set(at(7, 22))
    for n in range(count):
        ask(open_house, key=f"{n}")
    with django_assert_num_queries(8):
        assert deliver() == (0, 0, 0, "")


def test_send_again_at_night_waits_too(open_house, mail_server, clock, cast):
    clock.set(at(7, 22))
    notice = outbox.queue(
        school=cast.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="question_asked",
        person=cast.head.person,
        subject="round:1",
        key="w",
    )
    Notice.objects.for_school(cast.school).filter(pk=notice.pk).update(state=State.FAILED, last_error="recipient 550")
    office_actions.retry(notice=fresh(notice), by=cast.office.actor)
    deliver()
    assert (fresh(notice).state, notice.next_try_at) == (State.WAITING, at(8, 8))


def test_what_comes_due_at_night_in_the_middle_of_a_run_waits_too(open_house, mail_server, clock):
    """The hours were looked at when the run began; while the first letter goes out an hour passes."""
    clock.set(at(7, 22))
    first = alert(open_house)
    late = ask(open_house, key="late", hold_until=at(7, 22, 30))
    mail_server.after_accepting = lambda _count: clock.advance(hours=1)
    assert deliver() == (1, 0, 0, "")
    row = fresh(late)
    assert (row.state, row.attempts, row.next_try_at, row.leased_until) == (State.WAITING, 0, at(8, 8), None)
    assert fresh(first).state == State.SENT
