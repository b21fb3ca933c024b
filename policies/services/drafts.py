"""Drafts: made from a file or from the text in force, and edited by several people."""

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused, StaleWrite
from ledger.services import record_about
from people.queries.acting import Actor
from policies.importing.parsed import ParsedClause, ParsedPolicy
from policies.importing.reader import read_policy
from policies.models import DATES, Clause, Draft, Policy, Version, VersionStatus
from policies.queries import versions
from policies.rules import Section, match_keys, place_section, section_mark
from policies.services.base import must_be_allowed
from policies.states import Permission

SAVED = ("title", "front_matter", "clauses", "in_short", "changes", "facts")


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
        "cycle": parsed.review_cycle or "",
        "signatories": [[signatory.role, signatory.name or ""] for signatory in parsed.signatories],
        "linked": list(parsed.linked_policies),
    }


@unit_of_work()
def import_file(
    *, name: str, data: bytes, by: Actor, policy: Policy | None = None, now: dt.datetime | None = None
) -> Draft:
    """Turn a file into a draft of a new policy, or of a new version of ``policy``.

    The same file twice (a double click) is one draft. Raises ``ImportProblem`` (in words for the screen) for a
    file that cannot be read, and Refused without the permission. Nothing is stored of a file that fails.
    """
    must_be_allowed(by, Permission.POLICY_DRAFT)
    digest = hashlib.sha256(data).hexdigest()
    same = Draft.objects.for_school(by.school).filter(policy=policy, source_sha256=digest, frozen_at__isnull=True)
    if known := same.first():
        return known
    draft = _from_parsed(read_policy(name, data), policy, by)
    draft.source_name, draft.source_sha256 = name[-200:], digest
    draft.made_by, draft.changed_at = by.person, now or clock.now()
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        return same.get()
    record_about(draft, "policy.imported", by=by, now=now, sha256=digest)
    return draft


def _as_section(key: uuid.UUID, clause: Clause | ParsedClause) -> Section:
    texts = {"number": clause.number, "heading": clause.heading, "text": clause.text}
    return {"key": str(key), "level": clause.level, **texts}


def _from_parsed(parsed: ParsedPolicy, policy: Policy | None, by: Actor) -> Draft:
    sections = [_as_section(uuid.uuid4(), clause) for clause in parsed.clauses]
    before = versions.current_version(policy) if policy else None
    if before:
        sections = match_keys([_as_section(clause.key, clause) for clause in versions.clauses(before)], sections)
    kept = before.status.facts if before else {}
    return Draft(
        school=by.school,
        policy=policy,
        title=parsed.title[:200],
        front_matter=list(parsed.front_matter),
        clauses=sections,
        in_short=list(before.in_short) if before else [],
        facts={**kept, **{key: value for key, value in _facts(parsed).items() if value or key not in kept}},
        notes=list(parsed.notes),
    )


def _locked(draft: Draft, by: Actor) -> Draft:
    locked = Draft.objects.for_school(by.school).select_for_update().filter(pk=draft.pk).first()
    if locked is None:
        raise StaleWrite(_("A colleague dropped this draft."))
    if locked.frozen_at is not None:
        raise StaleWrite(_("This draft was sent for approval. Look at where it stands now."))
    return locked


def _save(draft: Draft, by: Actor, now: dt.datetime | None) -> None:
    draft.revision += 1
    draft.changed_at = now or clock.now()
    draft.save()
    record_about(draft, "policy.draft_saved", by=by, now=now, revision=draft.revision)


@unit_of_work()
def save_draft(
    *, draft: Draft, changes: dict[str, Any], revision: int, by: Actor, now: dt.datetime | None = None
) -> Draft:
    """Save what was looked over; ``changes`` maps a field (one of ``SAVED``) to its value.

    Raises StaleWrite when somebody else saved since ``revision`` was opened; nothing of either is lost.
    """
    must_be_allowed(by, Permission.POLICY_DRAFT)
    locked = _locked(draft, by)
    if locked.revision != revision:
        raise StaleWrite(
            _("Somebody else saved this draft meanwhile. Your words are still here: compare, then save again.")
        )
    for field in SAVED:
        if field in changes:
            setattr(locked, field, changes[field])
    _save(locked, by, now)
    return locked


