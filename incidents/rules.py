"""Decisions about reports and cases. Pure: no HTTP, no database."""

import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.decision import Decision
from core.errors import OutsideCalendar, Refused
from core.text.words import Words
from incidents.states.kinds import KINDS
from incidents.states.routes import ADDITIONS, ANY_HOUR, OFFICE_ROLES, ROUTES, Office
from incidents.states.workflow import Danger, State
from notices.rules.due_dates import Span, due_after, due_at, span_of
from people.states.roles import Role
from schools.queries.week import Week

COVER = "cover"
NEW_VIEW_AFTER = dt.timedelta(minutes=5)
MAX_TRIES = 5
MAX_TRIES_OF_SCHOOL = 200
SettingValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What routing needs to know of a school today.

    ``holders``: role to person ids. ``main_entries``: entry to one id per person ("same as"), only where they differ.
    ``away``: who is away, to the cover or None. ``excluded``: entries that must not hear of this one. ``settings``: the
    school's settings.
    """

    holders: Mapping[str, tuple[UUID, ...]]
    main_entries: Mapping[UUID, UUID] = field(default_factory=dict)
    away: Mapping[UUID, UUID | None] = field(default_factory=dict)
    excluded: frozenset[UUID] = frozenset()
    settings: SettingValues = field(default_factory=dict)

    def main_entry(self, person: UUID) -> UUID:
        """Return the one id of the person behind an entry."""
        return self.main_entries.get(person, person)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that decide who hears: what it is about, and which office-holders it is about."""

    kind: str
    about: frozenset[str] = frozenset()

    @property
    def name_head_and_chair(self) -> bool:
        """Say whether they name everybody who could hear inside a school without a trust."""
        return {Office.HEADTEACHER, Office.CHAIR} <= self.about


@dataclass(frozen=True, slots=True)
class RouteHolder:
    """One person who hears, and as what. ``why`` is first, cover, next_in_line or also (a school's setting)."""

    person: UUID
    role: str
    why: str = "first"


@dataclass(frozen=True, slots=True)
class RouteResult:
    """Who hears at once, tier after tier who is next, and why. ``outside``: nobody inside may hear; name the LADO."""

    route: str
    readers: tuple[RouteHolder, ...]
    next_in_line: tuple[tuple[RouteHolder, ...], ...]
    reason: str
    excluded: frozenset[UUID]
    somebody_is_there: bool

    @property
    def outside(self) -> bool:
        """Say whether there is nobody inside who may hear of it."""
        return not self.readers

    @property
    def tiers(self) -> tuple[tuple[RouteHolder, ...], ...]:
        """The readers, then each tier that is next in line."""
        return (self.readers, *self.next_in_line)


def route_name(answers: Answers, settings: SettingValues) -> str:
    """Return the row of ``ROUTES``: by the people it is about, then the kind, then the school's setting."""
    if answers.name_head_and_chair:
        return "head_and_chair"
    if Office.HEADTEACHER in answers.about:
        return "head"
    if {Office.DSL, Office.DEPUTY} & answers.about:
        return "lead"
    spec = KINDS[answers.kind]
    return dict(spec.by_setting).get(settings.get(spec.setting, ""), spec.route)


def _excluded(facts: SchoolFacts, answers: Answers) -> frozenset[UUID]:
    """Return the people who must not hear: the excluded, and every holder of an office that it is about."""
    named = itertools.chain.from_iterable(facts.holders.get(OFFICE_ROLES[office], ()) for office in answers.about)
    return frozenset(facts.main_entry(person) for person in (*named, *facts.excluded))


def _tiers(facts: SchoolFacts, line: Iterable[tuple[str, ...]], excluded: frozenset[UUID]) -> list[list[RouteHolder]]:
    """Return the tiers that still hold somebody; a person with two posts counts once, in the earliest."""
    seen = set(excluded)
    tiers: list[list[RouteHolder]] = []
    for roles in line:
        tier: list[RouteHolder] = []
        for role in roles:
            for person in facts.holders.get(role, ()):
                if facts.main_entry(person) not in seen:
                    seen.add(facts.main_entry(person))
                    tier.append(RouteHolder(person, str(role)))
        if tier:
            tiers.append(tier)
    return tiers


def _covers(facts: SchoolFacts, tier: Iterable[RouteHolder], seen: set[UUID]) -> list[RouteHolder]:
    """Return who covers for those of a tier who are away; ``seen`` are the people who read already, or must not."""
    covers = []
    for holder in tier:
        cover = facts.away.get(holder.person)
        if cover is not None and facts.main_entry(cover) not in seen and cover not in facts.away:
            seen.add(facts.main_entry(cover))
            covers.append(RouteHolder(cover, COVER, COVER))
    return covers


def _added_by_settings(facts: SchoolFacts, name: str, kind: str, seen: set[UUID]) -> list[RouteHolder]:
    """Return who also reads because the school says so; ``seen`` are the people who read already, or must not."""
    holders: list[RouteHolder] = []
    for row in ADDITIONS:
        value = facts.settings.get(row.setting, ())
        chosen = [value] if isinstance(value, str) else value
        if row.route == name and row.kind in ("", kind) and row.value in chosen:
            holders += itertools.chain.from_iterable(_tiers(facts, [row.roles], frozenset(seen)))
            seen |= {facts.main_entry(holder.person) for holder in holders}
    return [replace(holder, why="also") for holder in holders]


def notifies_line_manager(settings: SettingValues, route_taken: str) -> bool:
    """Say whether the line manager of who reports is told that a concern was raised, and no more (L11, L17).

    Only for a concern about a child or a post: of an allegation nobody beside the line may even learn that it exists.
    """
    if route_taken == "post":
        return bool(settings.get("post_line_manager"))
    return route_taken == "child" and "line_manager" in settings.get("safeguarding_also", ())


