"""Which cases somebody may know of. The one place: every list, count, badge, page and message starts here."""

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet

from core import clock
from core.pages.request_cache import once_per_request
from incidents.models.cases import Case, CaseReader, Party
from incidents.queries.facts import excluded_from
from incidents.rules import COVER
from incidents.states.workflow import Capacity, Permission
from people.queries import directory, same_person
from people.queries.acting import Actor
from people.states.roles import roles_with

TIE_COUNTS = (Capacity.SUBJECT, Capacity.HARMED)


def denied_to(actor: Actor) -> Q:
    """Return the parties that keep ``actor`` out.

    Themselves under any entry, a declared tie, or a child they answer for.
    """
    known = once_per_request(actor, "incidents.ties", lambda: same_person.ties_of(actor.person, actor.school))
    return Q(excluded=True, person__in=known.selves) | Q(capacity__in=TIE_COUNTS) & (
        Q(person__in=known.persons) | Q(pupil__in=known.pupils)
    )


def visible_to(actor: Actor, *, now: dt.datetime | None = None) -> QuerySet[Case]:
    """Return the cases that ``actor`` may know of. Denial beats every grant (``safeguarding.md``, Secrecy 1, 2, 4).

    A grant is a reader's row of the person's own entry, through a role still held. Rights never follow "same as";
    denial does. ``until_at`` is the first moment at which a reader no longer reads.
    """
    moment = now or clock.now()
    granted = (
        CaseReader.objects.for_school(actor.school)
        .filter(person=actor.person, from_at__lte=moment, as_role__in=[*actor.roles, COVER])
        .filter(Q(until_at__isnull=True) | Q(until_at__gt=moment))
    )
    denied = Party.objects.for_school(actor.school).filter(denied_to(actor))
    cases: QuerySet[Case] = Case.objects.for_school(actor.school)
    return cases.filter(pk__in=granted.values("case")).exclude(pk__in=denied.values("case"))


def has_read_cases(actor: Actor) -> bool:
    """Say whether ``actor`` hears concerns here or has ever been given a case to read. One query at most."""
    rows = CaseReader.objects.for_school(actor.school).filter(person=actor.person)
    return Permission.CASE_RECEIVE in actor.permissions or bool(rows.exists())


def may_receive(actor: Actor) -> bool:
    """Say whether the list of concerns is a page for ``actor``: by role, or as the cover of somebody."""
    return Permission.CASE_RECEIVE in actor.permissions or bool(visible_to(actor).exists())


def excluded_people(case: Case) -> set[UUID]:
    """Return every person who may not hear of a case, whatever they hold."""
    rows = Party.objects.for_school(case.school_id).filter(case=case)
    values = rows.values_list("person_id", "pupil_id", "excluded", "capacity")
    parties = [(person, pupil, excluded, capacity in TIE_COUNTS) for person, pupil, excluded, capacity in values]
    return excluded_from(case.school, parties=parties)


def possible_readers(case: Case) -> dict[UUID, str]:
    """Return who could be given a case, each with the role through which.

    Everybody who hears concerns here and is not kept out.
    """
    excluded = excluded_people(case)
    roles = roles_with(Permission.CASE_RECEIVE)
    holders = directory.holders_by_role(case.school, roles)
    allowed: dict[UUID, str] = {}
    for role in roles:
        for person in holders[role]:
            if person.pk not in excluded:
                allowed.setdefault(person.pk, role)
    return allowed


def readers_of(case: Case) -> QuerySet[CaseReader]:
    """Return the rows of those who may read a case until further notice, also of those who are excluded by now."""
    rows: QuerySet[CaseReader] = CaseReader.objects.for_school(case.school_id)
    return rows.filter(case=case, until_at__isnull=True)


def reader_ids(case: Case) -> list[UUID]:
    """Return who reads a case now, without those who are excluded."""
    excluded = excluded_people(case)
    return [pk for pk in readers_of(case).values_list("person_id", flat=True) if pk not in excluded]
