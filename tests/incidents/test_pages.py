"""The reporter's pages as a browser without scripts sees them."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from incidents.models.cases import Case
from incidents.models.reports import Report, ReportDraft
from incidents.queries import reporter
from incidents.services import case_record, case_states
from incidents.states.workflow import State
from people.services import assignments
from people.states.roles import Role
from schools.services import schools

S = "/s/fernhill/report/"
ANSWERS = {
    "about": {"about_kind": "child"},
    "people": {"about": ["none"]},
    "story": {"story": "Unkind words about a child"},
    "where": {"where_when": "A chat, last week", "link": "", "still_visible": "yes"},
    "pictures": {"pictures": ""},
    "you": {"from_kind": "no_name", "name": "", "contact": ""},
}


def walk(client, **changed) -> None:
    """Answer every question, up to the check."""
    for name, answers in ANSWERS.items():
        response = client.post(f"{S}q/{name}/", {**answers, **changed.get(name, {})})
        assert response.status_code == 302, (name, response.content.decode())


def kept_on(page) -> tuple[str, str]:
    text = page.content.decode()
    return tuple(re.search(rf'id="{name}">([^<]+)', text)[1] for name in ("reference", "words"))  # type: ignore[index]


def test_reading_the_start_page_leaves_no_cookie_and_no_session(cast, client):
    page = client.get(S)
    assert (page.status_code, dict(page.cookies), Session.objects.count()) == (200, {}, 0)
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_start_page_says_who_reads_it_and_when(cast, clock, client):
    import datetime as dt

    clock.set(dt.datetime(2026, 9, 19, 18, 0))
    text = client.get(S).content.decode()
    for words in (
        "999",
        "01234 567 890",
        "The safeguarding lead and the deputy.",
        "the chair of governors",
        "Closed now: somebody looks on Monday 21 September from 8am.",
        "0808 800 5000",
        "Leave this page",
    ):
        assert words in text
    assert text.index("999") < text.index("<h1")


def test_a_report_without_a_name_from_start_to_receipt_and_back(cast, client):
    walk(client)
    assert client.post(f"{S}check/").status_code == 302
    reference, words = kept_on(client.get(f"{S}receipt/"))
    assert kept_on(client.get(f"{S}receipt/")) == (reference, words)
    assert client.post(f"{S}receipt/").url == f"{S}saved/"
    assert client.get(f"{S}receipt/").url == S
    case = Case.objects.for_school(cast.school).get(reference=reference)
    assert (case.report.story, case.report.name, case.state) == ("Unkind words about a child", None, State.NEW)
    case_states.take(case=case, by=cast.dsl.actor)
    case_record.answer_reporter(case=case, by=cast.dsl.actor, body="Which app was it?", is_question=True)

    later = Client()
    typed = {"reference": f" {reference.lower().replace('-', ' ')} ", "secret": f"  {words.upper()}. "}
    assert later.post(f"{S}mine/", typed).url == f"{S}mine/messages/"
    text = later.get(f"{S}mine/messages/").content.decode()
    for shown in ("We have a question for you", "Which app was it?", reference):
        assert shown in text
    for hidden in (cast.dsl.name, "Unkind words", words, "opened"):
        assert hidden not in text
    for _twice in range(2):
        assert later.post(f"{S}mine/messages/", {"body": "The blue one", "number": 2}).status_code == 302
    assert [m.body for m in reporter.messages(case)] == ["Which app was it?", "The blue one"]
    assert Session.objects.count() == 0


def test_every_step_is_kept_by_nobody(cast, client):
    walk(client)
    for path in ("q/about/", "q/people/", "q/story/", "q/where/", "q/pictures/", "q/you/", "check/", "mine/", "leave/"):
        page = client.get(S + path)
        assert "no-store" in page.headers["Cache-Control"], path
    cookie = client.cookies["sitting"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (S, True, "Strict", "")


def test_no_browser_fills_in_or_keeps_an_answer(cast, client):
    walk(client)
    for path in ("q/story/", "q/where/", "q/pictures/", "q/you/", "mine/"):
        text = client.get(S + path).content.decode()
        fields = re.findall(r"<(?:textarea|input type=\"text\")[^>]*>", text)
        assert fields
        assert all('autocomplete="off"' in field for field in fields), path


@pytest.mark.parametrize("story", ["", "    ", "\n\t "])
def test_only_blanks_are_refused_beside_the_field(cast, client, story):
    client.post(f"{S}q/about/", ANSWERS["about"])
    client.post(f"{S}q/people/", ANSWERS["people"])
    text = client.post(f"{S}q/story/", {"story": story}).content.decode()
    assert "<title>Error:" in text
    assert text.count("Tell us what happened") == 2


@pytest.mark.obligation("W12")
def test_a_password_is_refused_with_fixed_words_and_the_text_is_kept(cast, client):
    walk(client)
    text = client.post(f"{S}q/story/", {"story": "Look: password: Fluffy9"}).content.decode()
    assert text.count("Take the password or PIN out.") == 2
    assert "Look: password: Fluffy9" in text


def test_double_click_on_send_makes_one_report(cast, client):
    walk(client)
    assert [client.post(f"{S}check/").url for _ in range(2)] == [f"{S}receipt/"] * 2
    assert Report.objects.for_school(cast.school).count() == 1


def test_leaving_clears_what_was_written(cast, client):
    walk(client)
    page = client.post(f"{S}leave/")
    assert b"This page is closed" in page.content
    assert ReportDraft.objects.for_school(cast.school).count() == 0
    assert client.get(f"{S}q/story/").url == S


def test_a_named_reporter_must_give_a_name_and_no_name_means_none(cast, client):
    walk(client)
    text = client.post(f"{S}q/you/", {"from_kind": "parent"}).content.decode()
    assert "Enter your name, or choose" in text
    text = client.post(f"{S}q/you/", {"from_kind": "no_name", "name": "Pat"}).content.decode()
    assert "You wrote a name or contact" in text


def test_nobody_named_and_somebody_named_do_not_go_together(cast, client):
    client.post(f"{S}q/about/", ANSWERS["about"])
    text = client.post(f"{S}q/people/", {"about": ["none", "dsl"]}).content.decode()
    assert text.count("Not both") == 2


def test_a_change_on_the_check_leads_back_to_it(cast, client):
    walk(client)
    assert client.post(f"{S}q/story/?change", {"story": "Other words"}).url == f"{S}check/"
    assert b"Other words" in client.get(f"{S}check/").content


def test_what_nobody_inside_may_hear_names_the_officer_and_keeps_nothing(cast, client):
    client.post(f"{S}q/about/", ANSWERS["about"])
    response = client.post(f"{S}q/people/", {"about": ["headteacher", "chair"]})
    assert response.url == f"{S}outside/"
    assert b"LADO" in client.get(response.url).content
    assert ReportDraft.objects.for_school(cast.school).count() == 0


@pytest.mark.obligation("W15", "C4", "M20")
def test_a_complaint_is_offered_its_own_procedure_first_and_the_person_chooses(cast, client):
    schools.set_setting(
        school=cast.school, key="complaints_procedure", value="See our website, page Complaints", by=None
    )
    assert client.post(f"{S}q/about/", {"about_kind": "complaint"}).url == f"{S}complaint/"
    assert b"See our website, page Complaints" in client.get(f"{S}complaint/").content
    assert client.post(f"{S}complaint/").url == f"{S}q/people/"


def test_a_form_that_reaches_nobody_is_closed_and_shows_the_telephone(cast, client):
    assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR)
    text = client.get(S).content.decode()
    assert "You cannot report here right now." in text
    assert "01234 567 890" in text
    assert ">Start<" not in text
    assert client.get(f"{S}q/about/").url == S


def test_wrong_words_and_an_unknown_reference_are_answered_alike(cast, client, report):
    sent = report("child")
    wrong = client.post(f"{S}mine/", {"reference": sent.reference, "secret": "not these four words"})
    unknown = client.post(f"{S}mine/", {"reference": "BCD-234", "secret": "not these four words"})
    plain = [re.sub(r'value="[^"]*"', "", r.content.decode()) for r in (wrong, unknown)]
    assert plain[0] == plain[1]
    assert plain[0].count("Those words do not match. Check each word and try again") == 2


def test_after_five_wrong_tries_even_right_words_wait(cast, clock, client, report):
    sent, other = report("child"), report("child")
    for _ in range(4):
        assert client.post(f"{S}mine/", {"reference": sent.reference, "secret": "wrong"}).status_code == 200
    page = client.post(f"{S}mine/", {"reference": sent.reference, "secret": "wrong"})
    assert (page.status_code, b"01234 567 890" in page.content) == (429, True)
    right = {"reference": sent.reference, "secret": sent.words}
    assert Client().post(f"{S}mine/", right).status_code == 429  # another browser, another address: the same
    assert client.post(f"{S}mine/", {"reference": other.reference, "secret": other.words}).status_code == 302
    clock.advance(minutes=16)
    assert client.post(f"{S}mine/", right).status_code == 302


def test_a_report_of_another_school_does_not_open_here(cast, client, report):
    sent = report("child")
    typed = {"reference": sent.reference, "secret": sent.words}
    assert client.post("/s/marlow-bank/report/mine/", typed).status_code == 200


@pytest.mark.obligation("M22", "M20")
def test_staff_report_on_one_page_and_get_the_receipt(cast, client, sign_in):
    sign_in(client, cast.teacher)
    text = client.get("/s/fernhill/concern/").content.decode()
    assert "You report as Tess Carver, class teacher." in text
    assert "histleblowing" in text
    once = re.search(r'name="once" value="([^"]+)"', text)[1]  # type: ignore[index]
    answers = {"about_kind": "pupils", "about": ["none"], "story": "Seen in the chat", "keep_quiet": "on", "once": once}
    assert [client.post("/s/fernhill/concern/", answers).url for _ in range(2)] == [f"{S}receipt/"] * 2
    reference, _words = kept_on(client.get(f"{S}receipt/"))
    case = Case.objects.for_school(cast.school).get()
    assert (case.reference, case.report.from_kind, case.report.name) == (reference, "staff", "Tess Carver")


def test_staff_tick_that_they_keep_it_confidential(cast, client, sign_in):
    sign_in(client, cast.teacher)
    text = client.post(
        "/s/fernhill/concern/", {"about_kind": "pupils", "about": ["none"], "story": "x"}
    ).content.decode()
    assert "Tick the box to show that you keep this confidential" in text
    assert Report.objects.for_school(cast.school).count() == 0


def test_the_holder_works_a_case_by_plain_form_posts(cast, client, sign_in, report):
    sent = report("child")
    base = f"/s/fernhill/concerns/{sent.reference}/"
    sign_in(client, cast.dsl)
    assert sent.reference in client.get("/s/fernhill/concerns/").content.decode()
    assert b"Unkind" not in client.get("/s/fernhill/concerns/").content
    assert client.post(f"{base}take/").url == base
    note = {"happened": "Called home", "why": "Policy", "danger": "2_today"}
    assert client.post(f"{base}add/", note).url == base
    assert client.post(f"{base}message/", {"body": "Thank you"}).url == base
    found = client.post(f"{base}people/", {"name": "Ivy"}).content.decode()
    pupil = re.search(r'value="(pupil:[^"]+)"', found)[1]  # type: ignore[index]
    named = {"name": "Ivy", "who": pupil, "capacity": "harmed", "why": "In the report"}
    assert client.post(f"{base}people/", named).url == base
    closing = {
        "summary": "a",
        "followed_up": "b",
        "outcome": "advice",
        "reporter_told": "c",
        "lessons": "none, because",
    }
    assert client.post(f"{base}close/", closing).url == base
    text = client.get(base).content.decode()
    for words in ("Called home", "Thank you", "Ivy Quill", "Closed", "Open this case again"):
        assert words in text
    assert "no-store" in client.get(base).headers["Cache-Control"]
    sent.case.refresh_from_db()
    assert sent.case.state == State.CLOSED


@pytest.mark.parametrize("rows", [1, 30])
def test_inbox_and_case_page_ask_the_same_few_questions(cast, client, sign_in, report, rows, django_assert_num_queries):
    sent = [report("child") for _ in range(rows)][-1]
    case_states.take(case=sent.case, by=cast.dsl.actor)
    for number in range(rows):
        case_record.add_entry(case=sent.case, by=cast.dsl.actor, happened=f"Step {number}", why="x")
    sign_in(client, cast.deputy)
    with django_assert_num_queries(9):
        client.get("/s/fernhill/concerns/")
    client.get(f"/s/fernhill/concerns/{sent.reference}/")
    with django_assert_num_queries(12):
        client.get(f"/s/fernhill/concerns/{sent.reference}/")


def test_the_start_page_is_made_once_in_a_moment_and_never_kept_with_a_query(cast, clock, client, sign_in):
    import datetime as dt

    clock.set(dt.datetime(2026, 9, 21, 10, 0))
    first = client.get(S).content
    assert b"hidden-words" in client.get(f"{S}?hidden-words").content
    assert client.get(S).content == first
    signed_in = sign_in(Client(), cast.teacher)
    signed_in.post("/s/fernhill/concern/", {})
    assert signed_in.get(S).content == first
    assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR)
    assert client.get(S).content == first
    assert client.get(f"{S}q/about/").url == S  # the form itself is closed at once
    clock.advance(seconds=11)
    assert "You cannot report here right now." in client.get(S).content.decode()
    client.cookies["theme"] = "dark"
    assert b'data-theme="dark"' in client.get(S).content


def test_a_first_visit_weighs_little(cast, client):
    import brotli
    from django.conf import settings

    page = client.get(S).content
    files = {name: (settings.BASE_DIR / "static" / name).read_bytes() for name in ("css/portal.css", "js/portal.js")}
    font = (settings.BASE_DIR / "static/fonts/atkinson-next-latin.woff2").stat().st_size
    assert len(brotli.compress(page)) <= 6 * 1024
    assert len(brotli.compress(page)) + font + sum(len(brotli.compress(data)) for data in files.values()) <= 60 * 1024
