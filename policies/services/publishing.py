"""Putting a version in force, and taking it out of force."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.error_report import is_unique_violation
from core.errors import StaleWrite
from core.workflow import guarded_update, require
from ledger.services import record_about
from ledger.states import Confidentiality
from notices.services import outbox
from people.models.persons import Person
from people.queries.acting import Actor
from policies.models import CitedGuidance, EarlyReview, LinkedPolicy, Policy, Version, VersionStatus
from policies.services.base import locked_status, page_of, proof_of
from policies.states import VERSION, VersionState


def _locked_policy(version: Version, by: Actor) -> Policy:
    return Policy.objects.for_school(by.school).select_for_update().get(pk=version.policy_id)


@unit_of_work()
def publish(*, version: Version, by: Actor, now: dt.datetime | None = None) -> VersionStatus:
    """Put an approved version in force; the one before is replaced and stays readable.

    Raises StaleWrite when it is not approved (any more), also for the second of two clicks.
    """
    transition = VERSION.find("publish")
    require(by.permissions, transition)
    moment = now or clock.now()
    policy = _locked_policy(version, by)
    status = locked_status(version, by)
    VERSION.check("publish", status.state)
    in_force = VersionStatus.objects.for_school(by.school).filter(policy=policy, state=VersionState.PUBLISHED)
    before = in_force.select_related("version").first()
    if before is not None:
        guarded_update(VersionStatus, before.pk, transition=VERSION.find("replace"), ended_at=moment)
        record_about(policy, "policy.replaced", by=by, now=moment, number=before.version.number)
    try:
        with transaction.atomic():
            guarded_update(VersionStatus, status.pk, transition=transition, published_at=moment, published_by=by.person)
    except IntegrityError as problem:
        if not is_unique_violation(problem):
            raise
        raise StaleWrite(_("Another version came into force meanwhile.")) from None
    _copy_facts(policy, version, status, moment)
    facts: dict[str, Any] = {"number": version.number, "digest": version.digest}
    record_about(version, transition.verb, by=by, now=moment, witness=proof_of(version), **facts)
    outbox.cancel(subject=f"policy_version:{version.pk}", reason="closed")
    _notify(policy, version, status, by, moment)
    status.refresh_from_db()
    return status


def _copy_facts(policy: Policy, version: Version, status: VersionStatus, now: dt.datetime) -> None:
    """Copy title, lead, cycle, links and guidance of the version that is now in force to the policy."""
    facts = status.facts
    policy.title = version.title
    policy.lead = (facts.get("lead") or "")[:200]
    lead = facts.get("lead_person")
    policy.lead_person = Person.objects.filter(pk=lead).first() if lead else None
    policy.cycle_months = facts.get("cycle_months") or None
    policy.applies_to = (facts.get("applies_to") or "")[:500]
    policy.is_public = facts.get("is_public", policy.is_public)
    policy.save()
    _save_links(policy, facts.get("linked") or [])
    _save_guidance(policy, facts.get("guidance") or [])
    EarlyReview.objects.for_school(policy.school_id).filter(policy=policy, done_at__isnull=True).update(done_at=now)


def _save_links(policy: Policy, titles: list[str]) -> None:
    """Save which policies this one is read with (L5); a title that is here becomes a link at both ends."""
    wanted = {title.strip().casefold(): title.strip()[:200] for title in reversed(titles) if title.strip()}
    here = {p.title.casefold(): p for p in Policy.objects.for_school(policy.school_id).exclude(pk=policy.pk)}
    rows = LinkedPolicy.objects.for_school(policy.school_id)
    rows.filter(policy=policy).delete()
    LinkedPolicy.objects.bulk_create(
        LinkedPolicy(school_id=policy.school_id, policy=policy, other=here.get(key), title=title)
        for key, title in wanted.items()
    )
    rows.filter(other__isnull=True, title__iexact=policy.title).exclude(policy=policy).update(other=policy)


def _save_guidance(policy: Policy, cited: list[list[str]]) -> None:
    wanted = {title.strip()[:200]: edition.strip()[:60] for title, edition in cited if title.strip()}
    CitedGuidance.objects.for_school(policy.school_id).filter(policy=policy).delete()
    CitedGuidance.objects.bulk_create(
        CitedGuidance(school_id=policy.school_id, policy=policy, title=title, edition=edition)
        for title, edition in wanted.items()
    )


def _notify(policy: Policy, version: Version, status: VersionStatus, by: Actor, now: dt.datetime) -> None:
    recipients = {p.pk: p for p in (policy.lead_person, status.proposed_by) if p and p != by.person}
    for person in recipients.values():
        outbox.queue(
            school=by.school,
            confidentiality=Confidentiality.EVERYDAY,
            kind="policy_published",
            person=person,
            subject=f"policy:{policy.pk}",
            key=f"published:{version.pk}:{person.pk}",
            reason="" if policy.lead_person_id == person.pk else "sent",
            context={"title": version.title, "page": page_of(version, by.school)},
            now=now,
        )


@unit_of_work()
def withdraw(*, version: Version, by: Actor, now: dt.datetime | None = None) -> VersionStatus:
    """Take a version out of force without a successor; it stays readable. Raises StaleWrite if not in force."""
    transition = VERSION.find("withdraw")
    require(by.permissions, transition)
    moment = now or clock.now()
    _locked_policy(version, by)
    status = locked_status(version, by)
    VERSION.check("withdraw", status.state)
    guarded_update(VersionStatus, status.pk, transition=transition, ended_at=moment)
    record_about(version, transition.verb, by=by, now=moment, number=version.number)
    status.refresh_from_db()
    return status
