"""What reporters fill in: one question a page, or all on one page for staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import CardBoxes, CardRadios, Hinted
from core.pages.layouts import school_helper
from core.text.words import Words
from incidents.forms.fields import OFF, heading, radios, words
from incidents.states.kinds import KINDS, Kind
from incidents.states.routes import Office
from incidents.states.workflow import FromKind

COMPLAINT = "complaint"
NONE = "none"
VISIBLE = (("yes", _("Yes")), ("no", _("No")), ("unsure", _("I do not know")))


_COMPLAINT = Hinted(_("A complaint about the school"), _("We show you another way first. You choose."))
_PUBLIC_KINDS = [(spec.kind.value, Hinted(spec.words, spec.hint)) for spec in KINDS.values() if spec.public]
_PUBLIC_KINDS.insert(-1, (COMPLAINT, _COMPLAINT))
_OFFICES = [*Office.choices, (NONE, Hinted(_("None of these"), _("Or I do not know who it is.")))]


class QuestionForm(forms.Form):
    """One question of a report."""

    helper = school_helper(button=_("Continue"))


def offices(label: Words, hint: Words) -> forms.MultipleChoiceField:
    """Return the tick boxes of the second question."""
    needed = {"required": _("Tick one or more, or tick “None of these”")}
    return forms.MultipleChoiceField(
        label=label, help_text=hint, choices=_OFFICES, widget=CardBoxes(OFF), error_messages=needed
    )


class _CleansOffices(forms.Form):
    """Cleans the tick boxes of the second question."""

    def clean_about(self) -> list[str]:
        """Return the offices named; refuse "none" together with one of them."""
        ticked: list[str] = self.cleaned_data["about"]
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError(_("Tick the people, or tick “None of these”. Not both"))
        return [office for office in ticked if office != NONE]


class AboutForm(QuestionForm):
    """Question 1: what it is about."""

    about_kind = radios(heading(_("What is it about?")), _PUBLIC_KINDS, _("Choose what it is about"))


class WhoForm(_CleansOffices, QuestionForm):
    """Question 2: so that the person it is about does not get it."""

    about = offices(heading(_("Is it about one of these people?")), _("Whoever you tick will not get your report."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("about") == []:
            self.initial["about"] = [NONE]


class StoryForm(QuestionForm):
    """Question 3: what happened."""

    story = words(
        _("In your own words"),
        needed=_("Tell us what happened"),
        hint=_("What did you see or hear? Short is fine. Leave out passwords and PINs."),
        rows=8,
    )


class WhereForm(QuestionForm):
    """Question 4: where and when."""

    where_when = words(
        _("Where and about when?"),
        hint=_("An app, a group, a place. “Last week” is fine. Who may have seen it?"),
        rows=4,
    )
    link = words(_("A link, if you have one"), limit=500, inputmode="url")
    still_visible = forms.ChoiceField(
        label=_("Can people still see it?"), choices=VISIBLE, required=False, widget=CardRadios(OFF)
    )


class PicturesForm(QuestionForm):
    """Question 5: pictures, in words only."""

    pictures = words(_("What do they show, and where are they?"), rows=4)


class YouForm(QuestionForm):
    """Question 6: with or without a name."""

    from_kind = radios(
        _("Who are you?"),
        [
            (FromKind.NO_NAME.value, Hinted(_("I do not give my name"), _("We can still talk: you get secret words."))),
            (FromKind.PARENT.value, _("I am a parent or carer and give my name")),
            (FromKind.OTHER.value, _("I am somebody else and give my name")),
        ],
        _("Choose with or without your name"),
    )
    name = words(_("Your name"), limit=120)
    contact = words(
        _("The safest way to reach you"),
        hint=_("An e-mail address or a phone number. To an e-mail address we only write: there is a message for you."),
        limit=200,
    )

    def clean(self) -> dict[str, Any]:
        """A name and "no name" do not go together; nothing is thrown away without asking."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = cleaned.get("name") or cleaned.get("contact")
        if cleaned.get("from_kind") == FromKind.NO_NAME and given:
            self.add_error("from_kind", _("You wrote a name or contact. Clear them, or choose to give your name"))
        if cleaned.get("from_kind") in (FromKind.PARENT, FromKind.OTHER) and not cleaned.get("name"):
            self.add_error("name", _("Enter your name, or choose “I do not give my name”"))
        return cleaned


STEPS: dict[str, type[forms.Form]] = {
    "about": AboutForm,
    "people": WhoForm,
    "story": StoryForm,
    "where": WhereForm,
    "pictures": PicturesForm,
    "you": YouForm,
}


class StaffForm(_CleansOffices):
    """A concern of a member of the school: the same questions on one page."""

    about_kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Choose one")), *((spec.kind.value, spec.words) for spec in KINDS.values())],
        widget=forms.Select(OFF),
        error_messages={"required": _("Choose what it is about")},
    )
    about = offices(_("Is it about one of these people?"), _("Whoever you tick does not get it."))
    story = words(
        _("What happened?"), needed=_("Write what happened"), hint=_("What you saw or heard. Facts first."), rows=6
    )
    childs_words = words(_("The child's own words"), hint=_("As they said them. Do not ask for more."), rows=3)
    what_i_did = words(_("What I did"), hint=_("Whom you told, what you kept safe."), rows=3)
    where_when = words(_("Where and when?"), rows=2)
    link = words(_("A link, if there is one"), limit=500, inputmode="url")
    still_visible = forms.ChoiceField(
        label=_("Can people still see it?"),
        choices=[("", _("Not asked")), *VISIBLE],
        required=False,
        widget=forms.Select(OFF),
    )
    keep_quiet = forms.BooleanField(
        label=_("I keep this confidential. I talk about it only with those who need to know."),
        error_messages={"required": _("Tick the box to show that you keep this confidential")},
    )
    once = forms.UUIDField(widget=forms.HiddenInput)
    helper = school_helper(button=_("Send my report"))


class ReturnForm(forms.Form):
    """Reference and secret words; blanks and capitals do not matter, and both may be pasted."""

    reference = words(
        _("Your reference"), needed=_("Enter your reference"), hint=_("Such as KTM-4QX"), limit=40, size="12"
    )
    secret = words(
        _("Your secret words"),
        needed=_("Enter your four secret words"),
        hint=_("All four, in order"),
        limit=200,
        spellcheck="false",
        autocapitalize="none",
    )
    helper = school_helper(button=_("See my report"))


class AnswerForm(forms.Form):
    """A reporter's answer. ``number`` keeps a double click from adding it twice."""

    body = words(_("Your answer"), needed=_("Write your answer"), rows=5)
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    helper = school_helper(button=_("Send my answer"))


def kind_words(kind: str) -> str:
    """Return the reporter's words for a kind; "" for an unknown one."""
    return str(KINDS[kind].words) if kind in Kind.values else ""
