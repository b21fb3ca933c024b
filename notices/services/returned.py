"""Mail that came back: what a mail service tells after it took a message, and to whom nothing is sent for now.

The service names the message by its own id, which delivery wrote down. Events that are not about an address that fails
(delivered, opened, put off for an hour) change nothing and leave no trace.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from core import clock
from core.db.transactions import unit_of_work
from core.sealing.keys import blind_index
from core.workflow import require
from ledger import services as ledger
from notices.models import Notice, Returned
from notices.states.life import OUTBOX, Said, State

log = logging.getLogger("portal.notices")

CAME_BACK, UNWANTED = "came back", "unwanted"
"""Codes of a message that was not sent because its address failed before, or because its reader wants no more."""
JUST_NOW = dt.timedelta(minutes=5)
"""So long an event may be ahead of our own note of the sending: longer than a lease."""
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ID_LENGTH, EVENT_LENGTH = 200, 120
PURPOSE = "returned_mail"

_SAID = {
    "bounced": Said.BOUNCED,
    "complained": Said.COMPLAINED,
    "unsubscribed": Said.COMPLAINED,
    "rejected": Said.REFUSED,
    "failed": Said.REFUSED,
}
_REASONS = ("invalid", "bounced", "timed_out", "blocked", "spam", "unsubscribed", "other")
NOT_THE_ADDRESS = ("timed_out", "other", "")
"""Reasons for which a service refused one message: the next to the same address may pass."""
ALWAYS_TRIED = ("test_mail",)


class NotYet(Exception):
    """The message is not in our notes and the event is of just now: the service shall tell it again in a while."""


def mark_of(address: str) -> str:
    """Return the keyed hash by which an address is known again; the address itself cannot be read from it."""
    return blind_index(PURPOSE, address).hex()


def _plain(value: Any, length: int) -> str:
    """Return a name as the service gave it, or a hash of one that is too long or holds what no column takes."""
    text = str(value or "")
    fits = len(text) <= length and text.isprintable()
    return text if fits else hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _moment(event: Any) -> dt.datetime | None:
    at = event.timestamp
    if not isinstance(at, dt.datetime):
        return None
    # A service whose clock is wrong is heard all the same; no moment stands that no database holds.
    return sorted((LONG_AGO, at if timezone.is_aware(at) else at.replace(tzinfo=dt.UTC), clock.now()))[1]


def on_mail_event(*, event: Any, **_rest: Any) -> None:
    """Hear what a mail service tells (django-anymail's ``tracking`` signal, after it verified who calls).

    Raises NotYet for an event of just now about a message that is unknown: the worker may still be writing it down.
    """
    said = _SAID.get(str(event.event_type))
    name = event.message_id if isinstance(event.message_id, str) else ""
    if said is None or not name or len(name) > ID_LENGTH or not name.isprintable():
        return
    at = _moment(event)
    notice = Notice.objects.across_schools("the service's id is unique").filter(service_id=name).first()
    if notice is None:
        if at is None or at > clock.now() - JUST_NOW:
            raise NotYet
        log.info("A mail service told of a message that is not in the outbox")  # a sign-in code, or long sent again
        return
    reason = str(event.reject_reason or "")
    came_back(
        notice=notice,
        said=said,
        code=reason if reason in _REASONS else "other" if reason else "",
        event=_plain(event.event_id or f"{event.event_type} {at}", EVENT_LENGTH),
        at=at or clock.now(),
        to=str(event.recipient or "").encode(errors="replace").decode(),
    )


def _mark_for(notice: Notice, said: str, code: str, to: str) -> str:
    """Return the mark that keeps further mail from the address; "" where this message alone was refused.

    An address that stands in no school record (a reporter's) leaves no trace here.
    """
    if not to or notice.person_id is None or (said == Said.REFUSED and code in NOT_THE_ADDRESS):
        return ""
    return mark_of(to)


@unit_of_work()
def came_back(*, notice: Notice, said: str, code: str, event: str, at: dt.datetime, to: str = "") -> bool:
    """Write down that a message came back, with all that it carried; True when that was news.

    ``said`` is a value of ``Said``, ``event`` the service's own number of the event, ``to`` the address it wrote to. A
    complaint leaves the message sent. What was sent again meanwhile, and what was told before, changes nothing.
    """
    mine = Q(pk=notice.pk) | Q(carried_by=notice.pk)
    rows = Notice.objects.for_school(notice.school_id).filter(mine).order_by("pk").select_for_update()
    now_there = {row.pk: row for row in rows}
    leader = now_there[notice.pk]
    known = Returned.objects.for_school(notice.school_id).filter(notice=notice)
    told = known.filter(Q(event=event) | Q(said=said, settled_at=None)).exists()
    if told or leader.service_id != notice.service_id or leader.state not in (State.SENT, State.BOUNCED):
        return False
    Returned.objects.create(
        school_id=notice.school_id,
        notice=notice,
        person_id=leader.person_id,
        said=Said(said),
        code=code,
        event=event,
        mark=_mark_for(leader, said, code, to),
        at=at,
    )
    if said != Said.COMPLAINED:
        bounce = OUTBOX.find("bounce")
        sent = Notice.objects.for_school(notice.school_id).filter(pk__in=now_there, state__in=bounce.sources)
        sent.update(state=bounce.target)
    return True


def unwelcome(batch: Sequence[Notice], addresses: Mapping[UUID, str]) -> dict[UUID, str]:
    """Return {notice id: code} of what is not sent, because mail to its address came back or is not wanted. One query.

    Urgent messages are always tried: better one more that comes back than an alert that was held.
    """
    marks = {
        notice.pk: (notice.school_id, mark_of(addresses[notice.pk]))
        for notice in batch
        if notice.pk in addresses and not notice.urgent and notice.kind not in ALWAYS_TRIED
    }
    if not marks:
        return {}
    open_ones = Returned.objects.across_schools("one batch of the worker").filter(
        school__in={school for school, _mark in marks.values()}, mark__in={mark for _school, mark in marks.values()}
    )
    found: dict[tuple[UUID, str], str] = {}
    for school, mark, said in open_ones.filter(settled_at=None).values_list("school_id", "mark", "said"):
        code = UNWANTED if said == Said.COMPLAINED else CAME_BACK
        found[school, mark] = CAME_BACK if CAME_BACK in (code, found.get((school, mark))) else code
    return {pk: found[key] for pk, key in marks.items() if key in found}


def settle(*, notice: Notice, address: str, now: dt.datetime) -> int:
    """Let mail go to an address again: what came back with this message, and to this address, is settled.

    Returns how many rows that were.
    """
    which = Q(notice=notice.pk) | (Q(mark=mark_of(address)) if address else Q())
    rows = Returned.objects.for_school(notice.school_id).filter(which, settled_at=None)
    settled: int = rows.update(settled_at=now)
    return settled


@unit_of_work()
def write_again(*, returned: Returned, by: Any, now: dt.datetime | None = None) -> None:
    """Take up writing to somebody who had said no to our e-mails. Refused without ``people.manage``; twice is once."""
    require(by.permissions, OUTBOX.find("retry"))
    moment = now or clock.now()
    rows = Returned.objects.for_school(returned.school_id)
    same = Q(pk=returned.pk) | (Q(mark=returned.mark, said=Said.COMPLAINED) if returned.mark else Q())
    if not rows.filter(same, settled_at=None).update(settled_at=moment):
        return
    ledger.record(
        school_id=returned.school_id,
        confidentiality=returned.notice.confidentiality,
        verb="notice.written_again",
        subject=f"notice:{returned.notice_id}",
        actor=by,
        now=moment,
    )
