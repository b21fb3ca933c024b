"""Is it still theirs? What a message says of somebody can have ceased to be true since it was queued.

A night, a week-end or three days without a mail server lie between. A higher floor says for its own kinds who may still
hear of what; it is asked once more right before anything is sent, and so when the office sends something again.
"""

from __future__ import annotations

import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from core.faults import where
from notices.models import Notice
from notices.services.taking import Bundle
from notices.states import KINDS

log = logging.getLogger("portal.notices")

Check = Callable[[Sequence[Notice]], set[UUID]]
"""Takes notices of its kinds, of any schools; returns the ids of those that are no longer to be sent."""
UNKNOWN = "template check"
"""Code of a message of which nobody can say whether it may go: it waits, and is asked about again in a while."""

_CHECKS: dict[str, list[Check]] = {}


def ask_before_sending(kinds: Iterable[str], check: Check) -> None:
    """Let ``check`` look at notices of these kinds right before they go. Raises ValueError for an unknown kind."""
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"There is no kind of notice {kind!r}")
        known = _CHECKS.setdefault(kind, [])
        if check not in known:
            known.append(check)


def subjects_of(notices: Iterable[Notice], model: str) -> dict[UUID, UUID]:
    """Return {notice id: id of what it is about} for those about a ``model`` such as "incidents.case". No query."""
    found: dict[UUID, UUID] = {}
    for notice in notices:
        name, _colon, text = notice.subject.partition(":")
        if name == model:
            with contextlib.suppress(ValueError):
                found[notice.pk] = UUID(text)
    return found


def no_longer_owed(bundles: Sequence[Bundle]) -> tuple[list[Notice], list[Notice]]:
    """Return the notices that are no longer to be sent, and those of which nobody can say.

    Who may not know of something beats every grant: where a check breaks, nothing goes out.
    """
    asked: dict[Check, list[Notice]] = defaultdict(list)
    for bundle in bundles:
        for notice in bundle:
            for check in _CHECKS.get(notice.kind, ()):
                asked[check].append(notice)
    gone: dict[UUID, Notice] = {}
    broken: dict[UUID, Notice] = {}
    for check, notices in asked.items():
        try:
            ended = check(notices)
        except Exception as problem:  # one check of many: its messages wait, the others go
            log.error("Nobody can say whether messages are still to be sent: %s", where(problem))
            broken |= {notice.pk: notice for notice in notices}
        else:
            gone |= {notice.pk: notice for notice in notices if notice.pk in ended}
    return list(gone.values()), [notice for pk, notice in broken.items() if pk not in gone]
