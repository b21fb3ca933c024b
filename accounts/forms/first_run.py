"""The first day of a portal without a demo."""

from typing import Any

from django import forms
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from core.pages.forms import EMAIL, FROM_LIST, CardRadios, school_helper, text_field
from schools.states import Nation

CODE_WRONG = _("That is not the code. Look at the window where the portal was started and type it again")


class FirstSchoolForm(forms.Form):
    """The first school and its first administrator."""

    code = text_field(
        _("Code"),
        _("Enter the code"),
        length=40,
        help_text=_("The portal shows it in the window where it was started."),
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )
    school_name = text_field(_("Name of the school"), _("Enter the name of the school"), length=200)
    nation = forms.ChoiceField(
        label=_("Where is it?"),
        choices=Nation.choices,
        initial=Nation.ENGLAND.value,
        widget=CardRadios,
        help_text=_("So that we know the bank holidays."),
        error_messages={"required": _("Choose where it is"), "invalid_choice": FROM_LIST},
    )
    first_name = text_field(_("Your first name"), _("Enter your first name"))
    last_name = text_field(_("Your last name"), _("Enter your last name"))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        error_messages=EMAIL,
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
            raise forms.ValidationError(CODE_WRONG)
        return typed
