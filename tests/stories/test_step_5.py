"""Step 5: a governor sees review dates and how many have signed."""

from __future__ import annotations

import pytest

from signoffs.services import signing
from tests.signoffs.conftest import Desk
from tests.stories import steps

pytestmark = pytest.mark.browser
TITLE = "Social media policy"


@pytest.mark.parametrize("js", [True, False])
def test_a_governor_opens_the_board(enter, cast, js):
    desk = Desk(cast)
    round = desk.round(desk.policy(TITLE))
    for who in (cast.teacher, cast.office):
        signing.sign(round=round, by=who.actor, ticked=[0], name=who.name)
    steps.step_5(enter, cast, TITLE, "2 of 7")
