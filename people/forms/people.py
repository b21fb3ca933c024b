"""Adding people, and giving and ending roles."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.forms import CardRadios, DayField, Hinted
from core.layouts import school_helper
from people.forms.words import EMAIL, FROM_LIST, ROLE, words
from people.queries import Actor
from people.rules import may_give_role
from people.states import ROLE_TABLE


def roles_to_give(actor: Actor) -> list[tuple[str, Hinted]]:
    """Return the roles that this person may give to somebody else, each with its sentence."""
    alone = actor.school.trust.stands_alone
    return [
        (role.value, Hinted(capfirst(spec.words), spec.sentence))
        for role, spec in ROLE_TABLE.items()
        if may_give_role(actor, role, to_oneself=False, stands_alone=alone)
    ]


class AddPersonForm(forms.Form):
    """One colleague with a role."""

    title = words(_("Title"), "", optional=True, length=20, widget=forms.TextInput(attrs={"class": "w-10"}))
    first_name = words(_("First name"), _("Enter a first name"))
    last_name = words(_("Last name"), _("Enter a last name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages=EMAIL,
        help_text=_("Only this person’s own. Leave it out for somebody who signs on paper."),
    )
    role = forms.ChoiceField(label=_("Role"), widget=CardRadios, error_messages=ROLE)
    invite = forms.BooleanField(label=_("Send an invitation to sign in"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(actor)  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Add this person"))

    def clean(self) -> dict[str, Any]:
        """An invitation needs an address."""
        data = super().clean() or {}
        if data.get("invite") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter an e-mail address, or do not send an invitation"))
        return data


class GiveRoleForm(forms.Form):
    """One more role for somebody."""

    role = forms.ChoiceField(label=_("Role"), widget=CardRadios, error_messages=ROLE)
    from_date = DayField(label=_("First day"), required=False, help_text=_("Leave it out for today."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(actor)  # type: ignore[attr-defined]
        self.helper = school_helper(button=_("Give this role"))


class EndRoleForm(forms.Form):
    """When a role ends."""

    when = forms.ChoiceField(
        label=_("When does it end?"),
        choices=[("now", Hinted(_("Now"), _("Access ends at once."))), ("later", _("At the end of a day"))],
        widget=CardRadios,
        error_messages={"required": _("Choose when it ends"), "invalid_choice": FROM_LIST},
    )
    last_day = DayField(label=_("Last day in this role"), required=False)

    def __init__(self, *args: Any, today: datetime.date, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.helper = school_helper(button=_("End this role"), second=(_("Keep it"), back), danger=True)

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
