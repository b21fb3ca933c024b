"""Moves of a case. Each goes: load what is visible and lock it, decide, guarded move, record with its reason, tell."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.workflow import guarded_update
from incidents import rules
from incidents.models.cases import Case, CaseReader, Look
from incidents.models.record import Closing
from incidents.queries import access, page, reporter
from incidents.services.telling import record, tell_news, tell_readers, write_entry
from incidents.states.routes import ROUTES
from incidents.states.workflow import CASE, Move, Outcome, State
from notices.services import outbox
from notices.states.life import Stop
from people.queries import humans
from people.queries.acting import Actor


def load(by: Actor, case: Case) -> Case:
    """Return the case, locked, if ``by`` may know of it now.

    Raises Refused in the words of a case that does not exist.
    """
    found: Case | None = access.visible_to(by).filter(pk=case.pk).select_for_update(of=("self",)).first()
    if found is None:
        raise Refused(_("There is no such case."))
    return found


def must_hold(by: Actor, case: Case) -> None:
    if case.holder_id != by.person.pk:
        raise Refused(_("Take this case first. Only its holder can do this."))


def needs_reason(text: str) -> str:
    if not text.strip():
        raise Refused(_("Say why. Every step of a case has its reason."))
    if rules.contains_credential(text):
        raise Refused(rules.credential_message())
    return text.strip()


def _stop_alerts(case: Case, reason: Stop) -> None:
    outbox.cancel(subject=case.subject, kinds=["concern_alert"], reason=reason)


@unit_of_work()
def note_look(*, case: Case, by: Actor, now: dt.datetime | None = None) -> None:
    """Record that somebody opened a case.

    For those who read it, and in the chain. Once in five minutes for each person.
    """
    moment = now or clock.now()
    rows = Look.objects.for_school(case.school_id).filter(case=case, person=by.person).order_by("-at")
    last = rows.values_list("at", flat=True).first()
    if not rules.is_new_view(last, moment):
        return
    Look(school=case.school, case=case, person=by.person, at=moment).save()
    Case.objects.for_school(case.school_id).filter(pk=case.pk, first_look_at=None).update(first_look_at=moment)
    record(case, "case.looked", by, now=moment)


@unit_of_work()
def take(*, case: Case, by: Actor, now: dt.datetime | None = None) -> Case:
    """Take a case that nobody holds, or that was passed to you.

    Two who press at once: one takes, the other reads who did.
    """
    moment = now or clock.now()
    found = load(by, case)
    if found.state == State.PASSED and found.passed_to_id != by.person.pk:
        raise Refused(_("This case was passed to somebody else."))
    _hold(found, by, "take", Move.TAKEN, str(ROUTES[found.route].reason), moment)
    return found


@unit_of_work()
def take_over(*, case: Case, by: Actor, why: str, now: dt.datetime | None = None) -> Case:
    """Take a case from the colleague who holds it, with a reason: nothing is lost when a person is ill or leaves."""
    moment = now or clock.now()
    found = load(by, case)
    if found.holder_id == by.person.pk and found.state != State.PASSED:
        raise Refused(_("You hold this case."))
    _hold(found, by, "take_over", Move.TAKEN_OVER, needs_reason(why), moment)
    return found


def _hold(case: Case, by: Actor, name: str, move: Move, why: str, now: dt.datetime) -> None:
    transition = CASE.find(name)
    changes: dict[str, Any] = {"holder": by.person, "taken_at": now, "passed_to": None, "wait_until": None}
    guarded_update(Case, case.pk, transition=transition, **changes)
    write_entry(case, by, move, now=now, why=why, verb=transition.verb)
    _stop_alerts(case, Stop.TAKEN)
    case.refresh_from_db(fields=["state", "holder", "taken_at", "passed_to", "wait_until"])


@unit_of_work()
def pass_on(*, case: Case, by: Actor, to: UUID, why: str, now: dt.datetime | None = None) -> Case:
    """Offer a case to a colleague, with a reason. It stays with its holder until the colleague takes it."""
    moment = now or clock.now()
    found = load(by, case)
    must_hold(by, found)
    allowed = access.hearers(found)
    rules.may_pass_on(to, by.person.pk, allowed).enforce()
    reason = needs_reason(why)
    transition = CASE.find("pass_on")
    guarded_update(Case, found.pk, transition=transition, passed_to=to, wait_until=None)
    add_seat(found, to, allowed[to], "passed", moment)
    entry = write_entry(found, by, Move.PASSED, now=moment, why=reason, verb=transition.verb)
    tell_readers(found, [(to, "passed")], now=moment, step=f"passed:{entry.pk}")
    return found


def add_seat(case: Case, person: UUID, role: str, why: str, now: dt.datetime) -> bool:
    """Let one more person read a case; False if they do already."""
    rows = CaseReader.objects.for_school(case.school_id).filter(case=case, person=person, until_at__isnull=True)
    if rows.filter(as_role=role).exists():
        return False
    rows.update(until_at=now)  # held a role that has ended since
    CaseReader.objects.create(school_id=case.school_id, case=case, person_id=person, as_role=role, why=why, from_at=now)
    return True


@unit_of_work()
def wait_until(*, case: Case, by: Actor, until: dt.date, why: str, now: dt.datetime | None = None) -> Case:
    """Put a case off until a day, with a reason; never one with danger now."""
    moment = now or clock.now()
    found = load(by, case)
    must_hold(by, found)
    rules.may_wait(found.danger, until, clock.day_of(moment, found.school.timezone)).enforce()
    reason = needs_reason(why)
    transition = CASE.find("wait")
    guarded_update(Case, found.pk, transition=transition, wait_until=until)
    facts = {"until": until.isoformat()}
    write_entry(found, by, Move.WAITS, now=moment, why=reason, verb=transition.verb, facts=facts)
    return found


@unit_of_work()
def go_on(*, case: Case, by: Actor, why: str = "", now: dt.datetime | None = None) -> Case:
    """Take a waiting case up again."""
    moment = now or clock.now()
    found = load(by, case)
    must_hold(by, found)
    transition = CASE.find("go_on")
    guarded_update(Case, found.pk, transition=transition, wait_until=None)
    write_entry(found, by, Move.GOES_ON, now=moment, why=why.strip() or _("The wait is over."), verb=transition.verb)
    return found


def _checked(texts: dict[str, str]) -> dict[str, str]:
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
    if any(rules.contains_credential(text) for text in clean.values()):
        raise Refused(rules.credential_message())
    return clean


@unit_of_work()
def close(
    *, case: Case, by: Actor, outcome: Outcome, why_unread: str = "", now: dt.datetime | None = None, **texts: str
) -> Case:
    """Close a case: summary, followed_up, reporter_told, lessons, all in words (obligation M19).

    An allegation about an adult is not closed yet: it waits for a second person (:func:`confirm_closing`).
    """
    moment = now or clock.now()
    found = load(by, case)
    unread = page.unread_from_reporter(reporter.messages(found))
    rules.may_close(found.state, found.holder_id == by.person.pk, unread, why_unread).enforce()
    clean = _checked(texts)
    closing = Closing(school=found.school, case=found, by=by.person, at=moment, outcome=Outcome(outcome), **clean)
    closing.commit()
    closing.save()
    if found.second_person:
        write_entry(
            found,
            by,
            Move.CLOSE_ASKED,
            now=moment,
            why=_("A second person looks before this closes."),
            verb="case.close_asked",
            happened=clean["summary"],
            decided=str(closing.get_outcome_display()),
        )
        others = [pk for pk in _readers(found) if pk != by.person.pk]
        tell_news(found, others, reason="added", key=f"closing:{closing.pk}", now=moment)
        return found
    _shut(found, by, closing, why_unread or clean["followed_up"], moment)
    return found


def _readers(case: Case) -> list[UUID]:
    out = access.excluded_people(case)
    rows = CaseReader.objects.for_school(case.school_id).filter(case=case, until_at__isnull=True)
    return [pk for pk in rows.values_list("person_id", flat=True) if pk not in out]


def _shut(case: Case, by: Actor, closing: Closing, why: str, now: dt.datetime) -> None:
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
    found = load(by, case)
    rows = Closing.objects.for_school(found.school_id).filter(
        case=found, confirms__isnull=True, confirmed_by__isnull=True
    )
    asked = rows.order_by("-at").first()
    if asked is None:
        raise Refused(_("Nobody has asked to close this case."))
    rules.may_confirm_closing(asked.by_id, humans.same_human(by.person)).enforce()
    yes = Closing(school=found.school, case=found, by=by.person, at=moment, outcome=asked.outcome, confirms=asked)
    yes.commit()
    yes.save()
    record(found, "case.entry", by, witness=yes.witness(), now=moment)
    _shut(found, by, asked, _("A second person has looked and agrees."), moment)
    return found


@unit_of_work()
def reopen(*, case: Case, by: Actor, why: str, now: dt.datetime | None = None) -> Case:
    """Open a closed case again, with a reason; whoever opens it holds it."""
    moment = now or clock.now()
    found = load(by, case)
    reason = needs_reason(why)
    transition = CASE.find("reopen")
    guarded_update(Case, found.pk, transition=transition, holder=by.person, taken_at=moment, closed_at=None)
    write_entry(found, by, Move.REOPENED, now=moment, why=reason, verb=transition.verb)
    return found
