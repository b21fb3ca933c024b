"""One case, ready to print: everything the case page shows, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import words
from incidents.models import Case, CaseEntry, CaseReader, Closing, Look, Message, Party, Report
from incidents.queries.access import visible_to
from incidents.rules import COVER
from incidents.states import CASE, KINDS, Direction, State
from people import queries as people
from people.queries import Actor
from people.states import ROLE_TABLE, Role


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the chronology."""

    entry: CaseEntry
    by: str
    corrected_by: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the page shows. ``days`` is newest first: (day in words, entries)."""

    case: Case
    report: Report
    answers: list[tuple[Any, str]]
    days: list[tuple[str, list[EntryView]]]
    messages: list[Message]
    parties: list[tuple[str, list[str]]]
    readers: list[str]
    seen_by: str
    looks: list[tuple[str, dt.datetime]]
    holder: str
    passed_to: str
    is_holder: bool
    for_me: bool
    moves: tuple[str, ...]
    asked: Closing | None
    asked_by: str
    may_confirm: bool
    unread: int


def find(actor: Actor, reference: str) -> Case | None:
    """Return the case of that reference if ``actor`` may know of it; None for every other one and for none at all."""
    rows = visible_to(actor).filter(reference=reference)
    return rows.select_related("report__data_key", "school", "holder", "passed_to").first()


def entry_of(case: Case, pk: UUID) -> CaseEntry | None:
    """Return one entry of a case, or None."""
    found: CaseEntry | None = CaseEntry.objects.for_school(case.school_id).filter(case=case, pk=pk).first()
    return found


def answers_of(report: Report) -> list[tuple[Any, str]]:
    """Return the report as it was sent: (question, answer), unanswered ones left out."""
    rows: list[tuple[Any, str | None]] = [
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


def seen_by(readers: list[CaseReader]) -> str:
    """Return who reads a case, as posts: "the safeguarding lead (DSL) and 2 deputies"."""
    posts: list[str] = []
    for role in ROLE_TABLE:
        held = sum(1 for reader in readers if reader.as_role == role)
        if held and role == Role.DEPUTY_DSL:
            posts.append(ngettext("%(n)d deputy", "%(n)d deputies", held) % {"n": held})
        elif held:
            posts.append(_("the %(role)s") % {"role": role.label} if held == 1 else f"{held} × {role.label}")
    if covers := sum(1 for reader in readers if reader.as_role == COVER):
        posts.append(ngettext("%(n)d cover", "%(n)d covers", covers) % {"n": covers})
    if len(posts) > 1:
        return _("%(some)s and %(last)s") % {"some": ", ".join(posts[:-1]), "last": posts[-1]}
    return posts[0] if posts else _("nobody")


def unread_from_reporter(messages: list[Message]) -> int:
    """Return how many messages of the reporter came after the school's last one."""
    after = itertools.takewhile(lambda m: m.direction == Direction.FROM_REPORTER, reversed(messages))
    return sum(1 for _message in after)


def page(actor: Actor, case: Case) -> CasePage:
    """Return everything the case page shows. Eight queries, however long the record is."""
    school = case.school_id
    entries = list(CaseEntry.objects.for_school(school).filter(case=case).order_by("-at", "-pk"))
    messages = list(Message.objects.for_school(school).filter(case=case).order_by("number"))
    readers = list(CaseReader.objects.for_school(school).filter(case=case, until_at__isnull=True).order_by("from_at"))
    parties = list(
        Party.objects.for_school(school).filter(case=case).select_related("pupil").order_by("capacity", "pk")
    )
    looks = list(Look.objects.for_school(school).filter(case=case).order_by("-at")[:20])
    asked = None
    if any(entry.move == "close_asked" for entry in entries) and case.is_open:
        rows = Closing.objects.for_school(school).filter(case=case, confirms__isnull=True)
        asked = rows.order_by("-at").first()
    wanted = {case.holder_id, case.passed_to_id, *(e.by_id for e in entries), *(m.by_id for m in messages)}
    wanted |= {*(r.person_id for r in readers), *(p.person_id for p in parties), *(look.person_id for look in looks)}
    names = people.names(wanted - {None}, case.school)
    me = actor.person.pk

    def who(person: UUID | None) -> str:
        return _("You") if person == me else names.get(person, "") if person else ""

    return CasePage(
        case=case,
        report=case.report,
        answers=answers_of(case.report),
        days=_by_day(entries, who),
        messages=messages,
        parties=_people_of(parties, names),
        readers=[who(reader.person_id) for reader in readers],
        seen_by=seen_by(readers),
        looks=_last_looks(looks, who),
        holder=who(case.holder_id),
        passed_to=who(case.passed_to_id),
        is_holder=case.holder_id == me,
        for_me=case.state == State.NEW or (case.state == State.PASSED and case.passed_to_id == me),
        moves=CASE.names_from(case.state),
        asked=asked,
        asked_by=who(asked.by_id) if asked else "",
        may_confirm=asked is not None and asked.by_id != me,
        unread=unread_from_reporter(messages),
    )


def _by_day(entries: list[CaseEntry], who: Any) -> list[tuple[str, list[EntryView]]]:
    later = {entry.corrects_id: entry for entry in entries if entry.corrects_id}
    views = [EntryView(e, who(e.by_id), who(later[e.pk].by_id) if e.pk in later else "") for e in entries]
    days = itertools.groupby(views, key=lambda view: words.day_words(view.entry.at))
    return [(day, list(group)) for day, group in days]


def _people_of(parties: list[Party], names: dict[UUID, str]) -> list[tuple[str, list[str]]]:
    groups = itertools.groupby(parties, key=lambda party: str(party.get_capacity_display()))
    return [
        (title, [str(p.pupil) if p.pupil_id else names.get(p.person_id, "") for p in group]) for title, group in groups
    ]


def _last_looks(looks: list[Look], who: Any) -> list[tuple[str, dt.datetime]]:
    seen: dict[UUID, tuple[str, dt.datetime]] = {}
    for look in looks:
        seen.setdefault(look.person_id, (who(look.person_id), look.at))
    return list(seen.values())


def readers_as_posts(case: Case) -> str:
    """Return who reads a case, as posts (for the band of its forms)."""
    return seen_by(list(CaseReader.objects.for_school(case.school_id).filter(case=case, until_at__isnull=True)))
