"""What the pages of an import show, in words: the review, its rows, the result, and the lists so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from people.models.persons import SchoolRecord
from people.queries.acting import Actor
from people.queries.directory import names
from roll.models.imports import ImportLine, PeopleImport
from roll.queries import imports
from roll.queries.import_words import ASKED, CATEGORIES, PEOPLE, RUNNING, STATES, figure, people_words
from roll.rules.reading import headings
from roll.rules.reading.fields import FIELDS
from roll.rules.reading.findings import problem_label
from roll.rules.reading.headings import letter
from roll.states import ImportKind, ImportState, LineCategory
from schools.models.schools import School

A_PAGE = 50
R = TypeVar("R", bound=PeopleImport | ImportLine)
SHOWN_AFTER = (LineCategory.PROBLEM, LineCategory.MENTION)
FOR_ALL: dict[tuple[str, str], str] = {
    (ImportKind.PUPILS, LineCategory.LEFT): "end",
    (ImportKind.PUPILS, LineCategory.MATCH): "same",
    (ImportKind.STAFF, LineCategory.MATCH): "same",
}
READ = (ImportState.REVIEW, ImportState.DONE, ImportState.UNDONE)


def _new_people(imported: PeopleImport) -> str:
    """Return "185 pupils and 213 carers. " for a list of pupils, "" for others."""
    pupils, carers = (int(imported.counts.get(key, 0)) for key in ("new_pupils", "new_carers"))
    if not (pupils and carers):
        return ""
    both = {
        "pupils": ngettext("%(n)s pupil", "%(n)s pupils", pupils) % {"n": figure(pupils)},
        "carers": ngettext("%(n)s carer", "%(n)s carers", carers) % {"n": figure(carers)},
    }
    return _("%(pupils)s and %(carers)s.") % both + " "


def _category_rows(imported: PeopleImport, counted: imports.Summary) -> list[dict[str, str]]:
    """Return the lines of the review; ``url`` leads to the rows of one, "" where there is nothing more to see."""
    over = imported.state != ImportState.REVIEW
    rows = []
    for category, count, answered in counted.categories:
        words = CATEGORIES[category]
        url = reverse("roll:import_lines", args=[imported.school.slug, imported.pk, category])
        counted_words = PEOPLE if words.counted is ASKED and over else words.counted
        tag_words = counted_words % {"count": count, "n": figure(count)}
        if words.counted is ASKED and answered and not over:
            tag_words = _("%(answered)s of %(n)s decided") % {"answered": figure(answered), "n": figure(count)}
        shown = imported.forgotten_at is None and (not over or category in SHOWN_AFTER)
        new_people = _new_people(imported) if category == LineCategory.NEW else ""
        row = {"words": str(words.words), "meaning": f"{new_people}{words.after if over else words.meaning}"}
        rows.append(row | {"url": url if shown else "", "tag": words.tag, "tag_words": tag_words})
    if counted.same:
        same = {"words": _("The same as before"), "meaning": _("Nothing to do for them."), "url": "", "tag": "done"}
        rows.append(same | {"tag_words": people_words(counted.same)})
    return rows


def _counted(imported: PeopleImport) -> imports.Summary:
    """Count what there is to see; once the rows have been destroyed with the file, what was counted then."""
    if imported.forgotten_at is None:
        return imports.summary(imported)
    counts = {name: int(count) for name, count in imported.counts.items()}
    categories = tuple((category, counts[category], 0) for category in LineCategory if counts.get(category))
    people = counts.get(LineCategory.NEW, 0) + counts.get(LineCategory.CHANGED, 0)
    return imports.Summary(categories=categories, same=counts.get("same", 0), unanswered=0, people=people)


def may_undo(imported: PeopleImport) -> bool:
    """Whether the import is done and can still be undone."""
    in_time = imported.undo_until is not None and clock.now() < imported.undo_until
    return imported.state == ImportState.DONE and in_time


def overview(imported: PeopleImport) -> dict[str, object]:
    """Return the context of the page of one import. At most five queries, however many rows the file has."""
    counted = _counted(imported)
    people, in_review = counted.people, imported.state == ImportState.REVIEW
    portal = _("The portal")
    actors = (imported.approved_by_id, imported.undone_by_id)
    names_of = names([pk for pk in actors if pk], imported.school)
    approved_by, undone_by = (names_of.get(pk, portal) if pk else portal for pk in actors)
    return {
        "imported": imported,
        "categories": _category_rows(imported, counted),
        "people": people,
        "unanswered": counted.unanswered,
        "same": counted.same,
        "button": ngettext("Import %(n)s person", "Import %(n)s people", people) % {"n": figure(people)},
        "done_heading": ngettext("%(n)s person is in", "%(n)s people are in", people) % {"n": figure(people)},
        "columns": columns_of(imported) if in_review else [],
        "not_stored": not_stored(imported) if in_review else [],
        "wait_words": RUNNING.get(ImportState(imported.state), ""),
        "done_words": figure(imported.done),
        "total_words": figure(imported.total),
        "approved_by": approved_by,
        "approved_at": imported.applied_at or imported.approved_at,
        "undone_by": undone_by,
        "may_undo": may_undo(imported),
        "kept": imports.would_stay(imported) if imported.state == ImportState.UNDONE else [],
    }


@dataclass(frozen=True)
class LinesPage:
    """One page of the rows of one category; of problems and of what was understood one kind at a time."""

    category: str
    words: str
    meaning: str
    page: Page[ImportLine]
    kinds: list[tuple[str, str, int]]
    code: str
    for_all: str
    """The answer that can be given for every row at once, "" where each is looked at by itself."""

    @property
    def query(self) -> str:
        """The part of an address that keeps the kind when the reader turns the page."""
        return f"kind={self.code}&" if self.code else ""


def _problem_kinds(imported: PeopleImport, category: str) -> list[tuple[str, str, int]]:
    """Return (code, words, number of rows) of each kind of problem, in the order of the file. One query."""
    rows = (
        ImportLine.objects.for_school(imported.school_id)
        .filter(imported=imported, sort=category)
        .order_by()
        .values_list("code")
        .annotate(n=Count("pk"), first=Min("position"))
        .order_by("first")
    )
    return [(code, problem_label(code), count) for code, count, _first in rows]


def lines(
    imported: PeopleImport, category: str, number: str | int | None, code: str = "", reader: Actor | None = None
) -> LinesPage | None:
    """Return one page of the rows of ``category``; None where there is nothing to be seen (any more).

    After the import only what is to be mended stays open: the whole roll is never shown.
    """
    over = imported.state != ImportState.REVIEW
    if category not in CATEGORIES or imported.state not in READ or (over and category not in SHOWN_AFTER):
        return None
    kinds = _problem_kinds(imported, category) if category in SHOWN_AFTER else []
    counts = {code: count for code, _words, count in kinds}
    shown = code if code in counts else next(iter(counts), "")
    rows = imports.lines(imported, category, reader)
    paginator = Paginator(rows.filter(code=shown) if shown else rows, A_PAGE)
    if shown:
        paginator.count = counts[shown]  # counted above
    words = CATEGORIES[category]
    return LinesPage(
        category=category,
        words=str(words.words),
        meaning=str(words.after if over else words.meaning),
        page=_loaded(paginator, number),
        kinds=kinds,
        code=shown,
        for_all=FOR_ALL.get((imported.kind, category), ""),
    )


def _loaded(paginator: Paginator[R], number: str | int | None) -> Page[R]:
    """Return a page whose rows are read, once."""
    page = paginator.get_page(number)
    page.object_list = list(page.object_list)
    return page


def start_page(school: School, number: str | None) -> dict[str, object]:
    """Return what is below the upload: the lists so far, a page at a time, and how much is still to mend."""
    record = SchoolRecord.objects.filter(person=OuterRef("made_by"), school=OuterRef("school")).order_by("-from_date")
    name = Subquery(record.values(name=Concat("first_name", Value(" "), "last_name"))[:1])
    page = _loaded(Paginator(imports.imports_of(school).annotate(who=name), 10), number)
    annotated: list[Any] = list(page.object_list)
    rows = [(row, row.who or _("The portal"), *STATES[row.state]) for row in annotated]
    samples = [("pupils", _("Pupils and their carers (CSV)")), ("staff", _("Staff (CSV)"))]
    return {"page": page, "rows": rows, "to_mend": imports.open_problems(school).count(), "samples": samples}


def open_problems(school: School, number: str | None, reader: Actor | None = None) -> Page[ImportLine]:
    """Return one page of what could not come in from the newest list of each kind."""
    return _loaded(Paginator(imports.open_problems(school, reader), A_PAGE), number)


def columns_of(imported: PeopleImport) -> list[tuple[str, str, str]]:
    """Return (letter, heading, what it is taken for) of each column, in the order of the file."""
    words = {field.key: str(field.words) for field in FIELDS[ImportKind(imported.kind)]} if imported.kind else {}
    fields = imported.column_fields
    return [
        (letter(index), heading, words.get(fields.get(index, ""), _("left out")))
        for index, heading in enumerate(imported.headings if words else ())
        if heading or fields.get(index)
    ]


def not_stored(imported: PeopleImport) -> list[str]:
    """Return the headings that are not the portal's business, each with what they are about."""
    left_out = [heading for index, heading in enumerate(imported.headings) if not imported.column_fields.get(index)]
    return [f"{heading}: {about}" for heading in left_out if (about := headings.not_stored(heading))]


def may_name_columns(imported: PeopleImport) -> bool:
    """Whether the columns can be chosen by hand now: the headings are known, and nothing is running or done."""
    return bool(imported.kind and imported.headings) and imported.state in (ImportState.COLUMNS, ImportState.REVIEW)


def missing(imported: PeopleImport) -> list[str]:
    """Return what the list cannot do without and no column holds, in words."""
    if not may_name_columns(imported):
        return []
    return [str(field.words) for field in headings.missing(ImportKind(imported.kind), imported.column_fields)]
