"""Is it still theirs? What a message says of somebody can have ceased to be true since it was queued.

A night, a week-end or three days without a mail server lie between. An app contributes a ``CheckBeforeSending`` for
its own kinds; it is asked once more right before anything is sent, and so when the office sends something again.
"""

from __future__ import annotations

import contextlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from core.contributions.messages import CHECKS_BEFORE_SENDING
from core.error_report import where
from notices.models import Notice
from notices.services.taking import Bundle

log = logging.getLogger("portal.notices")

UNKNOWN = "template check"
"""Code of a message of which nobody can say whether it may go: it waits, and is asked about again in a while."""


def subjects_of(notices: Iterable[Notice], kind: str) -> dict[UUID, UUID]:
    """Return {notice id: id of what it is about} for those about a ``kind`` of thing such as "case". No query."""
    found: dict[UUID, UUID] = {}
    for notice in notices:
        name, _colon, text = notice.subject.partition(":")
        if name == kind:
            with contextlib.suppress(ValueError):
                found[notice.pk] = UUID(text)
    return found


def no_longer_owed(bundles: Sequence[Bundle]) -> tuple[list[Notice], list[Notice]]:
    """Return the notices that are no longer to be sent, and those of which nobody can say.

    Who may not know of something beats every grant: where a check breaks, nothing goes out.
    """
    by_kind: dict[str, list[str]] = defaultdict(list)
    for name, known in CHECKS_BEFORE_SENDING.items():
        for kind in known.kinds:
            by_kind[kind].append(name)
    asked: dict[str, list[Notice]] = defaultdict(list)
    for bundle in bundles:
        for notice in bundle:
            for name in by_kind[notice.kind]:
                asked[name].append(notice)
    gone: dict[UUID, Notice] = {}
    broken: dict[UUID, Notice] = {}
    for name, notices in asked.items():
        try:
            ended = CHECKS_BEFORE_SENDING[name].no_longer(notices)
        except Exception as problem:  # one check of many: its messages wait, the others go
            log.error("Nobody can say whether messages are still to be sent: %s", where(problem))
            broken |= {notice.pk: notice for notice in notices}
        else:
            gone |= {notice.pk: notice for notice in notices if notice.pk in ended}
    return list(gone.values()), [notice for pk, notice in broken.items() if pk not in gone]
