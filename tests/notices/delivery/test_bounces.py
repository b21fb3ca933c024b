"""Mail that comes back: what it changes, and whom we do not write to until it is mended."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock as the_clock
from core.errors import Refused
from incidents.services import case_reminders, reports
from ledger.models import Entry
from ledger.states import Confidentiality
from notices.models import Bounce, Notice
from notices.queries import outbox
from notices.services import bounces, office_actions
from notices.services import outbox as notices_outbox
from notices.services.bounces import hash_of
from notices.services.delivery import sending
from notices.states.outbox import BounceType, State
from people.services import persons
from tests.notices.conftest import make_house, make_person
from tests.notices.delivery.test_delivery import deliver, fresh
from tests.notices.mailservice import ADDRESS, HOOK, basic, call, postmark_event, returns
from tests.notices.messages.test_outbox import ask

# What it changes.


def test_told_twice_it_is_one_return(house, sent):
    assert [call(HOOK, postmark_event(sent.service_id), **basic()) for _ in range(3)] == [200] * 3
    assert call(HOOK, postmark_event(sent.service_id, ID=2), **basic()) == 200
    assert len(returns(house)) == 1


@pytest.mark.parametrize("kind", ["Transient", "DnsError", "AutoResponder", "Unknown", "Subscribe"])
def test_what_is_only_put_off_changes_nothing(house, sent, kind):
    assert call(HOOK, postmark_event(sent.service_id, kind), **basic()) == 200
    assert (fresh(sent).state, returns(house)) == (State.SENT, [])


def test_delivered_and_opened_leave_no_trace(house, sent):
    for record in ("Delivery", "Open", "Click"):
        assert call(HOOK, {"RecordType": record, "MessageID": sent.service_id, "Recipient": ADDRESS}, **basic()) == 200
    assert (fresh(sent).state, returns(house)) == (State.SENT, [])


def test_a_complaint_leaves_the_message_sent(house, sent):
    assert call(HOOK, postmark_event(sent.service_id, "SpamComplaint"), **basic()) == 200
    assert fresh(sent).state == State.SENT
    assert returns(house) == [(BounceType.COMPLAINED, "spam", "692560173", hash_of(ADDRESS), None)]


def test_a_message_that_only_the_service_refused_leaves_the_address_free(house, sent):
    bounces.record_bounce(
        notice=sent, bounce_type=BounceType.REFUSED, code="other", event_id="1", at=the_clock.now(), to=ADDRESS
    )
    assert returns(house) == [(BounceType.REFUSED, "other", "1", "", None)]
    ask(house, key="next")
    assert deliver()[0] == 1


def test_the_rest_of_the_row_stays_as_it_was_sent(house, sent):
    before = (sent.sent_at, sent.rendered_hash, sent.context, sent.service_id)
    call(HOOK, postmark_event(sent.service_id), **basic())
    assert (fresh(sent).sent_at, sent.rendered_hash, sent.context, sent.service_id) == before


# An event ahead of our own note of the sending.


def test_an_event_that_comes_before_our_note_is_told_again_and_then_heard(house, postmark, clock):
    notice = ask(house)
    Notice.objects.for_school(house.school).filter(pk=notice.pk).update(
        state=State.SENDING, leased_until=the_clock.now() + dt.timedelta(minutes=2), attempts=1
    )
    told = postmark_event("pm-1", BouncedAt=the_clock.now().isoformat())
    assert (call(HOOK, told, **basic()), returns(house)) == (503, [])
    Notice.objects.for_school(house.school).filter(pk=notice.pk).update(
        state=State.SENT, leased_until=None, sent_at=the_clock.now(), rendered_hash="0" * 64, service_id="pm-1"
    )
    assert (call(HOOK, told, **basic()), fresh(notice).state) == (200, State.BOUNCED)


def test_an_event_about_a_sign_in_code_is_let_go_after_five_minutes(house, postmark, clock):
    told = postmark_event("of-a-code", BouncedAt=the_clock.now().isoformat())
    assert call(HOOK, told, **basic()) == 503
    clock.advance(minutes=5, seconds=1)
    assert call(HOOK, told, **basic()) == 200


def test_an_old_event_of_a_message_that_was_sent_again_changes_nothing(house, cast, sent, clock):
    first = sent.service_id
    call(HOOK, postmark_event(first), **basic())
    office_actions.retry(notice=fresh(sent), by=cast.office.actor)
    assert deliver()[0] == 1
    assert fresh(sent).service_id != first
    clock.advance(minutes=6)
    late = postmark_event(first, ID=3, BouncedAt=(the_clock.now() - dt.timedelta(minutes=6)).isoformat())
    assert (call(HOOK, late, **basic()), fresh(sent).state) == (200, State.SENT)


def test_an_event_about_what_was_sent_again_in_the_same_moment_is_not_its_own(house, cast, sent):
    before = Notice.objects.for_school(house.school).get(pk=sent.pk)
    call(HOOK, postmark_event(sent.service_id), **basic())
    office_actions.retry(notice=fresh(sent), by=cast.office.actor)
    assert (
        bounces.record_bounce(notice=before, bounce_type=BounceType.BOUNCED, code="", event_id="9", at=the_clock.now())
        is False
    )
    assert fresh(sent).state == State.WAITING


# Whom we do not write to.


@pytest.fixture
def bounced(house, sent) -> Notice:
    """A message that came back."""
    call(HOOK, postmark_event(sent.service_id), **basic())
    return fresh(sent)


def test_an_address_that_failed_is_not_written_to_again(house, bounced, postmark):
    later = ask(house, key="later")
    assert deliver() == (0, 0, 1, "")
    assert (fresh(later).state, later.last_error, len(postmark.calls)) == (State.FAILED, "came back", 1)


def test_nor_is_somebody_else_at_the_same_address(house, bounced, postmark):
    partner = make_person(house.school, 5, email=ADDRESS.upper())
    later = ask(house, person=partner, key="later")
    deliver()
    assert fresh(later).last_error == "came back"


def test_another_school_may_try_for_itself(house, bounced):
    other = make_house(1, slug="ash")
    ask(other, key="there")
    assert deliver()[0] == 1


def test_a_corrected_address_is_free_at_once(house, bounced):
    persons.set_address(person=house.person, school=house.school, kind="email", value="ada@better.example")
    ask(house, key="later")
    assert deliver()[0] == 1


def test_the_office_sends_again_and_the_address_is_free(house, cast, bounced):
    office_actions.retry(notice=bounced, by=cast.office.actor)
    row = fresh(bounced)
    assert (row.state, row.sent_at, row.rendered_hash, row.rendered_version, row.service_id) == (
        State.WAITING,
        None,
        "",
        "",
        "",
    )
    assert [settled is not None for *_rest, settled in returns(house)] == [True]
    ask(house, kind="question_asked", context={}, key="later")
    assert deliver()[0] == 2


def test_what_failed_because_of_it_settles_it_too(house, cast, bounced, postmark):
    later = ask(house, key="later")
    deliver()
    office_actions.retry(notice=fresh(later), by=cast.office.actor)
    assert (deliver()[0], fresh(later).state, fresh(bounced).state) == (1, State.SENT, State.BOUNCED)


def test_after_the_second_return_it_is_closed_again(house, cast, bounced):
    office_actions.retry(notice=bounced, by=cast.office.actor)
    deliver()
    call(HOOK, postmark_event(fresh(bounced).service_id, ID=7), **basic())
    ask(house, key="later")
    assert deliver() == (0, 0, 1, "")
    assert [settled is None for *_rest, settled in returns(house)] == [False, True]


def test_stopped_from_the_office_or_by_its_cause_it_is_emptied(house, cast, sent, bounced):
    other = ask(house, person=make_person(house.school, 5), key="other")
    deliver()
    call(HOOK, postmark_event(fresh(other).service_id, Email="person5@families.example"), **basic())
    office_actions.cancel_by_hand(notice=bounced, by=cast.office.actor)
    assert notices_outbox.cancel(subject=fresh(other).subject, reason="signed") == 1
    for row in (fresh(bounced), fresh(other)):
        assert (row.state, row.sent_at, row.rendered_hash, row.service_id) == (State.CANCELLED, None, "", "")


ALERT = {"kind": "concern_alert", "confidentiality": Confidentiality.CONFIDENTIAL, "subject": "case:1"}


def alert(house, key: str = "alert") -> Notice:
    """Queue an alert."""
    return ask(house, key=key, context={"reference": "KTM-4QX", "at": the_clock.now()}, **ALERT)


def test_an_alert_is_always_tried_and_each_failure_stands_on_its_own(house, bounced):
    first, second = alert(house), alert(house, "again")
    assert deliver()[0] == 2
    call(HOOK, postmark_event(fresh(second).service_id, ID=5), **basic())
    assert (fresh(first).state, fresh(second).state) == (State.SENT, State.BOUNCED)


def test_somebody_who_marked_us_as_unwanted_gets_alerts_and_nothing_else(house, sent):
    call(HOOK, postmark_event(sent.service_id, "SpamComplaint"), **basic())
    later, urgent = ask(house, key="later"), alert(house)
    deliver()
    assert (fresh(later).state, later.last_error, fresh(urgent).state) == (State.FAILED, "unwanted", State.SENT)


def test_a_test_message_is_always_tried(house, bounced):
    notice = office_actions.send_test_mail(school=house.school, to=ADDRESS, by=None)
    assert (deliver()[0], fresh(notice).state) == (1, State.SENT)


def test_the_address_of_a_reporter_leaves_no_mark(house, postmark):
    notice = notices_outbox.queue(
        school=house.school,
        confidentiality=Confidentiality.CONFIDENTIAL,
        kind="reporter_message",
        person=None,
        subject="report:1",
        key="r",
        to="someone@home.example",
    )
    deliver()
    call(HOOK, postmark_event(fresh(notice).service_id, Email="someone@home.example"), **basic())
    assert (fresh(notice).state, returns(house)[0][3]) == (State.BOUNCED, "")


def test_a_mark_says_nothing_of_the_address_and_changes_with_the_key(settings):
    first = hash_of("Ada@Home.example")
    assert (first, len(first)) == (hash_of(" ada@home.example "), 32)
    settings.INDEX_KEYS = {"k9": b"9" * 32}
    assert hash_of("ada@home.example") != first


def test_writing_again_after_a_complaint_is_the_offices_word_and_stands_in_the_book(house, cast, postmark, clock):
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    notice = ask(house, school=cast.school, person=cast.teacher.person)
    sending.deliver()
    told = {
        "bounce_type": BounceType.COMPLAINED,
        "code": "spam",
        "event_id": "1",
        "at": the_clock.now(),
        "to": "a@b.example",
    }
    assert bounces.record_bounce(notice=fresh(notice), **told) is True
    row = Bounce.objects.for_school(cast.school).get()
    with pytest.raises(Refused):
        bounces.write_again(complaint=row, by=cast.teacher.actor)
    bounces.write_again(complaint=row, by=cast.office.actor)
    bounces.write_again(complaint=row, by=cast.office.actor)
    assert Entry.objects.filter(verb="notice.written_again").count() == 1


def test_the_next_in_line_hears_of_a_concern_whose_alerts_came_back(cast, postmark, clock):
    clock.set(dt.datetime(2026, 9, 18, 22, 30))
    told = {"about_kind": "pupils", "story": "Unkind words in a group chat."}
    reports.send_report(school=cast.school, answers=told, from_kind="no_name")
    alerts = Notice.objects.for_school(cast.school).filter(kind="concern_alert")
    assert sending.deliver().sent == alerts.count() == 2
    for number, notice in enumerate(alerts):
        event = postmark_event(notice.service_id, ID=number, Email=f"{notice.pk}@families.example")
        assert call(HOOK, event, **basic()) == 200
    clock.advance(minutes=61)
    assert case_reminders.scheduled_run() == 1
    assert sending.deliver().sent == 1
    assert list(alerts.filter(state=State.SENT).values_list("person", "reason")) == [
        (cast.head.person.pk, "next_in_line")
    ]
    shown = outbox.outbox(cast.school).came_back
    assert [(str(row.what), row.since, row.details_url != "") for row in shown] == [("Message", None, True)] * 2


# What a digest carried.


def test_what_went_in_one_message_comes_back_in_one(house, cast, postmark):
    ask(house)
    ask(house, kind="question_answered", context={}, key="other")
    deliver()
    assert len(postmark.calls) == 1
    leader = Notice.objects.for_school(house.school).get(carried_by=None)
    member = Notice.objects.for_school(house.school).exclude(carried_by=None).get()
    call(HOOK, postmark_event(leader.service_id), **basic())
    assert (fresh(leader).state, fresh(member).state, len(returns(house))) == (State.BOUNCED, State.BOUNCED, 1)
    office_actions.retry(notice=leader, by=cast.office.actor)
    assert [(row.state, row.carried_by_id) for row in (fresh(leader), fresh(member))] == [(State.WAITING, None)] * 2
    assert len(postmark.calls) == 1
    deliver()
    assert len(postmark.calls) == 2
