"""What the pages of an import show, in words: the review, its rows, the result, and the lists so far."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from people.models.persons import SchoolRecord
from people.queries.acting import Actor
from people.queries.directory import names
from roll.models.imports import ImportLine, PeopleImport
from roll.queries import imports
from roll.queries.import_words import ASKED, PEOPLE, RUNNING, SORTS, STATES, figure, people_words
from roll.rules.problem_kinds import problem_label
from roll.rules.reading import fields, headings, shapes
from roll.states import ImportKind, ImportState, LineSort
from schools.models.schools import School

A_PAGE = 50
ISO_DAY = len("2019-02-28")
SHOWN_AFTER = (LineSort.PROBLEM, LineSort.MENTION)
FOR_ALL: dict[tuple[str, str], str] = {
    (ImportKind.PUPILS, LineSort.LEFT): "end",
    (ImportKind.PUPILS, LineSort.MATCH): "same",
    (ImportKind.STAFF, LineSort.MATCH): "same",
}
READ = (ImportState.REVIEW, ImportState.DONE, ImportState.UNDONE)


@dataclass(frozen=True)
class SortRow:
    """One line of the review: ``url`` leads to its rows, "" where there is nothing more to see."""

    words: str
    meaning: str
    url: str
    tag: str
    tag_words: str


@dataclass(frozen=True)
class Column:
    """One column of the file: its letter, its heading, and what we take it for."""

    letter: str
    heading: str
    words: str


@dataclass(frozen=True)
class ImportPage:
    """Where one import stands, in words."""

    pk: Any
    state: str
    kind_words: str
    file_name: str
    why: str
    cure: str
    sorts: list[SortRow] = field(default_factory=list)
    people: int = 0
    unanswered: int = 0
    same: int = 0
    button: str = ""
    done_heading: str = ""
    columns: list[Column] = field(default_factory=list)
    not_stored: list[str] = field(default_factory=list)
    wait_words: str = ""
    done: int = 0
    total: int = 0
    done_words: str = ""
    total_words: str = ""
    approved_by: str = ""
    approved_at: Any = None
    undone_by: str = ""
    undone_at: Any = None
    undo_until: Any = None
    may_undo: bool = False
    kept: list[Any] = field(default_factory=list)

    @property
    def is_review(self) -> bool:
        """Whether somebody has still to look it over."""
        return self.state == ImportState.REVIEW

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back."""
        return self.state == ImportState.UNDONE

    @property
    def is_dropped(self) -> bool:
        """Whether it was left before anything changed."""
        return self.state == ImportState.DROPPED


def _whom(found: PeopleImport) -> str:
    """Return "185 pupils and 213 carers. " for a list of pupils, "" for others."""
    pupils, carers = (int(found.counts.get(key, 0)) for key in ("new_pupils", "new_carers"))
    if not (pupils and carers):
        return ""
    both = {
        "pupils": ngettext("%(n)s pupil", "%(n)s pupils", pupils) % {"n": figure(pupils)},
        "carers": ngettext("%(n)s carer", "%(n)s carers", carers) % {"n": figure(carers)},
    }
    return _("%(pupils)s and %(carers)s.") % both + " "


def _sort_rows(found: PeopleImport, counted: imports.Summary) -> list[SortRow]:
    over = found.state != ImportState.REVIEW
    rows = []
    for sort, count, answered in counted.sorts:
        words = SORTS[sort]
        url = reverse("roll:import_lines", args=[found.school.slug, found.pk, sort])
        counted_words = words.counted if words.counted is not ASKED or not (over or answered) else PEOPLE
        tag_words = counted_words % {"count": count, "n": figure(count)}
        if words.counted is ASKED and answered and not over:
            tag_words = _("%(answered)s of %(n)s decided") % {"answered": figure(answered), "n": figure(count)}
        shown = found.forgotten_at is None and (not over or sort in SHOWN_AFTER)
        meaning = f"{_whom(found) if sort == LineSort.NEW else ''}{words.after if over else words.meaning}"
        rows.append(SortRow(str(words.words), meaning, url if shown else "", words.tag, tag_words))
    if counted.same:
        rows.append(
            SortRow(_("The same as before"), _("Nothing to do for them."), "", "done", people_words(counted.same))
        )
    return rows


