"""What holds of every deadline: pauses stretch it and nothing else does; its words; its page of reference."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.contributions.deadlines import DEADLINE_KINDS
from core.contributions.reminders import REMINDER_SCHEDULES, Unit
from core.contributions.settings import SETTINGS
from notices.rules import deadlines, due_dates
from notices.rules.due_dates import Pause, Span, due_at, left, part_at, stage_of
from notices.states.deadlines import Stage
from tests.notices import deadline_page
from tests.notices.school_week import week
from tests.readability import grade

LONDON = ZoneInfo("Europe/London")
FIRST = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
MINUTES = 400 * 24 * 60


def at(*parts: int) -> dt.datetime:
    """Return a moment of London."""
    return dt.datetime(*parts, tzinfo=LONDON).astimezone(dt.UTC)


moments = st.integers(0, MINUTES).map(lambda n: FIRST + dt.timedelta(minutes=n))
spans = st.one_of(
    st.integers(1, 4000).map(lambda n: Span(Fraction(n, 60), Unit.HOUR)),
    st.integers(1, 4000).map(lambda n: Span(Fraction(n, 60), Unit.WORKING_HOUR)),
    st.integers(0, 20).map(lambda n: Span(n, Unit.SCHOOL_DAY)),
    st.integers(0, 20).map(lambda n: Span(n, Unit.WORKING_DAY)),
    st.integers(1, 40).map(lambda n: Span(n, Unit.DAY)),
    st.integers(1, 3).map(lambda n: Span(n, Unit.MONTH)),
)
stops = st.lists(
    st.tuples(moments, st.integers(0, 20000)).map(lambda p: Pause(p[0], p[0] + dt.timedelta(minutes=p[1]))), max_size=5
)


@given(spans, moments, stops, stops)
def test_another_pause_never_makes_it_earlier(span, start, some, more):
    assert due_at(span, start, week=week(), pauses=some) <= due_at(span, start, week=week(), pauses=some + more)


@given(spans, moments, stops, moments, st.integers(0, 20000))
def test_taking_it_up_again_never_makes_it_earlier_and_the_sooner_the_better(span, start, some, stop, after):
    """A later resume is never due sooner; and while nobody resumes, either nothing changes or it has no due moment."""
    week_of, plain = week(), due_at(span, start, week=week(), pauses=some)
    sooner = due_at(span, start, week=week_of, pauses=[*some, Pause(stop, stop + dt.timedelta(minutes=after))])
    later = due_at(span, start, week=week_of, pauses=[*some, Pause(stop, stop + dt.timedelta(minutes=after + 90))])
    assert plain <= sooner <= later
    assert due_at(span, start, week=week_of, pauses=[*some, Pause(stop)]) in (None, plain)


@given(spans, moments, stops)
def test_derived_twice_and_in_any_order_it_is_the_same(span, start, some):
    found = due_at(span, start, week=week(), pauses=some)
    assert found == due_at(span, start, week=week(), pauses=reversed(some))
    assert found == due_at(span, start.astimezone(LONDON), week=week(), pauses=some + some)


@given(st.integers(1, 4000), moments, stops)
def test_hours_stretch_by_exactly_what_the_pauses_cover(minutes, start, some):
    span = Span(Fraction(minutes, 60), Unit.HOUR)
    due = due_at(span, start, week=week(), pauses=some)
    covered = sum(
        (max(min(due, b) - max(start, a), dt.timedelta(0)) for a, b in due_dates.merged_pauses(some)), dt.timedelta(0)
    )
    assert due - start == span.time + covered


@given(st.sampled_from([Unit.SCHOOL_DAY, Unit.WORKING_DAY, Unit.DAY]), st.integers(1, 15), moments, stops)
def test_days_stretch_by_exactly_the_closings_the_pauses_cover(unit, amount, start, some):
    here = week()
    due = due_at(Span(amount, unit), start, week=here, pauses=some)
    is_on = {Unit.SCHOOL_DAY: here.book.is_school_day, Unit.WORKING_DAY: here.book.is_working_day}.get(
        unit, lambda day: True
    )
    counted, day = 0, here.day_of(start)
    while day < here.day_of(due):
        day += dt.timedelta(days=1)
        closing = here.closing(day)
        counted += is_on(day) and not any(a < closing <= b for a, b in due_dates.merged_pauses(some))
    assert counted == amount if unit is not Unit.DAY else counted >= amount
    assert here.book.is_working_day(day)


@given(spans, moments, stops, moments)
def test_what_is_left_falls_to_nothing_when_it_is_late(span, start, some, now):
    assume(span.amount)
    here, due = week(), due_at(span, start, week=week(), pauses=some)
    rest = left(span, start, week=here, now=now, pauses=some)
    if stage_of(due, now, some) is Stage.LATE:
        assert not rest
        assert due < now
    if now <= start:
        assert rest == (span.time if span.is_time else rest)
    assert left(span, start, week=here, now=now + dt.timedelta(days=1), pauses=some) <= rest


@given(spans, moments, stops)
def test_half_time_lies_between_start_and_end(span, start, some):
    assume(span.amount)
    half, due = part_at(50, span, start, week=week(), pauses=some), due_at(span, start, week=week(), pauses=some)
    assert start <= half <= due
    assert part_at(100, span, start, week=week(), pauses=some) <= due


def test_half_time_of_one_working_day_is_when_somebody_is_there():
    span = due_dates.span_of("lado")
    assert part_at(50, span, at(2026, 9, 14, 10), week=week()) == at(2026, 9, 15, 9)  # 6 + 8 hours: after 7
    assert part_at(50, span, at(2026, 9, 18, 22, 30), week=week()) == at(2026, 9, 21, 12)
    assert part_at(50, span, at(2026, 10, 23, 17), week=week()) == at(2026, 10, 26, 12)  # half-term has working days
    assert part_at(50, due_dates.span_of("platform_check"), at(2026, 10, 24, 12), week=week()) == at(2026, 10, 25, 11)
    stop = [Pause(at(2026, 9, 14, 11))]
    assert part_at(50, span, at(2026, 9, 14, 10), week=week(), pauses=stop) is None


def test_what_is_paused_while_late_stays_late():
    span, start = due_dates.span_of("subject_access"), at(2026, 9, 14, 10)
    now, later, before = at(2026, 10, 20, 9), [Pause(at(2026, 10, 19, 9))], [Pause(at(2026, 10, 13, 9))]
    late = due_at(span, start, week=week(), pauses=later)
    assert (stage_of(late, now, later), late) == (Stage.LATE, at(2026, 10, 14, 16))
    paused = due_at(span, start, week=week(), pauses=before)
    assert (stage_of(paused, now, before), paused) == (Stage.PAUSED, None)
    assert left(span, start, week=week(), now=now, pauses=before) == 2


def test_a_new_time_zone_moves_days_and_leaves_hours():
    """The school moves to another zone on paper: nothing stored changes, so the same moments are read anew."""
    start = at(2026, 9, 14, 10)
    for name, moved in (("lado", dt.timedelta(hours=-1)), ("platform_check", dt.timedelta(0))):
        span = due_dates.span_of(name)
        assert due_at(span, start, week=week("Europe/Paris")) - due_at(span, start, week=week()) == moved


def test_outside_the_calendar_is_an_error_and_never_a_guess():
    with pytest.raises(LookupError):
        due_at(Span(5, Unit.SCHOOL_DAY), at(2029, 8, 30, 10), week=week())
    with pytest.raises(LookupError):
        due_at(Span(5, Unit.WORKING_HOUR), at(2026, 9, 14, 10), week=week(hours="16:00-08:00"))
    with pytest.raises(ValueError, match="somebody sets"):
        due_dates.span_of("meeting")


NOW = dt.datetime(2026, 9, 14, 10, 42, tzinfo=LONDON)
ABOUT = deadlines.DeadlineSubject("It", "/", NOW, LONDON)


@pytest.mark.parametrize(
    ("kind", "due", "words"),
    [
        ("answer_week", at(2026, 9, 14, 15), "answer by 3pm today"),
        ("answer_week", at(2026, 9, 15, 15, 15), "answer by 3:15pm on Tuesday 15 September"),
        ("first_response", at(2026, 9, 14, 11, 42), "open it by 11:42am today"),
        ("subject_access", at(2027, 10, 5, 16), "answer by 4pm on Tuesday 5 October 2027"),
        ("lado", at(2026, 9, 15, 12), "refer it by midday on Tuesday 15 September"),
        ("lado", at(2026, 9, 11, 15), "late since Friday 11 September, 3pm"),
        ("lado", at(2026, 9, 14, 9), "late since 9am today"),
        ("meeting", at(2026, 9, 17, 15, 30), "at 3:30pm on Thursday 17 September"),
        ("review", dt.date(2026, 12, 18), "review by Friday 18 December"),
        ("review", dt.date(2026, 9, 14), "review by today"),
        ("review", dt.date(2026, 8, 31), "late since Monday 31 August 2026"),
        ("sign_off", dt.date(2026, 9, 13), "late since Sunday 13 September"),
    ],
)
def test_words_of_a_deadline(kind, due, words):
    make = deadlines.at_moment if isinstance(due, dt.datetime) else deadlines.on_day
    row = make(kind, due, ABOUT)
    assert (row.words, row.is_late) == (words, words.startswith("late"))
    assert grade(words) <= 8


def test_words_of_what_is_paused_or_has_no_day():
    row = deadlines.at_moment("decision", None, ABOUT, [Pause(at(2026, 9, 14, 9))])
    assert (row.words, row.stage) == ("paused: waiting for somebody outside", Stage.PAUSED)
    until = deadlines.paused_until("wait", dt.date(2026, 9, 18), ABOUT)
    assert until.words == "paused: waiting until Friday 18 September"
    since = deadlines.counted_from("decision", at(2026, 9, 4, 9), ABOUT, week=None)
    assert (since.words, since.due) == ("waiting since Friday 4 September", None)


def test_words_are_in_the_time_of_the_school():
    at_night, paris = at(2026, 9, 14, 23, 30), ZoneInfo("Europe/Paris")
    here = deadlines.words_of("answer_week", at_night, Stage.RUNNING, now=NOW, zone=paris)
    assert here == "answer by 12:30am on Tuesday 15 September"


def test_late_comes_first_then_what_is_due_soonest_then_what_is_paused():
    def row(title, due, stage):
        return deadlines.Deadline("step", title, "/", due, stage, "")

    rows = [
        row("paused", dt.date(2026, 9, 1), Stage.PAUSED),
        row("no day", None, Stage.RUNNING),
        row("today at night", dt.date(2026, 9, 14), Stage.RUNNING),
        row("today at 3", at(2026, 9, 14, 15), Stage.RUNNING),
        row("late", at(2026, 9, 11, 15), Stage.LATE),
        row("later", dt.date(2026, 9, 10), Stage.LATE),
    ]
    order = ["later", "late", "today at 3", "today at night", "no day", "paused"]
    assert [one.title for one in deadlines.in_order(rows, LONDON)] == order


def test_every_kind_of_deadline_is_whole():
    for name, row in DEADLINE_KINDS.items():
        assert (row.name, bool(row.source)) == (name, True)
        assert not row.schedule or row.schedule in REMINDER_SCHEDULES, f"{name}: no such schedule"
        assert not row.setting or row.setting in SETTINGS, f"{name}: no such setting"
        assert (row.amount is None) == (row.unit is None or bool(row.setting))
        assert "%(when)s" in str(row.by)


def test_the_page_of_reference_is_the_table():
    """After a change on purpose: ``python -m tests.notices.deadline_page``."""
    assert Path("docs/reference/deadlines.md").read_text(encoding="utf-8") == deadline_page.page()
