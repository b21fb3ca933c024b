"""Fields and widgets that the whole portal shares: a day in three boxes, choice cards, choices with a hint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.validators import EmailValidator, URLValidator
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.errors import Refused

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIGURES = 4
EMAIL = {"required": _("Enter an e-mail address"), "invalid": _("Enter an e-mail address such as name@school.example")}
FROM_LIST = _("Choose one from the list")


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when it is empty, or None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def posted_id(request: HttpRequest, name: str) -> UUID | None:
    """Return an id that was sent in a hidden field, or None for none and for anything else."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def posted_fields(request: HttpRequest, *buttons: str) -> list[tuple[str, str]]:
    """Return what was typed, to be carried through the page that checks it."""
    left_out = ("csrfmiddlewaretoken", *buttons)
    return [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]


@contextmanager
def refusals_as_messages(request: HttpRequest, level: int = messages.ERROR) -> Iterator[None]:
    """Show a refusal above the next page instead of raising it."""
    try:
        yield
    except Refused as refused:
        messages.add_message(request, level, refused.reason)


@contextmanager
def refusals_shown_in(form: forms.BaseForm, field: str | None = None) -> Iterator[None]:
    """Show the refusal of a service at a field of the form (None: above it); what follows the block is then run."""
    try:
        yield
    except Refused as no:
        form.add_error(field, no.reason)


def set_plain_error_messages() -> None:
    """Give Django's own fields sentences that say what to do, for every form that does not bring its own.

    Called once when the project starts. A form should still name the thing: "Enter the date on the slip".
    """
    forms.Field.default_error_messages["required"] = _("This part is empty. Fill it in")
    forms.BooleanField.default_error_messages = {"required": _("Tick this box to go on")}
    forms.ChoiceField.default_error_messages |= {
        "required": _("Choose one answer"),
        "invalid_choice": _("Choose one of the answers shown"),
    }
    forms.MultipleChoiceField.default_error_messages |= {
        "required": _("Tick at least one"),
        "invalid_choice": _("Choose from the answers shown"),
        "invalid_list": _("Choose from the answers shown"),
    }
    forms.ModelChoiceField.default_error_messages["invalid_choice"] = _("Choose one of the answers shown")
    forms.DateField.default_error_messages["invalid"] = _("Enter a date, such as 3 9 2026")
    forms.IntegerField.default_error_messages["invalid"] = _("Enter a whole number, such as 12")
    forms.UUIDField.default_error_messages["invalid"] = _("That code is not complete. Check it and try again")
    forms.FileField.default_error_messages |= {
        "required": _("Choose a file"),
        "empty": _("That file is empty. Choose another one"),
        "missing": _("No file arrived. Choose it again"),
        "invalid": _("No file arrived. Choose it again"),
    }
    mail = _("Enter an e-mail address, such as name@school.example")
    forms.EmailField.default_validators = [EmailValidator(message=mail)]
    web = _("Enter a web address that begins with https://")
    forms.URLField.default_error_messages["invalid"] = web
    forms.URLField.default_validators = [URLValidator(message=web)]


class Hinted(str):
    """The words of a choice, with a second line under them: ``Hinted("Amelia", "Year 5, Fir class")``."""

    hint: str

    def __new__(cls, words: object, hint: object = "") -> Hinted:
        """Return the words as a string that carries its hint."""
        choice = super().__new__(cls, str(words))
        choice.hint = str(hint)
        return choice


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[object, object]]) -> None:
    """Give a field of a form its choices. Raises TypeError for a field that has none."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} has no choices")
    field.choices = list(choices)


def hide_optional_mark(*fields: forms.Field) -> None:
    """Leave out "(optional)" behind the labels of these fields."""
    for field in fields:
        vars(field)["plain_label"] = True


class _Cards(forms.widgets.ChoiceWidget):
    """Ties the hint of a choice to its control, so that a screen reader says both."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["attrs"].pop("aria-invalid", None)
        if getattr(option["label"], "hint", "") and option["attrs"].get("id"):
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option


class CardRadios(_Cards, forms.RadioSelect):
    """Radio buttons as cards: one answer."""


class CardBoxes(_Cards, forms.CheckboxSelectMultiple):
    """Tick boxes as cards: any number of answers. ``tick_all`` is the wording of a button that scripts add."""

    def __init__(self, *args: Any, tick_all: object = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tick_all = tick_all


class DayWidget(forms.MultiWidget):
    """Day, month and year in three boxes, because a browser's own date box follows the browser's language."""

    is_day_widget = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        figures = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            {
                "day": forms.TextInput({**figures, "class": "w-2", "maxlength": 2}),
                "month": forms.TextInput(
                    {"autocomplete": "off", "inputmode": "numeric", "class": "w-2", "maxlength": 9}
                ),
                "year": forms.TextInput({**figures, "class": "w-4", "maxlength": YEAR_FIGURES}),
            },
            attrs,
        )

    def decompress(self, value: object) -> list[int | None]:
        """Return day, month and year of a date; three blanks for anything else."""
        return [value.day, value.month, value.year] if isinstance(value, dt.date) else [None, None, None]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the three labelled boxes."""
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        labels = (_("Day"), _("Month"), _("Year"))
        for part in parts:
            part["attrs"].pop("aria-describedby", None)
        return render_to_string("_components/day_boxes.html", {"boxes": list(zip(labels, parts, strict=True))})


def _month(text: str) -> int | None:
    """Return 1 to 12 for figures or the first three letters of an English month; None for anything else."""
    if text.isdecimal():
        return int(text)
    start = text[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else None


class DayField(forms.Field):
    """A day. Cleans to ``datetime.date``, or None when it may be left out."""

    widget = DayWidget
    default_error_messages = {
        "required": _("Enter the date"),
        "incomplete": _("Enter a day, a month and a year"),
        "year": _("Enter the year in 4 figures, such as 2026"),
        "unreal": _("That day is not in the calendar. Check the day and the month"),
    }

    def to_python(self, value: Any) -> dt.date | None:
        """Return the date that three texts (or a date) stand for; raises ValidationError with what to do."""
        if value is None or isinstance(value, dt.date):
            return value
        texts = [str(part or "").strip() for part in value]
        if not any(texts):
            return None
        if not all(texts):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        day, month, year = texts[0], _month(texts[1]), texts[2]
        if len(year) != YEAR_FIGURES or not year.isdecimal():
            raise forms.ValidationError(self.error_messages["year"], code="year")
        try:
            return dt.date(int(year), month or 0, int(day))
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["unreal"], code="unreal") from None

    def has_changed(self, initial: object, data: object) -> bool:
        """Whether the three boxes say another day than ``initial``."""
        try:
            return bool(self.to_python(data) != initial)
        except forms.ValidationError:
            return True
