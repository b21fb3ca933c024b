"""Taking an import back: a compensating change over the same dated rows.

What it opened never held, what it closed holds again, a pupil's own facts get their old value. People who have done
something since stay as they are, and so does every row that somebody has changed since.
"""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from core import clock
from ledger.services import note
from people.models.pupils import Pupil
from people.queries.acting import actor_for
from people.queries.directory import names
from people.services.bars import bars_stand
from people.services.base import lock_school
from roll.models.imports import ImportStep, PeopleImport
from roll.queries.imports import acted_in, touched
from roll.services.importing.moves import move
from roll.services.importing.notify import Ended, notify

# Table: what makes two of its rows the same fact, so that one may not be opened again beside the other.
KEYS: dict[str, tuple[str, ...]] = {
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
_COLLAPSE = """
UPDATE people_{table} AS held SET until_date = held.from_date
FROM step
WHERE step.id = held.id AND held.school_id = %(school)s
  AND held.until_date IS NOT DISTINCT FROM (step.before ->> 'until')::date
  AND {who} <> ALL(%(kept)s::uuid[])
"""
_REOPEN = """
UPDATE people_{table} AS held SET until_date = NULLIF(step.before ->> 'before', '')::date
FROM step
WHERE step.id = held.id AND held.school_id = %(school)s
  AND held.until_date = (step.before ->> 'after')::date
  AND {who} <> ALL(%(kept)s::uuid[])
  AND NOT EXISTS (
    SELECT 1 FROM people_{table} AS other
    WHERE other.id <> held.id AND other.school_id = held.school_id AND {same}
      AND daterange(other.from_date, other.until_date)
          && daterange(held.from_date, NULLIF(step.before ->> 'before', '')::date)
  )
"""


def undo_import(imported: PeopleImport) -> None:
    """Undo one import, in the transaction of its caller."""
    school = imported.school
    lock_school(school)
    acted = acted_in(imported)
    pupils = _pupils_kept(imported, set(acted))
    changed = 0
    ended: list[Ended] = []
    unlinked: dict[UUID, None] = {}
    reopened: list[UUID] = []
    today = school.today()
    with connection.cursor() as cursor:
        for act, statement in (("opened", _COLLAPSE), ("closed", _REOPEN)):
            for table, key in KEYS.items():
                kept = pupils if table == "classplace" else set(acted)
                sql = (_STEPS + statement).format(
                    table=table,
                    act=act,
                    who="held.pupil_id" if table == "classplace" else "held.person_id",
                    same=" AND ".join(f"other.{name} = held.{name}" for name in key),
                )
                values: dict[str, Any] = {
                    "imported": str(imported.pk),
                    "school": str(school.pk),
                    "kept": [str(pk) for pk in kept],
                }
                if act == "opened" and table in ("roleatschool", "carerlink"):
                    sql += f" RETURNING held.{key[0]}, held.{key[1]}"
                elif table == "carerlink":
                    sql += " RETURNING held.id"
                cursor.execute(sql, values)
                changed += cursor.rowcount
                if act == "opened" and table == "roleatschool":
                    ended += [(person, role, today) for person, role in cursor.fetchall()]
                elif act == "opened" and table == "carerlink":
                    unlinked |= dict.fromkeys(person for person, _pupil in cursor.fetchall())
                elif table == "carerlink":
                    reopened += [row[0] for row in cursor.fetchall()]
    bars_stand(links=reopened, school=school, day=today)
    changed += _restore_pupils(imported, pupils)
    _finish(imported, acted, changed, ended, unlinked)


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
    school = imported.school
    steps = ImportStep.objects.for_school(school).filter(imported=imported, model="pupil")
    made = {UUID(row[0]) for step in steps.filter(act="made") for row in step.rows} - kept
    changed = 0
    for pk, fields in [row for step in steps.filter(act="corrected") for row in step.rows]:
        pupil = Pupil.objects.for_school(school).filter(pk=pk).exclude(pk__in=kept).first()
        back = _old_values(pupil, fields) if pupil else {}
        if number := back.get("admission_number"):
            holders = Pupil.objects.for_school(school).filter(admission_number=number).exclude(pk=pk)
            holders.filter(pk__in=made).update(admission_number="")
            if holders.exists():
                back.pop("admission_number")
        if back:
            changed += Pupil.objects.for_school(school).filter(pk=pk).update(**back)
    return changed


def _old_values(pupil: Pupil, fields: dict[str, list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (old, new) in fields.items():
        now = getattr(pupil, name)
        text = now.isoformat() if isinstance(now, datetime.date) else (now or "")
        if text == new:
            found[name] = (old or None) if name == "birth_date" else old
    return found


def _finish(
    imported: PeopleImport, acted: dict[UUID, str], changed: int, ended: list[Ended], unlinked: dict[UUID, None]
) -> None:
    school, by, now = imported.school, imported.undone_by, clock.now()
    actor = actor_for(by, school) if by is not None else None
    called = names(acted, school)
    kept = sorted([called.get(pk, ""), words] for pk, words in acted.items())
    move(imported, "take_back", kept=kept)
    facts = {"rows": changed, "kept": len(kept), "touched": len(touched(imported))}
    subject = f"import:{imported.pk}"
    note(school=school, verb="import.undone", subject=subject, actor=actor, facts=facts, now=now)
    # The portal gives back what was: a higher app names the next reader, and does not refuse.
    notify(imported, "import_undone", ended_roles=ended, unlinked=unlinked, by=None, now=now)
