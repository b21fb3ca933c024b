"""What a person does with an import: start it, name columns, answer, approve, undo, drop it."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.base import File
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import after_commit, unit_of_work
from core.errors import Refused, StaleWrite
from core.models import SealedFile
from core.wakeup import wake_worker
from ledger.services import note
from people.queries.acting import Actor
from people.rules.families import may_change_family
from people.services.base import By, people_manager, person_of
from roll.models.imports import ImportLine, KnownColumn, PeopleImport
from roll.queries.imports import of_own_family
from roll.services.importing import worker
from roll.services.importing.progress import move
from roll.states import CHOICES_OF, ImportState
from schools.models.schools import School
from schools.rules.settings import may_configure

AT_ONCE = 256 * 1024
"""Bytes: a file up to this size is read while the person waits."""
AT_ONCE_ROWS = 1500
TASK = "roll.import_run"


def _run_or_queue(imported: PeopleImport, *, at_once: bool) -> None:
    """Do small work now; leave the rest to a worker; the scheduled run finds it when the hint is lost."""
    if at_once:
        worker.run(imported.pk)
        imported.refresh_from_db()
    else:
        after_commit(lambda: wake_worker(TASK))


def start(*, school: School, kind: str | None = None, upload: File[bytes], by: By = None) -> PeopleImport:
    """Take a file in: it is sealed, and read at once if it is small. Nothing about people changes.

    ``upload`` is an open binary file with ``name`` and ``size`` (Django's UploadedFile). Without ``kind`` the headings
    tell. Raises Refused for somebody who may not.
    """
    actor = people_manager(by, school)
    name = str(upload.name or "list")[-200:]
    with unit_of_work():
        sealed = SealedFile.store(upload, name=name, media_type="application/octet-stream", school_id=school.pk)
        imported = PeopleImport.objects.create(
            school=school,
            kind=kind or "",
            file=sealed,
            file_name=name,
            made_at=clock.now(),
            made_by=person_of(actor),
        )
        subject = f"import:{imported.pk}"
        note(school=school, verb="import.started", subject=subject, actor=actor, facts={"bytes": sealed.size})
    _run_or_queue(imported, at_once=sealed.size <= AT_ONCE)
    return imported


def set_columns(*, imported: PeopleImport, columns: Mapping[int, str], by: By = None) -> PeopleImport:
    """Say what each column holds ({0: "last_name", 3: ""}); remembered for the school, and the file is read anew."""
    people_manager(by, imported.school)
    with unit_of_work():
        fields = {str(index): key for index, key in sorted(columns.items())}
        move(imported, "change_columns", columns=fields, words="", cure="", done=0)
        remembered = [
            KnownColumn(school_id=imported.school_id, kind=imported.kind, heading=heading[:200], field=key)
            for index, key in columns.items()
            if 0 <= index < len(imported.headings) and (heading := imported.headings[index])
        ]
        KnownColumn.objects.bulk_create(
            {row.heading: row for row in remembered}.values(),
            update_conflicts=True,
            unique_fields=["school", "kind", "heading"],
            update_fields=["field"],
        )
    _run_or_queue(imported, at_once=imported.file is not None and imported.file.size <= AT_ONCE)
    return imported


def _check_offered(category: str, choice: str) -> None:
    if choice not in ("", *CHOICES_OF.get(category, ())):
        raise Refused(_("This line does not offer that."))


def _open_review(imported: PeopleImport) -> None:
    """Hold the import in its review while an answer is written, so that an approval never overtakes it."""
    rows = PeopleImport.objects.for_school(imported.school_id).select_for_update(no_key=True, of=("self",))
    if rows.get(pk=imported.pk).state != ImportState.REVIEW:
        raise StaleWrite(_("Somebody has already moved this on. Look at where it stands now."))


@unit_of_work()
def choose(*, imported: PeopleImport, line: ImportLine, choice: str, by: By = None) -> ImportLine:
    """Answer one line. Raises Refused for a choice that its category does not offer, StaleWrite once it is approved."""
    actor = people_manager(by, imported.school)
    _check_offered(line.sort, choice)
    _open_review(imported)
    rows = ImportLine.objects.for_school(imported.school_id).filter(imported=imported, pk=line.pk)
    if actor is not None and rows.filter(of_own_family(actor)).exists():
        may_change_family(actor, own=True).enforce()
    if not rows.update(choice=choice):
        raise StaleWrite(_("The list was read again. Look at it once more."))
    line.choice = choice
    return line


@unit_of_work()
def choose_all(*, imported: PeopleImport, category: str, choice: str, by: By = None) -> int:
    """Answer every line of one category; returns how many there are."""
    actor = people_manager(by, imported.school)
    _check_offered(category, choice)
    _open_review(imported)
    rows = ImportLine.objects.for_school(imported.school_id).filter(imported=imported, sort=category)
    if actor is not None:
        # Of one's own family somebody else decides: those lines keep the answer that they have.
        rows = rows.exclude(of_own_family(actor))
    return int(rows.update(choice=choice))


def approve(*, imported: PeopleImport, by: By = None) -> PeopleImport:
    """Bring in what the review shows, with the answers given. Small lists are in when this returns.

    Raises Refused for somebody who may not (rights over people and cases only by who may configure the school).
    """
    actor = people_manager(by, imported.school)
    with unit_of_work():
        _open_review(imported)
        imported.refresh_from_db(fields=["counts"])
        _check_rights(imported, actor)
        move(imported, "approve", approved_at=clock.now(), approved_by=person_of(actor), done=0)
    _run_or_queue(imported, at_once=imported.counts.get("rows", 0) <= AT_ONCE_ROWS)
    return imported


def _check_rights(imported: PeopleImport, actor: Actor | None) -> None:
    """Refuse a list that gives or ends a role with rights to somebody who may not configure the school."""
    if actor is None or may_configure(actor):
        return
    ends = ImportLine.objects.for_school(imported.school_id).filter(imported=imported, choice="end", code="sensitive")
    if imported.counts.get("sensitive") or ends.exists():
        raise Refused(_("This list gives or ends a role with rights. Ask the headteacher or an administrator."))


def undo(*, imported: PeopleImport, by: By = None) -> PeopleImport:
    """Undo an import within a day: a compensating change. Whoever has acted since stays as they are.

    Raises Refused when the day is over, and where it moves rights for somebody who may not approve that either.
    """
    actor = people_manager(by, imported.school)
    moment = clock.now()
    with unit_of_work():
        if imported.undo_until is not None and moment > imported.undo_until:
            raise Refused(_("The 24 hours are over. Change people one by one in the list."))
        _check_rights(imported, actor)
        move(imported, "undo", undone_at=moment, undone_by=person_of(actor), done=0)
    _run_or_queue(imported, at_once=imported.counts.get("rows", 0) <= AT_ONCE_ROWS)
    return imported


@unit_of_work()
def drop(*, imported: PeopleImport, by: By = None) -> PeopleImport:
    """Drop an import: the file and its lines are destroyed, nobody was changed."""
    actor = people_manager(by, imported.school)
    move(imported, "drop")
    worker.forget(imported, why="dropped")
    note(school=imported.school, verb="import.dropped", subject=f"import:{imported.pk}", actor=actor)
    return imported
