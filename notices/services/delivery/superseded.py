"""Of several messages about the same thing that are due to one person at once, the newest says it all.

They heap up while the mail server is away for days, or an address is wrong until the office corrects it: nobody is to
read a request and two reminders of the same form in one message.
"""

from collections.abc import Sequence
from uuid import UUID

from core.contributions.messages import KINDS
from notices.models import Notice
from notices.services.delivery.leasing import Bundle


def superseded_among(bundles: Sequence[Bundle]) -> list[Notice]:
    """Return the notices that a newer one of the same bundle, of the same sort and subject, makes needless. No query.

    What a worker let fall is a bundle of its own: it may have gone out, and is sent again as it was.
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
