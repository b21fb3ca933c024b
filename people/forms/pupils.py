"""Finding, adding and correcting children, their classes and their carers."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import EMAIL, CardRadios, DayField, Hinted, school_helper, text_field
from people.models.persons import SchoolRecord
from people.models.pupils import CarerLink, Pupil
from people.queries.pupils import CarerPage
from people.states.words import AddressKind, PupilState, Relationship

NEW = "new"


class FindForm(forms.Form):
    """One box for a child or a carer. It is posted: a name never stands in an address."""

    words = text_field(
        _("Name of a child or carer"),
        _("Type a name, a number or an address"),
        help_text=_("Or an admission number, an e-mail address or a telephone number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FilterForm(forms.Form):
    """Which children the list shows."""

    state = forms.ChoiceField(label=_("Who"), choices=PupilState.choices, required=False)
    class_name = forms.ChoiceField(label=_("Class"), required=False)

    def __init__(self, *args: Any, classes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["class_name"].choices = [("", _("All classes")), *((name, name) for name in classes)]  # type: ignore[attr-defined]


def _class(message: Any, *, optional: bool = False) -> forms.CharField:
    return text_field(
        _("Class"), message, optional=optional, length=40, widget=forms.TextInput(attrs={"class": "w-20"})
    )


def _year() -> forms.CharField:
    hint = _("As you write it: R, 4 or Year 4.")
    return text_field(
        _("Year"), "", optional=True, length=20, help_text=hint, widget=forms.TextInput(attrs={"class": "w-10"})
    )


class PupilForm(forms.Form):
    """Name, number and birth date of a child."""

    first_name = text_field(_("First name"), _("Enter a first name"))
    last_name = text_field(_("Last name"), "", optional=True)
    birth_date = DayField(label=_("Date of birth"), required=False)
    admission_number = text_field(
        _("Admission number"), "", optional=True, length=40, widget=forms.TextInput(attrs={"class": "w-10"})
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_birth_date(self) -> datetime.date | None:
        """Nobody is born tomorrow."""
        day: datetime.date | None = self.cleaned_data["birth_date"]
        if day is not None and day > self._today:
            raise forms.ValidationError(_("Enter a day that is not ahead"))
        return day


class AddPupilForm(PupilForm):
    """A new child, with a class from a day on."""

    class_name = _class(_("Enter the class"))
    year_group = _year()
    from_date = DayField(
        label=_("First day here"), required=False, help_text=_("Leave it out for today. A day ahead is fine.")
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Add this pupil"), second=(_("Back"), back))


class CorrectPupilForm(PupilForm):
    """What was written wrongly."""

    def __init__(self, *args: Any, pupil: Pupil, back: str, **kwargs: Any) -> None:
        kept = {name: getattr(pupil, name) for name in ("first_name", "last_name", "birth_date", "admission_number")}
        super().__init__(*args, **{"initial": kept, **kwargs})
        self.helper = school_helper(button=_("Save the correction"), second=(_("Back"), back))


class MoveForm(forms.Form):
    """Another class, from a day on."""

    class_name = _class(_("Enter the class"))
    year_group = _year()
    on = DayField(
        label=_("First day in this class"), required=False, help_text=_("Leave it out for today. A day ahead is fine.")
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Move to this class"), second=(_("Back"), back))


class LeaveForm(forms.Form):
    """The last day of a child at the school."""

    last_day = DayField(label=_("Last day here"), error_messages={"required": _("Enter the last day")})

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Record the last day"), second=(_("Back"), back), danger=True)

    def first_day_without(self) -> datetime.date:
        """Return the day from which the child is no longer here."""
        last: datetime.date = self.cleaned_data["last_day"]
        return last + datetime.timedelta(days=1)


class LinkForm(forms.Form):
    """What an adult is to a child, and what the adult may do."""

    relationship = forms.ChoiceField(
        label=_("What are they to the child?"),
        choices=Relationship.choices,
        widget=CardRadios,
        error_messages={"required": _("Choose what they are to the child")},
    )
    parental_responsibility = forms.BooleanField(label=_("Has parental responsibility"), required=False)
    may_sign = forms.BooleanField(label=_("May sign for the child"), required=False)
    may_contact = forms.BooleanField(label=_("We may write to them about the child"), required=False)


class ChangeLinkForm(LinkForm):
    """The link as it is, to be changed from today on. A bar is no part of it: it has a page of its own."""

    def __init__(self, *args: Any, link: CarerLink, back: str, **kwargs: Any) -> None:
        kept = {name: getattr(link, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": kept, **kwargs})
        if link.barred:
            del self.fields["may_sign"], self.fields["may_contact"]
        self.helper = school_helper(button=_("Save the link"), second=(_("Back"), back))


class AddCarerForm(LinkForm):
    """An adult for a child: somebody new, or somebody the school knows already."""

    title = text_field(_("Title"), "", optional=True, length=20, widget=forms.TextInput(attrs={"class": "w-10"}))
    first_name = text_field(_("First name"), _("Enter a first name"))
    last_name = text_field(_("Last name"), _("Enter a last name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages=EMAIL,
        help_text=_("Leave it out for somebody who signs on paper."),
    )
    shared_address = forms.BooleanField(label=_("Somebody else reads this address too"), required=False)
    phone = text_field(_("Telephone"), "", optional=True, length=40, widget=forms.TextInput(attrs={"class": "w-20"}))
    existing = forms.ChoiceField(
        label=_("Is it somebody we know?"),
        widget=CardRadios,
        error_messages={"required": _("Choose the person, or that it is somebody else")},
    )
    field_order = ("existing", "title", "first_name", "last_name", "email", "shared_address", "phone")

    def __init__(self, *args: Any, alike: list[tuple[Any, str, list[str]]], back: str, **kwargs: Any) -> None:
        first = {"parental_responsibility": True, "may_sign": True, "may_contact": True}
        super().__init__(*args, **{"initial": first, **kwargs})
        self._alike = {str(person.pk): person for person, _name, _children in alike}
        if alike:
            known = [(str(person.pk), Hinted(name, ", ".join(children))) for person, name, children in alike]
            self.fields["existing"].choices = [*known, (NEW, _("No, somebody else"))]  # type: ignore[attr-defined]
        else:
            del self.fields["existing"]
        self.helper = school_helper(button=_("Add this carer"), second=(_("Back"), back))

    def wanted(self) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        """Return (the person chosen or None, facts of a new person, facts of the link)."""
        data = dict(self.cleaned_data)
        person = self._alike.get(data.pop("existing", NEW))
        link = {name: data.pop(name) for name in LinkForm.base_fields}
        return person, data, link


class ContactRestrictionForm(forms.Form):
    """A court order that keeps an adult away from a child's details."""

    seen = text_field(
        _("What have you seen?"),
        _("Say what you have seen"),
        length=200,
        help_text=_("For example: order of the family court, 3 March 2026. We keep it sealed."),
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Bar this adult"), second=(_("Back"), back), danger=True)


class LiftForm(forms.Form):
    """The end of a bar. Nothing comes back that is not ticked."""

    seen = text_field(_("What have you seen?"), _("Say what you have seen"), length=200)
    may_sign = forms.BooleanField(label=_("May sign for the child again"), required=False)
    may_contact = forms.BooleanField(label=_("We may write to them about the child again"), required=False)

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = school_helper(button=_("Lift the bar"), second=(_("Back"), back), danger=True)


class CarerDetailsForm(forms.Form):
    """Name and addresses of a carer."""

    title = text_field(_("Title"), "", optional=True, length=20, widget=forms.TextInput(attrs={"class": "w-10"}))
    first_name = text_field(_("First name"), _("Enter a first name"))
    last_name = text_field(_("Last name"), "", optional=True)
    email = forms.EmailField(
        label=_("E-mail address"), required=False, error_messages=EMAIL, help_text=_("Empty: letters go on paper.")
    )
    shared_address = forms.BooleanField(label=_("Somebody else reads this address too"), required=False)
    phone = text_field(_("Telephone"), "", optional=True, length=40, widget=forms.TextInput(attrs={"class": "w-20"}))

    def __init__(self, *args: Any, about: CarerPage, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": self._kept(about), **kwargs})
        self.helper = school_helper(button=_("Save"), second=(_("Back"), back))

    @staticmethod
    def _kept(about: CarerPage) -> dict[str, Any]:
        record: SchoolRecord = about.record
        email, phone = about.address(AddressKind.EMAIL), about.address(AddressKind.PHONE)
        return {
            "title": record.title,
            "first_name": record.first_name,
            "last_name": record.last_name,
            "email": email.value if email else "",
            "shared_address": bool(email and email.shared),
            "phone": phone.value if phone else "",
        }
