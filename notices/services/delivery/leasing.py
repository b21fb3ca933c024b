"""Take a batch under a lease, so that no other worker touches it; what one person gets at once is one bundle."""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import F, Q

from core.contributions.messages import is_kind, kind_names
from core.db.school_scope import OwnedQuerySet
from ledger.states import Confidentiality
from notices.models import Notice
from notices.services.delivery.quiet_hours import QuietHours, expired
from notices.states.outbox import OUTBOX, State
from schools.models.schools import School

ANYTHING = Q()
BATCH = 100
LEASE = dt.timedelta(minutes=2)

Bundle = list[Notice]
"""What goes in one message to one person, oldest first: the first is the leader, whose Message-ID it bears."""


def all_notices() -> OwnedQuerySet[Notice]:
    """Return the notices of every school."""
    rows: OwnedQuerySet[Notice] = Notice.objects.across_schools("the worker delivers for every school")
    return rows


def notices_of(bundles: Iterable[Bundle]) -> list[Notice]:
    """Return the notices of all bundles."""
    return [notice for bundle in bundles for notice in bundle]


def lease(limit: int, now: dt.datetime, may_go: Q = ANYTHING) -> list[Bundle]:
    """Take ``limit`` due messages, urgent ones first, and with each whatever else is due to the same person.

    More than ``limit`` only by what was gathered. Nobody else touches them while the lease runs.
    """
    until = now + LEASE
    with transaction.atomic():
        _one_worker_at_a_time()
        leased = _due_notices(limit, now, may_go)
        leased += _gathered_with(leased, now)
        bundles = _bundles(leased)
        all_notices().filter(pk__in=[n.pk for n in leased]).update(
            state=State.SENDING, leased_until=until, attempts=F("attempts") + 1
        )
    schools = School.objects.in_bulk({notice.school_id for notice in leased})
    for notice in leased:
        notice.school = schools[notice.school_id]  # one object for all: a join would make one for each notice
        notice.attempts += 1
        notice.leased_until = until
    return bundles


def still_leased(notices: Sequence[Notice]) -> OwnedQuerySet[Notice]:
    """Return those rows that are still under the lease they were taken with.

    A worker that was held up for longer than its lease must not put back, or give up on, what another one sends now.
    """
    return all_notices().filter(pk__in=[n.pk for n in notices], leased_until__in={n.leased_until for n in notices})


def _one_worker_at_a_time() -> None:
    """Let one worker lease at a time, for the milliseconds it lasts: two would split what belongs to one person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('notices.take'))")


def _due_notices(limit: int, now: dt.datetime, may_go: Q) -> list[Notice]:
    leased: list[Notice] = []
    for ready, order in (
        (expired(now), ("leased_until",)),
        (Q(state=State.WAITING, next_try_at__lte=now), (F("urgent").desc(), "next_try_at")),
    ):
        rows = all_notices().filter(ready, may_go).order_by(*order)
        leased += rows.select_for_update(skip_locked=True)[: limit - len(leased)]
        if len(leased) >= limit:
            break
    return leased


def _gathers(notice: Notice) -> bool:
    return (
        is_kind(notice.kind, lambda kind: kind.gathers)
        and notice.confidentiality == Confidentiality.EVERYDAY
        and notice.person_id is not None
    )


def _group_key(notice: Notice) -> tuple[Hashable, ...]:
    """Return what those share that go in one message.

    What a worker held when it died is taken up again by itself, with nothing newer in it: it is the same message, and
    should it have gone out, the reader's program knows it again.
    """
    return (notice.school_id, notice.person_id, notice.leased_until) if _gathers(notice) else (notice.pk,)


def _gathered_with(leased: Sequence[Notice], now: dt.datetime) -> list[Notice]:
    """Return what else is due to the people of ``leased``, locked. One query, none when nothing gathers."""
    leaders = [notice for notice in leased if _gathers(notice)]
    if not leaders:
        return []
    waiting = Q(state=State.WAITING, next_try_at__lte=now)
    held = Q(state=State.SENDING, leased_until__in={n.leased_until for n in leaders if n.leased_until})
    rows = (
        all_notices()
        .filter(
            waiting | held, confidentiality=Confidentiality.EVERYDAY, kind__in=kind_names(lambda kind: kind.gathers)
        )
        .filter(school__in={n.school_id for n in leaders}, person__in={n.person_id for n in leaders})
        .exclude(pk__in=[n.pk for n in leased])
        .select_for_update(skip_locked=True)
    )
    wanted = {_group_key(notice) for notice in leaders}
    return [notice for notice in rows if _group_key(notice) in wanted]


def _bundles(leased: Sequence[Notice]) -> list[Bundle]:
    together: dict[tuple[Hashable, ...], Bundle] = {}
    for notice in leased:
        together.setdefault(_group_key(notice), []).append(notice)
    return [sorted(bundle, key=lambda n: (n.queued_at, n.pk)) for bundle in together.values()]


def hold_for_quiet_hours(bundles: Sequence[Bundle], hours: QuietHours, now: dt.datetime) -> list[Bundle]:
    """Put off, among what was leased, what came in since the hours of its school were looked at; return the rest.

    Asked here and not of the database: the query that leases must follow its index, and a planner prefers schools.
    """
    may_go: list[Bundle] = []
    for bundle in bundles:
        opens = now if is_kind(bundle[0].kind, lambda kind: kind.at_once) else hours.opens(bundle[0].school, now)
        if opens <= now:
            may_go.append(bundle)
        else:
            release([bundle], next_try_at=opens)
    return may_go


def release(bundles: Iterable[Bundle], **changes: dt.datetime) -> None:
    """Put back what was leased and not tried."""
    still_leased(notices_of(bundles)).filter(state__in=OUTBOX.find("try_later").sources).update(
        state=State.WAITING, leased_until=None, attempts=F("attempts") - 1, **changes
    )
