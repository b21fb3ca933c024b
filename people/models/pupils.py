"""Pupils, the class each is in, and the adults who answer for them."""

from django.db import models
from django.db.models import Q

from core.db.dated import Dated, ends_after_start, never_twice
from core.db.school_scope import CompositeForeignKey, OwnedModel, owner_key, same_school
from people.models.persons import Person, known_here
from people.states.words import Relationship


def pupil_here(table: str) -> CompositeForeignKey:
    """Hold the pupil of a row to a pupil of the row's school."""
    return same_school(f"{table}_pupil_here", "pupil", "people.Pupil")


class Pupil(OwnedModel):
    """A child on the roll of one school. Pupils have no account."""

    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, blank=True)
    admission_number = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField(null=True, blank=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            owner_key("people_pupil"),
            models.UniqueConstraint(
                fields=["school", "admission_number"],
                condition=~Q(admission_number=""),
                name="people_pupil_admission_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class ClassPlace(Dated):
    """A place in a class; one at a time. ``year_group`` is as the school writes it: "R", "4", "Year 4"."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="places")
    class_name = models.CharField(max_length=40)
    year_group = models.CharField(max_length=20, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("people_classplace"),
            never_twice("people_classplace", "pupil", "school"),
            pupil_here("people_classplace"),
        ]
        indexes = [models.Index(fields=["school", "class_name"], name="people_class_list")]

    def __str__(self) -> str:
        return self.class_name


class CarerLink(Dated):
    """An adult who answers for a pupil. ``barred`` (a court order): neither signs, nor is contacted, nor sees."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="children")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="carers")
    relationship = models.CharField(max_length=20, choices=Relationship.choices, default=Relationship.OTHER)
    parental_responsibility = models.BooleanField(default=True)
    may_sign = models.BooleanField(default=True)
    may_contact = models.BooleanField(default=True)
    barred = models.BooleanField(default=False)

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("people_carerlink"),
            never_twice("people_carerlink", "person", "pupil", "school"),
            known_here("people_carerlink"),
            pupil_here("people_carerlink"),
            models.CheckConstraint(
                condition=Q(relationship__in=Relationship.values), name="people_carerlink_relationship"
            ),
            models.CheckConstraint(
                condition=Q(barred=False) | Q(may_sign=False, may_contact=False), name="people_carerlink_bar_closes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relationship} of {self.pupil_id}"
