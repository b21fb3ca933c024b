"""Pages of people."""

from people.views.absence import away, back, person_away
from people.views.addresses import address_codes, own_address, sign_in_address
from people.views.calendar import calendar, closed_add, closed_remove, nation, terms
from people.views.carers import carer, carer_add, carer_bar, carer_details, carer_link
from people.views.first import first, first_steps
from people.views.people import add, people_list, person, person_edit
from people.views.posts import hand_over, line_managers, person_manager, posts
from people.views.printed import printed_code, staffroom
from people.views.pupils import pupil, pupil_add, pupil_correct, pupil_leave, pupil_list, pupil_move
from people.views.roles import end_role, give_role, invite, person_leave
from people.views.same import person_apart, person_same
from people.views.second_step import (
    Index,
    RemovePasskey,
    codes_kept,
    lost_step,
    reset_confirm,
    reset_refuse,
    reset_stop,
    resets,
    second_step,
)
from people.views.settings import changes, crest, crest_file, details, setting, settings
from people.views.sign_in import kept, own_sign_in, sessions
from people.views.trusts import (
    schools,
    trust,
    trust_people,
    trust_role_end,
    trust_school,
    trust_setting,
    trust_settings,
)

__all__ = [
    "Index",
    "RemovePasskey",
    "add",
    "address_codes",
    "away",
    "back",
    "calendar",
    "carer",
    "carer_add",
    "carer_bar",
    "carer_details",
    "carer_link",
    "changes",
    "closed_add",
    "closed_remove",
    "codes_kept",
    "crest",
    "crest_file",
    "details",
    "end_role",
    "first",
    "first_steps",
    "give_role",
    "hand_over",
    "invite",
    "kept",
    "line_managers",
    "lost_step",
    "nation",
    "own_address",
    "own_sign_in",
    "people_list",
    "person",
    "person_apart",
    "person_away",
    "person_edit",
    "person_leave",
    "person_manager",
    "person_same",
    "posts",
    "printed_code",
    "pupil",
    "pupil_add",
    "pupil_correct",
    "pupil_leave",
    "pupil_list",
    "pupil_move",
    "reset_confirm",
    "reset_refuse",
    "reset_stop",
    "resets",
    "schools",
    "second_step",
    "sessions",
    "setting",
    "settings",
    "sign_in_address",
    "staffroom",
    "terms",
    "trust",
    "trust_people",
    "trust_role_end",
    "trust_school",
    "trust_setting",
    "trust_settings",
]
