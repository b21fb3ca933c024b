"""The checks right before sending: which messages of a batch may still go out, and to which address.

A night, a week-end or three days without a mail server lie between. An app contributes a ``CheckBeforeSending``
for its own kinds; it is asked right before anything is sent, and so when the office sends something again.
"""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from core.clock import day_of
from core.contributions.messages import CHECKS_BEFORE_SENDING, KINDS, is_kind
from core.error_report import where
from notices.models import Notice, NoticeAddress
from notices.queries.subjects import by_school
from notices.services.delivery.leasing import Bundle
from people.queries import directory

log = logging.getLogger("portal.notices")
UNKNOWN = "template check"
"""Code of a message of which nobody can say whether it may go: it waits, and is asked about again in a while."""


def leavers_among(notices: Sequence[Notice], now: dt.datetime) -> list[Notice]:
    """Return the notices to people who had left their school by ``now``. One query a school.

    What goes at once is never among them: an alert that nobody reads is worse than one too many.
    """
    can_wait = {n.pk for n in notices if n.person_id is not None and not is_kind(n.kind, lambda kind: kind.at_once)}
    gone: list[Notice] = []
    for school, mine in by_school(notices, can_wait).items():
        persons = {notice.person_id for notice in mine if notice.person_id}
        here = directory.still_here(persons, school, day_of(now, school.timezone))
        gone += [notice for notice in mine if notice.person_id not in here]
    return gone


def not_to_send(notices: Iterable[Notice]) -> tuple[list[Notice], list[Notice]]:
    """Return the notices that are no longer to be sent, and those of which nobody can say.

    A check that breaks keeps its messages back: a message too late is better than one to somebody who may not have
    it.
    """
    asked: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        for name, check in CHECKS_BEFORE_SENDING.items():
            if notice.kind in check.kinds:
                asked[name].append(notice)
    ended: dict[UUID, Notice] = {}
    unknown: dict[UUID, Notice] = {}
    for name, mine in asked.items():
        try:
            gone = CHECKS_BEFORE_SENDING[name].not_to_send(mine)
        except Exception as problem:  # one check of many: its messages wait, the others go
            log.error("Nobody can say whether messages are still to be sent: %s", where(problem))
            unknown |= {notice.pk: notice for notice in mine}
        else:
            ended |= {notice.pk: notice for notice in mine if notice.pk in gone}
    return list(ended.values()), [notice for pk, notice in unknown.items() if pk not in ended]


def superseded_among(bundles: Sequence[Bundle]) -> list[Notice]:
    """Return the notices that a newer one of the same bundle, of the same sort and subject, makes needless. No query.

    They heap up while the mail server is away for days, or an address is wrong until the office corrects it: nobody is
    to read a request and two reminders of the same form in one message. What a worker let fall is a bundle of its own:
    it may have gone out, and is sent again as it was.
    """
    superseded: list[Notice] = []
    for bundle in bundles:
        newest: dict[tuple[UUID | None, str, str], Notice] = {}
        for notice in sorted(bundle, key=lambda notice: (notice.queued_at, notice.pk)):
            # What line managers and owners of policies are told counts other people each time: each of these stands.
            kind = KINDS.get(notice.kind)
            if kind is None or not kind.replaces:
                continue
            same = (notice.person_id, kind.replaces, notice.subject)
            if same in newest:
                superseded.append(newest[same])
            newest[same] = notice
    return superseded


def addresses_of(notices: Sequence[Notice]) -> dict[UUID, str]:
    """Return {notice id: address} for a batch; a notice without a usable address is absent. Two queries a school.

    Looked up at delivery, so that a corrected address is used and none is kept in the outbox.
    """
    rows = NoticeAddress.objects.across_schools("of one batch").filter(notice__in=[n.pk for n in notices])
    addresses = {row.notice_id: str(row.value) for row in rows}
    to_people = {n.pk for n in notices if n.pk not in addresses and n.person_id is not None}
    for school, group in by_school(notices, to_people).items():
        known = directory.emails([n.person_id for n in group if n.person_id], school)
        addresses |= {n.pk: known[n.person_id] for n in group if n.person_id in known}
    return addresses
