"""What a worker does with an import: read it, apply it, take it back, and destroy its file when its time is over.

Each is one transaction under a claim: an advisory lock of the school that goes with the connection, so a killed worker
leaves nothing behind and holds nobody up, and a guarded change of state at the end, so that nothing is done twice.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.error_report import where
from core.errors import Refused, StaleWrite
from ledger.services import note
from roll.models.imports import ImportLine, ImportStep, PeopleImport
from roll.rules.reading.shapes import Unreadable
from roll.services.importing import applying, review, undo
from roll.services.importing.moves import move
from roll.states import ImportState

log = logging.getLogger("portal.roll")

KEEP_FILE = datetime.timedelta(days=30)
WAITING = (ImportState.READING, ImportState.APPLYING, ImportState.UNDOING)


def _find(pk: UUID, *states: str) -> PeopleImport | None:
    rows = PeopleImport.objects.across_schools("a worker takes what waits, whichever school it is")
    found: PeopleImport | None = (
        rows.filter(pk=pk, state__in=states).select_related("school__trust", "file__data_key").first()
    )
    return found


def _claim(pk: UUID, state: str) -> PeopleImport | None:
    """Return the import if it waits and nobody works for its school; ours until the transaction ends."""
    found = _find(pk, state)
    if found is None:
        return None
    with connection.cursor() as cursor:
        key = f"import:{found.school_id}"
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


def _by_pk(pk: UUID) -> PeopleImport:
    found: PeopleImport = PeopleImport.objects.across_schools("a worker moves what it has claimed").get(pk=pk)
    return found


def read(pk: UUID) -> bool:
    """Read a file and write its review; True when it was read (or refused in words) now.

    A fault of ours ends the import too, in words that say so: left as it is, it would be read again at every run.
    """
    try:
        return _run_claimed(pk, ImportState.READING, review.make)
    except Unreadable as no:
        words, cure = no.words, no.cure
    except (OperationalError, InterfaceError):
        raise
    except Exception as why:  # one list must not hold up the others for ever
        if _find(pk, ImportState.READING) is None:
            return False
        log.error("An import could not be read: %s", where(why))
        words = _("Something went wrong on our side. Your file may be fine.")
        cure = _("Try again later. If it happens again, tell the person who looks after the portal.")
    with unit_of_work():
        move(_by_pk(pk), "fail", words=words, cure=cure)
    return True


def apply(pk: UUID) -> bool:
    """Carry out what was approved, all of it or nothing; True when it was done now.

    Where the school has changed since somebody looked, the file is read again for a new review.
    """
    try:
        return _run_claimed(pk, ImportState.APPLYING, applying.apply_changes)
    except (OperationalError, InterfaceError):
        raise
    except (applying.PlanChanged, StaleWrite, IntegrityError) as why:
        if _find(pk, ImportState.APPLYING) is None:
            return False
        log.warning("An import is to be looked at again: %s", where(why))
        words = _("The list of people has changed since you looked. Look at it once more. Nothing was brought in.")
    except Refused as no:
        # A higher app refused, in words: the last safeguarding lead, say, was to end.
        words = no.reason
    except Exception as why:  # as in read()
        if _find(pk, ImportState.APPLYING) is None:
            return False
        log.error("An import could not be applied: %s", where(why))
        words = _("Something went wrong on our side, and this list was not imported. Nothing has changed.")
    with unit_of_work():
        move(_by_pk(pk), "look_again", approved_at=None, approved_by=None, done=0, words=words)
    return read(pk)


def take_back(pk: UUID) -> bool:
    """Undo an import by a compensating change; True when it was done now."""
    return _run_claimed(pk, ImportState.UNDOING, undo.undo_import)


JOBS: dict[str, Callable[[UUID], bool]] = {
    ImportState.READING: read,
    ImportState.APPLYING: apply,
    ImportState.UNDOING: take_back,
}


def run(pk: UUID) -> bool:
    """Do whatever one import waits for."""
    found = _find(pk, *WAITING)
    return found is not None and JOBS[found.state](pk)


def run_waiting() -> int:
    """Do whatever waits, oldest first; returns how many imports were moved on. Safe to run twice at once."""
    rows = PeopleImport.objects.across_schools("the scheduled run finds what waits").filter(state__in=WAITING)
    waiting = list(rows.order_by("made_at").values_list("pk", flat=True))
    return sum(_run_one(pk) for pk in waiting)


def _run_one(pk: UUID) -> bool:
    """Run one import; what breaks on it keeps no other school's list waiting. Its own words may quote a row."""
    try:
        return run(pk)
    except Exception as why:  # one list must not hold up the others
        log.error("An import broke off: %s", where(why))
        return False


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
    # What may still be taken back needs its steps.
    old = list(rows.exclude(state__in=WAITING).exclude(undo_until__gt=moment).values_list("pk", flat=True))
    for pk in old:
        with unit_of_work():
            imported = rows.select_related("school", "file__data_key").select_for_update(of=("self",)).get(pk=pk)
            if imported.state in (ImportState.COLUMNS, ImportState.REVIEW):
                move(imported, "drop")
                imported.refresh_from_db(fields=["state"])
            forget(imported, why="over", now=moment)
            note(school=imported.school, verb="import.forgotten", subject=f"import:{pk}", actor=None, now=now)
    return len(old)
