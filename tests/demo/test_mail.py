"""The demo at a week-end: what is held is shown, and one button sends it; nothing else passes the hours."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import Refused
from demo import services
from ledger.states import Confidentiality
from notices.models import DemoMail, Notice
from notices.services.delivery import sending
from schools.models.schools import School
from tests.notices.messages.test_outbox import ask

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]
SATURDAY = dt.datetime(2026, 11, 21, 20, 0)
HELD = "Held until 8am on Monday 23 November"


@pytest.fixture
def demo(cast, clock, settings):
    """A school of the demonstration and one that is not, each with a message that waits for Monday."""
    settings.EMAIL_BACKEND = "notices.backends.DemoMailbox"
    settings.DEMO_MODE = True
    clock.set(SATURDAY)
    School.objects.filter(pk=cast.school.pk).update(is_demo=True)
    for member in (cast.teacher, cast.stranger):
        ask(member, person=member.person, key=f"{member.name}")
    assert sending.deliver().sent == 0
    return cast


def test_what_waits_is_shown_and_one_button_sends_it(demo, client):
    page = client.get("/demo/mail/").content.decode()
    assert (page.count(HELD), "Request to sign" in page, "Send now what waits" in page) == (1, True, True)
    after = client.post("/demo/mail/send/", follow=True).content.decode()
    assert ("One e-mail is here." in after, HELD in after) == (True, False)
    assert [mail.to for mail in DemoMail.objects.all()] == [demo.teacher.user.email]
    assert "Nothing was waiting." in client.post("/demo/mail/send/", follow=True).content.decode()


def test_a_school_that_is_not_of_the_demo_keeps_its_hours(demo, client):
    client.post("/demo/mail/send/")
    states = Notice.objects.for_schools([demo.school, demo.other_school]).values_list("school__slug", "state")
    assert set(states) == {("fernhill", "sent"), ("marlow-bank", "waiting")}


def test_outside_demo_mode_nobody_sends_what_is_held(demo, client, settings):
    settings.DEMO_MODE = False
    assert client.post("/demo/mail/send/").status_code == 404
    with pytest.raises(Refused):
        services.send_what_waits()
    assert {row.state for row in Notice.objects.for_school(demo.school)} == {"waiting"}


def test_confidential_messages_are_not_listed(demo, client):
    ask(
        demo.head,
        person=demo.head.person,
        confidentiality=Confidentiality.CONFIDENTIAL,
        kind="decision_needed",
        context={"since": dt.date(2026, 11, 20)},
        key="secret",
    )
    sending.deliver()
    page = client.get("/demo/mail/").content.decode()
    assert (page.count(HELD), "Decision needed" in page) == (1, False)


def test_a_link_opens_the_portal_that_shows_it_also_when_that_served_another_port_before(demo, client):
    text = "Open http://localhost:8000/f/abc/ or http://127.0.0.1:8311/demo/, not https://www.example.org:8000/x/"
    mail = DemoMail.objects.create(at=SATURDAY.replace(tzinfo=dt.UTC), sender="a", to="b", subject="c", text=text)
    page = client.get(f"/demo/mail/{mail.pk}/", headers={"host": "localhost:9123"}).content.decode()
    assert 'href="http://localhost:9123/f/abc/"' in page
    assert 'href="http://localhost:9123/demo/"' in page
    assert 'href="https://www.example.org:8000/x/"' in page
    assert "8311" not in page


def test_a_visitor_finds_a_family_that_has_not_signed_yet_however_many_e_mails_came_later(demo, client, clock):
    link = {"purpose": "family", "ref": "round"}
    asked = {"kind": "family_request", "context": {"due": dt.date(2026, 11, 27), "minutes": 5, "link": link}}
    for carer in (demo.parent, demo.carer):
        ask(demo.head, person=carer.person, key=f"asked {carer.name}", **asked)
    client.post("/demo/mail/send/")
    thanks = {"kind": "signed", "context": {"reference": "AAA-BBB", "at": SATURDAY.replace(tzinfo=dt.UTC)}}
    ask(demo.head, person=demo.carer.person, key="thanks", **thanks)
    client.post("/demo/mail/send/")
    later = {"sender": "a", "to": "b", "subject": "c", "text": "d"}
    DemoMail.objects.bulk_create([DemoMail(at=SATURDAY.replace(tzinfo=dt.UTC), **later) for _ in range(60)])
    page = client.get("/demo/mail/").content.decode()
    family = page.partition("Be a parent")[2].partition("</ul>")[0]
    assert (family.count("/demo/mail/"), "to " in family) == (1, True)
    assert "Page 1 of 2" in page
    assert "Be a parent" not in client.get("/demo/mail/?page=2").content.decode()
