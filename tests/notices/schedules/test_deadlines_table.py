"""Kind, start, pauses, school: when it is due. A literal table, worked out by hand with a calendar."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from core.contributions.reminders import Unit
from notices.rules.due_dates import Pause, Span, due_at, span_of
from tests.notices.school_week import week

LONDON = ZoneInfo("Europe/London")
SETTINGS = {"first_look_minutes": 60, "answer_week_days": 5, "answer_info_days": 10}
SCHOOLS = {
    "": week(),
    "early": week(hours="07:30-15:15"),
    "holidays too": week(looks_on="working_days"),
    "Paris": week(zone="Europe/Paris"),
    "Stanley": week(zone="Atlantic/Stanley"),
    "night": week(hours="00:00-02:00", looks_on="working_days"),
}
UNITS = {
    "h": Unit.HOUR,
    "open h": Unit.WORKING_HOUR,
    "open min": Unit.WORKING_HOUR,
    "working days": Unit.WORKING_DAY,
    "school days": Unit.SCHOOL_DAY,
    "days": Unit.DAY,
    "months": Unit.MONTH,
}

# 2026: Monday 14 September is a plain school day; Friday 16 October has no pupils; half-term 26 to 30 October, the
# clocks go back on Sunday 25 October; the term ends on Friday 18 December and begins on Monday 4 January. 2027: the
# term ends on Friday 19 March, Good Friday is 26 March, the clocks go forward on Easter Sunday 28 March, school is back
# on Monday 5 April. Times are those of London; the school is open from 8 to 16 unless its name says otherwise. A pause
# on the day of the start is written with its time alone.
TABLE = """
kind                    | start            | pauses                              | school       | due
# first look: at any hour
first_response          | 2026-09-14 10:42 |                                     |              | 2026-09-14 11:42
first_response          | 2026-09-18 22:30 |                                     |              | 2026-09-18 23:30
first_response          | 2026-09-18 23:30 |                                     |              | 2026-09-19 00:30
first_response          | 2026-10-25 00:30 |                                     |              | 2026-10-25 01:30
first_response          | 2027-03-28 00:30 |                                     |              | 2027-03-28 02:30
first_response          | 2026-12-25 09:00 |                                     |              | 2026-12-25 10:00
# first look: in school hours
first_response_hours    | 2026-09-14 10:42 |                                     |              | 2026-09-14 11:42
first_response_hours    | 2026-09-14 15:30 |                                     |              | 2026-09-15 08:30
first_response_hours    | 2026-09-18 22:30 |                                     |              | 2026-09-21 09:00
first_response_hours    | 2026-10-23 16:30 |                                     |              | 2026-11-02 09:00
first_response_hours    | 2026-10-23 16:30 |                                     | holidays too | 2026-10-26 09:00
# the officer: one working day
lado                    | 2026-09-14 10:00 |                                     |              | 2026-09-15 16:00
lado                    | 2026-09-14 23:59 |                                     |              | 2026-09-15 16:00
lado                    | 2026-09-15 00:00 |                                     |              | 2026-09-16 16:00
lado                    | 2026-09-18 15:00 |                                     |              | 2026-09-21 16:00
lado                    | 2026-09-19 11:00 |                                     |              | 2026-09-21 16:00
lado                    | 2026-10-15 09:00 |                                     |              | 2026-10-16 16:00
lado                    | 2026-10-23 17:00 |                                     |              | 2026-10-26 16:00
lado                    | 2026-12-24 12:00 |                                     |              | 2026-12-29 16:00
lado                    | 2026-12-31 12:00 |                                     |              | 2027-01-04 16:00
lado                    | 2027-03-25 09:00 |                                     |              | 2027-03-30 16:00
lado                    | 2026-09-14 10:00 |                                     | early        | 2026-09-15 15:15
lado                    | 2026-09-14 23:30 |                                     | Paris        | 2026-09-16 15:00
lado                    | 2026-09-14 22:30 |                                     | Paris        | 2026-09-15 15:00
lado                    | 2026-09-15 02:00 |                                     | Stanley      | 2026-09-15 20:00
# the platform: 48 real hours
platform_check          | 2026-09-14 10:00 |                                     |              | 2026-09-16 10:00
platform_check          | 2026-09-18 17:05 |                                     |              | 2026-09-20 17:05
platform_check          | 2026-10-24 12:00 |                                     |              | 2026-10-26 11:00
platform_check          | 2027-03-27 12:00 |                                     |              | 2027-03-29 13:00
platform_check          | 2026-12-31 23:00 |                                     |              | 2027-01-02 23:00
platform_check          | 2026-09-14 10:00 |                                     | Paris        | 2026-09-16 10:00
# the child's file: five school days
file_transfer           | 2026-09-14 10:00 |                                     |              | 2026-09-21 16:00
file_transfer           | 2026-10-09 10:00 |                                     |              | 2026-10-19 16:00
file_transfer           | 2026-10-21 10:00 |                                     |              | 2026-11-04 16:00
file_transfer           | 2026-12-16 10:00 |                                     |              | 2027-01-06 16:00
file_transfer           | 2026-08-20 10:00 |                                     |              | 2026-09-08 16:00
# a copy of data: one month
subject_access          | 2026-09-03 10:00 |                                     |              | 2026-10-05 16:00
subject_access          | 2026-09-14 10:00 |                                     |              | 2026-10-14 16:00
subject_access          | 2026-10-31 10:00 |                                     |              | 2026-11-30 16:00
subject_access          | 2027-01-31 10:00 |                                     |              | 2027-03-01 16:00
subject_access          | 2027-01-29 10:00 |                                     |              | 2027-03-01 16:00
subject_access          | 2028-01-31 10:00 |                                     |              | 2028-02-29 16:00
subject_access          | 2026-11-25 10:00 |                                     |              | 2026-12-29 16:00
subject_access          | 2027-02-26 10:00 |                                     |              | 2027-03-30 16:00
subject_access          | 2026-09-26 10:00 |                                     |              | 2026-10-26 16:00
subject_access          | 2026-09-14 10:00 | 2026-09-16 10:00 to 2026-09-21 10:00 |             | 2026-10-19 16:00
subject_access          | 2026-09-14 10:00 | 2026-09-16 10:00 to 2026-09-16 15:00 |             | 2026-10-14 16:00
subject_access          | 2026-09-14 10:00 | 2026-09-16 10:00 to 2026-09-16 16:00 |             | 2026-10-15 16:00
subject_access          | 2026-09-14 10:00 | 2026-09-16 10:00 to open            |              | paused
subject_access          | 2026-09-14 10:00 | 2026-10-15 10:00 to open            |              | 2026-10-14 16:00
subject_access          | 2026-09-14 10:00 | 2026-09-01 10:00 to 2026-09-10 10:00 |             | 2026-10-14 16:00
subject_access          | 2026-09-17 10:00 | 2026-10-18 10:00 to 2026-10-20 10:00 |             | 2026-10-20 16:00
subject_access_complex  | 2026-09-14 10:00 |                                     |              | 2026-12-14 16:00
subject_access_complex  | 2026-11-30 10:00 |                                     |              | 2027-03-01 16:00
subject_access_complex  | 2027-01-31 10:00 |                                     |              | 2027-04-30 16:00
# a complaint about data: 30 days
data_complaint          | 2026-09-14 10:00 |                                     |              | 2026-10-14 16:00
data_complaint          | 2026-09-17 10:00 |                                     |              | 2026-10-19 16:00
data_complaint          | 2026-11-25 10:00 |                                     |              | 2026-12-29 16:00
data_complaint          | 2027-02-24 10:00 |                                     |              | 2027-03-30 16:00
# an answer, a decision
answer_today            | 2026-09-14 10:00 |                                     |              | 2026-09-14 16:00
answer_today            | 2026-09-19 08:00 |                                     |              | 2026-09-21 16:00
answer_week             | 2026-09-14 10:00 |                                     |              | 2026-09-21 16:00
answer_info             | 2026-10-14 10:00 |                                     |              | 2026-11-05 16:00
decision                | 2026-09-15 10:00 |                                     |              | 2026-09-18 16:00
decision                | 2026-09-15 10:00 | 2026-09-16 12:00 to 2026-09-18 09:00 |             | 2026-09-22 16:00
decision                | 2026-09-15 10:00 | 2026-09-16 12:00 to open            |              | paused
decision                | 2026-10-14 10:00 |                                     |              | 2026-10-20 16:00
approval                | 2026-10-14 10:00 |                                     |              | 2026-10-20 16:00
step_reset              | 2026-10-24 12:00 |                                     |              | 2026-10-25 11:00
# hours in which the school is open
2 open h                | 2026-09-14 10:00 |                                     |              | 2026-09-14 12:00
2 open h                | 2026-09-14 15:00 |                                     |              | 2026-09-15 09:00
2 open h                | 2026-09-14 06:00 |                                     |              | 2026-09-14 10:00
2 open h                | 2026-09-14 14:00 |                                     |              | 2026-09-14 16:00
2 open h                | 2026-09-11 22:00 |                                     |              | 2026-09-14 10:00
2 open h                | 2026-10-15 15:00 |                                     |              | 2026-10-19 09:00
2 open h                | 2026-10-23 15:00 |                                     |              | 2026-11-02 09:00
2 open h                | 2026-10-23 15:00 |                                     | holidays too | 2026-10-26 09:00
2 open h                | 2026-09-14 15:00 |                                     | early        | 2026-09-15 09:15
20 open h               | 2026-09-14 10:00 |                                     |              | 2026-09-16 14:00
90 open min             | 2026-12-18 15:00 |                                     |              | 2027-01-04 08:30
2 open h                | 2026-09-14 10:00 | 2026-09-14 11:00 to 2026-09-14 13:00 |             | 2026-09-14 14:00
2 open h                | 2026-09-14 10:00 | 2026-09-14 11:00 to 2026-09-15 09:00 |             | 2026-09-15 10:00
2 open h                | 2026-09-14 10:00 | 2026-09-14 17:00 to open            |              | 2026-09-14 12:00
2 open h                | 2026-09-14 15:00 | 2026-09-14 17:00 to 2026-09-15 07:00 |             | 2026-09-15 09:00
2 open h                | 2026-09-14 15:00 | 2026-09-14 17:00 to open            |              | paused
2 open h                | 2026-09-14 10:00 | 2026-09-14 12:00 to open            |              | 2026-09-14 12:00
2 open h                | 2026-09-14 10:00 | 10:30 to 11:30, 11:00 to 12:00      |              | 2026-09-14 13:30
2 open h                | 2026-09-14 10:00 | 2026-09-14 09:00 to 2026-09-14 10:30 |             | 2026-09-14 12:30
2 open h                | 2026-03-27 23:00 |                                     | night        | 2026-03-30 02:00
# hours, days and months with pauses
48 h                    | 2026-10-24 12:00 | 2026-10-25 00:00 to 2026-10-25 03:00 |             | 2026-10-26 15:00
48 h                    | 2026-09-14 10:00 | 12:00 to 13:00, 14:00 to 15:00      |              | 2026-09-16 12:00
48 h                    | 2026-09-14 10:00 | 2026-09-17 10:00 to open            |              | 2026-09-16 10:00
48 h                    | 2026-09-14 10:00 | 2026-09-15 10:00 to open            |              | paused
48 h                    | 2026-09-14 10:00 | 2026-09-15 10:00 to 2026-09-15 10:00 |             | 2026-09-16 10:00
3 working days          | 2026-10-15 10:00 |                                     |              | 2026-10-20 16:00
3 school days           | 2026-10-15 10:00 |                                     |              | 2026-10-21 16:00
3 school days           | 2026-09-14 10:00 | 2026-09-15 09:00 to 2026-09-15 17:00 |             | 2026-09-18 16:00
3 school days           | 2026-09-14 10:00 | 2026-09-15 17:00 to 2026-09-16 09:00 |             | 2026-09-17 16:00
3 school days           | 2026-09-14 10:00 | 2026-09-18 17:00 to 2026-09-20 09:00 |             | 2026-09-17 16:00
3 school days           | 2026-09-17 10:00 | 2026-09-18 17:00 to 2026-09-20 09:00 |             | 2026-09-22 16:00
1 months                | 2027-08-31 10:00 |                                     |              | 2027-09-30 16:00
"""


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.strip().splitlines()[1:] if not line.startswith("#")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(dt.UTC)


def span(name: str) -> Span:
    found = re.fullmatch(r"(\d+) (.+)", name)
    if not found:
        return span_of(name, SETTINGS)
    amount = Fraction(int(found[1]), 60 if found[2] == "open min" else 1)
    return Span(amount if found[2] == "open min" else int(found[1]), UNITS[found[2]])


def pauses(text: str, start: str) -> list[Pause]:
    def at(words: str) -> dt.datetime:
        return moment(words if "-" in words else f"{start.split()[0]} {words}")

    pairs = [one.split(" to ") for one in text.split(", ") if one]
    return [Pause(at(a), None if b == "open" else at(b)) for a, b in pairs]


@pytest.mark.parametrize(("kind", "start", "stops", "school", "due"), rows())
def test_a_deadline_is_as_the_table_says(kind, start, stops, school, due):
    found = due_at(span(kind), moment(start), pauses=pauses(stops, start), week=SCHOOLS[school])
    words = found.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") if found else "paused"
    assert words == due


def test_the_table_is_long_enough_and_names_every_kind_with_a_length():
    from core.contributions.deadlines import DEADLINE_KINDS

    assert len(rows()) >= 60
    assert {name for name, row in DEADLINE_KINDS.items() if row.unit} <= {row[0] for row in rows()}
