"""What a holder does: every move with its reason, in the confidential chain, told to whom it concerns."""

from __future__ import annotations

import datetime as dt
import logging

import pytest

from core.errors import Immutable, Refused, StaleWrite
from incidents.models.cases import Case, CaseView
from incidents.models.record import CaseEntry, Closing, Message
from incidents.queries import case_page, inbox, reporter
from incidents.services import case_record, case_reminders, case_states
from incidents.states.workflow import Capacity, Danger, Direction, Move, Outcome, State
from ledger.models import Entry
from ledger.services import verify
from notices.models import Notice
from schools.models.schools import SchoolSetting

WHOLE = {
    "summary": "Unkind words in a chat",
    "followed_up": "Both families were told",
    "reporter_told": "That it is dealt with",
    "lessons": "none, because the rules were clear",
}


def again(case) -> Case:
    return Case.objects.for_school(case.school_id).get(pk=case.pk)


def alerts(case, state: str) -> int:
    return (
        Notice.objects.for_school(case.school_id)
        .filter(subject=case.subject, kind="concern_alert", state=state)
        .count()
    )


def verbs(case) -> list[str]:
    rows = Entry.objects.filter(subject=case.subject).order_by("number")
    assert {row.confidentiality for row in rows} == {"confidential"}
    return [row.verb for row in rows]


def test_taking_stops_the_alerts_and_stands_in_the_record(cast, report):
    case = report("child").case
    assert alerts(case, "waiting") == 2
    case_states.take(case=case, by=cast.dsl.actor)
    stored = again(case)
    assert (stored.state, stored.holder) == (State.TAKEN, cast.dsl.person)
    assert (alerts(case, "waiting"), alerts(case, "cancelled")) == (0, 2)
    entry = CaseEntry.objects.for_school(cast.school).get()
    assert (entry.move, entry.by) == (Move.TAKEN, cast.dsl.person)
    assert entry.why == "Concerns about a child come to the safeguarding lead and deputies."
    assert verbs(case) == ["case.opened", "case.taken"]


def test_of_two_who_press_take_one_holds_it(cast, report):
    case = report("child").case
    case_states.take(case=case, by=cast.dsl.actor)
    with pytest.raises(StaleWrite):
        case_states.take(case=case, by=cast.deputy.actor)
    assert again(case).holder == cast.dsl.person


def test_a_colleague_takes_over_with_a_reason(cast, report):
    case = report("child").case
    case_states.take(case=case, by=cast.dsl.actor)
    with pytest.raises(Refused, match="Say why"):
        case_states.take_over(case=case, by=cast.deputy.actor, why="  ")
    case_states.take_over(case=case, by=cast.deputy.actor, why="Dina is ill")
    assert again(case).holder == cast.deputy.person


@pytest.mark.obligation("L17")
def test_an_entry_is_added_and_corrected_by_a_later_one(cast, report):
    case = report("child").case
    case_states.take(case=case, by=cast.dsl.actor)
    wrong = case_record.add_entry(
        case=case, by=cast.dsl.actor, happened="Spoke to Mrs A", why="Policy 4", told="The family"
    )
    right = case_record.add_entry(
        case=case, by=cast.deputy.actor, happened="Spoke to Mrs B", why="Wrong name before", corrects=wrong
    )
    with pytest.raises(Immutable):
        wrong.delete()
    page = case_page.page(cast.dsl.actor, again(case))
    views = [(v.entry.pk, v.corrected_by) for _day, views in page["days"] for v in views if v.entry.move == Move.NOTE]
    assert views == [(right.pk, ""), (wrong.pk, cast.deputy.name)]
    assert verbs(case)[-2:] == ["case.entry", "case.corrected"]
    assert verify(school_id=cast.school.pk) == []


def test_an_entry_needs_what_happened_and_why(cast, report):
    case = report("child").case
    case_states.take(case=case, by=cast.dsl.actor)
    with pytest.raises(Refused, match="Write what happened"):
        case_record.add_entry(case=case, by=cast.dsl.actor, happened=" ", why="x")
    with pytest.raises(Refused, match="Say why"):
        case_record.add_entry(case=case, by=cast.dsl.actor, happened="x", why=" ")
    with pytest.raises(Refused, match="password or PIN"):
        case_record.add_entry(case=case, by=cast.dsl.actor, happened="They gave me the password: abc", why="x")


def test_passing_on_stays_with_the_holder_until_it_is_taken(cast, report):
    case = report("child").case
    case_states.take(case=case, by=cast.dsl.actor)
    case_states.pass_on(case=case, by=cast.dsl.actor, to=cast.head.person.pk, why="It is about a member of staff")
    stored = again(case)
    assert (stored.state, stored.holder, stored.passed_to) == (State.PASSED, cast.dsl.person, cast.head.person)
    notice = Notice.objects.for_school(cast.school).get(person=cast.head.person)
    assert (notice.kind, notice.reason) == ("concern_alert", "passed")
    with pytest.raises(Refused, match="somebody else"):
        case_states.take(case=case, by=cast.deputy.actor)
    case_states.take(case=case, by=cast.head.actor)
    assert (again(case).state, again(case).holder, again(case).passed_to) == (State.TAKEN, cast.head.person, None)


