"""Children and carers as the office keeps them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.errors import Refused
from ledger.models import Entry
from ledger.services import verify
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.queries import directory, families, pupils
from people.services import carers, persons
from people.services import pupils as people_pupils
from tests.ledger.stream import stream

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 9)


@pytest.fixture
def office(clock, cast, client, sign_in):
    clock.set(FRIDAY)
    return sign_in(client, cast.office)


def url(cast, name, *args):
    return reverse(f"people:{name}", args=[cast.school.slug, *args])


def words(response):
    assert response.status_code == 200, response
    return response.content.decode()


def typed_day(name, on):
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def found(response):
    return [one.pupil.first_name for one in response.context["found"]]


def test_the_list_shows_those_who_are_here_by_class_and_no_carer(office, cast):
    people_pupils.end_place(pupil=cast.children[1], on=dt.date(2026, 11, 20))
    people_pupils.add_pupil(school=cast.school, first_name="Max", class_name="Acorn", from_date=dt.date(2027, 1, 5))
    people_pupils.add_pupil(school=cast.other_school, first_name="Zoe", class_name="Acorn")
    address = url(cast, "pupils")
    here = office.get(address)
    assert [child.first_name for child in here.context["page_obj"]] == ["Ivy", "Una"]
    assert "Pat Quill" not in words(here)
    shown = {
        asked: [child.first_name for child in office.get(address, query).context["page_obj"]]
        for asked, query in {
            "one class": {"class_name": "Fir"},
            "to come": {"state": "to_come"},
            "left": {"state": "left"},
        }.items()
    }
    assert shown == {"one class": ["Una"], "to come": ["Max"], "left": ["Ned"]}


@pytest.mark.parametrize(
    ("typed", "children"),
    [
        ("ivy", ["Ivy"]),
        ("Una Quill", ["Una"]),
        ("quill", ["Ivy", "Ned", "Una"]),
        ("pat", ["Ivy", "Ned", "Una"]),
        ("robin.quill@fernhill.example", ["Ivy", "Ned", "Una"]),
        ("07700900123", ["Ivy", "Ned", "Una"]),
        ("a-77", ["Ned"]),
        ("Ashdown", []),
        ("Zoe", []),
    ],
)
def test_a_name_a_number_or_an_address_finds_the_family(office, cast, typed, children):
    persons.set_address(person=cast.parent.person, school=cast.school, kind="phone", value="07700 900 123")
    people_pupils.correct_pupil(pupil=cast.children[1], admission_number="A-77")
    people_pupils.add_pupil(school=cast.other_school, first_name="Zoe", last_name="Quill")
    assert found(office.post(url(cast, "pupils"), {"words": typed})) == children


def test_a_search_is_recorded_with_its_words_sealed(office, cast):
    shown = words(office.post(url(cast, "pupils"), {"words": "Ivy"}))
    assert [name for name in ("Pat Quill", "Robin Quill", "Family form") if name in shown] == [
        "Pat Quill",
        "Robin Quill",
        "Family form",
    ]
    entry = Entry.objects.get(verb="pupils.found")
    assert (entry.facts, sorted(entry.sealed), entry.actor_id) == (
        {"found": 1},
        ["actor", "words"],
        cast.office.person.pk,
    )
    assert "Ivy" not in str(entry.facts) + str(entry.sealed)
    assert verify() == []


def test_an_empty_search_says_what_to_type_and_records_nothing(office, cast):
    assert "Type a name, a number or an address" in words(office.post(url(cast, "pupils"), {"words": " "}))
    assert not Entry.objects.filter(verb="pupils.found").exists()


def test_a_child_is_added_from_a_day_ahead_and_gets_a_carer_whom_the_school_knows(office, cast):
    start = dt.date(2027, 1, 5)
    typed = {"first_name": "Max", "last_name": "Quill", "class_name": "Acorn", "year_group": "R"}
    added = office.post(url(cast, "pupil_add"), typed | typed_day("from_date", start))
    max_ = Pupil.objects.for_school(cast.school).get(first_name="Max")
    assert added.url == url(cast, "pupil", max_.pk)
    assert "From Tuesday 5 January: Acorn" in words(office.get(added.url))
    adult = {"first_name": "pat", "last_name": "QUILL", "relationship": "mother", "may_sign": "on"}
    asked = office.post(url(cast, "carer_add", max_.pk), adult)
    assert "Is it somebody we know?" in words(asked)
    assert "Ivy, Ned, Una" in words(asked)
    office.post(url(cast, "carer_add", max_.pk), adult | {"existing": str(cast.parent.person.pk)})
    link = CarerLink.objects.for_school(cast.school).get(pupil=max_)
    rights = (link.person, link.relationship, link.parental_responsibility, link.may_sign, link.may_contact)
    assert rights == (cast.parent.person, "mother", False, True, False)


def test_a_new_carer_is_a_new_person_without_an_account(office, cast):
    ivy = cast.children[0]
    typed = {"first_name": "Gail", "last_name": "Quill", "relationship": "grandparent", "may_contact": "on"}
    office.post(url(cast, "carer_add", ivy.pk), typed | {"email": "gail@quill.example", "shared_address": "on"})
    gail = CarerLink.objects.for_school(cast.school).get(pupil=ivy, relationship="grandparent").person
    assert (directory.name_of(gail, cast.school), gail.user) == ("Gail Quill", None)
    shown = words(office.get(url(cast, "carer", gail.pk)))
    assert "Shared: somebody else reads it too" in shown
    assert "Does not sign." in shown


def test_a_correction_keeps_what_it_was_sealed(office, cast):
    ivy = cast.children[0]
    typed = {"first_name": "Ivie", "last_name": "Quill"} | typed_day("birth_date", dt.date(2021, 5, 2))
    office.post(url(cast, "pupil_correct", ivy.pk), typed)
    ivy.refresh_from_db()
    assert (ivy.first_name, ivy.birth_date) == ("Ivie", dt.date(2021, 5, 2))
    entry = Entry.objects.get(verb="pupil.corrected")
    assert entry.facts == {"fields": ["first_name", "birth_date"]}
    sentence = stream(cast.school.pk, f"pupil:{ivy.pk}")[-1].sentence
    assert sentence == "Olive Marsh corrected a pupil's details: Ivy,  became Ivie, 2021-05-02"
    office.post(url(cast, "pupil_correct", ivy.pk), typed)
    assert Entry.objects.filter(verb="pupil.corrected").count() == 1


def test_a_number_that_another_child_has_is_refused_in_words(office, cast):
    ivy, ned, _una = cast.children
    people_pupils.correct_pupil(pupil=ned, admission_number="7")
    shown = office.post(url(cast, "pupil_correct", ivy.pk), {"first_name": "Ivy", "admission_number": "7"})
    assert "Another pupil already has this admission number." in words(shown)
    with pytest.raises(TypeError, match="school"):
        people_pupils.correct_pupil(pupil=ivy, school=cast.other_school)


def test_a_move_keeps_the_old_class_on_its_days_and_what_is_planned_later(office, cast):
    ivy = cast.children[0]
    people_pupils.move_pupil(pupil=ivy, class_name="Birch", year_group="1", on=dt.date(2027, 9, 1))
    office.post(url(cast, "pupil_move", ivy.pk), {"class_name": "Oak", "year_group": "R"})
    rows = ClassPlace.objects.for_school(cast.school).filter(pupil=ivy).order_by("from_date")
    assert [(row.class_name, str(row.from_date), str(row.until_date)) for row in rows] == [
        ("Acorn", "2020-09-01", "2026-11-20"),
        ("Oak", "2026-11-20", "2027-09-01"),
        ("Birch", "2027-09-01", "None"),
    ]


def test_a_child_who_leaves_has_no_place_and_no_carer_after_it_whatever_was_planned(office, cast, clock):
    ivy = cast.children[0]
    people_pupils.move_pupil(pupil=ivy, class_name="Birch", on=dt.date(2027, 9, 1))
    office.post(url(cast, "pupil_leave", ivy.pk), typed_day("last_day", dt.date(2026, 12, 18)))
    clock.set(dt.datetime(2026, 12, 18, 23, 30))
    assert families.children_of(cast.parent.person, cast.school)[0].first_name == "Ivy"
    clock.set(dt.datetime(2026, 12, 19, 0, 30))
    assert [child.first_name for child in families.children_of(cast.parent.person, cast.school)] == ["Ned", "Una"]
    clock.set(dt.datetime(2027, 9, 2, 9))
    assert "Ivy" not in [child.first_name for child in families.pupils_at(cast.school)]


def test_a_link_is_changed_from_today_and_ended(office, cast):
    ivy = cast.children[0]
    at = url(cast, "carer_link", ivy.pk, cast.carer.person.pk)
    office.post(at, {"relationship": "father", "parental_responsibility": "on"})
    link = pupils.link_at(cast.school, ivy, cast.carer.person.pk)
    assert (link.may_sign, link.may_contact, link.from_date) == (False, False, dt.date(2026, 11, 20))
    office.post(at, {"end": "yes"})
    assert pupils.link_at(cast.school, ivy, cast.carer.person.pk) is None
    assert office.get(at).status_code == 404


def test_name_and_addresses_of_a_carer_change_from_today(office, cast):
    at = url(cast, "carer_details", cast.carer.person.pk)
    typed = {"title": "Mr", "first_name": "Rob", "last_name": "Quill", "email": "rob@quill.example", "phone": ""}
    office.post(at, typed)
    assert directory.name_of(cast.carer.person, cast.school) == "Rob Quill"
    assert directory.email_of(cast.carer.person, cast.school) == "rob@quill.example"
    before = Entry.objects.count()
    office.post(at, typed)
    assert Entry.objects.count() == before


def test_another_schools_child_and_carer_are_nowhere(office, cast):
    zoe = people_pupils.add_pupil(school=cast.other_school, first_name="Zoe", class_name="Acorn")
    carers.link_carer(person=cast.stranger.person, pupil=zoe)
    for name, args in (
        ("pupil", [zoe.pk]),
        ("pupil_move", [zoe.pk]),
        ("carer_add", [zoe.pk]),
        ("carer", [cast.stranger.person.pk]),
        ("carer_link", [cast.children[0].pk, cast.stranger.person.pk]),
    ):
        assert office.get(url(cast, name, *args)).status_code == 404, name


def test_only_those_who_keep_the_list_change_it(cast):
    for who in (cast.teacher, cast.dsl, cast.governor):
        with pytest.raises(Refused):
            people_pupils.correct_pupil(pupil=cast.children[0], first_name="X", by=who.actor)
