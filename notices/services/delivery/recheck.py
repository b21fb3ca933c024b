"""What a message says of somebody can have ceased to be true since it was queued: it is checked again before sending.

A night, a week-end or three days without a mail server lie between. An app contributes a ``CheckBeforeSending`` for
its own kinds; it is asked right before anything is sent, and so when the office sends something again.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from core.contributions.messages import CHECKS_BEFORE_SENDING
from core.errors import error_place
from notices.models import Notice

log = logging.getLogger("portal.notices")

UNKNOWN = "template check"
"""Code of a message of which nobody can say whether it may go: it waits, and is asked about again in a while."""


def no_longer_wanted(notices: Iterable[Notice]) -> tuple[list[Notice], list[Notice]]:
    """Return the notices that are no longer to be sent, and those of which nobody can say.

    A check that breaks keeps its messages back: a message too late is better than one to somebody who may not have it.
    """
    checks: dict[str, list[str]] = defaultdict(list)
    for name, check in CHECKS_BEFORE_SENDING.items():
        for kind in check.kinds:
            checks[kind].append(name)
    asked: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        for name in checks[notice.kind]:
            asked[name].append(notice)
    ended: dict[UUID, Notice] = {}
    unknown: dict[UUID, Notice] = {}
    for name, mine in asked.items():
        try:
            gone = CHECKS_BEFORE_SENDING[name].no_longer(mine)
        except Exception as problem:  # one check of many: its messages wait, the others go
            log.error("Nobody can say whether messages are still to be sent: %s", error_place(problem))
            unknown |= {notice.pk: notice for notice in mine}
        else:
            ended |= {notice.pk: notice for notice in mine if notice.pk in gone}
    return list(ended.values()), [notice for pk, notice in unknown.items() if pk not in ended]
