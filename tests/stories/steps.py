"""The six steps of the first day, each as people do it in the browser. RemindersSent alone and as one story."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from django.test import Client
from playwright.sync_api import Page, expect

POLICY = Path(__file__).parent.parent / "fixtures" / "policies" / "messages-typed-in-word.docx"
TITLE = "Email and Messaging Policy"


def heading(page: Page, words: Any) -> None:
    """Wait until the page with this main heading is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, name: str) -> None:
    """Press the button of this name, and wait for the page it leads to: a click alone comes back before that."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: Any) -> None:
    """Follow the link of this name, and wait for its page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def menu(page: Page, name: str) -> None:
    """Open the menu of a phone and choose from it."""
    page.locator("summary").get_by_text("Menu", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("navigation", name="Menu").get_by_role("link", name=name).click()


def home(page: Page, cast: Any) -> Page:
    """Open the start page of the school."""
    page.goto(f"/s/{cast.school.slug}/")
    return page


def choose(page: Page, group: str, answer: str) -> None:
    """Choose an answer of a group, by its words."""
    page.get_by_role("group", name=group).get_by_label(answer, exact=False).first.check()


def write_day(page: Page, group: str, day: dt.date) -> None:
    """Fill in the three boxes of a day."""
    boxes = page.get_by_role("group", name=group)
    boxes.get_by_label("Day").fill(str(day.day))
    boxes.get_by_label("Month").fill(str(day.month))
    boxes.get_by_label("Year").fill(str(day.year))


# --- 1: a policy comes in, is approved and published --------------------------------------------------------------


def bring_in_a_policy(office: Page, cast: Any, file: Path = POLICY, title: str = TITLE) -> None:
    """The office brings a file in, looks over what was found, and sends it for approval."""
    office.goto(f"/s/{cast.school.slug}/policies/")
    follow(office, "Bring in a policy")
    office.get_by_label("Choose the file").set_input_files(file)
    press(office, "Check the file")
    heading(office, title)
    expect(office.get_by_label("Title")).to_have_value(title)
    office.get_by_label("In short").fill("Be kind in every message.\nWrite to families from the school address.")
    press(office, "Save and go on")
    heading(office, "Send for approval")
    expect(office.get_by_role("main")).to_contain_text("Cora Hale")
    press(office, "Send for approval")
    expect(office.get_by_role("status")).to_contain_text("Sent for approval")


def approve(page: Page, cast: Any, title: str = TITLE) -> None:
    """Somebody who is asked finds the version on the home page and approves it."""
    home(page, cast)
    follow(page, re.compile(title))
    press(page, "Approve")
    expect(page.get_by_role("status")).to_contain_text("Approved. Thank you.")


def publish(office: Page, cast: Any, title: str = TITLE) -> None:
    """The office puts the approved version in force."""
    office.goto(f"/s/{cast.school.slug}/policies/")
    follow(office, title)
    if office.get_by_role("link", name="See where it stands").count():
        follow(office, "See where it stands")
    press(office, "Publish this version")
    expect(office.get_by_role("status")).to_contain_text("Published.")


def step_1(enter: Any, cast: Any) -> None:
    """A policy comes in from a Word file, is looked over, approved by chair and head, and published."""
    office = enter(cast.office)
    bring_in_a_policy(office, cast)
    for who in (cast.chair, cast.head):
        approve(enter(who), cast)
    publish(office, cast)
    teacher = enter(cast.teacher)
    teacher.goto(f"/s/{cast.school.slug}/policies/")
    follow(teacher, TITLE)
    heading(teacher, TITLE)


# --- 2: staff and families sign --------------------------------------------------------------------------------------


def open_round(office: Page, cast: Any, who: str, title: str = TITLE, days: int = 10) -> None:
    """The office asks people to sign, after seeing how many they are."""
    office.goto(f"/s/{cast.school.slug}/rounds/")
    follow(office, "Open a round")
    choose(office, "Policy", title)
    choose(office, "Who signs?", who)
    write_day(office, "Sign by", cast.school.today() + dt.timedelta(days=days))
    press(office, "See who will be asked")
    expect(office.get_by_role("heading", level=1)).to_contain_text("to sign?")
    press(office, "Open the round")
    expect(office.get_by_role("status")).to_contain_text("The round is open")


def sign_as_staff(page: Page, cast: Any, title: str = TITLE) -> str:
    """Somebody sees the policy on the home page, reads it, and signs; returns the reference."""
    home(page, cast)
    follow(page, re.compile(title))
    heading(page, f"Sign: {title}")
    follow(page, "Read the whole policy")
    heading(page, title)
    page.go_back()
    page.get_by_label("I have read this policy and I will follow it").check()
    press(page, "Sign this policy")
    heading(page, "You have signed")
    return reference_of(page)


def reference_of(page: Page) -> str:
    """Return the reference that stands on the page."""
    found = re.search(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b", page.get_by_role("main").inner_text())
    assert found, "no reference on the page"
    return found.group()


def link_in(letter: Any) -> str:
    """Return the private link of a letter."""
    found = re.search(r"https?://\S+/f/\S+", letter.text)
    assert found, letter.text
    return found.group()


def sign_as_family(page: Page, link: str, cast: Any) -> str:
    """A parent opens the private link and signs for three children at once; returns the reference."""
    page.goto(link)
    heading(page, "Sign for your family")
    words = page.content()
    assert [name for name in ("Quill", *(child.first_name for child in cast.children)) if name in words] == []
    press(page, "Open the form")
    for child in cast.children:
        page.get_by_label(child.first_name).check()
    press(page, "Sign for my family")
    heading(page, "Thank you, your form is signed")
    for child in cast.children:
        expect(page.get_by_role("main")).to_contain_text(child.first_name)
    return reference_of(page)


def step_2(enter: Any, cast: Any, letters: Any, title: str = TITLE) -> None:
    """Staff are asked and sign; a parent signs for three children from the link in a letter; the office sees both."""
    office = enter(cast.office)
    open_round(office, cast, "People who work or help here", title)
    reference = sign_as_staff(enter(cast.teacher), cast, title)
    follow(office, "Sign-offs")
    expect(office.get_by_role("main")).to_contain_text("1 of 7 signed")
    open_round(office, cast, "Families", title)
    (letter,) = letters(cast.parent)
    parent = enter()
    family = sign_as_family(parent, link_in(letter), cast)
    assert family != reference
    expect(office.get_by_role("main")).to_contain_text("children are signed for")
    office.reload()
    expect(office.get_by_role("main")).to_contain_text("3 of 3 children are signed for")


# --- 3: a disclosure --------------------------------------------------------------------------------------------------


def declare(page: Page, cast: Any) -> None:
    """A member of staff declares a friend who is a parent."""
    page.goto(f"/s/{cast.school.slug}/disclosures/")
    follow(page, "Declare a link")
    choose(page, "Who is the link with?", "A parent or carer")
    choose(page, "What kind of link is it?", "Old friend")
    choose(page, "Is it from before?", "Yes")
    press(page, "Continue")
    heading(page, "A few details")
    page.get_by_label("Who is it?").fill("The parent of a child in Year 4.")
    page.get_by_label("Since when?").fill("Since school, about 2005")
    page.get_by_label("Where are you linked?").fill("One app for pictures")
    choose(page, "What will you do?", "Keep it, with limits")
    page.get_by_label("How will you limit it?").fill("We do not talk about school there.")
    press(page, "Continue")
    heading(page, "Check and send")
    expect(page.get_by_role("main")).to_contain_text("The parent of a child in Year 4.")
    press(page, "Send to the headteacher")
    expect(page.get_by_role("status")).to_contain_text("Your form is sent.")


def decide(page: Page, cast: Any) -> None:
    """The headteacher finds the form on the home page and decides, after seeing what will be read."""
    home(page, cast)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=re.compile("decision|decide|disclosure", re.I)).first.click()
    if page.get_by_role("link", name="Decide", exact=True).count():
        follow(page, re.compile("^Decide$"))
    choose(page, "Your answer", "Allow with conditions")
    choose(page, "Conditions to pick", "No private messages with a pupil.")
    page.get_by_label("Why?").fill("A friend since school; the rule allows it.")
    press(page, "See what they will read")
    heading(page, "This is what they will read")
    press(page, "Send: Allow with conditions")
    expect(page.get_by_role("status")).to_contain_text("Your answer is sent.")


def step_3(enter: Any, cast: Any, letters: Any) -> None:
    """A teacher discloses, the headteacher decides, the teacher reads the answer and not the reasons."""
    teacher = enter(cast.teacher)
    declare(teacher, cast)
    decide(enter(cast.head), cast)
    (letter,) = letters(cast.teacher, "reply to your form")
    assert "Quill" not in letter.text
    teacher.goto(f"/s/{cast.school.slug}/disclosures/")
    teacher.get_by_role("main").get_by_role("link", name=re.compile(r"^[A-Z0-9]{3}-[A-Z0-9]{3}$")).click()
    expect(teacher.get_by_role("main")).to_contain_text("Allowed with conditions")
    expect(teacher.get_by_role("main")).to_contain_text("No private messages with a pupil.")
    expect(teacher.get_by_role("main")).not_to_contain_text("A friend since school; the rule allows it.")


# --- 4: a concern -----------------------------------------------------------------------------------------------------

STORY = "Unkind words about Ivy in a class chat."
DONE = "Spoke with both families."


def report(page: Page, cast: Any, *, kind: str, about: str = "None of these", name: str = "") -> tuple[str, str]:
    """Report a concern, question after question; returns the reference and the secret words."""
    home(page, cast)
    follow(page, "Report a concern")
    heading(page, "Tell us about a concern")
    follow(page, "Start")
    heading(page, "What is it about?")
    page.get_by_label(kind).check()
    press(page, "Continue")
    heading(page, "Is it about one of these people?")
    page.get_by_label(about, exact=True).check()
    press(page, "Continue")
    heading(page, "What happened?")
    page.get_by_label("In your own words").fill(STORY)
    press(page, "Continue")
    heading(page, "Where and when?")
    page.get_by_label("Where and about when?").fill("Last week, in a group.")
    choose(page, "Can people still see it?", "I do not know")
    press(page, "Continue")
    heading(page, "Are there pictures?")
    press(page, "Continue")
    heading(page, "About you")
    if name:
        page.get_by_label("I am a parent or carer and give my name").check()
        page.get_by_label("Your name").fill(name)
        page.get_by_label("The safest way to reach you").fill("07700 900 123")
    else:
        page.get_by_label("I do not give my name").check()
    press(page, "Continue")
    heading(page, "Check and send")
    expect(page.get_by_role("main")).to_contain_text(STORY)
    press(page, "Send my report")
    heading(page, "We have your report")
    reference, words = page.locator("#reference").inner_text(), page.locator("#words").inner_text()
    press(page, "I have saved them")
    heading(page, "All done")
    return reference, words


def who_can_read(sign_in: Any, cast: Any, reference: str) -> list[str]:
    """Return who of the staff is shown the case; everybody else gets the page of what does not exist."""
    readers = []
    for member in cast.staff():
        answer = sign_in(Client(SERVER_NAME="127.0.0.1"), member).get(f"/s/{cast.school.slug}/concerns/{reference}/")
        assert (answer.status_code, STORY in answer.content.decode()) in ((200, True), (404, False)), member.name
        readers += [member.name] if answer.status_code == 200 else []
    return readers


def take_and_write(page: Page, cast: Any, reference: str) -> None:
    """The safeguarding lead finds the concern, takes it, adds to the record with a reason, and asks the reporter."""
    page.goto(f"/s/{cast.school.slug}/concerns/")
    press(page, f"Take {reference}")
    if page.get_by_role("link", name="Add to the record").count() == 0:
        follow(page, reference)
    follow(page, "Add to the record")
    page.get_by_label("What happened?").fill(DONE)
    press(page, "Add to the record")
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label("Why?").fill("The behaviour policy asks for it.")
    press(page, "Add to the record")
    expect(page.get_by_role("main")).to_contain_text(DONE)
    follow(page, "Message the reporter")
    page.get_by_label("Your message").fill("Thank you. We have spoken with the families.")
    press(page, "Send the message")
    expect(page.get_by_role("status")).to_contain_text("Sent.")


def close(page: Page) -> None:
    """The holder closes the case with its outcome."""
    follow(page, "Close the case")
    page.get_by_label("Summary of the concern").fill("Unkind words in a chat.")
    page.get_by_label("How was it followed up?").fill("A talk with both families.")
    page.get_by_role("group", name="Outcome").get_by_role("radio").first.check()
    page.get_by_label("What was the reporter told?").fill("A message on the page.")
    page.get_by_label("What did we learn?").fill("None, because the rules were clear.")
    press(page, "Close the case")
    expect(page.get_by_role("status")).to_contain_text("closed")


def come_back(page: Page, cast: Any, reference: str, words: str) -> None:
    """The reporter comes back with the reference and the secret words, as somebody types them."""
    home(page, cast)
    follow(page, "See my report")
    page.get_by_label("Your reference").fill(reference.lower())
    page.get_by_label("Your secret words").fill(words.title())
    press(page, "See my report")
    heading(page, "My report")


def step_4(enter: Any, cast: Any, sign_in: Any) -> None:
    """A parent without a name reports about a child; the leads act; the reporter reads status and message."""
    reporter = enter()
    reference, words = report(reporter, cast, kind="A child is hurt, scared or at risk")
    assert who_can_read(sign_in, cast, reference) == [cast.dsl.name, cast.deputy.name]
    dsl = enter(cast.dsl)
    take_and_write(dsl, cast, reference)
    again = enter()
    come_back(again, cast, reference, words)
    expect(again.get_by_role("main")).to_contain_text("Being looked at")
    expect(again.get_by_role("main")).to_contain_text("We have spoken with the families.")
    close(dsl)
    again.reload()
    expect(again.get_by_role("main")).to_contain_text("Closed")


# --- 5: the board ---


def step_5(enter: Any, cast: Any, title: str, signed: str) -> None:
    """A governor sees review dates and how many have signed."""
    governor = enter(cast.governor)
    home(governor, cast)
    menu(governor, "Board")
    main = governor.get_by_role("main")
    expect(main.get_by_role("link", name=title)).to_be_visible()
    expect(main).to_contain_text(signed)
    follow(governor, "Review calendar")
    expect(main).to_contain_text(title)
