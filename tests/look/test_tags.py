"""The tags of the look, each in a sentence."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from core.pages import icons
from core.templatetags import ui
from core.text import dates

LONDON = ZoneInfo("Europe/London")
AUTUMN = dt.date(2026, 9, 14)


def render(source, /, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize("name", icons.ICONS)
def test_each_drawing_is_hidden_from_screen_readers(name):
    drawn = render("{% icon name %}", name=name)
    assert 'aria-hidden="true"' in drawn
    assert drawn.startswith('<svg class="icon" viewBox="0 0 24 24"')


@pytest.mark.parametrize(("kind", "look"), [(kind, look) for kind, (look, _icon) in ui.TAGS.items()])
def test_a_status_is_a_word_a_drawing_and_a_class(kind, look):
    drawn = render("{% tag kind text %}", kind=kind, text="Signed <b>")
    assert drawn.startswith(f'<span class="tag tag-{look}"><svg')
    assert drawn.endswith("<span>Signed &lt;b&gt;</span></span>")


def test_where_there_is_no_status_there_is_no_tag():
    assert render("{% tag row.kind row.text %}", row={}) == ""


def test_an_unknown_status_is_a_mistake_of_the_builder():
    with pytest.raises(KeyError):
        render('{% tag "purple" "x" %}')


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 9, 18), "Friday 18 September"),
        (dt.date(2027, 8, 31), "Tuesday 31 August"),
        (dt.date(2027, 9, 1), "Wednesday 1 September 2027"),
        (dt.date(2026, 8, 31), "Monday 31 August 2026"),
        (None, ""),
    ],
)
def test_a_day_says_its_year_only_outside_this_school_year(day, said):
    assert dates.day_words(day, today=AUTUMN) == said


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(8, 14, "8:14am"), (15, 0, "3pm"), (12, 0, "midday"), (0, 0, "midnight"), (12, 5, "12:05pm"), (0, 30, "12:30am")],
)
def test_a_time_is_said_as_in_a_letter(hour, minute, said):
    assert dates.time_words(dt.datetime(2026, 9, 14, hour, minute, tzinfo=LONDON)) == said


def test_a_moment_is_today_yesterday_or_a_day():
    now = dt.datetime(2026, 9, 14, 16, 0, tzinfo=LONDON)
    assert dates.moment_words(now - dt.timedelta(hours=5), now=now) == "today at 11am"
    assert dates.moment_words(now - dt.timedelta(days=1), now=now) == "yesterday at 4pm"
    assert dates.moment_words(now - dt.timedelta(days=3), now=now) == "Friday 11 September at 4pm"
    assert dates.moment_words(None) == ""


def test_summer_time_is_the_schools_not_the_servers():
    assert dates.time_words(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == "12:30am"
    assert dates.local_day(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 7, 2)


def test_a_bar_has_no_inline_style_and_its_own_ids():
    drawn = render("{% bar 100 80 6 %}{% bar 340 285 27 14 %}")
    assert "style=" not in drawn
    assert drawn.count('id="drawing-1-2"') == drawn.count('id="drawing-2-2"') == 1
    assert 'width="80.0%"' in drawn
    assert 'x="80.0%" width="6.0%"' in drawn


def test_an_empty_bar_is_empty():
    assert 'width="0' not in render("{% bar 0 0 0 %}")


def test_a_bar_shows_three_series_at_most():
    with pytest.raises(ValueError):
        render("{% bar 10 1 2 3 4 %}")


@pytest.mark.parametrize("colour", ["red", "#12345", '"/><script>', None, "#GGGGGG"])
def test_a_school_colour_that_is_none_becomes_the_default(colour):
    assert icons.school_colour(colour) == icons.DEFAULT_COLOUR


@pytest.mark.parametrize(("plate", "pages"), [("#1A1A1A", "#FFFFFF"), ("#FFE680", "#22303A")])
def test_the_crest_is_drawn_so_that_it_reads_on_the_school_colour(plate, pages):
    drawn = render("{% crest colour %}", colour=plate)
    assert f'fill="{plate}"' in drawn
    assert f'stroke="{pages}"' in drawn
    assert "style=" not in drawn
