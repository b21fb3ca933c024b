"""Answers of rules, words for days and times, and what is asked once. Without a database."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.actor import Actor, enforce, once_per_request
from core.decision import Decision
from core.errors import Refused, StaleWrite
from core.text.dates import day_words, moment_words, school_year, time_words

NOW = dt.datetime(2026, 9, 14, 8, 14, tzinfo=dt.UTC)  # 9:14am in London


@pytest.fixture(autouse=True)
def _london():
    with timezone.override("Europe/London"):
        yield


def test_a_yes_is_true_and_enforces_nothing() -> None:
    assert Decision.yes()
    assert Decision.yes() == Decision(True, "")
    Decision.yes().enforce()


def test_a_no_is_false_and_its_reason_is_what_the_person_reads() -> None:
    decision = Decision.no("Somebody else decides on this.")
    assert not decision
    with pytest.raises(Refused) as refusal:
        decision.enforce()
    assert refusal.value.reason == "Somebody else decides on this."
    assert not isinstance(refusal.value, StaleWrite)


def test_a_refusal_without_words_has_no_reason() -> None:
    assert (Refused().reason, StaleWrite("Too late").reason) == ("", "Too late")


def test_what_was_asked_once_is_not_asked_again_for_the_same_actor() -> None:
    asked: list[str] = []

    def fetch(answer: object) -> object:
        asked.append(str(answer))
        return answer

    first, second = SimpleNamespace(), SimpleNamespace()
    assert [once_per_request(first, "none", lambda: fetch(None)) for _ in range(2)] == [None, None]
    assert once_per_request(first, "other", lambda: fetch(1)) == 1
    assert once_per_request(second, "none", lambda: fetch(2)) == 2
    assert asked == ["None", "1", "2"]


@pytest.mark.parametrize(
    ("day", "year"), [((2026, 8, 31), 2025), ((2026, 9, 1), 2026), ((2026, 12, 31), 2026), ((2027, 1, 1), 2026)]
)
def test_a_school_year_begins_in_september(day: tuple[int, int, int], year: int) -> None:
    assert school_year(dt.date(*day)) == year


def test_the_year_is_said_only_outside_the_present_school_year() -> None:
    today = dt.date(2026, 9, 14)
    assert day_words(dt.date(2027, 8, 31), today=today) == "Tuesday 31 August"
    assert day_words(dt.date(2027, 9, 1), today=today) == "Wednesday 1 September 2027"
    assert day_words(dt.date(2026, 8, 31), today=today) == "Monday 31 August 2026"
    assert day_words(None) == ""


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (8, 14, "8:14am"),
        (11, 59, "11:59am"),
        (12, 0, "midday"),
        (12, 1, "12:01pm"),
        (15, 0, "3pm"),
        (23, 59, "11:59pm"),
    ],
)
def test_a_time_as_people_say_it(hour: int, minute: int, words: str) -> None:
    assert time_words(dt.time(hour, minute)) == words


def test_a_moment_is_read_on_the_readers_own_clock() -> None:
    assert time_words(NOW) == "9:14am"
    assert time_words(NOW.replace(tzinfo=None)) == "8:14am"
    assert (time_words(None), moment_words(None)) == ("", "")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-09-14T08:14", "today at 9:14am"),
        ("2026-09-13T23:00", "today at midnight"),
        ("2026-09-13T22:59", "yesterday at 11:59pm"),
        ("2026-09-12T22:59", "Saturday 12 September at 11:59pm"),
        ("2026-09-14T23:00", "Tuesday 15 September at midnight"),
    ],
)
def test_a_moment_of_today_and_of_yesterday(moment: str, words: str) -> None:
    assert moment_words(dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC), now=NOW) == words


SOMEBODY = Actor(
    person="a person",
    school="a school",
    name="Jo Bloggs",
    roles=frozenset({"teacher"}),
    permissions=frozenset({"policies.read"}),
)


def test_an_actor_may_what_one_of_the_roles_permits_and_nothing_else():
    assert SOMEBODY.may("policies.read")
    assert not SOMEBODY.may("people.manage")


def test_an_actor_has_a_role_when_one_of_those_asked_for_is_held():
    assert SOMEBODY.has_role("office", "teacher")
    assert not SOMEBODY.has_role("office", "chair")
    assert not SOMEBODY.has_role()


def test_a_no_is_a_refusal_for_somebody_and_not_for_the_portal_itself():
    no = Decision.no("Ask the office.")
    with pytest.raises(Refused, match="Ask the office"):
        enforce(SOMEBODY, no)
    enforce(None, no)
    enforce(SOMEBODY, Decision.yes())
    enforce(SOMEBODY, None)
