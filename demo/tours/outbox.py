"""Screens of the e-mails: what came back, what could not be sent, what is held, and nothing at all."""

import datetime as dt

from core import clock
from demo.people import DemoSchool
from demo.stops import Stop, as_cast
from ledger.states import Confidentiality
from notices.models import Notice
from notices.queries import health
from notices.services import bounces, office_actions, outbox, scheduled_runs
from notices.services.delivery import sending
from notices.states.outbox import BounceType
from people.models.persons import Person
from people.queries import directory
from schools.queries import calendar


def _thank(place: DemoSchool, person: Person, key: str) -> Notice:
    """Queue a message that goes at any hour, so that the pictures are the same at night."""
    return outbox.queue(
        school=place.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="signed",
        person=person,
        subject="round:tour",
        key=f"tour:{key}",
        context={"reference": "AG-4TM", "at": clock.now()},
    )


def _hold(place: DemoSchool, person: Person, number: int) -> Notice:
    day = calendar.school_days_after(place.school, place.school.today(), 1)
    opens = dt.datetime.combine(day, dt.time(8), tzinfo=clock.now().astimezone().tzinfo)
    return outbox.queue(
        school=place.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="question_answered",
        person=person,
        subject="round:tour",
        key=f"tour:held:{number}",
        hold_until=opens,
    )


def _came_back(place: DemoSchool, notice: Notice, bounce_type: BounceType) -> None:
    notice.refresh_from_db()
    to = directory.email_of(notice.person_id, place.school) if notice.person_id else ""
    bounces.record_bounce(
        notice=notice,
        bounce_type=bounce_type,
        code="bounced",
        event_id=f"tour:{notice.pk}",
        at=clock.now(),
        to=to or "",
    )


def _something_of_each(place: DemoSchool) -> None:
    """Send three letters: two come back, one is not wanted; a fourth goes to an address that failed before."""
    reached = directory.emails(place.carers, place.school)
    readers = [carer for carer in place.carers if carer.pk in reached]
    first, second, third = readers[1:4]
    sent = [_thank(place, person, str(number)) for number, person in enumerate((first, second, third))]
    alert = Notice.objects.for_school(place.school).filter(kind="concern_alert", state="waiting").first()
    for name in health.reminder_tasks():
        scheduled_runs.record_heartbeat(name=name)
    office_actions.send_test_mail(school=place.school, to="office@oakfield.example", by=None)
    sending.deliver()
    types = (BounceType.BOUNCED, BounceType.REFUSED, BounceType.COMPLAINED)
    for notice, bounce_type in zip(sent, types, strict=True):
        _came_back(place, notice, bounce_type)
    if alert is not None:
        _came_back(place, alert, BounceType.BOUNCED)
    _thank(place, first, "again")
    sending.deliver()
    for number, person in enumerate(readers[4:8]):
        _hold(place, person, number)


def outbox_stops(place: DemoSchool, empty: DemoSchool) -> list[Stop]:
    """Return the page of e-mails at ``place``, where much has gone wrong, and at ``empty``, where nothing has."""
    _something_of_each(place)
    return [
        *as_cast(place, "office", [Stop("outbox-full", "notices/"), Stop("home-office-came-back", "")]),
        *as_cast(empty, "office", [Stop("empty-outbox", "notices/")]),
    ]
