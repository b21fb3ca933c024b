"""Clean input: signing, asking, opening a round, recording paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from core.pages.forms import CardBoxes, CardRadios, DayField, Hinted, hide_optional_mark
from core.pages.layouts import school_helper
from policies.models import Version
from signoffs.rules import LONGEST_NAME, LONGEST_TEXT
from signoffs.states import MUST_TICK, Answer, Audience, Group, QuestionKind, Statement, StatementKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from signoffs.queries.audience import Child

MAY_LEAVE = _("You can say no. We will talk about it.")
TICK = {"required": _("Tick the box to show that you agree")}
SHORT = 300


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name on the record"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def _children_field(children: Iterable[Child], label: StrOrPromise, missing: StrOrPromise) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(str(child.pk), Hinted(child.first_name, class_words(child))) for child in children],
        widget=CardBoxes(tick_all=_("Tick all")),
        error_messages={"required": missing},
    )


class _WithStatements(forms.Form):
    """Read-out statements as boxes, each tied to its own words; none is ever ticked beforehand."""

    boxes: dict[str, int]

    def add_statements(self, statements: Sequence[Statement], *, leave_out: frozenset[str] = frozenset()) -> None:
        """Add a box for each statement whose kind is not left out."""
        self.boxes = {}
        for place, statement in enumerate(statements):
            if statement["kind"] in leave_out:
                continue
            name = f"statement_{place}"
            self.boxes[name] = place
            self.fields[name] = forms.BooleanField(
                label=statement["text"],
                required=statement["kind"] in MUST_TICK,
                help_text=MAY_LEAVE if statement["kind"] == StatementKind.DECLARATION else "",
                error_messages=TICK,
            )

    def ticked(self) -> set[int]:
        """Return the places of the statements that were ticked."""
        return {place for name, place in self.boxes.items() if self.cleaned_data[name]}


class SignForm(_WithStatements):
    """Sign one policy."""

    def __init__(self, *args: Any, statements: Sequence[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_statements(statements)
        self.fields["name"] = _name_field()
        self.helper = school_helper(tag=False)


class FamilyForm(_WithStatements):
    """Sign for one's children: ticking a child is the agreement, so only other statements have boxes."""

    def __init__(
        self,
        *args: Any,
        children: Iterable[Child],
        statements: Sequence[Statement],
        asks_pictures: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own = list(children)
        agreed = {
            place: words["text"] for place, words in enumerate(statements) if words["kind"] == StatementKind.AGREEMENT
        }
        self.agreed, self.agreed_texts = set(agreed), list(agreed.values())
        children_field = _children_field(own, _("Your children"), _("Tick each child you are signing for"))
        children_field.help_text = _("Tick each child you are signing for.")
        children_field.error_messages["invalid_choice"] = children_field.error_messages["required"]
        self.fields["children"] = children_field
        self.add_statements(statements, leave_out=frozenset({StatementKind.AGREEMENT}))
        self.pictures = {f"picture_{child.pk}": child.pk for child in own} if asks_pictures else {}
        for child in own if asks_pictures else ():
            self.fields[f"picture_{child.pk}"] = forms.ChoiceField(
                label=_("May we use %(name)s's picture on the school's own page?") % {"name": child.first_name},
                help_text=_("We never use full names."),
                choices=Answer.choices,
                required=False,
                widget=CardRadios,
            )
        self.fields["name"] = _name_field()
        self.fields["name"].label = _("Your name")

    def picture_fields(self) -> list[forms.BoundField]:
        """Return the optional question of each child."""
        return [self[name] for name in self.pictures]

    def box_fields(self) -> list[forms.BoundField]:
        """Return the statements that have a box of their own."""
        return [self[name] for name in self.boxes]

    def wanted(self) -> dict[str, Any]:
        """Return what ``services.sign_for_family`` is called with; ticking a child is agreeing to what has no box."""
        cleaned = self.cleaned_data
        return {
            "children": [UUID(pk) for pk in cleaned["children"]],
            "ticked": self.ticked() | self.agreed,
            "pictures": {pk: cleaned[name] for name, pk in self.pictures.items() if cleaned[name]},
            "name": cleaned["name"],
        }


def class_words(child: Child) -> str:
    """Return "Year 5, Fir class": the year group as the school writes it, and the class."""
    year = str(child.year_group or "")
    year = str(_("Year %(n)s")) % {"n": year} if year.isdecimal() else {"R": str(_("Reception"))}.get(year, year)
    return ", ".join(part for part in (year, child.class_name or "") if part)


def _text_field(label: StrOrPromise, rows: int, missing: StrOrPromise | None = None) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=missing is not None,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else {},
    )


class QuestionForm(forms.Form):
    """Ask before signing, or answer."""

    text = _text_field(_("Your question"), 5, _("Write your question"))
    helper = school_helper(button=_("Send my question"))


class AnswerForm(forms.Form):
    """Answer a question."""

    text = _text_field(_("Your answer"), 5, _("Write your answer"))
    helper = school_helper(button=_("Send my answer"))


class FamilyAskForm(forms.Form):
    """Say something to the office instead of signing."""

    kind = forms.ChoiceField(
        label=_("What do you need?"),
        choices=[
            (QuestionKind.PAPER, _("A paper form")),
            (QuestionKind.CALL, _("A call from the office")),
            (QuestionKind.LANGUAGE, _("Another language")),
            (QuestionKind.NOT_MY_CHILD, _("A child on the list is not mine")),
            (QuestionKind.QUESTION, _("I have a question")),
        ],
        widget=CardRadios,
        error_messages={"required": _("Choose what you need")},
    )
    text = _text_field(_("Anything else we need to know?"), 3)
    helper = school_helper(button=_("Send to the office"))


