"""Dates as a school types them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import review_dates


@pytest.mark.obligation("L1", "L19")
@pytest.mark.parametrize(
    ("typed", "kind", "last"),
    [
        ("29/04/2023", "day", date(2023, 4, 29)),
        ("29/04/23", "day", date(2023, 4, 29)),
        ("20.10.21", "day", date(2021, 10, 20)),
        ("2021-04-29", "day", date(2021, 4, 29)),
        ("29th April 2021", "day", date(2021, 4, 29)),
        ("Monday 3rd of June, 2024", "day", date(2024, 6, 3)),
        ("April 29, 2021", "day", date(2021, 4, 29)),
        ("Sept 2024", "month", date(2024, 9, 30)),
        ("02/2024", "month", date(2024, 2, 29)),
        ("Jul-20", "month", date(2020, 7, 31)),
        ("Autumn 2022", "term", date(2022, 12, 31)),
        ("Autumn term 2022/23", "term", date(2022, 12, 31)),
        ("Spring Term 2022/23", "term", date(2023, 3, 31)),
        ("summer '24", "term", date(2024, 7, 31)),
    ],
)
def test_a_typed_date_is_read_and_sorts_by_its_last_day(typed, kind, last):
    found = review_dates.parse(f"  {typed}. ")
    assert (found.kind, found.last_day(), str(found)) == (kind, last, typed)


@pytest.mark.obligation("C16")
def test_a_date_known_to_the_month_stays_a_month():
    found = review_dates.parse("July  2020")
    assert found == review_dates.ReviewDate("July 2020", "month", 2020, month=7)
    assert found.last_day() == date(2020, 7, 31)


@pytest.mark.obligation("L1")
def test_a_term_ends_when_the_schools_calendar_says_so():
    asked = []

    def calendar(season: str, year: int) -> date | None:
        asked.append((season, year))
        return date(2026, 12, 18) if season == "autumn" else None

    assert review_dates.parse("Autumn 2026").last_day(calendar) == date(2026, 12, 18)
    assert review_dates.parse("Summer 2026").last_day(calendar) == date(2026, 7, 31)
    assert asked == [("autumn", 2026), ("summer", 2026)]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "at least annually",
        "31/02/2021",
        "13/13/2020",
        "2021/2023",
        "May",
        "Autumn",
        "tbc",
        "soon",
        "1",
        "29/04",
        "0/1/2020",
    ],
)
def test_what_is_no_date_is_not_made_into_one(typed):
    assert review_dates.parse(typed) is None


def test_the_day_comes_first():
    assert review_dates.parse("04/05/2023").last_day() == date(2023, 5, 4)


def test_a_date_is_found_inside_a_line():
    assert str(review_dates.find("The Governing Body, Date 20.10.21 and Autumn 2022")) == "20.10.21"
    assert review_dates.find("no date here, 12 months on") is None


@pytest.mark.obligation("W1")
@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("at least annually", 12),
        ("every two years", 24),
        ("Biennially", 24),
        ("termly", 4),
        ("every 3 years", 36),
        ("later", None),
    ],
)
def test_a_cycle_in_words_has_months(words, months):
    assert review_dates.cycle_months(f"It is reviewed {words}, we say.") == months
    assert review_dates.cycle_words(f"Reviewed {words}.") == (words if months else "")


@given(st.text(max_size=60))
def test_any_text_gives_a_date_with_a_last_day_or_nothing(text):
    for found in (review_dates.parse(text), review_dates.find(text)):
        assert found is None or 1900 <= found.last_day().year <= 2100


@given(
    st.dates(date(1980, 1, 1), date(2079, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%d-%m-%Y"])
)
def test_every_day_is_read_back(day, form):
    assert review_dates.parse(day.strftime(form)).last_day() == day
