"""The one clock, without a database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from core import clock as core_clock

REAL = dt.timedelta(seconds=5)


def real() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - the clock is measured by the real one


def test_without_a_file_it_is_the_machines_own_time_in_utc(settings) -> None:
    settings.CLOCK_FILE = ""
    before = real()
    moment = core_clock.now()
    assert before <= moment <= real()
    assert moment.tzinfo is dt.UTC


@pytest.mark.parametrize("seconds", ["3600", "-86400.5", "0"])
def test_a_file_moves_it_both_ways(settings, tmp_path: Path, seconds: str) -> None:
    path = tmp_path / "shift"
    path.write_text(seconds, encoding="ascii")
    settings.CLOCK_FILE = str(path)
    assert abs(core_clock.now() - real() - dt.timedelta(seconds=float(seconds))) < REAL


def test_a_file_that_is_empty_or_not_there_moves_nothing(settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "shift")
    assert abs(core_clock.now() - real()) < REAL
    (tmp_path / "shift").write_text("", encoding="ascii")
    assert abs(core_clock.now() - real()) < REAL


def test_a_file_that_holds_no_number_is_an_error_and_never_the_real_time(settings, tmp_path: Path) -> None:
    path = tmp_path / "shift"
    path.write_text("tomorrow", encoding="ascii")
    settings.CLOCK_FILE = str(path)
    with pytest.raises(ValueError, match="could not convert"):
        core_clock.now()


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-07-01T22:59:59", "Europe/London", "2026-07-01"),
        ("2026-07-01T23:00:00", "Europe/London", "2026-07-02"),
        ("2026-12-01T23:00:00", "Europe/London", "2026-12-01"),
        ("2026-12-01T23:59:59", "UTC", "2026-12-01"),
        ("2026-12-02T00:00:00", "America/New_York", "2026-12-01"),
    ],
    ids=["a minute before midnight in summer", "midnight in summer", "winter", "UTC", "another zone"],
)
def test_the_day_is_the_schools_own(clock, moment: str, zone: str, day: str) -> None:
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    assert core_clock.day_of(at, zone).isoformat() == day
    clock.set(at)
    assert core_clock.today(zone).isoformat() in (day, core_clock.day_of(at + REAL, zone).isoformat())


def test_a_day_without_a_zone_is_londons(clock) -> None:
    late = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    clock.set(late)
    assert core_clock.day_of(late) == core_clock.today() == dt.date(2026, 7, 2)
