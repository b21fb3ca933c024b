"""Two carers of one child: on every way that a carer has, nothing of the other adult ever shows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from notices.models import Notice
from notices.services.delivery.sending import deliver
from notices.services.links import make_link
from people.services import carers, contact_restrictions, persons
from people.states.roles import Role
from schools.services import schools
from signoffs.models import Question, Signature
from signoffs.services import links, questions, reminders, signing, signing_batch
from tests.cast import member
from tests.signoffs.conftest import MONDAY, Desk

pytestmark = pytest.mark.django_db
FORM, RECEIPT, ASK, CHECK, NEW = (
    reverse(f"signoffs:family_{name}") for name in ("form", "receipt", "ask", "check", "new_link")
)
# Whatever could give the other adult away: name, as signed, addresses, telephone, answers, words, reference.
NAME, SIGNED, MAIL, PHONE, ASKED = "Hexworth", "Rob H. Worth", "hex@apart.example", "07700 900999", "hexquestion"


class Other:
    """What the other adult has left behind in the portal: a signature with answers, a paper form, a question."""

    def __init__(self, cast, round) -> None:
        self.person = cast.carer.person
        self.cast, self.round = cast, round
        persons.rename(person=self.person, school=cast.school, first_name="Rob", last_name=NAME)
        persons.set_address(person=self.person, school=cast.school, kind="email", value=MAIL)
        persons.set_address(person=self.person, school=cast.school, kind="phone", value=PHONE)
        ivy, ned, _una = cast.children
        signing.sign_for_family(
            round=round, person=self.person, children=[ivy.pk], ticked=[0], pictures={ivy.pk: "no"}, name=SIGNED
        )
        signing.record_paper(
            round=round,
            person=self.person,
            by=cast.office.actor,
            name=SIGNED,
            children=[ned.pk],
            slip_day=cast.school.today(),
        )
        asking = signing_batch.Signer(self.person, f"Rob {NAME}")
        questions.ask_question(round=round, by=asking, kind="question", text=ASKED)
        self.question = Question.objects.for_school(cast.school).get()
        questions.answer_question(question=self.question, by=cast.head.actor, text=f"answer to {ASKED}")

    @property
    def marks(self) -> list[str]:
        """Everything that must never be read by the first adult."""
        rows = Signature.objects.for_school(self.cast.school).filter(person=self.person)
        own = [str(self.person.pk), *rows.values_list("reference", flat=True)]
        return [NAME, SIGNED, MAIL, PHONE, ASKED, *own]

    def seen_in(self, *texts: str) -> list[str]:
        """Return the marks that stand in the texts."""
        return [mark for mark in self.marks for text in texts if mark.casefold() in text.casefold()]


@pytest.fixture
def round(clock, cast):
    clock.set(MONDAY)
    schools.set_setting(school=cast.school, key="each_carer_signs", value=True)
    return Desk(cast).family_round(asks_pictures=True)


@pytest.fixture
def other(round, cast):
    return Other(cast, round)


def private_link(round, person):
    link = make_link(school=round.school, person=person, purpose="family", ref=str(round.pk))
    return link[link.index("/f/") :]


def every_way(client, round, cast, other):
    """Open, as the first adult, every page a carer has, in every state; returns (way, text)."""
    ivy, ned, una = cast.children
    at = private_link(round, cast.parent.person)
    pages = [("start", client.get(at)), ("opened", client.post(at, follow=True))]
    pages += [("form", client.get(FORM)), ("form with an error", client.post(FORM, {}))]
    pages += [("ask", client.get(ASK)), ("ask with an error", client.post(ASK, {}))]
    pages += [("asked", client.post(ASK, {"kind": "question", "text": "May I sign later?"}))]
    pages += [("receipt of nothing", client.get(RECEIPT)), ("check", client.get(CHECK))]
    pages += [("wrong check", client.post(CHECK, {"day": "1", "month": "1"}))]
    typed = {"children": [str(ivy.pk)], "name": "Pat Quill", f"picture_{ivy.pk}": "yes"}
    pages += [("signed for one", client.post(FORM, typed, follow=True)), ("form for the rest", client.get(FORM))]
    pages += [
        ("signed for all", client.post(FORM, {"children": [str(ned.pk), str(una.pk)], "name": "Pat"}, follow=True))
    ]
    pages += [("receipt", client.get(RECEIPT)), ("done", client.get(FORM))]
    pages += [
        ("new link", client.get(NEW)),
        ("new link, own", client.post(NEW, {"email": "pat.quill@fernhill.example"})),
    ]
    pages += [("new link of nobody", client.post(NEW, {"email": "nobody@apart.example"}))]
    pages += [("ended", client.post("/f/no-such-link/"))]
    return [(way, page.content.decode()) for way, page in pages]


def test_no_page_of_a_carer_shows_the_other(round, cast, other, client):
    shown = every_way(client, round, cast, other)
    assert len(other.marks) > 6
    assert [(way, other.seen_in(text)) for way, text in shown if other.seen_in(text)] == []
    assert "Thank you, your form is signed" in dict(shown)["receipt"]


@pytest.mark.parametrize("barred", ["the first", "the other"])
def test_nor_under_a_bar_and_the_barred_learns_nothing_of_the_child(round, cast, other, client, barred):
    client.post(private_link(round, cast.parent.person))
    client.post(FORM, {"children": [str(child.pk) for child in cast.children], "name": "Pat Quill"})
    out = cast.parent.person if barred == "the first" else other.person
    for child in cast.children:
        contact_restrictions.restrict_contact(person=out, pupil=child)
    pages = [(way, client.get(way).content.decode()) for way in (FORM, RECEIPT, ASK)]
    assert [(way, other.seen_in(text)) for way, text in pages if other.seen_in(text)] == []
    names = [child.first_name for child in cast.children for _way, text in pages if child.first_name in text]
    assert bool(names) is (barred == "the other")


def test_no_letter_to_a_carer_names_the_other(round, cast, other, client, clock, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(private_link(round, cast.parent.person))
    client.post(ASK, {"kind": "question", "text": "May I sign later?"})
    asked = Question.objects.for_school(cast.school).get(person=cast.parent.person)
    questions.answer_question(question=asked, by=cast.head.actor, text="Yes.")
    clock.set(MONDAY + dt.timedelta(days=3))
    reminders.remind(round=round, by=cast.office.actor)
    deliver()
    links.send_link(round=round, person=cast.parent.person, by=cast.office.actor)
    deliver()
    client.post(FORM, {"children": [str(child.pk) for child in cast.children], "name": "Pat Quill"})
    deliver()
    sent = Notice.objects.for_school(cast.school).filter(person=cast.parent.person, state="sent")
    kinds = set(sent.values_list("kind", flat=True))
    assert kinds == {"family_link", "family_reminder", "signed", "question_answered"}
    letters = [one for one in mail.outbox if one.to == ["pat.quill@fernhill.example"]]
    assert len(letters) == sent.filter(carried_by=None).count()
    for letter in letters:
        whole = " ".join([letter.subject, letter.body, str(letter.alternatives), str(letter.extra_headers)])
        assert other.seen_in(whole) == [], letter.subject
        assert [child.first_name for child in cast.children if child.first_name in whole] == [], letter.subject


def test_the_printed_letter_is_of_one_adult(round, cast, other, client, sign_in):
    office = sign_in(client, cast.office)
    at = reverse("signoffs:carer", args=[cast.school.slug, cast.parent.person.pk])
    letter = office.post(at, {"print": str(round.pk)}).content.decode()
    assert "Pat Quill" in letter
    assert "/f/" in letter
    assert other.seen_in(letter) == []


def test_a_carer_with_an_account_opens_no_certificate_question_or_page_of_the_other(
    round, cast, other, client, sign_in
):
    slug = cast.school.slug
    theirs = Signature.objects.for_school(cast.school).filter(person=other.person).first()
    pages = [
        reverse("signoffs:certificate", args=[slug, theirs.reference]),
        reverse("signoffs:certificate_pdf", args=[slug, theirs.reference]),
        reverse("signoffs:question", args=[slug, other.question.pk]),
        reverse("people:carer", args=[slug, other.person.pk]),
        reverse("signoffs:carer", args=[slug, other.person.pk]),
        reverse("people:pupil", args=[slug, cast.children[0].pk]),
        reverse("home:school", args=[slug]),
        reverse("signoffs:signed", args=[slug]),
    ]
    for role in (Role.TEACHER, Role.OFFICE):
        parent = member(cast.school, "Mx", "Alex", role, role)
        carers.link_carer(person=parent.person, pupil=cast.children[0], relationship="step_parent")
        signed_in = sign_in(client, parent)
        found = [(page, other.seen_in(signed_in.get(page).content.decode("latin-1"))) for page in pages]
        # An address that was typed comes back in the page that says no: only what is told counts.
        told = [(page, marks) for page, marks in found if [one for one in marks if one not in page]]
        assert told == [], role
    assert client.get(pages[0]).status_code == 404


def test_an_address_of_two_gives_each_their_own_form(round, cast, other, client):
    for who in (cast.parent.person, other.person):
        persons.set_address(person=who, school=cast.school, kind="email", value="both@quill.example", shared=True)
    client.post(NEW, {"email": "both@quill.example"})
    sent = Notice.objects.for_school(cast.school).filter(key__contains=":link:")
    assert {one.person for one in sent} == {cast.parent.person, other.person}
    shown = every_way(client, round, cast, other)
    assert [(way, other.seen_in(text)) for way, text in shown if other.seen_in(text)] == []
