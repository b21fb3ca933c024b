"""Takes a report in: seals it, routes it, opens its case and notifies its readers. Never waits for a broker."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.error_report import is_unique_violation
from core.errors import OutsideCalendar, Refused
from core.text.reference_codes import new_reference, secret_words
from core.tokens import token_hash
from incidents import rules
from incidents.models.cases import Case, CaseReader, Party
from incidents.models.reports import TEXTS, Report, ReportDraft
from incidents.queries import facts as facts_queries
from incidents.queries import reporter
from incidents.rules import Answers, RouteResult, SchoolFacts
from incidents.services import drafts
from incidents.services.notifications import notify_line_manager, notify_readers, record
from incidents.services.reporter_return import hash_words
from incidents.states.kinds import KINDS
from incidents.states.routes import OFFICE_ROLES
from incidents.states.workflow import Capacity, Danger, DraftUse, FromKind
from people.queries.acting import Actor
from schools.models.schools import School
from schools.queries import calendar

COLLISIONS = 12


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was taken in. ``words`` exist here and on the reporter's screen only."""

    case: Case
    reference: str
    words: str


def _text(answers: Mapping[str, Any], name: str) -> str | None:
    return str(answers.get(name) or "").strip() or None


def _check(answers: Mapping[str, Any]) -> None:
    if not _text(answers, "story"):
        raise Refused(_("Tell us what happened"))
    rules.check_credentials(*(_text(answers, name) for name in TEXTS))


@unit_of_work()
def send_report(
    *,
    school: School,
    answers: Mapping[str, Any],
    from_kind: FromKind,
    by: Actor | None = None,
    pk: UUID | None = None,
    now: dt.datetime | None = None,
) -> Sent:
    """Take a report in and open its case.

    ``answers``: about_kind, about (offices), and the texts of ``TEXTS``. Raises Refused for an empty story, a text that
    hands over a credential, and a report that nobody inside may hear (the words then name the local authority's
    officer). ``pk`` is a guard against a double click: a second call with the same one raises IntegrityError.
    """
    _check(answers)
    moment = rules.whole_minute(now or clock.now())
    about = frozenset(answers.get("about") or ())
    facts = facts_queries.facts_for(school, about)
    result = rules.route(facts, Answers(str(answers["about_kind"]), about))
    if result.outside:
        raise Refused(_("Nobody inside the school may hear this. Call the local authority's officer (LADO)."))
    words = secret_words()
    report = _report(school, answers, about, from_kind, words, moment, pk)
    case = _open_case(report, result, facts, moment)
    _add_people(case, result, facts, about, by, moment)
    record(case, "case.opened", None, witness=report.witness(), now=moment)
    notify_readers(
        case, [(reader.person, reader.why) for reader in result.readers], facts=facts, result=result, now=moment
    )
    if by is not None and rules.notifies_line_manager(facts.settings, result.route):
        notify_line_manager(case, by, result.readers, now=moment)
    return Sent(case, case.reference, words)


def _report(
    school: School,
    answers: Mapping[str, Any],
    about: frozenset[str],
    from_kind: FromKind,
    words: str,
    moment: dt.datetime,
    pk: UUID | None,
) -> Report:
    texts = {name: _text(answers, name) for name in TEXTS}
    if from_kind == FromKind.NO_NAME:
        texts |= {"name": None, "contact": None}
    report = Report(
        school=school,
        day=clock.day_of(moment, school.timezone),
        about_kind=KINDS[str(answers["about_kind"])].kind,
        about_lead=" ".join(office for office in OFFICE_ROLES if office in about),
        from_kind=from_kind,
        words_hash=hash_words(words),
        **texts,
    )
    if pk is not None:
        report.pk = pk
    return report


def _open_case(report: Report, result: RouteResult, facts: SchoolFacts, moment: dt.datetime) -> Case:
    """Store report and case under a reference that nobody else has, however many arrive at once."""
    spec = KINDS[report.about_kind]
    report.commit()
    for _attempt in range(COLLISIONS):
        reference = new_reference()
        report.reference_index = reporter.reference_index(reference)
        case = Case(
            school=report.school,
            report=report,
            reference=reference,
            kind=spec.kind,
            danger=spec.danger,
            route=result.route,
            second_person=spec.second_person or result.route in ("head", "lead", "head_and_chair"),
            opened_at=moment,
            answer_by=_answer_by(report.school, spec.danger, facts, moment),
        )
        try:
            with transaction.atomic():
                report.save()
                case.save()
        except IntegrityError as problem:
            if not is_unique_violation(problem) or "reference" not in str(problem):
                raise
            report._state.adding = True
            continue
        return case
    raise Refused(_("Send it once more: no free reference was found."))


