"""The one way past the hours of a school: who looks at the demonstration at ten at night wants to see mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from notices.models import Notice
from notices.services.delivery import deliver_batch
from notices.services.settling import Delivered
from notices.services.taking import BATCH, take
from notices.services.wire import Line
from notices.states.life import OUTBOX


def send_what_waits() -> Delivered:
    """Deliver all that the schools of the demonstration hold back until they open.

    Raises Refused outside demo mode; a school that is not of the demonstration keeps its hours even there.
    """
    if not settings.DEMO_MODE:
        raise Refused(_("Only the demonstration sends what a school holds back."))
    done, line, now = Delivered(), Line(), clock.now()
    ours = Q(school__is_demo=True)
    waiting: Any = Notice.objects.across_schools("the schools of the demonstration")
    waiting.filter(ours, state__in=OUTBOX.find("defer").sources, next_try_at__gt=now).update(next_try_at=now)
    try:
        while line.open() and (bundles := take(BATCH, now, ours)):
            deliver_batch(bundles, line, done)
    finally:
        line.close()
    return done
