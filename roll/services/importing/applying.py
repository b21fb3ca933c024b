"""Applying an import: planned anew, compared with what was looked at, written in one transaction."""

import datetime

from core import clock
from ledger.services import note
from people.queries.acting import actor_for
from roll.models.imports import PeopleImport
from roll.queries.imports import answers_of
from roll.services.importing import review
from roll.services.importing.file_rows import FileRows, open_file, read_rows
from roll.services.importing.notify import notify
from roll.services.importing.progress import Progress, move
from roll.services.importing.write_changes import ChangeWriter
from roll.services.planning.plan import Plan, digest
from roll.states import UNDO_FOR
from schools.services.base import lock_school

FIGURES = ("new", "changed", "same", "new_pupils", "new_carers", "new_staff", "rows")


class PlanChanged(Exception):
    """What the file would do is no longer what somebody has looked at."""


def apply_changes(imported: PeopleImport) -> None:
    """Write what was approved. Raises PlanChanged or StaleWrite, with nothing done, where the school has changed."""
    now = clock.now()
    expected = imported.counts.get("rows", 0)
    with Progress(imported.pk, expected * 4) as progress:
        with open_file(imported) as sheet:
            rows = read_rows(imported, sheet, progress)
        progress.done_before = expected
        # No two clerks change the list while it is compared; nobody who signs waits for this.
        lock_school(imported.school)
        plan = _plan(imported, rows)
        progress.total = expected + len(plan.change_set)
        writer = ChangeWriter(imported, plan.change_set, progress)
        checksum = writer.run()
    _finish(imported, plan, writer.steps, checksum, now)


def _plan(imported: PeopleImport, rows: FileRows) -> Plan:
    plan = review.make_plan(imported, rows, {})
    if digest(plan.lines) != imported.digest:
        raise PlanChanged
    answers = answers_of(imported)
    return review.make_plan(imported, rows, answers) if answers else plan


def _finish(imported: PeopleImport, plan: Plan, steps: int, checksum: str, now: datetime.datetime) -> None:
    school, by, change_set = imported.school, imported.approved_by, plan.change_set
    actor = actor_for(by, school) if by is not None else None
    counts = imported.counts | {"steps": steps}
    rows = counts.get("rows", 0)
    dates = {"applied_at": now, "undo_until": now + UNDO_FOR}
    move(imported, "apply", counts=counts, done=rows, total=rows, words="", **dates)
    ended = sum(map(len, change_set.closed.values()))
    facts = {name: counts.get(name, 0) for name in FIGURES} | {"rows_ended": ended, "kind": imported.kind}
    facts |= {"change_set": checksum}
    subject = f"import:{imported.pk}"
    note(school=school, verb="import.applied", subject=subject, actor=actor, facts=facts, now=now)
    notify(imported, "imported", ended_roles=change_set.ended_roles, unlinked=change_set.unlinked, by=actor, now=now)
