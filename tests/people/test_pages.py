"""The office's pages: who may open them, what they do, and what they do not do."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services import first_run, second_step
from core.contributions.settings import SettingKind, SettingSpec, choices
from notices.models import Notice
from people.models.persons import Person
from people.models.roles import RoleAtSchool
from people.queries import acting, first_steps
from people.services import assignments, persons
from people.states.roles import Role
from schools.models.schools import School
from schools.queries import settings
from tests.contributing import contributed

FIRST = {
    "school_name": "Hill School",
    "nation": "england",
    "first_name": "Ola",
    "last_name": "Wren",
    "email": "ola@hill.example",
}


def url(name: str, cast, *args: object) -> str:
    app = "schools" if name in ("settings", "setting", "details") else "people"
    return reverse(f"{app}:{name}", args=[cast.school.slug, *args])


def pages(cast) -> dict[str, str]:
    head = cast.head.person
    role = RoleAtSchool.objects.for_school(cast.school).get(person=head)
    return {
        "list": url("list", cast),
        "add": url("add", cast),
        "person": url("person", cast, head.pk),
        "give_role": url("give_role", cast, head.pk),
        "end_role": url("end_role", cast, head.pk, role.pk),
        "settings": url("settings", cast),
        "setting": url("setting", cast, "past_pupil_age"),
        "details": url("details", cast),
        "first_steps": url("first_steps", cast),
    }


PEOPLE = {"list", "add", "person", "give_role", "end_role"}
CONFIGURE = {"settings", "setting", "details", "first_steps"}
OPEN_TO = {
    "head": PEOPLE | CONFIGURE,
    "admin": PEOPLE | CONFIGURE,
    "office": PEOPLE,
    "teacher": set(),
    "dsl": set(),
    "chair": set(),
    "governor": set(),
    "clerk": set(),
}


@pytest.mark.parametrize("who", OPEN_TO)
def test_who_opens_which_page(cast, client, sign_in, who):
    sign_in(client, getattr(cast, who))
    answers = {name: client.get(address).status_code for name, address in pages(cast).items()}
    assert answers == {name: 200 if name in OPEN_TO[who] else 403 for name in answers}


def test_a_stranger_finds_nothing_and_nobody_is_asked_to_sign_in(cast, sign_in):
    stranger = sign_in(Client(), cast.stranger_head)
    for address in pages(cast).values():
        assert stranger.get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_people_of_another_school_are_not_found_here(cast, client, sign_in):
    sign_in(client, cast.head)
    there = RoleAtSchool.objects.for_school(cast.other_school).get(person=cast.stranger.person)
    for address in (
        url("person", cast, cast.stranger.person.pk),
        url("give_role", cast, cast.stranger.person.pk),
        url("end_role", cast, cast.stranger.person.pk, there.pk),
        url("end_role", cast, cast.teacher.person.pk, there.pk),
    ):
        assert client.get(address).status_code == 404
    assert client.post(reverse("accounts:invite", args=[cast.school.slug, cast.stranger.person.pk])).status_code == 404


def test_the_list_shows_who_works_here_and_nobody_else(cast, client, sign_in):
    sign_in(client, cast.office)
    page = client.get(url("list", cast)).content.decode()
    assert [name for name in ("Tess Carver", "Gus Penn", "Stan Roe", "Pat Quill") if name in page] == [
        "Tess Carver",
        "Gus Penn",
    ]


def test_adding_a_colleague_with_an_invitation(cast, client, sign_in):
    sign_in(client, cast.office)
    details = {"first_name": "Nia", "last_name": "New", "email": "nia@fernhill.example", "role": "teacher"}
    answer = client.post(url("add", cast), details | {"invite": "on"})
    nia = Person.objects.get(user__email="nia@fernhill.example")
    assert answer.url == url("person", cast, nia.pk)
    assert acting.acting(nia.user, cast.school).roles == {"teacher"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"first_name": " "}, "Enter a first name"),
        ({"email": "nonsense"}, "Enter an e-mail address such as"),
        ({"email": "", "invite": "on"}, "or do not send an invitation"),
        ({"role": "dsl"}, "Choose a role from the list"),
        ({"role": ""}, "Choose a role"),
        ({"email": "tess.carver@fernhill.example", "invite": "on"}, "Is it the same person?"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_half_done(cast, client, sign_in, change, says):
    sign_in(client, cast.office)
    before = Person.objects.count()
    details = {"first_name": "Nia", "last_name": "New", "email": "nia@fernhill.example", "role": "teacher"}
    answer = client.post(url("add", cast), details | change)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert Person.objects.count() == before


def test_a_role_ends_now_or_at_the_end_of_a_day(cast, client, sign_in, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    sign_in(client, cast.office)
    ends = {}
    for member, answer in (
        (cast.teacher, {"when": "now"}),
        (cast.support, {"when": "later", "last_day_day": "24", "last_day_month": "11", "last_day_year": "2026"}),
    ):
        role = RoleAtSchool.objects.for_school(cast.school).get(person=member.person)
        client.post(url("end_role", cast, member.person.pk, role.pk), answer)
        role.refresh_from_db()
        ends[member.name] = str(role.until_date)
    assert ends == {"Tess Carver": "2026-11-20", "Sid Pope": "2026-11-25"}
    assert acting.acting(cast.teacher.user, cast.school) is None


def test_a_last_day_in_the_past_is_refused(cast, client, sign_in, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    sign_in(client, cast.office)
    role = RoleAtSchool.objects.for_school(cast.school).get(person=cast.teacher.person)
    answer = client.post(
        url("end_role", cast, cast.teacher.person.pk, role.pk),
        {"when": "later", "last_day_day": "19", "last_day_month": "11", "last_day_year": "2026"},
    )
    assert "Enter today or a day after it" in answer.content.decode()
    role.refresh_from_db()
    assert role.until_date is None


def test_a_setting_is_changed_and_its_history_is_shown(cast, client, sign_in):
    sign_in(client, cast.head)
    assert client.post(url("setting", cast, "past_pupil_age"), {"value": "16"}).url == url("settings", cast)
    assert settings.setting(cast.school, "past_pupil_age") == 16
    answer = client.post(url("setting", cast, "past_pupil_age"), {"value": "99"})
    assert "Enter a number from 13 to 25." in answer.content.decode()
    assert settings.setting(cast.school, "past_pupil_age") == 16


@pytest.fixture
def several():
    """A setting with several choices by default that may be emptied; no app has one of this kind on this page."""
    spec = SettingSpec(
        "several", SettingKind.SEVERAL, ["a"], "Several.", "hours", choices=choices(a="A.", b="B."), may_be_empty=True
    )
    with contributed(spec):
        yield


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("each_carer_signs", "True", True),
        ("approval_signers", ["headteacher"], ["headteacher"]),
        ("several", [], []),
        ("opens_at", "7:30", None),
        ("opens_at", "07:30", "07:30"),
        ("lado_contact", "LADO, 01234 567 890", "LADO, 01234 567 890"),
    ],
)
def test_a_setting_of_each_kind_goes_through_its_form(cast, client, sign_in, several, key, typed, stored):
    sign_in(client, cast.head)
    default = settings.setting(cast.school, key)
    client.post(url("setting", cast, key), {"value": typed})
    assert settings.setting(cast.school, key) == (default if stored is None else stored)


def test_an_unknown_setting_is_not_found(cast, client, sign_in):
    sign_in(client, cast.head)
    assert client.get(url("setting", cast, "mood")).status_code == 404


def test_what_everybody_sees_of_the_school_is_changed_and_a_wrong_colour_is_not(cast, client, sign_in):
    sign_in(client, cast.head)
    details = {
        "name": "Fernhill",
        "phone": "0100",
        "office_hours": "8am to 4pm",
        "public_email": "",
        "colour": "#112233",
    }
    client.post(url("details", cast), details)
    assert School.objects.get(slug="fernhill").office_hours == "8am to 4pm"
    answer = client.post(url("details", cast), details | {"colour": "red"})
    assert "Write the colour as" in answer.content.decode()
    assert School.objects.get(slug="fernhill").colour == "#112233"


def test_the_first_school_needs_the_code_and_signs_its_administrator_in(db, client):
    wrong = client.post(reverse("accounts:first"), FIRST | {"code": "AAAA-BBBB"})
    assert "That is not the code" in wrong.content.decode()
    assert School.objects.count() == 0
    answer = client.post(reverse("accounts:first"), FIRST | {"code": first_run.first_run_code().lower()})
    assert answer.url == reverse("people:first_steps", args=["hill-school"])
    # An administrator sets up the second step before anything else, and comes back here.
    assert client.get(answer.url).url == f"{reverse('accounts:second_step')}?next={quote(answer.url, safe='')}"
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    session = client.session
    second_step.mark_session(session, how="test")
    session.save()
    steps = client.get(answer.url)
    assert [done for _key, done in steps.context["steps"]] == [False, False, False, False]


def test_the_first_page_is_gone_once_there_is_a_school(cast, client):
    assert client.get(reverse("accounts:first")).status_code == 404
    code = first_run.first_run_code()
    assert client.post(reverse("accounts:first"), FIRST | {"code": code}).status_code == 404


def test_the_first_steps_tick_themselves_off(cast, client, sign_in):
    sign_in(client, cast.admin)
    cast.school.office_hours = "8am to 4pm"
    cast.school.save()
    steps = dict(client.get(url("first_steps", cast)).context["steps"])
    assert steps == {"school": True, "mail": False, "posts": True, "staff": True}
    assignments.end_role(person=cast.deputy.person, school=cast.school, role=Role.DEPUTY_DSL)
    steps = dict(client.get(url("first_steps", cast)).context["steps"])
    assert steps["posts"] is False


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(cast, client, sign_in, django_assert_max_num_queries):
    sign_in(client, cast.office)
    client.get(url("list", cast))
    with django_assert_max_num_queries(10):
        client.get(url("list", cast))
    for number in range(30):
        person = persons.add_person(school=cast.school, first_name=f"N{number}", email=f"n{number}@fernhill.example")
        assignments.give_role(person=person, school=cast.school, role=Role.SUPPORT)
    with django_assert_max_num_queries(10):
        client.get(url("list", cast))


def test_home_asks_the_administrator_to_finish_the_first_steps(cast):
    assert [todo.why for todo in first_steps.todo_for(cast.admin.actor)] == ["2 of 4 are left."]
    assert first_steps.todo_for(cast.office.actor) == first_steps.todo_for(cast.head.actor) == []


def test_a_test_mail_is_sent_from_the_first_steps(cast, client, sign_in):
    sign_in(client, cast.admin)
    steps = url("first_steps", cast)
    send = reverse("notices:test_mail", args=[cast.school.slug])
    assert f'action="{send}"' in client.get(steps).content.decode()
    wrong = client.post(send, {"to": "nonsense"}, follow=True)
    assert "Enter an e-mail address such as" in wrong.content.decode()
    assert client.post(send, {"to": "me@home.example"}).url == steps
    done = dict(client.get(steps).context["steps"])
    assert done["mail"] is True
    notices = Notice.objects.for_school(cast.school).filter(kind="test_mail")
    assert [notice.subject for notice in notices] == [f"school:{cast.school.pk}"]


def test_only_who_configures_sends_a_test_mail(cast, sign_in):
    send = reverse("notices:test_mail", args=[cast.school.slug])
    members = ("office", "dsl", "stranger_head")
    answers = {who: sign_in(Client(), getattr(cast, who)).post(send).status_code for who in members}
    assert answers == {"office": 403, "dsl": 403, "stranger_head": 404}
