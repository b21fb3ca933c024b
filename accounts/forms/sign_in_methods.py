"""Clean input for signing in without an e-mailed code: codes on paper, another address, a lost second step."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import (
    EMAIL,
    CardRadios,
    DayField,
    Hinted,
    PageForm,
    hide_optional_mark,
    school_helper,
    text_field,
)
from people.queries.acting import Actor


class StaffroomForm(forms.Form):
    """Sign in with one's name and the code on one's sheet."""

    name = text_field(
        _("Your name"),
        _("Enter your name"),
        help_text=_("As on your sheet."),
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off", "autocapitalize": "words"}),
    )
    code = text_field(
        _("Your code"),
        _("Enter the code on your sheet"),
        length=40,
        help_text=_("8 letters and numbers. Capitals and dashes do not matter."),
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    helper = school_helper(button=_("Sign in"))


class PrintCodeForm(PageForm):
    """How long a printed code works."""

    button = _("Make the sheet")
    works = forms.ChoiceField(
        label=_("How long does it work?"),
        widget=CardRadios,
        initial="once",
        choices=[
            ("once", Hinted(_("Once"), _("It works one time, within two weeks."))),
            (
                "until",
                Hinted(_("Until a day"), _("As often as needed, for somebody who signs in each week.")),
            ),
        ],
        error_messages={"required": _("Choose how long it works")},
    )
    until = DayField(label=_("Last day"), help_text=_("Only if it works until a day."), required=False)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hide_optional_mark(self.fields["until"])
        self.fields["until"].initial = today + datetime.timedelta(days=28)

    def clean(self) -> dict[str, Any]:
        """Ask for the day where one is meant; leave it out where none is."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("works") == "once":
            found["until"] = None
        elif not found.get("until") and "until" not in self.errors:
            self.add_error("until", _("Enter the last day"))
        return found


class NewAddressForm(forms.Form):
    """The address somebody wants to sign in with."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        help_text=_("One that only this person reads."),
        error_messages=EMAIL,
        widget=forms.EmailInput(attrs={"class": "w-20", "autocomplete": "email"}),
    )
    helper = school_helper(button=_("Change the address"))


MAILED = {"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}


class AddressCodesForm(forms.Form):
    """The codes that went to the old and to the new address."""

    code_old = text_field(
        _("Code from your old address"),
        _("Enter the code from your old address"),
        help_text=_("6 numbers."),
        widget=forms.TextInput(attrs=MAILED),
    )
    code_new = text_field(
        _("Code from your new address"),
        _("Enter the code from your new address"),
        help_text=_("6 numbers. Another code than the first one."),
        widget=forms.TextInput(attrs=MAILED),
    )
    helper = school_helper(button=_("Change my address"))

    def clean(self) -> dict[str, str]:
        """Leave out the blanks of pasted codes."""
        return {name: "".join(str(code).split()) for name, code in self.cleaned_data.items()}


class LostStepForm(forms.Form):
    """At which school somebody asks; the one school of most people is not asked for."""

    school = forms.ChoiceField(
        label=_("Who knows you best?"),
        widget=CardRadios,
        error_messages={"required": _("Choose a school"), "invalid_choice": _("Choose a school from the list")},
    )

    def __init__(self, *args: Any, places: Sequence[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {str(place.school.pk): place for place in places}
        field = self.fields["school"]
        field.choices = [(key, place.school.name) for key, place in self._places.items()]  # type: ignore[attr-defined]
        if len(places) == 1:
            field.widget = forms.HiddenInput()
            field.initial = str(places[0].school.pk)
        self.helper = school_helper(button=_("Ask two colleagues"))

    def clean_school(self) -> Actor:
        """Return the place."""
        return self._places[self.cleaned_data["school"]]


class ConfirmResetForm(PageForm):
    """The one thing a program cannot know: that the person was spoken to."""

    button = _("Confirm that they asked")
    spoken = forms.BooleanField(
        label=_("I have spoken with them, and I know that it is them"),
        error_messages={"required": _("Speak with them first. Then tick this box")},
    )
