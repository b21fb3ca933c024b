"""Pupils, their classes and the adults who answer for them."""

import datetime
from collections.abc import Collection
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from core.db.dated import ever_in_force, in_force
from people.models.persons import Person
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.queries.acting import Actor
from people.queries.same_person import same_person, ties_of
from schools.models.schools import School


def with_class(pupils: QuerySet[Pupil], day: datetime.date) -> QuerySet[Pupil]:
    """Add ``class_name`` and ``year_group`` of the day to pupils."""
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
    return list(with_class(pupils, day).order_by("first_name", "last_name", "pk"))


def pupils_at(school: School, on: datetime.date | None = None) -> QuerySet[Pupil]:
    """Return the pupils with a place in a class on the day, with ``class_name`` and ``year_group``."""
    day = on or school.today()
    places = ClassPlace.objects.for_school(school).filter(in_force(day))
    pupils = with_class(Pupil.objects.for_school(school).filter(pk__in=places.values("pupil")), day)
    return pupils.order_by(F("class_name"), "last_name", "first_name", "pk")


def classes_at(school: School) -> list[str]:
    """Return the names of the classes today."""
    places = ClassPlace.objects.for_school(school).filter(in_force(school.today()))
    return sorted(set(places.values_list("class_name", flat=True)))


def carers_at(school: School) -> QuerySet[Person]:
    """Return the adults who answer for a pupil today and are not barred, each once."""
    links = CarerLink.objects.for_school(school).filter(in_force(school.today()), barred=False)
    return Person.objects.filter(pk__in=links.values("person")).select_related("data_key").order_by("pk")


def barred_pairs(school: School) -> set[tuple[UUID, UUID]]:
    """Return (person, pupil) where a new link must be barred: the newest link of that person was, also if it ended.

    One query for the rows, one more for each who is barred from somebody.
    """
    pupils = CarerLink.objects.for_school(school).filter(barred=True).values("pupil")
    rows = CarerLink.objects.for_school(school).filter(pupil__in=pupils)
    barred_now = [pair for pair, barred in _newest(rows).items() if barred]
    return {(entry, pupil) for person, pupil in barred_now for entry in same_person(person)}


def is_barred(persons: Collection[UUID], pupil: Pupil) -> bool:
    """Say whether the newest link of any of these entries of one person with the child is, or was at its end, barred.

    A bar outlives the link: a child who leaves and comes back, on the same day even, is no way round a court order.
    """
    rows = CarerLink.objects.for_school(pupil.school_id).filter(pupil=pupil, person__in=persons)
    return any(barred for barred in _newest(rows).values())


def _newest(rows: QuerySet[CarerLink]) -> dict[tuple[UUID, UUID], bool]:
    """Return {(person, pupil): whether the newest link between them is barred}."""
    newest: dict[tuple[UUID, UUID], tuple[datetime.date, datetime.date, bool]] = {}
    columns = ("person_id", "pupil_id", "from_date", "until_date", "barred")
    for person, pupil, start, end, barred in rows.values_list(*columns):
        link = (start, end or datetime.date.max, barred)
        newest[person, pupil] = max(newest.get((person, pupil), link), link)
    return {pair: barred for pair, (_start, _end, barred) in newest.items()}


def is_own(actor: Actor, pupil: Pupil) -> bool:
    """Say whether the actor, under any entry, has or had a link with this child, or a tie today."""
    ties = ties_of(actor.person, actor.school)
    links = CarerLink.objects.for_school(pupil.school_id).filter(ever_in_force(), pupil=pupil, person__in=ties.selves)
    return pupil.pk in ties.pupils or bool(links.exists())
