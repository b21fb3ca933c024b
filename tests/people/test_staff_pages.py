"""The list of people: find, add without doubles, correct, leave, come back, and two entries that are one person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services import invitations
from core.errors import Refused
from ledger.models import Entry
from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
from people.models.roles import LineManager, RoleAtSchool
from people.queries import acting, directory, same_person, staff
from people.services import assignments, colleagues, leaving, persons
from people.states.roles import Role
from schools.services import schools


def url(name: str, cast, *args: object) -> str:
    return reverse(f"people:{name}", args=[cast.school.slug, *args])


@pytest.fixture
def office(cast, sign_in) -> Client:
    return sign_in(Client(), cast.office)


def names(answer) -> list[str]:
    return [row.name for row in answer.context["page"]]


def test_every_page_of_a_person_opens(cast, office):
    pk = cast.teacher.person.pk
    for name in ("person", "person_edit", "person_leave", "person_same", "person_manager", "person_away", "give_role"):
        assert office.get(url(name, cast, pk)).status_code == 200
    both = office.get(url("person_same", cast, pk) + f"?with={cast.parent.person.pk}")
    assert "Are these two one person?" in both.content.decode()


@pytest.mark.parametrize(
    ("group", "who"),
    [
        ("governors", ["Cora Hale", "Gus Penn", "Clem Yates"]),
        ("volunteers", ["Vera Lamb"]),
        ("contractors", []),
        ("left", ["Lea Gone"]),
    ],
)
def test_the_list_shows_one_group(cast, office, group, who):
    today = cast.school.today()
    vera = colleagues.add_colleague(school=cast.school, first_name="Vera", last_name="Lamb", role=Role.VOLUNTEER)
    lea = persons.add_person(school=cast.school, first_name="Lea", last_name="Gone")
    assignments.give_role(person=lea, school=cast.school, role=Role.SUPPORT, from_date=today - dt.timedelta(days=9))
    leaving.end_person(person=lea, school=cast.school)
    assert names(office.get(url("list", cast), {"group": group})) == who
    assert vera.pk != lea.pk


def test_finding_somebody_is_a_post_and_is_recorded_without_the_name(cast, office):
    answer = office.post(url("list", cast), {"q": "carv tess", "group": ""})
    assert names(answer) == ["Tess Carver"]
    entry = Entry.objects.filter(school_id=cast.school.pk, verb="people.searched").get()
    assert (entry.facts, entry.actor_id) == ({"group": "", "found": 1}, cast.office.person.pk)
    assert "carv" not in str(entry.facts)
    assert names(office.post(url("list", cast), {"q": "tess", "group": "governors"})) == []
    # A name in the address is not looked at.
    assert len(names(office.get(url("list", cast), {"q": "carver"}))) > 1


def test_nobody_of_another_school_is_ever_found(cast, office):
    assert names(office.post(url("list", cast), {"q": "Roe"})) == []
    assert office.get(url("person_same", cast, cast.stranger.person.pk)).status_code == 404
    page = office.get(url("person_same", cast, cast.teacher.person.pk) + f"?with={cast.stranger.person.pk}")
    assert "Find the other entry" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 45])
def test_the_list_and_the_page_of_a_person_keep_their_budget(cast, office, rows, django_assert_max_num_queries):
    # Four of the queries ask whether every route reaches somebody; each page of those who run the school says so.
    boss = cast.deputy.person
    for number in range(rows):
        person = colleagues.add_colleague(
            school=cast.school,
            first_name=f"N{number}",
            last_name="Many",
            role=Role.TEACHER,
            email=f"n{number}@x.example",
        )
        assignments.set_line_manager(person=person, manager=boss, school=cast.school)
    for address, most in (
        (url("list", cast), 12),
        (url("person", cast, boss.pk), 18),
        (url("posts", cast), 12),
        (url("line_managers", cast), 12),
        (url("away", cast), 8),
    ):
        office.get(address)
        with django_assert_max_num_queries(most):
            assert office.get(address).status_code == 200


NEW = {"first_name": "Nia", "last_name": "New", "email": "nia@fernhill.example", "role": "teacher"}


def test_who_is_known_here_is_asked_about_before_a_double_is_made(cast, office):
    typed = NEW | {"email": cast.parent.person.addresses.get().value}
    page = office.post(url("add", cast), typed)
    assert "Is it the same person?" in page.content.decode()
    assert "Known here: the same e-mail address" in page.content.decode()
    assert not SchoolRecord.objects.for_school(cast.school).filter(last_name="New").exists()
    answer = office.post(url("add", cast), typed | {"same": str(cast.parent.person.pk)})
    assert answer.url == url("person", cast, cast.parent.person.pk)
    # The mother of three is a teacher now: one person, under the name on record.
    assert acting.actor_for(cast.parent.person, cast.school).roles == {"teacher"}
    assert directory.name_of(cast.parent.person, cast.school) == "Pat Quill"


def test_two_who_share_an_address_are_two_people_and_neither_signs_in_with_it(cast, office):
    office.post(url("add", cast), NEW | {"email": "Tess.Carver@fernhill.example", "same": "new"})
    rows = Address.objects.for_school(cast.school).filter(value="tess.carver@fernhill.example", until_date__isnull=True)
    assert [row.shared for row in rows] == [True, True]
    nia = SchoolRecord.objects.for_school(cast.school).get(first_name="Nia").person
    with pytest.raises(Refused, match="only this person uses"):
        invitations.invite_staff(person=nia, school=cast.school, by=cast.office.actor)


def test_somebody_of_the_same_name_is_asked_about_too(cast, office):
    typed = NEW | {"first_name": "TESS", "last_name": "carver"}
    page = office.post(url("add", cast), typed).content.decode()
    assert "Known here: the same name" in page
    office.post(url("add", cast), typed | {"same": "new"})
    assert SchoolRecord.objects.for_school(cast.school).filter(last_name__iexact="carver").count() == 2


def test_one_person_in_two_schools_of_a_trust_is_one_person(cast, sign_in):
    two = schools.create_school(name="Fernhill Juniors", slug="fernhill-juniors", trust=cast.school.trust)
    ola = colleagues.add_colleague(
        school=two, first_name="Ola", last_name="Reed", role=Role.OFFICE, email="ola@two.example", invite=True
    )
    ola.refresh_from_db()
    client = Client()
    client.force_login(ola.user)
    address = reverse("people:add", args=[two.slug])
    typed = NEW | {"first_name": "Tess", "last_name": "Carver", "email": "tess.carver@fernhill.example"}
    page = client.post(address, typed).content.decode()
    if "Set up a second step" not in page:
        assert "Known at Fernhill Primary School: the same e-mail address" in page
    before = Person.objects.count()
    client.post(address, typed | {"same": str(cast.teacher.person.pk)})
    assert Person.objects.count() == before
    assert acting.actor_for(cast.teacher.person, two).roles == {"teacher"}
    assert acting.schools_of(cast.teacher.user) == [two, cast.school]


def test_of_a_school_outside_the_trust_nothing_is_told(cast, office):
    address = cast.stranger.person.addresses.get().value
    assert "same person" not in office.post(url("add", cast), NEW | {"email": address}).content.decode()


CORRECTION = {"title": "Mrs", "first_name": "Tess", "last_name": "Moor", "staff_code": "TMO", "phone": "01234 1"}


def test_a_correction_holds_from_its_day_and_the_past_stays(cast, office):
    person, today = cast.teacher.person, cast.school.today()
    typed = CORRECTION | {"email": "tess.moor@fernhill.example"}
    typed |= {"from_date_day": "1", "from_date_month": "9", "from_date_year": "2026"}
    assert office.post(url("person_edit", cast, person.pk), typed).status_code == 302
    rows = Address.objects.for_school(cast.school).filter(person=person, kind="email").order_by("from_date")
    assert [(row.value, row.last_day) for row in rows] == [
        ("tess.carver@fernhill.example", dt.date(2026, 8, 31)),
        ("tess.moor@fernhill.example", None),
    ]
    assert directory.name_of(person, cast.school) == "Tess Moor"
    assert directory.name_of(person, cast.school, today - dt.timedelta(days=1)) == "Tess Carver"
    assert staff.person_page(cast.school, person).record.staff_code == "TMO"


def test_saving_without_a_change_changes_nothing(cast, office):
    before = Entry.objects.filter(school_id=cast.school.pk).count()
    about = staff.person_page(cast.school, cast.teacher.person)
    typed = {key: value for key, value in staff.editable(about).items() if value}
    office.post(url("person_edit", cast, cast.teacher.person.pk), typed)
    assert Entry.objects.filter(school_id=cast.school.pk).count() == before


def test_an_address_of_somebody_else_is_taken_only_as_shared(cast, office):
    typed = CORRECTION | {"email": "sid.pope@fernhill.example"}
    page = office.post(url("person_edit", cast, cast.teacher.person.pk), typed).content.decode()
    assert "Somebody else here has this address. If they share it, tick the box." in page
    assert directory.name_of(cast.teacher.person, cast.school) == "Tess Carver"
    office.post(url("person_edit", cast, cast.teacher.person.pk), typed | {"shared": "on"})
    rows = Address.objects.for_school(cast.school).filter(value="sid.pope@fernhill.example", until_date=None)
    assert [row.shared for row in rows] == [True, True]


def leave(client, cast, person, last: dt.date | None):
    typed = {"when": "later" if last else "now"}
    if last:
        typed |= {"last_day_day": last.day, "last_day_month": last.month, "last_day_year": last.year}
    return client.post(url("person_leave", cast, person.pk), typed)


def test_a_leaver_loses_everything_on_the_day_and_keeps_the_name(cast, clock, sign_in):
    # The last day is the Saturday before the clock goes back; midnight is London's, an hour before the next in UTC.
    clock.set(dt.datetime(2026, 10, 19, 9, 0))
    person, school = cast.teacher.person, cast.school
    assignments.set_line_manager(person=person, manager=cast.head.person, school=school)
    assignments.set_line_manager(person=cast.support.person, manager=person, school=school)
    assignments.give_duty(person=person, school=school, kind="official_account", source="official_account:1")
    last = dt.date(2026, 10, 24)
    assert leave(sign_in(Client(), cast.admin), cast, person, last).status_code == 302
    home = f"/s/{school.slug}/people/posts/"
    clock.set(dt.datetime(2026, 10, 24, 22, 59, tzinfo=dt.UTC))
    teacher = sign_in(Client(), cast.teacher)
    assert teacher.get(home).status_code == 200
    clock.set(dt.datetime(2026, 10, 24, 23, 1, tzinfo=dt.UTC))
    assert teacher.get(home).status_code != 200
    assert acting.acting(cast.teacher.user, school) is None
    assert not LineManager.objects.for_school(school).filter(until_date__isnull=True).exists()
    assert [duty.last_day for duty in person.duties.all()] == [last]
    assert directory.name_of(person, school) == "Tess Carver"
    assert [row.name for row in staff.people_list(school, group="left")] == ["Tess Carver"]


def test_a_leaver_in_winter_keeps_access_until_the_midnight_of_winter(cast, clock):
    clock.set(dt.datetime(2026, 10, 26, 9, 0))
    leaving.end_person(person=cast.teacher.person, school=cast.school, on=dt.date(2026, 10, 27))
    clock.set(dt.datetime(2026, 10, 26, 23, 59, tzinfo=dt.UTC))
    assert acting.acting(cast.teacher.user, cast.school) is not None
    clock.set(dt.datetime(2026, 10, 27, 0, 0, tzinfo=dt.UTC))
    assert acting.acting(cast.teacher.user, cast.school) is None


def test_who_leaves_now_is_signed_out_at_once_and_may_come_back(cast, sign_in):
    teacher = sign_in(Client(), cast.teacher)
    admin = sign_in(Client(), cast.admin)
    leave(admin, cast, cast.teacher.person, None)
    assert acting.acting(cast.teacher.user, cast.school) is None
    assert teacher.get(f"/s/{cast.school.slug}/people/posts/").status_code != 200
    assert admin.get(url("person_leave", cast, cast.teacher.person.pk)).status_code == 404
    page = admin.get(url("person", cast, cast.teacher.person.pk)).content.decode()
    assert "Has no role here today." in page
    admin.post(url("give_role", cast, cast.teacher.person.pk), {"role": "support"})
    assert acting.actor_for(cast.teacher.person, cast.school).roles == {"support"}
    ended = staff.person_page(cast.school, cast.teacher.person).ended
    assert [row.role for row in ended] == ["teacher"]


def test_the_page_of_a_last_day_warns_of_what_must_be_looked_after(cast, sign_in):
    assignments.set_line_manager(person=cast.teacher.person, manager=cast.dsl.person, school=cast.school)
    page = sign_in(Client(), cast.admin).get(url("person_leave", cast, cast.dsl.person.pk)).content.decode()
    assert "They hold the post of safeguarding lead (DSL)." in page
    assert "1 person answers to them." in page
    quiet = sign_in(Client(), cast.admin).get(url("person_leave", cast, cast.support.person.pk)).content.decode()
    assert "Look after this first" not in quiet


def test_the_office_does_not_end_somebody_whose_role_it_may_not_end(cast, office):
    page = leave(office, cast, cast.dsl.person, None).content.decode()
    assert "Only an administrator or the headteacher can end this role." in page
    assert acting.actor_for(cast.dsl.person, cast.school).roles == {"dsl"}


def test_two_entries_become_one_person_and_apart_again(cast, office):
    teacher, mother = cast.teacher.person, cast.parent.person
    found = office.post(url("person_same", cast, teacher.pk), {"q": "quill pat"})
    assert [one.name for one in found.context["entries"]] == ["Pat Quill"]
    address = url("person_same", cast, teacher.pk) + f"?with={mother.pk}"
    assert "Choose how you know" in office.post(address, {"reason": ""}).content.decode()
    assert same_person.same_person(teacher) == {teacher.pk}
    office.post(address, {"reason": "both"})
    assert same_person.same_person(teacher) == {teacher.pk, mother.pk}
    entry = Entry.objects.filter(school_id=cast.school.pk, verb="person.same_as").get()
    assert entry.facts["reason"] == "both"
    # From the other entry it is taken back as well, and no right has moved.
    office.post(url("person_apart", cast, mother.pk))
    assert same_person.same_person(teacher) == {teacher.pk}
    assert acting.actor_for(mother, cast.school).roles == frozenset()


def test_when_somebody_last_signed_in_is_a_day(cast, office):
    assert office.get(url("person", cast, cast.office.person.pk)).context["about"].account == "active"
    cast.office.user.refresh_from_db()
    assert cast.office.user.signed_in_on == cast.school.today()
    page = office.get(url("person", cast, cast.teacher.person.pk)).content.decode()
    assert "Has been invited, and has not signed in yet." in page


def test_a_teacher_opens_none_of_it(cast, sign_in):
    client = sign_in(Client(), cast.teacher)
    pk = cast.support.person.pk
    for name in ("person_edit", "person_leave", "person_same", "person_manager", "person_away", "person_apart"):
        answers = [client.get(url(name, cast, pk)).status_code, client.post(url(name, cast, pk)).status_code]
        assert set(answers) <= {403, 405}
    assert PersonAtSchool.objects.for_school(cast.school).filter(person=pk).exists()
    assert RoleAtSchool.objects.for_school(cast.school).filter(person=pk, until_date=None).count() == 1
