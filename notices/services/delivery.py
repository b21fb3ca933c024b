"""Delivery: take a batch under a lease, render, send over one line, note each message right after its own acceptance.

A worker may be killed anywhere. Before the server accepts, the lease runs out and the message is taken up again.
Between acceptance and our note of it the message goes out twice, with the same Message-ID: no outbox closes that gap.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from core import clock
from core.errors import Stale
from core.workflow import guarded_update
from notices.models import Notice
from notices.rendering import Rendered, ValueMissing, house, message, render, values
from notices.services import links
from notices.services.addresses import addresses_of
from notices.services.hints import hint
from notices.services.hours import Hours, due
from notices.services.outbox import forget_addresses
from notices.services.pulse import heartbeat
from notices.services.wire import Answer, Fate, Line
from notices.states import OUTBOX, State, Stop

log = logging.getLogger("portal.notices")

ANYTHING = Q()
BATCH = 50
LEASE = dt.timedelta(minutes=2)
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(minutes=30)
MOST_ATTEMPTS = 240
"""At the longest pause that is five days of trying, longer than any week-end."""
RENDER_ERRORS = (ValueMissing, TemplateDoesNotExist, TemplateSyntaxError, KeyError, ValueError, TypeError)


@dataclass(slots=True)
class Delivered:
    """What one run did."""

    sent: int = 0
    later: int = 0
    failed: int = 0
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


def _all() -> Any:
    return Notice.objects.across_schools("the worker delivers for every school")


def _take(limit: int, now: dt.datetime, may_go: Q = ANYTHING) -> list[Notice]:
    """Take up to ``limit`` due messages, urgent ones first; no other worker touches them while the lease runs."""
    with transaction.atomic():
        taken: list[Notice] = []
        for ready, order in (
            (Q(state=State.SENDING, leased_until__lte=now), ("leased_until",)),
            (Q(state=State.WAITING, next_try_at__lte=now), (F("urgent").desc(), "next_try_at")),
        ):
            rows = _all().filter(ready, may_go).order_by(*order).select_related("school")
            taken += rows.select_for_update(skip_locked=True, of=("self",))[: limit - len(taken)]
            if len(taken) >= limit:
                break
        _all().filter(pk__in=[n.pk for n in taken]).update(
            state=State.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
    for notice in taken:
        notice.attempts += 1
    return taken


def _give_back(notices: list[Notice]) -> None:
    """Put back what was taken and not tried."""
    mine = Q(pk__in=[n.pk for n in notices], state__in=OUTBOX.find("try_later").sources)
    _all().filter(mine).update(state=State.WAITING, leased_until=None, attempts=F("attempts") - 1)


def _move(notice: Notice, name: str, **changes: Any) -> None:
    try:
        guarded_update(_all(), notice.pk, transition=OUTBOX.find(name), leased_until=None, **changes)
    except Stale:
        # The lease ran out and another worker has finished it meanwhile.
        log.warning("Notice %s was moved by another worker", notice.pk)


def _fail(notice: Notice, code: str) -> None:
    log.error("Notice %s cannot be sent: %s", notice.pk, code)
    _move(notice, "give_up", last_error=code[:80])


def _without_address(notice: Notice, done: Delivered) -> None:
    """A courtesy is dropped; everything else is shown to the office, which has another way to that person."""
    if notice.spec.courtesy:
        _move(notice, "drop", stop_reason=Stop.NO_ADDRESS)
        return
    _fail(notice, "no address")
    done.failed += 1


def _link_for(notice: Notice, now: dt.datetime) -> links.Link | None:
    wanted = notice.context.get("link")
    if not wanted:
        return None
    return links.prepare(school_id=notice.school_id, person_id=notice.person_id, now=now, **wanted)


def _rendered(notice: Notice, link: links.Link | None, now: dt.datetime) -> Rendered:
    place = house(notice.school)
    button = link.url if link else place.base_url + notice.context["page"] if "page" in notice.context else place.home
    shown = values(notice.spec, notice.context, place, now)
    return render(notice.kind, place, shown, button_url=button, why=str(notice.spec.sentence(notice.reason)))


def _settle(notice: Notice, rendered: Rendered, answer: Answer, done: Delivered) -> None:
    """Write down what the server said to one message, at once."""
    now = clock.now()
    if answer.fate is Fate.ACCEPTED:
        _move(
            notice,
            "accepted",
            sent_at=now,
            rendered_hash=rendered.digest,
            rendered_version=rendered.version,
            service_id=answer.service_id,
            last_error="",
        )
        done.sent += 1
    elif answer.fate is Fate.REFUSED or notice.attempts >= MOST_ATTEMPTS:
        _fail(notice, answer.code)
        done.failed += 1
    else:
        pause = pause_after(notice.attempts)
        _move(notice, "try_later", next_try_at=now + pause, last_error=answer.code[:80])
        done.later += 1


def _deliver_batch(batch: list[Notice], line: Line, done: Delivered) -> None:
    started = clock.now()
    addresses = addresses_of(batch)
    made = {n.pk: _link_for(n, started) for n in batch}
    links.store(link for link in made.values() if link)
    ended = []
    for position, notice in enumerate(batch):
        if clock.now() > started + LEASE / 2 or not line.open():
            _give_back(batch[position:])
            done.trouble = line.trouble
            break
        to = addresses.get(notice.pk)
        if not to:
            _without_address(notice, done)
            continue
        try:
            rendered = _rendered(notice, made[notice.pk], started)
        except RENDER_ERRORS as problem:
            _fail(notice, f"template {type(problem).__name__}")
            done.failed += 1
            continue
        envelope = message(rendered, house(notice.school), to=to, message_id=notice.message_id, now=clock.now())
        answer = line.send(envelope)
        _settle(notice, rendered, answer, done)
        if answer.fate is Fate.ACCEPTED:
            ended.append(notice.pk)
        if not answer.line_stands:
            _give_back(batch[position + 1 :])
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
        # A server that takes forty a call and hangs up is called again; one that took none waits for the next tick.
        while done.handled < limit and (not done.trouble or line.accepted):
            done.trouble = ""
            now = clock.now()
            may_go = hours.may_go(now)
            if not _all().filter(due(now), may_go).exists():
                break
            if not line.open():
                done.trouble = line.trouble
                break
            batch = _take(min(BATCH, limit - done.handled), now, may_go)
            if not batch:
                break
            _deliver_batch(batch, line, done)
    finally:
        line.close()
    done.more = done.handled >= limit and not done.trouble
    heartbeat(name="mail", trouble=done.trouble)
    if done.more:
        hint()
    return done
