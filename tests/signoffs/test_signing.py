"""Signing: once, whatever is pressed; refused when it should be; proved by the chain."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from core.errors import Immutable, Refused
from ledger.models import Entry
from ledger.services import verify
from notices.models import Notice
from people.services.assignments import end_role
from signoffs.models import Opened, Signature, SignaturePart
from signoffs.queries import evidence, progress
from signoffs.queries import questions as questions_queries
from signoffs.services import questions, rounds, signing

pytestmark = pytest.mark.django_db


def signatures(cast):
    return Signature.objects.for_school(cast.school)


@pytest.mark.obligation("L4", "C3")
def test_a_teacher_signs_and_everything_is_kept(desk, cast):
    round = desk.round()
    signing.note_opened(round=round, person=cast.teacher.person)
    signature = signing.sign(round=round, by=cast.teacher.actor, ticked={0}, name="  Tess   Carver ")

    stored = signatures(cast).get()
    assert (stored.pk, stored.name, stored.how) == (signature.pk, "Tess Carver", "screen")
    assert [one["ticked"] for one in stored.statements] == [True, False]
    assert stored.statements[0]["text"] == "I have read this policy and I will follow it"
    part = SignaturePart.objects.for_school(cast.school).get()
    assert (part.version_id, part.language, part.digest) == (round.version_id, "en-gb", round.version.digest)
    assert Opened.objects.for_school(cast.school).get().person == cast.teacher.person
    entry = Entry.objects.get(verb="signature.made")
    assert entry.facts == {"reference": stored.reference, "number": 1}
    assert entry.witness[0] == "signing_batch"
    assert verify() == []


def test_a_double_click_gives_one_signature_one_entry_one_thank_you(desk, cast):
    round = desk.round()
    first = signing.sign(round=round, by=cast.teacher.actor, ticked={0}, name="Tess")
    second = signing.sign(round=round, by=cast.teacher.actor, ticked={0}, name="Tess again")

    assert second.pk == first.pk
    assert signatures(cast).count() == 1
    assert Entry.objects.filter(verb="signature.made").count() == 1
    assert Notice.objects.for_school(cast.school).filter(kind="signed").count() == 1


@pytest.mark.obligation("L7", "L8")
def test_what_must_be_ticked_and_what_may_be_left(desk, cast):
    statements = [
        {"kind": "agreement", "text": "I agree"},
        {"kind": "acknowledgement", "text": "The school checks its computers"},
        {"kind": "declaration", "text": "My accounts are private"},
    ]
    round = desk.round(statements=statements)
    for ticked in ([], [0], [1], [0, 2]):
        with pytest.raises(Refused, match="Tick the box"):
            signing.sign(round=round, by=cast.teacher.actor, ticked=ticked, name="Tess")
    signature = signing.sign(round=round, by=cast.teacher.actor, ticked=[0, 1], name="Tess")
    assert [one["ticked"] for one in signature.statements] == [True, True, False]


def test_nobody_signs_without_a_name_or_when_not_asked_or_when_closed(desk, cast):
    round = desk.round()
    with pytest.raises(Refused, match="Enter your name"):
        signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="   ")
    with pytest.raises(Refused, match="not asked"):
        signing.sign(round=round, by=cast.governor.actor, ticked=[0], name="Gus")
    rounds.close_round(round=round, by=cast.office.actor)
    with pytest.raises(Refused, match="closed"):
        signing.sign(round=desk.again(round), by=cast.teacher.actor, ticked=[0], name="Tess")
    assert signatures(cast).count() == 0


def test_a_newer_version_stands_in_the_way_and_a_minor_one_does_not(desk, cast):
    version = desk.policy()
    round = desk.round(version)
    desk.policy(text="Be kind, always.", policy=version.policy, major=False)
    assert signing.sign(round=round, by=cast.support.actor, ticked=[0], name="Sid").reference
    desk.policy(text="Be very kind.", policy=version.policy)
    with pytest.raises(Refused, match="has changed"):
        signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")


def test_a_leaver_cannot_sign(desk, cast):
    round = desk.round()
    end_role(person=cast.teacher.person, school=cast.school, role="teacher", by=cast.admin.actor)
    with pytest.raises(Refused, match="not asked"):
        signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")


def test_signing_stops_what_still_asks(desk, cast):
    round = desk.round()
    asked = Notice.objects.for_school(cast.school).filter(person=cast.teacher.person, kind="staff_request")
    assert asked.get().state == "waiting"
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess")
    assert (asked.get().state, asked.get().stop_reason) == ("cancelled", "signed")
    others = Notice.objects.for_school(cast.school).filter(kind="staff_request", state="waiting")
    assert others.count() == 6


def test_a_signature_never_changes_in_the_model(desk, cast):
    signature = signing.sign(round=desk.round(), by=cast.teacher.actor, ticked=[0], name="Tess")
    signature.reference = "XXX-999"
    for attack in (
        signature.save,
        signature.delete,
        signatures(cast).delete,
        lambda: signatures(cast).update(how="paper"),
    ):
        with pytest.raises(Immutable):
            attack()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE signoffs_signature SET reference = 'XXX-999'",
        "DELETE FROM signoffs_signaturepart",
        "DELETE FROM signoffs_signature",
        "TRUNCATE signoffs_signature CASCADE",
        "ALTER TABLE signoffs_signature DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ],
)
def test_raw_sql_is_refused_for_the_web_role(desk, cast, sql):
    signing.sign(round=desk.round(), by=cast.teacher.actor, ticked=[0], name="Tess")
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert signatures(cast).count() == 1


def test_a_forgotten_name_leaves_a_chain_that_verifies(desk, cast):
    signature = signing.sign(round=desk.round(), by=cast.teacher.actor, ticked=[0], name="Tess")
    stored = signatures(cast).get()
    stored.data_key.forget(why="asked for")
    assert signatures(cast).get().name.startswith("forgotten on")
    assert verify() == []
    assert evidence.digest_of_batch(str(signature.batch)) is not None


@pytest.mark.obligation("C10")
def test_signatures_are_found_by_person_and_by_policy(desk, cast, clock):
    version = desk.policy()
    signing.sign(round=desk.round(version), by=cast.teacher.actor, ticked=[0], name="Tess")
    signing.sign(round=desk.round(desk.policy("Phones policy")), by=cast.teacher.actor, ticked=[0], name="Tess")
    assert len(evidence.signatures_of(cast.teacher.person, cast.school)) == 2
    assert [one.person for one in evidence.signatures_under(version.policy)] == [cast.teacher.person]
    assert list(evidence.signatures_of(cast.support.person, cast.school)) == []


def test_paper_is_recorded_by_the_office_and_never_over_a_signature(desk, cast):
    round = desk.round()
    day = cast.school.today() - dt.timedelta(days=1)
    with pytest.raises(Refused):
        signing.record_paper(round=round, person=cast.support.person, by=cast.teacher.actor, name="Sid", slip_day=day)
    with pytest.raises(Refused, match="date on the slip"):
        ahead = day + dt.timedelta(days=3)
        signing.record_paper(round=round, person=cast.support.person, by=cast.office.actor, name="Sid", slip_day=ahead)
    (row,) = signing.record_paper(
        round=round, person=cast.support.person, by=cast.office.actor, name="Sid Pope", slip_day=day
    )
    assert (row.how, row.recorded_by, row.slip_day) == ("paper", cast.office.person, day)
    with pytest.raises(Refused):
        signing.record_paper(round=round, person=cast.support.person, by=cast.office.actor, name="Sid", slip_day=day)
    assert progress.progress(round) == progress.Progress(screen=0, paper=1, total=7)
    assert verify() == []


@pytest.mark.obligation("L4")
def test_a_question_reaches_those_whom_the_school_names(desk, cast):
    round = desk.round()
    row = questions.ask_question(round=round, by=cast.teacher.actor, text="May I like a pupil's post?")
    told = Notice.objects.for_school(cast.school).get(kind="question_asked")
    assert told.person == cast.head.person
    assert "pupil" not in str(told.context)
    with pytest.raises(Refused):
        questions.answer_question(question=row, by=cast.office.actor, text="No.")
    questions.answer_question(question=row, by=cast.head.actor, text="No. Talk to me.")
    stored = questions_queries.own_questions(cast.teacher.actor).get()
    assert (stored.state, stored.text, stored.answer) == ("answered", "May I like a pupil's post?", "No. Talk to me.")
    assert Notice.objects.for_school(cast.school).get(kind="question_answered").person == cast.teacher.person
