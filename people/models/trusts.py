"""Roles held at every school of a trust."""

from django.db import models
from django.db.models import Q

from core.db.dated import ends_after_start, never_twice
from core.db.school_scope import CompositeForeignKey
from people.models.persons import Person
from people.states.roles import TRUST_ROLES, Role
from schools.models.schools import TrustDated


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
