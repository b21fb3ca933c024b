"""Record the result of a message, at once and for all that it carried, in one guarded statement."""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core import clock
from notices.models import Notice
from notices.rendering import Rendered
from notices.services.delivery.leasing import Bundle, still_leased
from notices.services.delivery.transport import DeliveryResult, ServerReply
from notices.states.outbox import OUTBOX, StopReason

log = logging.getLogger("portal.notices")

FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(minutes=30)
MOST_ATTEMPTS = 240
"""At the longest pause that is five days of trying, longer than any week-end."""

# In SQL because it runs for every single message, and building it costs more than running it. Guarded as all moves are.
_ACCEPTED = """
UPDATE notices_notice
SET state = %(target)s, leased_until = NULL, sent_at = %(now)s, last_error = '',
    rendered_hash = %(hash)s, rendered_version = %(version)s,
    service_id = CASE WHEN id = %(leader)s::uuid THEN %(service)s ELSE '' END,
    carried_by_id = CASE WHEN id = %(leader)s::uuid THEN NULL ELSE %(leader)s::uuid END
WHERE id = ANY(%(ids)s::uuid[]) AND state = ANY(%(sources)s)
"""


@dataclass(slots=True)
class DeliveryCounts:
    """What one run did. All counts are of notices, but ``mails``: a digest is one mail for several."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    mails: int = 0
    trouble: str = ""
    more: bool = False

    @property
    def handled(self) -> int:
        """How many messages were tried."""
        return self.sent + self.later + self.failed


def pause_after(attempts: int) -> dt.timedelta:
    """Return how long to wait after so many attempts: one minute, doubled each time, at most thirty."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_PAUSE * int(2**doublings), LONGEST_PAUSE)


def _warn_if_moved(bundle: Sequence[Notice], moved: int) -> None:
    if moved != len(bundle):
        # The lease ran out and another worker has finished it meanwhile.
        log.warning("Notice %s was moved by another worker", bundle[0].pk)


def _transition(bundle: Sequence[Notice], name: str, **changes: str | dt.datetime) -> None:
    transition = OUTBOX.find(name)
    mine = still_leased(bundle).filter(state__in=transition.sources)
    _warn_if_moved(bundle, mine.update(state=transition.target, leased_until=None, **changes))


def mark_sent(bundle: Bundle, rendered: Rendered, service_id: str) -> None:
    """Note that the server has taken the message of a bundle."""
    transition = OUTBOX.find("accepted")
    given: dict[str, Any] = {
        "target": str(transition.target),
        "sources": [str(source) for source in transition.sources],
        "now": clock.now(),
        "hash": rendered.digest,
        "version": rendered.version,
        "service": service_id,
        "leader": str(bundle[0].pk),
        "ids": [str(notice.pk) for notice in bundle],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPTED, given)
        _warn_if_moved(bundle, cursor.rowcount)


def mark_failed(notices: Sequence[Notice], code: str, counts: DeliveryCounts) -> None:
    """Give up on notices, loudly; the office sees them with a cure."""
    for notice in notices:
        log.error("Notice %s cannot be sent: %s", notice.pk, code)
    if notices:
        _transition(notices, "give_up", last_error=code[:80])
        counts.failed += len(notices)


def cancel(notices: Sequence[Notice], reason: StopReason) -> None:
    """Stop notices that nobody needs any more."""
    if notices:
        _transition(notices, "drop", stop_reason=reason)


def record_result(bundle: Bundle, rendered: Rendered, reply: ServerReply, counts: DeliveryCounts) -> None:
    """Record the server's reply to one message, at once."""
    if reply.result is DeliveryResult.ACCEPTED:
        mark_sent(bundle, rendered, reply.service_id)
        counts.sent += len(bundle)
        counts.mails += 1
        return
    if reply.result is DeliveryResult.REFUSED:
        mark_failed(bundle, reply.code, counts)
    else:
        retry_later(bundle, reply.code, counts)


def retry_later(bundle: Sequence[Notice], code: str, counts: DeliveryCounts) -> None:
    """Put notices back for a while that grows with each attempt; after days of trying they are given up."""
    worn = [notice for notice in bundle if notice.attempts >= MOST_ATTEMPTS]
    mark_failed(worn, code, counts)
    if again := [notice for notice in bundle if notice not in worn]:
        pause = pause_after(max(notice.attempts for notice in again))
        _transition(again, "try_later", next_try_at=clock.now() + pause, last_error=code[:80])
        counts.later += len(again)
