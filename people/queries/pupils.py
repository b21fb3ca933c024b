"""The pages of children and their carers, as the office sees them; of their own family nobody sees another adult."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace

from core.db.dated import ever_in_force, in_force
from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.queries.acting import Actor
from people.queries.directory import names
from people.queries.families import with_class
from people.queries.same_person import Ties, ties_of
from people.states.words import AddressKind, PupilState
from schools.models.schools import School

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Carer:
    """One adult beside a child, as the office reads it. ``name`` is "" where the reader is of the same family."""

    link: CarerLink
    name: str

    @property
    def person_id(self) -> UUID:
        """Whose link it is."""
        return self.link.person_id


@dataclass(frozen=True, slots=True)
class FoundPupil:
    """One child that a search brought up, with the adults who may be written to or may sign today."""

    pupil: Pupil
    carers: list[Carer]
    own: bool = False


@dataclass(frozen=True, slots=True)
class CarerPage:
    """What the page of one carer shows: addresses, and children with what holds between them."""

    person: Person
    record: SchoolRecord
    addresses: list[Address]
    links: list[CarerLink]

    def address(self, kind: str) -> Address | None:
        """The newest address of a kind, a personal one first."""
        rows = [row for row in self.addresses if row.kind == kind]
        return min(rows, key=lambda row: (row.shared, -row.from_date.toordinal()), default=None)

    @property
    def correctable(self) -> dict[str, object]:
        """What the form of a correction starts with."""
        email, phone = self.address(AddressKind.EMAIL), self.address(AddressKind.PHONE)
        reach = {"email": email.value if email else "", "shared_address": bool(email and email.shared)}
        name = {field: getattr(self.record, field) for field in ("title", "first_name", "last_name")}
        return name | reach | {"phone": phone.value if phone else ""}


def pupil_list(school: School, *, state: str = PupilState.HERE, class_name: str = "") -> QuerySet[Pupil]:
    """Return the children who are here today, are to come, or have left, with ``class_name`` and ``year_group``."""
    day = school.today()
    places = ClassPlace.objects.filter(pupil=OuterRef("pk"), school=OuterRef("school"))
    now, later = places.filter(in_force(day)), places.filter(ever_in_force(), from_date__gt=day).order_by("from_date")
    rows = Pupil.objects.for_school(school)
    if state == PupilState.HERE:
        rows = rows.filter(Exists(now))
    elif state == PupilState.TO_COME:
        rows = rows.filter(~Exists(now), Exists(later))
    else:
        rows = rows.filter(~Exists(now), ~Exists(later))
    shown = later if state == PupilState.TO_COME else now
    pupils = rows.annotate(
        class_name=Subquery(shown.values("class_name")[:1]),
        year_group=Subquery(shown.values("year_group")[:1]),
        first_day=Subquery(shown.values("from_date")[:1]),
    )
    if class_name:
        pupils = pupils.filter(class_name=class_name)
    return pupils.order_by("class_name", "last_name", "first_name", "pk")


def pupil_at(school: School, pk: UUID) -> Pupil | None:
    """Return one child whom the school knows, or None."""
    pupil: Pupil | None = Pupil.objects.for_school(school).filter(pk=pk).select_related("school").first()
    return pupil


def own_children(actor: Actor) -> set[UUID]:
    """Return the children with whom the reader, under any entry, has or had a link, or has a tie. Two queries."""
    return _own(actor, ties_of(actor.person, actor.school))


def _own(actor: Actor, ties: Ties) -> set[UUID]:
    links = CarerLink.objects.for_school(actor.school).filter(person__in=ties.selves)
    return set(links.values_list("pupil_id", flat=True)) | set(ties.pupils)


def own_family(actor: Actor) -> tuple[set[UUID], set[UUID]]:
    """Return the reader's own children, and every other adult who is or was linked with one of them. Three queries."""
    ties = ties_of(actor.person, actor.school)
    own = _own(actor, ties)
    if not own:
        return own, set()
    links = CarerLink.objects.for_school(actor.school).filter(pupil__in=own).exclude(person__in=ties.selves)
    return own, set(links.values_list("person_id", flat=True))


