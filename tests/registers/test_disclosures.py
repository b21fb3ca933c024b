"""A link is declared, decided and kept secret from everybody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from core.errors import Refused, StaleWrite
from ledger.models import Entry
from ledger.services import verify
from notices.models import Notice
from people.services.assignments import end_role, give_role
from registers.models import Disclosure, DisclosureDecision, NothingToDeclare
from registers.queries import disclosures, home
from registers.services import deciding, declaring
from registers.services.deciding import Wanted
from schools.services.schools import set_setting

pytestmark = pytest.mark.django_db
ANSWERS = {
    "kind": "old_friend",
    "about": "parent",
    "before": "yes",
    "plan": "keep",
    "who": "Marigold Featherstone, mother of a child in Year 4",
    "since": "since school",
    "platforms": "Chirper",
    "limits": "No posts about school",
}


@pytest.fixture
def monday(clock, cast):
    clock.set(dt.datetime(2026, 11, 23, 9, 0))
    return cast


@pytest.fixture
def sent(monday):
    return declaring.declare(by=monday.teacher.actor, **ANSWERS)


def notified(cast, kind):
    return {row.person for row in Notice.objects.for_school(cast.school).filter(kind=kind)}


@pytest.mark.obligation("W4", "M10")
def test_a_teacher_declares_a_parent_and_the_headteacher_decides(sent, monday):
    cast = monday
    assert (sent.state, sent.route) == ("sent", "headteacher")
    assert notified(cast, "decision_needed") == {cast.head.person}
    decision = deciding.decide(
        disclosure=sent,
        by=cast.head.actor,
        wanted=Wanted(
            "conditions",
            reasons="Friends for thirty years",
            conditions="No private messages with a pupil.",
            note="Thank you for telling me.",
            review_on=dt.date(2027, 9, 1),
            discussed_on=dt.date(2026, 11, 20),
        ),
    )
    stored = Disclosure.objects.for_school(cast.school).get()
    assert (stored.state, stored.review_on) == ("allowed_with_conditions", dt.date(2027, 9, 1))
    assert (decision.discussed_on, decision.rule["lines"][0][0]) == (dt.date(2026, 11, 20), "parents_as_friends")
    assert notified(cast, "disclosure_answered") == {cast.teacher.person}
    assert verify() == []


def test_nothing_that_could_name_a_friend_is_in_the_clear(sent, monday):
    deciding.decide(
        disclosure=sent,
        by=monday.head.actor,
        wanted=Wanted("refuse", reasons="Marigold teaches here", note="Marigold: no"),
    )
    tables = ("registers_disclosure", "registers_disclosuredecision", "ledger_entry", "notices_notice")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} AS t")
            for (row,) in cursor.fetchall():
                for secret in ("Marigold", "Featherstone", "Chirper", "since school", "No posts"):
                    assert secret not in row
                    assert secret.encode().hex() not in row
    assert {entry.confidentiality for entry in Entry.objects.filter(verb__startswith="disclosure.")} == {"confidential"}
    rows = Notice.objects.for_school(monday.school).filter(subject=sent.label)
    assert {row.confidentiality for row in rows} == {"confidential"}


def test_the_same_form_sent_twice_is_one_disclosure(monday):
    number = "7f0a1b9e-6f0e-4a55-8b8e-6d1d6a3f2f11"
    first = declaring.declare(by=monday.teacher.actor, pk=number, **ANSWERS)
    second = declaring.declare(by=monday.teacher.actor, pk=number, **ANSWERS)
    assert str(first.pk) == str(second.pk)
    assert Disclosure.objects.for_school(monday.school).count() == 1
    assert Entry.objects.filter(verb="disclosure.sent").count() == 1
    with pytest.raises(Refused):
        declaring.declare(by=monday.support.actor, pk=number, **ANSWERS)
    assert list(disclosures.own(monday.support.actor)) == []


@pytest.mark.parametrize("left_out", ["who", "since", "platforms", "limits"])
def test_what_is_missing_is_refused(monday, left_out):
    with pytest.raises(Refused):
        declaring.declare(by=monday.teacher.actor, **ANSWERS | {left_out: "   "})
    assert Disclosure.objects.for_school(monday.school).count() == 0


def test_a_headteachers_own_form_goes_to_the_chair_and_no_head_sees_it(monday):
    cast = monday
    give_role(person=cast.deputy.person, school=cast.school, role="headteacher")  # a co-headteacher
    row = declaring.declare(by=cast.head.actor, **ANSWERS)
    assert row.route == "chair"
    assert notified(cast, "decision_needed") == {cast.chair.person}
    assert list(disclosures.decidable_by(cast.head.actor)) == []
    assert list(disclosures.visible_to(cast.deputy.actor)) == []
    assert list(disclosures.visible_to(cast.chair.actor)) == [row]
    for by in (cast.head.actor, cast.deputy.actor):
        with pytest.raises(Refused):
            deciding.decide(disclosure=row, by=by, wanted=Wanted("allow", reasons="Fine"))
    deciding.decide(disclosure=row, by=cast.chair.actor, wanted=Wanted("allow", reasons="Fine"))


def test_the_chairs_own_form_goes_to_the_headteacher(monday):
    row = declaring.declare(by=monday.chair.actor, **ANSWERS)
    assert row.route == "headteacher"
    assert notified(monday, "decision_needed") == {monday.head.person}


def test_a_form_never_goes_to_nobody(monday):
    cast = monday
    end_role(person=cast.chair.person, school=cast.school, role="chair")
    with pytest.raises(Refused, match="Nobody at the school"):
        declaring.declare(by=cast.head.actor, **ANSWERS)
    end_role(person=cast.head.person, school=cast.school, role="headteacher")
    with pytest.raises(Refused, match="Nobody at the school"):
        declaring.declare(by=cast.teacher.actor, **ANSWERS)
    assert Disclosure.objects.for_school(cast.school).count() == 0


def test_nobody_else_sees_it(sent, monday):
    cast = monday
    everybody = [*cast.staff(), cast.stranger, cast.stranger_head]
    seers = {member.name for member in everybody if list(disclosures.visible_to(member.actor))}
    assert seers == {cast.teacher.name, cast.head.name}


def test_more_is_asked_and_added(sent, monday):
    cast = monday
    with pytest.raises(Refused, match="want to know"):
        deciding.decide(disclosure=sent, by=cast.head.actor, wanted=Wanted("more", reasons="Unclear"))
    asked = deciding.decide(
        disclosure=sent, by=cast.head.actor, wanted=Wanted("more", reasons="Unclear", note="Since when?")
    )
    row = disclosures.own(cast.teacher.actor).get()
    assert row.state == "more_needed"
    with pytest.raises(Refused):
        declaring.add_more(disclosure=row, by=cast.support.actor, text="x")
    declaring.add_more(disclosure=row, by=cast.teacher.actor, text="Since 1994")
    with pytest.raises(StaleWrite):
        declaring.add_more(disclosure=row, by=cast.teacher.actor, text="again")
    page = disclosures.page_of(disclosures.visible_to(cast.head.actor).get(), deciding=True)
    assert [row.text for row in page.additions] == ["Since 1994"]
    assert notified(cast, "decision_needed") == {cast.head.person}
    assert Notice.objects.for_school(cast.school).filter(kind="decision_needed").count() == 2
    deciding.decide(disclosure=row, by=cast.head.actor, wanted=Wanted("allow", reasons="Long ago"), after=asked.pk)
    assert verify() == []


def test_co_headteachers_never_answer_past_each_other(sent, monday):
    cast = monday
    give_role(person=cast.deputy.person, school=cast.school, role="headteacher")
    deciding.take(disclosure=sent, by=cast.head.actor)
    with pytest.raises(StaleWrite, match="colleague"):
        deciding.take(disclosure=sent, by=cast.deputy.actor)
    with pytest.raises(StaleWrite):
        deciding.decide(disclosure=sent, by=cast.deputy.actor, wanted=Wanted("refuse", reasons="No"))
    deciding.take(disclosure=sent, by=cast.deputy.actor, over=True)
    first = deciding.decide(disclosure=sent, by=cast.deputy.actor, wanted=Wanted("refuse", reasons="No"))
    with pytest.raises(StaleWrite):
        deciding.decide(disclosure=sent, by=cast.head.actor, wanted=Wanted("allow", reasons="Yes"))
    second = deciding.decide(disclosure=sent, by=cast.head.actor, wanted=Wanted("allow", reasons="Yes"), after=first.pk)
    kept = DisclosureDecision.objects.for_school(cast.school).order_by("decided_at")
    assert [(row.outcome, row.replaces_id) for row in kept] == [("refuse", None), ("allow", first.pk)]
    assert second.replaces == first


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE registers_disclosuredecision SET outcome = 'refuse'",
        "DELETE FROM registers_disclosuredecision",
        "TRUNCATE registers_disclosuredecision CASCADE",
        "DELETE FROM registers_nothingtodeclare",
    ],
)
def test_raw_sql_is_refused_for_the_web_role(sent, monday, sql):
    deciding.decide(disclosure=sent, by=monday.head.actor, wanted=Wanted("allow", reasons="Fine"))
    declaring.declare_nothing(by=monday.support.actor)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_reading_by_a_decider_is_recorded_and_ones_own_is_not(sent, monday):
    deciding.note_read(disclosure=sent, by=monday.teacher.actor)
    deciding.note_read(disclosure=sent, by=monday.head.actor)
    (entry,) = Entry.objects.filter(verb="disclosure.read")
    assert (entry.actor_id, entry.confidentiality) == (monday.head.person.pk, "confidential")


@pytest.mark.obligation("W4", "L12", "O2", "C6")
def test_the_rule_shown_is_the_schools_own(monday):
    from registers.rules import rule_in_force
    from schools.queries.settings import settings

    def says(about):
        return [line.says for line in rule_in_force(settings(monday.school), about)]

    assert says("parent") == ["Only a friend from before.", "Before the person came to work here."]
    set_setting(school=monday.school, key="parents_as_friends", value="advised_against")
    set_setting(school=monday.school, key="past_pupil_age", value=16)
    set_setting(school=monday.school, key="before_means", value="entry")
    assert says("parent") == [
        "Advised against, not forbidden.",
        "Before the pupil or the member of staff came here.",
    ]
    assert says("past_pupil")[0] == "Never while they are under 16."


def test_nothing_to_declare_is_a_signed_yearly_answer(monday, clock):
    cast = monday
    (todo,) = home.todo_for(cast.support.actor)
    assert todo.why.startswith("Your yearly answer")
    first = declaring.declare_nothing(by=cast.support.actor)
    assert declaring.declare_nothing(by=cast.support.actor).pk == first.pk
    assert first.year == "2026/27"
    assert home.todo_for(cast.support.actor) == []
    assert [row.why[:18] for row in home.done_for(cast.support.actor)] == ["Nothing to declare"]
    clock.advance(days=300)
    assert len(home.todo_for(cast.support.actor)) == 1
    declaring.declare_nothing(by=cast.support.actor)
    assert NothingToDeclare.objects.for_school(cast.school).count() == 2
    assert verify() == []


def test_the_lines_of_the_home_page_hold_no_name_and_no_word(sent, monday):
    cast = monday
    declaring.declare_nothing(by=cast.head.actor)
    (todo,) = home.todo_for(cast.head.actor)
    assert (todo.title, todo.why) == ("One form needs your decision", "Waiting since Monday 23 November")
    (wait,) = home.waiting_for(cast.teacher.actor)
    assert wait.title == f"Your form {sent.reference}"
    assert home.todo_for(cast.teacher.actor) == []
    for who in cast.staff():
        lines = [*home.todo_for(who.actor), *home.waiting_for(who.actor), *home.done_for(who.actor)]
        for secret in ("Marigold", "Carver", "Chirper"):
            assert secret not in str(lines)


def test_a_link_that_has_ended(sent, monday):
    with pytest.raises(Refused):
        declaring.end(disclosure=sent, by=monday.head.actor)
    declaring.end(disclosure=sent, by=monday.teacher.actor)
    with pytest.raises(StaleWrite):
        declaring.end(disclosure=sent, by=monday.teacher.actor)
    with pytest.raises(StaleWrite):
        deciding.decide(disclosure=sent, by=monday.head.actor, wanted=Wanted("allow", reasons="Late"))
    waiting = Notice.objects.for_school(monday.school).filter(kind="decision_needed", state="waiting")
    assert waiting.count() == 0


def test_a_forgotten_form_leaves_a_chain_that_verifies(sent, monday):
    decision = deciding.decide(
        disclosure=sent, by=monday.head.actor, wanted=Wanted("allow", reasons="Fine", note="Yes")
    )
    sent.data_key.forget(why="asked for")
    decision.data_key.forget(why="asked for")
    assert disclosures.own(monday.teacher.actor).get().who.startswith("forgotten on")
    assert verify() == []
