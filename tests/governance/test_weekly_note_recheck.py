"""What waits for a post is not sent to who has lost it since, though they work at the school as before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from governance import services as governance
from incidents.services import case_record, case_states, reports
from incidents.states.workflow import Capacity, FromKind
from notices.models import Notice
from notices.services.delivery import sending
from notices.states.outbox import State, Stop
from people.services import assignments
from policies.periodic import review_run
from registers.services import declaring
from signoffs.periodic import reminder_run
from tests.policies.conftest import Desk
from tests.policies.conftest import desk as policy_desk
from tests.registers.test_disclosures import ANSWERS
from tests.signoffs.conftest import desk

__all__ = ["desk", "policy_desk"]
pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 7, 2)
GONE = (State.CANCELLED, Stop.NOT_THEIRS)
SENT = (State.SENT, "")


def becomes_teacher(cast: Any, who: Any, *roles: str) -> None:
    """Let somebody give up posts and go on as a teacher."""
    assignments.give_role(person=who.person, school=cast.school, role="teacher")
    for role in roles:
        assignments.end_role(person=who.person, school=cast.school, role=role)


def stood(cast: Any, kind: str, who: Any) -> list[tuple[str, str]]:
    """Say what became of messages of a kind to somebody, once the school is open."""
    sending.deliver()
    rows = Notice.objects.for_school(cast.school).filter(kind=kind, person=who.person).order_by("queued_at")
    return list(rows.values_list("state", "stop_reason"))


def test_the_weekly_note_goes_to_who_leads_when_it_goes(cast, clock):
    clock.set(MONDAY)
    governance.weekly_notes()
    becomes_teacher(cast, cast.dsl, "dsl")
    clock.advance(hours=2)
    assert (stood(cast, "weekly_note", cast.dsl), stood(cast, "weekly_note", cast.head)) == ([GONE], [SENT])


def test_who_is_named_in_a_case_before_the_note_goes_does_not_read_in_a_number_that_it_exists(cast, clock):
    clock.set(MONDAY - dt.timedelta(days=1))
    send = {"school": cast.school, "from_kind": FromKind.NO_NAME}
    cases = [
        reports.send_report(answers={"about_kind": "child", "story": "Words."}, **send).case for _number in range(2)
    ]
    clock.set(MONDAY)
    governance.weekly_notes()
    note = Notice.objects.for_school(cast.school).get(kind="weekly_note", person=cast.dsl.person)
    assert (note.context["new"], note.context["waiting"], note.context["late"]) == (2, 2, 2)
    case_states.take(case=cases[0], by=cast.deputy.actor)
    case_record.name_party(
        case=cases[0], by=cast.deputy.actor, capacity=Capacity.SUBJECT, person=cast.dsl.person, why="It says so"
    )
    clock.advance(hours=2)
    assert stood(cast, "weekly_note", cast.dsl) == [SENT]
    note.refresh_from_db()
    assert (note.context["new"], note.context["waiting"], note.context["late"]) == (1, 1, 1)
    [letter] = [one for one in mail.outbox if cast.dsl.user.email in one.to and "numbers" in one.body]
    assert "New this week: 1\nWaiting: 1\n" in letter.body


def test_nobody_is_asked_to_approve_as_what_they_were(cast, clock, policy_desk: Desk):
    clock.set(MONDAY)
    policy_desk.proposed()
    assignments.give_role(person=cast.deputy.person, school=cast.school, role="headteacher")
    becomes_teacher(cast, cast.head, "headteacher")
    clock.advance(hours=2)
    assert (stood(cast, "decision_needed", cast.head), stood(cast, "decision_needed", cast.chair)) == ([GONE], [SENT])


@pytest.mark.parametrize(("who", "role"), [("clerk", "clerk"), ("chair", "chair")])
def test_nobody_hears_of_reviews_as_what_they_were(cast, clock, in_force, who, role):
    clock.set(MONDAY)
    in_force("Anti-bullying", next_review="1 September 2026")
    review_run()
    member = getattr(cast, who)
    becomes_teacher(cast, member, role)
    clock.advance(hours=2)
    assert (stood(cast, "review_due", member), stood(cast, "review_due", cast.head)) == ([GONE], [SENT])


def test_nobody_is_asked_to_decide_on_a_form_as_what_they_were(cast, clock):
    clock.set(MONDAY)
    declaring.declare(by=cast.teacher.actor, **ANSWERS)
    assignments.give_role(person=cast.deputy.person, school=cast.school, role="headteacher")
    becomes_teacher(cast, cast.head, "headteacher")
    clock.advance(hours=2)
    assert stood(cast, "decision_needed", cast.head) == [GONE]


def test_nobody_hears_as_headteacher_who_has_not_signed(cast, clock, desk):
    clock.set(MONDAY)
    desk.round()
    clock.set(MONDAY + dt.timedelta(days=23))
    reminder_run()
    # By a day that was set before: nothing is announced when it comes.
    rows = Notice.objects.for_school(cast.school).filter(kind="team_to_sign", person=cast.head.person)
    assert rows.count() == 1
    from people.models.roles import RoleAtSchool

    assignments.give_role(person=cast.deputy.person, school=cast.school, role="headteacher")
    RoleAtSchool.objects.for_school(cast.school).filter(person=cast.head.person, role="headteacher").update(
        until_date=cast.school.today()
    )
    assignments.give_role(person=cast.head.person, school=cast.school, role="teacher")
    clock.advance(hours=2)
    assert stood(cast, "team_to_sign", cast.head) == [GONE]
