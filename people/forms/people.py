"""Adding people, and giving and ending roles."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.pages.field_words import ROLE, words
from core.pages.forms import EMAIL, FROM_LIST, CardRadios, DayField, Hinted, set_choices
from core.pages.layouts import FormData, PageForm
from core.text.words import Words
from people.queries.acting import Actor
from people.queries.staff import PossibleMatch
from people.rules.roles import may_give_role
from people.states.roles import ROLE_TABLE
from people.states.words import SameReason


def roles_to_give(actor: Actor) -> list[tuple[str, Hinted]]:
    """Return the roles that this person may give to somebody else, each with its sentence."""
    alone = actor.school.trust.stands_alone
    return [
        (role.value, Hinted(capfirst(spec.words), spec.sentence))
        for role, spec in ROLE_TABLE.items()
        if may_give_role(actor, role, to_oneself=False, stands_alone=alone)
    ]


def title_field() -> forms.CharField:
    """Return the field of a title such as Mrs."""
    return words(_("Title"), "", optional=True, length=20, widget=forms.TextInput({"class": "w-10"}))


def _role_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Role"), widget=CardRadios, error_messages=ROLE)


def _first_day_field() -> DayField:
    return DayField(label=_("First day"), required=False, help_text=_("Leave it out for today."))


class PersonForm(PageForm):
    """What the school knows of a person."""

    title = title_field()
    first_name = words(_("First name"), _("Enter a first name"))
    last_name = words(_("Last name"), "", optional=True)
    staff_code = words(_("Staff code"), "", optional=True, length=40, widget=forms.TextInput({"class": "w-10"}))
    email = forms.EmailField(label=_("E-mail address"), required=False, error_messages=EMAIL)
    phone = words(
        _("Telephone"), "", optional=True, length=40, widget=forms.TextInput({"class": "w-20", "inputmode": "tel"})
    )


class AddPersonForm(PersonForm):
    """Somebody with a role. ``matches``: who may be the same person; then it asks, and has no other way on."""

    last_name = words(_("Last name"), _("Enter a last name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages=EMAIL,
        help_text=_("Only this person’s own. Leave it out for somebody who signs on paper."),
    )
    role = _role_field()
    from_date = _first_day_field()
    invite = forms.BooleanField(label=_("Send an invitation to sign in"), required=False)
    button = _("Add this person")

    def __init__(self, data: FormData, *, actor: Actor, matches: Sequence[PossibleMatch] = ()) -> None:
        super().__init__(data)
        set_choices(self, "role", roles_to_give(actor))
        self._matches = {str(match.person.pk): match for match in matches}
        if matches:
            self.fields = {"same": _same_field(matches), **self.fields}

    def clean(self) -> dict[str, object]:
        """An invitation needs an address."""
        data = super().clean() or {}
        if data.get("invite") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter an e-mail address, or do not send an invitation"))
        return data

    def answer(self) -> dict[str, Any]:
        """Return what ``services.add_colleague`` takes: the same person as whom, or that an address is shared."""
        data = dict(self.cleaned_data)
        same = self._matches.get(data.pop("same", ""))
        shared = same is None and any(match.why == "address" for match in self._matches.values())
        return data | {"person": same.person if same else None, "shared_address": shared}


def _same_field(matches: Sequence[PossibleMatch]) -> forms.ChoiceField:
    """Ask whether it is one of these people."""
    by_address = any(match.why == "address" for match in matches)
    other = _("They share the address. It is then for contact only.") if by_address else _("They have the same name.")
    choices = [(str(match.person.pk), Hinted(match.name, _where(match))) for match in matches]
    return forms.ChoiceField(
        label=_("Is it the same person?"),
        help_text=_("Somebody like this is known already. One person is one entry, so that nothing is missed."),
        choices=[*choices, ("new", Hinted(_("No, somebody else"), other))],
        widget=CardRadios,
        error_messages={"required": _("Choose whether it is the same person"), "invalid_choice": FROM_LIST},
    )


def _where(match: PossibleMatch) -> str:
    why = _("the same e-mail address") if match.why == "address" else _("the same name")
    where = _("Known here") if match.here else _("Known at %(school)s") % {"school": match.school}
    return f"{where}: {why}"


class EditPersonForm(PersonForm):
    """What changes of what the school knows, and from when."""

    shared = forms.BooleanField(
        label=_("More than one person uses this e-mail address"),
        help_text=_("It is then for contact only. Nobody signs in with it."),
        required=False,
    )
    from_date = DayField(
        label=_("From when do address and telephone hold?"), required=False, help_text=_("Leave it out for today.")
    )
    field_order = ("title", "first_name", "last_name", "staff_code", "email", "shared", "phone")
    button = _("Save")


class GiveRoleForm(PageForm):
    """One more role for somebody."""

    role = _role_field()
    from_date = _first_day_field()
    button = _("Give this role")

    def __init__(self, data: FormData, *, actor: Actor) -> None:
        super().__init__(data)
        set_choices(self, "role", roles_to_give(actor))


class EndRoleForm(PageForm):
    """When a role ends: now, or at the end of a day."""

    when = forms.ChoiceField(
        label=_("When does it end?"),
        choices=[("now", Hinted(_("Now"), _("Access ends at once."))), ("later", _("At the end of a day"))],
        widget=CardRadios,
        error_messages={"required": _("Choose when it ends"), "invalid_choice": FROM_LIST},
    )
    last_day = DayField(label=_("Last day"), required=False)
    button: Words = _("End this role")
    second_words = _("Keep it")
    danger = True

    def __init__(self, data: FormData, *, today: datetime.date, back: str) -> None:
        super().__init__(data, back=back)
        self._today = today

    def clean(self) -> dict[str, object]:
        """A last day is today or later."""
        data = super().clean() or {}
        if data.get("when") == "later" and "last_day" not in self.errors:
            if data.get("last_day") is None:
                self.add_error("last_day", _("Enter the last day"))
            elif data["last_day"] < self._today:
                self.add_error("last_day", _("Enter today or a day after it"))
        return data

    def first_day_without(self) -> datetime.date:
        """Return the day from which the role is no longer held."""
        if self.cleaned_data["when"] == "now":
            return self._today
        last: datetime.date = self.cleaned_data["last_day"]
        return last + datetime.timedelta(days=1)


class LeavePersonForm(EndRoleForm):
    """When somebody leaves."""

    button = _("End everything here")
    second_words = _("They stay")


class SameForm(PageForm):
    """Why two entries are one person."""

    reason = forms.ChoiceField(
        label=_("How do you know?"),
        choices=SameReason.choices,
        widget=CardRadios,
        error_messages={"required": _("Choose how you know"), "invalid_choice": FROM_LIST},
    )
    button = _("Join these two")
    second_words = _("Leave them apart")
