"""Decisions about people, settings and days. Nothing here reads or writes the database."""

from people.rules.days import (
    Day,
    NumberedDay,
    TermDates,
    bank_holidays,
    number_days,
    typical_terms,
    year_label,
    year_of,
)
from people.rules.roles import may_configure, may_end_role, may_give_role, may_manage_people
from people.rules.settings import clean_setting, sentence_of

__all__ = [
    "Day",
    "NumberedDay",
    "TermDates",
    "bank_holidays",
    "clean_setting",
    "may_configure",
    "may_end_role",
    "may_give_role",
    "may_manage_people",
    "number_days",
    "sentence_of",
    "typical_terms",
    "year_label",
    "year_of",
]
