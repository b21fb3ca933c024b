"""Terms, days without pupils, and where the school is."""

import hashlib
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import FROM_LIST, CardRadios, DayField, PageForm, school_helper
from schools.rules.days import TermDates
from schools.states import Nation, Season

_PARTS = (
    ("starts", _("First day of term"), True),
    ("half_starts", _("First day of half-term"), False),
    ("half_ends", _("Last day of half-term"), False),
    ("ends", _("Last day of term"), True),
)


class TermsForm(forms.Form):
    """The three terms of one school year. It is sent twice: the second time with the mark of what was looked at."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, terms: Sequence[TermDates], back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(term.season): term for term in terms}
        layout: list[Any] = ["seen"]
        for season in Season:
            names = []
            for part, label, needed in _PARTS:
                name = f"{season.value}_{part}"
                initial = getattr(known.get(season.value), part, None)
                messages = {"required": _("Enter this day")}
                self.fields[name] = DayField(label=label, required=needed, initial=initial, error_messages=messages)
                names.append(name)
            layout.append(Fieldset(_("%(season)s term") % {"season": season.label}, *names))
        self.helper = school_helper(None, *layout, button=_("Check these terms"), second=(_("Back"), back))

    def terms(self) -> list[TermDates]:
        """Return what was typed."""
        data = self.cleaned_data
        return [
            TermDates(season.value, **{part: data[f"{season.value}_{part}"] for part, _label, _needed in _PARTS})
            for season in Season
        ]

    def mark(self) -> str:
        """Return a mark of what was typed: what is saved is what was looked at."""
        return hashlib.sha256(repr(self.terms()).encode()).hexdigest()[:16]

    def ask_again(self) -> None:
        """Show the form once more, its button now saving what was looked at."""
        self.data = {**self.data.dict(), "seen": self.mark()}  # type: ignore[attr-defined]
        self.helper.main_button = _("Save these terms")


class ClosedForm(PageForm):
    """A range of days without pupils."""

    button = _("Add these days")
    first = DayField(
        label=_("First day"),
        help_text=_("For example, 3 9 2026"),
        error_messages={"required": _("Enter the first day")},
    )
    last = DayField(label=_("Last day"), required=False, help_text=_("Leave it out for one day."))
    why = forms.CharField(
        label=_("Why"),
        max_length=80,
        help_text=_("Such as INSET, snow or election. Everybody who counts school days can see it."),
        error_messages={"required": _("Say why the school is closed, such as INSET")},
    )


class NationForm(PageForm):
    """Whose bank holidays the school keeps."""

    button = _("Save")
    nation = forms.ChoiceField(
        label=_("Where is the school?"),
        choices=Nation.choices,
        widget=CardRadios,
        error_messages={"required": _("Choose where it is"), "invalid_choice": FROM_LIST},
    )
