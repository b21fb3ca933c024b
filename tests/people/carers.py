"""Who answers for a child, as the tests look at it."""

from __future__ import annotations

from core.db.dated import in_force
from people.models.persons import Person
from people.models.pupils import CarerLink, Pupil


def carers_of(pupil: Pupil) -> list[Person]:
    """Return the adults of one pupil today whom we may write to, never the barred, oldest link first."""
    links = CarerLink.objects.for_school(pupil.school).filter(in_force(pupil.school.today()), pupil=pupil)
    links = links.filter(barred=False, may_contact=True).select_related("person__data_key")
    return [link.person for link in links.order_by("from_date", "pk")]
