"""From a file to a published policy."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.errors import Refused, StaleWrite
from ledger import services as ledger
from people.services import assignments
from people.states.roles import Role
from policies.importing.parsed import ImportProblem
from policies.models import Clause, Draft, Version, VersionStatus
from policies.queries import approvals, versions
from policies.services import approving, drafts, publishing
from policies.states import VersionState
from tests.cast import Cast, member

pytestmark = pytest.mark.django_db

TEXT = b"""Social media policy

Approved by: Governing Body
Next review: Autumn 2027

1 Purpose

We want everybody to be safe and kind online.

2 Friends

Staff do not connect with past pupils under 16 on personal accounts.
"""


def a_draft(cast: Cast, text: bytes = TEXT, **more: Any) -> Draft:
    return drafts.import_file(name="policy.txt", data=text, by=cast.office.actor, **more)


def published(cast: Cast, text: bytes = TEXT, **more: Any) -> Version:
    draft = a_draft(cast, text, **more)
    if draft.policy_id:
        draft = drafts.save_draft(
            draft=draft, changes={"changes": ["The age is now 18."]}, revision=draft.revision, by=cast.office.actor
        )
    version = approving.propose(draft=draft, by=cast.office.actor)
    approving.approve(version=version, by=cast.chair.actor)
    approving.approve(version=version, by=cast.head.actor)
    publishing.publish(version=version, by=cast.office.actor)
    return version


@pytest.mark.obligation("W1", "L19")
def test_a_file_becomes_a_draft_with_what_it_states_and_nothing_invented(cast: Cast) -> None:
    draft = a_draft(cast)
    assert (draft.title, draft.facts["approved_by"], draft.facts["next_review"]) == (
        "Social media policy",
        "Governing Body",
        "Autumn 2027",
    )
    assert (draft.facts["lead"], draft.facts["issued"]) == ("", "")
    assert [c["heading"] for c in draft.clauses] == ["Purpose", "Friends"]


def test_a_file_that_cannot_be_read_leaves_nothing_behind(cast: Cast) -> None:
    for name, data in (("empty.txt", b"  \n"), ("x.docx", b"PK\x03\x04 broken"), ("x.exe", b"MZ\x90\x00")):
        with pytest.raises(ImportProblem):
            drafts.import_file(name=name, data=data, by=cast.office.actor)
    assert Draft.objects.for_school(cast.school).count() == 0


@pytest.mark.obligation("L18")
def test_every_signer_signs_and_the_last_one_approves(cast: Cast) -> None:
    second = member(cast.school, "Mr", "Hal", "Byrd", Role.HEADTEACHER)
    version = approving.propose(draft=a_draft(cast), by=cast.office.actor)
    for who in (cast.chair, cast.head):
        assert approving.approve(version=version, by=who.actor).state == VersionState.PROPOSED
    with pytest.raises(StaleWrite):
        publishing.publish(version=version, by=cast.office.actor)
    assert approving.approve(version=version, by=second.actor, minute="12.3").state == VersionState.APPROVED
    assert sorted((a.role, a.minute) for a in approvals.approvals(version)) == [
        ("chair", ""),
        ("headteacher", ""),
        ("headteacher", "12.3"),
    ]


def test_nobody_approves_twice_and_no_stranger_approves(cast: Cast) -> None:
    version = approving.propose(draft=a_draft(cast), by=cast.office.actor)
    approving.approve(version=version, by=cast.chair.actor)
    for who in (cast.chair, cast.teacher):
        with pytest.raises(Refused):
            approving.approve(version=version, by=who.actor)


def test_a_double_click_on_propose_or_publish_happens_once(cast: Cast) -> None:
    version = published(cast)
    with pytest.raises(StaleWrite):
        publishing.publish(version=version, by=cast.office.actor)
    with pytest.raises(StaleWrite):
        approving.propose(draft=Draft.objects.for_school(cast.school).get(), by=cast.office.actor)
    assert VersionStatus.objects.for_school(cast.school).filter(state=VersionState.PUBLISHED).count() == 1


def test_a_new_version_keeps_clause_keys_replaces_the_old_one_and_has_a_redline(cast: Cast) -> None:
    first = published(cast)
    second = published(cast, TEXT.replace(b"under 16", b"under 18"), policy=first.policy)
    assert versions.current_version(first.policy) == second
    assert VersionStatus.objects.for_school(cast.school).get(version=first).state == VersionState.REPLACED
    (change,) = versions.redline(first, second)
    assert (change.kind, change.heading) == ("changed", "Friends")
    assert [(p.kind, p.text) for p in change.parts if p.kind != "same"] == [("removed", "16"), ("added", "18")]


def test_a_new_version_must_say_what_changed(cast: Cast) -> None:
    first = published(cast)
    with pytest.raises(Refused, match="what has changed"):
        approving.propose(draft=a_draft(cast, policy=first.policy), by=cast.office.actor)


def test_the_later_of_two_editors_is_told_and_nothing_is_lost(cast: Cast) -> None:
    draft = a_draft(cast)
    drafts.save_draft(draft=draft, changes={"title": "One"}, revision=1, by=cast.office.actor)
    with pytest.raises(StaleWrite, match="Somebody else saved"):
        drafts.save_draft(draft=draft, changes={"title": "Two"}, revision=1, by=cast.clerk.actor)
    assert Draft.objects.for_school(cast.school).get().title == "One"


def test_changes_asked_for_come_back_as_a_draft(cast: Cast) -> None:
    version = approving.propose(draft=a_draft(cast), by=cast.office.actor)
    approving.return_for_changes(version=version, why="Name the safeguarding lead.", by=cast.chair.actor)
    again = versions.visible_drafts(cast.office.actor).get()
    assert [c["heading"] for c in again.clauses] == ["Purpose", "Friends"]
    assert VersionStatus.objects.for_school(cast.school).get(version=version).state == VersionState.RETURNED


def test_a_role_that_nobody_holds_stops_the_proposal(cast: Cast) -> None:
    assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR)
    with pytest.raises(Refused, match="chair"):
        approving.propose(draft=a_draft(cast), by=cast.office.actor)
    assert Version.objects.for_school(cast.school).count() == 0


@pytest.mark.parametrize("table", ["policies_version", "policies_clause", "policies_approval"])
def test_raw_sql_as_the_web_role_is_refused(cast: Cast, table: str) -> None:
    published(cast)
    for attack in (f"UPDATE {table} SET school_id = school_id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(attack)


def test_a_child_row_of_another_school_is_refused_by_the_database(cast: Cast) -> None:
    version = published(cast)
    with pytest.raises(DatabaseError, match="same_school"), transaction.atomic():
        Clause.objects.create(school=cast.other_school, version=version, position=99, text="x")


def test_the_chain_vouches_for_the_version(cast: Cast) -> None:
    version = published(cast)
    assert versions.content_digest(version, versions.clauses(version)) == version.digest
    assert ledger.verify(school_id=cast.school.pk) == []
