"""Clean input for policies."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import HTML, Fieldset
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.forms import CardRadios, Hinted
from core.layouts import school_helper
from core.reviewdate import parse
from policies.models import DATES

LARGEST = 10 * 1024 * 1024
LONGEST = 400_000
MOST_SHORT, MOST_CHANGES = 8, 5


class ImportForm(forms.Form):
    """A file, or pasted text: one of the two."""

    file = forms.FileField(
        label=_("Choose the file"), required=False, help_text=_("Word (.docx), text or PDF. Smaller than 10 MB.")
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Put each heading on a line of its own."),
    )
    helper = school_helper(button=_("Check the file"))

    def clean_file(self) -> Any:
        """Refuse what is too large before anything reads it."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST:
            raise forms.ValidationError(_("The file must be smaller than 10 MB"))
        return file

    def clean(self) -> dict[str, Any]:
        """Want exactly one of the two."""
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not (data.get("text") or "").strip():
            self.add_error("file", _("Choose a file, or paste the text"))
        return data

    @property
    def source(self) -> tuple[str, bytes]:
        """Return (name, bytes) of what was given."""
        file = self.cleaned_data.get("file")
        if file:
            return file.name, file.read()
        return "pasted.txt", self.cleaned_data["text"].encode()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class LinesField(forms.CharField):
    """Several short lines, typed one under the other; cleans to a list."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(required=False, widget=forms.Textarea({"rows": 4}), **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return the lines. Refuses more than ``most``."""
        lines = _lines(super().clean(value))
        if len(lines) > self.most:
            raise forms.ValidationError(_now("Keep it to %(most)s lines") % {"most": self.most})
        return lines


class TypedDateField(forms.CharField):
    """A day, a month or a term, kept as typed (obligations L1, C16)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, widget=forms.TextInput({"class": "w-20"}), **kwargs)

    def clean(self, value: Any) -> str:
        """Refuse words that hold no date; empty means not stated."""
        text: str = super().clean(value)
        if text and parse(text) is None:
            raise forms.ValidationError(_("Write a day, a month or a term, such as 12 March 2027 or Autumn 2027"))
        return text


class DraftForm(forms.Form):
    """The draft to look over: facts, summary, and one heading and text for each section."""

    title = forms.CharField(label=_("Title"), max_length=200, error_messages={"required": _("Enter the title")})
    approved_by = forms.CharField(
        label=_("Approved by"), required=False, max_length=200, help_text=_("For example, the governing body")
    )
    approved = TypedDateField(label=_("Approved on"))
    issued = TypedDateField(label=_("Issued"))
    last_reviewed = TypedDateField(label=_("Last reviewed"))
    next_review = TypedDateField(label=_("Next review"), help_text=_("A day, a month or a term, such as Autumn 2027"))
    lead = forms.CharField(label=_("Lead person"), required=False, max_length=200)
    in_short = LinesField(
        most=MOST_SHORT, label=_("In short"), help_text=_("Up to 8 plain lines. Most people read these first.")
    )
    changes = LinesField(
        most=MOST_CHANGES, label=_("What changed"), help_text=_("1 to 5 lines. Those who signed before see them first.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    FACTS = ("approved_by", *DATES, "lead")

    def __init__(self, *args: Any, draft: Any, **kwargs: Any) -> None:
        self.draft = draft
        kwargs.setdefault("initial", self._initial(draft))
        super().__init__(*args, **kwargs)
        sections: list[Any] = []
        for position, clause in enumerate(draft.clauses):
            label = f"{clause['number']} {clause['heading']}".strip() or _now("Section")
            self.fields[f"heading_{position}"] = forms.CharField(label=_("Heading"), required=False, max_length=300)
            self.fields[f"text_{position}"] = forms.CharField(
                label=_("Text"), required=False, max_length=60_000, widget=forms.Textarea({"rows": 6})
            )
            sections.append(Fieldset(label, f"heading_{position}", f"text_{position}"))
        facts = Fieldset(_("What the policy states"), "title", *self.FACTS, "revision")
        summary = Fieldset(_("For the reader"), "in_short", *(["changes"] if draft.policy_id else []))
        if not draft.policy_id:
            del self.fields["changes"]
        whole = [HTML(f"<h2>{_now('Sections')}</h2>"), *sections]
        self.helper = school_helper(None, facts, summary, *whole, button=_("Save the draft"))

    @staticmethod
    def _initial(draft: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"title": draft.title, "revision": draft.revision}
        values |= {name: draft.facts.get(name) or "" for name in DraftForm.FACTS}
        values |= {"in_short": "\n".join(draft.in_short), "changes": "\n".join(draft.changes)}
        for position, clause in enumerate(draft.clauses):
            values |= {f"heading_{position}": clause["heading"], f"text_{position}": clause["text"]}
        return values

    def changes_of(self) -> dict[str, Any]:
        """Return what ``services.save_draft`` takes. A section whose heading and text were emptied is left out."""
        data = self.cleaned_data
        clauses = [
            clause | {"heading": data[f"heading_{at}"], "text": data[f"text_{at}"].replace("\r\n", "\n")}
            for at, clause in enumerate(self.draft.clauses)
            if data[f"heading_{at}"].strip() or data[f"text_{at}"].strip()
        ]
        return {
            "title": data["title"],
            "in_short": data["in_short"],
            "changes": data.get("changes", []),
            "clauses": clauses,
            "facts": self.draft.facts | {name: data[name] for name in self.FACTS},
        }


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
    )
    helper = school_helper(button=_("Send for approval"))


class ApproveForm(forms.Form):
    """The minute of the meeting, if there is one."""

    minute = forms.CharField(
        label=_("Minute reference"), required=False, max_length=60, widget=forms.TextInput({"class": "w-20"})
    )
    helper = school_helper(button=_("Approve"))


class ReturnForm(forms.Form):
    """Why a version goes back."""

    why = forms.CharField(
        label=_("What should change?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say what should change")},
    )
    helper = school_helper(button=_("Ask for changes"))
