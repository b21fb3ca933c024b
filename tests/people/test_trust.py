"""A trust says what holds for its schools, may lock it, acts at all of them, and makes a school like another."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client

from core.contributions.settings import SETTINGS
from core.errors import Refused
from ledger.models import Entry
from people.models.accounts import User
from people.models.pupils import Pupil
from people.models.roles import RoleAtSchool, TrustRole
from people.queries import acting, trusts
from people.services import assignments, persons, pupils
from people.services import trusts as people_trusts
from people.states.roles import Role
from schools.models.schools import School, SchoolSetting, Trust, TrustSetting
from schools.queries import calendar, calendar_pages, changes, settings
from schools.services import calendar as people_calendar
from schools.services import closed, schools
from tests.cast import Member, member

NOW = dt.datetime(2026, 11, 20, 10)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'").split())


@dataclass
class Three:
    """A trust of two schools with three who act for it, a headteacher at each, and a school beside it."""

    trust: Trust
    ash: School
    beech: School
    alone: School
    boss: Member
    safeguarding: Member
    runs: Member
    head: Member
    other_head: Member
    outsider: Member


@pytest.fixture
def three(db, clock) -> Three:
    clock.set(NOW)
    trust = schools.create_trust(name="Green Trust", slug="green")
    ash, beech = (schools.create_school(name=name, trust=trust) for name in ("Ash School", "Beech School"))
    alone = schools.create_school(name="Alone School")
    made = {
        "boss": member(ash, "Mrs", "Bea", "Boss", Role.TEACHER),
        "safeguarding": member(ash, "Mr", "Sam", "Safe", Role.TEACHER),
        "runs": member(ash, "Ms", "Tia", "Admin", Role.TEACHER),
        "head": member(ash, "Mrs", "Ann", "Head", Role.HEADTEACHER),
        "other_head": member(beech, "Mr", "Bob", "Beech", Role.HEADTEACHER),
        "outsider": member(alone, "Mr", "Otto", "Out", Role.ADMINISTRATOR),
    }
    for key, role in (
        ("boss", Role.EXECUTIVE_HEAD),
        ("safeguarding", Role.TRUST_SAFEGUARDING),
        ("runs", Role.TRUST_ADMINISTRATOR),
    ):
        people_trusts.give_trust_role(trust=trust, person=made[key].person, role=role)
    return Three(trust=trust, ash=ash, beech=beech, alone=alone, **made)


def say(three: Three, key: str, value, **kwargs):
    return people_trusts.set_trust_setting(trust=three.trust, key=key, value=value, by=three.runs.person, **kwargs)


# --- defaults and locks -----------------------------------------------------------------------------------------------


def test_what_a_trust_suggests_holds_where_a_school_says_nothing(three):
    schools.set_setting(school=three.ash, key="past_pupil_age", value=21)
    say(three, "past_pupil_age", 16)
    found = [settings.setting(school, "past_pupil_age") for school in (three.ash, three.beech, three.alone)]
    assert found == [21, 16, 18]
    assert [settings.settings(school)["past_pupil_age"] for school in (three.ash, three.beech, three.alone)] == found


def test_a_lock_wins_and_what_the_school_said_waits(three):
    schools.set_setting(school=three.ash, key="past_pupil_age", value=21)
    say(three, "past_pupil_age", 16, locked=True)
    assert settings.setting(three.ash, "past_pupil_age") == 16
    with pytest.raises(Refused, match="Your trust has set this"):
        schools.set_setting(school=three.ash, key="past_pupil_age", value=25, by=three.head.actor)
    people_trusts.drop_trust_setting(trust=three.trust, key="past_pupil_age", by=three.boss.person)
    assert [settings.setting(school, "past_pupil_age") for school in (three.ash, three.beech)] == [21, 18]


def test_it_holds_from_its_day_and_the_days_before_keep_theirs(three, clock):
    say(three, "past_pupil_age", 16, locked=True)
    clock.set(NOW + dt.timedelta(days=10))
    say(three, "past_pupil_age", 20)
    days = [dt.date(2026, 11, 19), dt.date(2026, 11, 20), dt.date(2026, 11, 29), dt.date(2026, 11, 30)]
    assert [settings.setting(three.ash, "past_pupil_age", day) for day in days] == [18, 16, 16, 20]


def test_all_settings_of_school_and_trust_come_in_one_query(three, django_assert_num_queries):
    schools.set_setting(school=three.ash, key="past_pupil_age", value=21)
    say(three, "each_carer_signs", True)
    with django_assert_num_queries(1):
        found = settings.settings(three.ash, dt.date(2026, 12, 1))
    with django_assert_num_queries(1):
        assert settings.setting(three.ash, "each_carer_signs", dt.date(2026, 12, 1)) is True
    defaults = {key: spec.default for key, spec in SETTINGS.items()}
    assert found == defaults | {"past_pupil_age": 21, "each_carer_signs": True}


def test_each_school_reads_who_changed_it_before_and_after(three):
    schools.set_setting(school=three.ash, key="past_pupil_age", value=21)
    say(three, "past_pupil_age", 16, locked=True)
    told = []
    for school in (three.ash, three.beech):
        _page, lines = changes.changes(school)
        told.append((lines[0].who, lines[0].what, lines[0].before, lines[0].after))
    what = "Your trust has locked: The age at which the rule for past pupils ends."
    assert told == [("Tia Admin", what, "21", "16"), ("Tia Admin", what, "18", "16")]


def test_a_school_never_closes_before_it_opens_by_its_trusts_word(three):
    schools.set_setting(school=three.ash, key="closes_at", value="12:00")
    with pytest.raises(Refused, match="One school would close before it opens"):
        say(three, "opens_at", "13:00", locked=True)
    assert TrustSetting.objects.count() == 0
    assert not Entry.objects.filter(verb="trust.setting_changed").exists()


def test_the_database_keeps_what_a_trust_said(three):
    row = say(three, "past_pupil_age", 16)
    for change in ({"value": 17}, {"locked": True}, {"key": "first_look_minutes"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            TrustSetting.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("who", ["safeguarding", "head", "other_head", "outsider"])
def test_who_may_not_say_what_holds_for_all(three, who):
    person = getattr(three, who).person
    with pytest.raises(Refused):
        people_trusts.set_trust_setting(trust=three.trust, key="past_pupil_age", value=16, by=person)
    with pytest.raises(Refused):
        people_trusts.create_school_like(source=three.ash, name="New", by=person)
    assert School.objects.filter(trust=three.trust).count() == 2


# --- the school's pages -----------------------------------------------------------------------------------------------


def test_the_schools_page_says_set_by_your_trust_and_why_it_cannot_be_changed(three, client, sign_in):
    say(three, "past_pupil_age", 16, locked=True)
    say(three, "each_carer_signs", True)
    say(three, "support_contact", "dsl", locked=True)
    sign_in(client, three.head)
    page = text_of(client.get("/s/ash-school/settings/"))
    assert "The age at which the rule for past pupils ends. 16 Set by your trust See why" in page
    assert "Each carer of a child signs, not only one. Yes. Suggested by your trust Change" in page
    for path, form in (("past_pupil_age", {"value": 20}), ("routes/support_contact", {"value": "headteacher"})):
        locked = client.get(f"/s/ash-school/settings/{path}/")
        assert "Your trust has decided this for all its schools." in text_of(locked)
        assert b"<form method" not in locked.content.split(b"<main")[1].split(b"</main")[0]
        client.post(f"/s/ash-school/settings/{path}/", form)
    assert not SchoolSetting.objects.for_school(three.ash).exists()


# --- roles ------------------------------------------------------------------------------------------------------------


def test_a_role_for_the_trust_holds_at_every_school_and_at_the_next(three):
    made = schools.create_school(name="Cedar School", trust=three.trust)
    assert not RoleAtSchool.objects.for_school(made).exists()
    like = people_trusts.create_school_like(source=three.ash, name="Dogwood School", by=three.runs.person)
    for school in (three.ash, three.beech, like):
        assert "executive_head" in acting.actor_for(three.boss.person, school).roles
        assert acting.actor_for(three.boss.person, school).name == "Bea Boss"


def test_ending_it_ends_it_everywhere_and_somebody_always_stays(three):
    row = TrustRole.objects.get(role="trust_administrator")
    people_trusts.end_trust_role(row=row, by=three.boss.person)
    assert [acting.actor_for(three.runs.person, school).roles for school in (three.ash, three.beech)] == [
        {"teacher"},
        set(),
    ]
    with pytest.raises(Refused, match="Nobody could look after the trust"):
        people_trusts.end_trust_role(row=TrustRole.objects.get(role="executive_head"), by=three.boss.person)


def test_a_role_that_was_called_off_at_one_school_is_no_role_of_the_trust(three):
    person, role = three.safeguarding.person, Role.NAMED_OFFICER
    assignments.give_role(person=person, school=three.ash, role=role, from_date=dt.date(2026, 12, 1))
    assignments.end_role(person=person, school=three.ash, role=role)
    row = people_trusts.give_trust_role(trust=three.trust, person=person, role=role)
    assert role in acting.actor_for(person, three.ash).roles
    people_trusts.end_trust_role(row=row)
    assert role not in acting.actor_for(person, three.ash).roles


def test_nobody_gives_themself_a_role_for_the_trust_nor_to_a_stranger(three):
    for person, words in ((three.runs.person, "themself"), (three.outsider.person, "another trust")):
        with pytest.raises(Refused, match=words):
            people_trusts.give_trust_role(
                trust=three.trust, person=person, role=Role.EXECUTIVE_HEAD, by=three.runs.person
            )
    with pytest.raises(Refused, match="already"):
        people_trusts.give_trust_role(
            trust=three.trust, person=three.boss.person, role=Role.EXECUTIVE_HEAD, by=three.runs.person
        )


def test_a_single_school_cannot_open_the_pages_of_the_trust(three, sign_in):
    """An executive headteacher of one school only opens no other school; nor does its headteacher choose one."""
    given = {"person": three.safeguarding.person, "school": three.ash, "role": Role.EXECUTIVE_HEAD}
    with pytest.raises(Refused, match="hears concerns about the headteacher"):
        assignments.give_role(**given, by=three.head.actor)
    assignments.give_role(**given)
    people_trusts.end_trust_role(row=TrustRole.objects.get(role="trust_safeguarding"))
    actor = three.safeguarding.actor
    assert (trusts.sees_trust(actor), trusts.configures_trust(actor)) == (False, False)
    with pytest.raises(Refused, match="for all its schools"):
        assignments.give_role(
            person=three.safeguarding.person, school=three.ash, role=Role.TRUST_ADMINISTRATOR, by=three.head.actor
        )


# --- pages of the trust -----------------------------------------------------------------------------------------------

PAGES = ["trust/", "trust/settings/", "trust/settings/opens_at/", "trust/schools/add/", "trust/people/"]
OPENS = {
    "boss": [200] * 5,
    "runs": [200] * 5,
    "safeguarding": [200, 200, 403, 403, 403],
    "head": [403] * 5,
    "other_head": [404] * 5,
    "outsider": [404] * 5,
}


def test_who_opens_which_page_of_the_trust(three, sign_in):
    found = {}
    for who in OPENS:
        client = sign_in(Client(), getattr(three, who))
        found[who] = [client.get(f"/s/ash-school/{path}").status_code for path in PAGES]
    assert found == OPENS
    alone = sign_in(Client(), three.outsider)
    assert [alone.get(f"/s/alone-school/{path}").status_code for path in PAGES] == [403] * 5


def test_the_list_of_schools_says_what_each_needs_worst_first(three, client, sign_in):
    for role in (Role.HEADTEACHER, Role.DSL, Role.CHAIR, Role.ADMINISTRATOR):
        person = persons.add_person(school=three.beech, first_name=role.value)
        assignments.give_role(person=person, school=three.beech, role=role)
    lines = trusts.trust_lines(three.trust)
    assert [(line.school.name, line.vacant) for line in lines] == [
        ("Ash School", ("safeguarding lead (DSL)", "chair of governors", "administrator")),
        ("Beech School", ()),
    ]
    sign_in(client, three.safeguarding)
    page = text_of(client.get("/s/ash-school/trust/"))
    assert "No safeguarding lead (DSL)" in page
    assert "Make a school" not in page


def test_a_default_a_lock_and_letting_go_on_the_pages(three, client, sign_in):
    sign_in(client, three.runs)
    path = "/s/ash-school/trust/settings/past_pupil_age/"
    client.post(path, {"how": "give", "value": 16})
    assert settings.setting(three.beech, "past_pupil_age") == 16
    client.post(path, {"how": "lock", "value": 16})
    assert settings.setting_said(three.beech, "past_pupil_age").is_locked
    assert "16 We decide" in text_of(client.get("/s/ash-school/trust/settings/"))
    client.post(path, {"how": "nothing", "value": 16})
    assert settings.setting(three.beech, "past_pupil_age") == 18
    assert "Enter a number from 13 to 25." in text_of(client.post(path, {"how": "give", "value": 200}))


def test_a_school_made_like_another_has_its_settings_and_nobody_of_its_people(three, client, sign_in):
    schools.set_setting(school=three.ash, key="past_pupil_age", value=21)
    schools.set_setting(school=three.ash, key="lado_contact", value="Jo Bloggs")
    pupils.add_pupil(school=three.ash, first_name="Ivy", last_name="Q", class_name="Fir", year_group="5")
    terms = calendar_pages.terms_to_type(three.ash, 2026)
    people_calendar.set_terms(school=three.ash, start_year=2026, terms=terms)
    closed.add_closed_days(school=three.ash, first=dt.date(2026, 11, 27), why="INSET")
    sign_in(client, three.runs)
    data = {"name": "Cedar School", "source": str(three.ash.pk), "nation": "wales", "with_terms": "on"}
    answer = client.post("/s/ash-school/trust/schools/add/", data)
    assert answer["Location"] == "/s/cedar-school/settings/"
    made = School.objects.get(slug="cedar-school")
    assert (made.trust, made.nation) == (three.trust, "wales")
    assert settings.setting(made, "past_pupil_age") == 21
    assert settings.setting(made, "lado_contact") == "", "a text may name somebody"
    assert {role.person for role in RoleAtSchool.objects.for_school(made)} == {
        three.boss.person,
        three.safeguarding.person,
        three.runs.person,
    }
    assert not Pupil.objects.for_school(made).exists()
    assert not calendar.is_school_day(made, dt.date(2026, 11, 27))
    assert client.get(answer["Location"]).status_code == 200
    bare = people_trusts.create_school_like(source=three.ash, name="Dogwood School", by=three.runs.person)
    assert calendar.is_school_day(bare, dt.date(2026, 11, 27))


def test_giving_and_ending_a_role_on_the_pages(three, client, sign_in):
    sign_in(client, three.runs)
    data = {"person": str(three.head.person.pk), "role": "named_officer"}
    page = client.post("/s/ash-school/trust/people/", data, follow=True)
    assert "Ann Head The trust's named officer" in text_of(page)
    assert "named_officer" in acting.actor_for(three.head.person, three.beech).roles
    row = TrustRole.objects.get(role="named_officer")
    client.post(f"/s/ash-school/trust/people/{row.pk}/end/")
    assert acting.actor_for(three.head.person, three.beech).roles == set()


# --- sixty schools ----------------------------------------------------------------------------------------------------


def test_sixty_schools_are_found_by_a_box_and_cost_no_more_queries(
    three, client, sign_in, django_assert_max_num_queries
):
    for number in range(58):
        school = schools.create_school(name=f"School {number:02}", trust=three.trust)
        persons.add_person(school=school, person=three.runs.person, first_name="Tia", last_name="Admin")
        assignments.give_role(person=three.runs.person, school=school, role=Role.TRUST_ADMINISTRATOR)
    sign_in(client, three.runs)
    home = text_of(client.get("/s/ash-school/people/"))
    assert "Change school (60)" in home
    assert "School 41" not in home
    with django_assert_max_num_queries(8):
        page = text_of(client.get("/schools/?q=school 4"))
    assert "10 of 60 schools" in page
    assert "School 41" in page
    assert "School 51" not in page
    with django_assert_max_num_queries(18):
        page = text_of(client.get("/s/ash-school/trust/?q=school 4"))
    assert "60 schools. Those that need most stand first." in page
    assert "School 41" in page


def test_a_trust_begins_with_one_command(db, capsys):
    call_command("begin_trust", "Blue Trust", "Dove School", "ina@blue.example", "Ina", "Low")
    school = School.objects.get(slug="dove-school")
    assert (school.trust.name, school.trust.stands_alone) == ("Blue Trust", False)
    ina = User.objects.get(email="ina@blue.example")
    actor = acting.acting(ina, school)
    assert trusts.configures_trust(actor)
    assert actor.roles == {"administrator", "trust_administrator"}
    assert "/s/dove-school/" in capsys.readouterr().out
