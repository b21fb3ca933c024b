"""Clean input for the pages of people, one subject a file."""

from people.forms.first import FirstSchoolForm
from people.forms.people import AddPersonForm, EndRoleForm, GiveRoleForm
from people.forms.settings import DetailsForm, SettingForm

__all__ = ["AddPersonForm", "DetailsForm", "EndRoleForm", "FirstSchoolForm", "GiveRoleForm", "SettingForm"]
