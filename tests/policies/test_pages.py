"""The pages of policies: who sees what, what is kept of bad input, and how much they ask of the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Notice
from policies.models import Draft, Version, VersionStatus
from policies.queries import contexts, versions
from policies.services import approving, drafts, publishing
from policies.states import VersionState
from tests.cast import Member
from tests.policies.conftest import TEXT, Desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def as_(client: Client, sign_in: Any) -> Callable[[Member], Client]:
    """Sign the client in as one of the cast."""
    return lambda who: sign_in(client, who)


def url(cast: Any, name: str, *args: Any) -> str:
    return reverse(f"policies:{name}", args=[cast.school.slug, *args])


def facts(**more: Any) -> dict[str, Any]:
    """Return what the look-over page sends for a first draft."""
    return {"title": "Social media policy", "approved_by": "Governing Body", "next_review": "Autumn 2027", **more}


def test_from_a_file_to_a_published_policy_in_the_browser_s_own_steps(cast: Any, desk: Desk, as_: Any) -> None:
    office = as_(cast.office)
    file = SimpleUploadedFile("policy.txt", TEXT.format(title="Camera policy", age=16, review="Autumn 2027").encode())
    page = office.post(url(cast, "import"), {"file": file})
    draft = Draft.objects.for_school(cast.school).get()
    assert page.url == url(cast, "draft", draft.pk)
    shown = office.get(page.url).content.decode()
    assert "Not stated in the file:" in shown
    assert "a lead person" in shown
    sent = facts(title="Camera policy", revision=1, in_short="Be kind.\nAsk first.", go_on="")
    assert office.post(page.url, sent).url == url(cast, "propose", draft.pk)
    version_url = office.post(url(cast, "propose", draft.pk), {}).url
    for who in (cast.chair, cast.head):
        as_(who).post(version_url + "approve/", {"minute": "4.2"})
    as_(cast.office).post(version_url + "publish/")
    (found,) = VersionStatus.objects.for_school(cast.school).filter(state="published")
    found = found.version
    assert (found.title, found.in_short) == ("Camera policy", ["Be kind.", "Ask first."])
    teacher = as_(cast.teacher).get(url(cast, "policy", "camera-policy")).content.decode()
    assert "We want everybody to be safe and kind online." in teacher
    assert "Start review" not in teacher


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("policy.docx", b"PK\x03\x04 broken", "save"),
        ("policy.exe", b"MZ\x90\x00", "Word document"),
        ("policy.txt", b"  \n", "empty"),
        ("policy.txt", b"", "empty"),
        ("policy.txt", b"a " * (15 * 1024 * 1024), "smaller than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_beside_the_field(
    cast: Any, desk: Desk, as_: Any, name: str, data: bytes, words: str
) -> None:
    page = as_(cast.office).post(url(cast, "import"), {"file": SimpleUploadedFile(name, data)})
    assert page.status_code == 200
    (message,) = page.context["form"].errors["file"]
    assert words in message
    assert Draft.objects.for_school(cast.school).count() == 0


def test_pasted_text_is_kept_when_it_cannot_be_used(cast: Any, desk: Desk, as_: Any) -> None:
    office = as_(cast.office)
    assert list(office.post(url(cast, "import"), {"text": "  "}).context["form"].errors) == ["file"]
    both = {"text": "Some words", "file": SimpleUploadedFile("a.txt", b"More words")}
    page = office.post(url(cast, "import"), both)
    assert "Some words" in page.content.decode()
    assert Draft.objects.for_school(cast.school).count() == 0


def test_dates_as_typed_are_taken_and_others_explained(cast: Any, desk: Desk, as_: Any) -> None:
    draft = desk.draft()
    page = as_(cast.office).post(url(cast, "draft", draft.pk), facts(revision=1, next_review="when we can"))
    assert list(page.context["form"].errors) == ["next_review"]
    assert "when we can" in page.content.decode()
    office = as_(cast.office)
    assert office.post(url(cast, "draft", draft.pk), facts(revision=1, next_review="July 2028")).status_code == 302
    assert Draft.objects.for_school(cast.school).get().facts["next_review"] == "July 2028"


def test_the_later_of_two_editors_sees_both_words_and_may_save_again(cast: Any, desk: Desk, as_: Any) -> None:
    draft = desk.draft()
    address = url(cast, "draft", draft.pk)
    as_(cast.clerk).post(address, facts(revision=1, lead="Ms Yates"))
    page = as_(cast.office).post(address, facts(revision=1, lead="Mr Ridley"))
    shown = page.content.decode()
    assert "Somebody else saved this draft meanwhile." in shown
    assert "A colleague saved: Ms Yates" in shown
    assert 'value="Mr Ridley"' in shown
    revision = page.context["form"].data["revision"]
    as_(cast.office).post(address, facts(revision=revision, lead="Mr Ridley"))
    assert Draft.objects.for_school(cast.school).get().facts["lead"] == "Mr Ridley"


def test_a_section_that_a_colleague_changed_shows_both_texts(cast: Any, desk: Desk, as_: Any) -> None:
    draft = desk.draft()
    section = contexts.draft_section(draft, draft.clauses[0]["key"])
    assert section is not None
    address = url(cast, "section", draft.pk, section["key"])
    sent = {"heading": "Purpose", "place": 1, "was": section["mark"]}
    as_(cast.clerk).post(address, sent | {"text": "Their words."})
    shown = as_(cast.office).post(address, sent | {"text": "My words."}).content.decode()
    assert "Their words." in shown
    assert "My words." in shown
    assert as_(cast.office).get(url(cast, "section", draft.pk, draft.pk)).status_code == 404


def test_a_double_click_sends_approves_and_publishes_once(cast: Any, desk: Desk, as_: Any) -> None:
    draft = desk.draft()
    office = as_(cast.office)
    first, second = (office.post(url(cast, "propose", draft.pk), {}) for _ in range(2))
    assert (first.status_code, second.url) == (302, first.url)
    for who in (cast.chair, cast.chair, cast.head, cast.head):
        assert as_(who).post(first.url + "approve/").status_code == 302
    for _ in range(2):
        assert as_(cast.office).post(first.url + "publish/").status_code == 302
    statuses = VersionStatus.objects.for_school(cast.school)
    assert [(status.state, status.version.number) for status in statuses] == [(VersionState.PUBLISHED, 1)]


def test_changes_are_asked_for_with_a_reason(cast: Any, desk: Desk, as_: Any) -> None:
    version = desk.proposed()
    address = version.get_absolute_url() + "return/"
    page = as_(cast.chair).post(address, {"why": " "})
    assert page.context["return_form"].errors["why"] == ["Say what should change"]
    as_(cast.chair).post(address, {"why": "Name the safeguarding lead."})
    assert "Name the safeguarding lead." in as_(cast.office).get(version.get_absolute_url()).content.decode()


def test_staff_see_what_is_in_force_or_was_and_nothing_else(cast: Any, desk: Desk, as_: Any) -> None:
    proposed, published = desk.proposed("Camera policy"), desk.published("Phone policy")
    draft = desk.draft("Secret policy")
    teacher = as_(cast.teacher)
    listed = teacher.get(url(cast, "list")).content.decode()
    assert [title in listed for title in ("Phone policy", "Camera policy", "Secret policy")] == [True, False, False]
    assert teacher.get(published.get_absolute_url()).status_code == 200
    assert teacher.get(proposed.get_absolute_url()).status_code == 404
    assert teacher.get(proposed.policy.get_absolute_url()).status_code == 404
    assert teacher.get(url(cast, "draft", draft.pk)).status_code == 403
    assert as_(cast.stranger).get(published.get_absolute_url()).status_code == 404


@pytest.mark.obligation("L14")
def test_a_public_policy_needs_no_sign_in_and_others_have_no_public_page(cast: Any, desk: Desk, client: Client) -> None:
    version, waiting = desk.published(), desk.proposed("Camera policy")
    page = client.get(version.policy.public_url)
    assert page.status_code == 200
    assert "We want everybody to be safe and kind online." in page.content.decode()
    assert client.get(waiting.policy.public_url).status_code == 404
    version.policy.is_public = False
    version.policy.save()
    assert client.get(version.policy.public_url).status_code == 404


@pytest.mark.obligation("L2")
def test_each_section_keeps_its_own_link_through_the_versions(cast: Any, desk: Desk, as_: Any) -> None:
    first = desk.published()
    second = desk.published(age=18, policy=first.policy)
    anchors = [[clause.anchor for clause in versions.clauses(version)] for version in (first, second)]
    assert anchors[0] == anchors[1]
    shown = as_(cast.teacher).get(second.policy.get_absolute_url()).content.decode()
    assert all(f'id="{anchor}"' in shown for anchor in anchors[0])


def test_the_redline_is_shown_with_words_not_only_colours(cast: Any, desk: Desk, as_: Any) -> None:
    first = desk.published()
    desk.published(age=18, policy=first.policy)
    shown = as_(cast.teacher).get(url(cast, "changes", first.policy.slug, 2, 1)).content.decode()
    assert '<span class="vh">Removed: </span>16' in shown
    assert '<span class="vh">Added: </span>18' in shown


def test_what_a_file_says_never_becomes_html(cast: Any, desk: Desk, as_: Any) -> None:
    draft = drafts.import_file(
        name="policy.txt",
        data=b"<b>Nasty</b> policy\n\n1 <script>alert(1)</script>\n\nText <img src=x onerror=alert(2)> here.\n",
        by=cast.office.actor,
    )
    shown = as_(cast.office).get(url(cast, "draft", draft.pk)).content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def many(desk: Desk, cast: Any) -> Version:
    """Publish 30 policies; the last has three versions."""
    for number in range(29):
        desk.published(f"Policy number {number}", review="31 January 2027")
    version = desk.published("Camera policy")
    return desk.published("Camera policy", age=18, policy=version.policy)


def test_no_page_asks_more_of_the_database_with_30_policies_than_with_one(cast: Any, desk: Desk, as_: Any) -> None:
    first = desk.published("Social media policy")
    second = desk.published("Social media policy", age=18, policy=first.policy)
    addresses = [url(cast, "list"), second.policy.get_absolute_url(), second.get_absolute_url()]
    office = as_(cast.office)
    count(office, addresses[0])
    few = [count(office, address) for address in addresses]
    many(desk, cast)
    assert [count(office, address) for address in addresses] == few
    assert max(few) <= MOST_QUERIES


@pytest.mark.obligation("M26")
def test_a_newer_edition_in_one_policy_flags_the_others_to_those_who_look_after_them(
    cast: Any, desk: Desk, as_: Any
) -> None:
    for title, edition in (("Camera policy", "2025"), ("Phone policy", "2026")):
        draft = desk.draft(title)
        changed = {"facts": draft.facts | {"guidance": [["Keeping children safe in education", edition]]}}
        draft = drafts.save_draft(draft=draft, changes=changed, revision=1, by=cast.office.actor)
        version = approving.propose(draft=draft, by=cast.office.actor)
        for who in (cast.chair, cast.head):
            approving.approve(version=version, by=who.actor)
        publishing.publish(version=version, by=cast.office.actor)
    words = "Another policy cites a newer edition of:"
    seen = {
        (who.name, slug): words in as_(who).get(url(cast, "policy", slug)).content.decode()
        for who in (cast.office, cast.teacher)
        for slug in ("camera-policy", "phone-policy")
    }
    assert [key for key, flagged in seen.items() if flagged] == [(cast.office.name, "camera-policy")]


def test_who_is_asked_who_proposed_and_who_leads_each_get_one_message(cast: Any, desk: Desk) -> None:
    version = desk.proposed()
    approving.return_for_changes(version=version, why="Name the lead.", by=cast.chair.actor)
    desk.approved("Camera policy")
    rows = Notice.objects.for_school(cast.school)
    # Asked twice each: the first was sent back, the second both have decided.
    asked = {("decision_needed", who.person.pk, why) for who in (cast.chair, cast.head) for why in ("closed", "taken")}
    sent = {("policy_returned", cast.office.person.pk, "")}
    assert set(rows.values_list("kind", "person_id", "stop_reason")) == asked | sent
