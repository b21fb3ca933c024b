"""Court orders: a bar on the link of one adult with one child, set at once, lifted with care, never lost on the way."""

import datetime
from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from core.actor import enforce
from core.db.dated import close, in_force, in_force_from
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import record
from ledger.states import Confidentiality
from people.models.persons import Person
from people.models.pupils import CarerLink, Pupil
from people.queries.acting import Actor
from people.queries.families import barred_pairs, is_barred, is_own
from people.queries.same_person import same_person
from people.rules.families import may_change_family, may_lift_bar
from people.services.announcing import announce
from people.services.base import By, author, lock
from schools.models.schools import School


@unit_of_work()
def restrict_contact(*, person: Person, pupil: Pupil, seen: str = "", by: By = None) -> list[CarerLink]:
    """Bar an adult from a child from now on, under every entry of that person: no signing, contact or sight.

    ``seen``: which paper was shown (kept sealed). Set twice, nothing changes. Raises Refused without a link, for
    somebody of the child's own family, and without the right.
    """
    actor = author(by, pupil.school)
    enforce(actor, may_change_family(actor, own=is_own(actor, pupil)) if actor else None)
    lock(person)
    links, day = _links(person, pupil), pupil.school.today()
    if not links:
        raise Refused(_("This adult has no link with this child."))
    barred = [_bar(link, day) for link in links if not link.barred]
    if barred:
        _note("carer.barred", person=person, pupil=pupil, seen=seen, actor=actor)
        for link in barred:
            announce(kind="carer_unlinked", person=link.person, school=pupil.school, by=actor)
    return barred


@unit_of_work()
def lift_restriction(
    *, person: Person, pupil: Pupil, may_sign: bool = False, may_contact: bool = False, seen: str = "", by: By = None
) -> list[CarerLink]:
    """Lift the bar from today on; signing and contact come back only where they are given.

    Raises Refused when there is none, for one's own family, and for everybody but headteacher and administrators.
    """
    actor = author(by, pupil.school)
    enforce(actor, may_lift_bar(actor, own=is_own(actor, pupil)) if actor else None)
    lock(person)
    links, day = [link for link in _links(person, pupil) if link.barred], pupil.school.today()
    if not links:
        raise Refused(_("There is no bar to lift."))
    lifted = [_replace(link, day, barred=False, may_sign=may_sign, may_contact=may_contact) for link in links]
    _note("carer.bar_lifted", person=person, pupil=pupil, seen=seen, actor=actor)
    for link in lifted:
        announce(kind="carer_linked", person=link.person, school=pupil.school, by=actor)
    return lifted


def restrictions_follow(*, persons: set[UUID], day: datetime.date, by: Actor | None) -> None:
    """Bar every open link of one person to a child from whom any entry of that person is barred.

    Called when two entries turn out to be one person: the second must not open what is closed to the first.
    """
    links = CarerLink.objects.across_schools("one person may be known at several schools of a trust")
    rows = links.filter(in_force(day), person__in=persons, barred=False)
    for link in rows.select_related("pupil", "person__data_key"):
        if is_barred(persons, link.pupil):
            _bar(link, day)
            _note("carer.barred", person=link.person, pupil=link.pupil, actor=by)


def restrictions_stand(*, links: Collection[UUID], school: School, day: datetime.date) -> None:
    """Bar those of the links just opened again whose person is barred from the child meanwhile.

    A bar may have come on another entry of that person while the link was closed.
    """
    rows = CarerLink.objects.for_school(school).filter(in_force_from(day), pk__in=links, barred=False)
    barred = barred_pairs(school) if links else set()
    for link in rows.select_related("pupil", "person__data_key"):
        if (link.person_id, link.pupil_id) in barred:
            _bar(link, max(day, link.from_date))
            _note("carer.barred", person=link.person, pupil=link.pupil, actor=None)


def _links(person: Person, pupil: Pupil) -> list[CarerLink]:
    """Return the links of a person, under any entry, with a child today."""
    rows = CarerLink.objects.for_school(pupil.school_id).filter(in_force(pupil.school.today()), pupil=pupil)
    return list(rows.filter(person__in=same_person(person)).select_related("person"))


def _bar(link: CarerLink, day: datetime.date) -> CarerLink:
    return _replace(link, day, barred=True, may_sign=False, may_contact=False)


def _replace(link: CarerLink, day: datetime.date, **changes: bool) -> CarerLink:
    """End a link on a day; another that is the same but for ``changes`` follows until the old one would have ended."""
    until = link.until_date
    close(link, day)
    same = ("school_id", "person_id", "pupil_id", "relationship", "parental_responsibility")
    values = {field: getattr(link, field) for field in same} | changes
    new: CarerLink = CarerLink.objects.create(from_date=day, until_date=until, **values)
    return new


def _note(verb: str, *, person: Person, pupil: Pupil, actor: Actor | None, seen: str = "") -> None:
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
    )
