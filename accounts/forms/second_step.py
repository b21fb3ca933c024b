"""Asking for a new second step, and confirming that the right person asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import BackForm, CardRadios, school_helper
from people.queries.acting import Actor


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


class ConfirmResetForm(BackForm):
    """The one thing a program cannot know: that the person was spoken to."""

    button = _("Confirm that they asked")
    spoken = forms.BooleanField(
        label=_("I have spoken with them, and I know that it is them"),
        error_messages={"required": _("Speak with them first. Then tick this box")},
    )
