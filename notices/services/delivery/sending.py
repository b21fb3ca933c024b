"""Lease a batch, render it, send it over one session, and note each message right after its own acceptance.

A worker may be killed anywhere. Before the server accepts, the lease runs out and the message is taken up again.
Between acceptance and our note of it the message goes out twice, with the same Message-ID: no outbox closes that gap.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from core import clock
from core.contributions.messages import is_kind
from core.error_report import where
from notices.models import Notice
from notices.rendering import DigestItem, MailMessage, Rendered
from notices.services import bounces, links
from notices.services.delivery.before_sending import UNKNOWN, addresses_of, leavers_among, not_to_send, superseded_among
from notices.services.delivery.leasing import (
    BATCH,
    LEASE,
    Bundle,
    all_notices,
    hold_for_quiet_hours,
    lease,
    notices_of,
    release,
)
from notices.services.delivery.mail_merge import RENDER_ERRORS, MailMerge
from notices.services.delivery.quiet_hours import QuietHours, due
from notices.services.delivery.results import DeliveryCounts, cancel, mark_failed, record_result, retry_later
from notices.services.delivery.transport import DeliveryResult, SmtpSession
from notices.services.outbox import forget_addresses
from notices.services.scheduled_runs import record_heartbeat
from notices.services.wakeup import wake_delivery
from notices.states.outbox import Stop

log = logging.getLogger("portal.notices")


def _without(bundles: Iterable[Bundle], gone: Iterable[Notice]) -> list[Bundle]:
    away = {notice.pk for notice in gone}
    left = ([notice for notice in bundle if notice.pk not in away] for bundle in bundles)
    return [bundle for bundle in left if bundle]


def _without_address(notices: Sequence[Notice], counts: DeliveryCounts) -> None:
    """Drop what is only a courtesy; show all else to the office, which has another way to that person."""
    courtesies = [notice for notice in notices if is_kind(notice.kind, lambda kind: kind.courtesy)]
    cancel(courtesies, Stop.NO_ADDRESS)
    mark_failed([notice for notice in notices if notice not in courtesies], "no address", counts)


def _sendable(
    bundles: list[Bundle], now: dt.datetime, counts: DeliveryCounts
) -> tuple[list[Bundle], Mapping[UUID, str]]:
    """Settle what cannot or must not go out; return the rest and where it goes."""
    cancel(gone := leavers_among(notices_of(bundles), now), Stop.LEFT)
    bundles = _without(bundles, gone)
    ended, unknown = not_to_send(notices_of(bundles))
    cancel(ended, Stop.NOT_THEIRS)
    forget_addresses([notice.pk for notice in ended])
    retry_later(unknown, UNKNOWN, counts)
    bundles = _without(bundles, [*ended, *unknown])
    cancel(older := superseded_among(bundles), Stop.REPLACED)
    bundles = _without(bundles, older)
    notices = notices_of(bundles)
    addresses = addresses_of(notices)
    _without_address(lost := [notice for notice in notices if not addresses.get(notice.pk)], counts)
    codes = bounces.suppressed(notices, addresses)
    for code in sorted(set(codes.values())):
        mark_failed([notice for notice in notices if codes.get(notice.pk) == code], code, counts)
    return _without(bundles, [*lost, *(notice for notice in notices if notice.pk in codes)]), addresses


def _links_for(notices: Iterable[Notice], now: dt.datetime) -> dict[UUID, links.Link]:
    prepared = {
        notice.pk: links.prepare(
            school_id=notice.school_id, person_id=notice.person_id, now=now, **notice.context["link"]
        )
        for notice in notices
        if notice.context.get("link")
    }
    links.store(prepared.values())
    return prepared


def _code_of(problem: Exception) -> str:
    """Return the code of a message that cannot be written, and log where our template or its values are wrong."""
    log.error("A message cannot be written: %s", where(problem))
    return f"template {type(problem).__name__}"


def _rendered(bundle: Bundle, merge: MailMerge, counts: DeliveryCounts) -> tuple[Bundle, Rendered, MailMessage] | None:
    """Render the one message of a bundle. A notice whose template fails is failed by itself; None when none is left."""
    items: dict[UUID, DigestItem] = {}
    for notice in bundle if len(bundle) > 1 else ():
        try:
            items[notice.pk] = merge.item(notice)
        except RENDER_ERRORS as problem:
            mark_failed([notice], _code_of(problem), counts)
    whole = [notice for notice in bundle if notice.pk in items] or (bundle if len(bundle) == 1 else [])
    if not whole:
        return None
    leader = whole[0]
    try:
        rendered, mail = merge.single(leader) if len(whole) == 1 else merge.digest(leader, items)
    except RENDER_ERRORS as problem:
        mark_failed(whole, _code_of(problem), counts)
        return None
    return whole, rendered, mail


def deliver_batch(leased: list[Bundle], session: SmtpSession, counts: DeliveryCounts) -> None:
    """Send what has been leased, as long as the session is open and the lease is young; release the rest."""
    started = clock.now()
    bundles, addresses = _sendable(leased, started, counts)
    merge = MailMerge(started, addresses, _links_for(notices_of(bundles), started))
    sent: list[UUID] = []
    for position, bundle in enumerate(bundles):
        if clock.now() > started + LEASE / 2 or not session.open():
            release(bundles[position:])
            counts.trouble = session.trouble
            break
        rendered = _rendered(bundle, merge, counts)
        if rendered is None:
            continue
        whole, words, mail = rendered
        reply = session.send(mail)
        record_result(whole, words, reply, counts)
        if reply.result is DeliveryResult.ACCEPTED:
            sent += [notice.pk for notice in bundle]
        if not reply.session_open:
            release(bundles[position + 1 :])
            counts.trouble = session.trouble
            break
    forget_addresses(sent)


def deliver(*, limit: int = 500) -> DeliveryCounts:
    """Send up to ``limit`` due messages. Safe to run in any number of workers at once, and to be killed at any moment.

    When the mail server cannot be reached nothing is leased: messages wait untouched, and the first run after its
    return sends them.
    """
    counts, session, hours = DeliveryCounts(), SmtpSession(), QuietHours()
    hours.hold_until_open(clock.now())
    try:
        # A server that takes forty a call and hangs up is called again; one that took none waits for the next run.
        while counts.handled < limit and (not counts.trouble or session.accepted):
            counts.trouble = ""
            now = clock.now()
            if not session.is_open and not all_notices().filter(due(now)).exists():
                break
            if not session.open():
                counts.trouble = session.trouble
                break
            bundles = lease(min(BATCH, limit - counts.handled), now)
            if not bundles:
                break
            deliver_batch(hold_for_quiet_hours(bundles, hours, now), session, counts)
    finally:
        session.close()
    counts.more = counts.handled >= limit and not counts.trouble
    record_heartbeat(name="mail", trouble=counts.trouble)
    if counts.more:
        wake_delivery()
    return counts
