"""Reads about imports: what their review shows, what is still open, and the rows of an export."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from core.contributions.people import ACTIVITY_TRACES
from people.queries.acting import Actor
from people.queries.directory import names
from people.queries.pupils import own_family
from roll.models.imports import ImportLine, PeopleImport
from roll.states import ImportState, LineAbout, LineCategory
from schools.models.schools import School


@dataclass(frozen=True)
class Summary:
    """How many lines there are: ``categories`` is [(LineCategory, count, answered)], empty categories left out.

    ``same`` people need no change; ``unanswered`` close matches will be left out; ``people`` come in, change or end.
    """

    categories: tuple[tuple[LineCategory, int, int], ...]
    same: int
    unanswered: int
    people: int


def imports_of(school: School) -> QuerySet[PeopleImport]:
    """Return the imports of a school, newest first."""
    related = ("school", "made_by", "approved_by", "undone_by")
    rows: QuerySet[PeopleImport] = PeopleImport.objects.for_school(school).select_related(*related)
    return rows.order_by("-made_at", "pk")


def summary(imported: PeopleImport) -> Summary:
    """Count the lines of an import by category. One query."""
    rows = (
        ImportLine.objects.for_school(imported.school_id)
        .filter(imported=imported)
        .order_by()
        .values_list("sort", "choice")
        .annotate(n=Count("pk"))
    )
    counts: dict[str, dict[str, int]] = {}
    for category, choice, n in rows:
        counts.setdefault(category, {})[choice] = n
    total = {category: sum(by_choice.values()) for category, by_choice in counts.items()}
    decided = {category: total[category] - by_choice.get("", 0) for category, by_choice in counts.items()}
    return Summary(
        categories=tuple(
            (category, total[category], decided[category]) for category in LineCategory if total.get(category)
        ),
        same=int(imported.counts.get("same", 0)),
        unanswered=counts.get(LineCategory.MATCH, {}).get("", 0),
        people=total.get(LineCategory.NEW, 0)
        + total.get(LineCategory.CHANGED, 0)
        + decided.get(LineCategory.MATCH, 0)
        + sum(counts.get(category, {}).get("end", 0) for category in (LineCategory.RIGHT, LineCategory.LEFT)),
    )


def lines(imported: PeopleImport, category: str, reader: Actor | None = None) -> QuerySet[ImportLine]:
    """Return the lines of one category in the order of the file, to be paged by the caller.

    Of the ``reader``'s own family nobody else's: what holds between a child and the other adult is not theirs to see.
    """
    rows: QuerySet[ImportLine] = ImportLine.objects.for_school(imported.school_id).order_by("position")
    rows = rows.filter(imported=imported, sort=category)
    return rows if reader is None else rows.exclude(of_own_family(reader))


def answers_of(imported: PeopleImport) -> dict[str, str]:
    """Return what somebody has decided about the lines of an import: {line key: choice}."""
    rows = ImportLine.objects.for_school(imported.school_id).filter(imported=imported).exclude(choice="")
    return dict(rows.exclude(key="").values_list("key", "choice"))


def of_own_family(reader: Actor) -> Q:
    """Match lines about the carers of the reader's own children, and about the other adults of that family."""
    own, relatives = own_family(reader)
    here = Q(pupil_ref__isnull=False, pupil_ref__in=own) | Q(person_ref__isnull=False, person_ref__in=relatives)
    return Q(about=LineAbout.CARER) & here


def newest(school: School) -> QuerySet[PeopleImport]:
    """Return the newest import of each kind that was read: at most one of each."""
    read = (ImportState.REVIEW, ImportState.APPLYING, ImportState.DONE)
    rows: QuerySet[PeopleImport] = PeopleImport.objects.for_school(school).order_by("kind", "-made_at")
    return rows.filter(state__in=read, forgotten_at__isnull=True).distinct("kind")


def open_problems(school: School, reader: Actor | None = None) -> QuerySet[ImportLine]:
    """Return the problems and unanswered close matches of the newest import of each kind, with ``imported``."""
    rows: QuerySet[ImportLine] = (
        ImportLine.objects.for_school(school)
        .filter(
            imported__in=newest(school).values("pk"), sort__in=(LineCategory.PROBLEM, LineCategory.MATCH), choice=""
        )
        .select_related("imported")
        .order_by("imported__kind", "position")
    )
    return rows if reader is None else rows.exclude(of_own_family(reader))


