"""Take a batch under a lease, so that no other worker touches it; what one person gets at once is one bundle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from core.contributions.messages import is_kind, kind_names
from ledger.states import Confidentiality
from notices.models import Notice
from notices.services.hours import Hours, expired
from notices.states.life import OUTBOX, State
from schools.models.schools import School

ANYTHING = Q()
BATCH = 100
LEASE = dt.timedelta(minutes=2)

Bundle = list[Notice]
"""What goes in one message to one person, oldest first: the first is the leader, whose Message-ID it bears."""


def rows() -> Any:
    """Return the notices of every school."""
    return Notice.objects.across_schools("the worker delivers for every school")


def take(limit: int, now: dt.datetime, may_go: Q = ANYTHING) -> list[Bundle]:
    """Take ``limit`` due messages, urgent ones first, and with each whatever else is due to the same person.

    More than ``limit`` only by what was gathered. Nobody else touches them while the lease runs.
    """
    until = now + LEASE
    with transaction.atomic():
        _in_turn()
        taken = _first(limit, now, may_go)
        taken += _mates(taken, now)
        bundles = _bundles(taken)
        rows().filter(pk__in=[n.pk for n in taken]).update(
            state=State.SENDING, leased_until=until, attempts=F("attempts") + 1
        )
    schools = School.objects.in_bulk({notice.school_id for notice in taken})
    for notice in taken:
        notice.school = schools[notice.school_id]  # one object for all: a join would make one for each notice
        notice.attempts += 1
        notice.leased_until = until
    return bundles


def still_ours(notices: Sequence[Notice]) -> Any:
    """Return those rows whose lease is the one under which they were taken.

    A worker that was held up for longer than its lease must not put back, or give up on, what another one sends now.
    """
    return rows().filter(pk__in=[n.pk for n in notices], leased_until__in={n.leased_until for n in notices})


def _in_turn() -> None:
    """Let one worker take at a time, for the milliseconds it lasts: two would split what belongs to one person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('notices.take'))")


def _first(limit: int, now: dt.datetime, may_go: Q) -> list[Notice]:
    taken: list[Notice] = []
    for ready, order in (
        (expired(now), ("leased_until",)),
        (Q(state=State.WAITING, next_try_at__lte=now), (F("urgent").desc(), "next_try_at")),
    ):
        found = rows().filter(ready, may_go).order_by(*order)
        taken += found.select_for_update(skip_locked=True)[: limit - len(taken)]
        if len(taken) >= limit:
            break
    return taken


def _gathers(notice: Notice) -> bool:
    return (
        is_kind(notice.kind, lambda kind: kind.gathers)
        and notice.confidentiality == Confidentiality.EVERYDAY
        and notice.person_id is not None
    )


def _place(notice: Notice) -> tuple[Any, ...]:
    """Return what those share that go in one message.

    What a worker held when it died is taken up again by itself, with nothing newer in it: it is the same message, and
    should it have gone out, the reader's program knows it again.
    """
    return (notice.school_id, notice.person_id, notice.leased_until) if _gathers(notice) else (notice.pk,)


def _mates(taken: Sequence[Notice], now: dt.datetime) -> list[Notice]:
    """Return what else is due to the people of ``taken``, locked. One query, none when nothing gathers."""
    leaders = [notice for notice in taken if _gathers(notice)]
    if not leaders:
        return []
    waiting = Q(state=State.WAITING, next_try_at__lte=now)
    held = Q(state=State.SENDING, leased_until__in={n.leased_until for n in leaders if n.leased_until})
    found = (
        rows()
        .filter(
            waiting | held, confidentiality=Confidentiality.EVERYDAY, kind__in=kind_names(lambda kind: kind.gathers)
        )
        .filter(school__in={n.school_id for n in leaders}, person__in={n.person_id for n in leaders})
        .exclude(pk__in=[n.pk for n in taken])
        .select_for_update(skip_locked=True)
    )
    wanted = {_place(notice) for notice in leaders}
    return [notice for notice in found if _place(notice) in wanted]


def _bundles(taken: Sequence[Notice]) -> list[Bundle]:
    together: dict[tuple[Any, ...], Bundle] = {}
    for notice in taken:
        together.setdefault(_place(notice), []).append(notice)
    return [sorted(bundle, key=lambda n: (n.queued_at, n.pk)) for bundle in together.values()]


def let_through(bundles: Sequence[Bundle], hours: Hours, now: dt.datetime) -> list[Bundle]:
    """Put off, among what was taken, what came in since the hours of its school were looked at; return the rest.

    Asked here and not of the database: the query that takes must follow its index, and a planner prefers schools.
    """
    through: list[Bundle] = []
    for bundle in bundles:
        opens = now if is_kind(bundle[0].kind, lambda kind: kind.at_once) else hours.opens(bundle[0].school, now)
        if opens <= now:
            through.append(bundle)
        else:
            still_ours(bundle).filter(state__in=OUTBOX.find("try_later").sources).update(
                state=State.WAITING, leased_until=None, next_try_at=opens, attempts=F("attempts") - 1
            )
    return through


def give_back(bundles: Sequence[Bundle]) -> None:
    """Put back what was taken and not tried."""
    mine = still_ours([notice for bundle in bundles for notice in bundle])
    mine.filter(state__in=OUTBOX.find("try_later").sources).update(
        state=State.WAITING, leased_until=None, attempts=F("attempts") - 1
    )
