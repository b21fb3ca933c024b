"""A parent is on the phone: send the link again, print it, record paper; and letters for nobody are stopped."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.errors import Refused
from ledger.models import Entry
from notices.models import LinkToken, Notice
from notices.services.delivery.sending import deliver
from people.services import carers, contact_restrictions, persons
from signoffs.services import links, signing

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(desk):
    return desk.family_round()


@pytest.fixture
def office(round, cast, client, sign_in):
    return sign_in(client, cast.office)


def page_of(cast, who):
    return reverse("signoffs:carer", args=[cast.school.slug, who.person.pk])


def letters(cast, who):
    return Notice.objects.for_school(cast.school).filter(person=who.person, kind__in=("family_request", "family_link"))


def test_the_page_says_what_is_left_and_leads_to_the_paper_form(office, round, cast):
    signing.sign_for_family(
        round=round, person=cast.parent.person, children=[cast.children[0].pk], ticked=[0], name="Pat Quill"
    )
    shown = office.get(page_of(cast, cast.parent)).content.decode()
    assert "Signed: Ivy" in " ".join(shown.split())
    assert "Ned (Cedar), Una (Fir)" in shown
    paper = reverse("signoffs:paper", args=[cast.school.slug, round.pk, cast.parent.person.pk])
    assert paper in shown
    assert office.get(paper).status_code == 200


def test_a_new_link_goes_out_once_for_a_double_click_and_is_recorded(office, round, cast):
    before = letters(cast, cast.parent).count()
    for _press in range(2):
        office.post(page_of(cast, cast.parent), {"send": str(round.pk)})
    assert letters(cast, cast.parent).count() == before + 1
    assert letters(cast, cast.parent).filter(kind="family_link").count() == 1
    assert Entry.objects.filter(verb="link.sent").first().facts == {"person": str(cast.parent.person.pk)}


def test_a_printed_link_opens_the_form_of_this_adult(office, round, cast, client):
    shown = office.post(page_of(cast, cast.parent), {"print": str(round.pk)}).content.decode()
    address = shown.split("<code>")[1].split("</code>")[0]
    client.post(address[address.index("/f/") :])
    assert 'value="Pat Quill"' in client.get(reverse("signoffs:family_form")).content.decode()
    assert LinkToken.objects.for_school(cast.school).get().person == cast.parent.person


def test_looking_makes_no_link_and_an_unknown_button_does_nothing(office, round, cast):
    before = Entry.objects.count()
    office.get(page_of(cast, cast.parent))
    office.post(page_of(cast, cast.parent), {"send": "nothing"})
    assert LinkToken.objects.for_school(cast.school).count() == 0
    assert Entry.objects.count() == before


def test_somebody_without_an_address_gets_a_letter_and_staff_have_no_such_page(office, round, cast):
    persons.set_address(person=cast.parent.person, school=cast.school, kind="email", value=None)
    person = cast.parent.person
    shown = office.get(page_of(cast, cast.parent)).content.decode()
    assert ("Send a new link" in shown, "Print a letter" in shown) == (False, True)
    with pytest.raises(Refused, match="Print a letter"):
        links.send_link(round=round, person=person, by=cast.office.actor)
    with pytest.raises(Refused, match="nothing for this adult"):
        links.print_link(round=round, person=cast.teacher.person, by=cast.office.actor)
    with pytest.raises(Refused, match="Only the office"):
        links.print_link(round=round, person=person, by=cast.teacher.actor)
    assert office.get(page_of(cast, cast.teacher)).status_code == 404


def test_somebody_we_may_not_write_to_is_not_written_to(office, round, cast):
    for child in cast.children:
        carers.link_carer(person=cast.parent.person, pupil=child, relationship="mother", may_contact=False)
    assert "We do not write to this adult." in office.get(page_of(cast, cast.parent)).content.decode()
    before = letters(cast, cast.parent).count()
    office.post(page_of(cast, cast.parent), {"send": str(round.pk)})
    assert letters(cast, cast.parent).count() == before


def test_a_bar_on_the_last_child_stops_what_still_waits(round, cast):
    waiting = letters(cast, cast.carer).filter(state="waiting")
    assert waiting.count() == 1
    for child in cast.children[:2]:
        contact_restrictions.restrict_contact(person=cast.carer.person, pupil=child)
    assert waiting.count() == 1
    contact_restrictions.restrict_contact(person=cast.carer.person, pupil=cast.children[2])
    assert waiting.count() == 0
    assert letters(cast, cast.carer).get().state == "cancelled"
    assert letters(cast, cast.parent).filter(state="waiting").count() == 1


def test_a_link_that_somebody_asked_for_comes_at_any_hour(round, cast, clock, client):
    clock.set(dt.datetime(2026, 11, 28, 22, 10))  # a Saturday night
    client.post(reverse("signoffs:family_new_link"), {"email": "pat.quill@fernhill.example"})
    deliver()
    waiting = letters(cast, cast.parent).values_list("kind", "state")
    assert set(waiting) == {("family_request", "waiting"), ("family_link", "sent")}
