"""A scheduled run goes from school to school, and one that fails holds up no other."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from notices.services.scheduled_runs import for_each_school


@pytest.mark.django_db
def test_a_school_that_fails_is_logged_and_the_others_are_served(cast: Any, caplog: pytest.LogCaptureFixture) -> None:
    def work(school: Any) -> int:
        if school == cast.school:
            raise LookupError("Ivy Quill is outside the calendar")
        return 3

    with caplog.at_level(logging.ERROR, logger="portal.notices"):
        assert for_each_school([cast.school, cast.other_school], work) == 3
    [record] = caplog.records
    began = f"Reminders of school {cast.school.pk} stopped; the next scheduled run makes them up: LookupError at "
    assert record.getMessage().startswith(began)
    assert "Ivy" not in caplog.text