def find(actor: Actor, words: str) -> tuple[list[FoundPupil], bool]:
    """Return the children that a name, number, address or telephone number leads to, and whether there are more.

    Looks at children's names and admission numbers, and at the names and addresses of their carers of today. The
    other adults of the reader's own family are neither searched nor shown. At most ``MOST_FOUND`` children.
    """
    school, day = actor.school, actor.school.today()
    terms = words.split()
    if not terms:
        return [], False
    own = own_children(actor)
    people = _carers_named(school, terms, words.strip(), day)
    links = CarerLink.objects.for_school(school).filter(in_force(day), person__in=people).exclude(pupil__in=own)
    by_name = _all_of(terms, "first_name", "last_name")
    rows = Pupil.objects.for_school(school).filter(
        by_name | Q(admission_number__iexact=words.strip()) | Q(pk__in=links.values("pupil"))
    )
    order = (F("class_name").asc(nulls_last=True), "last_name", "first_name", "pk")
    pupils = list(with_class(rows, day).order_by(*order)[: MOST_FOUND + 1])
    shown = pupils[:MOST_FOUND]
    carers = _carers_of([pupil.pk for pupil in shown if pupil.pk not in own], school, day)
    pupils_found = [FoundPupil(pupil, carers.get(pupil.pk, []), own=pupil.pk in own) for pupil in shown]
    return pupils_found, len(pupils) > MOST_FOUND


def _all_of(terms: list[str], *fields: str) -> Q:
    """Match rows in which each term stands in one of the fields."""
    matches = Q()
    for term in terms:
        in_one = Q()
        for name in fields:
            in_one |= Q(**{f"{name}__icontains": term})
        matches &= in_one
    return matches


def _carers_named(school: School, terms: list[str], whole: str, day: datetime.date) -> QuerySet[PersonAtSchool, UUID]:
    records = SchoolRecord.objects.for_school(school).filter(in_force(day), _all_of(terms, "first_name", "last_name"))
    # "07700 900 123" and "07700900123" are one number.
    bare = Replace("value", Value(" "), Value(""))
    reached = Address.objects.for_school(school).filter(in_force(day)).annotate(bare=bare)
    reached = reached.filter(bare__iexact="".join(whole.split()))
    rows = PersonAtSchool.objects.for_school(school).filter(
        Q(person__in=records.values("person")) | Q(person__in=reached.values("person"))
    )
    persons: QuerySet[PersonAtSchool, UUID] = rows.values_list("person", flat=True)
    return persons


def _carers_of(pupils: Iterable[UUID], school: School, day: datetime.date) -> dict[UUID, list[Carer]]:
    links = CarerLink.objects.for_school(school).filter(in_force(day), pupil__in=list(pupils))
    rows = list(links.order_by("barred", "from_date", "pk"))
    names_of = names({row.person_id for row in rows}, school)
    carers: dict[UUID, list[Carer]] = defaultdict(list)
    for row in rows:
        carers[row.pupil_id].append(Carer(row, names_of.get(row.person_id, "")))
    return carers


def pupil_page(actor: Actor, pupil: Pupil) -> dict[str, object]:
    """Return one child as the office sees it; of their ``own`` family the reader sees no other adult.

    A fixed number of queries.
    """
    school, day = actor.school, actor.school.today()
    own = pupil.pk in own_children(actor)
    rows = ClassPlace.objects.for_school(school).filter(ever_in_force(), pupil=pupil)
    places = list(rows.order_by("-from_date"))
    place = next((row for row in places if row.holds_on(day)), None)
    to_come = next((row for row in reversed(places) if row.from_date > day), None)
    links = CarerLink.objects.for_school(school).filter(ever_in_force(), pupil=pupil)
    listed = [] if own else list(links.order_by("barred", "from_date", "pk"))
    names_of = names({link.person_id for link in listed}, school)
    carers = [Carer(link, names_of.get(link.person_id, "")) for link in listed]
    current = [carer for carer in carers if carer.link.in_force_from(day)]
    ended = {carer.person_id: carer for carer in sorted(carers, key=lambda carer: carer.link.from_date)}
    for carer in current:
        ended.pop(carer.person_id, None)
    return {
        "pupil": pupil,
        "state": PupilState.HERE if place else PupilState.TO_COME if to_come else PupilState.LEFT,
        "place": place,
        "to_come": to_come,
        "places": places,
        "carers": current,
        "ended": list(ended.values()),
        "shared": _shared(school, current, day),
        "own": own,
    }


