"""How the school works: its details, and one setting at a time."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.contributions.settings import SettingSpec
from core.pages.forms import EMAIL, FROM_LIST, CardRadios, Hinted, PageForm, hide_optional_mark, school_helper
from core.pages.setting_fields import setting_field
from schools.models.schools import School
from schools.rules.branding import ColourCheck, check_colour

_KEEP = Hinted(_("Keep my colour"), _("It stays on the stripe and the crest. Words are written on it in dark ink."))


class CrestForm(PageForm):
    """A picture for the crest."""

    button = _("Show this crest")
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG or JPEG, smaller than 2 MB. We draw it anew and keep nothing else of the file."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={"required": _("Choose a picture")},
    )


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = str(self.data.get("colour", "")).strip()
        self.colour_check = check_colour(typed) if self._is_new(typed) else None
        if self.colour_check and not self.colour_check.passes:
            self.fields["colour_choice"] = self._choice_of(self.colour_check)

    def _is_new(self, typed: str) -> bool:
        return (
            bool(re.fullmatch("#[0-9a-fA-F]{6}", typed))
            and typed.upper() != str(self.initial.get("colour", "")).upper()
        )

    @staticmethod
    def _choice_of(check: ColourCheck) -> forms.ChoiceField:
        """Return the question whether to take the nearest colour that reads well; one's own may be kept."""
        field = forms.ChoiceField(
            label=check.words,
            choices=[("nearest", _("Use %(nearest)s") % {"nearest": check.nearest}), ("keep", _KEEP)],
            widget=CardRadios,
            error_messages={"required": _("Choose a colour"), "invalid_choice": FROM_LIST},
        )
        hide_optional_mark(field)
        return field

    def clean(self) -> dict[str, Any]:
        """Take the nearest colour that reads well, if that was chosen."""
        data = super().clean() or {}
        if data.pop("colour_choice", "") == "nearest" and self.colour_check:
            data["colour"] = self.colour_check.nearest
        return data


class SettingForm(PageForm):
    """One setting, asked in the way of its kind; whether the value can be is decided by the rule."""

    button = _("Save")

    def __init__(self, *args: Any, spec: SettingSpec, value: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = setting_field(spec, value)
