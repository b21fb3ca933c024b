"""Shared and doubled addresses, clocks that jump back, kinds of yesterday: nobody is forgotten, nobody is held up."""

from __future__ import annotations

import datetime as dt
import email
import email.policy

import pytest

from core import clock as the_clock
from core.contributions.messages import KINDS
from ledger.states import Confidentiality
from notices.models import Notice
from notices.rendering import message, render, sender_details, values
from notices.services import links
from notices.services.delivery.leasing import LEASE, lease
from notices.services.delivery.mail_merge import MailMerge
from notices.services.delivery.quiet_hours import FAR
from notices.states.outbox import State, Stop
from people.services import assignments, leaving, persons
from tests.notices.conftest import make_house, make_person
from tests.notices.delivery.test_delivery import ask_all, deliver, fresh
from tests.notices.messages.test_outbox import ask
from tests.notices.messages.test_words import value_for

FAMILY = {"due": dt.date(2026, 9, 26), "minutes": 3, "link": {"purpose": "family", "ref": "7d3a", "days": 60}}


def test_two_people_at_one_address_get_one_message_each(house, mail_server):
    pair = [make_person(house.school, n, email="both@families.example") for n in (1, 2)]
    notices = [ask(house, person=p, kind="family_request", key=f"{p.pk}", context=FAMILY) for p in pair]
    assert deliver() == (2, 0, 0, "")
    assert mail_server.recipients == ["both@families.example"] * 2
    assert {m["Message-ID"] for m in mail_server.messages} == {n.message_id for n in notices}
    texts = [m.get_body(("plain",)).get_content() for m in mail_server.messages]
    assert len({text.partition("/f/")[2].partition("/")[0] for text in texts}) == 2


def test_somebody_with_three_addresses_gets_one_message_at_the_newest(house, mail_server):
    for day, value in ((1, "old@families.example"), (2, "new@families.example")):
        since = dt.date(2026, 1, day)
        persons.set_address(
            person=house.person,
            school=house.school,
            kind="email",
            value=value,
            from_date=since,
            instead_of="none@families.example",
        )
    ask(house)
    assert deliver() == (1, 0, 0, "")
    assert mail_server.recipients == ["new@families.example"]


def test_an_address_corrected_meanwhile_is_the_one_that_is_used(house, mail_server, clock):
    ask(house)
    mail_server.refused["person0@families.example"] = "451 later"
    assert deliver() == (0, 1, 0, "")
    persons.set_address(person=house.person, school=house.school, kind="email", value="right@families.example")
    clock.advance(minutes=2)
    assert deliver() == (1, 0, 0, "")
    assert mail_server.recipients == ["right@families.example"]


@pytest.mark.parametrize("back", [1, 90, 3600, 3 * 86400])
def test_a_clock_that_jumps_back_between_lease_and_settling_sends_once(house, mail_server, clock, back):
    notices = ask_all(make_house(3, slug="ash"))
    mail_server.after_accepting = lambda count: clock.advance(seconds=-back) if count == 1 else None
    assert deliver() == (3, 0, 0, "")
    assert {fresh(n).state for n in notices} == {State.SENT}
    clock.advance(seconds=2 * back)
    assert (deliver(), len(mail_server.messages)) == ((0, 0, 0, ""), 3)


def test_what_a_dead_worker_held_before_the_clock_jumped_back_a_day_does_not_wait_a_day(house, mail_server, clock):
    notice = ask(house)
    lease(1, the_clock.now())
    clock.advance(days=-1)
    assert deliver() == (1, 0, 0, "")
    assert [mail["Message-ID"] for mail in mail_server.messages] == [notice.message_id]


def test_a_clock_set_right_by_seconds_takes_nothing_from_a_worker_that_lives(house, mail_server, clock):
    notice = ask(house)
    lease(1, the_clock.now())
    clock.advance(seconds=-(FAR - LEASE).total_seconds() + 5)
    assert deliver() == (0, 0, 0, "")
    assert fresh(notice).state == State.SENDING


def test_a_clock_that_jumps_ahead_in_the_middle_gives_the_rest_back_and_sends_it(house, mail_server, clock):
    notices = ask_all(make_house(3, slug="ash"))
    mail_server.after_accepting = lambda count: clock.advance(hours=1) if count == 1 else None
    assert deliver() == (3, 0, 0, "")
    assert sorted(fresh(n).attempts for n in notices) == [1, 1, 1]
    assert len(mail_server.messages) == 3


