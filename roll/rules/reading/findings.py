"""Everything that can be wrong with a row, in one list: its level, its cause and its cure in plain words.

The codes are stable: they are stored with an import and tests name them.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roll.rules.reading.headings import letter
from roll.rules.reading.types import Finding, Level

_P, _M = Level.PROBLEM, Level.MENTION
_NOTHING = _("There is nothing to do.")
_LATER = _("Mend it in your system and bring the file in again, or put it right on the person's page.")

CATALOGUE: dict[str, tuple[Level, str | Promise, str | Promise]] = {
    # one cell
    "date_impossible": (
        _P,
        _("The date %(value)s does not exist."),
        _("Write it as day/month/year, such as 18/10/2020. The rest of the row comes in without it."),
    ),
    "date_unread": (
        _P,
        _("“%(value)s” cannot be read as a date."),
        _("Write it as day/month/year, such as 18/10/2020. The rest of the row comes in without it."),
    ),
    "date_month_first": (
        _P,
        _("The date %(value)s seems to have the month first."),
        _("Write it as day/month/year, such as 18/10/2020. The rest of the row comes in without it."),
    ),
    "date_unlikely": (
        _P,
        _("The date %(value)s cannot be right here."),
        _("Look at the year, and write it as day/month/year. The rest of the row comes in without it."),
    ),
    "date_year_first": (_M, _("The date %(value)s has the year first. It means %(meant)s."), _NOTHING),
    "date_as_number": (_M, _("The date is written as the number %(value)s. It means %(meant)s."), _NOTHING),
    "dates_reversed": (
        _P,
        _("The last day, %(value)s, is before the first day, %(other)s."),
        _("Look which of the two dates is wrong, and mend it. The person cannot work here until then."),
    ),
    "year_understood": (_M, _("“%(value)s” means year %(meant)s."), _NOTHING),
    "email_impossible": (
        _P,
        _("“%(value)s” cannot be an e-mail address."),
        _("Put the right address in, or empty the cell. The rest of the row comes in without it."),
    ),
    "email_several": (_M, _("The cell holds more than one e-mail address. %(meant)s is used."), _NOTHING),
    "phone_impossible": (
        _P,
        _("“%(value)s” cannot be a phone number."),
        _("Put the right number in, or empty the cell. The rest of the row comes in without it."),
    ),
    "phone_zero": (_M, _("%(value)s has lost the 0 in front. It means %(meant)s."), _NOTHING),
    "yes_or_no": (
        _P,
        _("“%(value)s” says neither yes nor no."),
        _("Write Yes or No. Until then the portal takes it as not said."),
    ),
    "priority_impossible": (_M, _("“%(value)s” is no order of carers, so it is not used."), _("Write 1, 2 or 3.")),
    "not_a_carer": (
        _M,
        _("“%(value)s” may be called in an emergency, but does not answer for a child."),
        _("They are not asked to sign. Change this on the pupil's page if it is wrong."),
    ),
    "letter_lost": (
        _P,
        _("A letter of “%(value)s” was lost on the way to this file."),
        _("Write the name in full, or export the file again as Excel or as CSV in UTF-8. A better spelling stays."),
    ),
    "formula": (
        _P,
        _("The cell holds a formula, not a name: %(value)s. It was not run."),
        _("Write in the cell what should stand there."),
    ),
    "cell_error": (
        _P,
        _("The spreadsheet could not work this cell out: it shows %(value)s."),
        _("Write in the cell what should stand there."),
    ),
    "name_impossible": (_P, _("“%(value)s” cannot be a name."), _("Write the name in, or empty the cell.")),
    "too_long": (
        _P,
        _("The text is longer than %(most)s letters."),
        _("Shorten it. It may be two cells run together."),
    ),
    "role_unknown": (
        _P,
        _("The portal does not know the role “%(value)s”."),
        _("The person comes in without a role. Give them one on their page."),
    ),
    # a row
    "name_missing": (_P, _("The row has no first name, so it was left out."), _("Write the name in.")),
    "last_name_missing": (_M, _("The row has no last name. It came in with the first name only."), _LATER),
    "carer_name_missing": (
        _P,
        _("The row has %(value)s for a carer, but no name of the carer, so nobody can have it."),
        _("Write the carer's name in the row."),
    ),
    "carer_names_missing": (
        _P,
        _("“%(value)s” is about carers, but no column says how the carers are called, so it is not used."),
        _("Add a column with the carers' names, or say which column it is."),
    ),
    "row_shifted": (
        _P,
        _("The row has more cells than there are headings, so its values may stand in the wrong columns."),
        _("The row was left out. Look for a comma or semicolon inside a cell: that cell needs quotation marks."),
    ),
    "row_twice": (_M, _("The row is the same as row %(other)s. It is taken once."), _NOTHING),
    "total_row": (_M, _("This is a line of totals or notes, not a person. It was left out."), _NOTHING),
    "headings_again": (_M, _("The headings stand here again. The row was left out."), _NOTHING),
    "rows_differ": (
        _M,
        _("Row %(other)s says “%(meant)s” for the same person, this row “%(value)s”. Row %(other)s is used."),
        _("If this row is right, mend row %(other)s and bring the file in again."),
    ),
    "number_twice": (
        _P,
        _("The number %(value)s already stands for %(meant)s in row %(other)s."),
        _("The row was left out. Give each person a number of their own."),
    ),
    # the whole file
    "manager_unknown": (_P, _("Nobody in the file is the line manager “%(value)s”."), _LATER),
    "manager_is_self": (_P, _("The person is named as their own line manager."), _LATER),
    "work_email_shared": (
        _P,
        _("The work e-mail %(value)s is also that of %(meant)s, row %(other)s."),
        _("Give each their own address. Until then it is used for contact only, and neither can sign in with it."),
    ),
    "address_shared": (
        _M,
        _("%(meant)s, row %(other)s, has the same address %(value)s."),
        _("Both keep it for contact. Neither signs in with it."),
    ),
}


def finding(
    code: str, row: int, column: int | None = None, field: str = "", value: str = "", **facts: object
) -> Finding:
    """Make a finding from the list. ``column`` is the index of the column, None when the whole row is meant."""
    level, words, cure = CATALOGUE[code]
    value = value if len(value) <= 120 else value[:119] + "…"
    facts["value"] = value
    at = "" if column is None else letter(column)
    return Finding(row, at, field, level, code, str(words) % facts, str(cure) % facts, value)


# What each kind of problem is called above its rows.
PROBLEM_KINDS: dict[str, str | Promise] = {
    "date_impossible": _("Dates"),
    "date_unread": _("Not written as dates"),
    "date_month_first": _("Dates with the month first"),
    "date_unlikely": _("Dates that cannot be right"),
    "date_year_first": _("Dates with the year first"),
    "date_as_number": _("Dates written as numbers"),
    "dates_reversed": _("Last day before the first"),
    "year_understood": _("Year groups"),
    "email_impossible": _("E-mail addresses"),
    "email_several": _("Two addresses in one cell"),
    "phone_impossible": _("Phone numbers"),
    "phone_zero": _("Phone numbers without their 0"),
    "yes_or_no": _("Neither yes nor no"),
    "priority_impossible": _("Order of carers"),
    "not_a_carer": _("People to ring, not carers"),
    "letter_lost": _("Lost letters"),
    "formula": _("Formulas"),
    "cell_error": _("Cells with an error"),
    "name_impossible": _("Names"),
    "too_long": _("Texts that are too long"),
    "role_unknown": _("Roles we do not know"),
    "role_not_given": _("Roles that were not given"),
    "own_family": _("Children of your own family"),
    "role_not_ended": _("Roles that stay"),
    "left_before": _("Left before today"),
    "name_missing": _("Rows without a name"),
    "last_name_missing": _("Rows without a last name"),
    "carer_name_missing": _("Carers without a name"),
    "carer_names_missing": _("No column of carers' names"),
    "row_shifted": _("Rows with too many cells"),
    "row_twice": _("Rows that stand twice"),
    "total_row": _("Rows of totals"),
    "headings_again": _("Headings that stand again"),
    "rows_differ": _("Rows that differ"),
    "number_twice": _("Numbers used twice"),
    "manager_unknown": _("Line managers"),
    "manager_is_self": _("Their own line manager"),
    "work_email_shared": _("Work e-mail of two people"),
    "address_shared": _("Addresses of two people"),
    "not_stored": _("Not stored"),
    "column_left_out": _("Columns left out"),
}


def problem_label(code: str) -> str:
    """Return what a kind of problem is called; "Others" for one without a name."""
    return str(PROBLEM_KINDS.get(code) or gettext("Others"))