def test_a_case_waits_until_a_day_and_the_holder_is_reminded_once(cast, clock, report):
    clock.set(dt.datetime(2026, 9, 21, 9, 0))
    case = report("post").case
    case_states.take(case=case, by=cast.head.actor)
    case_states.wait_until(
        case=case, by=cast.head.actor, until=dt.date(2026, 9, 24), why="The platform answers in 48 hours"
    )
    assert case_reminders.scheduled_run() == 0
    clock.set(dt.datetime(2026, 9, 28, 9, 0))  # missed days are caught up by one message
    assert [case_reminders.scheduled_run(), case_reminders.scheduled_run()] == [1, 0]
    news = Notice.objects.for_school(cast.school).get(kind="case_news")
    assert (news.person, news.reason) == (cast.head.person, "due")
    case_states.go_on(case=case, by=cast.head.actor)
    assert again(case).state == State.TAKEN


def test_danger_now_never_waits(cast, clock, report):
    case = report("danger").case
    case_states.take(case=case, by=cast.dsl.actor)
    with pytest.raises(Refused, match="cannot wait"):
        case_states.wait_until(case=case, by=cast.dsl.actor, until=dt.date(2030, 1, 1), why="Later")


def test_only_the_holder_moves_a_case(cast, report):
    case = report("child").case
    case_states.take(case=case, by=cast.dsl.actor)
    deputy = cast.deputy.actor
    for work in (
        lambda: case_states.pass_on(case=case, by=deputy, to=cast.head.person.pk, why="x"),
        lambda: case_states.wait_until(case=case, by=deputy, until=dt.date(2030, 1, 1), why="x"),
        lambda: case_record.answer_reporter(case=case, by=deputy, body="x"),
        lambda: case_states.close(case=case, by=deputy, outcome=Outcome.ADVICE, **WHOLE),
        lambda: case_record.name_party(
            case=case, by=deputy, capacity=Capacity.WITNESS, person=cast.teacher.person, why="x"
        ),
    ):
        with pytest.raises(Refused):
            work()
    assert again(case).state == State.TAKEN


@pytest.mark.obligation("M19")
def test_a_case_closes_with_everything_that_it_must_hold(cast, report):
    case = report("pupils").case
    case_states.take(case=case, by=cast.dsl.actor)
    for name in WHOLE:
        with pytest.raises(Refused):
            case_states.close(case=case, by=cast.dsl.actor, outcome=Outcome.ADVICE, **{**WHOLE, name: " "})
    assert Closing.objects.for_school(cast.school).count() == 0
    case_states.close(case=case, by=cast.dsl.actor, outcome=Outcome.ADVICE, **WHOLE)
    stored = again(case)
    assert stored.state == State.CLOSED
    assert verbs(case)[-2:] == ["case.closed", "case.entry"]
    case_states.reopen(case=case, by=cast.deputy.actor, why="It began again")
    assert (again(case).state, again(case).holder) == (State.TAKEN, cast.deputy.person)
    assert verify(school_id=cast.school.pk) == []


def test_an_allegation_about_an_adult_needs_a_second_person_to_close(cast, report):
    case = report("adult").case
    case_states.take(case=case, by=cast.head.actor)
    case_states.pass_on(case=case, by=cast.head.actor, to=cast.chair.person.pk, why="A second pair of eyes")
    case_states.take_over(case=case, by=cast.head.actor, why="Only for her to read") if again(
        case
    ).holder_id is None else None
    case_states.take(case=case, by=cast.chair.actor)
    case_states.close(case=case, by=cast.chair.actor, outcome=Outcome.DISCIPLINARY, **WHOLE)
    assert again(case).state == State.TAKEN
    with pytest.raises(Refused, match="second person"):
        case_states.confirm_closing(case=case, by=cast.chair.actor)
    case_states.confirm_closing(case=case, by=cast.head.actor)
    assert again(case).state == State.CLOSED
    assert verify(school_id=cast.school.pk) == []


def test_the_same_person_under_another_entry_is_no_second_person(cast, report):
    case = report("adult").case
    case_states.take(case=case, by=cast.head.actor)
    case_states.pass_on(case=case, by=cast.head.actor, to=cast.dsl.person.pk, why="To read it with me")
    case_states.take(case=case, by=cast.dsl.actor)
    case_states.close(case=case, by=cast.dsl.actor, outcome=Outcome.DISCIPLINARY, **WHOLE)
    cast.dsl.person.same_as = cast.head.person
    cast.dsl.person.save(update_fields=["same_as"])
    with pytest.raises(Refused, match="second person"):
        case_states.confirm_closing(case=case, by=cast.head.actor)
    assert again(case).state == State.TAKEN
    assert "case.closed" not in verbs(case)


