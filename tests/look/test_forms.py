"""The three-box day, choice cards, the pack's markup and the error summary."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template

from core.pages.forms import CardBoxes, DayField, Hinted, school_helper
from core.pages.gallery import GalleryForm
from core.templatetags.ui import ErrorLine, error_lines


class DayForm(forms.Form):
    since = DayField(label="Since", help_text="For example, 3 9 2026")


def typed(day, month, year):
    return DayForm({"since_day": day, "since_month": month, "since_year": year})


def crispy(form):
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form, "csrf_token": "t"}))


@pytest.mark.parametrize("month", ["9", "09", "Sep", "september"])
def test_a_day_is_read_however_the_month_is_written(month):
    form = typed("3", month, "2026")
    assert form.is_valid()
    assert form.cleaned_data["since"] == dt.date(2026, 9, 3)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("", "", ""), "Enter the date"),
        (("3", "", "2026"), "Enter a day, a month and a year"),
        (("3", "9", "26"), "Enter the year in 4 figures, such as 2026"),
        (("31", "2", "2026"), "That day is not in the calendar. Check the day and the month"),
        (("3", "Foo", "2026"), "That day is not in the calendar. Check the day and the month"),
        (("9" * 60, "9", "2026"), "That day is not in the calendar. Check the day and the month"),
        (("x", "9", "2026"), "That day is not in the calendar. Check the day and the month"),
    ],
)
def test_a_day_that_cannot_be_says_what_to_do(parts, said):
    assert typed(*parts).errors == {"since": [said]}


def test_a_day_keeps_what_was_typed():
    drawn = str(typed("31", "2", "2026")["since"])
    assert [f'value="{part}"' in drawn for part in ("31", "2", "2026")] == [True, True, True]
    assert drawn.count('inputmode="numeric"') == 3


def test_a_day_may_be_left_out_and_may_come_filled_in():
    class Form(forms.Form):
        since = DayField(required=False)

    assert Form({}).is_valid()
    assert 'value="2026"' in str(Form(initial={"since": dt.date(2026, 9, 3)})["since"])
    assert not Form(
        {"since_day": "3", "since_month": "9", "since_year": "2026"}, initial={"since": dt.date(2026, 9, 3)}
    ).has_changed()
    assert Form(
        {"since_day": "40", "since_month": "9", "since_year": "2026"}, initial={"since": dt.date(2026, 9, 3)}
    ).has_changed()


def test_the_summary_says_the_words_that_stand_beside_the_field_and_points_at_its_first_box():
    form = typed("", "", "")
    form.helper = school_helper(button="Save")
    drawn = crispy(form)
    assert error_lines(form) == [ErrorLine("id_since_0", "Enter the date")]
    assert 'id="id_since_0"' in drawn
    assert 'id="id_since_error"' in drawn
    assert 'aria-describedby="id_since_helptext id_since_error"' in drawn


def test_the_summary_gathers_formsets_and_what_belongs_to_no_field():
    class Pair(DayForm):
        def clean(self):
            raise forms.ValidationError("Choose one of the two")

    pairs = forms.formset_factory(Pair, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-since_day": "1"}
    )
    assert error_lines(pairs, [DayForm()], "not a form") == [
        ErrorLine("", "Choose one of the two"),
        ErrorLine("id_form-0-since_0", "Enter a day, a month and a year"),
    ]


def test_a_form_posts_without_browser_bubbles_and_has_one_main_button():
    drawn = crispy(GalleryForm())
    assert drawn.count("novalidate") == 1
    assert drawn.count('class="button"') == 1
    assert 'method="post"' in drawn
    assert 'enctype="multipart/form-data"' in drawn
    assert "csrfmiddlewaretoken" in drawn
    assert "*" not in drawn


def test_optional_is_said_once_and_only_where_it_is_so():
    drawn = crispy(GalleryForm())
    assert drawn.count("(optional)") == sum(1 for field in GalleryForm().fields.values() if not field.required)


def test_a_choice_with_a_second_line_is_tied_to_it():
    class Form(forms.Form):
        child = forms.MultipleChoiceField(
            choices=[("a", Hinted("Amelia", "Year 5"))], widget=CardBoxes(tick_all="Tick all")
        )

    drawn = Template("{% load crispy_forms_tags %}{{ form.child|as_crispy_field }}").render(Context({"form": Form()}))
    assert 'aria-describedby="id_child_0_hint"' in drawn
    assert 'id="id_child_0_hint">Year 5' in drawn
    assert 'data-tick-all="Tick all"' in drawn
    assert drawn.count("<fieldset") == drawn.count("<legend>") == 1


def test_autocomplete_and_numbers_pad_stay():
    drawn = crispy(GalleryForm())
    assert 'autocomplete="email"' in drawn
    assert 'autocomplete="one-time-code"' in drawn


def test_a_layout_keeps_its_order_and_groups():
    from crispy_forms.layout import Fieldset

    form = DayForm()
    form.helper = school_helper(None, Fieldset("When", "since"), button="Save", danger=True)
    drawn = crispy(form)
    assert '<legend class="section">When</legend>' in drawn
    assert 'class="button danger"' in drawn


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (lambda: forms.CharField(), "", "This part is empty. Fill it in"),
        (lambda: forms.EmailField(), "alex", "Enter an e-mail address, such as name@school.example"),
        (lambda: forms.URLField(assume_scheme="https"), "no page", "Enter a web address that begins with https://"),
        (lambda: forms.IntegerField(), "x", "Enter a whole number, such as 12"),
        (lambda: forms.ChoiceField(choices=[("a", "A")]), "b", "Choose one of the answers shown"),
        (lambda: forms.MultipleChoiceField(choices=[("a", "A")]), [], "Tick at least one"),
        (lambda: forms.BooleanField(), False, "Tick this box to go on"),
        (lambda: forms.FileField(), None, "Choose a file"),
    ],
)
def test_every_field_says_what_to_do_without_being_told(field, value, said):
    with pytest.raises(forms.ValidationError) as refused:
        field().clean(value)
    assert refused.value.messages == [said]


def test_a_lone_tick_box_has_no_optional_mark_and_keeps_its_hint():
    class Form(forms.Form):
        agree = forms.BooleanField(label="I agree", required=False, help_text="You can say no.")

    drawn = Template("{% load crispy_forms_tags %}{{ form.agree|as_crispy_field }}").render(Context({"form": Form()}))
    assert "(optional)" not in drawn
    assert 'id="id_agree_helptext">You can say no.' in drawn
    assert 'aria-describedby="id_agree_helptext"' in drawn
