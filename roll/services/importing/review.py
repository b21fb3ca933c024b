"""From a file to its review: read, compared with what the school knows, written as lines. Nothing else changes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from people.queries.acting import actor_for
from people.queries.humans import same_human
from people.queries.pupils import own_family
from people.rules.roles import may_give_role
from roll.models.imports import ImportLine, PeopleImport
from roll.rules.reading.shapes import Fault, Level
from roll.services.importing import source
from roll.services.importing.bulk import copy_in
from roll.services.importing.moves import move
from roll.services.importing.progress import Progress
from roll.services.importing.source import Gathered
from roll.services.planning import existing
from roll.services.planning.plan import Line, Plan, digest
from roll.services.planning.pupils import PupilPlanner
from roll.services.planning.staff import StaffPlanner
from roll.states import ImportKind, LineAbout, LineSort
from schools.rules.settings import may_configure

LINE_COLUMNS = (
    "id",
    "school_id",
    "imported_id",
    "position",
    "sort",
    "about",
    "key",
    "row",
    "column",
    "code",
    "title",
    "words",
    "cure",
    "detail",
    "pupil_ref",
    "person_ref",
    "choice",
)


def make(imported: PeopleImport) -> None:
    """Read the file of an import and write its review. Raises Unreadable in words for the person."""
    with source.opened(imported) as sheet:
        columns_known = source.name_columns(imported, sheet)
        named = {"kind": imported.kind, "headings": imported.headings, "columns": imported.columns}
        if not columns_known:
            move(imported, "ask_columns", **named)
            return
        with Progress(imported.pk, sheet.about_rows) as progress:
            found = source.gather(imported, sheet, progress)
    plan = make_plan(imported, found, {})
    counts = counts_of(plan, found)
    answers = _answers(imported)
    ImportLine.objects.for_school(imported.school_id).filter(imported=imported).delete()
    copy_in("roll_importline", LINE_COLUMNS, _rows(imported, plan.lines, answers))
    move(imported, "read", digest=digest(plan.lines), counts=counts, done=found.rows, total=found.rows, **named)


def make_plan(imported: PeopleImport, found: Gathered, choices: Mapping[str, str]) -> Plan:
    """Return what the file would do to the school as it is now; ``choices`` holds the answers ({line key: choice})."""
    school = imported.school
    known = existing.load(school, kind=imported.kind)
    if imported.kind == ImportKind.PUPILS:
        if imported.made_by is not None:
            known.family, known.relatives = own_family(actor_for(imported.made_by, school))
        plan = PupilPlanner(known, found.pupils, choices).make()
        faults: Iterable[Fault] = found.faults
    else:
        planner = StaffPlanner(known, found.staff, choices, _may(imported))
        plan = planner.make()
        faults = [f for f in found.faults if f.field != "manager" or f.row not in planner.managers_found]
    plan.lines.extend(_of_fault(fault) for fault in faults)
    plan.lines.sort(key=_place)
    return plan


ORDER = {sort: place for place, sort in enumerate(LineSort)}


def _place(line: Line) -> tuple[int, int, bool]:
    return ORDER[LineSort(line.sort)], line.row, line.about == LineAbout.CARER


def _of_fault(fault: Fault) -> Line:
    sort = LineSort.PROBLEM if fault.level == Level.PROBLEM else LineSort.MENTION
    return Line(
        sort,
        "",
        "",
        fault.row,
        fault.value[:120],
        code=fault.code,
        words=fault.words,
        cure=fault.cure,
        column=fault.column,
    )


def _may(imported: PeopleImport) -> Callable[[str, UUID], str]:
    """Return a check whether the person who brought the file may give a role ("" asks about ending sensitive ones)."""
    if imported.made_by is None:
        return lambda _role, _person: ""
    actor = actor_for(imported.made_by, imported.school)
    selves = same_human(actor.person)
    alone = imported.school.trust.stands_alone

    def may(role: str, person: UUID) -> str:
        if not role:
            return may_configure(actor).reason
        return may_give_role(actor, role, to_oneself=person in selves, stands_alone=alone).reason

    return may


def counts_of(plan: Plan, found: Gathered) -> dict[str, int]:
    """Return the figures of a plan: lines of each sort, people who stay as they are, rows of the file, and more."""
    counts = {sort.value: 0 for sort in LineSort} | {"same": 0, "sensitive": 0}
    for line in plan.lines:
        counts[str(line.sort)] += 1
    return counts | plan.figures | {"rows": found.rows}


def _answers(imported: PeopleImport) -> dict[str, str]:
    rows = ImportLine.objects.for_school(imported.school_id).filter(imported=imported).exclude(choice="")
    return dict(rows.exclude(key="").values_list("key", "choice"))


def _rows(imported: PeopleImport, lines: Iterable[Line], answers: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for position, line in enumerate(lines):
        yield (
            uuid.uuid4(),
            imported.school_id,
            imported.pk,
            position,
            str(line.sort),
            str(line.about),
            line.key[:200],
            line.row,
            line.column[:3],
            line.code[:40],
            line.title[:250],
            line.words,
            line.cure,
            line.detail,
            line.pupil,
            line.person,
            answers.get(line.key, "") if line.key else "",
        )
