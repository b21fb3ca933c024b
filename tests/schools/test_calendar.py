"""School days: Easter, Christmas, INSET, half-term, bank holidays, clock changes, and terms that differ."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import Refused
from schools.models.calendar import SchoolDay, Term
from schools.queries import calendar
from schools.rules.days import TermDates, bank_holidays, typical_terms
from schools.services import calendar as people_calendar
from schools.services import closed, schools
from schools.states import Nation, Season

D = dt.date.fromisoformat


@pytest.fixture
def school(db, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    made = schools.create_school(name="Calendar School")
    people_calendar.set_terms(
        school=made,
        start_year=2026,
        terms=[
            TermDates(Season.AUTUMN, D("2026-09-03"), D("2026-12-18"), D("2026-10-26"), D("2026-10-30")),
            TermDates(Season.SPRING, D("2027-01-05"), D("2027-03-25"), D("2027-02-15"), D("2027-02-19")),
            TermDates(Season.SUMMER, D("2027-04-12"), D("2027-07-21"), D("2027-05-31"), D("2027-06-04")),
        ],
    )
    for day in ("2026-11-27", "2027-01-05"):
        closed.add_closed_days(school=made, first=D(day), why="INSET")
    return made


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("2026-11-21", 1, "2026-11-23"),  # from a Saturday
        ("2026-11-26", 1, "2026-11-30"),  # INSET on the Friday
        ("2026-11-27", 1, "2026-11-30"),  # from the INSET day itself
        ("2026-10-23", 1, "2026-11-02"),  # over half-term, and over the clocks going back on the 25th
        ("2026-12-18", 1, "2027-01-06"),  # over 25-26 December, New Year and an INSET day
        ("2026-12-25", 3, "2027-01-08"),
        ("2027-03-25", 1, "2027-04-12"),  # over Good Friday, Easter Monday and the clocks going forward on the 28th
        ("2027-04-30", 1, "2027-05-04"),  # early May bank holiday
        ("2027-05-28", 1, "2027-06-07"),  # spring bank holiday and half-term
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-21", -1, "2026-11-20"),
        ("2026-11-30", -2, "2026-11-25"),
    ],
)
def test_school_days_after(school, day, count, then):
    assert calendar.school_days_after(school, D(day), count) == D(then)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-11-26", 1, "2026-11-27"),  # INSET is a working day
        ("2026-10-23", 1, "2026-10-26"),  # so is half-term
        ("2026-12-24", 1, "2026-12-29"),  # Christmas on a Friday, Boxing Day on a Saturday: Monday instead
        ("2027-03-25", 1, "2027-03-30"),  # Good Friday and Easter Monday
        ("2026-11-20", 1, "2026-11-23"),
    ],
)
def test_working_days_after(school, day, count, then):
    assert calendar.working_days_after(school, D(day), count) == D(then)


def test_due_dates_are_arithmetic_in_sql(school, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert calendar.school_days_after(school, D("2026-11-20"), 10) == D("2026-12-07")


def test_outside_the_calendar_is_an_error_and_not_a_guess(school):
    with pytest.raises(LookupError):
        calendar.school_days_after(school, D("2040-01-01"), 1)
    with pytest.raises(LookupError):
        calendar.is_school_day(school, D("2010-01-01"))


def test_building_it_again_changes_nothing(school, clock):
    before = list(SchoolDay.objects.for_school(school).values_list("pk", "day", "number").order_by("day"))
    assert people_calendar.rebuild_calendar(school=school) == 0
    assert list(SchoolDay.objects.for_school(school).values_list("pk", "day", "number").order_by("day")) == before


def test_the_calendar_grows_and_the_numbers_stay(school, clock):
    before = dict(SchoolDay.objects.for_school(school).values_list("day", "number"))
    clock.set(dt.datetime(2027, 9, 2, 2))
    assert people_calendar.extend_calendars() == 1
    after = dict(SchoolDay.objects.for_school(school).values_list("day", "number"))
    assert {day: after[day] for day in before} == before
    assert max(after) == D("2031-08-31")
    assert people_calendar.extend_calendars() == 0


def test_a_closed_day_added_later_moves_only_the_days_after_it(school):
    before = dict(SchoolDay.objects.for_school(school).values_list("day", "number"))
    closed.add_closed_days(school=school, first=D("2027-02-01"), why="Snow")
    after = dict(SchoolDay.objects.for_school(school).values_list("day", "number"))
    assert [day for day in before if day < D("2027-02-01") and before[day] != after[day]] == []
    assert {before[day] - after[day] for day in before if day >= D("2027-02-01")} == {1}
    assert not calendar.is_school_day(school, D("2027-02-01"))


def test_two_schools_with_other_terms_count_differently(school):
    other = schools.create_school(name="Other Terms")
    assert calendar.school_days_after(other, D("2026-11-26"), 1) == D("2026-11-27")
    assert calendar.school_days_after(school, D("2026-11-26"), 1) == D("2026-11-30")


@pytest.mark.obligation("L1")
def test_a_term_is_known_by_season_and_year(school):
    found = [
        calendar.term_end(school, season, year)
        for season, year in (("autumn", 2026), ("spring", 2027), ("summer", 2027))
    ]
    assert found == [D("2026-12-18"), D("2027-03-25"), D("2027-07-21")]
    assert calendar.term_end(school, "autumn", 2022) == D("2022-12-16")  # a policy of years ago is still placed
    assert calendar.term_end(school, "autumn", 2060) is None


def test_in_the_holidays_the_next_term_is_the_first_of_those_ahead(school, clock):
    for day, first in ((20, "Autumn 2026"), (25, "Spring 2027")):
        clock.set(dt.datetime(2026, 11 if day == 20 else 12, day, 9))
        assert str(calendar.terms_ahead(school)[0]) == first


def test_terms_are_assumed_until_the_school_types_its_own(school):
    rows = Term.objects.for_school(school)
    assert set(rows.filter(assumed=False).values_list("year_label", flat=True)) == {"2026/27"}
    assert rows.count() == 3 * 17


@pytest.mark.parametrize(
    "wrong",
    [
        [TermDates(Season.AUTUMN, D("2026-09-03"), D("2026-12-18"))],
        [
            TermDates(Season.AUTUMN, D("2026-09-03"), D("2027-01-18")),
            TermDates(Season.SPRING, D("2027-01-05"), D("2027-03-25")),
            TermDates(Season.SUMMER, D("2027-04-12"), D("2027-07-21")),
        ],
        [
            TermDates(Season.AUTUMN, D("2026-09-03"), D("2026-12-18"), D("2026-12-20"), D("2026-12-21")),
            TermDates(Season.SPRING, D("2027-01-05"), D("2027-03-25")),
            TermDates(Season.SUMMER, D("2027-04-12"), D("2027-07-21")),
        ],
    ],
)
def test_terms_that_cannot_be_are_refused_and_nothing_changes(school, wrong):
    before = list(Term.objects.for_school(school).values_list("pk"))
    with pytest.raises(Refused):
        people_calendar.set_terms(school=school, start_year=2026, terms=wrong)
    assert list(Term.objects.for_school(school).values_list("pk")) == before


@pytest.mark.parametrize("start", range(2015, 2035))
def test_typical_terms_are_whole_and_in_order(start):
    terms = typical_terms(start)
    days = [day for term in terms for day in (term.starts, term.half_starts, term.half_ends, term.ends)]
    assert days == sorted(days)
    assert all(term.starts.weekday() < 5 and term.ends.weekday() < 5 for term in terms)
    assert terms[0].ends < dt.date(start, 12, 22)
    assert terms[2].ends < dt.date(start + 1, 8, 1)


@pytest.mark.parametrize(
    ("nation", "day", "is_holiday"),
    [
        (Nation.ENGLAND, "2026-04-03", True),  # Good Friday
        (Nation.ENGLAND, "2026-04-06", True),  # Easter Monday
        (Nation.SCOTLAND, "2026-04-06", False),
        (Nation.SCOTLAND, "2026-11-30", True),  # St Andrew's Day
        (Nation.NORTHERN_IRELAND, "2026-03-17", True),
        (Nation.WALES, "2026-08-31", True),
        (Nation.ENGLAND, "2026-12-28", True),  # Boxing Day on a Saturday
        (Nation.ENGLAND, "2032-12-27", True),  # beyond the published list, by the usual rules
        (Nation.ENGLAND, "2032-12-28", True),
        (Nation.ENGLAND, "2032-03-29", True),
    ],
)
def test_bank_holidays(nation, day, is_holiday):
    assert (D(day) in bank_holidays(nation, D(day).year)) is is_holiday


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-20T10:00+00:00", "2026-11-20T10:00:00+00:00"),  # open: now
        ("2026-11-20T06:00+00:00", "2026-11-20T08:00:00+00:00"),
        ("2026-11-20T16:00+00:00", "2026-11-23T08:00:00+00:00"),  # Friday at closing time
        ("2026-11-26T17:00+00:00", "2026-11-30T08:00:00+00:00"),  # INSET on Friday
        ("2027-03-27T12:00+00:00", "2027-04-12T08:00:00+01:00"),  # over the clocks going forward
        ("2026-10-23T20:00+01:00", "2026-11-02T08:00:00+00:00"),  # over half-term and the clocks going back
    ],
)
def test_when_somebody_next_looks(school, now, opens):
    assert calendar.opens_next(school, dt.datetime.fromisoformat(now)).isoformat() == opens


def test_a_school_may_look_in_the_holidays_too(school):
    schools.set_setting(school=school, key="looks_on", value="working_days")
    now = dt.datetime(2026, 12, 24, 17, tzinfo=dt.UTC)
    assert calendar.opens_next(school, now).isoformat() == "2026-12-29T08:00:00+00:00"
    assert calendar.is_open(school, dt.datetime(2026, 12, 29, 9, tzinfo=dt.UTC))
    assert not calendar.is_open(school, now)
