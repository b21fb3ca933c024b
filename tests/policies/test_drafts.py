"""Drafts: several hands, one text, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import Refused, StaleWrite
from ledger import services as ledger
from people.services import assignments
from people.states.roles import Role
from policies.models import Draft, LinkedPolicy, Policy, VersionStatus
from policies.queries import contexts, versions
from policies.rules import section_mark
from policies.services import approving, drafts, publishing
from policies.states import VersionState
from tests.cast import member
from tests.policies.conftest import Desk

pytestmark = pytest.mark.django_db


def stored(cast: Any) -> Draft:
    return Draft.objects.for_school(cast.school).get()


def change(draft: Draft, place: int, text: str, by: Any, *, opened: Draft | None = None) -> Draft:
    section = (opened or draft).clauses[place]
    return drafts.save_section(
        draft=draft, by=by, key=section["key"], heading=section["heading"], text=text, was=section_mark(section)
    )


def test_the_same_file_twice_is_one_draft(cast: Any, desk: Desk) -> None:
    assert desk.draft() == desk.draft()
    assert Draft.objects.for_school(cast.school).count() == 1


def test_two_people_change_two_sections_at_once(cast: Any, desk: Desk) -> None:
    opened = desk.draft()
    change(opened, 0, "First words.", cast.office.actor)
    change(opened, 1, "Second words.", cast.clerk.actor)
    assert [one["text"] for one in stored(cast).clauses] == ["First words.", "Second words."]


def test_two_people_change_the_same_section_and_the_later_is_told(cast: Any, desk: Desk) -> None:
    opened = desk.draft()
    change(opened, 0, "First words.", cast.office.actor)
    with pytest.raises(StaleWrite, match="Somebody else changed this section"):
        change(opened, 0, "Other words.", cast.clerk.actor)
    assert stored(cast).clauses[0]["text"] == "First words."


def test_a_section_is_added_moved_and_taken_out(cast: Any, desk: Desk) -> None:
    draft = desk.draft()
    draft = drafts.save_section(draft=draft, by=cast.office.actor, heading="Photos", text="Ask first.", place=1)
    assert [one["heading"] for one in draft.clauses] == ["Photos", "Purpose", "Friends"]
    purpose = draft.clauses[1]
    draft = drafts.remove_section(draft=draft, key=purpose["key"], was=section_mark(purpose), by=cast.office.actor)
    assert [one["heading"] for one in draft.clauses] == ["Photos", "Friends"]
    with pytest.raises(Refused, match="heading or some text"):
        drafts.save_section(draft=draft, by=cast.office.actor, heading=" ", text="\n")


def test_a_draft_is_thrown_away_once_and_a_sent_one_never(cast: Any, desk: Desk) -> None:
    draft = desk.draft()
    drafts.drop_draft(draft=draft, by=cast.office.actor)
    for service in (drafts.drop_draft, approving.propose):
        with pytest.raises(StaleWrite):
            service(draft=draft, by=cast.office.actor)
    version = desk.proposed()
    with pytest.raises(StaleWrite):
        drafts.drop_draft(draft=Draft.objects.for_school(cast.school).get(policy=version.policy), by=cast.office.actor)


def test_who_may_not_write_changes_nothing(cast: Any, desk: Desk) -> None:
    draft = desk.draft()
    for who in (cast.teacher, cast.governor, cast.chair):
        with pytest.raises(Refused):
            drafts.save_draft(draft=draft, changes={"title": "Mine"}, revision=1, by=who.actor)
    assert stored(cast).title == "Social media policy"
    assert list(versions.visible_drafts(cast.teacher.actor)) == []


def test_a_draft_of_another_school_cannot_be_reached(cast: Any, desk: Desk) -> None:
    draft = desk.draft()
    with pytest.raises(StaleWrite):
        drafts.save_draft(draft=draft, changes={"title": "Mine"}, revision=1, by=cast.stranger_head.actor)
    assert list(versions.visible_drafts(cast.stranger_head.actor)) == []


@pytest.mark.obligation("W1", "W2")
def test_what_a_version_states_reaches_the_policy_only_when_published(cast: Any, desk: Desk) -> None:
    first = desk.published()
    draft = drafts.start_review(policy=first.policy, by=cast.office.actor)
    facts = draft.facts | {"lead": "Ms Yates", "lead_person": str(cast.clerk.person.pk), "applies_to": "All staff"}
    changes = {"title": "Being kind online", "changes": ["A new name."], "facts": facts | {"cycle_months": 24}}
    draft = drafts.save_draft(draft=draft, changes=changes, revision=draft.revision, by=cast.office.actor)
    version = approving.propose(draft=draft, by=cast.office.actor)
    policy = Policy.objects.for_school(cast.school).get()
    assert (policy.title, policy.lead, policy.applies_to) == ("Social media policy", "", "")
    for who in (cast.chair, cast.head):
        approving.approve(version=version, by=who.actor)
    publishing.publish(version=version, by=cast.office.actor)
    policy.refresh_from_db()
    assert (policy.title, policy.lead, policy.applies_to, policy.cycle_months) == (
        "Being kind online",
        "Ms Yates",
        "All staff",
        24,
    )
    assert policy.lead_person == cast.clerk.person


@pytest.mark.obligation("L5")
def test_a_policy_names_another_and_both_ends_show_it(cast: Any, desk: Desk) -> None:
    draft = desk.draft()
    changes = {"facts": draft.facts | {"linked": ["Behaviour policy", "behaviour policy", "Anti-bullying"]}}
    draft = drafts.save_draft(draft=draft, changes=changes, revision=1, by=cast.office.actor)
    version = approving.propose(draft=draft, by=cast.office.actor)
    for who in (cast.chair, cast.head):
        approving.approve(version=version, by=who.actor)
    publishing.publish(version=version, by=cast.office.actor)
    other = desk.published("Behaviour policy").policy
    rows = LinkedPolicy.objects.for_school(cast.school).filter(other=other)
    assert {row.policy_id for row in rows} == {version.policy_id}
    page = contexts.policy_page(cast.teacher.actor, other)
    assert [link.policy for link in page["links_back"]] == [version.policy]


@pytest.mark.obligation("L18")
def test_when_an_approver_leaves_the_present_holder_is_asked_and_given_approvals_count(cast: Any, desk: Desk) -> None:
    version = desk.proposed()
    approving.approve(version=version, by=cast.head.actor)
    assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR)
    new = member(cast.school, "Mr", "Noel", "Best", Role.CHAIR)
    with pytest.raises(Refused):
        approving.approve(version=version, by=new.actor)
    assert contexts.version_page(cast.office.actor, desk.again(version))["has_left"]
    approving.ask_again(version=version, by=cast.office.actor)
    assert approving.approve(version=version, by=new.actor).state == VersionState.APPROVED
    assert ledger.verify(school_id=cast.school.pk) == []


def test_the_day_of_approval_is_filled_in_unless_the_file_states_it(cast: Any, desk: Desk) -> None:
    status = VersionStatus.objects.for_school(cast.school).get(version=desk.approved())
    assert (status.approved_text, status.approved_by) == ("23 November 2026", "Governing Body")


def test_a_withdrawn_policy_is_out_of_force_and_can_still_be_read(cast: Any, desk: Desk) -> None:
    version = desk.published()
    publishing.withdraw(version=version, by=cast.office.actor)
    assert versions.current_version(version.policy) is None
    assert list(versions.visible_versions(cast.teacher.actor)) == [version]
    with pytest.raises(StaleWrite):
        publishing.withdraw(version=version, by=cast.office.actor)


def test_the_owner_of_the_database_is_found_out(cast: Any, desk: Desk) -> None:
    version = desk.published()
    assert versions.content_digest(version, versions.clauses(version)) == version.digest
    version.number = 7
    assert versions.content_digest(version, versions.clauses(version)) != version.digest
