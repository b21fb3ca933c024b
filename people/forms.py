"""Clean input for the pages of people."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.crypto import constant_time_compare
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.forms import CardBoxes, CardRadios, DayField, Hinted
from core.layouts import school_helper
from people.models import School
from people.queries import Actor
from people.rules import may_give_role
from people.states import ROLE_TABLE, Kind, Nation, SettingSpec

_CODE_WRONG = _("That is not the code. Look at the window where the portal was started and type it again")
_EMAIL = {"required": _("Enter an e-mail address"), "invalid": _("Enter an e-mail address such as name@school.example")}


_FROM_LIST = _("Choose one from the list")
_ROLE = {"required": _("Choose a role"), "invalid_choice": _("Choose a role from the list")}


def _words(label: Any, message: Any, *, optional: bool = False, length: int = 100, **kwargs: Any) -> forms.CharField:
    messages = {"required": message, "max_length": _("Use fewer letters")}
    return forms.CharField(label=label, max_length=length, required=not optional, error_messages=messages, **kwargs)


def roles_to_give(actor: Actor) -> list[tuple[str, Hinted]]:
    """Return the roles that this person may give to somebody else, each with its sentence."""
    alone = actor.school.trust.stands_alone
    return [
        (role.value, Hinted(capfirst(spec.words), spec.sentence))
        for role, spec in ROLE_TABLE.items()
        if may_give_role(actor, role, to_oneself=False, stands_alone=alone)
    ]


class FirstSchoolForm(forms.Form):
    """The first school and its first administrator."""

    code = _words(
        _("Code"),
        _("Enter the code"),
        length=40,
        help_text=_("The portal shows it in the window where it was started."),
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )
    school_name = _words(_("Name of the school"), _("Enter the name of the school"), length=200)
    nation = forms.ChoiceField(
        label=_("Where is it?"),
        choices=Nation.choices,
        initial=Nation.ENGLAND.value,
        widget=CardRadios,
        help_text=_("So that we know the bank holidays."),
        error_messages={"required": _("Choose where it is"), "invalid_choice": _FROM_LIST},
    )
    first_name = _words(_("Your first name"), _("Enter your first name"))
    last_name = _words(_("Your last name"), _("Enter your last name"))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        error_messages=_EMAIL,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, expected_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected_code
        self.helper = school_helper(button=_("Make my school"))

    def clean_code(self) -> str:
        """Compare without regard to spaces, dashes and capitals."""
        typed = "".join(str(self.cleaned_data["code"]).replace("-", " ").split()).upper()
        if not constant_time_compare(typed, self._expected.replace("-", "")):
            raise forms.ValidationError(_CODE_WRONG)
        return typed


class AddPersonForm(forms.Form):
    """One colleague with a role."""

    title = _words(_("Title"), "", optional=True, length=20, widget=forms.TextInput(attrs={"class": "w-10"}))
    first_name = _words(_("First name"), _("Enter a first name"))
    last_name = _words(_("Last name"), _("Enter a last name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages=_EMAIL,
        help_text=_("Only this person’s own. Leave it out for somebody who signs on paper."),
    )
    role = forms.ChoiceField(label=_("Role"), widget=CardRadios, error_messages=_ROLE)
    invite = forms.BooleanField(label=_("Send an invitation to sign in"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(actor)  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Add this person"))

    def clean(self) -> dict[str, Any]:
        """An invitation needs an address."""
        data = super().clean() or {}
        if data.get("invite") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter an e-mail address, or do not send an invitation"))
        return data


class GiveRoleForm(forms.Form):
    """One more role for somebody."""

    role = forms.ChoiceField(label=_("Role"), widget=CardRadios, error_messages=_ROLE)
    from_date = DayField(label=_("First day"), required=False, help_text=_("Leave it out for today."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(actor)  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Give this role"))


class EndRoleForm(forms.Form):
    """When a role ends."""

    when = forms.ChoiceField(
        label=_("When does it end?"),
        choices=[("now", Hinted(_("Now"), _("Access ends at once."))), ("later", _("At the end of a day"))],
        widget=CardRadios,
        error_messages={"required": _("Choose when it ends"), "invalid_choice": _FROM_LIST},
    )
    last_day = DayField(label=_("Last day in this role"), required=False)

    def __init__(self, *args: Any, today: datetime.date, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.helper = school_helper(button=_("End this role"), second=(_("Keep it"), back), danger=True)

    def clean(self) -> dict[str, Any]:
        """A last day is today or later."""
        data = super().clean() or {}
        if data.get("when") == "later" and "last_day" not in self.errors:
            if data.get("last_day") is None:
                self.add_error("last_day", _("Enter the last day"))
            elif data["last_day"] < self._today:
                self.add_error("last_day", _("Enter today or a day after it"))
        return data

    def first_day_without(self) -> datetime.date:
        """Return the day from which the role is no longer held."""
        if self.cleaned_data["when"] == "now":
            return self._today
        last: datetime.date = self.cleaned_data["last_day"]
        return last + datetime.timedelta(days=1)


class DetailsForm(forms.ModelForm):
    """What everybody sees of the school."""

    class Meta:
        model = School
        fields = ("name", "phone", "office_hours", "public_email", "colour")
        labels = {
            "name": _("Name of the school"),
            "phone": _("Telephone of the office"),
            "office_hours": _("When the office answers"),
            "public_email": _("E-mail address of the office"),
            "colour": _("School colour"),
        }
        help_texts = {
            "office_hours": _("For example: 8am to 4pm on school days"),
            "colour": _("# and six letters or digits, such as #0B5A66"),
        }
        error_messages = {"name": {"required": _("Enter the name of the school")}, "public_email": _EMAIL}
        widgets = {"colour": forms.TextInput(attrs={"class": "w-10"})}

    helper = school_helper(button=_("Save"))


def _choice(spec: SettingSpec) -> forms.Field:
    return forms.ChoiceField(choices=[(each.key, each.sentence) for each in spec.choices], widget=CardRadios)


def _several(spec: SettingSpec) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=[(each.key, each.sentence) for each in spec.choices],
        widget=CardBoxes,
        required=not spec.may_be_empty,
    )


def _yes_no(spec: SettingSpec) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("True", _("Yes")), ("False", _("No"))], widget=CardRadios, coerce=lambda text: text == "True"
    )


def _number(spec: SettingSpec) -> forms.Field:
    return forms.IntegerField(widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}))


def _time(spec: SettingSpec) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"class": "w-4"}), help_text=_("Such as 08:00"))


def _text(spec: SettingSpec) -> forms.Field:
    return forms.CharField(required=not spec.may_be_empty, max_length=spec.high)


_FIELDS: dict[Kind, Callable[[SettingSpec], forms.Field]] = {
    Kind.CHOICE: _choice,
    Kind.SEVERAL: _several,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.TEXT: _text,
}


class SettingForm(forms.Form):
    """One setting, asked in the way of its kind; whether the value can be is decided by the rule."""

    def __init__(self, *args: Any, spec: SettingSpec, value: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = _FIELDS[spec.kind](spec)
        field.label = spec.sentence
        field.initial = str(value) if spec.kind == Kind.YES_NO else value
        field.error_messages |= {
            "required": _("Choose an answer or type one"),
            "invalid": _("Enter a number"),
            "invalid_choice": _FROM_LIST,
        }
        self.fields["value"] = field
        self.helper = school_helper(button=_("Save"), second=(_("Back"), back))