def route(facts: SchoolFacts, answers: Answers) -> RouteResult:
    """Return who hears of a report (``safeguarding.md``, "Who hears of it"; obligations L17, M17, O4, C7, C14).

    Everybody of the first tier hears at once, away or not, with their covers. While nobody of those who hear is there,
    the next tier hears as well. Denial comes first: a holder of an office that the report is about is in no tier,
    whatever other roles they have. Those whom a setting adds read as well, but never alone and never in place of
    anybody (obligations L17, L21).
    """
    name = route_name(answers, facts.settings)
    excluded = _excluded(facts, answers)
    tiers = _tiers(facts, ROUTES[name].line, excluded)
    readers: list[RouteHolder] = []
    there = False
    while tiers and not there:
        tier = tiers.pop(0)
        why = "first" if not readers else "next_in_line"
        covers = _covers(facts, tier, {*excluded, *(facts.main_entry(holder.person) for holder in (*readers, *tier))})
        readers += [replace(holder, why=why) for holder in tier] + covers
        there = bool(covers) or any(holder.person not in facts.away for holder in tier)
    if readers:
        seen = {*excluded, *(facts.main_entry(holder.person) for holder in readers)}
        readers += _added_by_settings(facts, name, answers.kind, seen)
    heard = {facts.main_entry(holder.person) for holder in readers}
    later = (
        tuple(replace(h, why="next_in_line") for h in tier if facts.main_entry(h.person) not in heard) for tier in tiers
    )
    next_in_line = tuple(tier for tier in later if tier)
    return RouteResult(name, tuple(readers), next_in_line, str(ROUTES[name].reason), excluded, there)


def _combinations() -> list[Answers]:
    """Return one set of answers for each way through the table; kinds that share a route count once."""
    kinds = {(spec.route, spec.by_setting): spec.kind.value for spec in KINDS.values()}
    offices = [
        frozenset(chosen) for size in range(len(Office) + 1) for chosen in itertools.combinations(Office.values, size)
    ]
    return [Answers(kind, about) for kind in kinds.values() for about in offices]


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


def broken_routes(facts: SchoolFacts) -> Iterator[Words]:
    """Yield the sentence of each route by which some report would reach nobody, each once."""
    broken = set()
    for answers in COMBINATIONS:
        result = route(facts, answers)
        if result.route not in broken and not reaches_somebody(facts, answers, result):
            broken.add(result.route)
            yield ROUTES[result.route].sentence


def reaches_somebody(facts: SchoolFacts, answers: Answers, result: RouteResult) -> bool:
    """Say whether a report with these answers reaches somebody who is there, or is rightly sent outside."""
    if result.somebody_is_there:
        return True
    has_contact = answers.name_head_and_chair or facts.settings.get("lado_contact")
    return bool(result.outside and answers.about and has_contact)


def may_change_routes(
    before: SchoolFacts, after: SchoolFacts, wanted: Iterable[str], held: Collection[str]
) -> Decision:
    """Decide on a change of routes: it may lead to no post that nobody holds, and break no route that worked.

    ``wanted`` are the roles that the new choice leads to, ``held`` those of them with a holder.
    """
    if wanted and not held:
        words = _(" or ").join(str(Role(role).label) for role in wanted)
        return Decision.no(
            _("Nobody would hear: this school has no %(roles)s. Give the post first.") % {"roles": words}
        )
    known = {str(words) for words in broken_routes(before)}
    for sentence in broken_routes(after):
        if str(sentence) not in known:
            return Decision.no(_("Nobody is there to read this: %(route)s") % {"route": sentence})
    return Decision.yes()


def first_look_kind(route_taken: str, danger: str) -> str:
    """Return which kind of deadline says by when somebody opens a case.

    At any hour for danger now and for whatever may be about a child's safety; else in the hours in which the school
    looks at what came in.
    """
    return "first_response" if route_taken in ANY_HOUR or danger == Danger.NOW else "first_response_hours"


def first_look_due(
    name: str, settings: SettingValues, opened_at: dt.datetime, week: Week | None, *, times: int = 1
) -> dt.datetime:
    """Return when the time for the first look has run out so many times.

    Without a calendar, or beyond it, it runs at any hour: better somebody hears at night than nobody ever.
    """
    once = span_of(name, settings)
    span = Span(once.amount * times, once.unit)
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
NO_CREDENTIALS = gettext_lazy("Take the password or PIN out. We never ask for one, and nobody here may use one")


def contains_credential(text: str) -> bool:
    """Say whether a text gives away a password, a code or a PIN (obligation W12: none may be handed over here)."""
    return any(pattern.search(text) for pattern in _CREDENTIALS)


def check_credentials(*texts: str | None) -> None:
    """Raise Refused when one of the texts contains a credential."""
    if any(contains_credential(text or "") for text in texts):
        raise Refused(str(NO_CREDENTIALS))


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

    ``selves``: every entry of the one who confirms. The same person under another entry is no second person.
    """
    if asked_by in selves:
        return Decision.no(_("A second person must confirm this."))
    return Decision.yes()


def may_try(tries: int, tries_of_school: int) -> bool:
    """Say whether another guess at secret words is heard."""
    return tries < MAX_TRIES and tries_of_school < MAX_TRIES_OF_SCHOOL


def is_new_view(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Say whether opening a case is a new look: a page that is opened again within minutes is the same one."""
    return last is None or now - last >= NEW_VIEW_AFTER


def whole_minute(moment: dt.datetime) -> dt.datetime:
    """Return the moment without seconds: nothing stored ties a report to the instant of a request."""
    return moment.replace(second=0, microsecond=0)
