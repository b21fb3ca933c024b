"""From a draft to an approved version: freeze, ask, sign, or send back."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused, StaleWrite
from core.text.review_dates import parse
from core.workflow import guarded_update
from ledger.services import record_about
from ledger.states import Confidentiality
from notices.rules.due_dates import decide_by
from notices.services import outbox
from people.models.persons import Person
from people.queries.acting import Actor
from policies.models import DATES, Approval, Clause, Draft, Policy, Version, VersionStatus
from policies.queries import approvals, review_dates, versions
from policies.rules import may_approve, may_propose, may_return
from policies.services.base import locked_status, must_be_allowed, page_of, proof_of
from policies.services.drafts import draft_of
from policies.states import VERSION, Permission
from schools.queries import week

MINUTES = 5
"""How long a decision takes, as messages say."""
RESERVED = ("import", "drafts")
"""Addresses that pages of this app use themselves."""

PUBLISHED_FACTS = ("lead", "lead_person", "cycle_months", "cycle", "applies_to", "linked", "guidance", "is_public")
"""What the policy takes over from a version on the day it comes into force."""


def _policy_for(draft: Draft, by: Actor) -> Policy:
    if draft.policy_id:
        return Policy.objects.for_school(by.school).select_for_update().get(pk=draft.policy_id)
    stem = slugify(draft.title)[:70] or "policy"
    taken = set(Policy.objects.for_school(by.school).filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken or slug in RESERVED:
        slug, number = f"{stem}-{number}", number + 1
    lead = (draft.facts.get("lead") or "")[:200]
    return Policy.objects.create(school=by.school, title=draft.title, slug=slug, lead=lead)


@unit_of_work()
def propose(*, draft: Draft, by: Actor, major: bool = True, now: dt.datetime | None = None) -> Version:
    """Freeze a draft as the next version and ask for its approvals. The text never changes again.

    Raises StaleWrite when the draft is frozen already (a double click), Refused for an empty text, no title, a missing
    role, or a new version without a line on what changed.
    """
    must_be_allowed(by, Permission.POLICY_PROPOSE)
    moment = now or clock.now()
    locked = Draft.objects.for_school(by.school).select_for_update().filter(pk=draft.pk).first()
    if locked is None or locked.frozen_at is not None:
        raise StaleWrite(_("This draft was sent for approval already, or dropped."))
    policy = _policy_for(locked, by)
    before = Version.objects.for_school(by.school).filter(policy=policy)
    last = before.aggregate(last=Max("number"))["last"] or 0
    may_propose(locked, in_force=before.filter(status__published_at__isnull=False).exists()).enforce()
    signers = approvals.signers_wanted(by.school)
    version = _freeze(locked, policy, last + 1, major)
    status = _create_status(locked, version, signers, by, moment)
    locked.policy, locked.frozen_at = policy, moment
    locked.save(update_fields=["policy", "frozen_at"])
    facts: dict[str, Any] = {"number": version.number, "digest": version.digest}
    record_about(version, "policy.proposed", by=by, now=moment, witness=proof_of(version), **facts)
    _ask_for_approvals(version, status, by, moment)
    return version


def _freeze(draft: Draft, policy: Policy, number: int, major: bool) -> Version:
    parts = [
        Clause(
            school_id=draft.school_id,
            key=uuid.UUID(c["key"]),
            position=position,
            level=c["level"],
            number=c["number"][:20],
            heading=c["heading"][:300],
            text=c["text"],
        )
        for position, c in enumerate(draft.clauses, start=1)
    ]
    version = Version(
        school_id=draft.school_id,
        policy=policy,
        number=number,
        title=draft.title,
        front_matter=draft.front_matter,
        in_short=draft.in_short,
        changes=draft.changes,
        major=major,
    )
    version.digest = versions.content_digest(version, parts)
    version.save()
    for part in parts:
        part.version = version
    Clause.objects.bulk_create(parts)
    return version


def _create_status(
    draft: Draft, version: Version, signers: list[tuple[str, str]], by: Actor, now: dt.datetime
) -> VersionStatus:
    facts = draft.facts
    status = VersionStatus(
        school=by.school,
        version=version,
        policy=version.policy,
        signers=signers,
        approved_by=(facts.get("approved_by") or "")[:200],
        facts={name: facts[name] for name in PUBLISHED_FACTS if name in facts},
        proposed_at=now,
        proposed_by=by.person,
    )
    for name in DATES:
        when = parse(facts.get(name) or "")
        setattr(status, f"{name}_text", when.text if when else "")
        setattr(status, f"{name}_day", review_dates.review_day(by.school, when))
    status.save()
    return status


def _ask_for_approvals(version: Version, status: VersionStatus, by: Actor, now: dt.datetime) -> None:
    context = {"page": page_of(version, by.school), "since": clock.day_of(now, by.school.timezone), "minutes": MINUTES}
    due = decide_by(now, week=week.week_or_none(by.school))
    asked = {person for _role, person in status.signers} - {str(by.person.pk)}
    for person in Person.objects.filter(pk__in=asked):
        outbox.queue(
            school=by.school,
            confidentiality=Confidentiality.EVERYDAY,
            kind="decision_needed",
            person=person,
            subject=f"policy_version:{version.pk}",
            key=f"approve:{version.pk}:{person.pk}",
            reason="approval",
            context=context if due is None else context | {"due": due},
            now=now,
        )


def _given(version: Version) -> set[tuple[str, str]]:
    return {(approval.role, str(approval.person_id)) for approval in approvals.approvals(version)}


@unit_of_work()
def approve(*, version: Version, by: Actor, minute: str = "", now: dt.datetime | None = None) -> VersionStatus:
    """Sign the approval in every role asked of this person; the last signature approves the version (L18).

    Raises Refused for somebody who is not asked or has signed, StaleWrite when it does not wait any more.
    """
    must_be_allowed(by, Permission.POLICY_APPROVE)
    moment = now or clock.now()
    status = locked_status(version, by)
    VERSION.check("approve", status.state)
    done = _given(version)
    may_approve(status, by, done).enforce()
    for role, person in status.signers:
        if person == str(by.person.pk) and (role, person) not in done:
            Approval.objects.create(
                school=by.school, version=version, person=by.person, role=role, approved_at=moment, minute=minute[:60]
            )
            record_about(
                version, "policy.signed_off", by=by, now=moment, number=version.number, role=role, minute=minute[:60]
            )
            done.add((role, person))
    _stop_asking(version, [by.person.pk])
    return _approved_if_all(version, status, done, by, moment)


def _approved_if_all(
    version: Version, status: VersionStatus, done: set[tuple[str, str]], by: Actor, moment: dt.datetime
) -> VersionStatus:
    if {(role, person) for role, person in status.signers} <= done:
        transition = VERSION.find("approve")
        guarded_update(VersionStatus, status.pk, transition=transition, **_approved_today(status, by, moment))
        record_about(version, transition.verb, by=by, now=moment, number=version.number)
        _stop_asking(version)
    status.refresh_from_db()
    return status


def _stop_asking(version: Version, persons: list[uuid.UUID] | None = None) -> None:
    """Stop messages that ask for an approval: to those who gave it, or to everybody once it is no longer wanted."""
    subject = f"policy_version:{version.pk}"
    outbox.cancel(subject=subject, kinds=("decision_needed",), reason="taken", persons=persons)


def _approved_today(status: VersionStatus, by: Actor, moment: dt.datetime) -> dict[str, Any]:
    """Return the day of approval, unless the file said when the governing body had approved this text."""
    if status.approved_text:
        return {}
    day = clock.day_of(moment, by.school.timezone)
    return {"approved_text": f"{day.day} {day:%B %Y}", "approved_day": day}


@unit_of_work()
def ask_again(*, version: Version, by: Actor, now: dt.datetime | None = None) -> VersionStatus:
    """Ask those who hold the approving roles today, when somebody who was asked has left. Given approvals count.

    Raises StaleWrite when the version does not wait any more, Refused when a role is vacant.
    """
    must_be_allowed(by, Permission.POLICY_PROPOSE)
    moment = now or clock.now()
    status = locked_status(version, by)
    VERSION.check("approve", status.state)
    done = _given(version)
    status.signers = approvals.signers_wanted(by.school, status.signers, done)
    status.save(update_fields=["signers"])
    record_about(version, "policy.asked_again", by=by, now=moment, number=version.number)
    _ask_for_approvals(version, status, by, moment)
    return _approved_if_all(version, status, done, by, moment)


@unit_of_work()
def return_for_changes(*, version: Version, why: str, by: Actor, now: dt.datetime | None = None) -> VersionStatus:
    """Ask for changes with a reason; the version is never published, a new draft takes up its text.

    Raises Refused without a reason or from somebody who was not asked, StaleWrite when it has moved on.
    """
    must_be_allowed(by, Permission.POLICY_APPROVE)
    if not why.strip():
        raise Refused(_("Say what should change"))
    moment = now or clock.now()
    status = locked_status(version, by)
    transition = VERSION.check("return", status.state)
    may_return(status, by).enforce()
    guarded_update(VersionStatus, status.pk, transition=transition, returned_why=why.strip()[:1000], ended_at=moment)
    draft_of(version, status, by, moment)
    record_about(version, transition.verb, by=by, now=moment, number=version.number)
    outbox.cancel(subject=f"policy_version:{version.pk}", reason="closed")
    if status.proposed_by and status.proposed_by != by.person:
        outbox.queue(
            school=by.school,
            confidentiality=Confidentiality.EVERYDAY,
            kind="policy_returned",
            person=status.proposed_by,
            subject=f"policy_version:{version.pk}",
            key=f"returned:{version.pk}",
            context={"page": page_of(version, by.school)},
            now=moment,
        )
    status.refresh_from_db()
    return status
