"""What only a demo does: it sends what waits for the school's hours, and it is removed in one step."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.services.sessions import close_account
from core import clock
from core.db.dated import close
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.models import DataKey
from ledger.services import note
from notices.models import Notice
from notices.services.delivery.leasing import BATCH, lease
from notices.services.delivery.results import DeliveryCounts
from notices.services.delivery.sending import deliver_batch
from notices.services.delivery.transport import SmtpSession
from notices.states.outbox import OUTBOX
from people.models.persons import Person
from people.models.roles import RoleAtSchool
from schools.models.schools import School
from schools.services.base import day_at


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


@unit_of_work()
def remove_demo() -> int:
    """Close every demo school in one step; returns how many. Schools that are not of the demo are not touched.

    Roles end, accounts that act nowhere else are closed, and the data keys of the demo are destroyed: what was sealed
    is noise from then on. Signed rows and the ledger never change, so they stay; nothing leads to them any more.
    """
    moment = clock.now()
    schools = list(School.objects.filter(is_demo=True, closed_on__isnull=True).select_related("trust"))
    for school in schools:
        day = day_at(school, moment)
        for row in RoleAtSchool.objects.for_school(school).exclude(until_date__lte=day):
            close(row, day)
        school.closed_on = day
        school.save(update_fields=["closed_on"])
        note(school=school, verb="demo.removed", subject=f"school:{school.pk}", actor=None, now=moment)
    trusts = {school.trust_id for school in schools}
    elsewhere = Person.objects.exclude(trust__in=trusts).filter(user__isnull=False)
    people = Person.objects.filter(trust__in=trusts, user__isnull=False).exclude(user__in=elsewhere.values("user"))
    for person in people.select_related("user"):
        if person.user is not None:
            close_account(user=person.user)
    owners = trusts | {school.pk for school in schools}
    for key in DataKey.objects.filter(owner_id__in=owners, forgotten_at__isnull=True):
        key.forget(why="The demo was removed", at=moment)
    return len(schools)
