"""Where the classes go in September, and from which day."""

import datetime
import hashlib
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import DayField, hide_optional_mark
from core.pages.layouts import FormData
from roll.queries.rollover import PlanRow
from roll.rules.rollover import Group, Move


def _key(group: Group) -> str:
    """Return a name for the fields of a group that stays the same while other classes come and go."""
    return hashlib.sha256(f"{group.class_name}\0{group.year_group}".encode()).hexdigest()[:12]


class RollOverForm(forms.Form):
    """The first day of the new school year, and for each class and year where it goes."""

    day = DayField(label=_("First day of the new school year"), error_messages={"required": _("Enter the first day")})

    def __init__(self, data: FormData, *, rows: Sequence[PlanRow], day: datetime.date) -> None:
        super().__init__(data, initial={"day": day})
        self._rows = rows
        self.names = sorted({row.group.class_name for row in rows})
        for row in rows:
            key = _key(row.group)
            # One of class and "leaves" has to be said: "(optional)" beside each would say the contrary.
            for name, label, width, most, initial in (
                ("class", _("Goes to class"), "w-10", 40, row.move.next_class),
                ("year", _("Year"), "w-4", 20, row.move.next_year),
            ):
                suggestions = {"list": "classes"} if name == "class" else {}
                widget = forms.TextInput({"class": width, "autocomplete": "off", **suggestions})
                field = forms.CharField(label=label, required=False, max_length=most, initial=initial, widget=widget)
                hide_optional_mark(field)
                self.fields[f"{name}_{key}"] = field
            self.fields[f"leaves_{key}"] = forms.BooleanField(
                label=_("Leaves the school"), required=False, initial=row.move.leaves
            )

    def lines(self) -> list[tuple[PlanRow, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return each group with its three boxes."""
        keys = [(row, _key(row.group)) for row in self._rows]
        return [(row, self[f"class_{key}"], self[f"year_{key}"], self[f"leaves_{key}"]) for row, key in keys]

    def clean(self) -> dict[str, object]:
        """A class goes up or leaves; one of the two has to be said."""
        data = super().clean() or {}
        for row in self._rows:
            field = f"class_{_key(row.group)}"
            goes, leaves = data.get(field), data.get(f"leaves_{_key(row.group)}")
            name = {"name": row.group.class_name}
            if not goes and not leaves:
                self.add_error(field, _("Say where %(name)s goes, or that it leaves") % name)
            if goes and leaves:
                self.add_error(field, _("%(name)s goes up or leaves. Empty this box or untick the other") % name)
        return data

    def moves(self) -> dict[Group, Move]:
        """Return where each group goes."""
        moves = {}
        for row in self._rows:
            key = _key(row.group)
            data = self.cleaned_data
            leaves = data[f"leaves_{key}"]
            year = "" if leaves else data[f"year_{key}"].strip()
            moves[row.group] = Move(data[f"class_{key}"].strip(), year, leaves)
        return moves


class DayForm(forms.Form):
    """The day that was chosen, carried from page to page."""

    day = forms.DateField()
