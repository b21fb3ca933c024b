"""How the school works: its details, and one setting at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CardBoxes, CardRadios
from core.layouts import school_helper
from people.forms.words import EMAIL, FROM_LIST
from people.models import School
from people.states import Kind, SettingSpec


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
        error_messages = {"name": {"required": _("Enter the name of the school")}, "public_email": EMAIL}
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
            "invalid_choice": FROM_LIST,
        }
        self.fields["value"] = field
        self.helper = school_helper(button=_("Save"), second=(_("Back"), back))
