"""Applying an import: planned anew, compared with what was looked at, carried out in one transaction."""

from __future__ import annotations

import datetime

from core import clock
from core.workflow import guarded_update
from people.queries import actor_for
from people.services.base import lock_school, note
from roll.models.imports import ImportLine, PeopleImport
from roll.services.importing import review, source
from roll.services.importing.notify import tell
from roll.services.importing.plan import Plan, digest
from roll.services.importing.progress import Progress
from roll.services.importing.write_changes import Work
from roll.states import IMPORT

UNDO_FOR = datetime.timedelta(hours=24)
FIGURES = ("new", "changed", "same", "new_pupils", "new_carers", "new_staff", "rows")


class LookAgain(Exception):
    """What the file would do is no longer what somebody has looked at."""


def carry_out(imported: PeopleImport) -> None:
    """Carry out what was approved. Raises LookAgain or Stale, with nothing done, where the school has changed since."""
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
        work = Work(imported, plan.acts, progress)
        checksum = work.run()
    _finish(imported, plan, work.count, checksum, now)


def _plan(imported: PeopleImport, found: source.Gathered) -> Plan:
    plan = review.make_plan(imported, found, {})
    if digest(plan.lines) != imported.digest:
        raise LookAgain
    rows = ImportLine.objects.for_school(imported.school_id).filter(imported=imported)
    choices = dict(rows.exclude(choice="").exclude(key="").values_list("key", "choice"))
    return review.make_plan(imported, found, choices) if choices else plan


def _size(plan: Plan) -> int:
    acts = plan.acts
    dated = sum(len(rows) for rows in acts.opened.values()) + sum(len(rows) for rows in acts.closed.values())
    return len(acts.people) + len(acts.pupils) + len(acts.corrected) + dated


def _finish(imported: PeopleImport, plan: Plan, steps: int, checksum: str, now: datetime.datetime) -> None:
    school, by = imported.school, imported.approved_by
    actor = actor_for(by, school) if by is not None else None
    counts = imported.counts | {"steps": steps}
    rows = PeopleImport.objects.for_school(school)
    guarded_update(
        rows,
        imported.pk,
        transition=IMPORT.find("apply"),
        applied_at=now,
        undo_until=now + UNDO_FOR,
        counts=counts,
        done=imported.counts.get("rows", 0),
        total=imported.counts.get("rows", 0),
        words="",
    )
    ended = sum(len(closed) for closed in plan.acts.closed.values())
    facts = {name: counts.get(name, 0) for name in FIGURES} | {"rows_ended": ended, "kind": imported.kind}
    note(
        school=school,
        verb="import.applied",
        subject=f"people.import:{imported.pk}",
        actor=actor,
        facts=facts | {"change_set": checksum},
        now=now,
    )
    acts = plan.acts
    tell(imported, "imported", ended_roles=acts.ended_roles, unlinked=acts.unlinked, by=actor, now=now)
