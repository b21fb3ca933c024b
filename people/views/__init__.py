"""Pages of people."""

from people.views.first import first, first_steps
from people.views.people import add, end_role, give_role, invite, people_list, person
from people.views.second_step import codes_kept, second_step
from people.views.settings import details, setting, settings
from people.views.sign_in import kept, sessions

__all__ = [
    "add",
    "codes_kept",
    "details",
    "end_role",
    "first",
    "first_steps",
    "give_role",
    "invite",
    "kept",
    "people_list",
    "person",
    "second_step",
    "sessions",
    "setting",
    "settings",
]
