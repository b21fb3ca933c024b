"""What a trust asks: a setting for all schools, a new school, and who acts for the trust."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.contributions.settings import SettingSpec
from core.pages.forms import FROM_LIST, CardRadios, Hinted, school_helper
from core.pages.setting_fields import setting_field
from people.models.persons import Person
from people.states.roles import ROLE_TABLE, TRUST_ROLES, Role
from schools.models.schools import School
from schools.states import Nation

NOTHING, GIVE, LOCK = "nothing", "give", "lock"


class TrustSettingForm(forms.Form):
    """One setting for all schools of a trust: left to each, given as a default, or locked."""

    how = forms.ChoiceField(
        label=_("Who decides?"),
        choices=[
            (NOTHING, _("Each school decides.")),
            (GIVE, Hinted(_("We suggest it."), _("It holds where a school has not chosen."))),
            (LOCK, Hinted(_("We decide."), _("It holds at every school, and no school can change it."))),
        ],
        widget=CardRadios,
        error_messages={"required": _("Choose who decides"), "invalid_choice": FROM_LIST},
    )

    def __init__(self, *args: Any, spec: SettingSpec, value: Any, how: str, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].initial = how
        self.fields["value"] = setting_field(spec, value)
        self.helper = school_helper(button=_("Save for all schools"), second=(_("Back"), back))


class LikeSchoolForm(forms.Form):
    """A new school, made like another."""

    name = forms.CharField(
        label=_("Name of the new school"),
        max_length=200,
        error_messages={"required": _("Enter the name of the school")},
    )
    source = forms.ChoiceField(
        label=_("Take the settings of"),
        error_messages={"required": _("Choose a school"), "invalid_choice": FROM_LIST},
    )
    nation = forms.ChoiceField(
        label=_("Where is it?"),
        choices=Nation.choices,
        widget=CardRadios,
        error_messages={"required": _("Choose where it is"), "invalid_choice": FROM_LIST},
    )
    with_terms = forms.BooleanField(label=_("Take its terms and days without pupils too"), required=False)

    def __init__(self, *args: Any, schools: list[School], back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(str(school.pk), school.name) for school in schools]  # type: ignore[attr-defined]
        self.fields["nation"].initial = schools[0].nation
        self.helper = school_helper(button=_("Make this school"), second=(_("Back"), back))


class TrustRoleForm(forms.Form):
    """A role for the whole trust."""

    person = forms.ChoiceField(
        label=_("Who"), error_messages={"required": _("Choose a person"), "invalid_choice": FROM_LIST}
    )
    role = forms.ChoiceField(
        label=_("Role at every school"),
        choices=[
            (role.value, Hinted(capfirst(ROLE_TABLE[role].words), ROLE_TABLE[role].sentence))
            for role in Role
            if role in TRUST_ROLES
        ],
        widget=CardRadios,
        error_messages={"required": _("Choose a role"), "invalid_choice": FROM_LIST},
    )

    def __init__(self, *args: Any, people: list[tuple[Person, str]], back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Choose a person")), *((str(p.pk), name) for p, name in people)]  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Give this role at every school"), second=(_("Back"), back))
