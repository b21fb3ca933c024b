"""Decisions about reports and cases. Pure: no HTTP, no database."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.decision import Decision
from core.errors import OutsideCalendar
from incidents.states.kinds import KINDS
from incidents.states.routes import ALSO, ANY_HOUR, OFFICE_ROLES, ROUTES, Office
from incidents.states.workflow import Danger, State
from notices.rules.clocks import Span, due_after, due_at, span_of
from people.states.roles import Role
from schools.queries.week import Week

COVER = "cover"
LOOK_AGAIN = dt.timedelta(minutes=5)
TRIES = 5
TRIES_OF_SCHOOL = 200


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What routing needs to know of a school today.

    ``holders``: role to person ids. ``human``: entry to one id per human ("same as"), only where they differ. ``away``:
    who is away, to the cover or None. ``barred``: entries that must not hear of this one. ``settings``: the school's
    settings.
    """

    holders: Mapping[str, tuple[UUID, ...]]
    human: Mapping[UUID, UUID] = field(default_factory=dict)
    away: Mapping[UUID, UUID | None] = field(default_factory=dict)
    barred: frozenset[UUID] = frozenset()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def of(self, person: UUID) -> UUID:
        """Return the one id that stands for the human behind an entry."""
        return self.human.get(person, person)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that decide who hears: what it is about, and which office-holders it is about."""

    kind: str
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seat:
    """One person who hears, and as what. ``why`` is first, cover, next_in_line or also (a school's setting)."""

    person: UUID
    role: str
    why: str = "first"


@dataclass(frozen=True, slots=True)
class RouteResult:
    """Who hears at once, tier after tier who is next, and why. ``outside``: nobody inside may hear; name the LADO."""

    route: str
    readers: tuple[Seat, ...]
    next_in_line: tuple[tuple[Seat, ...], ...]
    reason: str
    kept_out: frozenset[UUID]
    somebody_is_there: bool

    @property
    def outside(self) -> bool:
        """Say whether there is nobody inside who may hear of it."""
        return not self.readers


def route_name(answers: Answers, settings: Mapping[str, Any]) -> str:
    """Return the row of ``ROUTES``: first whom it is about, then what it is about, then the school's setting."""
    if {Office.HEADTEACHER, Office.CHAIR} <= answers.about:
        return "head_and_chair"
    if Office.HEADTEACHER in answers.about:
        return "head"
    if {Office.DSL, Office.DEPUTY} & answers.about:
        return "lead"
    spec = KINDS[answers.kind]
    return dict(spec.by_setting).get(settings.get(spec.setting, ""), spec.route)


def _kept_out(facts: SchoolFacts, answers: Answers) -> frozenset[UUID]:
    """Return the humans who must not hear: the barred, and every holder of an office that it is about."""
    named = itertools.chain.from_iterable(facts.holders.get(OFFICE_ROLES[office], ()) for office in answers.about)
    return frozenset(facts.of(person) for person in (*named, *facts.barred))


def _tiers(facts: SchoolFacts, line: Iterable[tuple[str, ...]], kept_out: frozenset[UUID]) -> list[list[Seat]]:
    """Return the tiers that still hold somebody; a human with two posts counts once, in the earliest."""
    seen = set(kept_out)
    tiers: list[list[Seat]] = []
    for roles in line:
        tier: list[Seat] = []
        for role in roles:
            for person in facts.holders.get(role, ()):
                if facts.of(person) not in seen:
                    seen.add(facts.of(person))
                    tier.append(Seat(person, str(role)))
        if tier:
            tiers.append(tier)
    return tiers


def _covers(facts: SchoolFacts, tier: Iterable[Seat], kept_out: frozenset[UUID], reading: set[UUID]) -> list[Seat]:
    """Return who stands in for those of a tier who are away, unless it is about them or they read already."""
    found = []
    for seat in tier:
        cover = facts.away.get(seat.person)
        if cover is not None and facts.of(cover) not in kept_out | reading and cover not in facts.away:
            reading.add(facts.of(cover))
            found.append(Seat(cover, COVER, COVER))
    return found


def _also(facts: SchoolFacts, name: str, kind: str, out: set[UUID]) -> list[Seat]:
    """Return who reads beside the line because the school says so; ``out`` are the humans who hear, or must not."""
    found: list[Seat] = []
    for row in ALSO:
        said = facts.settings.get(row.setting, ())
        if row.route == name and row.kind in ("", kind) and row.value in ([said] if isinstance(said, str) else said):
            found += [seat for tier in _tiers(facts, [row.roles], frozenset(out)) for seat in tier]
            out |= {facts.of(seat.person) for seat in found}
    return [Seat(seat.person, seat.role, "also") for seat in found]


def tells_line_manager(settings: Mapping[str, Any], route_taken: str) -> bool:
    """Say whether the line manager of who reports is told that a concern was raised, and no more (L11, L17).

    Only for a concern about a child or a post: of an allegation nobody beside the line may even learn that it exists.
    """
    if route_taken == "post":
        return bool(settings.get("post_line_manager"))
    return route_taken == "child" and "line_manager" in settings.get("safeguarding_also", ())


def route(facts: SchoolFacts, answers: Answers) -> RouteResult:
    """Return who hears of a report (``safeguarding.md``, "Who hears of it"; obligations L17, M17, O4, C7, C14).

    Everybody of the first tier hears at once, away or not, with their covers. While nobody of those who hear is there,
    the next tier hears as well. Denial goes first: a person of an office that it is about is in no tier, whatever else
    they hold. Whom a setting adds reads as well, but never alone and never in place of anybody (obligations L17, L21).
    """
    name = route_name(answers, facts.settings)
    kept_out = _kept_out(facts, answers)
    tiers = _tiers(facts, ROUTES[name].line, kept_out)
    readers: list[Seat] = []
    there = False
    while tiers and not there:
        tier = tiers.pop(0)
        why = "first" if not readers else "next_in_line"
        reading = {facts.of(seat.person) for seat in (*readers, *tier)}
        covers = _covers(facts, tier, kept_out, reading)
        readers += [Seat(seat.person, seat.role, why) for seat in tier] + covers
        there = bool(covers) or any(seat.person not in facts.away for seat in tier)
    if readers:
        readers += _also(facts, name, answers.kind, {*kept_out} | {facts.of(seat.person) for seat in readers})
    heard = {facts.of(seat.person) for seat in readers}
    later = [
        tuple(Seat(s.person, s.role, "next_in_line") for s in tier if facts.of(s.person) not in heard) for tier in tiers
    ]
    return RouteResult(
        name, tuple(readers), tuple(tier for tier in later if tier), str(ROUTES[name].reason), kept_out, there
    )


def _combinations() -> list[Answers]:
    """Return one set of answers for each way through the table; kinds that share a route count once."""
    kinds = {(spec.route, spec.by_setting): spec.kind.value for spec in KINDS.values()}
    offices = [
        frozenset(some) for size in range(len(Office) + 1) for some in itertools.combinations(Office.values, size)
    ]
    return [Answers(kind, frozenset(about)) for kind in kinds.values() for about in offices]


COMBINATIONS = tuple(_combinations())


def form_open(facts: SchoolFacts) -> Decision:
    """Say whether the report form may be open: no button leads to nobody.

    Closed while any reachable combination of answers, vacancies and absences reaches nobody who is there. Where every
    holder in a line is named by the reporter, the form itself names the local authority's officer (LADO) and takes no
    case; where a post is vacant that only helps if the school has entered how to reach the officer.
    """
    for words in broken_routes(facts):
        return Decision.no(_("Nobody is there to read this: %(route)s") % {"route": words})
    return Decision.yes()


def broken_routes(facts: SchoolFacts) -> Iterator[Any]:
    """Yield the sentence of each route by which some report would reach nobody, each once."""
    told = set()
    for answers in COMBINATIONS:
        result = route(facts, answers)
        if result.route not in told and not is_served(facts, answers, result):
            told.add(result.route)
            yield ROUTES[result.route].sentence


def is_served(facts: SchoolFacts, answers: Answers, result: RouteResult) -> bool:
    """Say whether a report with these answers reaches somebody who is there, or is rightly sent outside."""
    if result.somebody_is_there:
        return True
    return bool(result.outside and answers.about and (_is_total(answers) or facts.settings.get("lado_contact")))


def may_route_so(before: SchoolFacts, after: SchoolFacts, wanted: Iterable[str], held: Collection[str]) -> Decision:
    """Decide on a change of routes: it may lead to no post that nobody holds, and break no route that worked.

    ``wanted`` are the roles that the new choice leads to, ``held`` those of them with a holder.
    """
    roles = list(wanted)
    if roles and not held:
        words = _(" or ").join(str(Role(role).label) for role in roles)
        return Decision.no(
            _("Nobody would hear: this school has no %(roles)s. Give the post first.") % {"roles": words}
        )
    known = {str(words) for words in broken_routes(before)}
    for sentence in broken_routes(after):
        if str(sentence) not in known:
            return Decision.no(_("Nobody is there to read this: %(route)s") % {"route": sentence})
    return Decision.yes()


def _is_total(answers: Answers) -> bool:
    """Say whether the answers themselves name everybody who could hear inside a school that stands alone."""
    return {Office.HEADTEACHER, Office.CHAIR} <= answers.about


def first_look(route_taken: str, danger: str) -> str:
    """Return which clock says by when somebody opens a case.

    At any hour for danger now and for whatever may be about a child's safety; else in the hours in which the school
    looks at what came in.
    """
    return "first_response" if route_taken in ANY_HOUR or danger == Danger.NOW else "first_response_hours"


def look_by(
    name: str, settings: Mapping[str, Any], opened_at: dt.datetime, week: Week | None, *, times: int = 1
) -> dt.datetime:
    """Return when the time for the first look has run out so many times.

    Without a calendar, or beyond it, it runs at any hour: better somebody hears at night than nobody ever.
    """
    one = span_of(name, settings)
    span = Span(one.amount * times, one.unit)
    try:
        due = due_at(span, opened_at, week=week) if week is not None else due_after(span, opened_at)
    except OutsideCalendar:
        due = due_after(span, opened_at)
    return due or opened_at


_NAMES = r"(?:pass\s?-?(?:word|code|phrase)|passwd|pwd|log-?in(?:\s+code)?)"
_CREDENTIALS = (
    re.compile(rf"\b{_NAMES}s?\b[^\S\n]*(?:[:=]|->)[^\S\n]*\S", re.IGNORECASE),
    re.compile(rf"\b{_NAMES}s?\b\s+(?:is|was|are)\s+(?=[\"'“‘]|\S*\d)\S", re.IGNORECASE),
    re.compile(r"\bpin(?:\s+(?:number|code))?\b\s*(?:[:=]|is|was)?\s*\d{3,8}\b", re.IGNORECASE),
)


def hands_over_credential(text: str) -> bool:
    """Say whether a text gives away a password, a code or a PIN (obligation W12: none may be handed over here)."""
    return any(pattern.search(text) for pattern in _CREDENTIALS)


def credential_words() -> str:
    """Return the fixed words for a text that hands over a credential."""
    return _("Take the password or PIN out. We never ask for one, and nobody here may use one")


def may_wait(danger: str, until: dt.date, today: dt.date) -> Decision:
    """Say whether a case may be put off until a day."""
    if danger == Danger.NOW:
        return Decision.no(_("A case with danger now cannot wait."))
    if until <= today:
        return Decision.no(_("Enter a day after today."))
    return Decision.yes()


def may_pass_on(to: UUID, by: UUID, allowed: Iterable[UUID]) -> Decision:
    """Say whether a case may be passed to somebody: another person, who hears concerns here and is not kept out."""
    if to == by:
        return Decision.no(_("Choose somebody else. You hold this case."))
    if to not in set(allowed):
        return Decision.no(_("Choose a person from the list."))
    return Decision.yes()


def may_close(state: str, is_holder: bool, unread_messages: int, why_unread: str) -> Decision:
    """Say whether the holder may close: an unread message of the reporter needs a reason."""
    if not is_holder:
        return Decision.no(_("Only the person who holds a case can close it."))
    if state not in (State.TAKEN, State.WAITING):
        return Decision.no(_("Take this case first."))
    if unread_messages and not why_unread.strip():
        return Decision.no(_("The reporter wrote and has no answer yet. Answer first, or say why not."))
    return Decision.yes()


def may_confirm_closing(asked_by: UUID, selves: Collection[UUID]) -> Decision:
    """Say whether somebody may be the second person: an allegation about an adult never ends with one pair of eyes.

    ``selves``: every entry of the one who confirms. The same human under another entry is no second person.
    """
    if asked_by in selves:
        return Decision.no(_("A second person must confirm this."))
    return Decision.yes()


def may_try(tries: int, tries_of_school: int) -> bool:
    """Say whether another guess at secret words is heard."""
    return tries < TRIES and tries_of_school < TRIES_OF_SCHOOL


def look_counts(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Say whether opening a case is a new look: a page that is opened again within minutes is the same one."""
    return last is None or now - last >= LOOK_AGAIN


def whole_minute(moment: dt.datetime) -> dt.datetime:
    """Return the moment without seconds: nothing stored ties a report to the instant of a request."""
    return moment.replace(second=0, microsecond=0)
