"""Writing policies: import, edit, propose, approve, return, publish."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused, Stale
from core.reviewdate import parse
from core.unit import unit
from core.workflow import guarded_update, require
from ledger.services import record
from ledger.states import Room
from ledger.witness import Witness
from notices import services as notices
from people import queries as people
from people.models import Person
from people.states import Permission
from policies import queries
from policies.importing.parsed import ParsedPolicy
from policies.importing.reader import read_policy
from policies.models import DATES, Approval, Clause, Draft, LinkedPolicy, Policy, Version, VersionLife
from policies.rules import match_keys, may_approve
from policies.states import VERSION, VersionState


def _note(verb: str, policy_id: Any, by: Any, now: dt.datetime | None, witness: Witness | None = None, **facts: Any) -> None:
    record(
        school_id=by.school.pk,
        room=Room.EVERYDAY,
        verb=verb,
        subject=f"policies.policy:{policy_id}",
        actor=by,
        facts=facts,
        witness=witness,
        now=now,
    )


def _may(by: Any, permission: str) -> None:
    if not by.may(permission):
        raise Refused(_("Your role cannot do this."))


def _facts(parsed: ParsedPolicy) -> dict[str, Any]:
    """Return what the file states, as typed; what it does not state is left empty, never invented."""
    dates = {
        "issued": parsed.issued,
        "approved": parsed.approved_on,
        "last_reviewed": parsed.last_reviewed,
        "next_review": parsed.next_review,
    }
    return {name: when.text if when else "" for name, when in dates.items()} | {
        "approved_by": parsed.approved_by or "",
        "lead": parsed.lead or "",
        "cycle_months": parsed.cycle_months,
        "signatories": [[one.role, one.name or ""] for one in parsed.signatories],
        "linked": list(parsed.linked_policies),
    }


@unit()
def import_file(
    *, name: str, data: bytes, by: Any, policy: Policy | None = None, now: dt.datetime | None = None
) -> Draft:
    """Turn a file into a draft of a new policy, or of a new version of ``policy``.

    Raises ``ImportProblem`` (in words for the screen) for a file that cannot be read, and Refused without the permission.
    Nothing is stored of a file that fails.
    """
    _may(by, Permission.POLICY_DRAFT)
    moment = now or clock.now()
    parsed = read_policy(name, data)
    fresh = [
        {"key": str(uuid.uuid4()), "level": c.level, "number": c.number, "heading": c.heading, "text": c.text}
        for c in parsed.clauses
    ]
    before = queries.current_version(policy) if policy else None
    if before:
        known = [{"key": str(c.key), "heading": c.heading, "text": c.text} for c in queries.clauses(before)]
        fresh = match_keys(known, fresh)
    draft: Draft = Draft.objects.create(
        school=by.school,
        policy=policy,
        title=parsed.title[:200],
        front_matter=list(parsed.front_matter),
        clauses=fresh,
        in_short=list(before.in_short) if before else [],
        facts=_facts(parsed),
        notes=list(parsed.notes),
        source_name=name[:200],
        source_sha256=hashlib.sha256(data).hexdigest(),
        made_by=by.person,
        changed_at=moment,
    )
    _note("policy.imported", policy.pk if policy else draft.pk, by, moment, sha256=draft.source_sha256)
    return draft


@unit()
def save_draft(
    *, draft: Draft, changes: dict[str, Any], revision: int, by: Any, now: dt.datetime | None = None
) -> Draft:
    """Save what was looked over. Raises Stale when somebody else saved since ``revision`` was opened; nothing is lost."""
    _may(by, Permission.POLICY_DRAFT)
    locked: Draft = Draft.objects.for_school(by.school).select_for_update().get(pk=draft.pk)
    if locked.frozen_at is not None:
        raise Stale(_("This draft was sent for approval. Look at where it stands now."))
    if locked.revision != revision:
        raise Stale(_("Somebody else saved this draft meanwhile. Your words are still here: compare, then save again."))
    for field in ("title", "front_matter", "clauses", "in_short", "changes", "facts"):
        if field in changes:
            setattr(locked, field, changes[field])
    locked.revision += 1
    locked.changed_at = now or clock.now()
    locked.save()
    _note("policy.draft_saved", locked.policy_id or locked.pk, by, now, revision=locked.revision)
    return locked


def _policy_for(draft: Draft, by: Any) -> Policy:
    if draft.policy_id:
        return Policy.objects.for_school(by.school).select_for_update().get(pk=draft.policy_id)  # type: ignore[no-any-return]
    stem = slugify(draft.title)[:70] or "policy"
    slug, number = stem, 2
    while Policy.objects.for_school(by.school).filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    policy: Policy = Policy.objects.create(school=by.school, title=draft.title, slug=slug)
    return policy


def signers_wanted(school: Any) -> list[tuple[str, str]]:
    """Return [(role, person id)] of every approval that the school asks for now (W1, L18).

    Raises Refused when nobody holds one of the roles: a version that nobody can approve must not be proposed.
    """
    wanted = people.settings(school)
    found: list[tuple[str, str]] = []
    for role in wanted["approval_signers"]:
        holders = people.holders(school, role)
        if not holders:
            raise Refused(_("Nobody is %(role)s at this school. Give somebody that role first.") % {"role": role})
        chosen = holders if wanted["approval_every_holder"] else holders[:1]
        found += [(role, str(person.pk)) for person in chosen]
    return found


@unit()
def propose(*, draft: Draft, by: Any, major: bool = True, now: dt.datetime | None = None) -> Version:
    """Freeze a draft as the next version and ask for its approvals. The text never changes again.

    Raises Stale when the draft is frozen already (a double click), Refused for an empty text, a missing role, or a new version
    without a line on what changed.
    """
    _may(by, Permission.POLICY_PROPOSE)
    moment = now or clock.now()
    locked: Draft = Draft.objects.for_school(by.school).select_for_update().get(pk=draft.pk)
    if locked.frozen_at is not None:
        raise Stale(_("This draft was sent for approval already."))
    if not any(c["text"].strip() or c["heading"].strip() for c in locked.clauses):
        raise Refused(_("The policy has no text yet. Add at least one section."))
    if locked.policy_id and not locked.changes:
        raise Refused(_("Write in one to five lines what has changed."))
    signers = signers_wanted(by.school)
    policy = _policy_for(locked, by)
    last = Version.objects.for_school(by.school).filter(policy=policy).aggregate(last=Max("number"))["last"] or 0
    version = _freeze(locked, policy, last + 1, major)
    life = _begin_life(locked, version, signers, by, moment)
    locked.policy, locked.frozen_at = policy, moment
    locked.save(update_fields=["policy", "frozen_at"])
    _keep_links(locked, policy)
    proof = Witness("policies.version", str(version.pk), version.digest)
    _note("policy.proposed", policy.pk, by, moment, proof, number=version.number, digest=version.digest)
    _ask_for_approvals(version, life, by, moment)
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
    digest = queries.version_content(draft.title, draft.front_matter, draft.in_short, draft.changes, parts)
    version: Version = Version.objects.create(
        school_id=draft.school_id,
        policy=policy,
        number=number,
        title=draft.title,
        front_matter=draft.front_matter,
        in_short=draft.in_short,
        changes=draft.changes,
        major=major,
        digest=digest,
    )
    for part in parts:
        part.version = version
    Clause.objects.bulk_create(parts)
    return version


def _begin_life(draft: Draft, version: Version, signers: list[tuple[str, str]], by: Any, now: dt.datetime) -> VersionLife:
    facts = draft.facts
    life = VersionLife(
        school=by.school,
        version=version,
        policy=version.policy,
        signers=signers,
        approved_by=facts.get("approved_by", "")[:200],
        proposed_at=now,
        proposed_by=by.person,
    )
    for name in DATES:
        when = parse(facts.get(name) or "")
        setattr(life, f"{name}_text", when.text if when else "")
        setattr(life, f"{name}_day", queries.review_day(by.school, when))
    life.save()
    Policy.objects.for_school(by.school).filter(pk=version.policy_id).update(
        title=version.title, lead=facts.get("lead", "")[:200], cycle_months=facts.get("cycle_months")
    )
    return life


def _keep_links(draft: Draft, policy: Policy) -> None:
    """Keep the list of policies that this one is read with (L5); a title that is here becomes a link at both ends."""
    here = {p.title.lower(): p for p in Policy.objects.for_school(policy.school_id)}
    rows = [
        LinkedPolicy(school_id=policy.school_id, policy=policy, other=here.get(title.lower()), title=title[:200])
        for title in draft.facts.get("linked", [])
    ]
    LinkedPolicy.objects.bulk_create(rows, ignore_conflicts=True)


def _page(version: Version, by: Any) -> str:
    return f"/s/{by.school.slug}/policies/{version.policy.slug}/versions/{version.number}/"


def _ask_for_approvals(version: Version, life: VersionLife, by: Any, now: dt.datetime) -> None:
    for person in Person.objects.filter(pk__in={person for _role, person in life.signers}):
        notices.queue(
            school=by.school,
            room=Room.EVERYDAY,
            kind="decision_needed",
            person=person,
            subject=f"policies.version:{version.pk}",
            key=f"approve:{version.pk}:{person.pk}",
            reason="approval",
            context={"page": _page(version, by), "since": clock.day_of(now, by.school.timezone), "minutes": 5},
            now=now,
        )


def _locked_life(version: Version, by: Any) -> VersionLife:
    life: VersionLife = VersionLife.objects.for_school(by.school).select_for_update().get(version=version)
    return life


@unit()
def approve(*, version: Version, by: Any, minute: str = "", now: dt.datetime | None = None) -> VersionLife:
    """Sign the approval in every role asked of this person; the last signature approves the version (L18).

    Raises Refused for somebody who is not asked or has signed, Stale when it does not wait any more.
    """
    _may(by, Permission.POLICY_APPROVE)
    moment = now or clock.now()
    life = _locked_life(version, by)
    done = {(a.role, str(a.person_id)) for a in queries.approvals(version)}
    signers = [(role, person) for role, person in life.signers]
    may_approve(life, signers, by, done).enforce()
    for role, person in signers:
        if person == str(by.person.pk) and (role, person) not in done:
            Approval.objects.create(
                school=by.school, version=version, person=by.person, role=role, approved_at=moment, minute=minute[:60]
            )
            _note("policy.signed_off", version.policy_id, by, moment, number=version.number, role=role, minute=minute[:60])
            done.add((role, person))
    if set(signers) <= done:
        transition = VERSION.find("approve")
        guarded_update(VersionLife, life.pk, transition=transition, **_approved_today(life, by, moment))
        _note(transition.verb, version.policy_id, by, moment, number=version.number)
    life.refresh_from_db()
    return life


def _approved_today(life: VersionLife, by: Any, moment: dt.datetime) -> dict[str, Any]:
    """Return the day of approval, unless the file said when the governing body had approved this text."""
    if life.approved_text:
        return {}
    day = clock.day_of(moment, by.school.timezone)
    return {"approved_text": f"{day.day} {day:%B %Y}", "approved_day": day}


@unit()
def return_for_changes(*, version: Version, why: str, by: Any, now: dt.datetime | None = None) -> VersionLife:
    """Ask for changes with a reason; the version is never published, a new draft takes up its text."""
    _may(by, Permission.POLICY_APPROVE)
    if not why.strip():
        raise Refused(_("Say what should change."))
    moment = now or clock.now()
    life = _locked_life(version, by)
    transition = VERSION.check("return", life.state)
    guarded_update(VersionLife, life.pk, transition=transition, returned_why=why.strip()[:1000], ended_at=moment)
    _draft_again(version, life, by, moment)
    _note(transition.verb, version.policy_id, by, moment, number=version.number)
    notices.cancel(subject=f"policies.version:{version.pk}", reason="closed")
    life.refresh_from_db()
    return life


def _draft_again(version: Version, life: VersionLife, by: Any, now: dt.datetime) -> Draft:
    draft: Draft = Draft.objects.create(
        school=by.school,
        policy=version.policy,
        title=version.title,
        front_matter=version.front_matter,
        clauses=[
            {"key": str(c.key), "level": c.level, "number": c.number, "heading": c.heading, "text": c.text}
            for c in queries.clauses(version)
        ],
        in_short=version.in_short,
        changes=version.changes,
        facts={name: getattr(life, f"{name}_text") for name in DATES} | {"approved_by": life.approved_by},
        made_by=by.person,
        changed_at=now,
    )
    return draft


@unit()
def start_review(*, policy: Policy, by: Any, now: dt.datetime | None = None) -> Draft:
    """Copy the text in force into a new draft. An open draft of the policy is taken up instead."""
    _may(by, Permission.POLICY_DRAFT)
    open_draft = Draft.objects.for_school(by.school).filter(policy=policy, frozen_at__isnull=True).first()
    version = queries.current_version(policy)
    if open_draft is not None:
        return open_draft  # type: ignore[no-any-return]
    if version is None:
        raise Refused(_("This policy has no version in force yet."))
    draft = _draft_again(version, version.life, by, now or clock.now())
    draft.changes, draft.facts = [], draft.facts | {"approved": "", "next_review": ""}
    draft.save(update_fields=["changes", "facts"])
    _note("policy.draft_saved", policy.pk, by, now, revision=draft.revision)
    return draft


@unit()
def publish(*, version: Version, by: Any, now: dt.datetime | None = None) -> VersionLife:
    """Put an approved version in force; the one before is replaced and stays readable.

    Raises Stale when it is not approved (any more), also for the second of two clicks.
    """
    transition = VERSION.find("publish")
    require(by.permissions, transition)
    moment = now or clock.now()
    Policy.objects.for_school(by.school).select_for_update().get(pk=version.policy_id)
    life = _locked_life(version, by)
    VERSION.check("publish", life.state)
    before = VersionLife.objects.for_school(by.school).filter(policy=version.policy_id, state=VersionState.PUBLISHED).first()
    if before is not None:
        guarded_update(VersionLife, before.pk, transition=VERSION.find("replace"), ended_at=moment)
        _note("policy.replaced", version.policy_id, by, moment, number=before.version.number)
    try:
        with transaction.atomic():
            guarded_update(VersionLife, life.pk, transition=transition, published_at=moment, published_by=by.person)
    except IntegrityError:
        raise Stale(_("Another version came into force meanwhile.")) from None
    proof = Witness("policies.version", str(version.pk), version.digest)
    _note(transition.verb, version.policy_id, by, moment, proof, number=version.number, digest=version.digest)
    notices.cancel(subject=f"policies.version:{version.pk}", reason="closed")
    life.refresh_from_db()
    return life
