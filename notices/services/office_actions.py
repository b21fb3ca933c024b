"""What people at the school do to the outbox: send again, cancel, invite, test. Each is recorded in the ledger."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor, By
from core.contributions.messages import kind_names
from core.db.school_scope import OwnedQuerySet
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.workflow import guarded_update, require
from ledger import services as ledger
from ledger.states import Confidentiality
from notices.models import Notice
from notices.services.bounces import resolve
from notices.services.delivery.before_sending import addresses_of
from notices.services.outbox import UNSENT, forget_addresses, queue, stop
from notices.services.wakeup import wake_after_commit
from notices.states.outbox import OUTBOX, State, Stop
from people.models.persons import Person
from people.queries import directory
from schools.models.schools import School

MOST_TESTS = 10
AN_HOUR = dt.timedelta(hours=1)


def _move(notice: Notice, name: str, *, by: Actor, now: dt.datetime, **changes: Any) -> None:
    transition = OUTBOX.find(name)
    require(by.permissions, transition)
    rows = Notice.objects.for_school(notice.school_id)
    guarded_update(rows, notice.pk, transition=transition, leased_until=None, **UNSENT, **changes)
    ledger.record(
        school_id=notice.school_id,
        confidentiality=notice.confidentiality,
        verb=transition.verb,
        subject=f"notice:{notice.pk}",
        actor=by,
        facts={"kind": notice.kind},
        now=now,
    )
    notice.refresh_from_db()


@unit_of_work()
def retry(*, notice: Notice, by: Actor, now: dt.datetime | None = None) -> Notice:
    """Send again now a message that failed, waits or came back; what it carried goes along.

    With a confidential one go all others to that person: the office sees one line and never learns how many there are.
    The office says so that the address may be used again. Raises StaleWrite when it has moved on, Refused without
    ``people.manage``.
    """
    moment = now or clock.now()
    afresh: dict[str, Any] = {"next_try_at": moment, "attempts": 0, "last_error": ""}
    for each in [notice, *_behind(notice)]:
        _move(each, "retry", by=by, now=moment, **afresh)
        _carried(each).update(state=State.WAITING, leased_until=None, **UNSENT, **afresh)
        resolve(notice=each, address=addresses_of([each]).get(each.pk, ""), now=moment)
    wake_after_commit()
    return notice


def _behind(notice: Notice) -> list[Notice]:
    """Return the confidential messages that stand behind the one line of the office, locked."""
    if not notice.is_confidential or notice.person_id is None:
        return []
    rows = Notice.objects.for_school(notice.school_id).filter(
        confidentiality=notice.confidentiality, person=notice.person_id, state__in=(State.FAILED, State.BOUNCED)
    )
    return list(rows.exclude(pk=notice.pk).order_by("pk").select_for_update(of=("self",)))


def _carried(notice: Notice) -> OwnedQuerySet[Notice]:
    """Return what went out in this message and came back with it."""
    rows: OwnedQuerySet[Notice] = Notice.objects.for_school(notice.school_id)
    return rows.filter(carried_by=notice.pk, state=State.BOUNCED)


@unit_of_work()
def cancel_by_hand(*, notice: Notice, by: Actor, now: dt.datetime | None = None) -> Notice:
    """Stop a message that failed, waits or came back, and what it carried.

    Raises StaleWrite when it has been sent meanwhile, Refused without ``people.manage``.
    """
    if notice.is_confidential:  # the person a concern is about may work in the office and must not hold an alert back
        raise Refused(_("This message cannot be cancelled here. You can send it again."))
    _move(notice, "cancel", by=by, now=now or clock.now(), stop_reason=Stop.OFFICE)
    _carried(notice).update(state=State.CANCELLED, stop_reason=Stop.OFFICE, leased_until=None, **UNSENT)
    forget_addresses([notice.pk])
    return notice


@unit_of_work()
def invite(*, person: Person, school: School, now: dt.datetime | None = None) -> Notice:
    """Write to somebody how to sign in; twice within an hour (a double click) is one message.

    ``accounts.services.invitations`` makes the account, records who asked and announces it.
    """
    moment = now or clock.now()
    subject = f"person:{person.pk}"
    return queue(
        school=school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="invitation",
        person=person,
        subject=subject,
        key=f"{subject}:invitation:{moment:%Y-%m-%dT%H}",
        context={"page": reverse("account_request_login_code")},
        now=moment,
    )


def on_people_changed(
    *, kind: str, person: Person | None, school: School, by: By, now: dt.datetime | None, detail: dict[str, str]
) -> None:
    """Take in the changes among people that a message follows at once, and leavers, who are sent nothing more.

    "invited", and "left"; a leaving day that is still to come is seen at delivery.
    """
    moment = now or clock.now()
    if person is None:
        return
    if kind == "left":
        stop_for_leaver(person=person, school=school, now=moment)
    elif kind == "invited":
        invite(person=person, school=school, now=moment)


@unit_of_work()
def stop_for_leaver(*, person: Person, school: School, now: dt.datetime) -> int:
    """Stop what waits for somebody who has left the school by ``now``, but for what goes at once; returns how many."""
    if directory.still_here([person], school, clock.day_of(now, school.timezone)):
        return 0
    rows = Notice.objects.for_school(school).filter(person=person, state__in=OUTBOX.find("cancel").sources)
    return stop(rows.exclude(kind__in=kind_names(lambda kind: kind.at_once)), Stop.LEFT)


@unit_of_work()
def send_test_mail(*, school: School, to: str, by: By, now: dt.datetime | None = None) -> Notice:
    """Queue a test message to any address, to prove that mail leaves the portal.

    Raises Refused after ``MOST_TESTS`` in an hour: an address outside the school is nobody's to write to at will.
    """
    moment = now or clock.now()
    tests = Notice.objects.for_school(school).filter(kind="test_mail", queued_at__gt=moment - AN_HOUR)
    if tests.count() >= MOST_TESTS:
        raise Refused(_("That is enough test messages for an hour. The page “E-mails” shows what became of the last."))
    subject = f"school:{school.pk}"
    notice = queue(
        school=school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="test_mail",
        person=None,
        subject=subject,
        key=f"{subject}:test:{uuid4()}",
        to=to,
        now=moment,
    )
    if by is not None:
        ledger.record(
            school_id=school.pk,
            confidentiality=Confidentiality.EVERYDAY,
            verb="notice.test_sent",
            subject=subject,
            actor=by,
            now=moment,
        )
    return notice
