"""Bounces and complaints: what a mail service reports after it took a message, and which addresses it suppresses.

The service names the message by its own id, which delivery wrote down. Events that are not about an address that fails
(delivered, opened, put off for an hour) change nothing and leave no trace.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Mapping, Sequence
from uuid import UUID

from anymail.signals import AnymailTrackingEvent
from django.db.models import Q
from django.utils import timezone

from core import clock
from core.db.transactions import unit_of_work
from core.sealing.keys import blind_index
from core.workflow import require
from ledger import services as ledger
from notices.models import Bounce, Notice
from notices.states.outbox import OUTBOX, BounceType, State
from people.queries.acting import Actor

log = logging.getLogger("portal.notices")

CAME_BACK, UNWANTED = "came back", "unwanted"
"""Codes of a message that was not sent because its address failed before, or because its reader wants no more."""
JUST_NOW = dt.timedelta(minutes=5)
"""So long an event may be ahead of our own note of the sending: longer than a lease."""
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ID_LENGTH, EVENT_LENGTH = 200, 120
HASH_PURPOSE = "returned_mail"

_TYPES = {
    "bounced": BounceType.BOUNCED,
    "complained": BounceType.COMPLAINED,
    "unsubscribed": BounceType.COMPLAINED,
    "rejected": BounceType.REFUSED,
    "failed": BounceType.REFUSED,
}
_REASONS = ("invalid", "bounced", "timed_out", "blocked", "spam", "unsubscribed", "other")
NOT_THE_ADDRESS = ("timed_out", "other", "")
"""Reasons for which a service refused one message: the next to the same address may pass."""
ALWAYS_TRIED = ("test_mail",)


class UnknownMessage(Exception):
    """The message is not in the outbox and the event is of just now: the service shall report it again in a while."""


def hash_of(address: str) -> str:
    """Return the keyed hash by which an address is known again; the address itself cannot be read from it."""
    return blind_index(HASH_PURPOSE, address).hex()


def _plain(value: object, length: int) -> str:
    """Return a name as the service gave it, or a hash of one that is too long or holds what no column takes."""
    text = str(value or "")
    fits = len(text) <= length and text.isprintable()
    return text if fits else hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _moment(at: object) -> dt.datetime | None:
    if not isinstance(at, dt.datetime):
        return None
    # A service whose clock is wrong is heard all the same; no moment stands that no database holds.
    return sorted((LONG_AGO, at if timezone.is_aware(at) else at.replace(tzinfo=dt.UTC), clock.now()))[1]


def on_mail_event(*, event: AnymailTrackingEvent, **_rest: object) -> None:
    """Take in what a mail service reports (django-anymail's ``tracking`` signal, after it verified who calls).

    Raises UnknownMessage for an event of just now about a message that is unknown: the worker may still be writing it
    down.
    """
    bounce_type = _TYPES.get(str(event.event_type))
    name = event.message_id if isinstance(event.message_id, str) else ""
    if bounce_type is None or not name or len(name) > ID_LENGTH or not name.isprintable():
        return
    at = _moment(event.timestamp)
    notice = Notice.objects.across_schools("the service's id is unique").filter(service_id=name).first()
    if notice is None:
        if at is None or at > clock.now() - JUST_NOW:
            raise UnknownMessage
        log.info("A mail service reported a message that is not in the outbox")  # a sign-in code, or long sent again
        return
    reason = str(event.reject_reason or "")
    record_bounce(
        notice=notice,
        bounce_type=bounce_type,
        code=reason if reason in _REASONS else "other" if reason else "",
        event_id=_plain(event.event_id or f"{event.event_type} {at}", EVENT_LENGTH),
        at=at or clock.now(),
        to=str(event.recipient or "").encode(errors="replace").decode(),
    )


@unit_of_work()
def record_bounce(
    *, notice: Notice, bounce_type: BounceType, code: str, event_id: str, at: dt.datetime, to: str = ""
) -> bool:
    """Record that a message bounced, with all that it carried; True when that was news.

    ``event_id`` is the service's own number of the event, ``to`` the address it wrote to. A complaint leaves the
    message sent. What was sent again meanwhile, and what was reported before, changes nothing.
    """
    mine = Q(pk=notice.pk) | Q(carried_by=notice.pk)
    rows = Notice.objects.for_school(notice.school_id).filter(mine).order_by("pk").select_for_update()
    locked = {row.pk: row for row in rows}
    leader = locked[notice.pk]
    bounces = Bounce.objects.for_school(notice.school_id).filter(notice=notice)
    known = bounces.filter(Q(event_id=event_id) | Q(bounce_type=bounce_type, resolved_at=None)).exists()
    if known or leader.service_id != notice.service_id or leader.state not in (State.SENT, State.BOUNCED):
        return False
    # An address that stands in no school record (a reporter's) leaves no trace; nor one that is not to blame.
    blameless = bounce_type == BounceType.REFUSED and code in NOT_THE_ADDRESS
    Bounce.objects.create(
        school_id=notice.school_id,
        notice=notice,
        person_id=leader.person_id,
        bounce_type=bounce_type,
        code=code,
        event_id=event_id,
        address_hash=hash_of(to) if to and leader.person_id and not blameless else "",
        at=at,
    )
    if bounce_type != BounceType.COMPLAINED:
        bounce = OUTBOX.find("bounce")
        sent = Notice.objects.for_school(notice.school_id).filter(pk__in=locked, state__in=bounce.sources)
        sent.update(state=bounce.target)
    return True


def suppressed(batch: Sequence[Notice], addresses: Mapping[UUID, str]) -> dict[UUID, str]:
    """Return {notice id: code} of what is not sent, because mail to its address bounced or is not wanted. One query.

    Urgent messages are always tried: better one more that bounces than an alert that was held.
    """
    keys = {
        notice.pk: (notice.school_id, hash_of(addresses[notice.pk]))
        for notice in batch
        if notice.pk in addresses and not notice.urgent and notice.kind not in ALWAYS_TRIED
    }
    if not keys:
        return {}
    schools, hashes = zip(*keys.values(), strict=True)
    rows = Bounce.objects.across_schools("one batch of the worker").filter(
        school__in=set(schools), address_hash__in=set(hashes), resolved_at=None
    )
    codes: dict[tuple[UUID, str], str] = {}
    for school, address_hash, bounce_type in rows.values_list("school_id", "address_hash", "bounce_type"):
        if bounce_type != BounceType.COMPLAINED:
            codes[school, address_hash] = CAME_BACK
        else:
            codes.setdefault((school, address_hash), UNWANTED)
    return {pk: codes[key] for pk, key in keys.items() if key in codes}


def resolve(*, notice: Notice, address: str, now: dt.datetime) -> None:
    """Let mail go to an address again: what bounced with this message, and at this address, is resolved."""
    which = Q(notice=notice.pk) | (Q(address_hash=hash_of(address)) if address else Q())
    Bounce.objects.for_school(notice.school_id).filter(which, resolved_at=None).update(resolved_at=now)


@unit_of_work()
def write_again(*, complaint: Bounce, by: Actor, now: dt.datetime | None = None) -> None:
    """Take up writing to somebody who had said no to our e-mails. Refused without ``people.manage``; twice is once."""
    require(by.permissions, OUTBOX.find("retry"))
    moment = now or clock.now()
    same = Q(pk=complaint.pk)
    if complaint.address_hash:
        same |= Q(address_hash=complaint.address_hash, bounce_type=BounceType.COMPLAINED)
    rows = Bounce.objects.for_school(complaint.school_id)
    if not rows.filter(same, resolved_at=None).update(resolved_at=moment):
        return
    ledger.record(
        school_id=complaint.school_id,
        confidentiality=complaint.notice.confidentiality,
        verb="notice.written_again",
        subject=f"notice:{complaint.notice_id}",
        actor=by,
        now=moment,
    )
