"""What each policy page shows, already joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, Subquery
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from core.contributions.pages import POLICY_PANELS
from core.errors import Refused
from people.queries import directory
from people.queries.acting import Actor
from people.states.roles import ROLE_TABLE, Role
from policies.importing.markdown.html import to_html
from policies.models import Approval, CitedGuidance, Draft, EarlyReview, LinkedPolicy, Policy, Version, VersionStatus
from policies.queries import approvals
from policies.queries.approvals import approvers
from policies.queries.redline import redline_clauses
from policies.queries.review_dates import review_tag
from policies.queries.versions import clauses_of, current_version, sees_drafts, visible_drafts, visible_versions
from policies.rules import may_call_review, may_propose, may_return, older_editions, section_mark
from policies.states import Permission, VersionState
from schools.models.schools import School

WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True)
class Panel:
    """One box above the text; ``kind`` is "attention" or "done", ``since`` the version that the reader signed last."""

    words: str
    url: str = ""
    link: str = ""
    kind: str = "attention"
    since: Version | None = None


def list_page(actor: Actor) -> dict[str, Any]:
    """Return the policies in force A to Z with their tags; for writers also drafts and what waits."""
    today, statuses = actor.school.today(), VersionStatus.objects.for_school(actor.school)
    statuses = statuses.select_related("version__policy")
    in_force = statuses.filter(state=VersionState.PUBLISHED).order_by(Lower("version__title"))
    waiting = statuses.filter(state__in=(VersionState.PROPOSED, VersionState.APPROVED)).order_by("-proposed_at")
    return {
        "in_force": [(status, review_tag(status.next_review_day, today)) for status in in_force],
        "waiting": list(waiting) if sees_drafts(actor) else [],
        "drafts": list(visible_drafts(actor).order_by("-changed_at")),
    }


def version_text(version: Version, earlier: Version | None = None) -> dict[str, Any]:
    """Return the text of a version and, beside it, what differs from an earlier one. Two queries."""
    by_version = clauses_of(*filter(None, (version, earlier)))
    sections, given = by_version[version.pk], approvals.approvals(version)
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


def policy_page(actor: Actor, policy: Policy) -> dict[str, Any]:
    """Return the version in force with its text; a policy not yet in force shows its latest version to writers."""
    called = EarlyReview.objects.for_school(actor.school).filter(policy=policy, done_at__isnull=True)
    rows = visible_versions(actor).filter(policy=policy).order_by("-number")
    versions = list(
        rows.annotate(early_cause=Subquery(called.values("cause")), early_why=Subquery(called.values("why")))
    )
    in_force = next((v for v in versions if v.status.state == VersionState.PUBLISHED), None)
    current = in_force or (versions[0] if versions else None)
    context: dict[str, Any] = {"policy": policy, "current": current}
    if current is not None:
        context |= _panels(actor, policy, current, versions)
        context |= version_text(current, context["earlier"])
        context["review_tag"] = review_tag(current.status.next_review_day, actor.school.today())
    context |= _links(policy)
    context["older"] = [v for v in versions if v != current]
    context["may_call"] = bool(may_call_review(actor)) and in_force is not None
    if in_force is not None and context["may_call"] and in_force.early_cause:
        context["early"] = EarlyReview(policy=policy, cause=in_force.early_cause, why=in_force.early_why)
    return context


def _panels(actor: Actor, policy: Policy, current: Version, versions: Sequence[Version]) -> dict[str, Any]:
    """Return what other apps contribute, and the version to compare with: the one signed last, else the one before."""
    sources = (source.panel(actor, policy, current) for source in POLICY_PANELS.values())
    boxes: list[Panel] = [panel for panel in sources if panel is not None]
    signed = next((box.since for box in boxes if box.since is not None and box.since.number < current.number), None)
    published = [v for v in versions if v.number < current.number and v.status.published_at is not None]
    earlier = signed or (published[0] if published else None)
    return {"panels": boxes, "earlier": earlier, "signed_earlier": signed}


def version_page(actor: Actor, version: Version) -> dict[str, Any]:
    """Return one version, what changed since the one before, its approvals, and what the reader may do."""
    status, state = version.status, VersionState(version.status.state)
    earlier = visible_versions(actor).filter(policy=version.policy, number__lt=version.number)
    earlier = earlier.filter(status__published_at__isnull=False).order_by("-number")
    context = version_text(version, earlier.first()) | {
        "in_force": current_version(version.policy) if state is VersionState.REPLACED else None,
        "may_publish": state is VersionState.APPROVED and actor.may(Permission.POLICY_PUBLISH),
    }
    return context | (_approvals(actor, status, context["given"]) if sees_drafts(actor) else {})


def _approvals(actor: Actor, status: VersionStatus, signed: list[Approval]) -> dict[str, Any]:
    names = directory.names([UUID(person) for _role, person in status.signers], actor.school)
    given = {(a.role, str(a.person_id)): a for a in signed}
    wanted = [
        {"role": _signer(role), "name": names.get(UUID(person), ""), "given": given.get((role, person))}
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
        may_propose(draft, in_force=bool(draft.policy and current_version(draft.policy))).enforce()
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


def lead_choices(school: School) -> list[tuple[str, str]]:
    """Return [(person id, name)] of the staff who may lead on a policy, by name. Two queries."""
    names = directory.names(directory.staff_at(school), school)
    return sorted(((str(key), name) for key, name in names.items()), key=lambda pair: pair[1].casefold())
