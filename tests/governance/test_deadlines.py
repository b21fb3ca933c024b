"""Each sees their own deadlines, and a deadline of what they may not know of does not exist."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services import resets
from governance.queries import deadlines
from incidents.models.cases import CaseReader
from incidents.services import case_record, case_states
from incidents.states.workflow import Capacity
from ledger.states import Confidentiality
from people.services import assignments
from people.states.roles import Role
from policies.states import VersionState
from registers.services import deciding, declaring
from tests.incidents.conftest import STORY, readers, report
from tests.look.test_reading_age import STAFF_GRADE
from tests.readability import grade
from tests.signoffs.conftest import desk

__all__ = ["desk", "readers", "report"]

MONDAY = dt.datetime(2026, 9, 14, 10, 0)
URL = "/s/fernhill/running/"


@pytest.fixture(autouse=True)
def monday(clock):
    """Monday 14 September 2026, 10am."""
    clock.set(MONDAY)


def lines(actor) -> list[tuple[str, str, str]]:
    """Return (what, kind, when) of every deadline of somebody, confidential first."""
    what = deadlines.deadlines_page(actor)
    rows = [row.deadline for row in (*what.confidential, *what.everyday)]
    return [(row.title, row.kind_words, row.words) for row in rows]


def declare(cast, who="support"):
    return declaring.declare(
        by=getattr(cast, who).actor,
        kind="old_friend",
        about="parent",
        before="yes",
        since="2015",
        platforms="One",
        who="Heronmarker parent",
        plan="keep",
        limits="Football",
    )


def decide(cast, form, outcome, **more):
    wanted = deciding.Wanted(outcome=outcome, reasons="The rule.", **more)
    last = form.decisions.order_by("-decided_at").first()
    return deciding.decide(disclosure=form, by=cast.head.actor, wanted=wanted, after=last.pk if last else None)


def test_a_case_runs_from_first_look_to_next_step(cast, clock, report):
    case = report("pupils").case
    name = f"Concern {case.reference}"
    assert lines(cast.dsl.actor) == [(name, "First look", "open it by 11am today")]
    clock.advance(minutes=61)
    assert lines(cast.deputy.actor) == [(name, "First look", "late since 11am today")]
    case_states.record_view(case=case, by=cast.dsl.actor)
    assert lines(cast.dsl.actor) == [(name, "Answer", "answer by 4pm today")]
    case = case_states.take(case=case, by=cast.dsl.actor)
    assert lines(cast.dsl.actor) == []
    friday = dt.date(2026, 9, 18)
    case_record.add_entry(
        case=case, by=cast.dsl.actor, happened="Rang.", why="Policy.", next_step="Ring again", next_due=friday
    )
    assert lines(cast.dsl.actor) == [(name, "Next step", "do it by Friday 18 September")]
    case_states.wait_until(case=case, by=cast.dsl.actor, until=dt.date(2026, 9, 16), why="The family is away")
    assert lines(cast.dsl.actor) == [(name, "Wait", "paused: waiting until Wednesday 16 September")]
    clock.advance(days=2)
    assert lines(cast.dsl.actor) == [(name, "Wait", "look again by today")]
    clock.advance(days=1)
    assert lines(cast.dsl.actor) == [(name, "Wait", "late since Wednesday 16 September")]


def test_a_form_waits_three_school_days_and_is_paused_while_its_sender_is_asked(cast, clock):
    form = declare(cast)
    name = f"Form {form.reference}"
    assert lines(cast.head.actor) == [(name, "Decision", "decide by 4pm on Thursday 17 September")]
    clock.advance(days=1)
    decide(cast, form, "more", note="Since when?")
    assert lines(cast.head.actor) == [(name, "Decision", "paused: waiting for somebody outside")]
    clock.advance(days=7)
    form.refresh_from_db()
    declaring.add_more(disclosure=form, by=cast.support.actor, text="Since 2015.")
    assert lines(cast.head.actor) == [(name, "Decision", "decide by 4pm on Thursday 24 September")]
    clock.advance(days=4)
    assert lines(cast.head.actor) == [(name, "Decision", "late since Thursday 24 September, 4pm")]
    form.refresh_from_db()
    decide(cast, form, "allow", review_on=dt.date(2026, 9, 30))
    assert lines(cast.head.actor) == [(name, "Look again at a disclosure", "review by Wednesday 30 September")]
    assert lines(cast.support.actor) == lines(cast.chair.actor) == []


@pytest.mark.obligation("M10", "C6")
def test_the_yearly_answer_runs_from_five_weeks_before_its_day(cast, clock):
    answer = ("Friends and family online", "Yearly answer", "answer by Friday 18 December")
    assert lines(cast.support.actor) == []
    clock.set(dt.datetime(2026, 11, 13, 9))
    assert lines(cast.support.actor) == lines(cast.governor.actor) == [answer]
    declaring.declare_nothing(by=cast.support.actor)
    declare(cast, "governor")
    assert lines(cast.support.actor) == lines(cast.governor.actor) == []
    clock.set(dt.datetime(2027, 1, 4, 9))
    assert lines(cast.teacher.actor) == [(*answer[:2], "late since Friday 18 December")]


def test_rounds_and_reviews_and_approvals(cast, clock, desk, in_force):
    clock.set(MONDAY)
    desk.round(due=dt.date(2026, 9, 18))
    in_force("Visitors", next_review="31 October 2026")
    in_force("Phones", next_review="31 August 2026")
    in_force("Later", next_review="31 October 2027")
    in_force("Photographs", state=VersionState.PROPOSED)
    reviews = [
        ("Phones", "Review", "late since Monday 31 August 2026"),
        ("Visitors", "Review", "review by Saturday 31 October"),
    ]
    sign = ("Sign: Social media policy", "Sign-off", "sign by Friday 18 September")
    round = ("Round: Social media policy", "Sign-off", "sign by Friday 18 September")
    approval = ("Photographs", "Approval", "decide by 4pm on Thursday 17 September")
    clock.set(MONDAY)
    assert lines(cast.teacher.actor) == [sign]
    assert lines(cast.office.actor) == [reviews[0], round, sign, reviews[1]]
    assert lines(cast.governor.actor) == reviews
    assert lines(cast.chair.actor) == [reviews[0], approval, reviews[1]]
    assert lines(cast.stranger_head.actor) == []


def test_a_lost_second_step_runs_for_those_who_can_confirm_it(cast):
    resets.ask_reset(person=cast.teacher.person, school=cast.school)
    line = ("Help a colleague with a second step", "Lost second step", "confirm by 10am on Tuesday 15 September")
    assert lines(cast.dsl.actor) == [line]
    assert lines(cast.teacher.actor) == lines(cast.office.actor) == []


def nothing_runs(client, member, sign_in, reference: str) -> None:
    """Assert that a case leaves no trace in what runs for somebody: no line, no count, no word."""
    what = deadlines.deadlines_page(member.actor)
    assert (what.total, what.late, list(what.confidential)) == (0, 0, [])
    sign_in(client, member)
    page = client.get(URL).content.decode()
    assert reference not in page
    assert "Confidential" not in page
    assert "Nothing is running for you." in page


@pytest.mark.obligation("M17")
def test_denial_beats_every_grant_here_too(cast, clock, report, sign_in, client):
    sent = report("adult", about=("headteacher",))
    CaseReader.objects.create(
        school=cast.school,
        case=sent.case,
        person=cast.head.person,
        as_role="headteacher",
        why="added",
        from_at=sent.case.opened_at,
    )
    for role in (Role.DSL, Role.CHAIR):
        assignments.give_role(person=cast.head.person, school=cast.school, role=role, from_date=dt.date(2020, 9, 1))
    clock.advance(days=3)
    assert deadlines.deadlines_page(cast.chair.actor).late == 1
    nothing_runs(client, cast.head, sign_in, sent.reference)


def test_the_page_of_whom_it_is_about_is_the_same_with_the_case_and_without(cast, clock, report, sign_in, client):
    def page() -> tuple[bytes, int]:
        sign_in(client, cast.head)
        client.get(URL)
        with CaptureQueriesContext(connection) as seen:
            response = client.get(URL)
        return re.sub(rb'(csrfmiddlewaretoken" value=")[^"]+', rb"\1", response.content), len(seen.captured_queries)

    before = page()
    report("adult", about=("headteacher",))
    report("child")
    clock.advance(hours=2)
    assert page() == before


def test_who_is_named_later_loses_the_clock_and_the_count(cast, clock, report, sign_in, client):
    case = report("child").case
    clock.advance(days=1)
    assert deadlines.deadlines_page(cast.deputy.actor).late == 1
    case_states.take(case=case, by=cast.dsl.actor)
    case_record.name_party(
        case=case, by=cast.dsl.actor, capacity=Capacity.SUBJECT, why="Named", person=cast.deputy.person
    )
    case.refresh_from_db()
    case_record.add_entry(
        case=case, by=cast.dsl.actor, happened="x", why="y", next_step="z", next_due=dt.date(2026, 9, 15)
    )
    assert deadlines.deadlines_page(cast.dsl.actor).total == 1
    nothing_runs(client, cast.deputy, sign_in, case.reference)


def test_a_case_runs_for_its_readers_only(cast, report):
    case = report("child").case
    everybody = [*cast.staff(), cast.stranger, cast.stranger_head]
    seen = [m.name for m in everybody if (f"Concern {case.reference}") in [line[0] for line in lines(m.actor)]]
    assert seen == [cast.dsl.name, cast.deputy.name]


def test_the_headteachers_own_form_runs_for_the_chair_and_not_for_the_headteacher(cast):
    form = declare(cast, "head")
    assert [one[0] for one in lines(cast.chair.actor)] == [f"Form {form.reference}"]
    assert lines(cast.head.actor) == []


def test_the_page_holds_no_name_no_category_and_keeps_confidential_things_apart(cast, clock, report, sign_in, client):
    case = report("child").case
    form = declare(cast)
    assignments.give_role(person=cast.head.person, school=cast.school, role=Role.DSL, from_date=dt.date(2020, 9, 1))
    case_two = report("pupils").case
    clock.advance(hours=2)
    sign_in(client, cast.head)
    response = client.get(URL)
    page = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "<title>(1) What is running" in page
    confidential = page.split('<section class="private gap"')[1].split("</section>")[0]
    assert "Confidential" in confidential
    for reference in (case_two.reference, form.reference):
        assert page.count(reference) == confidential.count(reference) > 0
    assert case.reference not in page
    for leak in (STORY, "Heronmarker", "Sid Pope", "Between pupils", "A child", "Old friend", "Ivy"):
        assert leak not in page


def test_rooms_are_told_apart(cast, report, desk):
    desk.round()
    report("child")
    assignments.give_role(person=cast.teacher.person, school=cast.school, role=Role.DEPUTY_DSL)
    report("child")
    what = deadlines.deadlines_page(cast.teacher.actor)
    assert {one.deadline.confidentiality for one in what.confidential} == {Confidentiality.CONFIDENTIAL}
    assert {one.deadline.confidentiality for one in what.everyday} == {Confidentiality.EVERYDAY}
    assert (len(what.confidential), len(what.everyday)) == (1, 2)  # to sign, and the yearly answer


def test_each_page_says_its_own_clock_in_the_same_words(cast, clock, report, desk, sign_in, client):
    clock.set(MONDAY)
    case = report("pupils").case
    form = declare(cast)
    round = desk.round(due=dt.date(2026, 9, 18))
    inbox, page, disclosure = "/s/fernhill/concerns/", case.get_absolute_url(), form.get_absolute_url()
    clock.advance(minutes=110)
    sign_in(client, cast.dsl)
    assert "Oldest has waited 1 h 50 min, answer by 4pm today." in client.get(inbox).content.decode()
    assert "Next: take it. Answer by 4pm today." in client.get(page).content.decode()
    sign_in(client, cast.head)
    assert "Decide by 4pm on Thursday 17 September." in client.get(disclosure).content.decode()
    assert "Decide by 4pm on Thursday 17 September." in client.get(f"{disclosure}decide/").content.decode()
    clock.advance(days=7)
    sign_in(client, cast.dsl)
    assert "Next: take it. Late since Monday 14 September, 4pm." in client.get(page).content.decode()
    case = case_states.take(case=case, by=cast.dsl.actor)
    case_states.wait_until(case=case, by=cast.dsl.actor, until=dt.date(2026, 9, 25), why="The family is away")
    assert "Paused: waiting until Friday 25 September." in client.get(page).content.decode()
    sign_in(client, cast.head)
    assert ", late since Friday 18 September." in client.get(round.get_absolute_url()).content.decode()
    assert "Late since Thursday 17 September, 4pm." in client.get(disclosure).content.decode()
    sign_in(client, cast.support)
    assert "Late since" not in client.get(disclosure).content.decode()


def test_words_are_easy_to_read(cast, report, desk, in_force):
    desk.round()
    report("child")
    declare(cast)
    in_force("Visitors", next_review="31 October 2026")
    for member in cast.staff():
        for _what, _clock, when in lines(member.actor):
            assert grade(when) <= STAFF_GRADE


# The goal is 12. Who decides and approves sees every kind of work on one page; TESTING.md says so.
BUDGETS = {"teacher": 9, "governor": 9, "office": 11, "dsl": 12, "chair": 18, "head": 21}


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_keeps_its_budget_with_one_row_and_with_thirty(
    cast, clock, report, desk, in_force, sign_in, client, rows
):
    desk.round()
    in_force("Waits", state=VersionState.PROPOSED)
    for number in range(rows):
        in_force(f"Policy {number}", next_review="31 October 2026")
        report("child")
        report("post")
        declare(cast)
    clock.set(MONDAY)
    found = {}
    for who in BUDGETS:
        sign_in(client, getattr(cast, who))
        client.get(URL)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(URL).status_code == 200
        found[who] = len([query for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]])
    assert found == BUDGETS
