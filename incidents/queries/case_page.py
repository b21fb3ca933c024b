"""One case, ready to print: everything the case page shows, in a fixed number of queries."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, DateTimeField, F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.db.dated import in_force
from core.text import dates
from incidents.models.cases import Case, CaseView, Party
from incidents.models.record import CaseEntry, Closing, Message
from incidents.models.reports import Report
from incidents.queries.access import readers_of, visible_to
from incidents.queries.deadlines import deadline_words
from incidents.rules import COVER
from incidents.states.kinds import KINDS
from incidents.states.workflow import CASE, Capacity, Direction, State
from people.models.persons import SchoolRecord
from people.models.pupils import ClassPlace, Pupil
from people.queries import directory
from people.queries.acting import Actor
from people.states.roles import ROLE_TABLE, Role

MOST_VIEWS = 40
MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the chronology."""

    entry: CaseEntry
    by: str
    corrected_by: str


def find(actor: Actor, reference: str) -> Case | None:
    """Return the case of that reference if ``actor`` may know of it; None for every other one and for none at all."""
    rows = visible_to(actor).filter(reference=reference)
    return rows.select_related("report__data_key", "school", "holder", "passed_to").first()


def entry_of(case: Case, pk: UUID) -> CaseEntry | None:
    """Return one entry of a case, or None."""
    entry: CaseEntry | None = CaseEntry.objects.for_school(case.school_id).filter(case=case, pk=pk).first()
    return entry


def answers_of(report: Report) -> list[tuple[str, str]]:
    """Return the report as it was sent: (question, answer), unanswered ones left out."""
    rows = [
        (_("What it is about"), str(KINDS[report.about_kind].words)),
        (_("What happened"), report.story),
        (_("The child's own words"), report.childs_words),
        (_("What I did"), report.what_i_did),
        (_("Where and when"), report.where_when),
        (_("Link"), report.link),
        (_("Can it still be seen?"), report.still_visible),
        (_("Pictures, in words"), report.pictures),
        (_("Name"), report.name),
        (_("How to reach them"), report.contact),
    ]
    return [(question, str(answer)) for question, answer in rows if answer]


def seen_by(roles: Iterable[str]) -> str:
    """Return who reads a case, as roles: "the safeguarding lead (DSL) and 2 deputies"."""
    held = Counter(roles)
    words: list[str] = []
    for role in ROLE_TABLE:
        count = held[role]
        if count and role == Role.DEPUTY_DSL:
            words.append(ngettext("%(n)d deputy", "%(n)d deputies", count) % {"n": count})
        elif count:
            words.append(_("the %(role)s") % {"role": role.label} if count == 1 else f"{count} × {role.label}")
    if covers := held[COVER]:
        words.append(ngettext("%(n)d cover", "%(n)d covers", covers) % {"n": covers})
    if len(words) > 1:
        return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}
    return words[0] if words else _("nobody")


class CasePerson(NamedTuple):
    """One person beside a case.

    A reader (text: role), a party (text: capacity, then a pupil's name) or somebody who viewed it.
    """

    sort: str
    person: UUID | None
    text: str
    at: dt.datetime | None


def _case_persons(case: Case) -> list[CasePerson]:
    """Return readers, parties and the last views of a case, in one query."""
    never = Value(None, output_field=DateTimeField())
    pupil = Concat(
        "capacity", Value(" "), "pupil__first_name", Value(" "), "pupil__last_name", output_field=CharField()
    )
    columns = ("sort", "person_id", "text", "moment")
    readers = readers_of(case)
    parties = Party.objects.for_school(case.school_id).filter(case=case)
    views = CaseView.objects.for_school(case.school_id).filter(case=case).order_by("-at")[:MOST_VIEWS]
    rows = [
        views.annotate(sort=Value("view"), text=Value("", output_field=CharField()), moment=F("at")).values_list(
            *columns
        ),
        readers.annotate(sort=Value("reader"), text=F("as_role"), moment=F("from_at")).values_list(*columns),
        parties.annotate(sort=Value("party"), text=pupil, moment=never).values_list(*columns),
    ]
    united = rows[1].union(rows[0], rows[2], all=True)
    return sorted((CasePerson(*row) for row in united), key=lambda person: (person.sort, str(person.at), person.text))


def unread_from_reporter(messages: list[Message]) -> int:
    """Return how many messages of the reporter came after the school's last row."""
    after = itertools.takewhile(lambda m: m.direction == Direction.FROM_REPORTER, reversed(messages))
    return sum(1 for _message in after)


