"""Delivery: take a batch under a lease, render, send over one line, note each message right after its own acceptance.

A worker may be killed anywhere. Before the server accepts, the lease runs out and the message is taken up again.
Between acceptance and our note of it the message goes out twice, with the same Message-ID: no outbox closes that gap.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core import clock
from core.contributions.messages import is_kind
from core.error_report import where
from notices.models import Notice
from notices.rendering import Item, Letter, Rendered
from notices.services import links
from notices.services.addresses import addresses_of
from notices.services.hints import hint
from notices.services.hours import Hours, due
from notices.services.leavers import leavers_among
from notices.services.outbox import forget_addresses
from notices.services.owed import UNKNOWN, no_longer_owed
from notices.services.press import RENDER_ERRORS, Press
from notices.services.pulse import heartbeat
from notices.services.replaced import older_among
from notices.services.returned import unwelcome
from notices.services.settling import Delivered, drop, fail, pause_after, settle, try_later
from notices.services.taking import BATCH, LEASE, Bundle, give_back, let_through, rows, take
from notices.services.wire import Answer, Fate, Line
from notices.states.life import Stop

log = logging.getLogger("portal.notices")

__all__ = ["BATCH", "LEASE", "Delivered", "deliver", "pause_after"]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is known of one batch before its first message goes out."""

    addresses: Mapping[UUID, str]
    links: Mapping[UUID, links.Link]
    press: Press


def _without(bundles: Sequence[Bundle], gone: Sequence[Notice]) -> list[Bundle]:
    away = {notice.pk for notice in gone}
    left = ([notice for notice in bundle if notice.pk not in away] for bundle in bundles)
    return [bundle for bundle in left if bundle]


def _nowhere(notices: Sequence[Notice], done: Delivered) -> None:
    """A courtesy is dropped; everything else is shown to the office, which has another way to that person."""
    courtesies = [notice for notice in notices if is_kind(notice.kind, lambda kind: kind.courtesy)]
    drop(courtesies, Stop.NO_ADDRESS)
    fail([notice for notice in notices if notice not in courtesies], "no address", done)


def _sift(bundles: Sequence[Bundle], now: dt.datetime, done: Delivered) -> tuple[list[Bundle], Mapping[UUID, str]]:
    """Settle what cannot or must not go out; return the rest and where it goes."""
    drop(gone := leavers_among(bundles, now), Stop.LEFT)
    bundles = _without(bundles, gone)
    ended, doubtful = no_longer_owed(bundles)
    drop(ended, Stop.NOT_THEIRS)
    forget_addresses([notice.pk for notice in ended])
    try_later(doubtful, UNKNOWN, done)
    bundles = _without(bundles, [*ended, *doubtful])
    drop(older := older_among(bundles), Stop.REPLACED)
    bundles = _without(bundles, older)
    notices = [notice for bundle in bundles for notice in bundle]
    addresses = addresses_of(notices)
    _nowhere(lost := [notice for notice in notices if not addresses.get(notice.pk)], done)
    barred = unwelcome(notices, addresses)
    for code in sorted(set(barred.values())):
        fail([notice for notice in notices if barred.get(notice.pk) == code], code, done)
    return _without(bundles, [*lost, *(notice for notice in notices if notice.pk in barred)]), addresses


def _links_of(bundles: Sequence[Bundle], now: dt.datetime) -> dict[UUID, links.Link]:
    wanted = [notice for bundle in bundles for notice in bundle if notice.context.get("link")]
    made = {
        n.pk: links.prepare(school_id=n.school_id, person_id=n.person_id, now=now, **n.context["link"]) for n in wanted
    }
    links.store(made.values())
    return made


def _code_of(problem: Exception) -> str:
    """Return the code of a message that cannot be written, and log where our template or its values are wrong."""
    log.error("A message cannot be written: %s", where(problem))
    return f"template {type(problem).__name__}"


def _written(bundle: Bundle, batch: _Batch, done: Delivered) -> tuple[Bundle, Rendered, Letter] | None:
    """Write the one message of a bundle. A notice whose template fails is failed by itself; None when none is left."""
    items: dict[UUID, Item] = {}
    for notice in bundle if len(bundle) > 1 else ():
        try:
            items[notice.pk] = batch.press.item(notice, batch.links.get(notice.pk))
        except RENDER_ERRORS as problem:
            fail([notice], _code_of(problem), done)
    whole = [notice for notice in bundle if notice.pk in items] or (bundle if len(bundle) == 1 else [])
    if not whole:
        return None
    leader, to = whole[0], batch.addresses[whole[0].pk]
    try:
        if len(whole) == 1:
            rendered, mail = batch.press.letter(leader, batch.links.get(leader.pk), to)
        else:
            rendered, mail = batch.press.digest(leader, items, to)
    except RENDER_ERRORS as problem:
        fail(whole, _code_of(problem), done)
        return None
    return whole, rendered, mail


def _send(bundle: Bundle, batch: _Batch, line: Line, done: Delivered) -> Answer | None:
    """Send one message and settle it; None when there was nothing to send."""
    written = _written(bundle, batch, done)
    if written is None:
        return None
    whole, rendered, mail = written
    answer = line.send(mail)
    settle(whole, rendered, answer, done)
    return answer


def deliver_batch(taken: list[Bundle], line: Line, done: Delivered) -> None:
    """Send what has been taken, as long as the line stands and the lease is young; put back the rest."""
    started = clock.now()
    bundles, addresses = _sift(taken, started, done)
    batch = _Batch(addresses, _links_of(bundles, started), Press(started))
    ended: list[UUID] = []
    for position, bundle in enumerate(bundles):
        if clock.now() > started + LEASE / 2 or not line.open():
            give_back(bundles[position:])
            done.trouble = line.trouble
            break
        answer = _send(bundle, batch, line, done)
        if answer is None:
            continue
        if answer.fate is Fate.ACCEPTED:
            ended += [notice.pk for notice in bundle]
        if not answer.line_stands:
            give_back(bundles[position + 1 :])
            done.trouble = line.trouble
            break
    forget_addresses(ended)


def deliver(*, limit: int = 500) -> Delivered:
    """Send up to ``limit`` due messages. Safe to run in any number of workers at once, and to be killed at any moment.

    When the mail server cannot be reached nothing is taken: messages wait untouched, and the first run after its
    return sends them.
    """
    done, line, hours = Delivered(), Line(), Hours()
    hours.put_off(clock.now())
    try:
        # A server that takes forty a call and hangs up is called again; one that took none waits for the next run.
        while done.handled < limit and (not done.trouble or line.accepted):
            done.trouble = ""
            now = clock.now()
            if not line.stands and not rows().filter(due(now)).exists():
                break
            if not line.open():
                done.trouble = line.trouble
                break
            bundles = take(min(BATCH, limit - done.handled), now)
            if not bundles:
                break
            deliver_batch(let_through(bundles, hours, now), line, done)
    finally:
        line.close()
    done.more = done.handled >= limit and not done.trouble
    heartbeat(name="mail", trouble=done.trouble)
    if done.more:
        hint()
    return done
