"""The roll-over in September: every class moves up at once, on a day that may be ahead, and can be undone for a day."""

import datetime
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.db.dated import ever_in_force, in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.text.dates import iso
from ledger.services import note
from ledger.witness import sha256
from people.models.persons import Person
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.queries.acting import Actor
from people.services.announcing import announce
from people.services.base import By, people_manager, person_of
from people.services.contact_restrictions import restrictions_stand
from roll.models.rollover import NextClass, RollOver, RollOverStep
from roll.queries import rollover as queries
from roll.rules.rollover import Group, Move, may_roll_over
from roll.states import UNDO_FOR
from schools.models.schools import School
from schools.services.base import lock_school

BATCH = 1000


@unit_of_work()
def plan_classes(*, school: School, moves: Mapping[Group, Move], by: By = None) -> int:
    """Keep where classes go next; returns how many changed. Nothing happens to a child yet.

    Raises Refused for a class that both goes up and leaves.
    """
    actor = people_manager(by, school)
    lock_school(school)
    planned = {Group(row.class_name, row.year_group): row for row in NextClass.objects.for_school(school)}
    changed = 0
    for group, move in moves.items():
        if move.leaves and (move.next_class or move.next_year):
            raise Refused(_("A class goes up or leaves, not both."))
        row = planned.get(group) or NextClass(school=school, class_name=group.class_name, year_group=group.year_group)
        if row._state.adding or Move(row.next_class, row.next_year, row.leaves) != move:
            row.next_class, row.next_year, row.leaves = move.next_class, move.next_year, move.leaves
            row.save()
            changed += 1
    if changed:
        facts = {"classes": changed}
        subject = f"school:{school.pk}"
        note(school=school, verb="classes.planned", subject=subject, actor=actor, facts=facts)
    return changed


@unit_of_work()
def roll_over(*, school: School, day: datetime.date, by: By = None) -> RollOver:
    """Move every class up on ``day``, the first day of the new school year, and end the places of those who leave.

    Places and, for leavers, carer links end on the day; new places begin on it, also when it lies ahead. A child whose
    place ends or changes by that day already is left alone. Done twice, the first is returned. Raises Refused for
    a class of which nobody has said where it goes, and for a second roll-over of one school year.
    """
    actor = people_manager(by, school)
    lock_school(school)
    moment = clock.now()
    done: RollOver | None = RollOver.objects.for_school(school).filter(day=day, undone_at=None).first()
    if done is not None:
        return done
    today = clock.day_of(moment, school.timezone)
    may_roll_over(day=day, today=today, done=queries.days_done(school)).enforce()
    moves = {row.group: row.move for row in queries.plan(school, day)}
    if any(not move.decided for move in moves.values()):
        raise Refused(_("Say first where every class goes."))
    rollover = RollOver.objects.create(
        school=school, day=day, made_at=moment, made_by=person_of(actor), undo_until=moment + UNDO_FOR
    )
    steps, left = _move_pupils(rollover, moves)
    steps += _end_links(rollover, left)
    RollOverStep.objects.bulk_create(steps, batch_size=BATCH)
    rollover.counts = {"moved": sum(step.act == "opened" for step in steps), "left": len(left)}
    rollover.save(update_fields=["counts"])
    lines = sorted(f"{step.act} {step.table} {step.row} {iso(step.before)}" for step in steps)
    facts = {**rollover.counts, "day": iso(day), "changes": sha256(lines)}
    subject = f"roll_over:{rollover.pk}"
    note(school=school, verb="roll_over.done", subject=subject, actor=actor, facts=facts)
    if day <= today:
        _notify_carers(school, left, actor)
    return rollover


def _move_pupils(rollover: RollOver, moves: Mapping[Group, Move]) -> tuple[list[RollOverStep], list[UUID]]:
    """End the old places and open the new ones; returns the steps, and the pupils who leave."""
    day, school = rollover.day, rollover.school
    steps: list[RollOverStep] = []
    opened: list[ClassPlace] = []
    left: list[UUID] = []
    places = queries.places_to_move(school, day)
    for place in places:
        move, until = moves[Group(place.class_name, place.year_group)], place.until_date
        steps.append(_step(rollover, place, "ended", "place"))
        if move.leaves:
            left.append(place.pupil_id)
            continue
        new = ClassPlace(school=school, pupil_id=place.pupil_id, from_date=day, until_date=until)
        new.class_name, new.year_group = move.next_class, move.next_year
        opened.append(new)
        steps.append(_step(rollover, new, "opened", "place"))
    old = ClassPlace.objects.for_school(school).filter(pk__in=[place.pk for place in places])
    old.update(until_date=day)
    # What was planned for leavers after the day never begins.
    later = ClassPlace.objects.for_school(school).filter(ever_in_force(), pupil__in=left, from_date__gte=day)
    steps += [_step(rollover, row, "ended", "place") for row in later]
    later.update(until_date=F("from_date"))
    ClassPlace.objects.bulk_create(opened, batch_size=BATCH)
    return steps, left


