"""The pages of the register, as people use them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.models import Entry
from people.queries.acting import actor_for
from people.services.assignments import give_role
from people.services.persons import add_person
from registers.models import Disclosure, DisclosureDecision, NothingToDeclare
from registers.services import deciding, declaring
from registers.services.deciding import Wanted
from tests.registers.test_disclosures import ANSWERS

pytestmark = pytest.mark.django_db
SECRETS = ("Marigold", "Featherstone", "Chirper")
BUDGET = 16


@pytest.fixture
def monday(clock, cast):
    clock.set(dt.datetime(2026, 11, 23, 9, 0))
    return cast


def url(name, cast, *args):
    return reverse(f"registers:{name}", args=[cast.school.slug, *args])


def text(response):
    return response.content.decode()


LINK = {name: ANSWERS[name] for name in ("kind", "about", "before")}
DETAILS = {name: ANSWERS[name] for name in ("who", "since", "platforms", "plan", "limits")}


def test_declaring_page_by_page(monday, client, sign_in):
    cast = monday
    sign_in(client, cast.teacher)
    address = url("declare", cast)
    number = "7f0a1b9e-6f0e-4a55-8b8e-6d1d6a3f2f11"
    assert "Page 1 of 2" in text(client.get(address))
    assert "Choose who the link is with" in text(client.post(address, {"step": "link"}))
    second = client.post(address, LINK | {"step": "link", "number": number})
    assert "Page 2 of 2" in text(second)
    assert "Only a friend from before." in text(second)
    wrong = client.post(address, LINK | {"step": "details", "number": number, "who": "Marigold", "plan": "keep"})
    assert "Say how you will limit it" in text(wrong)
    assert "Marigold" in text(wrong)
    check = client.post(address, LINK | DETAILS | {"step": "details", "number": number})
    assert "Check and send" in text(check)
    assert "Featherstone" in text(check)
    back = client.post(address, LINK | DETAILS | {"step": "back", "number": number})
    assert "Page 2 of 2" in text(back)
    assert "Featherstone" in text(back)
    assert Disclosure.objects.for_school(cast.school).count() == 0
    assert client.session.get("who") is None

    sent = LINK | DETAILS | {"step": "send", "number": number}
    row_page = client.post(address, sent).url
    assert client.post(address, sent).url == row_page
    row = Disclosure.objects.for_school(cast.school).get()
    assert (row_page, row.who) == (url("disclosure", cast, row.pk), ANSWERS["who"])
    assert "Featherstone" in text(client.get(row_page))


def test_who_opens_a_form(monday, client, sign_in):
    cast = monday
    row = declaring.declare(by=cast.teacher.actor, **ANSWERS)
    addresses = {name: url(name, cast, row.pk) for name in ("disclosure", "decide", "add", "end")}
    expected = {
        cast.teacher.name: (200, 403, 200, 200),
        cast.head.name: (200, 200, 404, 404),
        cast.chair.name: (404, 404, 404, 404),
        cast.dsl.name: (404, 403, 404, 404),
        cast.office.name: (404, 403, 404, 404),
        cast.support.name: (404, 403, 404, 404),
        cast.stranger_head.name: (404, 404, 404, 404),
    }
    members = (cast.teacher, cast.head, cast.chair, cast.dsl, cast.office, cast.support, cast.stranger_head)
    for who in members:
        sign_in(client, who)
        answers = [client.get(address) for address in addresses.values()]
        assert (who.name, tuple(row.status_code for row in answers)) == (who.name, expected[who.name])
        for row in answers:
            if row.status_code != 200:
                for secret in SECRETS:
                    assert secret not in text(row)
    client.logout()
    assert client.get(addresses["disclosure"]).status_code == 302


def test_the_head_reads_decides_and_sees_first_what_they_will_read(monday, client, sign_in):
    cast = monday
    row = declaring.declare(by=cast.teacher.actor, **ANSWERS)
    sign_in(client, cast.head)
    assert client.get(url("decide_next", cast)).url == url("disclosure", cast, row.pk)
    client.get(url("disclosure", cast, row.pk))
    assert Entry.objects.filter(verb="disclosure.read").count() == 1
    address = url("decide", cast, row.pk)
    page = text(client.get(address))
    assert "Only a friend from before." in page
    assert " checked" not in page
    assert "Choose an answer" in text(client.post(address, {}))
    wanted = {
        "outcome": "conditions",
        "phrases": ["no_messages"],
        "condition": "None in term",
        "reasons": "Old friends",
    }
    wanted |= {"note": "Thank you.", "after": ""}
    preview = text(client.post(address, wanted))
    for shown in ("This is what they will read", "No private messages with a pupil.", "None in term", "Thank you."):
        assert shown in preview
    assert DisclosureDecision.objects.for_school(cast.school).count() == 0
    assert Disclosure.objects.for_school(cast.school).get().taken_by == cast.head.person
    assert client.post(address, wanted | {"send": "yes"}).url == url("disclosure", cast, row.pk)
    assert "A colleague is deciding" in text(client.post(address, wanted | {"send": "yes"}))
    assert DisclosureDecision.objects.for_school(cast.school).count() == 1

    sign_in(client, cast.teacher)
    page = text(client.get(url("disclosure", cast, row.pk)))
    assert "None in term" in page
    assert "Thank you." in page
    assert "Old friends" not in page.replace("Old friend<", "")


def test_the_register_names_no_friend_and_is_for_the_head(monday, client, sign_in):
    cast = monday
    declaring.declare(by=cast.teacher.actor, **ANSWERS)
    own = declaring.declare(by=cast.head.actor, **ANSWERS)
    sign_in(client, cast.head)
    page = text(client.get(url("register", cast)))
    assert "Tess Carver" in page
    assert own.reference not in page
    for secret in SECRETS:
        assert secret not in page
    assert Entry.objects.filter(verb="register.read").count() == 1
    assert "Tess Carver" not in text(client.get(url("register", cast) + "?state=allowed"))
    for who in (cast.teacher, cast.chair, cast.dsl, cast.office, cast.admin, cast.governor):
        sign_in(client, who)
        assert (who.name, client.get(url("register", cast)).status_code) == (who.name, 403)


def test_the_named_deputy_reads_the_list_and_no_form(monday, client, sign_in):
    from people.models.roles import Duty
    from registers.states import REGISTER_DUTY

    cast = monday
    row = declaring.declare(by=cast.teacher.actor, **ANSWERS)
    since = cast.school.today()
    Duty.objects.create(
        school=cast.school, person=cast.deputy.person, kind=REGISTER_DUTY, source="school", from_date=since
    )
    sign_in(client, cast.deputy)
    page = text(client.get(url("register", cast)))
    assert row.reference in page
    assert url("disclosure", cast, row.pk) not in page
    assert client.get(url("disclosure", cast, row.pk)).status_code == 404


def test_nothing_to_declare_on_the_page(monday, client, sign_in):
    cast = monday
    sign_in(client, cast.support)
    address = url("mine", cast)
    assert "Tick the box to show that there is nothing to declare" in text(client.post(address, {}))
    client.post(address, {"agree": "on"})
    client.post(address, {"agree": "on"})
    row = NothingToDeclare.objects.for_school(cast.school).get()
    assert row.reference in text(client.get(address))


def test_more_is_asked_answered_and_the_link_ends(monday, client, sign_in):
    cast = monday
    row = declaring.declare(by=cast.teacher.actor, **ANSWERS)
    deciding.decide(disclosure=row, by=cast.head.actor, wanted=Wanted("more", reasons="Unclear", note="Since when?"))
    sign_in(client, cast.teacher)
    assert "Since when?" in text(client.get(url("add", cast, row.pk)))
    assert "Write your answer" in text(client.post(url("add", cast, row.pk), {"text": " "}))
    client.post(url("add", cast, row.pk), {"text": "Since 1994"})
    assert "Since 1994" in text(client.get(url("disclosure", cast, row.pk)))
    client.get(url("end", cast, row.pk))
    assert Disclosure.objects.for_school(cast.school).get().state == "sent"
    client.post(url("end", cast, row.pk))
    assert Disclosure.objects.for_school(cast.school).get().state == "ended"


def test_no_page_asks_more_of_the_database_when_there_is_more(monday, client, sign_in):
    cast = monday
    row = declaring.declare(by=cast.teacher.actor, **ANSWERS)
    deciding.decide(disclosure=row, by=cast.head.actor, wanted=Wanted("allow", reasons="Fine"))
    pages = [
        (cast.head, url("register", cast)),
        (cast.head, url("disclosure", cast, row.pk)),
        (cast.teacher, url("mine", cast)),
        (cast.teacher, url("disclosure", cast, row.pk)),
    ]

    def cost():
        counts = []
        for who, address in pages:
            sign_in(client, who)
            with CaptureQueriesContext(connection) as spent:
                assert client.get(address).status_code == 200
            ours = [row for row in spent.captured_queries if "SAVEPOINT" not in row["sql"]]
            counts.append(len([row for row in ours if "ledger_" not in row["sql"]]))
        return counts

    few = cost()
    for number in range(30):
        person = add_person(
            school=cast.school, first_name=f"P{number}", last_name="Many", email=f"p{number}@many.example"
        )
        give_role(person=person, school=cast.school, role="teacher")
        declaring.declare(by=actor_for(person, cast.school), **ANSWERS)
        declaring.declare(by=cast.teacher.actor, **ANSWERS)
    last = None
    for _time in range(5):
        last = deciding.decide(
            disclosure=row,
            by=cast.head.actor,
            wanted=Wanted("allow", reasons="Fine"),
            after=(last and last.pk) or row.decisions.get().pk,
        )
    assert cost() == few
    assert max(few) <= BUDGET, few