def _shared(school: School, carers: list[Carer], day: datetime.date) -> list[tuple[str, str]]:
    """Return (barred, other) names of carers who have one e-mail address: a letter to the other reaches the barred."""
    if not any(carer.link.barred for carer in carers):
        return []
    rows = Address.objects.for_school(school).filter(
        in_force(day), kind=AddressKind.EMAIL, person__in=[carer.person_id for carer in carers]
    )
    used: dict[UUID, set[str]] = defaultdict(set)
    for person, value in rows.values_list("person_id", "value"):
        used[person].add(value.casefold())
    return [
        (out.name, other.name)
        for out in carers
        for other in carers
        if out.link.barred and not other.link.barred and used[out.person_id] & used[other.person_id]
    ]


def link_at(school: School, pupil: Pupil, person: UUID) -> CarerLink | None:
    """Return the link of an adult with a child that holds today or begins later, or None."""
    day = school.today()
    rows = CarerLink.objects.for_school(school).filter(pupil=pupil, person=person).exclude(until_date__lte=day)
    link: CarerLink | None = rows.select_related("person__data_key").order_by("from_date").first()
    return link


def carer_page(actor: Actor, pk: UUID) -> CarerPage | None:
    """Return one adult with their children; None for a stranger, and for the other adult of the reader's family."""
    school, day = actor.school, actor.school.today()
    at_school = PersonAtSchool.objects.for_school(school).filter(person=pk).select_related("person__data_key").first()
    rows = CarerLink.objects.for_school(school).filter(ever_in_force(), person=pk)
    links = list(rows.select_related("pupil").order_by("pupil__first_name", "from_date"))
    if at_school is None or not links or _same_family(actor, pk, links):
        return None
    newest = {link.pupil_id: link for link in sorted(links, key=lambda link: link.from_date)}
    links = [link for link in links if newest[link.pupil_id] is link]
    record = SchoolRecord.objects.for_school(school).filter(person=pk).order_by("-from_date").first()
    if record is None:
        return None
    addresses = Address.objects.for_school(school).filter(in_force(day), person=pk).order_by("kind", "shared", "value")
    return CarerPage(at_school.person, record, list(addresses), links)


def _same_family(actor: Actor, pk: UUID, links: list[CarerLink]) -> bool:
    ties = ties_of(actor.person, actor.school)
    return pk not in ties.selves and not _own(actor, ties).isdisjoint(link.pupil_id for link in links)


def alike(
    actor: Actor, pupil: Pupil, *, first_name: str, last_name: str, email: str = ""
) -> list[tuple[Person, str, list[str]]]:
    """Return (person, name, first names of their children) of people who may be the adult that is being added.

    Same name, or same e-mail address; never somebody who is linked with the child already.
    """
    school, day = actor.school, actor.school.today()
    named = SchoolRecord.objects.for_school(school).filter(
        in_force(day), first_name__iexact=first_name.strip(), last_name__iexact=last_name.strip()
    )
    reached = Address.objects.for_school(school).filter(in_force(day), value__iexact=email.strip() or "-")
    linked = CarerLink.objects.for_school(school).filter(in_force(day), pupil=pupil)
    rows = PersonAtSchool.objects.for_school(school).filter(
        Q(person__in=named.values("person")) | Q(person__in=reached.values("person"))
    )
    rows = rows.exclude(person__in=linked.values("person")).select_related("person__data_key")
    people = [row.person for row in rows.order_by("pk")[:10]]
    names_of = names(people, school)
    children: dict[UUID, list[str]] = defaultdict(list)
    theirs = CarerLink.objects.for_school(school).filter(in_force(day), person__in=people)
    for person, child in theirs.values_list("person_id", "pupil__first_name"):
        children[person].append(child)
    return [(person, names_of.get(person.pk, ""), sorted(children[person.pk])) for person in people]
