"""September: every class moves up at once, on a day that may lie ahead, and can be taken back for a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.actor import enforce
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import note
from ledger.witness import sha256
from people.models.persons import Person
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.models.schools import School
from people.rules.roles import may_manage_people
from people.services.announcing import announce
from people.services.bars import bars_stand
from people.services.base import By, author, iso, lock_school, person_of
from roll.models.rollover import NextClass, RollOver, RollOverStep
from roll.queries import rollover as queries
from roll.rules.rollover import Group, Move, may_roll_over
from roll.states import UNDO_FOR

BATCH = 1000


@unit_of_work()
def plan_classes(
    *, school: School, moves: Mapping[Group, Move], by: By = None, now: datetime.datetime | None = None
) -> int:
    """Keep where classes go next; returns how many changed. Nothing happens to a child yet.

    Raises Refused for a class that both goes up and leaves.
    """
    enforce(actor := author(by, school), may_manage_people(actor) if actor else None)
    lock_school(school)
    known = {Group(row.class_name, row.year_group): row for row in NextClass.objects.for_school(school)}
    changed = 0
    for group, move in moves.items():
        if move.leaves and (move.next_class or move.next_year):
            raise Refused(_("A class goes up or leaves, not both."))
        row = known.get(group) or NextClass(school=school, class_name=group.class_name, year_group=group.year_group)
        if row._state.adding or Move(row.next_class, row.next_year, row.leaves) != move:
            row.next_class, row.next_year, row.leaves = move.next_class, move.next_year, move.leaves
            row.save()
            changed += 1
    if changed:
        facts = {"classes": changed}
        subject = f"school:{school.pk}"
        note(school=school, verb="classes.planned", subject=subject, actor=actor, facts=facts, now=now)
    return changed


@unit_of_work()
def roll_over(*, school: School, day: datetime.date, by: By = None, now: datetime.datetime | None = None) -> RollOver:
    """Move every class up on ``day``, the first day of the new school year, and end the places of those who leave.

    Places and, for leavers, carer links end on the day; new places begin on it, also when it lies ahead. A child whose
    place ends or changes by that day already is left alone. Done twice, the first is returned. Raises Refused for
    a class of which nobody has said where it goes, and for a second roll-over of one school year.
    """
    enforce(actor := author(by, school), may_manage_people(actor) if actor else None)
    lock_school(school)
    moment = now or clock.now()
    done: RollOver | None = RollOver.objects.for_school(school).filter(day=day, undone_at=None).first()
    if done is not None:
        return done
    today = clock.day_of(moment, school.timezone)
    may_roll_over(day=day, today=today, done=queries.days_done(school)).enforce()
    moves = {row.group: row.move for row in queries.plan(school, day)}
    if any(not move.decided for move in moves.values()):
        raise Refused(_("Say first where every class goes."))
    made = RollOver.objects.create(
        school=school, day=day, made_at=moment, made_by=person_of(actor), undo_until=moment + UNDO_FOR
    )
    steps, left = _move(made, moves, day)
    gone = _end_links(made, left, day)
    RollOverStep.objects.bulk_create([*steps, *gone], batch_size=BATCH)
    made.counts = {"moved": sum(step.act == "opened" for step in steps), "left": len(left)}
    made.save(update_fields=["counts"])
    lines = sorted(f"{step.act} {step.table} {step.row} {iso(step.before)}" for step in [*steps, *gone])
    facts = {**made.counts, "day": iso(day), "changes": sha256(lines)}
    subject = f"roll_over:{made.pk}"
    note(school=school, verb="roll_over.done", subject=subject, actor=actor, facts=facts, now=now)
    if day <= today:
        _notify_carers(school, left, actor, now)
    return made


def _move(made: RollOver, moves: Mapping[Group, Move], day: datetime.date) -> tuple[list[RollOverStep], list[Any]]:
    """End the old places and open the new ones; returns the steps, and the pupils who leave."""
    steps: list[RollOverStep] = []
    opened: list[ClassPlace] = []
    left = []
    places = queries.places_to_move(made.school, day)
    for place in places:
        move = moves[Group(place.class_name, place.year_group)]
        steps.append(_step(made, place, "ended", "place", place.until_date))
        if move.leaves:
            left.append(place.pupil_id)
            continue
        new = ClassPlace(
            school=made.school,
            pupil_id=place.pupil_id,
            class_name=move.next_class,
            year_group=move.next_year,
            from_date=day,
            until_date=place.until_date,
        )
        opened.append(new)
        steps.append(_step(made, new, "opened", "place", new.until_date))
    old = ClassPlace.objects.for_school(made.school).filter(pk__in=[place.pk for place in places])
    old.update(until_date=day)
    # What was planned for leavers after the day never begins.
    later = ClassPlace.objects.for_school(made.school).filter(pupil__in=left, from_date__gte=day)
    later = later.exclude(until_date__lte=F("from_date"))
    steps += [_step(made, row, "ended", "place", row.until_date) for row in later]
    later.update(until_date=F("from_date"))
    ClassPlace.objects.bulk_create(opened, batch_size=BATCH)
    return steps, left


def _end_links(made: RollOver, left: list[Any], day: datetime.date) -> list[RollOverStep]:
    links = CarerLink.objects.for_school(made.school).filter(in_force(day), pupil__in=left, from_date__lt=day)
    steps = [_step(made, link, "ended", "link", link.until_date) for link in links]
    links.update(until_date=day)
    return steps


def _step(made: RollOver, row: Any, act: str, table: str, before: datetime.date | None) -> RollOverStep:
    return RollOverStep(
        school=made.school, roll_over=made, pupil_id=row.pupil_id, act=act, table=table, row=row.pk, before=before
    )


def _notify_carers(school: School, pupils: list[Any], actor: Any, now: datetime.datetime | None) -> None:
    links = CarerLink.objects.for_school(school).filter(pupil__in=pupils)
    for person in Person.objects.filter(pk__in=links.values("person")).order_by("pk"):
        announce(kind="carer_unlinked", person=person, school=school, by=actor, now=now)


@unit_of_work()
def undo_roll_over(*, made: RollOver, by: By = None, now: datetime.datetime | None = None) -> list[Pupil]:
    """Take a roll-over back: new places never held, ended ones go on as before. Returns the children left alone.

    A child whose place somebody changed since keeps what they were given. Taken back twice, nothing happens.
    Raises Refused after 24 hours.
    """
    school = made.school
    enforce(actor := author(by, school), may_manage_people(actor) if actor else None)
    lock_school(school)
    made.refresh_from_db(fields=["undone_at"])
    if made.undone_at is not None:
        return []
    moment = now or clock.now()
    if moment >= made.undo_until:
        raise Refused(_("A roll-over can be taken back for 24 hours. Change the classes by hand now."))
    kept = queries.touched(made)
    steps = RollOverStep.objects.for_school(school).filter(roll_over=made).exclude(pupil__in=kept)
    taken_back = steps.values("pupil").distinct().count()
    opened = steps.filter(table="place", act="opened").values("row")
    ClassPlace.objects.for_school(school).filter(pk__in=opened).update(until_date=F("from_date"))
    _reopen(ClassPlace, school, steps.filter(table="place", act="ended"))
    _reopen_links(made, steps.filter(table="link"))
    made.undone_at, made.undone_by = moment, person_of(actor)
    made.counts = {**made.counts, "taken_back": taken_back, "kept": len(kept)}
    made.save(update_fields=["undone_at", "undone_by", "counts"])
    facts = {**made.counts, "day": iso(made.day)}
    subject = f"roll_over:{made.pk}"
    note(school=school, verb="roll_over.undone", subject=subject, actor=actor, facts=facts, now=now)
    return kept


def _reopen(model: Any, school: School, steps: Iterable[RollOverStep]) -> None:
    ends: dict[datetime.date | None, list[Any]] = {}
    for step in steps:
        ends.setdefault(step.before, []).append(step.row)
    for before, rows in ends.items():
        model.objects.for_school(school).filter(pk__in=rows).update(until_date=before)


def _reopen_links(made: RollOver, steps: Iterable[RollOverStep]) -> None:
    """Give the links of leavers their old end again; where one was changed since (a bar), the newest row of it."""
    before = {step.row: step.before for step in steps}
    links = CarerLink.objects.for_school(made.school)
    pairs = {(row.person_id, row.pupil_id): before[row.pk] for row in links.filter(pk__in=before)}
    newest: dict[tuple[Any, Any], CarerLink] = {}
    rows = links.filter(until_date=made.day, from_date__lt=made.day, pupil__in={pupil for _person, pupil in pairs})
    for row in rows.order_by("from_date"):
        newest[row.person_id, row.pupil_id] = row
    # Somebody who was linked anew since keeps that link.
    again = links.filter(from_date__gte=made.day, pupil__in={pupil for _person, pupil in pairs})
    again = again.exclude(until_date__lte=F("from_date")).exclude(pk__in=before)
    anew = {
        (person, pupil)
        for person, pupil, start in again.values_list("person_id", "pupil_id", "from_date")
        if (person, pupil) in pairs and ((end := pairs[person, pupil]) is None or start < end)
    }
    opened = {pair: end for pair, end in pairs.items() if pair in newest and pair not in anew}
    for pair, end in opened.items():
        newest[pair].until_date = end
        newest[pair].save(update_fields=["until_date"])
    day = made.school.today()
    bars_stand(links=[newest[pair].pk for pair in opened], school=made.school, day=day)
