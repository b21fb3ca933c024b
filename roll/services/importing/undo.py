"""Undoing an import: a compensating change over the same dated rows.

What it opened was never in force, what it closed is in force again, a pupil's own facts get their old value. People who
have done something since stay as they are, and so does every row that somebody has changed since.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from core import clock
from core.text.dates import iso
from ledger.services import note
from people.models.pupils import Pupil
from people.queries.acting import actor_for
from people.services.contact_restrictions import restrictions_stand
from roll.models.imports import ImportStep, PeopleImport
from roll.queries.imports import acted_in, touched, with_names
from roll.services.importing.notify import EndedRole, notify
from roll.services.importing.progress import move
from schools.services.base import lock_school

# Table: what makes two of its rows the same fact, so that one may not be opened again beside the other.
FACT_KEYS: dict[str, tuple[str, ...]] = {
    "schoolrecord": ("person_id",),
    "address": ("person_id", "kind", "value"),
    "classplace": ("pupil_id",),
    "carerlink": ("person_id", "pupil_id"),
    "roleatschool": ("person_id", "role"),
    "linemanager": ("person_id",),
}

_STEPS = """
WITH step AS MATERIALIZED (
  SELECT (item ->> 0)::uuid AS id, item -> 1 AS before
  FROM roll_importstep AS steps, jsonb_array_elements(steps.rows) AS item
  WHERE steps.imported_id = %(imported)s AND steps.model = '{table}' AND steps.act = '{act}'
)
"""
_CLOSE = """
UPDATE people_{table} AS held SET until_date = held.from_date
FROM step
WHERE step.id = held.id AND held.school_id = %(school)s
  AND held.until_date IS NOT DISTINCT FROM (step.before ->> 'until')::date
  AND held.{first} <> ALL(%(kept)s::uuid[])
"""
_REOPEN = """
UPDATE people_{table} AS held SET until_date = NULLIF(step.before ->> 'before', '')::date
FROM step
WHERE step.id = held.id AND held.school_id = %(school)s
  AND held.until_date = (step.before ->> 'after')::date
  AND held.{first} <> ALL(%(kept)s::uuid[])
  AND NOT EXISTS (
    SELECT 1 FROM people_{table} AS other
    WHERE other.id <> held.id AND other.school_id = held.school_id AND {same}
      AND daterange(other.from_date, other.until_date)
          && daterange(held.from_date, NULLIF(step.before ->> 'before', '')::date)
  )
"""
_RETURNING = "RETURNING held.id, held.{first}, held.{last}"
ChangedRow = tuple[UUID, UUID, str]
"""(id of the row, person or pupil, last column of the key)."""


def undo_import(imported: PeopleImport) -> None:
    """Undo one import, in the transaction of its caller."""
    school = imported.school
    lock_school(school)
    acted = acted_in(imported)
    pupils, today = _pupils_kept(imported, set(acted)), school.today()
    kept = {table: pupils if table == "classplace" else set(acted) for table in FACT_KEYS}
    closed = {table: _change_rows(imported, table, "opened", _CLOSE, kept[table]) for table in FACT_KEYS}
    reopened = {table: _change_rows(imported, table, "closed", _REOPEN, kept[table]) for table in FACT_KEYS}
    restrictions_stand(links=[pk for pk, _person, _pupil in reopened["carerlink"]], school=school, day=today)
    count = sum(map(len, [*closed.values(), *reopened.values()])) + _restore_pupils(imported, pupils)
    ended = [(person, role, today) for _pk, person, role in closed["roleatschool"]]
    unlinked = dict.fromkeys(person for _pk, person, _pupil in closed["carerlink"])
    _finish(imported, acted, count, ended, unlinked)


def _change_rows(imported: PeopleImport, table: str, act: str, statement: str, kept: set[UUID]) -> list[ChangedRow]:
    """Close or reopen the rows of everybody but ``kept``; returns those that were changed."""
    key = FACT_KEYS[table]
    sql = (_STEPS + statement + _RETURNING).format(
        table=table,
        act=act,
        first=key[0],
        last=key[-1],
        same=" AND ".join(f"other.{name} = held.{name}" for name in key),
    )
    ids = {"imported": str(imported.pk), "school": str(imported.school_id)}
    with connection.cursor() as cursor:
        cursor.execute(sql, {**ids, "kept": [str(pk) for pk in kept]})
        return list(cursor.fetchall())


def _pupils_kept(imported: PeopleImport, kept: set[UUID]) -> set[UUID]:
    """Return the pupils of those who stay: what somebody signed for a child stands only with the child."""
    if not kept:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pupil_id FROM people_carerlink WHERE school_id = %s AND person_id = ANY(%s::uuid[])",
            [str(imported.school_id), [str(pk) for pk in kept]],
        )
        return {row[0] for row in cursor.fetchall()}


def _restore_pupils(imported: PeopleImport, kept: set[UUID]) -> int:
    """Give pupils' own facts their old value, where nobody has given them another one since."""
    pupils = Pupil.objects.for_school(imported.school)
    steps = ImportStep.objects.for_school(imported.school).filter(imported=imported, model="pupil")
    added = {UUID(row[0]) for step in steps.filter(act="made") for row in step.rows} - kept
    count = 0
    for pk, fields in [row for step in steps.filter(act="corrected") for row in step.rows]:
        pupil = pupils.filter(pk=pk).exclude(pk__in=kept).first()
        old = _old_values(pupil, fields) if pupil else {}
        if number := old.get("admission_number"):
            holders = pupils.filter(admission_number=number).exclude(pk=pk)
            holders.filter(pk__in=added).update(admission_number="")
            if holders.exists():
                old.pop("admission_number")
        if old:
            count += pupils.filter(pk=pk).update(**old)
    return count


def _old_values(pupil: Pupil, fields: dict[str, list[str]]) -> dict[str, str | None]:
    """Return what each field was before, unless it is no longer what the import has written."""
    values: dict[str, str | None] = {}
    for name, (old, new) in fields.items():
        value = getattr(pupil, name)
        if (iso(value) if name == "birth_date" else value) == new:
            values[name] = (old or None) if name == "birth_date" else old
    return values


def _finish(
    imported: PeopleImport, acted: dict[UUID, str], count: int, ended: list[EndedRole], unlinked: Iterable[UUID]
) -> None:
    school, by, now = imported.school, imported.undone_by, clock.now()
    actor = actor_for(by, school) if by is not None else None
    kept = with_names(school, acted)
    move(imported, "take_back", kept=kept)
    facts = {"rows": count, "kept": len(kept), "touched": len(touched(imported))}
    subject = f"import:{imported.pk}"
    note(school=school, verb="import.undone", subject=subject, actor=actor, facts=facts, now=now)
    # The portal gives back what was: a higher app names the next reader, and does not refuse.
    notify(imported, "import_undone", ended_roles=ended, unlinked=unlinked, by=None, now=now)
