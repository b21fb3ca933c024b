"""The field that asks for a setting in the way of its kind."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.contributions.settings import SettingKind, SettingSpec
from core.pages.forms import FROM_LIST, CardBoxes, CardRadios


def _field(spec: SettingSpec) -> forms.Field:
    choices = list(spec.choices.items())
    match spec.kind:
        case SettingKind.CHOICE:
            return forms.ChoiceField(choices=choices, widget=CardRadios)
        case SettingKind.SEVERAL:
            return forms.MultipleChoiceField(choices=choices, widget=CardBoxes, required=not spec.may_be_empty)
        case SettingKind.YES_NO:
            answers = [("True", _("Yes")), ("False", _("No"))]
            return forms.TypedChoiceField(choices=answers, widget=CardRadios, coerce=lambda text: text == "True")
        case SettingKind.NUMBER:
            return forms.IntegerField(widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}))
        case SettingKind.TIME:
            return forms.CharField(widget=forms.TextInput(attrs={"class": "w-4"}), help_text=_("Such as 08:00"))
        case SettingKind.TEXT:
            return forms.CharField(required=not spec.may_be_empty, max_length=spec.high)


def setting_field(spec: SettingSpec, value: Any) -> forms.Field:
    """Return the field that asks for a setting in the way of its kind, filled with ``value``."""
    field = _field(spec)
    field.label = spec.sentence
    field.initial = str(value) if spec.kind == SettingKind.YES_NO else value
    field.error_messages |= {
        "required": _("Choose an answer or type one"),
        "invalid": _("Enter a number"),
        "invalid_choice": FROM_LIST,
    }
    return field
