"""Clean input for the pages of people, one subject a file."""

from people.forms.calendar import ClosedForm, NationForm, TermsForm
from people.forms.first import FirstSchoolForm
from people.forms.people import AddPersonForm, EditPersonForm, EndRoleForm, GiveRoleForm, LeavePersonForm, SameForm
from people.forms.posts import AwayForm, BackForm, HandOverForm, ManagerForm, ManagersForm
from people.forms.pupils import (
    AddCarerForm,
    AddPupilForm,
    BarForm,
    CarerDetailsForm,
    ChangeLinkForm,
    CorrectPupilForm,
    FilterForm,
    FindForm,
    LeaveForm,
    LiftForm,
    MoveForm,
)
from people.forms.settings import CrestForm, DetailsForm, SettingForm
from people.forms.trusts import LikeSchoolForm, TrustRoleForm, TrustSettingForm

__all__ = [
    "AddCarerForm",
    "AddPersonForm",
    "AddPupilForm",
    "AwayForm",
    "BackForm",
    "BarForm",
    "CarerDetailsForm",
    "ChangeLinkForm",
    "ClosedForm",
    "CorrectPupilForm",
    "CrestForm",
    "DetailsForm",
    "EditPersonForm",
    "EndRoleForm",
    "FilterForm",
    "FindForm",
    "FirstSchoolForm",
    "GiveRoleForm",
    "HandOverForm",
    "LeaveForm",
    "LeavePersonForm",
    "LiftForm",
    "LikeSchoolForm",
    "ManagerForm",
    "ManagersForm",
    "MoveForm",
    "NationForm",
    "SameForm",
    "SettingForm",
    "TermsForm",
    "TrustRoleForm",
    "TrustSettingForm",
]
