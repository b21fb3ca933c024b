"""Decisions about people, settings and days. Nothing here reads or writes the database."""

from people.rules.absence import Cover, may_change_holder, may_cover, may_record_absence
from people.rules.days import (
    Day,
    NumberedDay,
    TermDates,
    bank_holidays,
    holiday_names,
    number_days,
    typical_terms,
    year_label,
    year_of,
)
from people.rules.families import may_change_family, may_lift_bar
from people.rules.look import ColourCheck, check_colour, mark_of, redraw_crest
from people.rules.moved import Moved, compare_days
from people.rules.roles import may_configure, may_end_role, may_give_role, may_manage_people
from people.rules.school_accounts import Partner, Proof, proven_address
from people.rules.second_step import may_vouch
from people.rules.settings import clean_setting, sentence_of
from people.rules.sign_in import may_ask_for_address, may_confirm_address, may_have_printed_code, may_print_code
from people.rules.trusts import may_change_setting, may_configure_trust, may_end_trust_role, may_give_trust_role

__all__ = [
    "ColourCheck",
    "Cover",
    "Day",
    "Moved",
    "NumberedDay",
    "Partner",
    "Proof",
    "TermDates",
    "bank_holidays",
    "check_colour",
    "clean_setting",
    "compare_days",
    "holiday_names",
    "mark_of",
    "may_ask_for_address",
    "may_change_family",
    "may_change_holder",
    "may_change_setting",
    "may_configure",
    "may_configure_trust",
    "may_confirm_address",
    "may_cover",
    "may_end_role",
    "may_end_trust_role",
    "may_give_role",
    "may_give_trust_role",
    "may_have_printed_code",
    "may_lift_bar",
    "may_manage_people",
    "may_print_code",
    "may_record_absence",
    "may_vouch",
    "number_days",
    "proven_address",
    "redraw_crest",
    "sentence_of",
    "typical_terms",
    "year_label",
    "year_of",
]