def _counted(found: PeopleImport) -> imports.Summary:
    """Count what there is to see; once the rows have been destroyed with the file, what was counted then."""
    if found.forgotten_at is None:
        return imports.summary(found)
    sorts = tuple((sort, int(found.counts[sort]), 0) for sort in LineSort if found.counts.get(sort))
    people = sum(int(found.counts.get(sort, 0)) for sort in (LineSort.NEW, LineSort.CHANGED))
    return imports.Summary(sorts=sorts, same=int(found.counts.get("same", 0)), unanswered=0, people=people)


def about(found: PeopleImport) -> ImportPage:
    """Return the page of one import. At most five queries, however many rows the file has."""
    counted = _counted(found)
    who: dict[Any, str] = dict(names([pk for pk in (found.approved_by_id, found.undone_by_id) if pk], found.school))
    done_now = found.state == ImportState.DONE
    may_undo = done_now and found.undo_until is not None and clock.now() < found.undo_until
    people = counted.people
    return ImportPage(
        pk=found.pk,
        state=found.state,
        kind_words=found.get_kind_display() if found.kind else "",
        file_name=found.file_name,
        why=found.words,
        cure=found.cure,
        sorts=_sort_rows(found, counted),
        people=people,
        unanswered=counted.unanswered,
        same=counted.same,
        button=ngettext("Import %(n)s person", "Import %(n)s people", people) % {"n": figure(people)},
        done_heading=ngettext("%(n)s person is in", "%(n)s people are in", people) % {"n": figure(people)},
        columns=columns_of(found) if found.state == ImportState.REVIEW else [],
        not_stored=not_stored(found) if found.state == ImportState.REVIEW else [],
        wait_words=str(RUNNING.get(ImportState(found.state), "")),
        done=found.done,
        total=found.total,
        done_words=figure(found.done),
        total_words=figure(found.total),
        approved_by=who.get(found.approved_by_id, _("The portal")),
        approved_at=found.applied_at or found.approved_at,
        undone_by=who.get(found.undone_by_id, _("The portal")),
        undone_at=found.undone_at,
        undo_until=found.undo_until,
        may_undo=may_undo,
        kept=imports.would_stay(found) if found.state == ImportState.UNDONE else [],
    )


@dataclass(frozen=True)
class ProblemKind:
    """One kind of problem, and how many rows have it."""

    code: str
    words: str
    count: int


@dataclass(frozen=True)
class LinesPage:
    """One page of the rows of one sort; of problems and of what was understood one class at a time."""

    pk: Any
    sort: str
    words: str
    meaning: str
    page: Page[Any]
    classes: list[ProblemKind]
    code: str
    for_all: str
    """The answer that can be given for every row at once, "" where each is looked at by itself."""

    @property
    def query(self) -> str:
        """The part of an address that keeps the class when the reader turns the page."""
        return f"kind={self.code}&" if self.code else ""


def problem_kinds_of(found: PeopleImport, sort: str) -> list[ProblemKind]:
    """Return the kinds of problem of an import, in the order of the file. One query."""
    rows = (
        ImportLine.objects.for_school(found.school_id)
        .filter(imported=found, sort=sort)
        .order_by()
        .values("code")
        .annotate(n=Count("pk"), first=Min("position"))
        .order_by("first")
    )
    return [ProblemKind(row["code"], problem_label(row["code"]), row["n"]) for row in rows]


def _said(value: str) -> str:
    """Return a value of a change as people write it: a day comes as 2019-02-28."""
    try:
        return date_format(datetime.date.fromisoformat(value), "j F Y") if len(value) == ISO_DAY else value
    except ValueError:
        return value


def would_stay(found: PeopleImport) -> list[imports.Kept]:
    """Return whom undoing would leave, for the page that asks whether it shall be."""
    return imports.would_stay(found)


