"""The field that asks for a setting in the way of its kind."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.contributions.settings import SettingKind, SettingSpec
from core.pages.forms import FROM_LIST, CardBoxes, CardRadios


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


_FIELDS: dict[SettingKind, Callable[[SettingSpec], forms.Field]] = {
    SettingKind.CHOICE: _choice,
    SettingKind.SEVERAL: _several,
    SettingKind.YES_NO: _yes_no,
    SettingKind.NUMBER: _number,
    SettingKind.TIME: _time,
    SettingKind.TEXT: _text,
}


def setting_field(spec: SettingSpec, value: Any) -> forms.Field:
    """Return the field that asks for a setting in the way of its kind, filled with ``value``."""
    field = _FIELDS[spec.kind](spec)
    field.label = spec.sentence
    field.initial = str(value) if spec.kind == SettingKind.YES_NO else value
    field.error_messages |= {
        "required": _("Choose an answer or type one"),
        "invalid": _("Enter a number"),
        "invalid_choice": FROM_LIST,
    }
    return field