def _end_links(rollover: RollOver, left: list[UUID]) -> list[RollOverStep]:
    day = rollover.day
    links = CarerLink.objects.for_school(rollover.school).filter(in_force(day), pupil__in=left, from_date__lt=day)
    steps = [_step(rollover, link, "ended", "link") for link in links]
    links.update(until_date=day)
    return steps


def _step(rollover: RollOver, row: ClassPlace | CarerLink, act: str, table: str) -> RollOverStep:
    step = RollOverStep(school=rollover.school, roll_over=rollover, act=act, table=table, row=row.pk)
    step.pupil_id, step.before = row.pupil_id, row.until_date
    return step


def _notify_carers(school: School, pupils: list[UUID], actor: Actor | None) -> None:
    links = CarerLink.objects.for_school(school).filter(pupil__in=pupils)
    for person in Person.objects.filter(pk__in=links.values("person")).order_by("pk"):
        announce(kind="carer_unlinked", person=person, school=school, by=actor)


@unit_of_work()
def undo_roll_over(*, rollover: RollOver, by: By = None) -> list[Pupil]:
    """Take a roll-over back: new places never held, ended ones go on as before. Returns the children left alone.

    A child whose place somebody changed since keeps what they were given. Taken back twice, nothing happens.
    Raises Refused after 24 hours.
    """
    school = rollover.school
    actor = people_manager(by, school)
    lock_school(school)
    rollover.refresh_from_db(fields=["undone_at"])
    if rollover.undone_at is not None:
        return []
    moment = clock.now()
    if moment >= rollover.undo_until:
        raise Refused(_("A roll-over can be taken back for 24 hours. Change the classes by hand now."))
    kept = queries.changed_since(rollover)
    steps = RollOverStep.objects.for_school(school).filter(roll_over=rollover).exclude(pupil__in=kept)
    taken_back = steps.values("pupil").distinct().count()
    opened = steps.filter(table="place", act="opened").values("row")
    ClassPlace.objects.for_school(school).filter(pk__in=opened).update(until_date=F("from_date"))
    _reopen_places(school, steps.filter(table="place", act="ended"))
    _reopen_links(rollover, steps.filter(table="link"))
    rollover.undone_at, rollover.undone_by = moment, person_of(actor)
    rollover.counts = {**rollover.counts, "taken_back": taken_back, "kept": len(kept)}
    rollover.save(update_fields=["undone_at", "undone_by", "counts"])
    facts = {**rollover.counts, "day": iso(rollover.day)}
    subject = f"roll_over:{rollover.pk}"
    note(school=school, verb="roll_over.undone", subject=subject, actor=actor, facts=facts)
    return kept


def _reopen_places(school: School, steps: Iterable[RollOverStep]) -> None:
    ends: dict[datetime.date | None, list[UUID]] = {}
    for step in steps:
        ends.setdefault(step.before, []).append(step.row)
    for before, rows in ends.items():
        ClassPlace.objects.for_school(school).filter(pk__in=rows).update(until_date=before)


def _reopen_links(rollover: RollOver, steps: Iterable[RollOverStep]) -> None:
    """Give the links of leavers their old end again; where one was changed since (a bar), the newest row of it."""
    before = {step.row: step.before for step in steps}
    links = CarerLink.objects.for_school(rollover.school)
    pairs = {(row.person_id, row.pupil_id): before[row.pk] for row in links.filter(pk__in=before)}
    newest: dict[tuple[UUID, UUID], CarerLink] = {}
    pupils, day = {pupil for _person, pupil in pairs}, rollover.day
    for row in links.filter(until_date=day, from_date__lt=day, pupil__in=pupils).order_by("from_date"):
        newest[row.person_id, row.pupil_id] = row
    # Somebody who was linked again since keeps that link.
    again = links.filter(ever_in_force(), from_date__gte=day, pupil__in=pupils).exclude(pk__in=before)
    linked_again = {
        (person, pupil)
        for person, pupil, start in again.values_list("person_id", "pupil_id", "from_date")
        if (person, pupil) in pairs and ((end := pairs[person, pupil]) is None or start < end)
    }
    opened = {pair: end for pair, end in pairs.items() if pair in newest and pair not in linked_again}
    for pair, end in opened.items():
        newest[pair].until_date = end
        newest[pair].save(update_fields=["until_date"])
    restrictions_stand(links=[newest[pair].pk for pair in opened], school=rollover.school, day=rollover.school.today())
