"""Court orders: a bar on the link of one adult with one child, set at once, lifted with care, never lost on the way."""

import datetime
from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actor import enforce
from core.db.dated import close, in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import record
from ledger.states import Confidentiality
from people.models.persons import Person
from people.models.pupils import CarerLink, Pupil
from people.queries.families import barred_pairs
from people.queries.same_person import same_person
from people.rules.families import may_change_family, may_lift_bar
from people.services.announcing import announce
from people.services.base import By, author, lock
from people.services.family_base import is_barred, is_own
from schools.models.schools import School
from schools.services.base import day_at


@unit_of_work()
def restrict_contact(
    *, person: Person, pupil: Pupil, seen: str = "", by: By = None, now: datetime.datetime | None = None
) -> list[CarerLink]:
    """Bar an adult from a child from now on, under every entry of that human: no signing, contact or sight.

    ``seen``: which paper was shown (kept sealed). Set twice, nothing changes. Raises Refused without a link, for
    somebody of the child's own family, and without the right.
    """
    actor = author(by, pupil.school)
    enforce(actor, may_change_family(actor, own=is_own(actor, pupil)) if actor else None)
    humans = same_person(person)
    lock(person)
    day = day_at(pupil.school, now)
    links = list(_links(pupil, humans, day).select_related("person"))
    if not links:
        raise Refused(_("This adult has no link with this child."))
    made = [_barred(link, day) for link in links if not link.barred]
    if made:
        _note("carer.barred", person=person, pupil=pupil, seen=seen, actor=actor, now=now)
        for link in made:
            announce(kind="carer_unlinked", person=link.person, school=pupil.school, by=actor, now=now)
    return made


@unit_of_work()
def lift_restriction(
    *,
    person: Person,
    pupil: Pupil,
    may_sign: bool = False,
    may_contact: bool = False,
    seen: str = "",
    by: By = None,
    now: datetime.datetime | None = None,
) -> list[CarerLink]:
    """Lift the bar from today on; signing and contact come back only where they are given.

    Raises Refused when there is none, for one's own family, and for everybody but headteacher and administrators.
    """
    actor = author(by, pupil.school)
    enforce(actor, may_lift_bar(actor, own=is_own(actor, pupil)) if actor else None)
    humans = same_person(person)
    lock(person)
    day = day_at(pupil.school, now)
    links = [link for link in _links(pupil, humans, day).select_related("person") if link.barred]
    if not links:
        raise Refused(_("There is no bar to lift."))
    made = [_again(link, day, barred=False, may_sign=may_sign, may_contact=may_contact) for link in links]
    _note("carer.bar_lifted", person=person, pupil=pupil, seen=seen, actor=actor, now=now)
    for link in made:
        announce(kind="carer_linked", person=link.person, school=pupil.school, by=actor, now=now)
    return made


def restrictions_follow(
    *, humans: set[UUID], day: datetime.date, by: By = None, now: datetime.datetime | None = None
) -> int:
    """Bar every open link of one human to a child from whom any entry of that human is barred; how many were new.

    Called when two entries turn out to be one human: the second must not open what is closed to the first.
    """
    rows = CarerLink.objects.across_schools("one human may be known at several schools of a trust")
    made = 0
    for link in rows.filter(in_force(day), person__in=humans, barred=False).select_related("pupil", "person__data_key"):
        if is_barred(humans, link.pupil):
            _barred(link, day)
            _note("carer.barred", person=link.person, pupil=link.pupil, seen="", actor=by, now=now)
            made += 1
    return made


def restrictions_stand(
    *, links: Collection[UUID], school: School, day: datetime.date, by: By = None, now: datetime.datetime | None = None
) -> int:
    """Bar those of the links just opened again whose human is barred from the child meanwhile; returns how many.

    A bar may have come on another entry of that human while the link was closed.
    """
    made = 0
    rows = CarerLink.objects.for_school(school).filter(pk__in=links, barred=False)
    barred = barred_pairs(school) if links else set()
    for link in rows.select_related("pupil", "person__data_key"):
        if (link.person_id, link.pupil_id) in barred and (link.until_date is None or link.until_date > day):
            _barred(link, max(day, link.from_date))
            _note("carer.barred", person=link.person, pupil=link.pupil, seen="", actor=by, now=now)
            made += 1
    return made


def _links(pupil: Pupil, humans: set[UUID], day: datetime.date) -> QuerySet[CarerLink]:
    rows: QuerySet[CarerLink] = CarerLink.objects.for_school(pupil.school_id).filter(
        in_force(day), pupil=pupil, person__in=humans
    )
    return rows


def _barred(link: CarerLink, day: datetime.date) -> CarerLink:
    return _again(link, day, barred=True, may_sign=False, may_contact=False)


def _again(link: CarerLink, day: datetime.date, **changes: bool) -> CarerLink:
    until = link.until_date
    close(link, day)
    kept = {
        field: getattr(link, field)
        for field in ("school_id", "person_id", "pupil_id", "relationship", "parental_responsibility")
    }
    new: CarerLink = CarerLink.objects.create(from_date=day, until_date=until, **{**kept, **changes})
    return new


def _note(verb: str, *, person: Person, pupil: Pupil, seen: str, actor: By, now: datetime.datetime | None) -> None:
    # What was shown may name people: it is sealed with the adult's own key and goes when they are forgotten.
    record(
        school_id=pupil.school_id,
        confidentiality=Confidentiality.EVERYDAY,
        verb=verb,
        subject=f"pupil:{pupil.pk}",
        actor=actor,
        facts={"person": str(person.pk)},
        sealed={"seen": seen.strip()} if seen.strip() else {},
        key=person.data_key,
        now=now,
    )
