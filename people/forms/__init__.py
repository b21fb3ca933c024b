"""Clean input for the pages of people, one subject a file."""

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
from people.forms.settings import DetailsForm, SettingForm

__all__ = [
    "AddCarerForm",
    "AddPersonForm",
    "AddPupilForm",
    "AwayForm",
    "BackForm",
    "BarForm",
    "CarerDetailsForm",
    "ChangeLinkForm",
    "CorrectPupilForm",
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
    "ManagerForm",
    "ManagersForm",
    "MoveForm",
    "SameForm",
    "SettingForm",
]
