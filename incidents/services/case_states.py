"""Moves of a case: each loads and locks what is visible, decides, makes a guarded move, records it and notifies."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.workflow import guarded_update
from incidents import rules
from incidents.models.cases import Case, CaseReader, CaseView
from incidents.models.record import CaseEntry, Closing
from incidents.queries import access, case_page, reporter
from incidents.rules import RouteHolder
from incidents.services.notifications import notify_of_news, notify_readers, record, write_entry
from incidents.states.routes import ROUTES
from incidents.states.workflow import CASE, Move, Outcome, State
from notices.services import outbox
from notices.states.outbox import Stop
from people.queries import same_person
from people.queries.acting import Actor


def load(by: Actor, case: Case) -> Case:
    """Return the case, locked, if ``by`` may know of it now.

    Raises Refused in the words of a case that does not exist.
    """
    locked: Case | None = access.visible_to(by).filter(pk=case.pk).select_for_update(of=("self",)).first()
    if locked is None:
        raise Refused(_("There is no such case."))
    return locked


def load_held(by: Actor, case: Case) -> Case:
    """Return the case, locked, if ``by`` holds it."""
    locked = load(by, case)
    must_hold(by, locked)
    return locked


def must_hold(by: Actor, case: Case) -> None:
    if case.holder_id != by.person.pk:
        raise Refused(_("Take this case first. Only its holder can do this."))


def needs_reason(text: str) -> str:
    if not text.strip():
        raise Refused(_("Say why. Every step of a case has its reason."))
    rules.check_credentials(text)
    return text.strip()


@unit_of_work()
def record_view(*, case: Case, by: Actor, now: dt.datetime | None = None) -> None:
    """Record that somebody opened a case.

    For those who read it, and in the chain. Once in five minutes for each person.
    """
    moment = now or clock.now()
    rows = CaseView.objects.for_school(case.school_id).filter(case=case, person=by.person).order_by("-at")
    last = rows.values_list("at", flat=True).first()
    if not rules.is_new_view(last, moment):
        return
    CaseView(school=case.school, case=case, person=by.person, at=moment).save()
    Case.objects.for_school(case.school_id).filter(pk=case.pk, first_look_at=None).update(first_look_at=moment)
    record(case, "case.looked", by, now=moment)


@unit_of_work()
def take(*, case: Case, by: Actor, now: dt.datetime | None = None) -> Case:
    """Take a case that nobody holds, or that was passed to you.

    Two who press at once: one takes, the other reads who did.
    """
    moment = now or clock.now()
    case = load(by, case)
    if case.state == State.PASSED and case.passed_to_id != by.person.pk:
        raise Refused(_("This case was passed to somebody else."))
    _set_holder(case, by, "take", Move.TAKEN, str(ROUTES[case.route].reason), moment)
    return case


@unit_of_work()
def take_over(*, case: Case, by: Actor, why: str, now: dt.datetime | None = None) -> Case:
    """Take a case from the colleague who holds it, with a reason: nothing is lost when a person is ill or leaves."""
    moment = now or clock.now()
    case = load(by, case)
    if case.holder_id == by.person.pk and case.state != State.PASSED:
        raise Refused(_("You hold this case."))
    _set_holder(case, by, "take_over", Move.TAKEN_OVER, needs_reason(why), moment)
    return case


def _move(
    case: Case, by: Actor, name: str, move: Move, why: str, now: dt.datetime, *, facts: Any = None, **changes: Any
) -> CaseEntry:
    """Move a case by its table, guarded, and write the entry that says why."""
    transition = CASE.find(name)
    guarded_update(Case, case.pk, transition=transition, **changes)
    return write_entry(case, by, move, now=now, why=why, verb=transition.verb, facts=facts)


def _set_holder(case: Case, by: Actor, name: str, move: Move, why: str, now: dt.datetime) -> None:
    _move(case, by, name, move, why, now, holder=by.person, taken_at=now, passed_to=None, wait_until=None)
    outbox.cancel(subject=case.subject, kinds=["concern_alert"], reason=Stop.TAKEN)
    case.refresh_from_db(fields=["state", "holder", "taken_at", "passed_to", "wait_until"])


@unit_of_work()
def pass_on(*, case: Case, by: Actor, to: UUID, why: str, now: dt.datetime | None = None) -> Case:
    """Offer a case to a colleague, with a reason. It stays with its holder until the colleague takes it."""
    moment = now or clock.now()
    case = load_held(by, case)
    allowed = access.possible_readers(case)
    rules.may_pass_on(to, by.person.pk, allowed).enforce()
    reason = needs_reason(why)
    add_reader(case, to, allowed[to], "passed", moment)
    entry = _move(case, by, "pass_on", Move.PASSED, reason, moment, passed_to=to, wait_until=None)
    notify_readers(case, [(to, "passed")], now=moment, step=f"passed:{entry.pk}")
    return case


def add_reader(case: Case, person: UUID, role: str, why: str, now: dt.datetime) -> bool:
    """Let one more person read a case; False if they do already."""
    rows = access.readers_of(case).filter(person=person)
    if rows.filter(as_role=role).exists():
        return False
    rows.update(until_at=now)  # held a role that has ended since
    CaseReader.objects.create(school_id=case.school_id, case=case, person_id=person, as_role=role, why=why, from_at=now)
    return True


def add_readers(case: Case, holders: Iterable[RouteHolder], *, reason: str, step: str, now: dt.datetime) -> int:
    """Let more people read a case, and notify those who did not yet; returns how many."""
    added = [(h.person, reason) for h in holders if add_reader(case, h.person, h.role, h.why, now)]
    if added:
        record(case, "case.reader", None, now=now)
        notify_readers(case, added, now=now, step=step)
    return len(added)


@unit_of_work()
def wait_until(*, case: Case, by: Actor, until: dt.date, why: str, now: dt.datetime | None = None) -> Case:
    """Put a case off until a day, with a reason; never one with danger now."""
    moment = now or clock.now()
    case = load_held(by, case)
    rules.may_wait(case.danger, until, clock.day_of(moment, case.school.timezone)).enforce()
    reason = needs_reason(why)
    _move(case, by, "wait", Move.WAITS, reason, moment, facts={"until": until.isoformat()}, wait_until=until)
    return case


@unit_of_work()
def go_on(*, case: Case, by: Actor, why: str = "", now: dt.datetime | None = None) -> Case:
    """Take a waiting case up again."""
    moment = now or clock.now()
    case = load_held(by, case)
    _move(case, by, "go_on", Move.GOES_ON, why.strip() or _("The wait is over."), moment, wait_until=None)
    return case


def _clean_closing(texts: dict[str, str]) -> dict[str, str]:
    words = {
        "summary": _("Write a summary"),
        "followed_up": _("Say how it was followed up"),
        "reporter_told": _("Say what the reporter was told, or why not"),
        "lessons": _("Write what we learnt, or “none, because …”"),
    }
    clean = {name: str(texts.get(name) or "").strip() for name in words}
    for name, problem in words.items():
        if not clean[name]:
            raise Refused(problem)
    rules.check_credentials(*clean.values())
    return clean


@unit_of_work()
def close(
    *, case: Case, by: Actor, outcome: Outcome, why_unread: str = "", now: dt.datetime | None = None, **texts: str
) -> Case:
    """Close a case: summary, followed_up, reporter_told, lessons, all in words (obligation M19).

    An allegation about an adult is not closed yet: it waits for a second person (:func:`confirm_closing`).
    """
    moment = now or clock.now()
    case = load(by, case)
    unread = case_page.unread_from_reporter(reporter.messages(case))
    rules.may_close(case.state, case.holder_id == by.person.pk, unread, why_unread).enforce()
    clean = _clean_closing(texts)
    closing = Closing(school=case.school, case=case, by=by.person, at=moment, outcome=Outcome(outcome), **clean)
    closing.store()
    if case.second_person:
        write_entry(
            case,
            by,
            Move.CLOSE_ASKED,
            now=moment,
            why=_("A second person looks before this closes."),
            verb="case.close_asked",
            happened=clean["summary"],
            decided=str(closing.get_outcome_display()),
        )
        others = [pk for pk in access.reader_ids(case) if pk != by.person.pk]
        notify_of_news(case, others, reason="added", key=f"closing:{closing.pk}", now=moment)
        return case
    _close(case, by, closing, why_unread or clean["followed_up"], moment)
    return case


def _close(case: Case, by: Actor, closing: Closing, why: str, now: dt.datetime) -> None:
    transition = CASE.find("close")
    guarded_update(Case, case.pk, transition=transition, closed_at=now, wait_until=None, question_open=False)
    record(case, "case.closed", by, witness=closing.witness(), now=now, outcome=closing.outcome)
    write_entry(
        case,
        by,
        Move.CLOSED,
        now=now,
        why=why,
        verb="case.entry",
        decided=str(closing.get_outcome_display()),
        happened=closing.summary,
        told=closing.reporter_told,
    )
    outbox.cancel(subject=case.subject, kinds=["concern_alert", "case_news"], reason=Stop.CLOSED)


@unit_of_work()
def confirm_closing(*, case: Case, by: Actor, now: dt.datetime | None = None) -> Case:
    """Close an allegation about an adult as the second person who looks."""
    moment = now or clock.now()
    case = load(by, case)
    rows = Closing.objects.for_school(case.school_id).filter(
        case=case, confirms__isnull=True, confirmed_by__isnull=True
    )
    asked = rows.order_by("-at").first()
    if asked is None:
        raise Refused(_("Nobody has asked to close this case."))
    rules.may_confirm_closing(asked.by_id, same_person.same_person(by.person)).enforce()
    yes = Closing(school=case.school, case=case, by=by.person, at=moment, outcome=asked.outcome, confirms=asked)
    record(case, "case.entry", by, witness=yes.store(), now=moment)
    _close(case, by, asked, _("A second person has looked and agrees."), moment)
    return case


@unit_of_work()
def reopen(*, case: Case, by: Actor, why: str, now: dt.datetime | None = None) -> Case:
    """Open a closed case again, with a reason; whoever opens it holds it."""
    moment = now or clock.now()
    case = load(by, case)
    changes = {"holder": by.person, "taken_at": moment, "closed_at": None}
    _move(case, by, "reopen", Move.REOPENED, needs_reason(why), moment, **changes)
    return case
