"""What a worker does with an import: read it, apply it, undo it, and destroy its file when its time is over.

Each is one transaction under a claim: an advisory lock of the school that ends with the connection, so a killed worker
leaves nothing behind and keeps nobody waiting, and a guarded change of state at the end, so that nothing is done twice.
"""

import datetime
import logging
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _
from psycopg2.errors import ExclusionViolation, UniqueViolation

from core import clock
from core.db.transactions import unit_of_work
from core.error_report import where
from core.errors import Refused, StaleWrite
from ledger.services import note
from roll.models.imports import ImportLine, ImportStep, PeopleImport
from roll.rules.reading.types import Unreadable
from roll.services.importing import applying, review
from roll.services.importing.progress import move
from roll.services.importing.undo import undo_import
from roll.states import ImportState

log = logging.getLogger("portal.roll")

KEEP_FILE = datetime.timedelta(days=30)
WAITING = (ImportState.READING, ImportState.APPLYING, ImportState.UNDOING)


def _find(pk: UUID, *states: str) -> PeopleImport | None:
    rows = PeopleImport.objects.across_schools("a worker takes what waits, whichever school it is")
    imported: PeopleImport | None = (
        rows.filter(pk=pk, state__in=states).select_related("school__trust", "file__data_key").first()
    )
    return imported


def _claim(pk: UUID, state: str) -> PeopleImport | None:
    """Return the import if it waits and nobody works for its school; ours until the transaction ends."""
    imported = _find(pk, state)
    if imported is None:
        return None
    with connection.cursor() as cursor:
        key = f"import:{imported.school_id}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        if not cursor.fetchone()[0]:
            return None
    # Whoever had the lock before may have finished it.
    return _find(pk, state)


def _run_claimed(pk: UUID, state: str, job: Callable[[PeopleImport], None]) -> bool:
    with unit_of_work():
        imported = _claim(pk, state)
        if imported is not None:
            job(imported)
    return imported is not None


def _move_on(pk: UUID, state: str, transition: str, **changes: object) -> bool:
    """Move an import whose job could not be done; False where it waits no longer."""
    with unit_of_work():
        imported = _find(pk, state)
        if imported is not None:
            move(imported, transition, **changes)
    return imported is not None


def _is_conflict(problem: IntegrityError) -> bool:
    """Say whether somebody else's row was first. Any other constraint that breaks is our fault."""
    return isinstance(problem.__cause__, UniqueViolation | ExclusionViolation)


def read(pk: UUID) -> bool:
    """Read a file and write its review; True when it was read (or refused in words) now.

    A fault of ours ends the import too, in words that say so: left as it is, it would be read again at every run.
    """
    try:
        return _run_claimed(pk, ImportState.READING, review.write_review)
    except Unreadable as refusal:
        words, cure = refusal.words, refusal.cure
    except (OperationalError, InterfaceError):
        raise
    except Exception as problem:  # one list must not keep the others waiting for ever
        log.error("An import could not be read: %s", where(problem))
        words = _("Something went wrong on our side. Your file may be fine.")
        cure = _("Try again later. If it happens again, tell the person who looks after the portal.")
    return _move_on(pk, ImportState.READING, "fail", words=words, cure=cure)


def apply(pk: UUID) -> bool:
    """Carry out what was approved, all of it or nothing; True when it was done now.

    Where the school has changed since somebody looked, the file is read again for a new review.
    """
    try:
        return _run_claimed(pk, ImportState.APPLYING, applying.apply_changes)
    except (OperationalError, InterfaceError):
        raise
    except Exception as problem:  # as in read()
        words = _why_not_applied(problem)
    undone = {"approved_at": None, "approved_by": None, "done": 0}
    return _move_on(pk, ImportState.APPLYING, "look_again", words=words, **undone) and read(pk)


def _why_not_applied(problem: Exception) -> str:
    """Return the words for the person who approved; what is no fault of the list is logged."""
    changed = isinstance(problem, applying.PlanChanged | StaleWrite)
    if changed or (isinstance(problem, IntegrityError) and _is_conflict(problem)):
        log.warning("An import is to be looked at again: %s", where(problem))
        return _("The list of people has changed since you looked. Look at it once more. Nothing was brought in.")
    if isinstance(problem, Refused):
        # A higher app refused, in words: the last safeguarding lead, say, was to end.
        return problem.reason
    log.error("An import could not be applied: %s", where(problem))
    return _("Something went wrong on our side, and this list was not imported. Nothing has changed.")


def undo(pk: UUID) -> bool:
    """Undo an import by a compensating change; True when it was done now."""
    return _run_claimed(pk, ImportState.UNDOING, undo_import)


JOBS: dict[str, Callable[[UUID], bool]] = {
    ImportState.READING: read,
    ImportState.APPLYING: apply,
    ImportState.UNDOING: undo,
}


def run(pk: UUID) -> bool:
    """Do whatever one import waits for."""
    imported = _find(pk, *WAITING)
    return imported is not None and JOBS[imported.state](pk)


def run_waiting() -> int:
    """Do whatever waits, oldest first; returns how many imports were moved on. Safe to run twice at once."""
    rows = PeopleImport.objects.across_schools("the scheduled run finds what waits").filter(state__in=WAITING)
    waiting = list(rows.order_by("made_at").values_list("pk", flat=True))
    done = 0
    for pk in waiting:
        try:
            done += run(pk)
        except Exception as problem:  # one list must not keep those of other schools waiting
            log.error("An import broke off: %s", where(problem))
    return done


def forget(imported: PeopleImport, *, why: str, now: datetime.datetime | None = None) -> None:
    """Destroy the file, its name, the lines and the steps of an import; that there was one stays."""
    ImportLine.objects.for_school(imported.school_id).filter(imported=imported).delete()
    ImportStep.objects.for_school(imported.school_id).filter(imported=imported).delete()
    if imported.file is not None and not imported.file.data_key.is_forgotten:
        imported.file.forget(why=f"import {why}")
    imported.forgotten_at = now or clock.now()
    imported.headings, imported.kept, imported.file_name = [], [], ""
    imported.save(update_fields=["forgotten_at", "headings", "kept", "file_name"])


def forget_old(*, now: datetime.datetime | None = None) -> int:
    """Destroy the files of imports made thirty days ago or earlier; returns how many. Each in its own transaction."""
    moment = now or clock.now()
    rows = PeopleImport.objects.across_schools("the nightly run destroys old files").filter(
        forgotten_at__isnull=True, made_at__lte=moment - KEEP_FILE
    )
    # What may still be undone needs its steps.
    old = list(rows.exclude(state__in=WAITING).exclude(undo_until__gt=moment).values_list("pk", flat=True))
    for pk in old:
        with unit_of_work():
            imported = rows.select_related("school", "file__data_key").select_for_update(of=("self",)).get(pk=pk)
            if imported.state in (ImportState.COLUMNS, ImportState.REVIEW):
                move(imported, "drop")
            forget(imported, why="over", now=moment)
            note(school=imported.school, verb="import.forgotten", subject=f"import:{pk}", actor=None, now=now)
    return len(old)