_TOUCHED = """
SELECT DISTINCT held.person_id
FROM roll_importstep AS step, jsonb_array_elements(step.rows) AS item JOIN people_{table} AS held
  ON held.id = (item ->> 0)::uuid
WHERE step.imported_id = %s AND step.model = '{table}'
"""


def touched(imported: PeopleImport) -> set[UUID]:
    """Return everybody of whom the import opened or closed something. One query a table."""
    persons: set[UUID] = set()
    with connection.cursor() as cursor:
        for table in ("schoolrecord", "address", "carerlink", "roleatschool", "linemanager"):
            cursor.execute(_TOUCHED.format(table=table), [str(imported.pk)])
            persons |= {row[0] for row in cursor.fetchall()}
    return persons


# Somebody whom the import made known, and who has since been given a role or a child by somebody else.
_GIVEN_MORE = """
WITH step AS MATERIALIZED (
  SELECT steps.act, (item ->> 0)::uuid AS id
  FROM roll_importstep AS steps, jsonb_array_elements(steps.rows) AS item
  WHERE steps.imported_id = %(imported)s AND steps.model IN ('schoolrecord', 'roleatschool', 'carerlink')
), made AS MATERIALIZED (
  SELECT held.person_id, held.school_id FROM people_schoolrecord AS held
  WHERE held.id IN (SELECT id FROM step WHERE act = 'opened') AND held.person_id NOT IN (
    SELECT old.person_id FROM people_schoolrecord AS old WHERE old.id IN (SELECT id FROM step WHERE act = 'closed')
  )
), more AS (
  SELECT id, person_id, school_id, from_date, until_date FROM people_roleatschool
  UNION ALL
  SELECT id, person_id, school_id, from_date, until_date FROM people_carerlink
)
SELECT DISTINCT made.person_id FROM made JOIN more USING (person_id, school_id)
WHERE (more.until_date IS NULL OR more.until_date > GREATEST(more.from_date, %(today)s))
  AND more.id NOT IN (SELECT id FROM step WHERE act = 'opened')
"""


def _given_more(imported: PeopleImport) -> set[UUID]:
    """Return whom the import made known and who hold a role or a link that it did not give. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN_MORE, {"imported": str(imported.pk), "today": imported.school.today()})
        return {row[0] for row in cursor.fetchall()}


def acted_since(school: School, persons: Collection[UUID], since: datetime.datetime) -> dict[UUID, str]:
    """Return ``{person: what they have done}`` of those who have done something since. One query a trace.

    An app whose records would lose their person when an import is taken back (a signature, a declaration, a case)
    contributes an ``ActivityTrace``.
    """
    activities: dict[UUID, list[str]] = {}
    for trace in ACTIVITY_TRACES.values():
        for person in set(trace.since(school, persons, since)):
            activities.setdefault(person, []).append(str(trace.words))
    return {person: ", ".join(words) for person, words in activities.items()}


def acted_in(imported: PeopleImport) -> dict[UUID, str]:
    """Return ``{person: what they have done}`` of those whom an import touched and who have acted since.

    Whoever was given something else since stays too: a role or a link would else be left without a name.
    """
    if imported.applied_at is None:
        return {}
    more = dict.fromkeys(_given_more(imported), _("was given another role or child"))
    return more | acted_since(imported.school, touched(imported), imported.applied_at)


def would_stay(imported: PeopleImport) -> list[tuple[str, str]]:
    """Return (name, what they have done since) of those whom undoing would leave; after it, whom it has left."""
    if imported.undone_at is not None:
        return [(name, words) for name, words in imported.kept]
    return with_names(imported.school, acted_in(imported))


def with_names(school: School, acted: dict[UUID, str]) -> list[tuple[str, str]]:
    """Return (name, what they have done) by name."""
    names_of = names(acted, school)
    return sorted((names_of.get(pk, ""), words) for pk, words in acted.items())
