"""The forms of the holder of a case."""

from typing import Any, cast
from uuid import UUID

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.pages.forms import CardRadios, DayField, Hinted
from core.pages.layouts import school_helper
from core.text.words import Words
from incidents.forms.fields import OFF, radios, words
from incidents.states.workflow import Capacity, Danger, Outcome


class CaseForm(forms.Form):
    """A form of a case page, with the way back to it."""

    button: Words

    def __init__(self, *args: Any, back: str, button: Words = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.back, self.button = back, button or self.button

    @cached_property
    def helper(self) -> FormHelper:
        """The layout: every field that the form has left, its button and the way back."""
        return school_helper(self, button=self.button, second=(_("Back to the case"), self.back))


class EntryForm(CaseForm):
    """Add to the record; with ``corrects`` it puts an entry right."""

    happened = words(_("What happened?"), needed=_("Write what happened"), rows=5)
    decided = words(_("What was decided?"), rows=3)
    why = words(_("Why?"), needed=_("Say why. Every decision has its reason"), rows=3)
    told = words(_("Who was told?"), hint=_("By post or role where you can. When, and how."), rows=2)
    danger = forms.ChoiceField(label=_("How soon must somebody act?"), choices=Danger.choices, widget=forms.Select(OFF))
    next_step = words(_("Next step"), hint=_("What is to be done next, and by whom."), limit=300)
    next_due = DayField(label=_("By which day?"), required=False)

    button = _("Add to the record")

    def clean(self) -> dict[str, Any]:
        """A next step has its day, and a day its step."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("next_step") and not cleaned.get("next_due") and "next_due" not in self.errors:
            self.add_error("next_due", _("Enter the day of the next step"))
        if cleaned.get("next_due") and not cleaned.get("next_step"):
            self.add_error("next_step", _("Write what the next step is"))
        return cleaned


class ReasonForm(CaseForm):
    """A move that needs nothing but its reason."""

    why = words(_("Why?"), needed=_("Say why. Every step of a case has its reason"), rows=3)


class PassForm(ReasonForm):
    """The colleague who gets the case, and the reason."""

    to = forms.TypedChoiceField(
        label=_("Pass on to"),
        choices=[],
        coerce=UUID,
        widget=CardRadios(OFF),
        error_messages={"required": _("Choose a person")},
    )
    field_order = ("to", "why")

    def __init__(self, *args: Any, people: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["to"])
        field.choices = [(pk, Hinted(name, role)) for pk, name, role in people]


class WaitForm(ReasonForm):
    """The day until which the case waits, and the reason."""

    until = DayField(label=_("Wait until"))
    field_order = ("until", "why")


class MessageForm(CaseForm):
    """A message to the reporter."""

    body = words(
        _("Your message"),
        needed=_("Write your message"),
        hint=_("Plain and kind. Name nobody. The reporter reads it with reference and secret words."),
        rows=6,
    )
    is_question = forms.BooleanField(
        label=_("This asks something. The reporter reads “We have a question for you”"), required=False
    )
    button = _("Send the message")


class CloseForm(CaseForm):
    """Everything a closed case must hold."""

    summary = words(_("Summary of the concern"), needed=_("Write a summary"), rows=4)
    followed_up = words(_("How was it followed up?"), needed=_("Say how it was followed up"), rows=4)
    outcome = radios(_("Outcome"), Outcome.choices, _("Choose the outcome"))
    reporter_told = words(
        _("What was the reporter told?"),
        needed=_("Say what the reporter was told, or why not"),
        hint=_("Or why not."),
        rows=3,
    )
    lessons = words(
        _("What did we learn?"),
        needed=_("Write what we learnt, or “none, because …”"),
        hint=_("What went well, what to change. Or “none, because …”. Name nobody here."),
        rows=3,
    )
    why_unread = words(_("The reporter wrote and has no answer. Why close now?"), rows=2)

    def __init__(self, *args: Any, unread: int, second_person: bool, **kwargs: Any) -> None:
        button = _("Ask a second person to close") if second_person else _("Close the case")
        super().__init__(*args, button=button, **kwargs)
        if not unread:
            del self.fields["why_unread"]


class SearchForm(forms.Form):
    """A name to look for. It is posted, so that it is in no address."""

    name = words(_("Name"), needed=_("Enter two or more letters of the name"), limit=80)
    helper = school_helper(button=_("Look for the name"))

    def clean_name(self) -> str:
        """Refuse a single letter: nobody browses the roll here."""
        name: str = self.cleaned_data["name"].strip()
        if len(name) < 2:
            raise forms.ValidationError(_("Enter two or more letters of the name"))
        return name


class PartyForm(CaseForm):
    """A person of the case, and their capacity."""

    who = radios(_("Who is it?"), [], _("Choose a person"))
    capacity = radios(
        _("What are they to this case?"),
        [(each.value, each.label) for each in Capacity if each != Capacity.REPORTER],
        _("Choose what they are to this case"),
    )
    keep_out = forms.BooleanField(
        label=_("They must not know of this case"), help_text=_("Always so for a person it is about."), required=False
    )
    why = words(_("Why?"), needed=_("Say why. Every step of a case has its reason"), rows=2)
    name = forms.CharField(widget=forms.HiddenInput)

    button = _("Add this person")

    def __init__(self, *args: Any, people: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["who"])
        field.choices = [(key, Hinted(name, hint)) for key, name, hint in people]