def page(actor: Actor, case: Case) -> dict[str, Any]:
    """Return everything the case page shows. Eight queries, however long the record is.

    "days" is newest first: (day in words, entries).
    """
    school = case.school_id
    entries = list(CaseEntry.objects.for_school(school).filter(case=case).order_by("-at", "-pk"))
    messages = list(Message.objects.for_school(school).filter(case=case).order_by("number"))
    persons = _case_persons(case)
    asked = None
    if any(entry.move == "close_asked" for entry in entries) and case.is_open:
        rows = Closing.objects.for_school(school).filter(case=case, confirms__isnull=True)
        asked = rows.order_by("-at").first()
    wanted = {case.holder_id, case.passed_to_id, *(e.by_id for e in entries), *(m.by_id for m in messages)}
    wanted |= {row.person for row in persons}
    names = directory.names([person for person in wanted if person], case.school)
    me = actor.person.pk
    readers = [row for row in persons if row.sort == "reader"]
    views = [row for row in persons if row.sort == "view"]

    def who(person: UUID | None) -> str:
        return _("You") if person == me else names.get(person, "") if person else ""

    return {
        "answers": answers_of(case.report),
        "days": _by_day(entries, who),
        "messages": messages,
        "parties": _people_of([row for row in persons if row.sort == "party"], names),
        "readers": [who(reader.person) for reader in readers],
        "seen_by": seen_by(reader.text for reader in readers),
        "views": _last_views([*views, CasePerson("view", me, "", clock.now())], who),
        "viewed_at": max((view.at for view in views if view.at and view.person == me), default=None),
        "holder": who(case.holder_id),
        "passed_to": who(case.passed_to_id),
        "is_holder": case.holder_id == me,
        "for_me": case.state == State.NEW or (case.state == State.PASSED and case.passed_to_id == me),
        "moves": CASE.names_from(case.state),
        "asked": asked,
        "asked_by": who(asked.by_id) if asked else "",
        "may_confirm": asked is not None and asked.by_id != me,
        "unread": unread_from_reporter(messages),
        "deadline": deadline_words(case, now=clock.now()),
    }


def _by_day(entries: list[CaseEntry], who: Callable[[UUID | None], str]) -> list[tuple[str, list[EntryRow]]]:
    later = {entry.corrects_id: entry for entry in entries if entry.corrects_id}
    rows = [EntryRow(e, who(e.by_id), who(later[e.pk].by_id) if e.pk in later else "") for e in entries]
    days = itertools.groupby(rows, key=lambda row: dates.day_words(row.entry.at))
    return [(day, list(group)) for day, group in days]


def _people_of(parties: list[CasePerson], names: dict[UUID, str]) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for row in parties:
        capacity, _blank, pupil = row.text.partition(" ")
        name = names.get(row.person, "") if row.person else pupil.strip()
        groups.setdefault(str(Capacity(capacity).label), []).append(name)
    return list(groups.items())


def _last_views(views: list[CasePerson], who: Callable[[UUID | None], str]) -> list[tuple[str, dt.datetime]]:
    last = {row.person: (who(row.person), row.at) for row in views if row.at}
    return sorted(last.values(), key=lambda pair: pair[1], reverse=True)


def readers_as_roles(case: Case) -> str:
    """Return who reads a case, as roles (for the band of its forms)."""
    return seen_by(readers_of(case).values_list("as_role", flat=True))


def people_named(case: Case, name: str) -> list[tuple[str, str, str]]:
    """Return (key, name, hint) of people and pupils whose name holds these letters, for the holder of a case only.

    Keys are "person:<id>" and "pupil:<id>".
    """
    school, today = case.school, case.school.today()
    parts = name.split()
    match = Q()
    for part in parts:
        match &= Q(first_name__icontains=part) | Q(last_name__icontains=part)
    records = (
        SchoolRecord.objects.for_school(school)
        .filter(in_force(today))
        .filter(match)
        .order_by("last_name", "first_name")
    )
    pupils = Pupil.objects.for_school(school).filter(match).order_by("last_name", "first_name")[:MOST_FOUND]
    places = ClassPlace.objects.for_school(school).filter(in_force(today), pupil__in=list(pupils))
    classes = dict(places.values_list("pupil_id", "class_name"))
    people = [(f"person:{r.person_id}", r.full_name, _("An adult the school knows")) for r in records[:MOST_FOUND]]
    return people + [(f"pupil:{p.pk}", str(p), _("Pupil") + f" {classes.get(p.pk, '')}".rstrip()) for p in pupils]
