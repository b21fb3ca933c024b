"""Queue a message in the transaction of the change that causes it, and stop it when the cause goes away."""

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from core import clock
from core.db.transactions import unit_of_work
from core.sealing.fields import destroy
from notices.models import Notice, NoticeAddress
from notices.rendering import template_version
from notices.services.contexts import clean, kind_for, label
from notices.services.wakeup import wake_after_commit
from notices.states.outbox import OUTBOX, State, StopReason
from people.models.persons import Person
from schools.models.schools import School

KEY_LENGTH = 200
_OWN_COLUMNS = ("id", "person", "key", "message_id")
"""Columns in which two messages of one shape differ."""
CHUNK = 1000
UNSENT: dict[str, Any] = {
    "sent_at": None,
    "rendered_hash": "",
    "rendered_version": "",
    "service_id": "",
    "carried_by": None,
}
"""What a message that came back no longer says of itself once it is sent again or stopped."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message of a bulk queue; the fields are those of :func:`queue`. ``person``: a person, or the id of one."""

    school: School
    confidentiality: str
    kind: str
    person: Person | UUID | None
    subject: str
    key: str
    context: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    hold_until: dt.datetime | None = None


def message_host() -> str:
    """Return the right-hand side of Message-IDs."""
    return settings.MAIL_HOST_ID or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"


def _key(key: str) -> str:
    if not key or len(key) > KEY_LENGTH:
        raise ValueError(f"key must have 1 to {KEY_LENGTH} characters")
    return key


def _row(wanted: Wanted, now: dt.datetime) -> Notice:
    kind = kind_for(wanted.kind, confidentiality=wanted.confidentiality, reason=wanted.reason)
    pk = uuid4()
    return Notice(
        id=pk,
        school_id=wanted.school.pk,
        confidentiality=wanted.confidentiality,
        kind=kind.name,
        person_id=getattr(wanted.person, "pk", wanted.person),
        subject=label(wanted.subject),
        reason=wanted.reason,
        key=_key(wanted.key),
        template_version=template_version(kind.name),
        context=clean(kind, wanted.context),
        urgent=kind.urgent,
        queued_at=now,
        next_try_at=wanted.hold_until or now,
        message_id=f"<{pk}@{message_host()}>",
    )


def _shape(wanted: Wanted) -> tuple[Hashable, ...]:
    # The context by identity: whoever queues many gives all of them the same one.
    return (
        wanted.school.pk,
        wanted.confidentiality,
        wanted.kind,
        wanted.reason,
        wanted.subject,
        wanted.hold_until,
        id(wanted.context),
    )


def _insert(chunk: Iterable[Wanted], now: dt.datetime) -> int:
    """Insert these messages in their order in one statement; returns how many were new, known keys passed over.

    Messages that differ in person and key alone are checked and prepared once, not eighty thousand times.
    """
    fields = Notice._meta.local_concrete_fields
    own_places = [next(n for n, field in enumerate(fields) if field.name == name) for name in _OWN_COLUMNS]
    shapes: dict[tuple[Hashable, ...], list[Any]] = {}
    rows: list[list[Any]] = []
    for wanted in chunk:
        shape = _shape(wanted)
        if shape not in shapes:
            notice = _row(wanted, now)
            shapes[shape] = [
                field.get_db_prep_save(getattr(notice, field.attname), connection=connection) for field in fields
            ]
        pk, row = uuid4(), shapes[shape].copy()
        own = (pk, getattr(wanted.person, "pk", wanted.person), _key(wanted.key), f"<{pk}@{message_host()}>")
        for place, value in zip(own_places, own, strict=True):
            row[place] = value
        rows.append(row)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    line = f"({', '.join(['%s'] * len(fields))})"
    sql = (
        f"INSERT INTO {quote(Notice._meta.db_table)} ({columns}) "  # noqa: S608 - names of columns, from the model
        f"VALUES {', '.join([line] * len(rows))} ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
        return int(cursor.rowcount)


@unit_of_work()
def queue(
    *,
    school: School,
    confidentiality: str,
    kind: str,
    person: Person | UUID | None,
    subject: str,
    key: str,
    reason: str = "",
    context: Mapping[str, object] | None = None,
    to: str | None = None,
    hold_until: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> Notice:
    """Queue one message; a second call with the same ``key`` at the same school returns the first and sends nothing.

    ``context`` holds typed values only (``core.contributions.messages.KINDS``). ``reason`` is one of the kind's codes.
    ``to`` is an address outside the school's records and rests sealed. Raises ValueError for a context, kind, key or
    subject that
    does not fit; never fails because of the broker or the mail server.
    """
    if person is None and not to:
        raise ValueError("a notice needs a person or an address")
    wanted = Wanted(school, confidentiality, kind, person, subject, key, context or {}, reason, hold_until)
    row = _row(wanted, now or clock.now())
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    stored: Notice = Notice.objects.for_school(school).get(key=key)
    if stored.id == row.id:
        if to:
            NoticeAddress.objects.create(notice=stored, school=school, value=to)
        wake_after_commit()
    return stored


@unit_of_work()
def queue_many(wanted: Iterable[Wanted], *, now: dt.datetime | None = None) -> int:
    """Queue many messages; returns how many were new. Keys already known are passed over."""
    moment = now or clock.now()
    # In one order everywhere, so that two who queue the same keys at once wait for each other and never in a ring.
    ordered = iter(sorted(wanted, key=lambda message: message.key))
    new = 0
    while chunk := list(islice(ordered, CHUNK)):
        new += _insert(chunk, moment)
    if new:
        wake_after_commit()
    return new


@unit_of_work()
def cancel(
    *, subject: str, kinds: Sequence[str] | None = None, reason: str, persons: Collection[UUID] | None = None
) -> int:
    """Stop what has not been sent about ``subject``; ``reason`` is a value of ``StopReason``.

    ``persons`` narrows it to what goes to them. Returns how many.
    """
    chosen = Q(subject=label(subject), state__in=OUTBOX.find("cancel").sources)
    if kinds is not None:
        chosen &= Q(kind__in=kinds)
    if persons is not None:
        chosen &= Q(person__in=list(persons))
    return stop(
        Notice.objects.across_schools("a subject's label is unique by its id").filter(chosen), StopReason(reason)
    )


def stop(rows: QuerySet[Notice], reason: StopReason) -> int:
    """Stop these messages, which have not been sent, and forget their addresses; returns how many."""
    ids = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    stopped: int = (
        Notice.objects.across_schools("locked above")
        .filter(pk__in=ids)
        .update(state=State.CANCELLED, stop_reason=reason, leased_until=None, **UNSENT)
    )
    forget_addresses(ids)
    return stopped


def forget_addresses(notice_ids: Sequence[UUID]) -> None:
    """Remove addresses that a notice no longer needs, with their keys."""
    if not notice_ids:
        return
    rows = NoticeAddress.objects.across_schools("of notices that ended").filter(notice__in=list(notice_ids))
    destroy(rows)
