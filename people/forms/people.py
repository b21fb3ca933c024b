"""Adding people, and giving and ending roles."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.pages.forms import EMAIL, FROM_LIST, ROLE_ERRORS, CardRadios, DayField, Hinted, school_helper, text_field
from people.queries.acting import Actor
from people.queries.staff import Known
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


_TITLE: dict[str, Any] = {"label": _("Title"), "message": "", "optional": True, "length": 20}
_CODE: dict[str, Any] = {"label": _("Staff code"), "message": "", "optional": True, "length": 40}
_PHONE: dict[str, Any] = {"label": _("Telephone"), "message": "", "optional": True, "length": 40}
_SHORT = {"class": "w-10"}


class AddPersonForm(forms.Form):
    """Somebody with a role. ``known``: who may be the same human; then it asks, and has no other way on."""

    title = text_field(**_TITLE, widget=forms.TextInput(attrs=_SHORT))
    first_name = text_field(_("First name"), _("Enter a first name"))
    last_name = text_field(_("Last name"), _("Enter a last name"))
    staff_code = text_field(**_CODE, widget=forms.TextInput(attrs=_SHORT))
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages=EMAIL,
        help_text=_("Only this person’s own. Leave it out for somebody who signs on paper."),
    )
    phone = text_field(**_PHONE, widget=forms.TextInput(attrs={"class": "w-20", "inputmode": "tel"}))
    role = forms.ChoiceField(label=_("Role"), widget=CardRadios, error_messages=ROLE_ERRORS)
    from_date = DayField(label=_("First day"), required=False, help_text=_("Leave it out for today."))
    invite = forms.BooleanField(label=_("Send an invitation to sign in"), required=False)

    def __init__(self, *args: Any, actor: Actor, known: Sequence[Known] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(actor)  # type: ignore[attr-defined]
        self._known = {str(one.person.pk): one for one in known}
        if known:
            self.fields = {"same": _same_field(known), **self.fields}
        self.helper = school_helper(button=_("Add this person"))

    def clean(self) -> dict[str, Any]:
        """An invitation needs an address."""
        data = super().clean() or {}
        if data.get("invite") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter an e-mail address, or do not send an invitation"))
        return data

    def answer(self) -> dict[str, Any]:
        """Return what ``services.add_colleague`` takes: the same human as whom, or that an address is shared."""
        data = dict(self.cleaned_data)
        same = self._known.get(data.pop("same", ""))
        shared = same is None and any(one.why == "address" for one in self._known.values())
        return data | {"person": same.person if same else None, "shared_address": shared}


def _same_field(known: Sequence[Known]) -> forms.ChoiceField:
    """Ask whether it is one of these; whoever is known by the same address comes first."""
    by_address = any(one.why == "address" for one in known)
    other = _("They share the address. It is then for contact only.") if by_address else _("They have the same name.")
    choices = [(str(one.person.pk), Hinted(one.name, _where(one))) for one in known]
    return forms.ChoiceField(
        label=_("Is it the same person?"),
        help_text=_("Somebody like this is known already. One person is one entry, so that nothing is missed."),
        choices=[*choices, ("new", Hinted(_("No, somebody else"), other))],
        widget=CardRadios,
        error_messages={"required": _("Choose whether it is the same person"), "invalid_choice": FROM_LIST},
    )


def _where(one: Known) -> str:
    why = _("the same e-mail address") if one.why == "address" else _("the same name")
    where = _("Known here") if one.here else _("Known at %(school)s") % {"school": one.school}
    return f"{where}: {why}"


class EditPersonForm(forms.Form):
    """What the school knows of a person."""

    title = text_field(**_TITLE, widget=forms.TextInput(attrs=_SHORT))
    first_name = text_field(_("First name"), _("Enter a first name"))
    last_name = text_field(_("Last name"), "", optional=True)
    staff_code = text_field(**_CODE, widget=forms.TextInput(attrs=_SHORT))
    email = forms.EmailField(label=_("E-mail address"), required=False, error_messages=EMAIL)
    shared = forms.BooleanField(
        label=_("More than one person uses this e-mail address"),
        help_text=_("It is then for contact only. Nobody signs in with it."),
        required=False,
    )
    phone = text_field(**_PHONE, widget=forms.TextInput(attrs={"class": "w-20", "inputmode": "tel"}))
    from_date = DayField(
        label=_("From when do address and telephone hold?"), required=False, help_text=_("Leave it out for today.")
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Save"), second=(_("Back"), back))


class GiveRoleForm(forms.Form):
    """One more role for somebody."""

    role = forms.ChoiceField(label=_("Role"), widget=CardRadios, error_messages=ROLE_ERRORS)
    from_date = DayField(label=_("First day"), required=False, help_text=_("Leave it out for today."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(actor)  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Give this role"))


class EndForm(forms.Form):
    """When something ends: now, or at the end of a day."""

    when = forms.ChoiceField(
        label=_("When does it end?"),
        choices=[("now", Hinted(_("Now"), _("Access ends at once."))), ("later", _("At the end of a day"))],
        widget=CardRadios,
        error_messages={"required": _("Choose when it ends"), "invalid_choice": FROM_LIST},
    )
    last_day = DayField(label=_("Last day"), required=False)
    button: Any = _("End this role")
    keep: Any = _("Keep it")

    def __init__(self, *args: Any, today: datetime.date, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.helper = school_helper(button=self.button, second=(self.keep, back), danger=True)

    def clean(self) -> dict[str, Any]:
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


class EndRoleForm(EndForm):
    """When a role ends."""


class LeavePersonForm(EndForm):
    """When somebody leaves."""

    button = _("End everything here")
    keep = _("They stay")


class SameForm(forms.Form):
    """Why two entries are one human."""

    reason = forms.ChoiceField(
        label=_("How do you know?"),
        choices=SameReason.choices,
        widget=CardRadios,
        error_messages={"required": _("Choose how you know"), "invalid_choice": FROM_LIST},
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Join these two"), second=(_("Leave them apart"), back))
