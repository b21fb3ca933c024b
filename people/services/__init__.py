"""Writes about people: keyword-only, one unit of work each, recorded in the everyday chain of the school."""

from people.services.accounts import add_colleague, close_account, invite_staff, people_changed
from people.services.calendar import extend_calendars, rebuild_calendar, set_closed_days, set_terms
from people.services.families import add_pupil, end_place, link_carer, move_pupil, unlink_carer
from people.services.first import first_run_code, first_school, is_first_run, remove_demo
from people.services.persons import add_person, merge, rename, set_address, split
from people.services.posts import (
    declare_tie,
    end_duty,
    end_role,
    end_tie,
    give_duty,
    give_role,
    record_absence,
    record_return,
    set_line_manager,
)
from people.services.schools import create_school, create_trust, set_details, set_setting

__all__ = [
    "add_colleague",
    "add_person",
    "add_pupil",
    "close_account",
    "create_school",
    "create_trust",
    "declare_tie",
    "end_duty",
    "end_place",
    "end_role",
    "end_tie",
    "extend_calendars",
    "first_run_code",
    "first_school",
    "give_duty",
    "give_role",
    "invite_staff",
    "is_first_run",
    "link_carer",
    "merge",
    "move_pupil",
    "people_changed",
    "rebuild_calendar",
    "record_absence",
    "record_return",
    "remove_demo",
    "rename",
    "set_address",
    "set_closed_days",
    "set_details",
    "set_line_manager",
    "set_setting",
    "set_terms",
    "split",
    "unlink_carer",
]