def test_closing_with_an_unread_message_needs_a_reason(cast, report):
    case = report("pupils").case
    case_states.take(case=case, by=cast.dsl.actor)
    case_record.reporter_answers(case=case, body="There is more", number=1)
    with pytest.raises(Refused, match="no answer yet"):
        case_states.close(case=case, by=cast.dsl.actor, outcome=Outcome.ADVICE, **WHOLE)
    case_states.close(case=case, by=cast.dsl.actor, outcome=Outcome.ADVICE, why_unread="It was a thank-you", **WHOLE)
    assert again(case).state == State.CLOSED


def test_opening_a_case_is_recorded_for_its_readers_and_in_the_chain(cast, clock, report):
    clock.set(dt.datetime(2026, 9, 21, 9, 0))
    case = report("child").case
    case_states.record_view(case=case, by=cast.deputy.actor)
    case_states.record_view(case=case, by=cast.deputy.actor)
    clock.advance(minutes=6)
    case_states.record_view(case=case, by=cast.deputy.actor)
    assert CaseView.objects.for_school(cast.school).count() == 2
    assert again(case).first_look_at is not None
    assert verbs(case) == ["case.opened", "case.looked", "case.looked"]
    row = inbox.inbox(cast.dsl.actor).rows[0]
    assert row.note.startswith(f"opened by {cast.deputy.name} ")


def test_a_next_step_stands_on_the_case_and_reminds_its_holder_on_the_day(cast, clock, report):
    clock.set(dt.datetime(2026, 9, 21, 9, 0))
    case = report("child").case
    case_states.take(case=case, by=cast.dsl.actor)
    case_record.add_entry(
        case=case,
        by=cast.dsl.actor,
        happened="Called home",
        why="Policy",
        next_step="Call again",
        next_due=dt.date(2026, 9, 22),
        danger=Danger.WEEK,
    )
    stored = again(case)
    assert (stored.next_step, stored.next_due, stored.danger) == ("Call again", dt.date(2026, 9, 22), Danger.WEEK)
    clock.set(dt.datetime(2026, 9, 22, 8, 0))
    assert [case_reminders.scheduled_run(), case_reminders.scheduled_run()] == [1, 0]


@pytest.mark.parametrize(("danger", "notified"), [(Danger.TODAY, [0, 0, 1]), (Danger.NOW, [1, 0, 0])])
def test_a_step_is_reminded_of_when_the_school_opens_and_not_at_midnight(cast, clock, report, danger, notified):
    clock.set(dt.datetime(2026, 9, 21, 9, 0))
    case = report("child").case
    case_states.take(case=case, by=cast.dsl.actor)
    case_record.add_entry(
        case=case,
        by=cast.dsl.actor,
        happened="Called home",
        why="Policy",
        next_step="Call again",
        next_due=dt.date(2026, 9, 22),
        danger=danger,
    )
    heard = []
    for hour in (0, 7, 8):
        clock.set(dt.datetime(2026, 9, 22, hour, 1))
        heard.append(case_reminders.scheduled_run())
    assert heard == notified


def test_one_case_that_fails_holds_up_no_other(cast, clock, report, caplog):
    clock.set(dt.datetime(2026, 9, 21, 9, 0))
    report("child")
    taken = report("child").case
    case_states.take(case=taken, by=cast.dsl.actor)
    Case.objects.for_school(cast.school).filter(pk=taken.pk).update(next_due=dt.date(2026, 9, 21))
    SchoolSetting.objects.create(
        school=cast.school, key="first_look_minutes", value="soon", from_date=dt.date(2026, 9, 21)
    )
    with caplog.at_level(logging.ERROR, logger="portal.notices"):
        assert case_reminders.scheduled_run() == 1
    assert len(caplog.records) == 1
    assert Notice.objects.for_school(cast.school).get(kind="case_news").subject == taken.subject


def test_messages_go_both_ways_and_the_reporters_side_has_the_day_only(cast, report):
    case = report("child", from_kind="parent", name="Pat", contact="pat@example.org").case
    case_states.take(case=case, by=cast.dsl.actor)
    case_record.answer_reporter(case=case, by=cast.dsl.actor, body="Which app was it?", is_question=True)
    assert reporter.status_of(again(case))[0] == "We have a question for you"
    nudge = Notice.objects.for_school(cast.school).get(kind="reporter_message")
    assert (nudge.person, nudge.context, nudge.address.value) == (None, {}, "pat@example.org")
    case_record.reporter_answers(case=case, body="The blue one", number=2)
    case_record.reporter_answers(case=case, body="The blue one", number=2)
    talk = Message.objects.for_school(cast.school).order_by("number")
    assert [(m.number, m.direction, m.at is None) for m in talk] == [
        (1, Direction.TO_REPORTER, False),
        (2, Direction.FROM_REPORTER, True),
    ]
    assert reporter.status_of(again(case))[0] == "Being looked at"
    news = Notice.objects.for_school(cast.school).get(kind="case_news")
    assert (news.person, news.reason) == (cast.dsl.person, "reporter_answered")
