"""Signing and reporting with the keyboard alone, the focus always in sight."""

from __future__ import annotations

from typing import Any

import pytest

from signoffs.models import Signature
from tests.signoffs.conftest import Desk
from tests.stories import steps

pytestmark = pytest.mark.browser
both = pytest.mark.parametrize("js", [True, False])
MOST_TABS = 60
NAME = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const label = at.labels && at.labels.length ? at.labels[0] : null;
  const ring = label ? getComputedStyle(label) : style, before = label ? getComputedStyle(label, '::before') : style;
  const drawn = one => (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== 'none';
  return {
    name: (label ? label.innerText : at.innerText || at.value || '').trim(),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    marked: drawn(style) || drawn(ring) || drawn(before) || drawn(getComputedStyle(at, '::after')),
    tag: at.tagName,
  };
}"""


def tab_to(page: Any, name: str) -> None:
    """Press Tab until the control of this name has the focus, and see that it shows at every stop."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(NAME) if page.context else {}
        if at["tag"] == "BODY":
            continue
        assert at["seen"], f"the focus is out of sight at {at['name']!r}"
        assert at["marked"], f"no mark of the focus at {at['name']!r}"
        if name in at["name"]:
            return
    pytest.fail(f"no way to {name!r} by keyboard")


@both
def test_sign_by_keyboard(enter, cast, js):
    round = Desk(cast).round(Desk(cast).policy("Social media policy"))
    page = enter(cast.teacher)
    page.goto(f"/s/{cast.school.slug}/sign/{round.pk}/")
    tab_to(page, "I have read this policy")
    page.keyboard.press("Space")
    tab_to(page, "Sign this policy")
    page.keyboard.press("Enter")
    steps.heading(page, "You have signed")
    assert Signature.objects.for_school(cast.school).count() == 1


@both
def test_report_by_keyboard(enter, cast, js):
    page = enter()
    page.goto(f"/s/{cast.school.slug}/report/")
    tab_to(page, "Start")
    page.keyboard.press("Enter")
    steps.heading(page, "What is it about?")
    tab_to(page, "A child is in danger now")
    page.keyboard.press("ArrowDown")
    _go_on(page, "Is it about one of these people?")
    tab_to(page, "None of these")
    page.keyboard.press("Space")
    _go_on(page, "What happened?")
    tab_to(page, "In your own words")
    page.keyboard.type("Unkind words.")
    for following in ("Where and when?", "Are there pictures?", "About you"):
        _go_on(page, following)
    tab_to(page, "I do not give my name")
    page.keyboard.press("Space")
    _go_on(page, "Check and send")
    tab_to(page, "Send my report")
    page.keyboard.press("Enter")
    steps.heading(page, "We have your report")


def _go_on(page: Any, following: str) -> None:
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    steps.heading(page, following)