def _answer_by(school: School, danger: Danger, facts: SchoolFacts, moment: dt.datetime) -> dt.datetime:
    """Return by when somebody answers: the school's first look for danger, else the end of a school day."""
    first_look = moment + dt.timedelta(minutes=int(facts.settings["first_look_minutes"]))
    waits = {Danger.WEEK: "answer_week_days", Danger.INFO: "answer_info_days"}.get(danger)
    days = int(facts.settings[waits]) if waits else 0
    if danger == Danger.NOW:
        return first_look
    try:
        start = calendar.opens_next(school, moment)
        day = calendar.school_days_after(school, start.date(), days) if days else start.date()
    except OutsideCalendar:  # beyond the stored calendar a report is still taken
        return first_look
    closes = dt.time.fromisoformat(str(facts.settings["closes_at"]))
    return max(dt.datetime.combine(day, closes, tzinfo=start.tzinfo), first_look)


def _add_people(
    case: Case, result: RouteResult, facts: SchoolFacts, about: frozenset[str], by: Actor | None, moment: dt.datetime
) -> None:
    """Store who reads the case and who is excluded from it."""
    CaseReader.objects.bulk_create(
        CaseReader(school=case.school, case=case, person_id=s.person, as_role=s.role, why=s.why, from_at=moment)
        for s in result.readers
    )
    named = {person for office in about for person in facts.holders.get(OFFICE_ROLES[office], ())}
    parties = [
        Party(school=case.school, case=case, person_id=person, capacity=Capacity.SUBJECT, excluded=True, by_office=True)
        for person in sorted(named)
    ]
    if by is not None:
        parties.append(
            Party(school=case.school, case=case, person=by.person, capacity=Capacity.REPORTER, excluded=False)
        )
    Party.objects.bulk_create(parties)


@unit_of_work()
def send_draft(*, school: School, token: str, now: dt.datetime | None = None) -> Sent | None:
    """Send what a draft holds, once: the row is locked, and afterwards holds only what the receipt shows.

    Returns None when it was sent already (a double click). Raises Refused as :func:`send_report`, and when the hour
    is over.
    """
    rows = ReportDraft.objects.for_school(school).filter(token_hash=token_hash(token), ends_at__gt=now or clock.now())
    draft = rows.select_for_update(of=("self",)).first()
    if draft is None:
        raise Refused(_("Your time ran out and we kept nothing. Start again."))
    if draft.use == DraftUse.RECEIPT:
        return None
    answers = reporter.content(draft)
    from_kind = FromKind(answers.get("from_kind") or FromKind.NO_NAME)
    sent = send_report(school=school, answers=answers, from_kind=from_kind, now=now)
    receipt = {"reference": sent.reference, "words": sent.words, "danger": sent.case.danger}
    drafts.rewrite(draft, receipt, use=DraftUse.RECEIPT, now=now)
    return sent


@unit_of_work()
def send_staff_report(
    *, school: School, answers: Mapping[str, Any], by: Actor, once: UUID, now: dt.datetime | None = None
) -> tuple[Case, str | None]:
    """Take in a report of a signed-in member of the school, once for each ``once``.

    Returns the case and the token of the receipt; the token is None on a second sending.
    """
    sent_before = Case.objects.for_school(school).filter(report_id=once, parties__person=by.person).first()
    if sent_before is not None:
        return sent_before, None
    named = {**answers, "name": by.name}
    sent = send_report(school=school, answers=named, from_kind=FromKind.STAFF, by=by, pk=once, now=now)
    receipt = {"reference": sent.reference, "words": sent.words, "danger": sent.case.danger, "staff": True}
    return sent.case, drafts.start_draft(school=school, use=DraftUse.RECEIPT, content=receipt, now=now)