def _number_field(label: StrOrPromise, most: int, missing: StrOrPromise, invalid: StrOrPromise) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        widget=forms.TextInput(attrs={"class": "w-2", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": missing, "invalid": invalid},
    )


class BirthdayForm(forms.Form):
    """The school's second question at the family link."""

    day = _number_field(_("Day"), 31, _("Enter the day"), _("Enter the day as a number"))
    month = _number_field(_("Month"), 12, _("Enter the month"), _("Enter the month as a number, such as 9"))
    helper = school_helper(button=_("Continue"))


class NewLinkForm(forms.Form):
    """Ask for a new private link."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one that the school has."),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an address such as name@example.org"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    helper = school_helper(button=_("Send me a new link"), action=reverse_lazy("signoffs:family_new_link"))


class LongerForm(forms.Form):
    """Give people longer to sign."""

    due = DayField(label=_("Sign by"), help_text=_("For example, 27 11 2026"))
    helper = school_helper(button=_("Give people longer"))


class RoundForm(forms.Form):
    """Open a round: what, who, until when, and the words that are read out."""

    version = forms.ChoiceField(label=_("Policy"), widget=CardRadios, error_messages={"required": _("Choose a policy")})
    audience = forms.ChoiceField(
        label=_("Who signs?"),
        choices=[
            (Audience.STAFF, Hinted(_("People who work or help here"), _("Each signs for themself"))),
            (Audience.FAMILY, Hinted(_("Families"), _("Parents and carers sign for their children"))),
        ],
        widget=CardRadios,
        error_messages={"required": _("Choose who signs")},
    )
    groups = forms.MultipleChoiceField(
        label=_("Which people who work or help here?"),
        choices=Group.choices,
        required=False,
        initial=[Group.STAFF],
        widget=CardBoxes,
    )
    due = DayField(label=_("Sign by"), help_text=_("For example, 27 11 2026"))
    agreement = forms.CharField(
        label=_("Everybody ticks this to sign"),
        max_length=SHORT,
        initial=_("I have read this policy and I will follow it"),
        error_messages={"required": _("Write what people agree to")},
    )
    acknowledgement = forms.CharField(
        label=_("A notice that everybody ticks too"),
        help_text=_("For example, I know that the school checks its own computers"),
        max_length=SHORT,
        required=False,
    )
    declaration = forms.CharField(
        label=_("Something people can say about themselves"),
        help_text=_("They can say no. For example, my private accounts are set to friends only"),
        max_length=SHORT,
        required=False,
    )
    asks_pictures = forms.BooleanField(
        label=_("Ask families about pictures"),
        help_text=_("One question for each child. Nobody has to answer."),
        required=False,
    )

    def __init__(self, *args: Any, versions: Iterable[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("See who will be asked"))
        hide_optional_mark(self.fields["groups"])  # one is needed when staff are asked
        self.versions = {str(version.pk): version for version in versions}
        cast(forms.ChoiceField, self.fields["version"]).choices = [
            (pk, Hinted(version.title, _("Version %(number)s") % {"number": version.number}))
            for pk, version in self.versions.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Staff rounds name at least one group."""
        cleaned = super().clean() or {}
        if cleaned.get("audience") == Audience.STAFF and not cleaned.get("groups"):
            self.add_error("groups", _("Choose who signs"))
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """Return what ``services.open_round`` is called with."""
        cleaned = self.cleaned_data
        return {
            "version": self.versions[cleaned["version"]],
            "audience": cleaned["audience"],
            "groups": cleaned["groups"],
            "due": cleaned["due"],
            "statements": self.statements(),
            "asks_pictures": cleaned["asks_pictures"] and cleaned["audience"] == Audience.FAMILY,
        }

    def audience_words(self) -> str:
        """Return who is asked, in words."""
        if self.cleaned_data["audience"] == Audience.FAMILY:
            return str(_("Families"))
        return ", ".join(str(Group(group).label) for group in self.cleaned_data["groups"])

    def statements(self) -> list[Statement]:
        """Return the statements that were written, in the order in which they are read out."""
        kinds = (StatementKind.AGREEMENT, StatementKind.ACKNOWLEDGEMENT, StatementKind.DECLARATION)
        written: list[Statement] = [{"kind": str(kind), "text": self.cleaned_data[str(kind)]} for kind in kinds]
        return [statement for statement in written if statement["text"]]


class PaperForm(forms.Form):
    """Record a form that came on paper."""

    def __init__(self, *args: Any, children: Iterable[Child] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Save"))
        own = list(children)
        if own:
            self.fields["children"] = _children_field(own, _("Children on the slip"), _("Tick each child on the slip"))
        self.fields["slip_day"] = DayField(
            label=_("Date on the slip"), error_messages={"required": _("Enter the date on the slip")}
        )
        self.fields["name"] = _name_field()
        self.fields["name"].label = _("Name on the slip")
        self.fields["name"].error_messages["required"] = _("Enter the name on the slip")

    def wanted(self) -> dict[str, Any]:
        """Return what ``services.record_paper`` is called with."""
        cleaned = self.cleaned_data
        children = [UUID(pk) for pk in cleaned.get("children", [])]
        return {"name": cleaned["name"], "slip_day": cleaned["slip_day"], "children": children}
