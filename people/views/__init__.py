"""Pages of people."""

from people.views.first import first, first_steps
from people.views.people import add, end_role, give_role, invite, people_list, person
from people.views.settings import details, setting, settings

__all__ = [
    "add",
    "details",
    "end_role",
    "first",
    "first_steps",
    "give_role",
    "invite",
    "people_list",
    "person",
    "setting",
    "settings",
]
