"""The roll-over before it is done: the classes of the last day, where they go, who leaves and who starts."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from core.db.dated import ever_in_force, in_force, in_force_from
from people.models.pupils import ClassPlace, Pupil
from roll.models.rollover import NextClass, RollOver, RollOverStep
from roll.rules.rollover import Group, Move, propose
from schools.models.schools import School

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One group with where it goes; ``guessed``: nobody has saved it yet."""

    group: Group
    count: int
    move: Move
    guessed: bool


@dataclass(slots=True)
class NewClass:
    """One class of the new school year: who comes up, by the class they come from, and who starts."""

    name: str
    moved_up: dict[str, list[str]] = field(default_factory=dict)
    starters: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many children the class begins with."""
        return sum(map(len, self.moved_up.values())) + len(self.starters)


def places_to_move(school: School, day: datetime.date) -> list[ClassPlace]:
    """Return the places that hold on the last day of the old year and go on, each with its pupil. One query."""
    rows = ClassPlace.objects.for_school(school).filter(in_force(day - DAY), in_force_from(day)).select_related("pupil")
    return list(rows.order_by("class_name", "pupil__last_name", "pupil__first_name", "pupil_id"))


def plan(school: School, day: datetime.date) -> list[PlanRow]:
    """Return where each class of the last day goes: as the office saved it, else as it is guessed. Two queries."""
    counts = Counter(Group(row.class_name, row.year_group) for row in places_to_move(school, day))
    groups = sorted(counts)
    saved = {
        Group(row.class_name, row.year_group): Move(row.next_class, row.next_year, row.leaves)
        for row in NextClass.objects.for_school(school)
    }
    guesses = propose(groups)
    return [PlanRow(group, counts[group], saved.get(group, guesses[group]), group not in saved) for group in groups]


def preview(school: School, day: datetime.date) -> dict[str, Any]:
    """Return what a roll-over on ``day`` would do, class by class. Five queries, however many children.

    ``settled`` are children whose place already ends or changes by that day.
    """
    moves = {row.group: row.move for row in plan(school, day)}
    classes: dict[str, NewClass] = {}
    leavers: dict[str, list[str]] = defaultdict(list)
    unclear: set[Group] = set()
    for place in places_to_move(school, day):
        group = Group(place.class_name, place.year_group)
        move = moves[group]
        if move.leaves:
            leavers[place.class_name].append(str(place.pupil))
        elif move.decided:
            to = classes.setdefault(move.next_class, NewClass(move.next_class))
            to.moved_up.setdefault(place.class_name, []).append(str(place.pupil))
        else:
            unclear.add(group)
    for place in _starters(school, day):
        classes.setdefault(place.class_name, NewClass(place.class_name)).starters.append(str(place.pupil))
    ending = ClassPlace.objects.for_school(school).filter(in_force(day - DAY), until_date=day)
    settled = Pupil.objects.for_school(school).filter(pk__in=ending.values("pupil")).order_by("last_name", "pk")
    return {
        "day": day,
        "classes": [classes[name] for name in sorted(classes)],
        "leavers": dict(leavers),
        "open_groups": sorted(unclear),
        "settled": [str(pupil) for pupil in settled],
        "moving_up": sum(len(names) for new in classes.values() for names in new.moved_up.values()),
        "leaving": sum(map(len, leavers.values())),
    }


def _starters(school: School, day: datetime.date) -> list[ClassPlace]:
    """Return the places that begin on the day, or in the month after, of children who had none the day before."""
    before = ClassPlace.objects.for_school(school).filter(in_force(day - DAY)).values("pupil")
    rows = ClassPlace.objects.for_school(school).filter(from_date__gte=day, from_date__lt=day + 31 * DAY)
    rows = rows.filter(ever_in_force()).exclude(pupil__in=before)
    return list(rows.select_related("pupil").order_by("class_name", "pupil__last_name", "pupil__first_name"))


def current(school: School) -> RollOver | None:
    """Return the newest roll-over that was not undone, or None."""
    rows = RollOver.objects.for_school(school).filter(undone_at=None)
    newest: RollOver | None = rows.select_related("school").order_by("-made_at").first()
    return newest


def days_done(school: School) -> list[datetime.date]:
    """Return the days of the roll-overs that were not undone."""
    return list(RollOver.objects.for_school(school).filter(undone_at=None).values_list("day", flat=True))


def changed_since(roll_over: RollOver) -> list[Pupil]:
    """Return the children whose place somebody has changed since the roll-over: undoing it leaves them alone."""
    steps = list(RollOverStep.objects.for_school(roll_over.school_id).filter(roll_over=roll_over, table="place"))
    pupils = {step.pupil_id for step in steps}
    rows = ClassPlace.objects.for_school(roll_over.school_id).filter(pupil__in=pupils)
    places = {row.pk: row for row in rows}
    ours = {step.row for step in steps}
    changed = set()
    for step in steps:
        row = places.get(step.row)
        expected = step.before if step.act == "opened" else max(roll_over.day, row.from_date) if row else None
        if row is None or row.until_date != expected:
            changed.add(step.pupil_id)
    # The row that held on the last day of the old year; what was planned later and ended with it is not looked at.
    first = {pk: row for pk, row in places.items() if row.from_date < roll_over.day}
    ends = {step.pupil_id: step.before for step in steps if step.act == "ended" and step.row in first}
    for row in places.values():
        end = ends.get(row.pupil_id)
        if row.pk not in ours and row.overlaps(roll_over.day, end):
            changed.add(row.pupil_id)
    kept = Pupil.objects.for_school(roll_over.school_id).filter(pk__in=changed)
    return list(kept.order_by("last_name", "first_name", "pk"))
