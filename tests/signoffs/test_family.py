"""A family signs by private link: one signing batch, all children, nothing of another adult."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.errors import Refused
from ledger.models import Entry
from ledger.services import verify
from notices.models import Notice
from notices.services.links import make_link
from people.services.carers import link_carer, unlink_carer
from people.services.persons import add_person
from people.services.pupils import add_pupil, end_place
from schools.services.schools import set_setting
from signoffs.models import Opened, Question, Signature
from signoffs.queries import audience, progress
from signoffs.services import rounds, signing

pytestmark = pytest.mark.django_db
FORM = reverse("signoffs:family_form")
RECEIPT = reverse("signoffs:family_receipt")


def path_of(link):
    return link[link.index("/f/") :]


def private_link(round, person, **more):
    return path_of(make_link(school=round.school, person=person, purpose="family", ref=str(round.pk), **more))


def ids(children):
    return [str(child.pk) for child in children]


@pytest.fixture
def round(desk):
    return desk.family_round(asks_pictures=True)


def signatures(cast):
    return Signature.objects.for_school(cast.school).order_by("pupil__first_name")


@pytest.mark.obligation("C3")
def test_three_children_in_one_batch(round, cast, client):
    address = private_link(round, cast.parent.person)
    before = client.get(address)
    for child in ("Ivy", "Ned", "Una", "Quill"):
        assert child not in before.content.decode()
    assert Opened.objects.for_school(cast.school).count() == 0

    assert client.post(address).url == FORM
    words = client.get(FORM).content.decode()
    for shown in (
        "Ivy",
        "Reception, Acorn",
        "Year 2, Cedar",
        "Year 5, Fir",
        "What we ask of families",
        'value="Pat Quill"',
    ):
        assert shown in words
    assert " checked" not in words

    ivy, ned, una = cast.children
    typed = {"children": ids(cast.children), "name": "Pat Quill", f"picture_{ivy.pk}": "no", f"picture_{ned.pk}": "yes"}
    done = client.post(FORM, typed)
    assert done.url == RECEIPT
    rows = list(signatures(cast))
    assert [(one.pupil, one.person, one.answers) for one in rows] == [
        (ivy, cast.parent.person, {"pictures": "no"}),
        (ned, cast.parent.person, {"pictures": "yes"}),
        (una, cast.parent.person, {}),
    ]
    assert len({one.batch for one in rows}) == len({one.reference for one in rows}) == 1
    receipt = client.get(RECEIPT).content.decode()
    for shown in (rows[0].reference, "Ivy", "Ned", "Una", "Thank you, your form is signed"):
        assert shown in receipt
    entry = Entry.objects.get(verb="signature.family")
    assert entry.facts == {"reference": rows[0].reference, "number": 1, "children": 3}
    assert "Ivy" not in str(entry.facts)
    thanks = Notice.objects.for_school(cast.school).get(kind="signed")
    assert (thanks.person, thanks.context["reference"]) == (cast.parent.person, rows[0].reference)
    assert verify() == []


def test_the_form_sent_twice_signs_once(round, cast, client):
    client.post(private_link(round, cast.parent.person))
    typed = {"children": ids(cast.children), "name": "Pat"}
    assert client.post(FORM, typed).url == RECEIPT
    again = client.post(FORM, typed)
    assert "You have signed" in again.content.decode()
    rows = signing.sign_for_family(
        round=round, person=cast.parent.person, children=[c.pk for c in cast.children], ticked=[0], name="Pat"
    )
    assert rows == []
    assert signatures(cast).count() == 3
    assert Entry.objects.filter(verb="signature.family").count() == 1
    assert Notice.objects.for_school(cast.school).filter(kind="signed").count() == 1


def test_two_windows_that_overlap_sign_each_child_once(round, cast):
    ivy, ned, una = cast.children
    person = cast.parent.person
    signing.sign_for_family(round=round, person=person, children=[ivy.pk, ned.pk], ticked=[0], name="Pat")
    rows = signing.sign_for_family(round=round, person=person, children=[ned.pk, una.pk], ticked=[0], name="Pat")
    assert [one.pupil for one in rows] == [una]
    assert signatures(cast).count() == 3
    assert verify() == []


def test_part_of_the_family_and_a_child_who_comes_later(round, cast, client, clock):
    ivy, ned, una = cast.children
    client.post(private_link(round, cast.parent.person))
    client.post(FORM, {"children": ids([ivy, ned]), "name": "Pat"})
    assert "2 of 3 signed" in client.get(RECEIPT).content.decode()
    words = client.get(FORM).content.decode()
    assert "2 of 3 signed" in words
    assert str(una.pk) in words
    assert str(ivy.pk) not in words
    client.post(FORM, {"children": ids([una]), "name": "Pat"})

    clock.advance(days=30)
    zak = add_pupil(school=cast.school, first_name="Zak", last_name="Quill", class_name="Acorn", year_group="R")
    link_carer(person=cast.parent.person, pupil=zak, relationship="mother")
    words = client.get(FORM).content.decode()
    assert str(zak.pk) in words
    assert str(una.pk) not in words


def test_what_is_missing_is_said_and_what_was_typed_is_kept(round, cast, client):
    client.post(private_link(round, cast.parent.person))
    words = client.post(FORM, {"name": "Somebody Else"}).content.decode()
    assert "Tick each child you are signing for" in words
    assert 'value="Somebody Else"' in words
    assert signatures(cast).count() == 0


def test_a_link_opened_twice_and_by_a_scanner(round, cast, client):
    address = private_link(round, cast.parent.person)
    for _time in range(3):
        assert client.get(address).status_code == 200
    assert Opened.objects.for_school(cast.school).count() == 0
    assert client.post(address).url == FORM
    assert client.post(address).url == FORM
    assert Opened.objects.for_school(cast.school).count() == 1


def test_a_link_that_has_ended_says_so_like_one_that_never_was(round, cast, client, clock):
    address = private_link(round, cast.parent.person, days=10)
    clock.advance(days=11)
    ended = client.post(address)
    never = client.post("/f/" + "x" * 43 + "/")
    assert (ended.status_code, never.status_code) == (410, 410)
    assert "This link does not work any more" in ended.content.decode()
    assert "Fernhill" not in ended.content.decode()
    for child in cast.children:
        assert child.first_name not in ended.content.decode()


def test_a_session_ends_with_its_link(round, cast, client, clock):
    client.post(private_link(round, cast.parent.person, days=1))
    assert "Ivy" in client.get(FORM).content.decode()
    clock.advance(hours=25)
    for address in (FORM, RECEIPT, reverse("signoffs:family_ask")):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "Ivy" not in answer.content.decode()


def test_nobody_gets_in_without_a_link(round, cast, client):
    for address in (FORM, RECEIPT, reverse("signoffs:family_ask")):
        assert client.get(address).status_code == 410
        status = 405 if address == RECEIPT else 410
        assert client.post(address, {"children": ids(cast.children), "name": "X"}).status_code == status
    assert signatures(cast).count() == 0


def test_a_new_link_never_says_whether_the_address_is_known(round, cast, client):
    address = reverse("signoffs:family_new_link")
    known = client.post(address, {"email": "PAT.quill@fernhill.example"})
    unknown = client.post(address, {"email": "nobody@elsewhere.example"})
    strip = lambda answer: answer.content.decode().replace(str(answer.context["csrf_token"]), "")  # noqa: E731
    assert strip(known) == strip(unknown)
    sent = Notice.objects.for_school(cast.school).filter(key__contains=":link:")
    assert [one.person for one in sent] == [cast.parent.person]
    client.post(address, {"email": "pat.quill@fernhill.example"})
    assert sent.count() == 1


def test_a_barred_carer_sees_nothing(round, cast, client):
    address = private_link(round, cast.carer.person)
    for child in cast.children:
        unlink_carer(person=cast.carer.person, pupil=child)
        link_carer(person=cast.carer.person, pupil=child, barred=True, may_sign=False, may_contact=False)
    client.post(address)
    words = client.get(FORM).content.decode()
    assert "There is nothing to sign here" in words
    for child in cast.children:
        assert child.first_name not in words
    client.post(FORM, {"children": ids(cast.children), "name": "Robin"})
    with pytest.raises(Refused):
        signing.sign_for_family(
            round=round, person=cast.carer.person, children=[cast.children[0].pk], ticked=[0], name="Robin"
        )
    assert signatures(cast).count() == 0


def test_a_carer_whose_link_ended_while_the_form_was_open(round, cast, client):
    client.post(private_link(round, cast.carer.person))
    assert "Ivy" in client.get(FORM).content.decode()
    for child in cast.children:
        unlink_carer(person=cast.carer.person, pupil=child)
    client.post(FORM, {"children": ids(cast.children), "name": "Robin"})
    assert signatures(cast).count() == 0


def test_nobody_signs_for_another_family(round, cast, client):
    other = add_person(school=cast.school, first_name="Olga", last_name="Other", email="olga@other.example")
    child = add_pupil(school=cast.school, first_name="Otto", last_name="Other", class_name="Fir")
    link_carer(person=other, pupil=child)
    client.post(private_link(round, other))
    words = client.get(FORM).content.decode()
    assert "Otto" in words
    assert "Ivy" not in words
    client.post(FORM, {"children": ids([cast.children[0], child]), "name": "Olga"})
    assert signatures(cast).count() == 0
    with pytest.raises(Refused):
        signing.sign_for_family(round=round, person=other, children=[cast.children[0].pk], ticked=[0], name="Olga")


def test_the_second_carer_never_sees_the_first(round, cast, client):
    ivy = cast.children[0]
    signing.sign_for_family(
        round=round,
        person=cast.parent.person,
        children=[ivy.pk],
        ticked=[0],
        pictures={ivy.pk: "no"},
        name="Pat Firstsigner",
    )
    client.post(private_link(round, cast.carer.person))
    words = client.get(FORM).content.decode()
    for secret in ("Pat", "Firstsigner", "signed</b>", signatures(cast).get().reference):
        assert secret not in words
    assert "Ivy" in words
    client.post(FORM, {"children": ids([ivy]), "name": "Robin"})
    receipt = client.get(RECEIPT).content.decode()
    assert "Pat" not in receipt
    assert signatures(cast).count() == 2


def test_one_carer_is_enough_unless_the_school_asks_each(round, cast):
    person = cast.parent.person
    signing.sign_for_family(round=round, person=person, children=[c.pk for c in cast.children], ticked=[0], name="Pat")
    assert audience.outstanding(round) == []
    assert progress.progress(round) == progress.Progress(screen=3, paper=0, total=3)
    set_setting(school=cast.school, key="each_carer_signs", value=True)
    missing = audience.outstanding(round)
    assert {one.person_id for one in missing} == {cast.carer.person.pk}
    assert len(missing) == 3
    assert progress.progress(round) == progress.Progress(screen=0, paper=0, total=3)


@pytest.mark.parametrize("kind", ["paper", "call", "language", "not_my_child", "question"])
def test_everything_said_instead_of_signing_becomes_a_row(round, cast, client, kind):
    client.post(private_link(round, cast.parent.person))
    address = reverse("signoffs:family_ask")
    assert "Choose what you need" in client.post(address, {}).content.decode()
    for _time in range(2):
        client.post(address, {"kind": kind, "text": "Ned lives elsewhere"})
    rows = Question.objects.for_school(cast.school)
    assert rows.count() == 1
    assert rows.first().text == "Ned lives elsewhere"
    told = Notice.objects.for_school(cast.school).filter(kind="question_asked")
    assert {one.person for one in told} == {cast.head.person if kind == "question" else cast.office.person}
    assert signatures(cast).count() == 0


def test_a_closed_round_takes_no_signature_but_shows_what_was_signed(round, cast, client, desk):
    client.post(private_link(round, cast.parent.person))
    client.post(FORM, {"children": ids(cast.children[:1]), "name": "Pat"})
    rounds.close_round(round=round, by=cast.office.actor)
    assert "You have signed" in client.get(FORM).content.decode()
    client.post(FORM, {"children": ids(cast.children[1:]), "name": "Pat"})
    assert signatures(cast).count() == 1


def test_a_child_who_left_is_not_asked_for(round, cast, client, clock):
    end_place(pupil=cast.children[2])
    client.post(private_link(round, cast.parent.person))
    assert "Una" not in client.get(FORM).content.decode()


def test_no_page_of_the_family_asks_more_when_there_are_more_children(
    round, cast, client, django_assert_max_num_queries
):
    client.post(private_link(round, cast.parent.person))

    def cost():
        with django_assert_max_num_queries(12) as spent:
            assert client.get(FORM).status_code == 200
        return len(spent)

    few = cost()
    for number in range(20):
        child = add_pupil(
            school=cast.school, first_name=f"Child{number}", class_name="Fir", from_date=dt.date(2020, 9, 1)
        )
        link_carer(person=cast.parent.person, pupil=child, from_date=dt.date(2020, 9, 1))
    assert cost() == few


def test_a_school_may_ask_a_second_question_before_any_name_is_shown(round, cast, client, clock):
    set_setting(school=cast.school, key="family_second_check", value=True)
    check = reverse("signoffs:family_check")
    client.post(private_link(round, cast.parent.person))
    assert "Ivy" in client.get(FORM).content.decode()  # no birthday is known: there is nothing to ask
    child = add_pupil(
        school=cast.school,
        first_name="Zak",
        class_name="Fir",
        birth_date=dt.date(2019, 5, 17),
        from_date=dt.date(2020, 9, 1),
    )
    link_carer(person=cast.parent.person, pupil=child, from_date=dt.date(2020, 9, 1))
    for address in (FORM, RECEIPT, reverse("signoffs:family_ask")):
        assert client.get(address).url == check
    for wrong in ({}, {"day": "x", "month": "5"}, {"day": "18", "month": "5"}, {"day": "17", "month": "6"}):
        answer = client.post(check, wrong)
        assert answer.status_code == 200
        assert "There is a problem" in answer.content.decode()
        assert "Ivy" not in answer.content.decode()
    assert client.post(check, {"day": "17", "month": "5"}).url == FORM
    assert "Zak" in client.get(FORM).content.decode()


def test_three_wrong_answers_close_the_second_question_and_a_new_link_opens_it_no_more(round, cast, client):
    set_setting(school=cast.school, key="family_second_check", value=True)
    child = add_pupil(
        school=cast.school,
        first_name="Zak",
        class_name="Fir",
        birth_date=dt.date(2019, 5, 17),
        from_date=dt.date(2020, 9, 1),
    )
    link_carer(person=cast.parent.person, pupil=child, from_date=dt.date(2020, 9, 1))
    address = private_link(round, cast.parent.person)
    check = reverse("signoffs:family_check")
    said = []
    for day in range(1, 4):
        client.cookies.clear()  # a new window gives no new tries
        client.post(address)
        said.append("That was 3 tries. Call the school office" in client.post(check, {"day": day, "month": 1}).text)
    assert said == [False, False, True]
    client.post(private_link(round, cast.parent.person))
    answer = client.post(check, {"day": 17, "month": 5})
    assert "That was 3 tries" in answer.content.decode()
    assert client.get(FORM).url == check
