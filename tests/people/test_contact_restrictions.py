"""Court orders: set at once, kept through everything, lifted by few."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.errors import Refused
from ledger.models import Entry
from people.models.pupils import CarerLink
from people.queries import families, pupils
from people.services import carers, contact_restrictions, persons
from people.services import pupils as people_pupils
from tests.ledger.stream import stream

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivy(clock, cast):
    clock.set(dt.datetime(2026, 11, 20, 9))
    return cast.children[0]


def url(cast, name, *args):
    return reverse(f"people:{name}", args=[cast.school.slug, *args])


def bar(cast, child, **more):
    return contact_restrictions.restrict_contact(
        person=cast.carer.person, pupil=child, seen="Order of 3 March 2026", **more
    )


def first_names(person, school):
    return [child.first_name for child in families.children_of(person, school)]


def test_a_bar_holds_at_once_for_this_child_and_says_sealed_what_was_seen(ivy, cast):
    bar(cast, ivy, by=cast.office.actor)
    assert first_names(cast.carer.person, cast.school) == ["Ned", "Una"]
    assert first_names(cast.parent.person, cast.school) == ["Ivy", "Ned", "Una"]
    link = pupils.link_at(cast.school, ivy, cast.carer.person.pk)
    assert (link.barred, link.may_sign, link.may_contact, link.relationship) == (True, False, False, "father")
    assert "March" not in str(Entry.objects.get(verb="carer.barred").sealed)
    sentence = stream(cast.school.pk, f"pupil:{ivy.pk}")[-1].sentence
    assert sentence == "Olive Marsh barred a carer from a pupil. Seen: Order of 3 March 2026"
    assert bar(cast, ivy) == []


def test_no_other_change_lifts_a_bar(ivy, cast, clock):
    bar(cast, ivy)
    person = cast.carer.person
    carers.link_carer(person=person, pupil=ivy, relationship="father", may_sign=True)
    assert first_names(person, cast.school) == ["Ned", "Una"]
    carers.unlink_carer(person=person, pupil=ivy)
    carers.link_carer(person=person, pupil=ivy, relationship="father")
    assert first_names(person, cast.school) == ["Ned", "Una"]
    clock.advance(days=1)
    people_pupils.end_place(pupil=ivy)
    clock.advance(days=30)
    people_pupils.move_pupil(pupil=ivy, class_name="Acorn")
    carers.link_carer(person=person, pupil=ivy, relationship="father")
    assert first_names(person, cast.school) == ["Ned", "Una"]


def test_a_second_entry_of_the_same_person_is_no_way_round(ivy, cast):
    again = persons.add_person(school=cast.school, first_name="Robin", last_name="Quill")
    carers.link_carer(person=again, pupil=ivy, relationship="father")
    bar(cast, ivy)
    assert first_names(again, cast.school) == ["Ivy"]
    persons.merge(person=again, same_as=cast.carer.person, school=cast.school)
    assert first_names(again, cast.school) == []
    third = persons.add_person(school=cast.school, first_name="Rob", last_name="Quill")
    persons.merge(person=third, same_as=again, school=cast.school)
    carers.link_carer(person=third, pupil=ivy, relationship="other")
    assert first_names(third, cast.school) == []


def test_only_those_who_lead_lift_it_and_nothing_comes_back_by_itself(ivy, cast, client, sign_in):
    bar(cast, ivy)
    at = url(cast, "carer_bar", ivy.pk, cast.carer.person.pk)
    office = sign_in(client, cast.office)
    assert "Only the headteacher or an administrator can lift a bar." in office.get(at).content.decode()
    office.post(at, {"seen": "A letter", "may_sign": "on"})
    with pytest.raises(Refused, match="Only the headteacher"):
        contact_restrictions.lift_restriction(person=cast.carer.person, pupil=ivy, by=cast.office.actor)
    assert first_names(cast.carer.person, cast.school) == ["Ned", "Una"]
    contact_restrictions.lift_restriction(
        person=cast.carer.person, pupil=ivy, seen="Order of 1 May", by=cast.head.actor
    )
    link = pupils.link_at(cast.school, ivy, cast.carer.person.pk)
    assert (link.barred, link.may_sign, link.may_contact) == (False, False, False)
    carers.link_carer(person=cast.carer.person, pupil=ivy, relationship="father", by=cast.office.actor)
    assert first_names(cast.carer.person, cast.school) == ["Ivy", "Ned", "Una"]


def test_a_bar_is_set_on_its_page(ivy, cast, client, sign_in):
    at = url(cast, "carer_bar", ivy.pk, cast.carer.person.pk)
    office = sign_in(client, cast.office)
    assert "Say what you have seen" in office.post(at, {"seen": ""}).content.decode()
    office.post(at, {"seen": "Order of 3 March 2026"})
    shown = office.get(url(cast, "pupil", ivy.pk)).content.decode()
    assert "Since 20 November 2026: does not sign, gets no letters and sees nothing of this child." in shown


def test_an_address_that_both_read_is_pointed_out(ivy, cast, client, sign_in):
    for who in (cast.parent, cast.carer):
        persons.set_address(
            person=who.person, school=cast.school, kind="email", value="home@quill.example", shared=True
        )
    bar(cast, ivy)
    shown = sign_in(client, cast.office).get(url(cast, "pupil", ivy.pk)).content.decode()
    assert "Robin Quill is barred and uses the same e-mail address as Pat Quill." in shown


class TestOneInTheOfficeWhoIsAParentHere:
    @pytest.fixture
    def desk(self, ivy, cast, client, sign_in):
        carers.link_carer(person=cast.office.person, pupil=ivy, relationship="step_parent")
        bar(cast, ivy)
        return sign_in(client, cast.office)

    def test_sees_no_other_adult_of_the_child(self, desk, ivy, cast):
        for shown in (
            desk.get(url(cast, "pupil", ivy.pk)),
            desk.post(url(cast, "pupils"), {"words": "Ivy"}),
            desk.get(url(cast, "pupils")),
        ):
            text = shown.content.decode()
            for hidden in ("Pat Quill", "Robin Quill", "pat.quill", "robin.quill", "Court order", "The bar"):
                assert hidden not in text
        by_carer = desk.post(url(cast, "pupils"), {"words": "Robin"})
        assert [one.pupil.first_name for one in by_carer.context["found"]] == ["Ned", "Una"]

    def test_opens_no_page_about_them(self, desk, ivy, cast):
        for who in (cast.parent, cast.carer):
            pk = who.person.pk
            assert desk.get(url(cast, "carer", pk)).status_code == 404
            assert desk.get(reverse("signoffs:carer", args=[cast.school.slug, pk])).status_code == 404
            assert desk.get(url(cast, "carer_link", ivy.pk, pk)).status_code == 403
            assert desk.get(url(cast, "carer_bar", ivy.pk, pk)).status_code == 403
        assert desk.get(url(cast, "carer_add", ivy.pk)).status_code == 403

    def test_changes_nothing_between_them_and_the_child(self, desk, ivy, cast):
        by = cast.office.actor
        for change in (
            lambda: carers.link_carer(person=cast.parent.person, pupil=ivy, may_sign=False, by=by),
            lambda: carers.unlink_carer(person=cast.parent.person, pupil=ivy, by=by),
            lambda: contact_restrictions.restrict_contact(person=cast.parent.person, pupil=ivy, by=by),
            lambda: carers.correct_carer(
                person=cast.parent.person,
                school=cast.school,
                title="",
                first_name="X",
                last_name="",
                email="",
                shared_address=False,
                phone="",
                by=by,
            ),
        ):
            with pytest.raises(Refused, match="own family"):
                change()
        assert CarerLink.objects.for_school(cast.school).filter(pupil=ivy, until_date=None).count() == 3
