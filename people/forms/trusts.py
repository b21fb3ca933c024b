"""What a trust asks: a setting for all schools, a new school, and who acts for the trust."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.contributions.settings import SettingSpec
from core.pages.forms import FROM_LIST, CardRadios, Hinted, set_choices
from core.pages.layouts import FormData, PageForm
from core.pages.setting_fields import setting_field
from people.models.persons import Person
from people.states.roles import ROLE_TABLE, TRUST_ROLES, Role
from schools.models.schools import School
from schools.states import Nation

NOTHING, GIVE, LOCK = "nothing", "give", "lock"


class TrustSettingForm(PageForm):
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
    button = _("Save for all schools")

    def __init__(self, data: FormData, *, spec: SettingSpec, value: object, how: str, back: str) -> None:
        super().__init__(data, initial={"how": how}, back=back)
        self.fields["value"] = setting_field(spec, value)


class LikeSchoolForm(PageForm):
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
    button = _("Make this school")

    def __init__(self, data: FormData, *, schools: list[School], back: str) -> None:
        super().__init__(data, initial={"nation": schools[0].nation}, back=back)
        set_choices(self, "source", [(str(school.pk), school.name) for school in schools])


class TrustRoleForm(PageForm):
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
    button = _("Give this role at every school")

    def __init__(self, data: FormData, *, people: list[tuple[Person, str]], back: str) -> None:
        super().__init__(data, back=back)
        names = [(str(person.pk), name) for person, name in people]
        set_choices(self, "person", [("", _("Choose a person")), *names])
