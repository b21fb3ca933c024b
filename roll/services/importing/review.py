"""From a file to its review: read, compared with what the school knows, written as lines. Nothing else changes."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from people.queries.acting import actor_for
from people.queries.pupils import own_family
from people.queries.same_person import same_person
from people.rules.roles import may_give_role
from roll.models.imports import ImportLine, PeopleImport
from roll.queries.imports import answers_of
from roll.rules.reading.types import Finding, Level
from roll.services.importing.bulk import Cell, copy_in
from roll.services.importing.file_rows import FileRows, name_columns, open_file, read_rows
from roll.services.importing.progress import Progress, move
from roll.services.planning.existing import load_existing
from roll.services.planning.plan import Line, Plan, digest
from roll.services.planning.pupils import PupilPlanner
from roll.services.planning.staff import StaffPlanner
from roll.states import ImportKind, LineAbout, LineCategory
from schools.rules.settings import may_configure

LINE_COLUMNS = (
    *("id", "school_id", "imported_id", "position", "sort", "about", "key", "row", "column", "code", "title"),
    *("words", "cure", "detail", "pupil_ref", "person_ref", "choice"),
)


def write_review(imported: PeopleImport) -> None:
    """Read the file of an import and write its review. Raises Unreadable in words for the person."""
    with open_file(imported) as sheet:
        columns_known = name_columns(imported, sheet)
        named = {"kind": imported.kind, "headings": imported.headings, "columns": imported.columns}
        if not columns_known:
            move(imported, "ask_columns", **named)
            return
        with Progress(imported.pk, sheet.estimated_rows) as progress:
            rows = read_rows(imported, sheet, progress)
    plan = make_plan(imported, rows, {})
    counts = {category.value: 0 for category in LineCategory} | {"same": 0, "sensitive": 0}
    for line in plan.lines:
        counts[str(line.category)] += 1
    counts |= plan.figures | {"rows": rows.count}
    answers = answers_of(imported)
    ImportLine.objects.for_school(imported.school_id).filter(imported=imported).delete()
    copy_in("roll_importline", LINE_COLUMNS, _lines(imported, plan.lines, answers))
    move(imported, "read", digest=digest(plan.lines), counts=counts, done=rows.count, total=rows.count, **named)


def make_plan(imported: PeopleImport, rows: FileRows, answers: Mapping[str, str]) -> Plan:
    """Return what the file would do to the school as it is now; ``answers`` are the decisions ({line key: choice})."""
    school = imported.school
    existing = load_existing(school, kind=imported.kind)
    findings: Sequence[Finding] = rows.findings
    if imported.kind == ImportKind.PUPILS:
        if imported.made_by is not None:
            existing.family, existing.relatives = own_family(actor_for(imported.made_by, school))
        plan = PupilPlanner(existing, rows.pupils, answers).make()
    else:
        planner = StaffPlanner(existing, rows.staff, answers, _why_not_give(imported))
        plan = planner.make()
        findings = [f for f in findings if f.field != "manager" or f.row not in planner.rows_with_manager]
    plan.lines.extend(map(_finding_line, findings))
    plan.lines.sort(key=_order)
    return plan


CATEGORY_ORDER = {category: place for place, category in enumerate(LineCategory)}


def _order(line: Line) -> tuple[int, int, bool]:
    return CATEGORY_ORDER[LineCategory(line.category)], line.row, line.about == LineAbout.CARER


def _finding_line(finding: Finding) -> Line:
    category = LineCategory.PROBLEM if finding.level == Level.PROBLEM else LineCategory.MENTION
    title, code = finding.value[:120], finding.code
    return Line(category, "", "", finding.row, title, code, finding.words, finding.cure, finding.column)


def _why_not_give(imported: PeopleImport) -> Callable[[str, UUID], str]:
    """Return a check why the person who brought the file may not give a role ("" asks about ending sensitive ones)."""
    if imported.made_by is None:
        return lambda _role, _person: ""
    actor = actor_for(imported.made_by, imported.school)
    selves = same_person(actor.person)
    alone = imported.school.trust.stands_alone

    def why_not(role: str, person: UUID) -> str:
        if not role:
            return may_configure(actor).reason
        return may_give_role(actor, role, to_oneself=person in selves, stands_alone=alone).reason

    return why_not


def _lines(imported: PeopleImport, lines: list[Line], answers: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    for position, line in enumerate(lines):
        yield (
            *(uuid.uuid4(), imported.school_id, imported.pk, position, str(line.category), str(line.about)),
            *(line.key[:200], line.row, line.column[:3], line.code[:40], line.title[:250], line.words, line.cure),
            *(line.detail, line.pupil, line.person, answers.get(line.key, "") if line.key else ""),
        )
