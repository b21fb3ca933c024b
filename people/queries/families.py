"""Pupils, their classes and the adults who answer for them."""

import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from core.db.dated import in_force
from people.models.persons import Person
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.queries.same_person import same_person
from schools.models.schools import School


def _with_class(pupils: Any, day: datetime.date) -> Any:
    place = ClassPlace.objects.filter(in_force(day), pupil=OuterRef("pk"), school=OuterRef("school"))
    return pupils.annotate(
        class_name=Subquery(place.values("class_name")[:1]), year_group=Subquery(place.values("year_group")[:1])
    )


def children_of(
    person: Person, school: School, on: datetime.date | None = None, *, may_sign: bool = True
) -> list[Pupil]:
    """Return the pupils for whom an adult answers on the day, with ``class_name`` and ``year_group``. One query.

    ``may_sign`` keeps only those for whom the adult may sign. A barred adult gets none (court order).
    """
    day = on or school.today()
    links = CarerLink.objects.for_school(school).filter(in_force(day), person=person, barred=False)
    if may_sign:
        links = links.filter(may_sign=True)
    pupils = Pupil.objects.for_school(school).filter(pk__in=links.values("pupil"))
    return list(_with_class(pupils, day).order_by("first_name", "last_name", "pk"))


def pupils_at(school: School, on: datetime.date | None = None) -> QuerySet[Pupil]:
    """Return the pupils with a place in a class on the day, with ``class_name`` and ``year_group``."""
    day = on or school.today()
    places = ClassPlace.objects.for_school(school).filter(in_force(day))
    pupils = _with_class(Pupil.objects.for_school(school).filter(pk__in=places.values("pupil")), day)
    rows: QuerySet[Pupil] = pupils.order_by("class_name", "last_name", "first_name", "pk")
    return rows


def classes_at(school: School, on: datetime.date | None = None) -> list[str]:
    """Return the names of the classes on the day."""
    places = ClassPlace.objects.for_school(school).filter(in_force(on or school.today()))
    return sorted(set(places.values_list("class_name", flat=True)))


def carers_at(school: School, on: datetime.date | None = None) -> QuerySet[Person]:
    """Return the adults who answer for a pupil on the day and are not barred, each once."""
    links = CarerLink.objects.for_school(school).filter(in_force(on or school.today()), barred=False)
    return Person.objects.filter(pk__in=links.values("person")).select_related("data_key").order_by("pk")


def barred_pairs(school: School) -> set[tuple[UUID, UUID]]:
    """Return (person, pupil) where a new link must be barred: the newest link of that human was, also if it ended.

    One query for the rows, one more for each who is barred from somebody.
    """
    pupils = CarerLink.objects.for_school(school).filter(barred=True).values("pupil")
    rows = CarerLink.objects.for_school(school).filter(pupil__in=pupils)
    newest: dict[tuple[UUID, UUID], tuple[datetime.date, datetime.date, bool]] = {}
    columns = ("person_id", "pupil_id", "from_date", "until_date", "barred")
    for person, pupil, start, end, barred in rows.values_list(*columns):
        held = (start, end or datetime.date.max, barred)
        newest[person, pupil] = max(newest.get((person, pupil), held), held)
    barred_now = {pair for pair, (_start, _end, barred) in newest.items() if barred}
    return {(human, pupil) for person, pupil in barred_now for human in same_person(person)}
