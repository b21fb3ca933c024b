"""Colours are measured where they are written: the WCAG ratios of every pair that meets on a page."""

import pytest

from core.pages.icons import contrast
from tests.look.tokens import CSS, DARK, DARK_BY_DEVICE, LIGHT, PRINT

TEXT = 4.5
CONTROL = 3.0
TAGS = ("done", "due", "late", "info", "wait", "private")
PAIRS = [
    *[("ink", ground, 7.0) for ground in ("paper", "card", "sand", "tint")],
    *[("soft", ground, TEXT) for ground in ("paper", "card", "sand", "tint")],
    *[("teal", ground, TEXT) for ground in ("paper", "card", "sand", "tint")],
    *[("brick", ground, TEXT) for ground in ("paper", "card")],
    *[("edge", ground, CONTROL) for ground in ("paper", "card", "sand")],
    *[(tag, f"{tag}-fill", TEXT) for tag in TAGS],
    *[("ink", f"{tag}-fill", TEXT) for tag in TAGS],
    *[("teal", f"{tag}-fill", TEXT) for tag in TAGS],
    ("on-teal", "teal", TEXT),
    ("on-teal", "teal-dark", TEXT),
    ("on-brick", "brick", TEXT),
    ("on-brick", "brick-dark", TEXT),
    ("on-band", "band", TEXT),
    ("damson", "paper", CONTROL),
    ("focus", "paper", CONTROL),
    ("focus", "card", CONTROL),
    *[(f"series-{n}", "card", CONTROL) for n in (1, 2, 3)],
]


@pytest.mark.parametrize("tokens", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=lambda part: str(part))
def test_every_pair_reads(tokens, front, ground, least):
    assert contrast(tokens[front], tokens[ground]) >= least


# screens.md section 3, as measured there.
STATED = [
    (LIGHT, "ink", "paper", 12.67),
    (LIGHT, "ink", "card", 13.53),
    (LIGHT, "ink", "sand", 11.43),
    (LIGHT, "soft", "paper", 6.75),
    (LIGHT, "edge", "paper", 4.60),
    (LIGHT, "teal", "paper", 7.37),
    (LIGHT, "on-teal", "teal", 7.87),
    (LIGHT, "on-teal", "teal-dark", 10.78),
    (LIGHT, "ink", "marigold", 7.58),
    (LIGHT, "on-band", "band", 10.50),
    (LIGHT, "brick", "paper", 7.04),
    (LIGHT, "done", "done-fill", 6.24),
    (LIGHT, "due", "due-fill", 7.25),
    (LIGHT, "late", "late-fill", 6.43),
    (LIGHT, "info", "info-fill", 7.30),
    (LIGHT, "wait", "wait-fill", 7.16),
    (LIGHT, "private", "private-fill", 11.60),
    (LIGHT, "series-2", "card", 5.73),
    (LIGHT, "series-3", "card", 3.35),
    (DARK, "ink", "paper", 15.30),
    (DARK, "ink", "card", 13.58),
    (DARK, "soft", "card", 9.46),
    (DARK, "edge", "card", 5.26),
    (DARK, "teal", "card", 9.15),
    (DARK, "on-teal", "teal", 9.28),
    (DARK, "on-band", "band", 8.60),
    (DARK, "done", "card", 9.26),
]


@pytest.mark.parametrize(("tokens", "front", "ground", "stated"), STATED)
def test_ratios_are_those_the_design_states(tokens, front, ground, stated):
    assert contrast(tokens[front], tokens[ground]) == pytest.approx(stated, abs=0.02)


def test_dark_is_the_same_whether_chosen_or_asked_by_the_device():
    assert DARK == DARK_BY_DEVICE


def test_every_mode_sets_every_token():
    assert set(LIGHT) == set(DARK) == set(PRINT)


def test_paper_is_black_on_white():
    assert {PRINT["ink"], PRINT["soft"], PRINT["teal"]} == {"#000000"}
    assert {value for name, value in PRINT.items() if name.endswith("-fill") or name in ("paper", "card", "sand")} == {
        "#FFFFFF"
    }


def test_no_colour_outside_the_token_blocks():
    body = CSS.read_text(encoding="utf-8").split("/* Page */")[1]
    lines = [line.strip() for line in body.splitlines() if "#" in line and "{" in line]
    stray = [line for line in lines if any(f"#{c}" in line for c in "0123456789ABCDEFabcdef") and "url(" not in line]
    # Only what must not change with the mode: the cover, white focus on damson, and the white ground of a QR square.
    assert all(line.startswith((".cover", ".band :focus-visible", ".square", ".top .button")) for line in stray), stray
