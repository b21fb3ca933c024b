"""Clean input for policies."""

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.pages.forms import CardRadios, Hinted, hide_optional_mark, school_helper, set_choices
from core.text.review_dates import parse
from policies.models import DATES, Draft
from policies.states import ReviewCause

LARGEST = 10 * 1024 * 1024
LONGEST = 400_000
LONGEST_SECTION = 60_000
MOST_SHORT, MOST_CHANGES, MOST_LISTED, MOST_FRONT = 8, 5, 40, 60
CYCLES = ((6, _("Every 6 months")), (12, _("Every year")), (24, _("Every 2 years")), (36, _("Every 3 years")))


class ImportForm(forms.Form):
    """A file, or pasted text: one of the two."""

    file = forms.FileField(
        label=_("Choose the file"),
        required=False,
        allow_empty_file=True,
        help_text=_("Word (.docx), text or PDF. Smaller than 10 MB."),
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Put each heading on a line of its own."),
        error_messages={"max_length": _("This text is too long. Save it as a file and choose the file")},
    )
    helper = school_helper(button=_("Check the file"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hide_optional_mark(*self.fields.values())

    def clean_file(self) -> UploadedFile | None:
        """Refuse what is too large before anything reads it."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file must be smaller than 10 MB"))
        return file

    def clean(self) -> dict[str, Any]:
        """Want exactly one of the two."""
        data = super().clean() or {}
        file, text = data.get("file"), (data.get("text") or "").strip()
        if not self.errors and not file and not text:
            self.add_error("file", _("Choose a file, or paste the text"))
        if not self.errors and file and text:
            self.add_error("text", _("Choose a file or paste the text, not both"))
        return data

    @property
    def source(self) -> tuple[str, bytes]:
        """Return (name, bytes) of what was given."""
        file = self.cleaned_data.get("file")
        if file:
            return file.name, file.read()
        return "pasted.txt", self.cleaned_data["text"].encode()


class LinesField(forms.CharField):
    """Several short lines, typed one under the other; cleans to a list."""

    def __init__(self, *, most: int, rows: int = 4, **kwargs: Any) -> None:
        self.most = most
        super().__init__(required=False, widget=forms.Textarea({"rows": rows}), **kwargs)

    def clean(self, value: object) -> list[str]:
        """Return the lines. Refuses more than ``most``."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.most:
            raise forms.ValidationError(_now("Keep it to %(most)s lines") % {"most": self.most})
        return lines


class TypedDateField(forms.CharField):
    """A day, a month or a term, kept as typed (obligations L1, C16)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, widget=forms.TextInput({"class": "w-20"}), **kwargs)

    def clean(self, value: object) -> str:
        """Refuse words that hold no date; empty means not stated."""
        text: str = super().clean(value)
        if text and parse(text) is None:
            raise forms.ValidationError(_("Write a day, a month or a term, such as 12 March 2027 or Autumn 2027"))
        return text


def cited(line: str) -> list[str]:
    """Return [title, edition] of a line such as "Keeping children safe in education, 2026"."""
    title, _comma, edition = line.rpartition(",")
    if title and any(letter.isdecimal() for letter in edition):
        return [title.strip(), edition.strip()]
    return [line.strip(), ""]


class DraftForm(forms.Form):
    """What a draft states beside its sections. Every fact may be left out: "not stated" is a true answer."""

    title = forms.CharField(label=_("Title"), max_length=200, error_messages={"required": _("Enter the title")})
    approved_by = forms.CharField(
        label=_("Approved by"), required=False, max_length=200, help_text=_("For example, the governing body")
    )
    approved = TypedDateField(
        label=_("Approved on"), help_text=_("Leave it empty: the day of the last approval is filled in")
    )
    next_review = TypedDateField(label=_("Next review"), help_text=_("A day, a month or a term, such as Autumn 2027"))
    cycle_months = forms.TypedChoiceField(
        label=_("How often it is reviewed"), required=False, coerce=int, empty_value=None, choices=[]
    )
    issued = TypedDateField(label=_("Issued"))
    last_reviewed = TypedDateField(label=_("Last reviewed"))
    equality = TypedDateField(
        label=_("Effect on equality looked at"), help_text=_("The day, month or term of the equality check")
    )
    lead = forms.CharField(
        label=_("Lead person"), required=False, max_length=200, help_text=_("As it is written in the policy")
    )
    lead_person = forms.ChoiceField(
        label=_("Who gets the review reminders"),
        required=False,
        choices=[],
        help_text=_("The headteacher and the clerk get them too"),
    )
    applies_to = forms.CharField(
        label=_("Whom and what it binds"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For example, all staff, at work and at home, on any device"),
    )
    in_short = LinesField(
        most=MOST_SHORT, label=_("In short"), help_text=_("Up to 8 plain lines. Most people read these first.")
    )
    changes = LinesField(
        most=MOST_CHANGES, label=_("What changed"), help_text=_("1 to 5 lines. Those who signed before see them first.")
    )
    front_matter = LinesField(
        most=MOST_FRONT, rows=3, label=_("Front page"), help_text=_("Mission, aims and values, one line each")
    )
    linked = LinesField(
        most=MOST_LISTED, rows=3, label=_("Policies to read it with"), help_text=_("One title on each line")
    )
    guidance = LinesField(
        most=MOST_LISTED,
        rows=3,
        label=_("Guidance it rests on"),
        help_text=_("One on each line, with the edition: Keeping children safe in education, 2026"),
    )
    is_public = forms.BooleanField(label=_("Families can read it without signing in"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    FACTS = ("approved_by", *DATES, "cycle_months", "lead", "lead_person", "applies_to", "linked", "is_public")
    LINES = ("in_short", "changes", "front_matter")

    def __init__(self, *args: Any, draft: Draft, leads: list[tuple[str, str]], **kwargs: Any) -> None:
        self.draft = draft
        kwargs.setdefault("initial", self.values_of(draft))
        super().__init__(*args, **kwargs)
        set_choices(self, "cycle_months", [("", _("Not stated")), *CYCLES])
        set_choices(self, "lead_person", [("", _("Nobody else")), *leads])
        if not draft.policy_id:
            del self.fields["changes"]
        summary = ["in_short", *(["changes"] if draft.policy_id else [])]
        self.helper = school_helper(
            None,
            Fieldset(_("For the reader"), "title", *summary, "applies_to", "is_public"),
            Fieldset(_("Approval and review"), "approved_by", "approved", "next_review", "cycle_months"),
            Fieldset(_("Who looks after it"), "lead", "lead_person"),
            Fieldset(_("Other dates"), "issued", "last_reviewed", "equality"),
            Fieldset(_("What it goes with"), "linked", "guidance", "front_matter"),
            "revision",
            tag=False,
        )

    @classmethod
    def values_of(cls, draft: Draft) -> dict[str, Any]:
        """Return what the form shows of a draft as it is stored."""
        facts = draft.facts
        values: dict[str, Any] = {"title": draft.title, "revision": draft.revision}
        values |= {name: facts.get(name) or "" for name in cls.FACTS}
        values |= {name: "\n".join(getattr(draft, name)) for name in cls.LINES}
        values["linked"] = "\n".join(facts.get("linked") or [])
        values["guidance"] = "\n".join(", ".join(filter(None, pair)) for pair in facts.get("guidance") or [])
        values["is_public"] = facts.get("is_public", draft.policy.is_public if draft.policy else True)
        return values

    def changes_of(self) -> dict[str, Any]:
        """Return what ``services.save_draft`` takes."""
        data = self.cleaned_data
        facts = {name: data[name] for name in self.FACTS} | {"guidance": [cited(line) for line in data["guidance"]]}
        lines = {name: data[name] for name in self.LINES if name in data}
        return {"title": data["title"], "facts": self.draft.facts | facts, **lines}

    def keep_after(self, stored: Draft) -> None:
        """Show beside each field what a colleague saved meanwhile; what was typed stays, and may be saved next."""
        now = self.values_of(stored)
        for name, field in self.fields.items():
            typed = str(self.data.get(name) or "").replace("\r\n", "\n").strip()
            saved = str(now.get(name) or "").strip()
            if isinstance(field, forms.CharField) and typed != saved:
                self.add_error(name, _now("A colleague saved: %(words)s") % {"words": saved or _now("nothing")})
        self.data = {**dict(self.data.items()), "revision": str(stored.revision)}


class SectionForm(forms.Form):
    """One section of a draft."""

    number = forms.CharField(
        label=_("Number"), required=False, max_length=20, widget=forms.TextInput({"class": "w-10"})
    )
    heading = forms.CharField(label=_("Heading"), required=False, max_length=300)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_SECTION,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("Leave a line empty between paragraphs. Begin a line with - for a list. **Stars** make it bold."),
    )
    place = forms.TypedChoiceField(label=_("Where it stands"), coerce=int, choices=[])
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, draft: Draft, key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [section for section in draft.clauses if section["key"] != key]
        after = [
            (place, _now("After %(section)s") % {"section": f"{c['number']} {c['heading']}".strip() or place - 1})
            for place, c in enumerate(others, start=2)
        ]
        set_choices(self, "place", [(1, _now("First")), *after])
        self.fields["place"].initial = len(others) + 1
        self.helper = school_helper(self, button=_("Save this section"))

    def clean(self) -> dict[str, Any]:
        """Want a heading or some text."""
        data = super().clean() or {}
        if not (data.get("heading") or "").strip() and not (data.get("text") or "").strip():
            self.add_error("heading", _("Write a heading or some text"))
        return data


class ProposeForm(forms.Form):
    """Whether those who signed the version before are asked again."""

    major = forms.ChoiceField(
        label=_("Ask everybody to sign again?"),
        choices=[
            ("yes", Hinted(_("Yes"), _("The rules have changed."))),
            ("no", Hinted(_("No"), _("Only words or names have changed."))),
        ],
        initial="yes",
        widget=CardRadios,
        error_messages={"required": _("Choose yes or no"), "invalid_choice": _("Choose yes or no")},
    )

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:
            del self.fields["major"]
        self.helper = school_helper(self, button=_("Send for approval"))

    @property
    def is_major(self) -> bool:
        """Return whether new signatures are wanted; a first version always wants them."""
        return self.cleaned_data.get("major", "yes") == "yes"


class ApproveForm(forms.Form):
    """The minute of the meeting, if there is one."""

    minute = forms.CharField(
        label=_("Minute reference"), required=False, max_length=60, widget=forms.TextInput({"class": "w-20"})
    )


class ReturnForm(forms.Form):
    """Why a version goes back."""

    why = forms.CharField(
        label=_("What should change?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say what should change")},
    )


class EarlyReviewForm(forms.Form):
    """Why a review is wanted before its day (M1)."""

    cause = forms.ChoiceField(
        label=_("What calls for it?"),
        choices=ReviewCause.choices,
        widget=CardRadios,
        error_messages={"required": _("Choose what calls for it")},
    )
    why = forms.CharField(
        label=_("Why?"),
        help_text=_("One or two sentences. Name nobody."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why")},
    )
    helper = school_helper(button=_("Call for a review"))
