"""Applying an import: planned anew, compared with what was looked at, written in one transaction."""

from __future__ import annotations

import datetime

from core import clock
from ledger.services import note
from people.queries.acting import actor_for
from people.services.base import lock_school
from roll.models.imports import ImportLine, PeopleImport
from roll.services.importing import review, source
from roll.services.importing.moves import move
from roll.services.importing.notify import notify
from roll.services.importing.progress import Progress
from roll.services.importing.write_changes import ChangeWriter
from roll.services.planning.plan import Plan, digest
from roll.states import UNDO_FOR

FIGURES = ("new", "changed", "same", "new_pupils", "new_carers", "new_staff", "rows")


class PlanChanged(Exception):
    """What the file would do is no longer what somebody has looked at."""


def apply_changes(imported: PeopleImport) -> None:
    """Write what was approved. Raises PlanChanged or StaleWrite, with nothing done, if the school has changed."""
    now = clock.now()
    expected = imported.counts.get("rows", 0)
    with Progress(imported.pk, expected * 4) as progress:
        with source.opened(imported) as sheet:
            found = source.gather(imported, sheet, progress)
        progress.after = expected
        # No two clerks change the list while it is compared; nobody who signs waits for this.
        lock_school(imported.school)
        plan = _plan(imported, found)
        total = _size(plan)
        progress.total = expected + total
        writer = ChangeWriter(imported, plan.change_set, progress)
        checksum = writer.run()
    _finish(imported, plan, writer.count, checksum, now)


def _plan(imported: PeopleImport, found: source.Gathered) -> Plan:
    plan = review.make_plan(imported, found, {})
    if digest(plan.lines) != imported.digest:
        raise PlanChanged
    rows = ImportLine.objects.for_school(imported.school_id).filter(imported=imported)
    choices = dict(rows.exclude(choice="").exclude(key="").values_list("key", "choice"))
    return review.make_plan(imported, found, choices) if choices else plan


def _size(plan: Plan) -> int:
    change_set = plan.change_set
    dated = sum(len(rows) for rows in change_set.opened.values()) + sum(
        len(rows) for rows in change_set.closed.values()
    )
    return len(change_set.people) + len(change_set.pupils) + len(change_set.corrected) + dated


def _finish(imported: PeopleImport, plan: Plan, steps: int, checksum: str, now: datetime.datetime) -> None:
    school, by = imported.school, imported.approved_by
    actor = actor_for(by, school) if by is not None else None
    counts = imported.counts | {"steps": steps}
    move(
        imported,
        "apply",
        applied_at=now,
        undo_until=now + UNDO_FOR,
        counts=counts,
        done=imported.counts.get("rows", 0),
        total=imported.counts.get("rows", 0),
        words="",
    )
    ended = sum(len(closed) for closed in plan.change_set.closed.values())
    facts = {name: counts.get(name, 0) for name in FIGURES} | {"rows_ended": ended, "kind": imported.kind}
    note(
        school=school,
        verb="import.applied",
        subject=f"import:{imported.pk}",
        actor=actor,
        facts=facts | {"change_set": checksum},
        now=now,
    )
    change_set = plan.change_set
    notify(imported, "imported", ended_roles=change_set.ended_roles, unlinked=change_set.unlinked, by=actor, now=now)
