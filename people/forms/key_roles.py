"""Key roles, line managers and absence."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import FROM_LIST, CardBoxes, CardRadios, DayField, Hinted, hide_optional_mark, set_choices
from core.pages.layouts import FormData, PageForm
from core.text.words import Words
from people.queries.key_roles import Holder

People = Iterable[tuple[UUID, str]]
UNKNOWN_YET = _("Leave it out if you do not know yet.")


def _choices(people: People, nobody: Words) -> list[tuple[str, Words]]:
    return [("", nobody), *((str(pk), name) for pk, name in people)]


def _chosen(value: str) -> UUID | None:
    return UUID(value) if value else None


def _today_or_later(day: datetime.date | None, today: datetime.date) -> datetime.date | None:
    """Return the day. Raises ValidationError for one that is over: what was, was."""
    if day is not None and day < today:
        raise forms.ValidationError(_("Enter today or a day after it"))
    return day


class HandOverForm(PageForm):
    """Who takes a key role over, from whom, and when."""

    outgoing = forms.ChoiceField(
        label=_("Who passes it on?"),
        widget=CardRadios,
        required=False,
        error_messages={"invalid_choice": FROM_LIST},
    )
    to = forms.ChoiceField(
        label=_("Who takes it over?"),
        error_messages={"required": _("Choose who takes it over"), "invalid_choice": FROM_LIST},
    )
    from_date = DayField(label=_("First day of the new holder"), required=False, help_text=_("Leave it out for today."))
    button = _("Change the holder")

    def __init__(
        self, data: FormData, *, holders: Iterable[Holder], people: People, today: datetime.date, back: str
    ) -> None:
        super().__init__(data, back=back)
        self._today = today
        current = [holder for holder in holders if not holder.to_come]
        leaves = _("Holds it until the day before.")
        choices = [(str(holder.person), Hinted(holder.name, leaves)) for holder in current]
        nobody = Hinted(_("Nobody"), _("The new holder comes beside whoever holds it.") if current else "")
        set_choices(self, "outgoing", [*choices, ("", nobody)])
        self.fields["outgoing"].initial = choices[0][0] if len(choices) == 1 else ""
        hide_optional_mark(self.fields["outgoing"])
        if not current:
            del self.fields["outgoing"]
        set_choices(self, "to", _choices(people, _("Choose a person")))

    def clean_from_date(self) -> datetime.date | None:
        """A key role is passed on today or later."""
        return _today_or_later(self.cleaned_data["from_date"], self._today)

    def chosen(self) -> tuple[UUID, UUID | None]:
        """Return who takes it over and who passes it on."""
        return UUID(self.cleaned_data["to"]), _chosen(self.cleaned_data.get("outgoing", ""))


class ManagerForm(PageForm):
    """To whom one person answers."""

    manager = forms.ChoiceField(label=_("Line manager"), required=False, error_messages={"invalid_choice": FROM_LIST})
    button: Words = _("Save")

    def __init__(self, data: FormData, *, people: People, back: str, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial, back=back)
        set_choices(self, "manager", _choices(people, _("Nobody")))
        hide_optional_mark(self.fields["manager"])

    def chosen(self) -> UUID | None:
        """Return the manager, or None for nobody."""
        return _chosen(self.cleaned_data["manager"])


class ManagersForm(ManagerForm):
    """One line manager for several people at once."""

    persons = forms.MultipleChoiceField(
        label=_("For whom?"),
        widget=CardBoxes,
        error_messages={"required": _("Tick at least one person"), "invalid_choice": FROM_LIST},
    )
    field_order = ("persons", "manager")
    button = _("Set the line manager")

    def __init__(self, data: FormData, *, staff: People, people: People, back: str) -> None:
        super().__init__(data, people=people, back=back)
        set_choices(self, "persons", [(str(pk), words) for pk, words in staff])

    def people(self) -> list[UUID]:
        """Return who was ticked."""
        return [UUID(pk) for pk in self.cleaned_data["persons"]]


class AwayForm(PageForm):
    """From when until when somebody is away, and who covers."""

    from_date = DayField(label=_("First day away"), error_messages={"required": _("Enter the first day away")})
    back_on = DayField(label=_("First day back"), required=False, help_text=UNKNOWN_YET)
    cover = forms.ChoiceField(
        label=_("Who covers?"),
        required=False,
        help_text=_("They read what comes to the person who is away, until that person is back."),
        error_messages={"invalid_choice": FROM_LIST},
    )
    button = _("Save the absence")

    def __init__(self, data: FormData, *, people: People, today: datetime.date, back: str) -> None:
        super().__init__(data, initial={"from_date": today}, back=back)
        set_choices(self, "cover", _choices(people, _("Nobody")))

    def clean(self) -> dict[str, object]:
        """Coming back follows going away."""
        data = super().clean() or {}
        first, back = data.get("from_date"), data.get("back_on")
        if first and back and back <= first:
            self.add_error("back_on", _("Enter a day after the first day away"))
        return data

    def chosen(self) -> UUID | None:
        """Return who covers, or None."""
        return _chosen(self.cleaned_data["cover"])


class BackForm(PageForm):
    """Another first day back."""

    back_on = DayField(label=_("First day back"), required=False, help_text=UNKNOWN_YET)
    button = _("Save")

    def __init__(self, data: FormData, *, today: datetime.date, back: str) -> None:
        super().__init__(data, initial={"back_on": today}, back=back)
        self._today = today

    def clean_back_on(self) -> datetime.date | None:
        """Today is the earliest."""
        return _today_or_later(self.cleaned_data["back_on"], self._today)
