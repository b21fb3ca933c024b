"""Who hears of what: one setting, and "Try it"."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.contributions.settings import SettingKind, SettingSpec
from core.pages.forms import CardBoxes, CardRadios, school_helper
from incidents.states.kinds import KINDS
from incidents.states.routes import Office
from incidents.states.workflow import FromKind

_FROM_LIST = _("Choose one from the list")


class RouteForm(forms.Form):
    """One setting of the group "routes"."""

    def __init__(self, *args: Any, spec: SettingSpec, value: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = _field(spec)
        field.label = spec.sentence
        field.initial = str(value) if spec.kind == SettingKind.YES_NO else value
        self.fields["value"] = field
        self.helper = school_helper(button=_("Save and test"), second=(_("Back"), back))


def _field(spec: SettingSpec) -> forms.Field:
    choices = list(spec.choices.items())
    errors = {"required": _("Choose an answer"), "invalid_choice": _FROM_LIST}
    if spec.kind == SettingKind.CHOICE:
        return forms.ChoiceField(choices=choices, widget=CardRadios, error_messages=errors)
    if spec.kind == SettingKind.SEVERAL:
        return forms.MultipleChoiceField(
            choices=choices, widget=CardBoxes, required=not spec.may_be_empty, error_messages=errors
        )
    if spec.kind == SettingKind.YES_NO:
        return forms.TypedChoiceField(
            choices=[("True", _("Yes")), ("False", _("No"))],
            widget=CardRadios,
            coerce=lambda text: text == "True",
            error_messages=errors,
        )
    return forms.IntegerField(
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}),
        error_messages={"required": _("Enter a number"), "invalid": _("Enter a number")},
    )


class TryForm(forms.Form):
    """Who reports, what about, and which office it is about."""

    from_kind = forms.ChoiceField(
        label=_("Who reports?"),
        choices=[
            (FromKind.PARENT.value, _("A parent or carer")),
            (FromKind.STAFF.value, _("Somebody who works here")),
            (FromKind.OTHER.value, _("Somebody else, with a name")),
            (FromKind.NO_NAME.value, _("Somebody without a name")),
        ],
        error_messages={"required": _("Choose who reports"), "invalid_choice": _FROM_LIST},
    )
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[(spec.kind.value, spec.words) for spec in KINDS.values()],
        error_messages={"required": _("Choose what it is about"), "invalid_choice": _FROM_LIST},
    )
    about = forms.MultipleChoiceField(
        label=_("Is it about one of them?"),
        choices=Office.choices,
        required=False,
        widget=CardBoxes,
        error_messages={"invalid_choice": _FROM_LIST, "invalid_list": _FROM_LIST},
    )
    helper = school_helper(button=_("Try it"), method="get", quiet=True, action="#result")
