"""What each policy page shows, already joined."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import School
from people.states import ROLE_TABLE, Permission, Role
from policies.importing.markup import to_html
from policies.models import Draft, LinkedPolicy, Policy, Version, VersionLife
from policies.queries import reading
from policies.rules import review_status
from policies.states import ReviewStatus, VersionState

TAGS = {
    ReviewStatus.UP_TO_DATE: "done",
    ReviewStatus.DUE_SOON: "due",
    ReviewStatus.OVERDUE: "overdue",
    ReviewStatus.NO_DATE: "none",
}
STATE_TAGS = {
    VersionState.PROPOSED: "waiting",
    VersionState.APPROVED: "info",
    VersionState.PUBLISHED: "done",
    VersionState.RETURNED: "due",
    VersionState.REPLACED: "closed",
    VersionState.WITHDRAWN: "closed",
}


def review_words(day: dt.date | None, today: dt.date) -> tuple[str, str]:
    """Return (kind, words) of the tag that says where a review due by ``day`` stands."""
    status = review_status(day, today)
    words = str(status.label)
    if day and status is ReviewStatus.DUE_SOON:
        weeks = (day - today).days // 7
        words = _("Due in %(weeks)s weeks") % {"weeks": weeks} if weeks > 1 else _due_in_days((day - today).days)
    elif day and status is ReviewStatus.OVERDUE:
        words = _("Overdue since %(day)s") % {"day": date_format(day, "j F Y")}
    return TAGS[status], words


def _due_in_days(days: int) -> str:
    if days == 0:
        return _("Due today")
    return ngettext("Due in %(days)s day", "Due in %(days)s days", days) % {"days": days}


def list_page(actor: Any) -> dict[str, Any]:
    """Return the policies in force A to Z with their tags; for writers also drafts and what waits."""
    today = actor.school.today()
    rows = []
    for version in sorted(reading.current_versions(actor.school).values(), key=lambda v: v.title.lower()):
        kind, words = review_words(version.life.next_review_day, today)
        rows.append({"version": version, "policy": version.policy, "tag_kind": kind, "tag_words": words})
    moving: list[dict[str, Any]] = []
    if reading.sees_drafts(actor):
        states = (VersionState.PROPOSED, VersionState.APPROVED)
        lives = VersionLife.objects.for_school(actor.school).filter(state__in=states).select_related("version__policy")
        moving = [
            {"version": life.version, "policy": life.version.policy, "tag_kind": STATE_TAGS[VersionState(life.state)], "tag_words": life.get_state_display()}
            for life in lives.order_by("-proposed_at")
        ]
    return {"rows": rows, "moving": moving, "drafts": list(reading.visible_drafts(actor).order_by("-changed_at"))}


def _text(version: Version) -> dict[str, Any]:
    sections = reading.clauses(version)
    return {
        "version": version,
        "life": version.life,
        "policy": version.policy,
        "sections": [{"clause": clause, "html": to_html(clause.text)} for clause in sections],
        "minutes": max(1, round(sum(len(clause.text.split()) for clause in sections) / 200)),
        "signers": [(_signer(a.role), a.approved_at) for a in reading.approvals(version)],
    }


def _signer(role: str) -> str:
    words = str(ROLE_TABLE[Role(role)].words)
    return words[:1].upper() + words[1:]


def _links(policy: Policy) -> dict[str, Any]:
    rows = LinkedPolicy.objects.for_school(policy.school_id)
    return {
        "links": list(rows.filter(policy=policy).select_related("other__school").order_by("title")),
        "links_back": list(rows.filter(other=policy).select_related("policy__school").order_by("policy__title")),
    }


def policy_page(actor: Any, policy: Policy) -> dict[str, Any]:
    """Return the version in force with its text; a policy not yet in force shows its latest version to writers."""
    versions = list(reading.visible_versions(actor).filter(policy=policy).order_by("-number"))
    current = next((v for v in versions if v.life.state == VersionState.PUBLISHED), None) or (versions[0] if versions else None)
    context: dict[str, Any] = {"policy": policy, "current": current}
    if current is not None:
        kind, words = review_words(current.life.next_review_day, actor.school.today())
        context |= _text(current) | {"tag_kind": kind, "tag_words": words}
    context |= _links(policy)
    context["older"] = [v for v in versions if v != current]
    context["may_draft"] = actor.may(Permission.POLICY_DRAFT)
    return context


def public_policies(school: School) -> Any:
    """Return the policies that anybody may read."""
    rows = Policy.objects.for_school(school).filter(is_public=True, lives__state=VersionState.PUBLISHED)
    return rows.select_related("school").distinct()


def public_page(policy: Policy) -> dict[str, Any]:
    """Return the version in force of a public policy."""
    version = reading.current_version(policy)
    assert version is not None, "only policies in force are public"
    return _text(version)


def version_page(actor: Any, version: Version) -> dict[str, Any]:
    """Return one version, what changed since the one before, its approvals, and what the reader may do."""
    earlier = reading.visible_versions(actor).filter(policy=version.policy, number__lt=version.number).order_by("-number").first()
    names = reading.names_of(actor.school, [person for _role, person in version.life.signers])
    given = {(a.role, str(a.person_id)): a for a in reading.approvals(version)}
    wanted = [
        {"role": _signer(role), "name": names.get(person, ""), "given": given.get((role, person))}
        for role, person in version.life.signers
    ]
    me = str(actor.person.pk)
    waits_for_me = any(person == me and (role, person) not in given for role, person in version.life.signers)
    state = VersionState(version.life.state)
    return _text(version) | {
        "earlier": earlier,
        "redline": reading.redline(earlier, version) if earlier else [],
        "wanted": wanted,
        "state_kind": STATE_TAGS[state],
        "may_approve": waits_for_me and state is VersionState.PROPOSED and actor.may(Permission.POLICY_APPROVE),
        "may_publish": state is VersionState.APPROVED and actor.may(Permission.POLICY_PUBLISH),
    }


def not_stated(draft: Draft) -> list[str]:
    """Return what the file does not state, in words: saying so is right, inventing would be wrong."""
    words = {
        "approved_by": _("who approved it"),
        "approved": _("when it was approved"),
        "next_review": _("the next review"),
        "lead": _("a lead person"),
    }
    return [label for name, label in words.items() if not draft.facts.get(name)]


