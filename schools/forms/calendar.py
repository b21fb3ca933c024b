"""Terms, days without pupils, and where the school is."""

import hashlib
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import FROM_LIST, CardRadios, DayField, school_helper
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
                field = DayField(label=label, required=needed)
                field.initial = getattr(known.get(season.value), part, None)
                if needed:
                    field.error_messages |= {"required": _("Enter this day")}
                self.fields[name] = field
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


class ClosedForm(forms.Form):
    """A range of days without pupils."""

    first = DayField(label=_("First day"), help_text=_("For example, 3 9 2026"))
    last = DayField(label=_("Last day"), required=False, help_text=_("Leave it out for one day."))
    why = forms.CharField(
        label=_("Why"),
        max_length=80,
        help_text=_("Such as INSET, snow or election. Everybody who counts school days can see it."),
        error_messages={"required": _("Say why the school is closed, such as INSET")},
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].error_messages |= {"required": _("Enter the first day")}
        self.helper = school_helper(button=_("Add these days"), second=(_("Back"), back))


class NationForm(forms.Form):
    """Whose bank holidays the school keeps."""

    nation = forms.ChoiceField(
        label=_("Where is the school?"),
        choices=Nation.choices,
        widget=CardRadios,
        error_messages={"required": _("Choose where it is"), "invalid_choice": FROM_LIST},
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Save"), second=(_("Back"), back))
