"""Posts, line managers and absence."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import FROM_LIST, CardBoxes, CardRadios, DayField, Hinted, school_helper
from people.queries.key_roles import Holder

People = Iterable[tuple[UUID, str]]


def _one_of(people: People, nobody: Any) -> list[tuple[str, Any]]:
    return [("", nobody), *((str(pk), name) for pk, name in people)]


def _chosen(value: str) -> UUID | None:
    return UUID(value) if value else None


class HandOverForm(forms.Form):
    """Who takes a post over, from whom, and when."""

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

    def __init__(
        self, *args: Any, holders: Iterable[Holder], people: People, today: datetime.date, back: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        now = [holder for holder in holders if not holder.to_come]
        leaves = _("Holds it until the day before.")
        choices = [(str(one.person), Hinted(one.name, leaves)) for one in now]
        nobody = Hinted(_("Nobody"), _("The new holder comes beside whoever holds it.") if now else "")
        field: Any = self.fields["outgoing"]
        field.choices = [*choices, ("", nobody)]
        field.initial = choices[0][0] if len(choices) == 1 else ""
        field.plain_label = True
        if not now:
            del self.fields["outgoing"]
        self.fields["to"].choices = _one_of(people, _("Choose a person"))  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Change the holder"), second=(_("Back"), back))

    def clean_from_date(self) -> datetime.date | None:
        """A post is passed on today or later: what was, was."""
        day: datetime.date | None = self.cleaned_data["from_date"]
        if day is not None and day < self._today:
            raise forms.ValidationError(_("Enter today or a day after it"))
        return day

    def chosen(self) -> tuple[UUID, UUID | None]:
        """Return who takes it over and who passes it on."""
        return UUID(self.cleaned_data["to"]), _chosen(self.cleaned_data.get("outgoing", ""))


class ManagerForm(forms.Form):
    """To whom one person answers."""

    manager = forms.ChoiceField(label=_("Line manager"), required=False, error_messages={"invalid_choice": FROM_LIST})

    def __init__(self, *args: Any, people: People, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].choices = _one_of(people, _("Nobody"))  # type: ignore[attr-defined]
        self.fields["manager"].plain_label = True  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Save"), second=(_("Back"), back))

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

    def __init__(self, *args: Any, staff: Iterable[tuple[UUID, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = [(str(pk), words) for pk, words in staff]  # type: ignore[attr-defined]
        self.helper.main_button = _("Set the line manager")

    def people(self) -> list[UUID]:
        """Return who was ticked."""
        return [UUID(pk) for pk in self.cleaned_data["persons"]]


class AwayForm(forms.Form):
    """From when until when somebody is away, and who covers."""

    from_date = DayField(label=_("First day away"), error_messages={"required": _("Enter the first day away")})
    back_on = DayField(label=_("First day back"), required=False, help_text=_("Leave it out if you do not know yet."))
    cover = forms.ChoiceField(
        label=_("Who covers?"),
        required=False,
        help_text=_("They read what comes to the person who is away, until that person is back."),
        error_messages={"invalid_choice": FROM_LIST},
    )

    def __init__(self, *args: Any, people: People, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cover"].choices = _one_of(people, _("Nobody"))  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Save the absence"), second=(_("Back"), back))

    def clean(self) -> dict[str, Any]:
        """Coming back follows going away."""
        data = super().clean() or {}
        first, back = data.get("from_date"), data.get("back_on")
        if first and back and back <= first:
            self.add_error("back_on", _("Enter a day after the first day away"))
        return data

    def chosen(self) -> UUID | None:
        """Return who covers, or None."""
        return _chosen(self.cleaned_data["cover"])


class BackForm(forms.Form):
    """Another first day back."""

    back_on = DayField(label=_("First day back"), required=False, help_text=_("Leave it out if you do not know yet."))

    def __init__(self, *args: Any, today: datetime.date, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.helper = school_helper(button=_("Save"), second=(_("Back"), back))

    def clean_back_on(self) -> datetime.date | None:
        """Today is the earliest: what was, was."""
        day: datetime.date | None = self.cleaned_data["back_on"]
        if day is not None and day < self._today:
            raise forms.ValidationError(_("Enter today or a day after it"))
        return day
