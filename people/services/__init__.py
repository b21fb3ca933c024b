"""Writes about people: keyword-only, one unit of work each, recorded in the everyday chain of the school."""

from people.services.absence import change_absence, record_absence
from people.services.accounts import close_account, invite_staff, note_signed_in, on_signed_in
from people.services.addresses import ask_for_address, change_own_address, decide_address
from people.services.bars import lift_bar, set_bar
from people.services.calendar import extend_calendars, rebuild_calendar, set_closed_days, set_terms
from people.services.closed import add_closed_days, preview_moves, remove_closed_days, set_nation, with_moves
from people.services.colleagues import add_colleague, correct, note_search
from people.services.families import add_pupil, end_place, link_carer, move_pupil, unlink_carer
from people.services.first import first_run_code, first_school, is_first_run, remove_demo
from people.services.leaving import end_person, hand_over
from people.services.look import set_crest
from people.services.persons import add_person, merge, rename, set_address, share_address, split
from people.services.posts import (
    declare_tie,
    end_duty,
    end_role,
    give_duty,
    give_role,
    set_line_manager,
    set_line_managers,
)
from people.services.printed import end_printed_codes, print_code, use_printed_code
from people.services.pupils import add_carer, correct_carer, correct_pupil, record_search
from people.services.resets import ask_reset, confirm_reset, expire_resets, refuse_reset, reset_by_operator
from people.services.schools import create_school, create_trust, set_details, set_setting
from people.services.second_step import keep_codes, mark_session, steps_held
from people.services.sign_in import (
    drop_kept,
    drop_old_kept,
    end_session,
    end_sessions,
    fields_of,
    keep_post,
    session_handle,
)
from people.services.trusts import (
    begin_trust,
    create_school_like,
    drop_trust_setting,
    end_trust_role,
    give_trust_role,
    set_trust_setting,
)

__all__ = [
    "add_carer",
    "add_closed_days",
    "add_colleague",
    "add_person",
    "add_pupil",
    "ask_for_address",
    "ask_reset",
    "begin_trust",
    "change_absence",
    "change_own_address",
    "close_account",
    "confirm_reset",
    "correct",
    "correct_carer",
    "correct_pupil",
    "create_school",
    "create_school_like",
    "create_trust",
    "decide_address",
    "declare_tie",
    "drop_kept",
    "drop_old_kept",
    "drop_trust_setting",
    "end_duty",
    "end_person",
    "end_place",
    "end_printed_codes",
    "end_role",
    "end_session",
    "end_sessions",
    "end_trust_role",
    "expire_resets",
    "extend_calendars",
    "fields_of",
    "first_run_code",
    "first_school",
    "give_duty",
    "give_role",
    "give_trust_role",
    "hand_over",
    "invite_staff",
    "is_first_run",
    "keep_codes",
    "keep_post",
    "lift_bar",
    "link_carer",
    "mark_session",
    "merge",
    "move_pupil",
    "note_search",
    "note_signed_in",
    "on_signed_in",
    "preview_moves",
    "print_code",
    "rebuild_calendar",
    "record_absence",
    "record_search",
    "refuse_reset",
    "remove_closed_days",
    "remove_demo",
    "rename",
    "reset_by_operator",
    "session_handle",
    "set_address",
    "set_bar",
    "set_closed_days",
    "set_crest",
    "set_details",
    "set_line_manager",
    "set_line_managers",
    "set_nation",
    "set_setting",
    "set_terms",
    "set_trust_setting",
    "share_address",
    "split",
    "steps_held",
    "unlink_carer",
    "use_printed_code",
    "with_moves",
]
