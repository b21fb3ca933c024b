"""One class of problem at a time: what each is called above its rows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

CLASSES: dict[str, Any] = {
    "date_impossible": _("Dates"),
    "email_impossible": _("E-mail addresses"),
    "lost_letter": _("Letters that were lost"),
    "not_stored": _("Not stored"),
    "column_left_out": _("Columns left out"),
}


def words_of_class(code: str) -> str:
    """Return what a class of problem is called; "Others" for one without a name."""
    return str(CLASSES.get(code) or _now("Others"))
