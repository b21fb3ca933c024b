"""The pages of a sign-off, as people use them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.services.printed_codes import print_code
from people.queries.acting import actor_for
from people.services.assignments import give_role
from people.services.persons import add_person
from signoffs.models import Opened, Question, Round, Signature
from signoffs.queries import home, not_signed
from signoffs.services import questions, signing

pytestmark = pytest.mark.django_db
BUDGET = 13


def url(name, cast, *args):
    return reverse(f"signoffs:{name}", args=[cast.school.slug, *args])


def test_a_teacher_signs_on_the_page_and_lands_on_the_certificate(desk, cast, client, sign_in):
    round = desk.round()
    sign_in(client, cast.teacher)
    page = client.get(url("sign", cast, round.pk))
    assert page.status_code == 200
    words = page.content.decode()
    assert 'value="Tess Carver"' in words
    assert " checked" not in words
    assert Opened.objects.for_school(cast.school).count() == 1

    empty = client.post(url("sign", cast, round.pk), {"name": "Tess Carver"})
    assert "Tick the box to show that you agree" in empty.content.decode()
    assert "Error:" in empty.content.decode()

    done = client.post(url("sign", cast, round.pk), {"name": "Tess Carver", "statement_0": "on"}, follow=True)
    signature = Signature.objects.for_school(cast.school).get()
    assert done.redirect_chain == [(url("certificate", cast, signature.reference), 302)]
    assert signature.reference in done.content.decode()
    assert round.version.digest[:8] in done.content.decode()

    again = client.post(url("sign", cast, round.pk), {"name": "Tess", "statement_0": "on"})
    assert again.url == url("certificate", cast, signature.reference)
    assert client.get(url("sign", cast, round.pk)).url == again.url
    assert Signature.objects.for_school(cast.school).count() == 1


def test_what_changed_is_shown_from_the_version_that_this_person_signed(desk, cast, client, sign_in):
    version = desk.policy(text="Past pupils under 16 are not friends.")
    signing.sign(round=desk.round(version), by=cast.teacher.actor, ticked=[0], name="Tess")
    second = desk.policy(text="Past pupils under 18 are not friends.", policy=version.policy)
    round = desk.round(second)
    sign_in(client, cast.teacher)
    words = client.get(url("sign", cast, round.pk)).content.decode()
    assert "What changed since you signed version 1" in words
    assert "The age is now 18." in words
    assert "16</del>" in words
    assert "18</ins>" in words
    sign_in(client, cast.support)
    words = client.get(url("sign", cast, round.pk)).content.decode()
    assert "You have not signed this policy before." in words
    assert "<del>" not in words


def test_a_version_published_meanwhile_interrupts(desk, cast, client, sign_in):
    version = desk.policy()
    old = desk.round(version)
    newer = desk.policy(text="Something else.", policy=version.policy)
    sign_in(client, cast.teacher)
    page = client.post(url("sign", cast, old.pk), {"name": "Tess", "statement_0": "on"})
    assert "This policy has changed" in page.content.decode()
    assert Signature.objects.for_school(cast.school).count() == 0
    fresh = desk.round(newer)
    assert url("sign", cast, fresh.pk) in client.get(url("sign", cast, old.pk)).content.decode()


def test_a_certificate_is_for_its_signer_and_for_the_office(desk, cast, client, sign_in):
    signature = signing.sign(round=desk.round(), by=cast.teacher.actor, ticked=[0], name="Zz Secretname")
    address = url("certificate", cast, signature.reference)
    for who, status in (
        (cast.teacher, 200),
        (cast.office, 200),
        (cast.head, 200),
        (cast.support, 404),
        (cast.governor, 404),
    ):
        page = client.get(sign_in(client, who) and address)
        assert (who.name, page.status_code) == (who.name, status)
        assert ("Zz Secretname" in page.content.decode()) == (status == 200)
    assert client.get(sign_in(client, cast.stranger_head) and address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    assert signature.reference in str(signature.get_absolute_url())


def test_the_certificate_as_a_pdf(desk, cast, client, sign_in):
    signature = signing.sign(round=desk.round(), by=cast.teacher.actor, ticked=[0], name="Tess")
    sign_in(client, cast.teacher)
    answer = client.get(url("certificate_pdf", cast, signature.reference))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    assert "Tess" not in answer["Content-Disposition"]


def test_a_withdrawn_or_replaced_version_still_has_its_certificate(desk, cast, client, sign_in):
    version = desk.policy()
    signature = signing.sign(round=desk.round(version), by=cast.teacher.actor, ticked=[0], name="Tess")
    desk.policy(text="New words.", policy=version.policy)
    sign_in(client, cast.teacher)
    assert "Replaced by version 2" in client.get(signature.get_absolute_url()).content.decode()


@pytest.mark.obligation("L23")
def test_who_has_not_signed_is_for_those_who_run_rounds(desk, cast, client, sign_in, clock):
    round = desk.round()
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    sign_in(client, cast.office)
    words = client.get(url("round", cast, round.pk)).content.decode()
    assert "1 of 7 people signed" in words
    assert "Sid Pope" in words
    assert "Tess Carver" not in words
    assert "less than 3 days ago" in words
    clock.advance(days=3)
    sign_in(client, cast.office)
    assert "Remind 6 people" in client.get(url("round", cast, round.pk)).content.decode()
    for who in (cast.teacher, cast.governor, cast.clerk, cast.dsl):
        sign_in(client, who)
        for name in ("rounds", "round"):
            assert client.get(url(name, cast, *([round.pk] if name == "round" else []))).status_code == 403
    sign_in(client, cast.stranger_head)
    assert client.get(url("round", cast, round.pk)).status_code == 404


def test_a_long_chase_list_comes_in_pages_and_by_reason(desk, cast, client, sign_in):
    names = [f"Left{number:02} Behind" for number in range(60)]
    for name in names:
        person = add_person(school=cast.school, first_name=name.split()[0], last_name="Behind")
        give_role(person=person, school=cast.school, role="support")
    round = desk.round()
    sign_in(client, cast.office)

    def shown(query: str) -> tuple[list[str], bool]:
        words = client.get(url("round", cast, round.pk) + query).content.decode()
        return [name for name in names if name in words], "Sid Pope" in words

    first, second = shown(""), shown("?page=2")
    assert (len(first[0]), first[1], second) == (50, False, (names[50:], True))
    assert shown("?why=no_email&page=2") == (names[50:], False)
    assert shown("?why=not_opened") == ([], True)
    assert shown("?why=nonsense") == first


def test_who_signs_in_with_a_code_on_paper_has_no_address_to_remind(desk, cast, client, sign_in):
    person = add_person(school=cast.school, first_name="Wanda", last_name="Birch")
    give_role(person=person, school=cast.school, role="support")
    print_code(person=person, school=cast.school)
    round = desk.round()
    left = not_signed.not_signed_list(round, cast.office.actor)
    assert [row.reason for row in left.rows if row.name == "Wanda Birch"] == ["no_email"]


def test_the_office_opens_a_round_after_seeing_whom_it_asks(desk, cast, client, sign_in):
    version = desk.policy()
    sign_in(client, cast.office)
    due = cast.school.today() + dt.timedelta(days=14)
    typed = {
        "version": str(version.pk),
        "audience": "staff",
        "groups": ["staff", "governors"],
        "due_day": due.day,
        "due_month": due.month,
        "due_year": due.year,
        "agreement": "I agree",
    }
    check = client.post(url("round_new", cast), typed).content.decode()
    assert "Ask 10 people to sign?" in check
    assert Round.objects.for_school(cast.school).count() == 0
    done = client.post(url("round_new", cast), typed | {"open": "yes"})
    round = Round.objects.for_school(cast.school).get()
    assert done.url == url("round", cast, round.pk)
    assert (round.state, round.due) == ("open", due)

    past = typed | {"due_year": due.year - 1, "open": "yes"}
    assert "Enter a day that lies ahead" in client.post(url("round_new", cast), past).content.decode()


def test_the_office_records_paper_from_the_list_of_who_has_not_signed(desk, cast, client, sign_in):
    round = desk.round()
    sign_in(client, cast.office)
    address = url("paper", cast, round.pk, cast.support.person.pk)
    assert address in client.get(url("round", cast, round.pk)).content.decode()
    assert "Enter the date on the slip" in client.post(address, {"name": "Sid Pope"}).content.decode()
    day = cast.school.today()
    typed = {"name": "Sid Pope", "slip_day_day": day.day, "slip_day_month": day.month, "slip_day_year": day.year}
    assert client.post(address, typed).url == url("round", cast, round.pk)
    assert Signature.objects.for_school(cast.school).get().how == "paper"
    assert client.get(address).status_code == 404


def test_a_question_first(desk, cast, client, sign_in):
    round = desk.round()
    sign_in(client, cast.teacher)
    assert "Write your question" in client.post(url("ask", cast, round.pk), {"text": "  "}).content.decode()
    client.post(url("ask", cast, round.pk), {"text": "May I like a post?"})
    row = Question.objects.for_school(cast.school).get()
    assert "You asked a question." in client.get(url("sign", cast, round.pk)).content.decode()
    for who, status in ((cast.support, 404), (cast.office, 404), (cast.head, 200)):
        assert client.get(sign_in(client, who) and url("question", cast, row.pk)).status_code == status
    client.post(url("question", cast, row.pk), {"text": "No."})
    sign_in(client, cast.teacher)
    assert "<p>No.</p>" in client.get(url("question", cast, row.pk)).content.decode()


def test_reminding_and_closing_ask_first(desk, cast, client, sign_in, clock):
    round = desk.round()
    sign_in(client, cast.office)
    words = client.post(url("remind", cast, round.pk), follow=True).content.decode()
    assert "less than 3 days ago" in words
    clock.advance(days=3)
    sign_in(client, cast.office)
    assert "Remind 7 people?" in client.get(url("remind", cast, round.pk)).content.decode()
    assert "7 reminders are on their way." in client.post(url("remind", cast, round.pk), follow=True).content.decode()
    assert "A reminder has gone out today." in client.post(url("remind", cast, round.pk), follow=True).content.decode()
    client.get(url("close", cast, round.pk))
    assert desk.again(round).state == "open"
    client.post(url("close", cast, round.pk))
    assert desk.again(round).state == "closed"
    assert (
        "This round is closed"
        in client.get(sign_in(client, cast.teacher) and url("sign", cast, round.pk)).content.decode()
    )


def many(cast, round, desk, count):
    for number in range(count):
        email = f"s{number}@many.example"
        person = add_person(school=cast.school, first_name=f"Staff{number}", last_name="Many", email=email)
        give_role(person=person, school=cast.school, role="teacher")
        actor = actor_for(person, cast.school)
        signing.note_opened(round=round, person=person)
        if number % 3 == 0:
            questions.ask_question(round=round, by=actor, text="May I?")
    for number in range(6):
        opened = desk.round(desk.policy(f"Further policy {number}"))
        signing.sign(round=opened, by=cast.teacher.actor, ticked=[0], name="Tess")


def test_no_page_asks_more_of_the_database_when_there_is_more(desk, cast, client, sign_in):
    round = desk.round()
    signing.sign(round=desk.round(desk.policy("First policy")), by=cast.teacher.actor, ticked=[0], name="Tess")
    questions.ask_question(round=round, by=cast.support.actor, text="May I?")
    pages = [
        (cast.office, url("rounds", cast)),
        (cast.office, url("round", cast, round.pk)),
        (cast.head, url("questions", cast)),
        (cast.teacher, url("sign", cast, round.pk)),
        (cast.teacher, url("signed", cast)),
    ]

    def cost():
        counts = {}
        for who, address in pages:
            sign_in(client, who)
            with CaptureQueriesContext(connection) as spent:
                assert client.get(address).status_code == 200
            counts[address.split("/")[3] + str(address.count("/"))] = len(spent)
        return counts

    cost()  # the first visit notes that the page was opened
    few = cost()
    many(cast, round, desk, 30)
    assert cost() == few
    assert max(few.values()) <= BUDGET, few


def test_the_lines_of_the_home_page(desk, cast, django_assert_num_queries):
    version = desk.policy()
    first = desk.round(version)
    actor = cast.teacher.actor
    with django_assert_num_queries(1):
        (todo,) = home.todo_for(actor)
    assert (todo.title, todo.url, todo.tag_text) == (
        "Social media policy",
        url("sign", cast, first.pk),
        "Sign by Thursday 3 December",
    )
    assert home.done_for(actor) == []
    signature = signing.sign(round=first, by=actor, ticked=[0], name="Tess")
    assert home.todo_for(actor) == []
    assert [one.url for one in home.done_for(actor)] == [signature.get_absolute_url()]
    second = desk.round(desk.policy(text="Other words.", policy=version.policy))
    (todo,) = home.todo_for(actor)
    assert (todo.url, todo.why) == (url("sign", cast, second.pk), "Changed since you signed on Monday 23 November")
    (left,) = home.waiting_for(cast.office.actor)
    assert (left.why, left.tag_text) == ("0 of 7 signed", "7 left")
    assert home.todo_for(cast.governor.actor) == []
