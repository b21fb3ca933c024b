"""Who holds what at a school, who answers to whom, who is away, and who has a tie with whom."""

from django.db import models
from django.db.models import F, Q

from core.db.dated import Dated, ends_after_start, never_twice
from core.db.school_scope import CompositeForeignKey, owner_key
from people.models.persons import Person, known_here
from people.models.pupils import Pupil, pupil_here
from people.states.roles import TRUST_ROLES, Role
from people.states.words import TieKind
from schools.models.trusts import TrustDated


class RoleAtSchool(Dated):
    """A role from one day until another; access ends with it, in the school's own time zone."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30, choices=Role.choices)

    class Meta(Dated.Meta):
        constraints = [
            owner_key("people_roleatschool"),
            ends_after_start("people_roleatschool"),
            never_twice("people_roleatschool", "person", "school", "role"),
            known_here("people_roleatschool"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_roleatschool_role"),
        ]
        indexes = [models.Index(fields=["school", "role"], name="people_role_holders")]

    def __str__(self) -> str:
        return self.role


class Duty(Dated):
    """A fact that a higher app writes down here: "runs an official account". ``source`` is a label of its record."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=120)

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("people_duty"),
            never_twice("people_duty", "person", "school", "kind", "source"),
            known_here("people_duty"),
        ]

    def __str__(self) -> str:
        return self.kind


class LineManager(Dated):
    """To whom a member of staff answers; one at a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="line_managers")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="managed")

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("people_linemanager"),
            never_twice("people_linemanager", "person", "school"),
            known_here("people_linemanager"),
            known_here("people_linemanager", "manager"),
            models.CheckConstraint(condition=~Q(person=F("manager")), name="people_linemanager_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} answers to {self.manager_id}"


class Absence(Dated):
    """When somebody is away, and who covers."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="covers")

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("people_absence"),
            never_twice("people_absence", "person", "school"),
            known_here("people_absence"),
            known_here("people_absence", "cover"),
            models.CheckConstraint(condition=~Q(person=F("cover")), name="people_absence_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} is away"


class Tie(Dated):
    """A declared tie with another person or with a pupil: whoever has one never hears of the other's case."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties")
    other = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="ties_declared")
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="ties")
    kind = models.CharField(max_length=20, choices=TieKind.choices)

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("people_tie"),
            known_here("people_tie"),
            known_here("people_tie", "other"),
            pupil_here("people_tie"),
            models.CheckConstraint(condition=Q(kind__in=TieKind.values), name="people_tie_kind"),
            models.CheckConstraint(
                condition=Q(other__isnull=True) ^ Q(pupil__isnull=True), name="people_tie_person_or_pupil"
            ),
            models.CheckConstraint(condition=Q(other__isnull=True) | ~Q(other=F("person")), name="people_tie_not_self"),
        ]

    def __str__(self) -> str:
        return self.kind


class TrustRole(TrustDated):
    """A role for the whole trust. Every school of the trust holds a row of its own with the same role."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trust_roles")
    role = models.CharField(max_length=30)

    class Meta(TrustDated.Meta):
        constraints = [
            ends_after_start("people_trustrole"),
            never_twice("people_trustrole", "trust", "person", "role"),
            CompositeForeignKey(
                name="people_trustrole_person_in_trust",
                fields=("person", "trust"),
                to="people.Person",
                to_fields=("id", "trust"),
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(role.value for role in TRUST_ROLES)), name="people_trustrole_role"
            ),
        ]

    def __str__(self) -> str:
        return self.role

    def get_role_words(self) -> str:
        """Return the role as people say it."""
        return str(Role(self.role).label)
