"""What a reporter's side reads: the start page, the draft, and the return."""

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.decision import Decision
from core.errors import OutsideCalendar
from core.sealing.keys import blind_index
from core.text.reference_codes import normalise_reference
from core.tokens import token_hash
from incidents import rules
from incidents.models.cases import Case
from incidents.models.record import Message
from incidents.models.reports import Report, ReportDraft
from incidents.queries.facts import facts_for, school_facts
from incidents.rules import Answers
from incidents.states.workflow import DraftUse, ReporterStatus, State
from people.states.roles import Role
from schools.models.schools import School
from schools.queries import calendar

INDEX = "report.reference"


def start_page(school: School, *, now: dt.datetime | None = None) -> dict[str, Any]:
    """Return what the start page says: whether the form is open, who reads what comes in, and when somebody looks."""
    moment = now or clock.now()
    facts = school_facts(school)
    try:
        opens = calendar.opens_next(school, moment)
    except OutsideCalendar:  # outside the stored calendar: say nothing about hours rather than fail the page
        opens = moment
    return {
        "open": rules.form_open(facts),
        "opens_at": opens,
        "is_open_now": opens <= moment,
        "deputies": len(facts.holders.get(Role.DEPUTY_DSL, ())),
        "in_trust": bool(facts.holders.get(Role.EXECUTIVE_HEAD) or facts.holders.get(Role.NAMED_OFFICER)),
        "settings": dict(facts.settings),
    }


def form_open(school: School) -> Decision:
    """Say whether the report form may be open today."""
    return rules.form_open(school_facts(school))


def leads_outside(school: School, kind: str, about: list[str]) -> bool:
    """Say whether these answers leave nobody inside who may hear, so that the form names the LADO and takes nothing."""
    return rules.route(facts_for(school, about), Answers(kind, frozenset(about))).outside


def draft(school: School, token: str, use: DraftUse, *, now: dt.datetime | None = None) -> ReportDraft | None:
    """Return the draft behind a cookie if it is of that use and has time left."""
    if not token:
        return None
    rows = ReportDraft.objects.for_school(school).filter(token_hash=token_hash(token), use=use)
    row: ReportDraft | None = rows.filter(ends_at__gt=now or clock.now()).first()
    return row


def content(row: ReportDraft | None) -> dict[str, Any]:
    """Return what a draft holds."""
    return dict(json.loads(row.content)) if row else {}


def reference_index(reference: str) -> bytes:
    """Return the keyed index by which a report is found from its reference."""
    return blind_index(INDEX, normalise_reference(reference))


def report_by_reference(school: School, reference: str) -> Report | None:
    """Return the report of a reference, or None."""
    rows = Report.objects.for_school(school).filter(reference_index=reference_index(reference))
    report: Report | None = rows.select_related("case").first()
    return report


def case_of_returned(school: School, draft: ReportDraft) -> Case | None:
    """Return the case that a returned reporter has opened."""
    key = content(draft).get("case")
    return Case.objects.for_school(school).filter(pk=key).first() if key else None


def messages(case: Case) -> list[Message]:
    """Return the messages of a case, oldest first."""
    return list(Message.objects.for_school(case.school_id).filter(case=case).order_by("number"))


def status_of(case: Case) -> tuple[str, str]:
    """Return the state of a case in the reporter's words, and its one-line meaning."""
    if case.state == State.CLOSED:
        return str(ReporterStatus.CLOSED.label), _("We have finished. Our messages stay here for you.")
    if case.question_open:
        return str(ReporterStatus.QUESTION.label), _("Read our question below and answer if you can.")
    if case.state == State.NEW:
        return str(ReporterStatus.RECEIVED.label), _("It is with us. Nobody has begun yet.")
    return str(ReporterStatus.LOOKED_AT.label), _("Somebody is working on it.")
