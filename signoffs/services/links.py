"""Private links of families: a new one for whoever lost theirs, by post or on paper, and the question behind each."""

import datetime as dt

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import record_about
from ledger.states import Confidentiality
from notices.services import links as notices_links
from notices.services import outbox
from people.models.persons import Person
from people.models.pupils import CarerLink
from people.queries import directory
from people.queries.acting import Actor
from schools.models.schools import School
from signoffs.models import Round
from signoffs.queries import audience, family
from signoffs.services.rounds import request_context
from signoffs.states import LINK, Permission

MOST_GUESSES = 3
A_DAY = 24 * 3600


@unit_of_work()
def send_new_links(*, email: str, now: dt.datetime | None = None) -> None:
    """Send a new link to each carer with this address who has something to sign. Says nothing about what it found.

    At most one message a person, round and hour, so that the page cannot be used to flood a mailbox.
    """
    moment = now or clock.now()
    for person, school in family.carers_at_address(email):
        for round in family.open_family_rounds(school):
            _send(round, person, f"link:{moment:%Y-%m-%dT%H}", moment)


def _send(round: Round, person: Person, key: str, now: dt.datetime) -> None:
    outbox.queue(
        school=round.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind=LINK,
        person=person,
        subject=round.label,
        key=f"{round.label}:{person.pk}:{key}",
        context=request_context(round),
        now=now,
    )


@unit_of_work()
def send_link(*, round: Round, person: Person, by: Actor, now: dt.datetime | None = None) -> None:
    """Send a carer a new private link because somebody in the office was asked for it.

    Twice within five minutes (a double click) is one message. Raises Refused without the right, for somebody who
    signs for no child today or may not be written to, and for somebody without an address.
    """
    moment = now or clock.now()
    _check(round, person, by)
    links = CarerLink.objects.for_school(round.school_id).filter(in_force(round.school.today()), person=person)
    if not links.filter(may_contact=True).exists():
        raise Refused(_("This adult gets no letters about a child. Hand a letter over in person."))
    if not directory.email_of(person, round.school):
        raise Refused(_("We have no e-mail address. Print a letter instead."))
    pressed = moment.replace(minute=moment.minute - moment.minute % 5)
    _send(round, person, f"office:{pressed:%Y-%m-%dT%H:%M}", moment)
    record_about(round, "link.sent", by=by, now=moment, person=str(person.pk))


@unit_of_work()
def print_link(*, round: Round, person: Person, by: Actor, now: dt.datetime | None = None) -> str:
    """Make a private link for a letter on paper and return its address, which is shown this once.

    Raises Refused without the right and for somebody who signs for no child today.
    """
    moment = now or clock.now()
    _check(round, person, by)
    url = notices_links.make_link(
        school=round.school, person=person, purpose=family.PURPOSE, ref=str(round.pk), now=moment
    )
    record_about(round, "link.printed", by=by, now=moment, person=str(person.pk))
    return url


def _check(round: Round, person: Person, by: Actor) -> None:
    if Permission.PAPER_RECORD not in by.permissions:
        raise Refused(_("Only the office, an administrator or the headteacher can do this."))
    if not round.is_open or not audience.children_to_sign_for(person, round.school):
        raise Refused(_("There is nothing for this adult to sign today."))


def check_birthday(*, person: Person, school: School, day: int, month: int) -> None:
    """Raise Refused unless a child of the carer is born on that day and month, or after three wrong answers.

    Wrong answers are counted for the carer, neither for the browser nor for the link: a new window or a new link gives
    no new tries. After the third the office helps, by telephone or on paper.
    """
    key = f"family-guesses:{school.pk}:{person.pk}"
    # One after the other: many windows at once have three tries together. Raised outside, so that the count stays.
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
        wrong = cache.get(key, 0)
        right = (day, month) in family.birthdays(person, school)
        if wrong < MOST_GUESSES and right:
            cache.delete(key)
        elif wrong < MOST_GUESSES:
            cache.set(key, wrong + 1, A_DAY)
    if wrong + (not right) >= MOST_GUESSES:
        raise Refused(_("That was 3 tries. Call the school office"))
    if not right:
        raise Refused(_("That is not a birthday we know. Check the day and the month"))
