"""The only way past a school's hours: whoever looks at the demonstration at ten at night wants to see mail."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from notices.models import Notice
from notices.services.delivery.leasing import BATCH, lease
from notices.services.delivery.results import DeliveryCounts
from notices.services.delivery.sending import deliver_batch
from notices.services.delivery.transport import SmtpSession
from notices.states.outbox import OUTBOX


def send_what_waits() -> DeliveryCounts:
    """Deliver all that the schools of the demonstration hold back until they open.

    Raises Refused outside demo mode; a school that is not of the demonstration keeps its hours even there.
    """
    if not settings.DEMO_MODE:
        raise Refused(_("Only the demonstration sends what a school holds back."))
    counts, session, now = DeliveryCounts(), SmtpSession(), clock.now()
    ours = Q(school__is_demo=True)
    waiting = Notice.objects.across_schools("the schools of the demonstration")
    waiting.filter(ours, state__in=OUTBOX.find("defer").sources, next_try_at__gt=now).update(next_try_at=now)
    try:
        while session.open() and (bundles := lease(BATCH, now, ours)):
            deliver_batch(bundles, session, counts)
    finally:
        session.close()
    return counts
