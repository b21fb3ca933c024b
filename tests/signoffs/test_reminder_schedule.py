"""The whole schedule of a sign-off, day by day: the person three times at most, then a number to those who lead."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from notices.models import Claim, Notice
from notices.states.outbox import State
from people.services.absence import record_absence
from people.services.assignments import end_role, give_role, set_line_manager
from people.services.leaving import end_person
from people.services.persons import add_person
from signoffs.queries import not_signed
from signoffs.services import rounds, signing
from signoffs.services.reminders import reminder_run

pytestmark = pytest.mark.django_db

# Asked on Monday 23 November 2026, to sign by Thursday 3 December.
DAY_10, DAY_14 = dt.timedelta(days=14), dt.timedelta(days=18)


def leads(cast, manager, *team):
    for one in team:
        set_line_manager(person=one.person, manager=manager.person, school=cast.school)


def names(cast):
    found = {one.person.pk: key for key, one in vars(cast).items() if hasattr(one, "person")}
    return {pk: found[pk] for pk in found}


def sent(cast, day=None):
    """Return (day, who, kind, reason, count) of every reminder so far, those that were stopped left out."""
    known = names(cast)
    rows = Notice.objects.for_school(cast.school).exclude(state=State.CANCELLED).exclude(kind__in=("staff_request",))
    told = [
        (row.queued_at.date(), known.get(row.person_id, "other"), row.kind, row.reason, row.context["count"])
        for row in rows.filter(kind__in=("staff_reminder", "team_to_sign"))
    ]
    return sorted(one for one in told if day in (None, one[0]))


def team(cast):
    """Return {who: (reason, count)} of every message to those who lead."""
    return {who: (reason, count) for _day, who, kind, reason, count in sent(cast) if kind == "team_to_sign"}


def walk(clock, days):
    """Do the scheduled run of each morning for so many days."""
    for _day in range(days):
        clock.advance(days=1)
        reminder_run()


@pytest.mark.obligation("L23")
def test_the_schedule_day_by_day(desk, cast, clock):
    leads(cast, cast.deputy, cast.teacher, cast.support)
    leads(cast, cast.head, cast.deputy, cast.office)
    desk.round()
    walk(clock, 30)
    staff = sorted(["head", "dsl", "deputy", "teacher", "support", "office", "admin"])
    days = [dt.date(2026, 11, 26), dt.date(2026, 12, 2), dt.date(2026, 12, 3)]
    monday, friday = dt.date(2026, 12, 7), dt.date(2026, 12, 11)
    assert sent(cast) == [
        *((day, who, "staff_reminder", "", 1) for day in days for who in staff),
        (monday, "deputy", "team_to_sign", "line_manager", 2),
        (monday, "head", "team_to_sign", "line_manager", 2),
        (friday, "head", "team_to_sign", "headteacher", 7),
    ]
    rows = Notice.objects.for_school(cast.school).filter(kind="team_to_sign")
    assert {row.context["due"] for row in rows} == {"2026-12-03"}


@pytest.mark.obligation("L23")
def test_who_signs_is_in_nobodys_number(desk, cast, clock):
    leads(cast, cast.deputy, cast.teacher, cast.support, cast.office)
    round = desk.round()
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    clock.advance(days=14)
    reminder_run()
    assert team(cast) == {"deputy": ("line_manager", 2)}


def test_without_a_line_manager_the_headteacher_hears_and_nobody_before(desk, cast, clock):
    desk.round()
    clock.advance(days=14)
    reminder_run()
    assert team(cast) == {}
    clock.advance(days=4)
    reminder_run()
    assert team(cast) == {"head": ("headteacher", 7)}


def test_several_rounds_and_people_are_one_message_that_counts_people(desk, cast, clock):
    leads(cast, cast.deputy, cast.teacher, cast.support)
    first = desk.round()
    desk.round(desk.policy("Phones policy"), due=cast.school.today() + dt.timedelta(days=8))
    signing.sign(round=first, by=cast.teacher.actor, ticked=[0], name="Tess")
    clock.advance(days=14)
    reminder_run()
    reminder_run()
    rows = Notice.objects.for_school(cast.school).filter(kind="team_to_sign")
    assert [(row.person_id, row.context) for row in rows] == [
        (cast.deputy.person.pk, {"count": 2, "due": "2026-12-01", "page": "/s/fernhill/team/"})
    ]
    claims = Claim.objects.for_school(cast.school).filter(kind="team_to_sign")
    assert {(one.person_id, one.step, one.due.isoformat()) for one in claims} == {
        (cast.deputy.person.pk, "after_10", "2026-11-23")
    }
    assert claims.count() == 2  # one a round


def test_who_leads_hears_once_of_those_asked_on_one_day_and_again_of_a_starter(desk, cast, clock):
    leads(cast, cast.deputy, cast.teacher)
    desk.round(due=cast.school.today() + dt.timedelta(days=23))
    clock.advance(days=2)
    nina = add_person(school=cast.school, first_name="Nina", last_name="New", email="nina@new.example")
    give_role(person=nina, school=cast.school, role="teacher")
    set_line_manager(person=nina, manager=cast.deputy.person, school=cast.school)
    reminder_run()
    walk(clock, 18)
    told = [one for one in sent(cast) if one[1:3] == ("deputy", "team_to_sign")]
    assert [(day.isoformat(), count) for day, _who, _kind, _reason, count in told] == [
        ("2026-12-07", 1),
        ("2026-12-09", 2),
    ]


def test_a_line_manager_who_has_not_signed_hears_as_a_person_and_not_as_one_of_a_team(desk, cast, clock):
    leads(cast, cast.deputy, cast.teacher)
    leads(cast, cast.head, cast.deputy)
    record_absence(
        person=cast.deputy.person, school=cast.school, from_date=cast.school.today(), cover=cast.teacher.person
    )
    desk.round()
    clock.advance(days=14)
    reminder_run()
    # The teacher covers for the deputy and would hear of nobody but themself: nobody is told of that.
    assert team(cast) == {"head": ("line_manager", 1)}
    assert ("teacher", "staff_reminder") in {one[1:3] for one in sent(cast)}


def test_a_headteacher_is_in_the_number_and_never_told_of_themself_alone(desk, cast, clock):
    round = desk.round()
    for one in (cast.dsl, cast.deputy, cast.teacher, cast.support, cast.office, cast.admin):
        signing.sign(round=round, by=one.actor, ticked=[0], name=one.name)
    clock.advance(days=18)
    reminder_run()
    assert team(cast) == {}
    other = add_person(school=cast.school, first_name="Co", last_name="Head", email="co@head.example")
    give_role(person=other, school=cast.school, role="headteacher")
    reminder_run()
    # The second headteacher hears of the first.
    assert team(cast) == {"other": ("headteacher", 1)}


def test_both_headteachers_hear_and_the_cover_of_one_who_is_away(desk, cast, clock):
    version = desk.policy()
    other = add_person(school=cast.school, first_name="Co", last_name="Head", email="co@head.example")
    give_role(person=other, school=cast.school, role="headteacher")
    desk.round(version)
    clock.advance(days=17)
    record_absence(person=cast.head.person, school=cast.school, from_date=cast.school.today(), cover=cast.chair.person)
    clock.advance(days=1)
    reminder_run()
    assert team(cast) == {"chair": ("headteacher", 8), "other": ("headteacher", 8)}
    clock.advance(days=4)
    reminder_run()  # nobody hears twice, nor anew when the other comes back
    assert len([one for one in sent(cast) if one[2] == "team_to_sign"]) == 2


def test_one_who_is_away_without_a_cover_hears_it_themself(desk, cast, clock):
    leads(cast, cast.deputy, cast.teacher)
    record_absence(person=cast.deputy.person, school=cast.school, from_date=cast.school.today())
    desk.round()
    clock.advance(days=14)
    reminder_run()
    assert team(cast) == {"deputy": ("line_manager", 1)}


def test_somebody_without_an_address_hears_nothing_and_those_who_lead_do(desk, cast, clock):
    bob = add_person(school=cast.school, first_name="Bob", last_name="Paper", from_date=dt.date(2020, 9, 1))
    give_role(person=bob, school=cast.school, role="support", from_date=dt.date(2020, 9, 1))
    set_line_manager(person=bob, manager=cast.deputy.person, school=cast.school)
    desk.round()
    walk(clock, 14)
    assert "other" not in {who for _day, who, *_rest in sent(cast)}
    assert team(cast) == {"deputy": ("line_manager", 1)}


def test_families_are_reminded_no_further_than_their_own_three(desk, cast, clock):
    desk.family_round()
    walk(clock, 25)
    rows = Notice.objects.for_school(cast.school).exclude(kind="decision_needed")  # those who approve policies
    assert Counter(rows.values_list("kind", flat=True)) == {"family_request": 2, "family_reminder": 6}


@pytest.mark.parametrize("ends", ["signing", "closing", "leaving", "paper", "another_role"])
def test_what_waits_for_who_leads_stops_when_nobody_is_left(desk, cast, clock, ends):
    leads(cast, cast.deputy, cast.teacher)
    round = desk.round()
    clock.set(dt.datetime(2026, 12, 7, 7, 0))  # before the school opens
    reminder_run()
    row = Notice.objects.for_school(cast.school).get(kind="team_to_sign")
    assert (row.state, row.next_try_at > row.queued_at) == ("waiting", True)
    own = Notice.objects.for_school(cast.school).get(kind="staff_reminder", person=cast.teacher.person)
    if ends == "signing":
        signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    elif ends == "paper":
        signing.record_paper(
            round=round, person=cast.teacher.person, by=cast.office.actor, name="Tess", slip_day=cast.school.today()
        )
    elif ends == "closing":
        rounds.close_round(round=round, by=cast.office.actor)
    elif ends == "leaving":
        end_person(person=cast.teacher.person, school=cast.school)
    else:
        give_role(person=cast.teacher.person, school=cast.school, role="volunteer")
        end_role(person=cast.teacher.person, school=cast.school, role="teacher")
    reasons = {"signing": "signed", "paper": "signed", "closing": "closed", "leaving": "left", "another_role": "left"}
    for notice in (row, own):
        notice.refresh_from_db()
        assert (notice.state, notice.stop_reason) == ("cancelled", reasons[ends])


def test_what_waits_for_who_leads_stays_while_somebody_is_left(desk, cast, clock):
    leads(cast, cast.deputy, cast.teacher, cast.support)
    round = desk.round()
    clock.set(dt.datetime(2026, 12, 7, 7, 0))
    reminder_run()
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    assert team(cast) == {"deputy": ("line_manager", 2)}


def test_a_later_due_day_keeps_what_was_told(desk, cast, clock):
    round = desk.round(due=cast.school.today() + dt.timedelta(days=4))  # Friday
    clock.advance(days=4)
    reminder_run()  # the third school day and the due day in one
    rounds.extend_round(round=round, due=cast.school.today() + dt.timedelta(days=14), by=cast.office.actor)
    round = desk.again(round)
    walk(clock, 17)
    mine = [day.isoformat() for day, who, kind, *_rest in sent(cast) if (who, kind) == ("teacher", "staff_reminder")]
    assert mine == ["2026-11-27", "2026-12-02", "2026-12-11"]
    assert not_signed.not_signed_list(round, cast.office.actor).rows[0].reminders == 3
