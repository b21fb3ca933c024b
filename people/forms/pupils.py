"""Finding, adding and correcting children, their classes and their carers."""

import datetime
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.field_words import words
from core.pages.forms import EMAIL, CardRadios, DayField, Hinted, set_choices
from core.pages.layouts import FormData, PageForm
from core.text.words import Words
from people.forms.people import title_field
from people.models.persons import Person
from people.models.pupils import CarerLink, Pupil
from people.states.words import PupilState, Relationship

NEW = "new"


class FindForm(forms.Form):
    """One box for a child or a carer. It is posted: a name never stands in an address."""

    words = words(
        _("Name of a child or carer"),
        _("Type a name, a number or an address"),
        help_text=_("Or an admission number, an e-mail address or a telephone number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FilterForm(forms.Form):
    """Which children the list shows."""

    state = forms.ChoiceField(label=_("Who"), choices=PupilState.choices, required=False)
    class_name = forms.ChoiceField(label=_("Class"), required=False)

    def __init__(self, data: FormData, *, classes: Iterable[str]) -> None:
        super().__init__(data)
        set_choices(self, "class_name", [("", _("All classes")), *((name, name) for name in classes)])


def _class() -> forms.CharField:
    return words(_("Class"), _("Enter the class"), length=40, widget=forms.TextInput({"class": "w-20"}))


def _year() -> forms.CharField:
    hint, widget = _("As you write it: R, 4 or Year 4."), forms.TextInput({"class": "w-10"})
    return words(_("Year"), "", optional=True, length=20, help_text=hint, widget=widget)


class PupilForm(PageForm):
    """Name, number and birth date of a child."""

    first_name = words(_("First name"), _("Enter a first name"))
    last_name = words(_("Last name"), "", optional=True)
    birth_date = DayField(label=_("Date of birth"), required=False)
    admission_number = words(
        _("Admission number"), "", optional=True, length=40, widget=forms.TextInput(attrs={"class": "w-10"})
    )

    def __init__(
        self, data: FormData, *, today: datetime.date, back: str, initial: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial, back=back)
        self._today = today

    def clean_birth_date(self) -> datetime.date | None:
        """Nobody is born tomorrow."""
        day: datetime.date | None = self.cleaned_data["birth_date"]
        if day is not None and day > self._today:
            raise forms.ValidationError(_("Enter a day that is not ahead"))
        return day


class AddPupilForm(PupilForm):
    """A new child, with a class from a day on."""

    class_name = _class()
    year_group = _year()
    from_date = DayField(
        label=_("First day here"), required=False, help_text=_("Leave it out for today. A day ahead is fine.")
    )
    button = _("Add this pupil")


class CorrectPupilForm(PupilForm):
    """What was written wrongly."""

    button = _("Save the correction")

    def __init__(self, data: FormData, *, pupil: Pupil, today: datetime.date, back: str) -> None:
        initial = {name: getattr(pupil, name) for name in self.base_fields}
        super().__init__(data, today=today, initial=initial, back=back)


class MoveForm(PageForm):
    """Another class, from a day on."""

    class_name = _class()
    year_group = _year()
    on = DayField(
        label=_("First day in this class"), required=False, help_text=_("Leave it out for today. A day ahead is fine.")
    )
    button = _("Move to this class")


class LeaveForm(PageForm):
    """The last day of a child at the school."""

    last_day = DayField(label=_("Last day here"), error_messages={"required": _("Enter the last day")})
    button = _("Record the last day")
    danger = True

    def first_day_without(self) -> datetime.date:
        """Return the day from which the child is no longer here."""
        last: datetime.date = self.cleaned_data["last_day"]
        return last + datetime.timedelta(days=1)


class LinkForm(PageForm):
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

    button = _("Save the link")

    def __init__(self, data: FormData, *, link: CarerLink, back: str) -> None:
        super().__init__(data, initial={name: getattr(link, name) for name in self.base_fields}, back=back)
        if link.barred:
            del self.fields["may_sign"], self.fields["may_contact"]


class CarerDetailsForm(PageForm):
    """Name and addresses of a carer."""

    title = title_field()
    first_name = words(_("First name"), _("Enter a first name"))
    last_name = words(_("Last name"), "", optional=True)
    email = forms.EmailField(
        label=_("E-mail address"), required=False, error_messages=EMAIL, help_text=_("Empty: letters go on paper.")
    )
    shared_address = forms.BooleanField(label=_("Somebody else reads this address too"), required=False)
    phone = words(_("Telephone"), "", optional=True, length=40, widget=forms.TextInput({"class": "w-20"}))
    button: Words = _("Save")


class AddCarerForm(LinkForm, CarerDetailsForm):
    """An adult for a child: somebody new, or somebody the school knows already."""

    last_name = words(_("Last name"), _("Enter a last name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages=EMAIL,
        help_text=_("Leave it out for somebody who signs on paper."),
    )
    existing = forms.ChoiceField(
        label=_("Is it somebody we know?"),
        widget=CardRadios,
        error_messages={"required": _("Choose the person, or that it is somebody else")},
    )
    field_order = ("existing", "title", "first_name", "last_name", "email", "shared_address", "phone")
    button = _("Add this carer")

    def __init__(self, data: FormData, *, alike: list[tuple[Person, str, list[str]]], back: str) -> None:
        initial = {"parental_responsibility": True, "may_sign": True, "may_contact": True}
        super().__init__(data, initial=initial, back=back)
        self._alike = {str(person.pk): person for person, _name, _children in alike}
        if alike:
            people = [(str(person.pk), Hinted(name, ", ".join(children))) for person, name, children in alike]
            set_choices(self, "existing", [*people, (NEW, _("No, somebody else"))])
        else:
            del self.fields["existing"]

    def wanted(self) -> tuple[Person | None, dict[str, object], dict[str, object]]:
        """Return (the person chosen or None, facts of a new person, facts of the link)."""
        data = dict(self.cleaned_data)
        person = self._alike.get(data.pop("existing", NEW))
        link = {name: data.pop(name) for name in LinkForm.base_fields}
        return person, data, link


class ContactRestrictionForm(PageForm):
    """A court order that keeps an adult away from a child's details."""

    seen = words(
        _("What have you seen?"),
        _("Say what you have seen"),
        length=200,
        help_text=_("For example: order of the family court, 3 March 2026. We keep it sealed."),
    )
    button = _("Bar this adult")
    danger = True


class LiftForm(PageForm):
    """The end of a bar. Nothing comes back that is not ticked."""

    seen = words(_("What have you seen?"), _("Say what you have seen"), length=200)
    may_sign = forms.BooleanField(label=_("May sign for the child again"), required=False)
    may_contact = forms.BooleanField(label=_("We may write to them about the child again"), required=False)
    button = _("Lift the bar")
    danger = True
