"""Who is left is derived; each of them hears once, whatever the clock does."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from core.errors import Refused
from notices.models import Notice
from notices.services.delivery.sending import deliver
from people.queries.directory import email_of
from people.services.assignments import end_role, give_role, set_line_manager
from people.services.carers import link_carer, unlink_carer
from people.services.persons import add_person
from people.services.pupils import add_pupil, end_place
from schools.services.schools import set_setting
from signoffs.queries import audience, not_signed, progress
from signoffs.queries import rounds as rounds_queries
from signoffs.services import links, reminders, rounds, signing, signing_batch
from signoffs.services.reminders import reminder_run
from tests.signoffs.conftest import MONDAY

pytestmark = pytest.mark.django_db


def told(cast, *kinds):
    rows = Notice.objects.for_school(cast.school).filter(kind__in=kinds or ("staff_reminder", "family_reminder"))
    return Counter(rows.values_list("person_id", flat=True))


def missing(round, on=None):
    return {one.person_id for one in audience.outstanding(round, on)}


def starter(cast, name="Nina", role="teacher"):
    person = add_person(school=cast.school, first_name=name, last_name="New", email=f"{name.lower()}@new.example")
    give_role(person=person, school=cast.school, role=role)
    return person


def test_opening_asks_each_person_once(desk, cast):
    version = desk.policy()
    round = desk.round(version)
    assert desk.round(version) == round  # pressed twice
    asked = told(cast, "staff_request")
    assert asked == Counter(one.person.pk for one in cast.staff()[:7])
    assert missing(round) == set(asked)
    context = Notice.objects.for_school(cast.school).filter(kind="staff_request").first().context
    assert context["page"] == f"/s/fernhill/sign/{round.pk}/"


@pytest.mark.obligation("M4", "O10")
def test_an_audience_is_the_roles_that_a_school_chooses(desk, cast):
    helper = starter(cast, "Val", "volunteer")
    round = desk.round(groups=["governors", "helpers"])
    assert missing(round) == {helper.pk, cast.chair.person.pk, cast.governor.person.pk, cast.clerk.person.pk}


@pytest.mark.obligation("L23")
def test_outstanding_follows_the_day(desk, cast, clock):
    round = desk.round()
    today = cast.school.today()
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    nina = starter(cast)
    end_role(person=cast.support.person, school=cast.school, role="support", on=today + dt.timedelta(days=5))
    assert cast.teacher.person.pk not in missing(round)
    assert {nina.pk, cast.support.person.pk} <= missing(round)
    assert cast.support.person.pk not in missing(round, today + dt.timedelta(days=5))
    assert nina.pk not in missing(round, today - dt.timedelta(days=1))


def test_outstanding_of_a_family_follows_links_and_places(desk, cast):
    round = desk.family_round()
    today = cast.school.today()
    ivy, ned, una = cast.children
    assert len(audience.outstanding(round)) == 6
    unlink_carer(person=cast.carer.person, pupil=ivy)
    end_place(pupil=una)
    left = {(one.person_id, one.pupil_id) for one in audience.outstanding(round)}
    pat, robin = cast.parent.person.pk, cast.carer.person.pk
    assert left == {(pat, ivy.pk), (pat, ned.pk), (robin, ned.pk)}
    assert len(audience.outstanding(round, today - dt.timedelta(days=1))) == 6


def test_the_schedule_reminds_only_those_who_are_left(desk, cast, clock):
    round = desk.round()
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    clock.advance(days=2)
    assert reminder_run() == 0
    clock.advance(days=1)  # Thursday: three school days after Monday
    assert reminder_run() == 6
    assert reminder_run() == 0
    assert cast.teacher.person.pk not in told(cast)
    assert set(told(cast).values()) == {1}


def test_a_week_without_the_clock_is_made_up_with_one_message(desk, cast, clock):
    desk.round()
    clock.advance(days=10)  # past both steps and the due day
    assert reminder_run() == 7
    assert reminder_run() == 0
    clock.advance(days=5)
    assert reminder_run() == 0
    assert set(told(cast).values()) == {1}


def test_several_rounds_are_queued_together_and_each_stops_by_itself(desk, cast, clock):
    first = desk.round()
    second = desk.round(desk.policy("Phones policy"), due=cast.school.today() + dt.timedelta(days=8))
    clock.set(MONDAY.replace(day=26, hour=7))  # the school opens at eight
    assert reminder_run() == 7
    assert set(told(cast).values()) == {2}
    rows = Notice.objects.for_school(cast.school).filter(kind="staff_reminder", person=cast.teacher.person)
    assert rows.values("queued_at", "next_try_at").distinct().count() == 1
    signing.sign(round=second, by=cast.teacher.actor, ticked=[0], name="Tess")
    assert {row.subject: (row.state, row.context["count"], row.context["due"]) for row in rows} == {
        first.label: ("waiting", 1, "2026-12-03"),
        second.label: ("cancelled", 1, "2026-12-01"),
    }


def test_nobody_is_reminded_on_a_day_off_and_the_next_school_day_makes_it_up(desk, cast, clock):
    clock.advance(days=3)  # Thursday
    desk.round(due=cast.school.today() + dt.timedelta(days=20))
    clock.advance(days=2)  # Saturday
    assert reminder_run() == 0
    clock.advance(days=4)  # Wednesday: the fourth school day
    assert reminder_run() == 7


def test_a_signature_stops_the_reminder_that_waits(desk, cast, clock):
    round = desk.round()
    clock.advance(days=3)
    reminder_run()
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    states = Notice.objects.for_school(cast.school).filter(person=cast.teacher.person, kind="staff_reminder")
    assert [one.state for one in states] == ["cancelled"]


@pytest.mark.obligation("M7")
def test_a_new_starter_is_asked_on_the_first_day_and_reminded_from_there(desk, cast, clock):
    desk.round(due=cast.school.today() + dt.timedelta(days=30))
    clock.advance(days=7)
    nina = starter(cast)
    reminder_run()
    row = Notice.objects.for_school(cast.school).get(person=nina)
    assert (row.kind, row.reason) == ("staff_request", "starter")
    assert told(cast)[nina.pk] == 0
    clock.advance(days=3)
    reminder_run()
    assert told(cast)[nina.pk] == 1


def test_a_child_who_joins_a_family_is_asked_for_once(desk, cast, clock):
    round = desk.family_round(due=cast.school.today() + dt.timedelta(days=30))
    signing.sign_for_family(
        round=round, person=cast.parent.person, children=[c.pk for c in cast.children], ticked=[0], name="Pat"
    )
    clock.advance(days=7)
    zak = add_pupil(school=cast.school, first_name="Zak", class_name="Acorn")
    link_carer(person=cast.parent.person, pupil=zak)
    reminder_run()
    reminder_run()
    rows = Notice.objects.for_school(cast.school).filter(person=cast.parent.person, reason="new_child")
    assert rows.count() == 1


def test_a_family_is_reminded_with_a_link_that_is_made_at_delivery(desk, cast, clock):
    round = desk.family_round()
    clock.advance(days=3)
    assert reminder_run() == 2
    row = Notice.objects.for_school(cast.school).filter(kind="family_reminder").first()
    assert row.context["link"] == {"purpose": "family", "ref": str(round.pk), "days": 60}
    assert "Ivy" not in str(row.context)


def test_a_carer_who_may_not_be_contacted_is_not_written_to(desk, cast):
    for child in cast.children:
        unlink_carer(person=cast.carer.person, pupil=child)
        link_carer(person=cast.carer.person, pupil=child, may_contact=False)
    round = desk.family_round()
    assert told(cast, "family_request") == Counter([cast.parent.person.pk])
    assert cast.carer.person.pk in missing(round)


def test_at_most_three_reminders_a_person(desk, cast, clock):
    round = desk.round(due=cast.school.today() + dt.timedelta(days=60))
    for _day in range(8):
        clock.advance(days=7)
        reminder_run()
        reminders.remind(round=round, by=cast.office.actor)
    assert set(told(cast).values()) <= {1, 2, 3}


def test_a_closed_or_replaced_round_reminds_nobody(desk, cast, clock):
    version = desk.policy()
    first = desk.round(version)
    second = desk.round(desk.policy(text="New words.", policy=version.policy))
    assert (desk.again(first).state, second.state) == ("closed", "open")
    rounds.close_round(round=second, by=cast.office.actor)
    clock.advance(days=10)
    assert reminder_run() == 0
    waiting = Notice.objects.for_school(cast.school).filter(kind="staff_request", state="waiting")
    assert waiting.count() == 0


def test_the_board_counts_and_names_nobody(desk, cast, django_assert_max_num_queries):
    round = desk.round()
    family = desk.family_round(desk.policy("Online safety"))
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    signing.record_paper(
        round=round, person=cast.support.person, by=cast.office.actor, name="Sid", slip_day=cast.school.today()
    )
    signing.sign_for_family(
        round=family, person=cast.parent.person, children=[cast.children[0].pk], ticked=[0], name="Pat"
    )
    with django_assert_max_num_queries(4):
        rows = progress.open_progress(cast.school)
    assert [(r.agreement.policy.title, far.screen, far.paper, far.left, far.total) for r, far in rows] == [
        ("Online safety", 1, 0, 2, 3),
        ("Social media policy", 1, 1, 5, 7),
    ]
    for number in range(5):
        desk.round(desk.policy(f"More {number}"))
    with django_assert_max_num_queries(4):
        assert len(progress.open_progress(cast.school)) == 7
    assert progress.open_progress(cast.other_school) == []


def test_a_missed_week_counts_as_one_reminder_on_the_page_and_towards_three(desk, cast, clock):
    round = desk.round(due=cast.school.today() + dt.timedelta(days=30))
    clock.advance(days=10)
    reminder_run()  # two steps in one message
    rows = not_signed.not_signed_list(round, cast.office.actor).rows
    row = next(row for row in rows if row.person_id == cast.teacher.person.pk)
    assert row.reminders == 1
    assert rounds_queries.history(round) == [(dt.date(2026, 12, 3), 7)]
    clock.advance(days=20)
    reminder_run()
    assert told(cast)[cast.teacher.person.pk] == 1  # Christmas: a day off
    clock.set(dt.datetime(2027, 1, 6, 9, 0))
    reminder_run()
    assert set(told(cast).values()) == {2}


def test_history_leaves_out_what_was_stopped_in_time(desk, cast, clock):
    round = desk.round()
    clock.set(dt.datetime(2026, 11, 26, 7, 0))
    reminder_run()
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    assert rounds_queries.history(round) == [(dt.date(2026, 11, 26), 6)]


def test_by_hand_and_by_the_clock_on_one_day_is_one_message(desk, cast, clock):
    round = desk.round()
    clock.advance(days=3)
    assert reminders.remind(round=round, by=cast.office.actor) == 7
    assert reminder_run() == 7  # claimed, so that it does not come tomorrow; the message of today says it all
    assert set(told(cast).values()) == {1}
    clock.advance(days=1)
    assert reminder_run() == 0


def test_three_by_hand_are_enough(desk, cast, clock):
    round = desk.round(due=cast.school.today() + dt.timedelta(days=60))
    clock.advance(days=3)
    for _day in range(12):
        if cast.school.today().weekday() < 5:
            reminders.remind(round=round, by=cast.office.actor)
            reminder_run()
        clock.advance(days=1)
    assert set(told(cast).values()) == {3}


def test_a_starter_is_not_reminded_by_hand_in_their_first_three_days(desk, cast, clock):
    round = desk.round()
    clock.advance(days=3)
    nina = starter(cast)
    reminder_run()
    clock.advance(days=1)
    reminders.remind(round=round, by=cast.office.actor)
    assert told(cast)[nina.pk] == 0
    assert told(cast)[cast.teacher.person.pk] == 2


def test_by_hand_in_the_holidays_waits_for_a_school_day(desk, cast, clock):
    set_setting(school=cast.school, key="looks_on", value="working_days")
    clock.set(dt.datetime(2026, 10, 19, 9, 0))
    round = desk.round(due=dt.date(2026, 11, 20))
    clock.set(dt.datetime(2026, 10, 28, 10, 0))  # half-term; the office works
    assert reminders.remind(round=round, by=cast.office.actor) == 7
    waits = Notice.objects.for_school(cast.school).filter(kind="staff_reminder").values_list("next_try_at", flat=True)
    assert {one.isoformat() for one in waits} == {"2026-11-02T08:00:00+00:00"}


def test_the_other_parent_is_left_alone_once_the_children_are_signed_for(desk, cast, clock):
    round = desk.family_round()
    clock.set(dt.datetime(2026, 11, 26, 7, 0))
    assert reminder_run() == 2
    ivy, ned, una = (child.pk for child in cast.children)

    def waits():
        rows = Notice.objects.for_school(cast.school).filter(kind="family_reminder", state="waiting")
        return {row.person_id for row in rows}

    signing.sign_for_family(round=round, person=cast.parent.person, children=[ivy], ticked=[0], name="Pat")
    assert waits() == {cast.parent.person.pk, cast.carer.person.pk}
    signing.sign_for_family(round=round, person=cast.parent.person, children=[ned, una], ticked=[0], name="Pat")
    assert waits() == set()
    stopped = Notice.objects.for_school(cast.school).filter(state="cancelled", kind="family_reminder")
    assert {row.stop_reason for row in stopped} == {"signed"}


def test_what_waits_overnight_is_looked_at_again_before_the_school_opens(desk, cast, clock):
    desk.round()
    clock.set(dt.datetime(2026, 11, 26, 17, 45))
    assert reminder_run() == 7
    friday = dt.date(2026, 11, 27)
    give_role(person=cast.support.person, school=cast.school, role="volunteer", from_date=friday)
    end_role(person=cast.support.person, school=cast.school, role="support", on=friday)
    rows = Notice.objects.for_school(cast.school).filter(kind="staff_reminder", person=cast.support.person)
    assert [row.state for row in rows] == ["waiting"]
    clock.set(dt.datetime(2026, 11, 27, 7, 0))
    assert reminder_run() == 0
    assert [(row.state, row.stop_reason) for row in rows.all()] == [("cancelled", "left")]


@pytest.mark.parametrize("day", range(1, 5))
def test_nobody_hears_again_within_three_days_of_being_asked(desk, cast, clock, day):
    desk.round(due=cast.school.today() + dt.timedelta(days=1))
    clock.advance(days=day)
    assert (reminder_run() > 0) == (day >= 3)


def test_a_round_is_given_longer_only_to_a_later_day_that_lies_ahead(desk, cast, clock):
    round = desk.round()
    for wanted in (round.due, round.due - dt.timedelta(days=1), round.due + dt.timedelta(days=500)):
        with pytest.raises(Refused):
            rounds.extend_round(round=round, due=wanted, by=cast.office.actor)
    with pytest.raises(Refused):
        rounds.extend_round(round=round, due=round.due + dt.timedelta(days=7), by=cast.teacher.actor)
    rounds.extend_round(round=round, due=round.due + dt.timedelta(days=7), by=cast.office.actor)
    assert desk.again(round).due == dt.date(2026, 12, 10)
    rounds.close_round(round=desk.again(round), by=cast.office.actor)
    with pytest.raises(Refused):
        rounds.extend_round(round=round, due=round.due + dt.timedelta(days=7), by=cast.office.actor)


def write_signature(round, person):
    """Write a signature and stop nothing, as if it had been made while the reminder was being queued."""
    signer = signing_batch.Signer(person, "Name")
    signing_batch.write(
        signing_batch.SigningBatch(round=round, signer=signer, pupils=[None], statements=[], answers={})
    )


@pytest.mark.obligation("L23")
def test_what_was_signed_while_it_was_queued_is_stopped_before_it_goes(desk, cast, clock, mailoutbox):
    for one in (cast.support, cast.office):
        set_line_manager(person=one.person, manager=cast.deputy.person, school=cast.school)
    round = desk.round()
    deliver()
    mailoutbox.clear()
    clock.set(MONDAY + dt.timedelta(days=14))
    assert reminder_run() == 7
    for one in (cast.teacher, cast.support, cast.office):
        write_signature(round, one.person)
    deliver()
    assert {one.to[0] for one in mailoutbox} == {
        one.user.email for one in (cast.head, cast.dsl, cast.deputy, cast.admin)
    }
    rows = Notice.objects.for_school(cast.school).filter(state="cancelled", kind__in=("staff_reminder", "team_to_sign"))
    assert Counter(rows.values_list("kind", flat=True)) == {"staff_reminder": 3, "team_to_sign": 1}


def test_a_link_that_somebody_asked_for_comes_also_when_all_is_signed(desk, cast, clock, mailoutbox):
    round = desk.family_round()
    children = [child.pk for child in cast.children]
    signing.sign_for_family(round=round, person=cast.parent.person, children=children, ticked=[0], name="Pat")
    deliver()
    mailoutbox.clear()
    links.send_link(round=round, person=cast.parent.person, by=cast.office.actor)
    reminder_run()
    deliver()
    assert [one.to for one in mailoutbox] == [[email_of(cast.parent.person, cast.school)]]