def lines(found: PeopleImport, sort: str, number: Any, code: str = "", reader: Actor | None = None) -> LinesPage | None:
    """Return one page of the rows of ``sort``; None where there is nothing to be seen (any more).

    After the import only what is to be mended stays open: the whole roll is never shown.
    """
    over = found.state != ImportState.REVIEW
    if sort not in SORTS or found.state not in READ or (over and sort not in SHOWN_AFTER):
        return None
    classes = problem_kinds_of(found, sort) if sort in SHOWN_AFTER else []
    codes = [one.code for one in classes]
    shown = code if code in codes else (codes[0] if codes else "")
    rows = imports.lines(found, sort, reader)
    if shown:
        rows = rows.filter(code=shown)
    words = SORTS[sort]
    paginator = Paginator(rows, A_PAGE)
    if shown:
        paginator.count = next(one.count for one in classes if one.code == shown)  # counted a line above
    page = paginator.get_page(number)
    listed: list[Any] = list(page.object_list)
    page.object_list = listed
    for line in listed:
        line.told = [[what, _said(before), _said(after)] for what, before, after in line.changes]
    return LinesPage(
        pk=found.pk,
        sort=sort,
        words=str(words.words),
        meaning=str(words.after if over else words.meaning),
        page=page,
        classes=classes,
        code=shown,
        for_all=FOR_ALL.get((found.kind, sort), ""),
    )


@dataclass(frozen=True)
class PastRow:
    """One of the lists so far."""

    pk: Any
    words: str
    file_name: str
    who: str
    at: Any
    tag: str
    state_words: str


def start_page(school: School, number: Any) -> dict[str, Any]:
    """Return what stands below the upload: the lists so far, a page at a time, and how much is still to mend."""
    record = SchoolRecord.objects.filter(person=OuterRef("made_by"), school=OuterRef("school")).order_by("-from_date")
    name = Subquery(record.values(name=Concat("first_name", Value(" "), "last_name"))[:1])
    page: Page[Any] = Paginator(imports.imports_of(school).annotate(who=name), 10).get_page(number)
    rows: list[Any] = list(page.object_list)
    page.object_list = [
        PastRow(
            pk=row.pk,
            words=row.get_kind_display() or _("A list"),
            file_name=row.file_name,
            who=row.who or _("The portal"),
            at=row.made_at,
            tag=STATES[row.state][0],
            state_words=str(STATES[row.state][1]),
        )
        for row in rows
    ]
    samples = [("pupils", _("Pupils and their carers (CSV)")), ("staff", _("Staff (CSV)"))]
    return {"page": page, "to_mend": imports.open_problems(school).count(), "samples": samples}


def open_problems(school: School, number: Any, reader: Actor | None = None) -> Page[Any]:
    """Return one page of what could not come in from the newest list of each kind, with ``from_list``."""
    page: Page[Any] = Paginator(imports.open_problems(school, reader), A_PAGE).get_page(number)
    rows = list(page.object_list)
    for row in rows:
        row.from_list = row.imported.get_kind_display()
    page.object_list = rows
    return page


def columns_of(found: PeopleImport) -> list[Column]:
    """Return what each column of the file is taken for, in the order of the file."""
    if not found.kind:
        return []
    words = {spec.key: str(spec.words) for spec in fields.FIELDS[shapes.FileKind(found.kind)]}
    chosen = {int(index): key for index, key in found.columns.items()}
    return [
        Column(headings.letter(index), heading, words.get(chosen.get(index, ""), _("left out")))
        for index, heading in enumerate(found.headings)
        if heading or chosen.get(index)
    ]


def not_stored(found: PeopleImport) -> list[str]:
    """Return the headings that are not the portal's business, each with what they are about."""
    chosen = {int(index) for index, key in found.columns.items() if key}
    return [
        f"{heading}: {about_it}"
        for index, heading in enumerate(found.headings)
        if index not in chosen and (about_it := headings.not_stored(heading))
    ]


def may_name_columns(found: PeopleImport) -> bool:
    """Whether the columns can be chosen by hand now: the headings are known, and nothing is running or done."""
    return bool(found.kind and found.headings) and found.state in (ImportState.COLUMNS, ImportState.REVIEW)


def missing(found: PeopleImport) -> list[str]:
    """Return what the list cannot do without and no column holds, in words."""
    if not may_name_columns(found):
        return []
    chosen = {int(index): key for index, key in found.columns.items()}
    return [str(spec.words) for spec in headings.missing(shapes.FileKind(found.kind), chosen)]


def columns_asked(found: PeopleImport) -> dict[str, Any]:
    """Return what the form of the columns is made from."""
    kind = shapes.FileKind(found.kind)
    return {
        "kind": kind,
        "headings": [(headings.letter(index), heading) for index, heading in enumerate(found.headings)],
        "columns": {int(index): key for index, key in found.columns.items()},
        "fields": [(spec.key, spec.words) for spec in fields.FIELDS[kind]],
    }