@unit_of_work()
def save_section(
    *,
    draft: Draft,
    by: Actor,
    key: str = "",
    heading: str,
    text: str,
    number: str = "",
    place: int | None = None,
    was: str = "",
    now: dt.datetime | None = None,
) -> Draft:
    """Change one section, or add one (without ``key``), at ``place`` (from 1; None: where it is, a new one last).

    ``was`` is the :func:`policies.rules.section_mark` of the section as it was opened: two people may work on two
    sections at once.
    Raises StaleWrite when somebody changed or removed this very section, Refused for a section without a word.
    """
    must_be_allowed(by, Permission.POLICY_DRAFT)
    if not heading.strip() and not text.strip():
        raise Refused(_("Write a heading or some text"))
    locked = _locked(draft, by)
    before = _section(locked, key, was) if key else {"key": str(uuid.uuid4()), "level": 1}
    after = before | {
        "number": number.strip()[:20],
        "heading": heading.strip()[:300],
        "text": text.replace("\r\n", "\n").strip(),
    }
    locked.clauses = place_section(locked.clauses, after, place)
    _save(locked, by, now)
    return locked


@unit_of_work()
def remove_section(*, draft: Draft, key: str, was: str, by: Actor, now: dt.datetime | None = None) -> Draft:
    """Take one section out of a draft. Raises StaleWrite when somebody changed it meanwhile."""
    must_be_allowed(by, Permission.POLICY_DRAFT)
    locked = _locked(draft, by)
    _section(locked, key, was)
    locked.clauses = [section for section in locked.clauses if section["key"] != key]
    _save(locked, by, now)
    return locked


def _section(draft: Draft, key: str, was: str) -> Section:
    for section in draft.clauses:
        if section["key"] == key:
            if section_mark(section) != was:
                raise StaleWrite(
                    _("Somebody else changed this section. Your words are still here: compare, then save again.")
                )
            return dict(section)
    raise StaleWrite(_("Somebody else took this section out meanwhile."))


@unit_of_work()
def drop_draft(*, draft: Draft, by: Actor, now: dt.datetime | None = None) -> None:
    """Throw an open draft away; what was published or proposed stays. Raises StaleWrite when it is gone or was sent."""
    must_be_allowed(by, Permission.POLICY_DRAFT)
    locked = _locked(draft, by)
    record_about(locked, "policy.draft_dropped", by=by, now=now, revision=locked.revision)
    locked.delete()


def draft_of(version: Version, status: VersionStatus, by: Actor, now: dt.datetime) -> Draft:
    """Return a new draft with everything of a version, clause keys included."""
    return Draft.objects.create(
        school=by.school,
        policy=version.policy,
        title=version.title,
        front_matter=version.front_matter,
        clauses=[_as_section(clause.key, clause) for clause in versions.clauses(version)],
        in_short=version.in_short,
        changes=version.changes,
        facts=status.facts
        | {name: getattr(status, f"{name}_text") for name in DATES}
        | {"approved_by": status.approved_by},
        made_by=by.person,
        changed_at=now,
    )


@unit_of_work()
def start_review(*, policy: Policy, by: Actor, now: dt.datetime | None = None) -> Draft:
    """Copy the text in force into a new draft. An open draft of the policy is taken up instead.

    Raises Refused when nothing is in force.
    """
    must_be_allowed(by, Permission.POLICY_DRAFT)
    moment = now or clock.now()
    Policy.objects.for_school(by.school).select_for_update().get(pk=policy.pk)
    rows = Draft.objects.for_school(by.school).filter(policy=policy, frozen_at__isnull=True)
    if known := rows.order_by("-changed_at").first():
        return known
    version = versions.current_version(policy)
    if version is None:
        raise Refused(_("This policy has no version in force yet."))
    draft = draft_of(version, version.status, by, moment)
    draft.changes = []
    draft.facts = draft.facts | {"approved": "", "last_reviewed": "", "next_review": ""}
    draft.save(update_fields=["changes", "facts"])
    record_about(draft, "policy.draft_saved", by=by, now=moment, revision=draft.revision)
    return draft
