"""What a first visit carries, compressed as it is served."""

import brotli
import pytest

from tests.look.tokens import ROOT

BUDGETS = {
    "css/portal.css": 8 * 1024,
    "js/portal.js": 3 * 1024,
    "fonts/atkinson-next-latin.woff2": 34 * 1024,
}


@pytest.mark.parametrize(("name", "budget"), BUDGETS.items())
def test_stays_within_its_budget(name, budget):
    data = (ROOT / "static" / name).read_bytes()
    weight = len(data) if name.endswith("woff2") else len(brotli.compress(data, quality=11))
    assert weight <= budget


def test_font_comes_with_its_licence():
    assert "SIL OPEN FONT LICENSE" in (ROOT / "static/fonts/OFL.txt").read_text(encoding="utf-8")


def test_style_sheet_asks_nobody_else_for_anything():
    css = (ROOT / "static/css/portal.css").read_text(encoding="utf-8")
    assert "http" not in css.replace('href^="http"', "")
    assert "data:" not in css
    assert "@import" not in css
