"""What each policy page shows, already joined."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from core.errors import Refused
from people.queries import directory
from people.queries.acting import Actor
from people.states.roles import ROLE_TABLE, Role
from policies.importing.markdown.html import to_html
from policies.models import Approval, CitedGuidance, Draft, EarlyReview, LinkedPolicy, Policy, Version, VersionStatus
from policies.queries import reading
from policies.queries.approvers import approvers
from policies.queries.panels import panels
from policies.queries.redline import redline_clauses
from policies.rules import may_call_review, may_propose, may_return, older_editions, review_status, section_mark
from policies.states import Permission, VersionState
from schools.models.schools import School

STATE_TAGS = {
    VersionState.PROPOSED: "waiting",
    VersionState.APPROVED: "info",
    VersionState.PUBLISHED: "done",
    VersionState.RETURNED: "due",
    VersionState.REPLACED: "closed",
    VersionState.WITHDRAWN: "closed",
}
WORDS_A_MINUTE = 200


def list_page(actor: Actor) -> dict[str, Any]:
    """Return the policies in force A to Z with their tags; for writers also drafts and what waits."""
    today = actor.school.today()
    moving: list[dict[str, Any]] = []
    if reading.sees_drafts(actor):
        states = (VersionState.PROPOSED, VersionState.APPROVED)
        statuses = (
            VersionStatus.objects.for_school(actor.school).filter(state__in=states).select_related("version__policy")
        )
        moving = [
            {
                "version": status.version,
                "policy": status.version.policy,
                "tag": STATE_TAGS[VersionState(status.state)],
                "words": status.get_state_display(),
            }
            for status in statuses.order_by("-proposed_at")
        ]
    drafts = list(reading.visible_drafts(actor).order_by("-changed_at")) if actor.may(Permission.POLICY_DRAFT) else []
    return {"rows": reading.board_rows(actor.school, today), "moving": moving, "drafts": drafts}


def _text(version: Version, earlier: Version | None = None) -> dict[str, Any]:
    """Return the text of a version and, beside it, what differs from an earlier one. Two queries."""
    by_version = reading.clauses_of(*filter(None, (version, earlier)))
    sections, given = by_version[version.pk], reading.approvals(version)
    return {
        "version": version,
        "status": version.status,
        "policy": version.policy,
        "sections": [{"clause": clause, "html": to_html(clause.text)} for clause in sections],
        "minutes": max(1, round(sum(len(clause.text.split()) for clause in sections) / WORDS_A_MINUTE)),
        "given": given,
        "signers": [(_signer(a.role), a.approved_at) for a in given],
        "earlier": earlier,
        "redline": redline_clauses(by_version[earlier.pk], sections) if earlier else [],
    }


def _signer(role: str) -> str:
    words = str(ROLE_TABLE[Role(role)].words)
    return words[:1].upper() + words[1:]


def _links(policy: Policy) -> dict[str, Any]:
    """Return the policies to read it with, those that name it without being named, and its guidance. Two queries."""
    rows = LinkedPolicy.objects.for_school(policy.school_id).filter(Q(policy=policy) | Q(other=policy))
    all_links = list(rows.select_related("policy__school", "other__school").order_by("title"))
    links = [link for link in all_links if link.policy_id == policy.pk]
    named = {link.other_id for link in links}
    cited = list(CitedGuidance.objects.for_school(policy.school_id).order_by("title"))
    old = older_editions((citation.title, citation.edition) for citation in cited)
    guidance = [citation for citation in cited if citation.policy_id == policy.pk]
    back = [link for link in all_links if link.policy_id != policy.pk and link.policy_id not in named]
    return {
        "links": links,
        "links_back": sorted(back, key=lambda link: link.policy.title),
        "guidance": guidance,
        "outdated": [citation for citation in guidance if (citation.title, citation.edition) in old],
    }


def _review(version: Version, today: dt.date) -> dict[str, Any]:
    day = version.status.next_review_day
    return {"tag": reading.TAGS[review_status(day, today)], "words": reading.review_words(day, today)}


def policy_page(actor: Actor, policy: Policy) -> dict[str, Any]:
    """Return the version in force with its text; a policy not yet in force shows its latest version to writers."""
    called = EarlyReview.objects.for_school(actor.school).filter(policy=policy, done_at__isnull=True)
    rows = reading.visible_versions(actor).filter(policy=policy).order_by("-number")
    versions = list(
        rows.annotate(early_cause=Subquery(called.values("cause")), early_why=Subquery(called.values("why")))
    )
    in_force = next((v for v in versions if v.status.state == VersionState.PUBLISHED), None)
    current = in_force or (versions[0] if versions else None)
    context: dict[str, Any] = {"policy": policy, "current": current}
    if current is not None:
        context |= _panels(actor, policy, current, versions) | _review(current, actor.school.today())
        context |= _text(current, context["earlier"])
    context |= _links(policy)
    context["older"] = [v for v in versions if v != current]
    context["may_call"] = bool(may_call_review(actor)) and in_force is not None
    if in_force is not None and context["may_call"] and in_force.early_cause:
        context["early"] = EarlyReview(policy=policy, cause=in_force.early_cause, why=in_force.early_why)
    return context


def _panels(actor: Actor, policy: Policy, current: Version, versions: Sequence[Version]) -> dict[str, Any]:
    """Return what other apps contribute, and the version to compare with: the one signed last, else the one before."""
    boxes = panels(actor, policy, current)
    signed = next((box.since for box in boxes if box.since is not None and box.since.number < current.number), None)
    published = [v for v in versions if v.number < current.number and v.status.published_at is not None]
    earlier = signed or (published[0] if published else None)
    return {"panels": boxes, "earlier": earlier, "signed_earlier": signed}


def public_page(policy: Policy) -> dict[str, Any]:
    """Return the version in force of a public policy."""
    version = reading.current_version(policy)
    return _text(version) if version is not None else {}


def earlier_version(actor: Actor, version: Version) -> Version | None:
    """Return the version that was in force before this one, or None."""
    rows = reading.visible_versions(actor).filter(policy=version.policy, number__lt=version.number)
    return rows.filter(status__published_at__isnull=False).order_by("-number").first()


def version_page(actor: Actor, version: Version) -> dict[str, Any]:
    """Return one version, what changed since the one before, its approvals, and what the reader may do."""
    status, state = version.status, VersionState(version.status.state)
    context = _text(version, earlier_version(actor, version)) | {
        "state_tag": STATE_TAGS[state],
        "in_force": reading.current_version(version.policy) if state is VersionState.REPLACED else None,
        "may_publish": state is VersionState.APPROVED and actor.may(Permission.POLICY_PUBLISH),
    }
    return context | (_approvals(actor, status, context["given"]) if reading.sees_drafts(actor) else {})


def _approvals(actor: Actor, status: VersionStatus, signed: list[Approval]) -> dict[str, Any]:
    names = reading.names_of(actor.school, [person for _role, person in status.signers])
    given = {(a.role, str(a.person_id)): a for a in signed}
    wanted = [
        {"role": _signer(role), "name": names.get(person, ""), "given": given.get((role, person))}
        for role, person in status.signers
    ]
    waiting = status.state == VersionState.PROPOSED
    open_ones = [(role, person) for role, person in status.signers if (role, person) not in given]
    me, asked = str(actor.person.pk), bool(may_return(status, actor))
    approving = waiting and asked and any(person == me for _role, person in open_ones)
    return {
        "wanted": wanted,
        "may_approve": approving,
        "may_return": asked,
        "has_left": waiting and actor.may(Permission.POLICY_PROPOSE) and _has_left(actor.school, open_ones),
    }


def _has_left(school: School, asked: list[tuple[str, str]]) -> bool:
    """Say whether somebody who was asked no longer holds the role."""
    holders = directory.holders_by_role(school, {role for role, _person in asked}) if asked else {}
    return any(person not in {str(holder.pk) for holder in holders[role]} for role, person in asked)


def changes_page(version: Version, old: Version) -> dict[str, Any]:
    """Return what differs between two versions of one policy."""
    return {"version": version, "policy": version.policy, "old": old, "redline": reading.redline(old, version)}


def not_stated(draft: Draft) -> list[str]:
    """Return what the draft does not state, in words: saying so is right, inventing would be wrong."""
    words = {
        "approved_by": _("who approved it"),
        "approved": _("when it was approved"),
        "next_review": _("the next review"),
        "lead": _("a lead person"),
    }
    return [label for name, label in words.items() if not draft.facts.get(name)]


def draft_page(draft: Draft) -> dict[str, Any]:
    """Return a draft with its sections shown as they will be read, and what the file does not state."""
    return {
        "draft": draft,
        "sections": [{**section, "html": to_html(section["text"])} for section in draft.clauses],
        "missing": not_stated(draft),
    }


def propose_page(draft: Draft) -> dict[str, Any]:
    """Return a draft, who will be asked to approve it, and what stands in the way, in words."""
    context: dict[str, Any] = {"draft": draft, "missing": not_stated(draft), "approvers": [], "obstacle": ""}
    try:
        may_propose(draft, in_force=bool(draft.policy and reading.current_version(draft.policy))).enforce()
        context["approvers"] = approvers(draft.school)
    except Refused as refused:
        context["obstacle"] = refused.reason
    return context


def draft_section(draft: Draft, key: str) -> dict[str, Any] | None:
    """Return one section of a draft with its place (from 1) and its mark, or None."""
    for place, section in enumerate(draft.clauses, start=1):
        if section["key"] == key:
            return {**section, "place": place, "mark": section_mark(section)}
    return None
