"""What a trust says for all its schools: settings it gives or locks, and roles held at each of them."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from core.db.dated import ends_after_start, never_twice
from core.db.school_scope import CompositeForeignKey
from people.models.persons import Person
from people.models.schools import Trust
from people.states.roles import TRUST_ROLES, Role


def _of_this_trust(table: str, field: str) -> CompositeForeignKey:
    return CompositeForeignKey(
        name=f"{table}_{field}_in_trust", fields=(field, "trust"), to="people.Person", to_fields=("id", "trust")
    )


class TrustDated(models.Model):
    """A fact of a trust that holds from one day until another; as :class:`core.db.dated.Dated` of a school."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        triggers = [pgtrigger.ReadOnly(name="only_its_end_changes", exclude=["until_date"])]


class TrustSetting(TrustDated):
    """What a trust says where its schools say nothing; ``locked``: what a school says does not count."""

    key = models.CharField(max_length=60)
    value = models.JSONField()
    locked = models.BooleanField(default=False)
    set_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(TrustDated.Meta):
        constraints = [
            ends_after_start("people_trustsetting"),
            never_twice("people_trustsetting", "trust", "key"),
            _of_this_trust("people_trustsetting", "set_by"),
        ]

    def __str__(self) -> str:
        return self.key


class TrustRole(TrustDated):
    """A role for the whole trust. Every school of the trust holds a row of its own with the same role."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trust_roles")
    role = models.CharField(max_length=30)

    class Meta(TrustDated.Meta):
        constraints = [
            ends_after_start("people_trustrole"),
            never_twice("people_trustrole", "trust", "person", "role"),
            _of_this_trust("people_trustrole", "person"),
            models.CheckConstraint(
                condition=Q(role__in=sorted(role.value for role in TRUST_ROLES)), name="people_trustrole_role"
            ),
        ]

    def __str__(self) -> str:
        return self.role

    def get_role_words(self) -> str:
        """Return the role as people say it."""
        return str(Role(self.role).label)
