"""A report comes in: taken, sealed, routed, told to whom it concerns, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError

from core.errors import Immutable, Refused
from incidents.models.cases import Case, CaseReader, Party
from incidents.models.reports import Report, ReportDraft
from incidents.queries import access, reporter
from incidents.services import drafts, reports
from incidents.states.workflow import Danger, DraftUse, FromKind, State
from ledger.models import Entry
from ledger.services import verify
from notices.models import Notice
from people.services import absence

MONDAY = dt.datetime(2026, 9, 21, 10, 42, 31, 123456)


def notified(school) -> list[tuple[str, str]]:
    """Return (kind, reason) of the notices of a school with whom they go to."""
    rows = Notice.objects.for_school(school).order_by("person_id").values_list("person_id", "reason")
    return sorted((str(person), reason) for person, reason in rows)


@pytest.mark.obligation("M17")
def test_a_concern_about_a_child_opens_a_case_for_the_safeguarding_leads(cast, clock, report, readers):
    clock.set(MONDAY)
    sent = report("child")
    assert readers(sent.case, *cast.staff()) == [cast.dsl.name, cast.deputy.name]
    assert (sent.case.state, sent.case.danger, sent.case.holder) == (State.NEW, Danger.TODAY, None)
    assert notified(cast.school) == sorted([(str(cast.dsl.person.pk), "first"), (str(cast.deputy.person.pk), "first")])


@pytest.mark.obligation("O4", "M6")
def test_a_concern_about_an_adult_goes_to_the_headteacher(cast, report, readers):
    assert readers(report("adult").case, *cast.staff()) == [cast.head.name]


def test_a_concern_about_the_headteacher_goes_to_the_chair_and_the_headteacher_is_kept_out(cast, report, readers):
    sent = report("adult", about=("headteacher",))
    assert readers(sent.case, *cast.staff()) == [cast.chair.name]
    party = Party.objects.for_school(cast.school).get(case=sent.case)
    assert (party.person, party.excluded, party.by_office) == (cast.head.person, True, True)


def test_a_concern_about_headteacher_and_chair_is_taken_by_nobody_inside(cast, report):
    with pytest.raises(Refused, match="LADO"):
        report("adult", about=("headteacher", "chair"))
    assert Report.objects.for_school(cast.school).count() == 0
    assert reporter.leads_outside(cast.school, "adult", ["headteacher", "chair"])


def test_times_are_whole_minutes_and_the_reporters_side_has_the_day(cast, clock, report):
    clock.set(MONDAY)
    case = Case.objects.for_school(cast.school).get(pk=report("child").case.pk)
    assert case.report.day == dt.date(2026, 9, 21)
    assert (case.opened_at.second, case.opened_at.microsecond) == (0, 0)
    entry = Entry.objects.get(subject=case.subject)
    assert (entry.at.second, entry.at.microsecond, entry.actor_id) == (0, 0, None)
    notices = Notice.objects.for_school(cast.school)
    assert {(n.queued_at.second, n.queued_at.microsecond) for n in notices} == {(0, 0)}


def test_the_answer_is_due_by_the_end_of_the_school_day(cast, clock, report):
    clock.set(MONDAY)
    london = report("child").case.answer_by.astimezone(dt.timezone(dt.timedelta(hours=1)))
    assert london.replace(tzinfo=None) == dt.datetime(2026, 9, 21, 16, 0)


def test_danger_now_is_due_within_the_schools_first_look(cast, clock, report):
    clock.set(dt.datetime(2026, 9, 19, 23, 5))
    case = report("danger").case
    assert case.answer_by - case.opened_at == dt.timedelta(minutes=60)


def test_alerts_hold_reference_and_times_and_nothing_else(cast, report):
    sent = report("pupils")
    for notice in Notice.objects.for_school(cast.school):
        assert notice.confidentiality == "confidential"
        assert set(notice.context) == {"reference", "at", "today", "page", "next_at"}
        assert notice.context["page"] == f"/s/fernhill/concerns/{sent.reference}/"


@pytest.mark.parametrize("story", ["", "   ", "\n \t "])
def test_a_report_with_only_blanks_is_refused(cast, report, story):
    with pytest.raises(Refused, match="Tell us what happened"):
        report("child", story=story)
    assert Report.objects.for_school(cast.school).count() == 0


@pytest.mark.obligation("W12")
def test_a_report_that_hands_over_a_password_is_refused(cast, report):
    with pytest.raises(Refused, match="password or PIN"):
        report("child", where_when="the account, password: Fluffy9")
    assert Report.objects.for_school(cast.school).count() == 0


def test_without_a_name_neither_name_nor_contact_is_kept(cast, report):
    sent = report("child", name="Pat Quill", contact="pat@example.org")
    assert (sent.case.report.name, sent.case.report.contact) == (None, None)


def test_what_was_sent_never_changes_and_the_chain_vouches_for_it(cast, report):
    sent = report("child")
    stored = Report.objects.for_school(cast.school).get()
    stored.story = "Something else"
    with pytest.raises(Immutable):
        stored.save()
    with pytest.raises(Immutable):
        Report.objects.for_school(cast.school).update(about_kind="post")
    assert verify(school_id=cast.school.pk) == []
    sent.case.report.data_key.forget(why="retention")
    assert verify(school_id=cast.school.pk) == []
    assert Report.objects.for_school(cast.school).get().story.startswith("forgotten on")


def test_a_reference_that_is_taken_is_drawn_again(cast, report, monkeypatch):
    drawn = iter(["KTM-4QX", "KTM-4QX", "KTM-4QX", "RDP-7HC"])
    monkeypatch.setattr("incidents.services.reports.new_reference", lambda: next(drawn))
    assert [report("child").reference, report("child").reference] == ["KTM-4QX", "RDP-7HC"]
    assert verify(school_id=cast.school.pk) == []


def sitting(school, **answers) -> str:
    kept = {"about_kind": "child", "about": [], "story": "Unkind words", "from_kind": "no_name", **answers}
    return drafts.save_answers(school=school, token="", answers=kept)


def test_a_double_click_sends_one_report_and_both_see_the_same_receipt(cast):
    token = sitting(cast.school)
    first = reports.send_draft(school=cast.school, token=token)
    assert reports.send_draft(school=cast.school, token=token) is None
    assert Report.objects.for_school(cast.school).count() == 1
    kept = reporter.content(reporter.draft(cast.school, token, DraftUse.RECEIPT))
    assert (kept["reference"], kept["words"]) == (first.reference, first.words)
    assert "story" not in kept


def test_a_sitting_is_sealed_and_ends_after_an_hour(cast, clock):
    clock.set(MONDAY)
    token = sitting(cast.school, story="Heronmarker")
    clock.advance(minutes=62)
    assert reporter.draft(cast.school, token, DraftUse.REPORT) is None
    with pytest.raises(Refused, match="ran out"):
        reports.send_draft(school=cast.school, token=token)
    assert drafts.delete_expired() == 1
    assert ReportDraft.objects.for_school(cast.school).count() == 0


def test_leaving_removes_the_sitting_at_once(cast):
    token = sitting(cast.school)
    drafts.discard(school=cast.school, token=token)
    assert ReportDraft.objects.for_school(cast.school).count() == 0


def test_the_token_of_another_school_opens_nothing(cast):
    token = sitting(cast.school)
    assert reporter.draft(cast.other_school, token, DraftUse.REPORT) is None


def test_staff_report_once_however_often_they_press(cast):
    import uuid

    once = uuid.uuid4()
    answers = {"about_kind": "pupils", "about": [], "story": "Seen in the chat"}
    case, token = reports.send_staff_report(school=cast.school, answers=answers, by=cast.teacher.actor, once=once)
    again, nothing = reports.send_staff_report(school=cast.school, answers=answers, by=cast.teacher.actor, once=once)
    assert (again, nothing) == (case, None)
    assert token
    assert Report.objects.for_school(cast.school).get().name == cast.teacher.name
    with pytest.raises(IntegrityError):
        reports.send_report(
            school=cast.school, answers=answers, from_kind=FromKind.STAFF, by=cast.support.actor, pk=once
        )


def test_a_member_of_staff_who_reports_does_not_read_the_case(cast, report, readers):
    sent = report("child", from_kind=FromKind.STAFF, by=cast.teacher.actor)
    assert readers(sent.case, *cast.staff()) == [cast.dsl.name, cast.deputy.name]


def test_while_the_headteacher_is_away_the_cover_hears_and_reads(cast, clock, report, readers):
    clock.set(MONDAY)
    absence.record_absence(
        person=cast.head.person, school=cast.school, from_date=MONDAY.date(), cover=cast.support.person, by=None
    )
    sent = report("adult")
    assert readers(sent.case, *cast.staff()) == [cast.head.name, cast.support.name]
    assert access.may_receive(cast.support.actor)
    assert not access.may_receive(cast.teacher.actor)
    reader = CaseReader.objects.for_school(cast.school).get(person=cast.support.person)
    assert (reader.as_role, reader.why) == ("cover", "cover")
