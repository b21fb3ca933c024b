"""The kinds of problem, and what each is called above its rows."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

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
    return str(PROBLEM_KINDS.get(code) or _now("Others"))
