"""Clean input of the register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import CardBoxes, CardRadios, DayField, Hinted, school_helper
from registers.rules import LONGEST, NOTHING
from registers.states import About, Before, Link, Outcome, Plan

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

PHRASES = (
    ("no_messages", _("No private messages with a pupil.")),
    ("no_school", _("Nothing about the school, its pupils or its families.")),
    ("hidden", _("Pupils cannot see your posts or your friends list.")),
    ("tell_us", _("Tell us if anything changes.")),
)


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})


def _radios(label: Words, choices: Iterable[tuple[str, Words]], needed: Words) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=CardRadios, error_messages={"required": needed})


class LinkForm(forms.Form):
    """First page: who the link is with, its kind, and whether it is from before."""

    about = _radios(_("Who is the link with?"), About.choices, _("Choose who the link is with"))
    kind = _radios(_("What kind of link is it?"), Link.choices, _("Choose the kind of link"))
    before = _radios(_("Is it from before?"), Before.choices, _("Choose whether it is from before"))
    helper = school_helper(tag=False)


class DetailsForm(forms.Form):
    """Second page: who, since when, where, and what the person means to do."""

    who = forms.CharField(
        label=_("Who is it?"),
        help_text=_("Only as much as we need. For example, the parent of a child in Year 4."),
        max_length=LONGEST,
        widget=_area(2),
        error_messages={"required": _("Say who it is, as far as we need it")},
    )
    since = forms.CharField(
        label=_("Since when?"),
        help_text=_("Roughly is fine. For example, since school, or about 2015."),
        max_length=200,
        error_messages={"required": _("Say since when, roughly")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    platforms = forms.CharField(
        label=_("Where are you linked?"),
        help_text=_("The apps or sites. We never ask for a password or a screenshot."),
        max_length=200,
        error_messages={"required": _("Say where you are linked")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    plan = _radios(
        _("What will you do?"),
        [(Plan.REMOVE, Plan.REMOVE.label), (Plan.KEEP, Hinted(Plan.KEEP.label, _("Say below how you will limit it")))],
        _("Choose what you will do"),
    )
    limits = forms.CharField(label=_("How will you limit it?"), max_length=LONGEST, required=False, widget=_area())
    helper = school_helper(tag=False)

    def clean(self) -> dict[str, Any]:
        """A link that stays needs its limits."""
        cleaned = super().clean() or {}
        if cleaned.get("plan") == Plan.KEEP and not cleaned.get("limits", "").strip():
            self.add_error("limits", _("Say how you will limit it"))
        return cleaned


class NothingForm(forms.Form):
    """The yearly answer that there is nothing."""

    agree = forms.BooleanField(
        label=NOTHING, error_messages={"required": _("Tick the box to show that there is nothing to declare")}
    )
    helper = school_helper(tag=False)


class AddForm(forms.Form):
    """Answer a question about one's form."""

    text = forms.CharField(
        label=_("Your answer"), max_length=LONGEST, widget=_area(5), error_messages={"required": _("Write your answer")}
    )
    helper = school_helper(button=_("Send my answer"))


class DecisionForm(forms.Form):
    """Decide on a form."""

    outcome = _radios(_("Your answer"), Outcome.choices, _("Choose an answer"))
    phrases = forms.MultipleChoiceField(
        label=_("Conditions to pick"),
        help_text=_("Only for “Allow with conditions”."),
        choices=PHRASES,
        required=False,
        widget=CardBoxes,
    )
    condition = forms.CharField(label=_("Another condition"), max_length=LONGEST, required=False, widget=_area(2))
    note = forms.CharField(
        label=_("Note to the person"),
        help_text=_("They read this. If you ask for more, write your question here."),
        max_length=LONGEST,
        required=False,
        widget=_area(),
    )
    reasons = forms.CharField(
        label=_("Why?"),
        help_text=_("For the record. The person does not see this."),
        max_length=LONGEST,
        widget=_area(),
        error_messages={"required": _("Write down why. It stays on the record")},
    )
    discussed_on = DayField(label=_("Day on which you talked about it"), required=False)
    review_on = DayField(label=_("Look at it again on"), help_text=_("For example, 1 9 2027"), required=False)
    helper = school_helper(tag=False)

    def conditions(self) -> str:
        """Return the picked phrases and the written one, a line each; "" unless conditions are the answer."""
        if self.cleaned_data["outcome"] != Outcome.CONDITIONS:
            return ""
        words = dict(PHRASES)
        lines = [str(words[key]) for key in self.cleaned_data["phrases"]]
        return "\n".join([*lines, *filter(None, [self.cleaned_data["condition"].strip()])])

    def clean(self) -> dict[str, Any]:
        """Conditions need words, a question too."""
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome == Outcome.CONDITIONS and not (cleaned.get("phrases") or cleaned.get("condition", "").strip()):
            self.add_error("phrases", _("Choose or write a condition"))
        if outcome == Outcome.MORE and not cleaned.get("note", "").strip():
            self.add_error("note", _("Write what you want to know"))
        return cleaned
