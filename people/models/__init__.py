"""Facts about people: who is who, who holds what from when until when, and which days are school days."""

from people.models.accounts import User
from people.models.calendar import ClosedDay, SchoolDay, Term
from people.models.crest import Crest
from people.models.dated import Dated, in_force
from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.models.roles import Absence, Duty, LineManager, RoleAtSchool, Tie
from people.models.schools import School, SchoolSetting, Trust
from people.models.second_step import SecondStepReset
from people.models.sign_in import AddressChange, KeptPost, PrintedCode
from people.models.trusts import TrustRole, TrustSetting

__all__ = [
    "Absence",
    "Address",
    "AddressChange",
    "CarerLink",
    "ClassPlace",
    "ClosedDay",
    "Crest",
    "Dated",
    "Duty",
    "KeptPost",
    "LineManager",
    "Person",
    "PersonAtSchool",
    "PrintedCode",
    "Pupil",
    "RoleAtSchool",
    "School",
    "SchoolDay",
    "SchoolRecord",
    "SchoolSetting",
    "SecondStepReset",
    "Term",
    "Tie",
    "Trust",
    "TrustRole",
    "TrustSetting",
    "User",
    "in_force",
]