@pytest.mark.parametrize("address", ["person7@families.example", ""])
def test_a_kind_that_the_code_no_longer_knows_fails_alone(house, mail_server, address):
    old = make_person(house.school, 7, email=address)
    notice, other = ask(house, person=old, key="old"), ask(house)
    Notice.objects.for_school(house.school).filter(pk=notice.pk).update(kind="gone_with_the_last_version")
    assert deliver() == (1, 0, 1, "")
    assert (fresh(notice).state, fresh(other).state) == (State.FAILED, State.SENT)
    assert notice.last_error == ("template KeyError" if address else "no address")


def test_everything_at_once_and_nobody_is_forgotten(house, mail_server, clock):
    """A refused, a nameless, a broken, a left and a shared address in one batch: each ends as it should."""
    home = make_house(6, slug="ash")
    assignments.give_role(person=home.people[3], school=home.school, role="teacher", from_date=dt.date(2024, 9, 1))
    notices = ask_all(home)
    mail_server.refused |= {"person0@families.example": "550 no", "person1@families.example": "451 later"}
    rows = Notice.objects.for_school(home.school)
    rows.filter(pk=notices[2].pk).update(context={})
    leaving.end_person(person=home.people[3], school=home.school, on=dt.date(2026, 9, 8))
    clock.advance(days=1)
    assert deliver() == (2, 1, 2, "")
    assert [(fresh(n).state, n.last_error, n.stop_reason) for n in notices] == [
        (State.FAILED, "recipient 550", ""),
        (State.WAITING, "recipient 451", ""),
        (State.FAILED, "template ValueMissing", ""),
        (State.CANCELLED, "", Stop.LEFT),
        (State.SENT, "", ""),
        (State.SENT, "", ""),
    ]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("to", ["reader@families.example", "rüdiger@families.example", '"a b"@families.example'])
def test_a_merged_message_is_what_the_library_would_have_built(house, kind, to):
    """The short way and the long way make the same message, with a private link where there is one."""
    context = {name: value_for(sort) for name, sort in {**kind.needs, **kind.may}.items()}
    notice = ask(house, kind=kind.name, confidentiality=kind.confidentialities[0], context=context)
    now = the_clock.now()
    link = None
    if "link" in notice.context:
        link = links.prepare(school_id=house.school.pk, person_id=house.person.pk, now=now, **notice.context["link"])
    rendered, mail = MailMerge(now, {notice.pk: to}, {notice.pk: link} if link else {}).single(notice)
    place = sender_details(house.school)
    again = render(
        kind.name,
        place,
        values(kind, notice.context, place, now),
        button_url=link.url if link else place.home if "page" not in context else place.base_url + context["page"],
        why=str(kind.why),
    )
    assert rendered == again
    assert (mail.raw is not None) == (to == "reader@families.example")
    if mail.raw is None:
        return
    built = message(again, place, to=to, message_id=notice.message_id, now=now)
    short, long = (
        email.message_from_bytes(m.message().as_bytes(linesep="\r\n"), policy=email.policy.default)
        for m in (mail, built)
    )
    assert {k: v for k, v in short.items() if k != "Content-Type"} == {
        k: v for k, v in long.items() if k != "Content-Type"
    }
    assert [p.get_content() for p in short.iter_parts()] == [p.get_content() for p in long.iter_parts()]
    assert (mail.body, mail.alternatives, mail.to, mail.subject) == (
        built.body,
        built.alternatives,
        built.to,
        built.subject,
    )
    assert mail.extra_headers == built.extra_headers


def test_the_second_reader_s_letter_holds_nothing_of_the_first(house, mail_server):
    home = make_house(3, slug="ash")
    for n, person in enumerate(home.people):
        ask(home, person=person, kind="family_request", key=f"{n}", context=FAMILY)
    assert deliver() == (3, 0, 0, "")
    for n, letter in enumerate(mail_server.letters):
        others = [other for k, other in enumerate(mail_server.letters) if k != n]
        assert [o.recipients[0] for o in others if o.recipients[0].encode() in letter.raw] == []
    tokens = [letter.raw.partition(b"/f/")[2][:43] for letter in mail_server.letters]
    counts = [letter.raw.count(token) for letter, token in zip(mail_server.letters, tokens, strict=True)]
    assert (len(set(tokens)), counts) == (3, [4, 4, 4])


def test_a_room_that_must_stay_shut_never_gathers(house, mail_server):
    ask(
        house,
        kind="decision_needed",
        confidentiality=Confidentiality.CONFIDENTIAL,
        context={"since": "2026-09-01"},
        key="a",
    )
    ask(
        house,
        kind="decision_needed",
        confidentiality=Confidentiality.CONFIDENTIAL,
        context={"since": "2026-09-01"},
        key="b",
    )
    assert (deliver(), len(mail_server.messages)) == ((2, 0, 0, ""), 2)
