"""Between a message and its sending lie nights and outages: who may no longer know of a case is not told of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core import mail

from core.contributions.messages import CHECKS_BEFORE_SENDING
from incidents.services import case_record, case_states
from incidents.states.workflow import Capacity, FromKind
from notices.models import Notice, NoticeAddress
from notices.services import office_actions
from notices.services.delivery import sending
from notices.states.outbox import State, Stop
from people.models.roles import LineManager, Tie
from people.queries import directory
from people.services import assignments
from schools.services import schools

MONDAY = dt.datetime(2026, 9, 7, 10, 0)
SINCE = dt.date(2024, 9, 1)


@pytest.fixture
def waiting(cast, clock, report):
    """A case of a child; the alerts to the safeguarding lead and the deputy have not gone out: the server is away."""
    clock.set(MONDAY)
    return report("child").case


def stood(case, member) -> tuple[str, str]:
    """Say what became of the alert to somebody."""
    row = Notice.objects.for_school(case.school).get(subject=case.subject, kind="concern_alert", person=member.person)
    return row.state, row.stop_reason


GONE = (State.CANCELLED, Stop.NOT_THEIRS)


def test_alerts_go_to_those_who_read_the_case(cast, waiting):
    assert sending.deliver().sent == 2
    assert [stood(waiting, member) for member in (cast.dsl, cast.deputy)] == [(State.SENT, "")] * 2


@pytest.fixture
def passed_on(cast, waiting):
    """The case is offered to the deputy, and the message about it waits."""
    case_states.take(case=waiting, by=cast.dsl.actor)
    Notice.objects.for_school(cast.school).filter(subject=waiting.subject).delete()
    return case_states.pass_on(case=waiting, by=cast.dsl.actor, to=cast.deputy.person.pk, why="I am away")


def name(cast, case, **whom) -> None:
    """Name whom the case is about."""
    case_record.name_party(case=case, by=cast.dsl.actor, capacity=Capacity.SUBJECT, why="It says so", **whom)


@pytest.mark.parametrize("how", ["named", "tied", "sent again"])
def test_whoever_is_kept_out_meanwhile_is_not_told_that_there_is_a_case(cast, passed_on, how):
    if how == "tied":
        name(cast, passed_on, pupil=cast.children[0])
        Tie.objects.create(
            school=cast.school, person=cast.deputy.person, pupil=cast.children[0], kind="family", from_date=SINCE
        )
    else:
        name(cast, passed_on, person=cast.deputy.person)
    if how == "sent again":
        Notice.objects.for_school(cast.school).filter(subject=passed_on.subject).update(state=State.FAILED)
        row = Notice.objects.for_school(cast.school).get(subject=passed_on.subject)
        office_actions.retry(notice=row, by=cast.office.actor)
    assert (sending.deliver().sent, mail.outbox) == (0, [])
    assert stood(passed_on, cast.deputy) == GONE


def test_whoever_has_lost_the_post_today_is_not_told_of_what_is_read_in_it(cast, waiting):
    assignments.end_role(person=cast.deputy.person, school=cast.school, role="deputy_dsl", on=MONDAY.date())
    sending.deliver()
    assert [stood(waiting, member) for member in (cast.dsl, cast.deputy)] == [(State.SENT, ""), GONE]


def test_a_line_manager_who_is_named_over_night_does_not_hear_that_a_concern_was_raised(cast, clock, report):
    clock.set(MONDAY.replace(hour=22))
    LineManager.objects.create(
        school=cast.school, person=cast.teacher.person, manager=cast.support.person, from_date=SINCE
    )
    schools.set_setting(school=cast.school, key="safeguarding_also", value=["line_manager"])
    case = report("child", by=cast.teacher.actor, from_kind=FromKind.STAFF).case
    [notified] = Notice.objects.for_school(cast.school).filter(kind="concern_raised")
    case_states.take(case=case, by=cast.dsl.actor)
    case_record.name_party(
        case=case, by=cast.dsl.actor, capacity=Capacity.SUBJECT, person=notified.person, why="Said so"
    )
    clock.advance(hours=11)
    sending.deliver()
    notified.refresh_from_db()
    assert (notified.state, notified.stop_reason) == GONE


@pytest.mark.parametrize(("whose", "sent"), [("carer", 0), ("parent", 1)], ids=["whom it is about", "somebody else"])
def test_an_answer_goes_to_no_mailbox_of_whom_it_is_about(cast, clock, report, whose, sent):
    """A child reports an adult of its family and leaves the address that the family shares."""
    clock.set(MONDAY)
    address = directory.email_of(getattr(cast, whose).person, cast.school)
    case = report("child", contact=address.upper(), from_kind=FromKind.OTHER).case
    sending.deliver()
    case = case_states.take(case=case, by=cast.dsl.actor)
    name(cast, case, person=cast.carer.person)
    case_record.answer_reporter(case=case, by=cast.dsl.actor, body="Thank you. We look into it.")
    assert sending.deliver().sent == sent
    [notified] = Notice.objects.for_school(cast.school).filter(kind="reporter_message")
    assert (notified.state, notified.stop_reason) == ((State.SENT, "") if sent else GONE)
    assert not NoticeAddress.objects.for_school(cast.school).exists()


def test_where_nobody_can_say_it_waits_and_the_rest_goes_out(cast, waiting, clock, monkeypatch):
    def broken(_notices):
        raise RuntimeError

    asked = CHECKS_BEFORE_SENDING["incidents.recipients"]
    monkeypatch.setitem(CHECKS_BEFORE_SENDING._entries, "incidents.recipients", replace(asked, not_to_send=broken))
    office_actions.send_test_mail(school=cast.school, to="office@example.org", by=None)
    done = sending.deliver()
    assert (done.sent, done.later, done.failed) == (1, 2, 0)
    assert stood(waiting, cast.dsl) == (State.WAITING, "")
    monkeypatch.undo()
    clock.advance(minutes=2)
    assert sending.deliver().sent == 2
