"""What a case and a form hold never shows in a letter: a real cast, real records, a real mail server."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from core.contributions.messages import KINDS
from incidents.models.cases import Case
from incidents.models.record import Message
from incidents.services import case_record, case_states, reports
from incidents.states.kinds import KINDS as CATEGORIES
from incidents.states.kinds import Kind as Category
from incidents.states.workflow import Capacity, FromKind
from notices.models import Notice
from notices.rendering import reasons_of
from notices.services.delivery import sending
from notices.states.outbox import State
from registers.services import deciding, declaring
from registers.states import About, Before, Link, Plan
from tests.notices.letters import Letter

MORNING = dt.datetime(2026, 11, 23, 9, 30)
STORY, CONTACT = "Heronmarker said unkind words", "reporter@elsewhere.example"
TEXTS = ("story", "where_when", "link", "still_visible", "pictures", "childs_words", "what_i_did", "name")
FIXED = ("because you look after a child at the school", "Not sure that this is real?", "Somebody in your team")


@pytest.fixture
def school(clock, request) -> Any:
    """The cast on a school morning."""
    clock.set(MORNING)
    return request.getfixturevalue("cast")


def labels() -> set[str]:
    """Return every word the house has for what a report or a form is about, in every language it speaks."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label) for choices in (Category, About, Before, Link, Plan) for label in choices.labels}
            found |= {str(words) for spec in CATEGORIES.values() for words in (spec.words, spec.hint)}
            found |= {spec.kind.value for spec in CATEGORIES.values() if "_" in spec.kind.value}
    return {label for label in found if len(label) > 5}


def forbidden(cast: Any) -> set[str]:
    """Return the names of everybody, the classes of the children, and the markers."""
    members = [*cast.staff(), cast.parent, cast.carer, cast.stranger]
    names = {part for one in members for part in one.name.split()} | {"Ivy", "Ned", "Una", "Quill", "Acorn", "Cedar"}
    return names | {"Heronmarker", "elsewhere"}


def bodies(letters: list[Letter]) -> str:
    """Return all that letters say, without the addresses they go to and the sentences that every letter may hold."""
    whole = "\n".join(
        f"{letter.mail['Subject']}\n{letter.mail['From']}\n{letter.mail['Message-ID']}\n{letter.part('plain')}\n"
        f"{letter.part('html')}"
        for letter in letters
    )
    for sentence in (*FIXED, *(str(s) for kind in KINDS.values() for s in (kind.why, *reasons_of(kind).values()))):
        whole = whole.replace(sentence, "")
    return whole


def told(pattern: str, text: str) -> list[str]:
    """Return where a word stands in a text, as a word and not as a part of one."""
    return re.findall(rf"\b{re.escape(pattern)}\b", text, re.IGNORECASE)


def report(cast: Any, category: str, by: Any = None) -> Case:
    """Send a report in all of whose boxes stands a marker."""
    answers = dict.fromkeys(TEXTS, STORY) | {"about_kind": category, "contact": CONTACT}
    return reports.send_report(school=cast.school, answers=answers, from_kind=FromKind.PARENT, by=by).case


def all_moves(cast: Any) -> None:
    """Let a case and two forms go their way, with a marker in every box."""
    case = report(cast, "child", by=cast.teacher.actor)
    case_states.take(case=case, by=cast.dsl.actor)
    case_record.name_party(case=case, by=cast.dsl.actor, capacity=Capacity.HARMED, pupil=cast.children[0], why=STORY)
    case_record.add_entry(case=case, by=cast.dsl.actor, happened=STORY, why=STORY, told=STORY)
    case_record.answer_reporter(case=case, by=cast.dsl.actor, body=STORY, is_question=True)
    number = Message.objects.for_school(cast.school).get().number + 1
    case_record.reporter_answers(case=case, body=f"{STORY} again", number=number)
    case_states.pass_on(case=case, by=cast.dsl.actor, to=cast.deputy.person.pk, why=STORY)
    forms = [
        declaring.declare(
            by=member.actor,
            kind=Link.OLD_FRIEND,
            about=About.PARENT,
            before=Before.YES,
            plan=Plan.KEEP,
            who=STORY,
            since=STORY,
            platforms=STORY,
            limits=STORY,
        )
        for member in (cast.teacher, cast.support)
    ]
    deciding.decide(disclosure=forms[0], by=cast.head.actor, wanted=deciding.Wanted("more", reasons=STORY, note=STORY))


@pytest.mark.obligation("C5")
def test_no_letter_says_what_a_case_or_a_form_is_about(school, mail_server):
    all_moves(school)
    for category in CATEGORIES:
        report(school, category)
    done = sending.deliver()
    assert (done.later, done.failed, done.trouble) == (0, 0, "")
    kinds = set(Notice.objects.for_school(school.school).filter(state=State.SENT).values_list("kind", flat=True))
    assert kinds >= {"concern_alert", "case_news", "reporter_message", "disclosure_answered", "decision_needed"}
    whole = bodies(mail_server.letters)
    assert [word for word in sorted(forbidden(school) | labels()) if told(word, whole)] == []


def test_letters_about_two_categories_of_one_haste_are_the_same_but_for_times(school, mail_server):
    """What cannot be told apart says nothing: the reference, the hour and how to reach it are all that differs."""
    seen: dict[str, set[str]] = {}
    for category, spec in CATEGORIES.items():
        case = report(school, category)
        sending.deliver()
        for letter in mail_server.letters:
            text = letter.part("plain") + str(letter.mail["Subject"]) + letter.part("html")
            text = text.replace(case.reference, "REF")
            text = re.sub(r"You get this e-mail [^.]*\.|\d{1,2}(:\d\d)?[ap]m|If nobody opens it by [^.]*\.", "", text)
            seen.setdefault(str(spec.danger), set()).add(re.sub(r"\s+|<p></p>", " ", text))
        mail_server.letters.clear()
    hurried = {text for texts in seen.values() for text in texts}
    assert len(hurried) == 2
    assert {len(texts) for texts in seen.values()} == {1}
