"""The calendar as a table: Easter, INSET, half-term, Christmas, clock changes, nations, and two schools that differ."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import pytest

from core.errors import Refused
from core.text.review_dates import parse
from ledger.models import Entry
from schools.models.calendar import ClosedDay, SchoolDay, Term
from schools.queries import calendar, calendar_pages
from schools.rules.days import TermDates, bank_holidays, year_of
from schools.services import calendar as people_calendar
from schools.services import closed, schools
from schools.states import Nation, Season

ROOT = Path(__file__).resolve().parent.parent.parent
D = dt.date.fromisoformat
NOW = dt.datetime(2026, 11, 20, 10)


@pytest.fixture(autouse=True)
def _now(clock):
    clock.set(NOW)


def terms(autumn: str, spring: str, summer: str) -> list[TermDates]:
    """ "2026-09-03 2026-12-18 2026-10-26 2026-10-30" and so on."""
    rows = zip(Season, (autumn, spring, summer), strict=True)
    return [TermDates(season, *(D(day) for day in text.split())) for season, text in rows]


NORTH = terms(
    "2026-09-03 2026-12-18 2026-10-26 2026-10-30",
    "2027-01-05 2027-03-25 2027-02-15 2027-02-19",
    "2027-04-12 2027-07-21 2027-05-31 2027-06-04",
)
# Two weeks of half-term in autumn, an early Easter break, and a summer that ends later.
SOUTH = terms(
    "2026-09-01 2026-12-16 2026-10-19 2026-10-30",
    "2027-01-04 2027-03-19 2027-02-15 2027-02-19",
    "2027-04-05 2027-07-23 2027-05-31 2027-06-04",
)


@pytest.fixture
def north(db):
    school = schools.create_school(name="North")
    people_calendar.set_terms(school=school, start_year=2026, terms=NORTH)
    closed.add_closed_days(school=school, first=D("2026-11-27"), why="INSET")
    return school


@pytest.fixture
def south(db):
    school = schools.create_school(name="South")
    people_calendar.set_terms(school=school, start_year=2026, terms=SOUTH)
    return school


# (from, school days, at North, at South)
TABLE = [
    ("2026-11-25", 1, "2026-11-26", "2026-11-26"),
    ("2026-11-26", 1, "2026-11-30", "2026-11-27"),  # INSET on Friday the 27th at North
    ("2026-11-26", 3, "2026-12-02", "2026-12-01"),
    ("2026-11-28", 3, "2026-12-02", "2026-12-02"),  # counted from a Saturday
    ("2026-10-16", 1, "2026-10-19", "2026-11-02"),  # half-term: one week, or two
    ("2026-10-23", 1, "2026-11-02", "2026-11-02"),  # over the clocks going back (25 October)
    ("2026-12-15", 3, "2026-12-18", "2027-01-05"),
    ("2026-12-18", 1, "2027-01-05", "2027-01-04"),  # Christmas holidays, 25 and 26 December inside
    ("2026-12-25", 1, "2027-01-05", "2027-01-04"),
    ("2026-12-26", 0, "2027-01-05", "2027-01-04"),
    ("2027-01-01", 3, "2027-01-07", "2027-01-06"),
    ("2027-02-12", 1, "2027-02-22", "2027-02-22"),
    ("2027-03-19", 1, "2027-03-22", "2027-04-05"),  # Easter is 28 March 2027: the clocks go forward that day
    ("2027-03-25", 1, "2027-04-12", "2027-04-05"),  # Good Friday the 26th
    ("2027-03-28", 3, "2027-04-14", "2027-04-07"),
    ("2027-04-30", 1, "2027-05-04", "2027-05-04"),  # early May bank holiday
    ("2027-05-28", 1, "2027-06-07", "2027-06-07"),  # spring bank holiday lies in half-term
    ("2027-07-21", 1, "2027-09-08", "2027-07-22"),
    ("2026-11-30", -3, "2026-11-24", "2026-11-25"),
    ("2027-01-05", -1, "2026-12-18", "2027-01-04"),
]


def test_so_many_school_days_from_a_day(north, south):
    asked = [(day, count) for day, count, _north, _south in TABLE]
    found = [[calendar.school_days_after(school, D(day), count) for day, count in asked] for school in (north, south)]
    assert found == [[D(row[2]) for row in TABLE], [D(row[3]) for row in TABLE]]


# The officer's one working day knows no half-term and no INSET, only bank holidays.
WORKING = [
    ("2026-12-24", 1, "2026-12-29"),  # 25 December is a Friday, Boxing Day is kept on Monday the 28th
    ("2026-12-24", 2, "2026-12-30"),
    ("2027-12-24", 1, "2027-12-29"),  # 25 and 26 December on a weekend: Monday 27 and Tuesday 28
    ("2027-03-25", 1, "2027-03-30"),  # Good Friday, Easter Monday
    ("2026-10-23", 1, "2026-10-26"),
    ("2026-11-26", 1, "2026-11-27"),
    ("2027-08-27", 1, "2027-08-31"),
]


def test_so_many_working_days_from_a_day(north):
    found = [calendar.working_days_after(north, D(day), count) for day, count, _then in WORKING]
    assert found == [D(then) for _day, _count, then in WORKING]


# Easter Sundays of the published tables; Good Friday and (but in Scotland) Easter Monday follow.
EASTER = [
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2028-04-16",
    "2029-04-01",
    "2030-04-21",
    "2035-03-25",
    "2038-04-25",
]


@pytest.mark.parametrize("sunday", EASTER)
def test_easter_in_the_four_nations(sunday):
    friday, monday = D(sunday) - dt.timedelta(days=2), D(sunday) + dt.timedelta(days=1)
    kept = {nation: bank_holidays(nation, friday.year) for nation in Nation}
    assert [friday in kept[nation] for nation in Nation] == [True] * 4
    assert {nation for nation in Nation if monday in kept[nation]} == set(Nation) - {Nation.SCOTLAND}


NATIONS = [
    ("2026-01-02", {Nation.SCOTLAND}),
    ("2026-03-17", {Nation.NORTHERN_IRELAND}),
    ("2026-07-13", {Nation.NORTHERN_IRELAND}),  # the 12th is a Sunday
    ("2026-08-03", {Nation.SCOTLAND}),
    ("2026-08-31", {Nation.ENGLAND, Nation.WALES, Nation.NORTHERN_IRELAND}),
    ("2026-11-30", {Nation.SCOTLAND}),
    ("2026-12-25", set(Nation)),
    ("2026-12-28", set(Nation)),
]


@pytest.mark.parametrize(("day", "nations"), NATIONS)
def test_a_bank_holiday_is_kept_where_it_is_one(day, nations):
    assert {nation for nation in Nation if D(day) in bank_holidays(nation, D(day).year)} == nations


def test_moving_to_another_nation_numbers_the_days_anew(north):
    assert calendar.school_days_after(north, D("2026-11-29"), 0) == D("2026-11-30")
    moved = closed.with_moves(school=north, change=lambda: closed.set_nation(school=north, nation=Nation.SCOTLAND))
    assert D("2026-11-30") in moved.lost
    assert calendar.school_days_after(north, D("2026-11-29"), 0) == D("2026-12-01")
    assert not calendar.is_working_day(north, D("2026-11-30"))


# --- clock changes ----------------------------------------------------------------------------------------------------

HOURS = [
    # (moment in UTC, open, opens next)
    ("2026-10-23T15:30+00:00", False, "2026-11-02T08:00:00+00:00"),  # Friday 4.30pm summer time, over the change
    ("2026-10-23T06:59+00:00", False, "2026-10-23T08:00:00+01:00"),
    ("2026-10-23T07:00+00:00", True, "2026-10-23T08:00:00+01:00"),  # 8am in summer time
    ("2026-11-02T07:30+00:00", False, "2026-11-02T08:00:00+00:00"),  # 7.30am in winter time
    ("2027-03-25T16:30+00:00", False, "2027-04-12T08:00:00+01:00"),
    ("2027-04-12T07:00+00:00", True, "2027-04-12T08:00:00+01:00"),
]


def test_working_hours_over_both_clock_changes(north):
    moments = [dt.datetime.fromisoformat(moment) for moment, _is_open, _opens in HOURS]
    found = [(calendar.is_open(north, now), calendar.opens_next(north, now).isoformat()) for now in moments]
    assert found == [(is_open, opens) for _moment, is_open, opens in HOURS]


TODAYS = [
    ("2026-10-24T23:30+00:00", "2026-10-25"),  # half past midnight in summer time
    ("2026-10-25T23:30+00:00", "2026-10-25"),  # the long day: half past eleven at night in winter time
    ("2027-03-27T23:30+00:00", "2027-03-27"),
    ("2027-03-28T22:58+00:00", "2027-03-28"),
    ("2027-03-28T23:00+00:00", "2027-03-29"),
]


def test_today_at_the_school_over_both_clock_changes(north, clock):
    found = []
    for moment, _day in TODAYS:
        clock.set(dt.datetime.fromisoformat(moment))
        found.append(north.today())
    assert found == [D(day) for _moment, day in TODAYS]


# --- changing it ------------------------------------------------------------------------------------------------------


def test_changing_terms_says_what_moves_before_it_does(north):
    later = [TermDates(Season.AUTUMN, D("2026-09-03"), D("2026-12-16"), D("2026-10-26"), D("2026-10-30")), *NORTH[1:]]
    change = {"school": north, "start_year": 2026, "terms": later}
    entries = Entry.objects.filter(school_id=north.pk).count()
    moved = closed.preview_moves(school=north, change=lambda: people_calendar.set_terms(**change))
    assert (moved.gained, moved.lost) == ((), (D("2026-12-17"), D("2026-12-18")))
    assert moved.ends == (("Autumn 2026", D("2026-12-18"), D("2026-12-16")),)
    assert moved.first == D("2026-12-17")
    assert calendar.is_school_day(north, D("2026-12-18")), "looking changes nothing"
    assert Entry.objects.filter(school_id=north.pk).count() == entries
    assert closed.with_moves(school=north, change=lambda: people_calendar.set_terms(**change)) == moved
    assert calendar.school_days_after(north, D("2026-12-16"), 1) == D("2027-01-05")
    assert not closed.preview_moves(school=north, change=lambda: people_calendar.set_terms(**change))


def test_a_range_of_closed_days_is_added_and_removed_and_the_numbers_follow(north):
    before = dict(SchoolDay.objects.for_school(north).values_list("day", "number"))
    added = closed.add_closed_days(school=north, first=D("2027-02-03"), last=D("2027-02-09"), why="Snow")
    assert added == [D(f"2027-02-0{day}") for day in (3, 4, 5, 8, 9)]
    assert calendar.school_days_after(north, D("2027-02-02"), 1) == D("2027-02-10")
    (snow,) = [each for each in calendar_pages.school_year(north, 2026).closed if each.why == "Snow"]
    assert (snow.first, snow.last, snow.days) == (D("2027-02-03"), D("2027-02-09"), 5)
    closed.remove_closed_days(school=north, first=snow.first, last=snow.last)
    assert dict(SchoolDay.objects.for_school(north).values_list("day", "number")) == before
    assert list(ClosedDay.objects.for_school(north).values_list("why", flat=True)) == ["INSET"]


REFUSED = [
    ("2026-12-01", "2026-11-30", "INSET", "before the first"),
    ("2026-12-25", None, "INSET", "No school day"),
    ("2026-11-27", None, "INSET", "No school day"),  # closed already
    ("2026-09-03", "2027-07-21", "INSET", "at most 100"),
    ("2026-12-01", None, "  ", "Say why"),
]


def test_closed_days_that_cannot_be_are_refused(north):
    for first, last, why, words in REFUSED:
        with pytest.raises(Refused, match=words):
            closed.add_closed_days(school=north, first=D(first), last=last and D(last), why=why)
    assert ClosedDay.objects.for_school(north).count() == 1


REVIEWS = [
    ("18 March 2027", "2027-03-18", "2027-03-18"),
    ("March 2027", "2027-03-31", "2027-03-31"),
    ("Autumn 2026", "2026-12-18", "2026-12-16"),
    ("Spring 2027", "2027-03-25", "2027-03-19"),
    ("Summer 2026/27", "2027-07-21", "2027-07-23"),
    ("Autumn 2019", "2019-12-20", "2019-12-20"),  # typical terms, where nobody typed any
    ("Autumn 2060", "2060-12-31", "2060-12-31"),  # beyond every calendar
]


@pytest.mark.obligation("L1", "C16")
def test_a_review_is_a_day_a_month_or_a_term_and_keeps_its_words(north, south):
    def last_day(typed, school):
        return parse(typed).last_day(lambda season, year: calendar.term_end(school, season, year))

    found = [(str(parse(typed)), last_day(typed, north), last_day(typed, south)) for typed, _north, _south in REVIEWS]
    assert found == [(typed, D(at_north), D(at_south)) for typed, at_north, at_south in REVIEWS]


# --- one function -----------------------------------------------------------------------------------------------------

APPS = (
    "core",
    "ledger",
    "schools",
    "people",
    "notices",
    "policies",
    "signoffs",
    "registers",
    "incidents",
    "governance",
)
# Where the days of the week or the table of numbered days are known, and for what.
KNOWS_DAYS = {
    "governance/services.py": "the Monday of a week that is told once",
    "notices/rules/reminder_schedules.py": "on which day of a week a reminder goes out that comes every so many weeks",
    "schools/queries/calendar.py": "the one function",
    "schools/queries/calendar_pages.py": "how many days a year has",
    "schools/queries/school_time.py": "the same days, read once for many questions",
    "schools/rules/days.py": "numbers the days",
    "schools/services/calendar.py": "writes the numbers",
    "schools/services/closed.py": "what a change moves",
}


def test_no_second_function_counts_school_days():
    """Every clock asks the calendar: nobody else knows weekdays, bank holidays or numbered days."""
    found = set()
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py") if path.parent.name != "migrations"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        names |= {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
        if names & {"weekday", "isoweekday", "SchoolDay", "BankHolidays", "easter", "working_number"}:
            found.add(path.relative_to(ROOT).as_posix())
    assert found == set(KNOWS_DAYS)


# --- pages ------------------------------------------------------------------------------------------------------------


def typed(rows: list[TermDates]) -> dict[str, str]:
    """What the form sends for these terms."""
    data = {}
    for term in rows:
        for part in ("starts", "ends", "half_starts", "half_ends"):
            day = getattr(term, part)
            for name in ("day", "month", "year"):
                data[f"{term.season}_{part}_{name}"] = str(getattr(day, name))
    return data


def one_line(answer) -> str:
    """The page with each run of white space as one space, as a browser reads a tag."""
    return " ".join(answer.content.decode().split())


def test_terms_are_typed_looked_at_and_saved(cast, client, sign_in):
    sign_in(client, cast.office)
    assert client.get("/s/fernhill/settings/calendar/").status_code == 403
    sign_in(client, cast.admin)
    page = one_line(client.get("/s/fernhill/settings/calendar/terms/2026/"))
    assert 'name="autumn_starts_day" value="2"' in page
    looked = client.post("/s/fernhill/settings/calendar/terms/2026/", typed(NORTH))
    assert b"Nothing is saved yet" in looked.content
    assert b"Save these terms" in looked.content
    assert not Term.objects.for_school(cast.school).filter(assumed=False).exists()
    seen = looked.context["form"]["seen"].value()
    changed = client.post("/s/fernhill/settings/calendar/terms/2026/", typed(SOUTH) | {"seen": seen})
    assert changed.status_code == 200, "other days than those that were looked at are shown first"
    saved = client.post("/s/fernhill/settings/calendar/terms/2026/", typed(NORTH) | {"seen": seen}, follow=True)
    assert b"Saved. School days are counted by these terms now." in saved.content
    assert calendar.term_end(cast.school, "autumn", 2026) == D("2026-12-18")
    assert client.get("/s/fernhill/settings/calendar/terms/2050/").status_code == 404


def test_terms_that_cannot_be_keep_what_was_typed(cast, client, sign_in):
    sign_in(client, cast.admin)
    wrong = typed(NORTH) | {"autumn_ends_day": "31", "autumn_ends_month": "8"}
    page = one_line(client.post("/s/fernhill/settings/calendar/terms/2026/", wrong))
    assert "Each term starts after the one before it" in page
    assert 'name="autumn_ends_day" value="31"' in page


def test_closed_days_on_their_pages(cast, client, sign_in):
    sign_in(client, cast.head)
    data = {"first_day": "23", "first_month": "11", "first_year": "2026", "why": "INSET"}
    done = client.post("/s/fernhill/settings/calendar/closed/", data, follow=True)
    assert b"One day added. Days that are already set stay as they are." in done.content
    row = ClosedDay.objects.for_school(cast.school).get()
    ask = client.get(f"/s/fernhill/settings/calendar/closed/{row.pk}/").content
    assert b"One day becomes a school day:" in ask
    client.post(f"/s/fernhill/settings/calendar/closed/{row.pk}/")
    assert ClosedDay.objects.for_school(cast.school).count() == 0
    assert client.get(f"/s/fernhill/settings/calendar/closed/{row.pk}/").status_code == 404


def test_the_nation_on_its_page(cast, client, sign_in):
    sign_in(client, cast.head)
    done = client.post("/s/fernhill/settings/calendar/nation/", {"nation": "scotland"}, follow=True).content
    assert b"As in Scotland." in done
    assert b"St Andrew" in done
    cast.school.refresh_from_db()
    assert cast.school.nation == "scotland"
    assert year_of(cast.school.today()) == 2026


def test_the_calendar_page_keeps_its_budget(cast, client, sign_in, django_assert_max_num_queries):
    sign_in(client, cast.admin)
    counts = []
    for last in ("2026-11-23", "2027-01-29"):
        closed.add_closed_days(school=cast.school, first=D(last), why=f"Day {last}")
        with django_assert_max_num_queries(14) as seen:
            client.get("/s/fernhill/settings/calendar/")
        counts.append(len(seen.captured_queries))
    assert counts[0] == counts[1]
