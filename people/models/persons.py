"""A person is one human in a trust; what a school knows of them belongs to the school."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.db.dated import Dated, ends_after_start, never_twice
from core.db.school_scope import CompositeForeignKey, OwnedModel, owner_key
from core.sealing.fields import SealedModel
from people.states.words import AddressKind
from schools.models.schools import Trust


def known_here(table: str, field: str = "person") -> CompositeForeignKey:
    """Hold a person of a row to somebody whom the row's school knows."""
    return CompositeForeignKey(
        name=f"{table}_{field}_known_here",
        fields=(field, "school"),
        to="people.PersonAtSchool",
        to_fields=("person", "school"),
    )


class Person(SealedModel):
    """The link between capacities: staff member, governor and carer are capacities of one person.

    ``user`` is the login: one account may act in several trusts, as one person in each. ``same_as`` says that two rows
    are one person; exclusion follows it, rights do not, and taking it back changes nothing else. The row has a data
    key, which seals what would name the person elsewhere (labels in the ledger).
    """

    seal_label: ClassVar[str] = "person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="others")

    class Meta(SealedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["id", "trust"], name="people_person_trust_key"),
            models.UniqueConstraint(fields=["user", "trust"], name="people_person_one_login_a_trust"),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="people_person_not_same_as_self"),
            CompositeForeignKey(
                name="people_person_same_as_in_trust",
                fields=("same_as", "trust"),
                to="people.Person",
                to_fields=("id", "trust"),
            ),
        ]

    def __str__(self) -> str:
        # A name belongs to a school's record: ask people.queries.name_of(person, school).
        return f"person {self.pk}"


class PersonAtSchool(OwnedModel):
    """That a school knows a person. Every other row about a person at a school hangs on it, so owners cannot mix."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="schools_known")

    class Meta(OwnedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person", "school"], name="people_personatschool_key"),
            owner_key("people_personatschool"),
            CompositeForeignKey(
                name="people_personatschool_person_in_trust",
                fields=("person", "trust"),
                to="people.Person",
                to_fields=("id", "trust"),
            ),
            CompositeForeignKey(
                name="people_personatschool_school_in_trust",
                fields=("school", "trust"),
                to="schools.School",
                to_fields=("id", "trust"),
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} at school {self.school_id}"


class SchoolRecord(Dated):
    """Name and code of a person as one school knows them."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="records")
    title = models.CharField(max_length=20, blank=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, blank=True)
    staff_code = models.CharField(max_length=40, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            owner_key("people_schoolrecord"),
            ends_after_start("people_schoolrecord"),
            never_twice("people_schoolrecord", "person", "school"),
            known_here("people_schoolrecord"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name, as in a list."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def formal_name(self) -> str:
        """The name as a letter addresses it: "Mrs Ahmed", or the full name where there is no title."""
        return f"{self.title} {self.last_name}".strip() if self.title and self.last_name else self.full_name


class Address(Dated):
    """An e-mail address or telephone number. ``shared`` ones are for contact only, never for signing in."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind.choices)
    value = models.CharField(max_length=254)
    shared = models.BooleanField(default=False)

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("people_address"),
            never_twice("people_address", "person", "school", "kind", "value"),
            known_here("people_address"),
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="people_address_kind"),
        ]
        indexes = [models.Index(fields=["school", "kind", "value"], name="people_address_find")]

    def __str__(self) -> str:
        return self.value
