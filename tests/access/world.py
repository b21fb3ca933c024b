"""A school in which one of everything exists, so that every address has something to hide."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.services import resets
from core import clock
from incidents.models.record import CaseEntry
from incidents.services import case_record, case_states, reports
from incidents.states.workflow import FromKind
from notices.models import Bounce, Notice
from notices.services import bounces, links
from notices.states.outbox import BounceType, State
from people.models.roles import RoleAtSchool
from people.services import absence as people_absence
from policies.models import Draft, Version
from policies.services import approving, drafts, publishing
from registers.models import Disclosure
from registers.services import declaring
from roll.queries.rollover import plan
from roll.rules.rollover import Move, first_of_september
from roll.services import rollover
from roll.services.importing import lifecycle
from schools.models.calendar import ClosedDay
from schools.queries import calendar
from schools.services import closed as people_closed
from schools.services import look
from signoffs.services import questions, rounds, signing
from tests.cast import Cast, make_cast

TEXT = b"Social media policy\n\n1 Purpose\n\nWe want everybody to be safe online.\n\n2 Friends\n\nNo past pupils.\n"


@dataclass
class World:
    """The cast and one of everything at their school; ``args`` fills the addresses by the name of their parts."""

    cast: Cast
    version: Version
    waiting: Version
    args: dict[str, Any]


def publish(cast: Cast) -> Version:
    """Return a published policy of the cast's school."""
    draft = drafts.import_file(name="p.txt", data=TEXT, by=cast.office.actor)
    version = approving.propose(draft=draft, by=cast.office.actor)
    for who in (cast.chair, cast.head):
        approving.approve(version=version, by=who.actor)
    publishing.publish(version=version, by=cast.office.actor)
    return version


def _september(cast: Cast) -> None:
    """Move the classes up next September, so that there is something to take back."""
    day = first_of_september(cast.school.today())
    moves = {row.group: Move(leaves=True) for row in plan(cast.school, day)}
    rollover.plan_classes(school=cast.school, moves=moves)
    rollover.roll_over(school=cast.school, day=day)


def _closed_day(cast: Cast) -> ClosedDay:
    """Close the school on a day far ahead, so that nothing of this world is due otherwise."""
    day = calendar.school_days_after(cast.school, cast.school.today(), 60)
    people_closed.add_closed_days(school=cast.school, first=day, why="INSET")
    closed: ClosedDay = ClosedDay.objects.for_school(cast.school).get()
    return closed


def _crest(cast: Cast) -> str:
    """Give the school a crest of one colour; returns its mark."""
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "#0B5A66").save(out, format="PNG")
    look.set_crest(school=cast.school, data=out.getvalue())
    return str(cast.school.crest_mark)


def _disclosure(cast: Cast) -> Disclosure:
    return declaring.declare(
        by=cast.support.actor,
        kind="old_friend",
        about="parent",
        before="yes",
        since="2015",
        platforms="One",
        who="A parent whom I have known since school",
        plan="keep",
        limits="We talk about football",
    )


def _complaint(cast: Cast) -> Any:
    """Somebody has marked a message as unwanted."""
    row = Notice.objects.for_school(cast.school).filter(kind="family_request", person=cast.parent.person).first()
    Notice.objects.for_school(cast.school).filter(pk=row.pk).update(
        state=State.SENT, sent_at=clock.now(), rendered_hash="0" * 64
    )
    row.refresh_from_db()
    bounces.record_bounce(
        notice=row, bounce_type=BounceType.COMPLAINED, code="spam", event_id="1", at=clock.now(), to="a@b.example"
    )
    return Bounce.objects.for_school(cast.school).get(notice=row).pk


def make_world() -> World:
    """Make it. The case is about a child, so DSL and deputy have it and nobody else."""
    cast = make_cast()
    version = publish(cast)
    other = drafts.import_file(name="q.txt", data=TEXT.replace(b"Social media", b"Visitors"), by=cast.office.actor)
    waiting = approving.propose(draft=other, by=cast.office.actor)
    draft: Draft = drafts.import_file(name="r.txt", data=TEXT.replace(b"Social media", b"Phones"), by=cast.office.actor)
    due = calendar.school_days_after(cast.school, cast.school.today(), 5)
    agreed = [{"kind": "agreement", "text": "I will follow it"}]
    staff = rounds.open_round(version=version, audience="staff", due=due, statements=agreed, by=cast.office.actor)
    signature = signing.sign(round=staff, by=cast.support.actor, ticked=[0], name="Sid Pope")
    family = rounds.open_round(version=version, audience="family", due=due, statements=agreed, by=cast.office.actor)
    link = links.make_link(school=cast.school, purpose="family", person=cast.parent.person, ref=str(family.pk))
    question = questions.ask_question(round=staff, by=cast.support.actor, text="May I use my own phone on trips?")
    disclosure = _disclosure(cast)
    answers = {"about_kind": "pupils", "story": "Unkind words in a group chat."}
    sent = reports.send_report(school=cast.school, answers=answers, from_kind=FromKind.NO_NAME)
    case = case_states.take(case=sent.case, by=cast.dsl.actor)
    case_record.add_entry(case=case, by=cast.dsl.actor, happened="Rang the family.", why="The policy says so.")
    entry = CaseEntry.objects.for_school(cast.school).filter(case=case).order_by("at").last()
    notice = Notice.objects.for_school(cast.school).filter(kind="staff_request", state="waiting").first()
    _september(cast)
    role = RoleAtSchool.objects.for_school(cast.school).get(person=cast.support.person)
    reset = resets.ask_reset(person=cast.teacher.person, school=cast.school)
    file = SimpleUploadedFile("pupils.csv", b"Adno,Forename,Surname,Class\n7001,Asa,Holt,Elm\n")
    later = cast.school.today() + dt.timedelta(days=30)
    absence = people_absence.record_absence(person=cast.support.person, school=cast.school, from_date=later)
    args = {
        "absence": absence.pk,
        "import": lifecycle.start(school=cast.school, upload=file, by=cast.office.actor).pk,
        "closed": _closed_day(cast).pk,
        "crest": _crest(cast),
        "reset": reset.pk,
        "draft": draft.pk,
        "section": draft.clauses[0]["key"],
        "round": staff.pk,
        "signature": signature.reference,
        "token": link.rstrip("/").rsplit("/", 1)[-1],
        "question": question.pk,
        "disclosure": disclosure.pk,
        "case": case.reference,
        "entry": entry.pk,
        "notice": notice.pk,
        "complaint": _complaint(cast),
        "person": cast.support.person.pk,
        "role": role.pk,
    }
    return World(cast, version, waiting, args)
