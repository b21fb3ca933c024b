"""All six steps as one story, at one school, on one day."""

from __future__ import annotations

import pytest

from ledger import services as ledger
from policies.services import reviews
from signoffs.services import reminders
from tests.stories import steps

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("js", [True, False])
def test_the_first_day(enter, cast, letters, sign_in, clock, js):
    steps.step_1(enter, cast)
    steps.step_2(enter, cast, letters)
    steps.step_3(enter, cast, letters)
    steps.step_4(enter, cast, sign_in)
    steps.step_5(enter, cast, steps.TITLE, "1 of 7")
    before = len(letters(cast.support))
    clock.advance(days=7)
    for _again in range(2):
        reviews.remind_reviews()
        reminders.reminder_run()
    assert len(letters(cast.support)) - before == 1
    assert ledger.verify() == []
