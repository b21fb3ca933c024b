"""An address of two people opens nothing; a code on paper is the way in for somebody without one of their own."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import PrintedCode
from accounts.queries import sign_in_methods
from accounts.services import invitations, printed_codes, sessions
from accounts.services.printed_codes import same_name
from core.errors import Refused
from ledger.models import Entry
from people.queries import directory
from people.services import assignments, persons
from people.states.roles import Role
from tests.accounts.undone import undone
from tests.cast import SINCE

HOME = reverse("home:school", args=["fernhill"])
STAFFROOM = reverse("accounts:staffroom", args=["fernhill"])
ASK = reverse("account_request_login_code")


@pytest.fixture(autouse=True)
def _own_mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def helper(cast):
    """A teaching assistant whose household shares one address."""
    person = persons.add_person(
        school=cast.school,
        first_name="Zoë",
        last_name="O’Hare",
        email="home@hare.example",
        shared_address=True,
        from_date=SINCE,
    )
    assignments.give_role(person=person, school=cast.school, role=Role.SUPPORT, from_date=SINCE)
    return person


def codes():
    return re.findall(r"^\s*(\d{6})\s*$", "\n".join(one.body for one in mail.outbox), re.MULTILINE)


def share(cast):
    """Somebody else comes to read the teacher's address too."""
    persons.add_person(school=cast.school, first_name="Tom", last_name="Carver", email=cast.teacher.user.email)


def test_a_shared_address_gets_no_code_and_the_page_says_the_same(cast, client):
    alone = client.post(ASK, {"email": cast.teacher.user.email}, follow=True)
    assert len(codes()) == 1
    mail.outbox.clear()
    share(cast)
    other = Client()
    shared = other.post(ASK, {"email": cast.teacher.user.email}, follow=True)
    stranger = Client().post(ASK, {"email": "nobody@elsewhere.example"}, follow=True)
    plain = [re.sub(r'value="[^"]{40,}"', "", one.content.decode()) for one in (alone, shared, stranger)]
    assert plain[0] == plain[1] == plain[2]
    assert codes() == []
    assert [one.to for one in mail.outbox] == [[cast.teacher.user.email], ["nobody@elsewhere.example"]]
    assert "more than one person" in mail.outbox[0].body
    assert "more than one person" not in mail.outbox[1].body
    other.post(reverse("account_confirm_login_code"), {"code": "000000"})
    assert other.get(HOME).wsgi_request.user.is_anonymous


def test_a_shared_address_opens_nothing_with_a_password_and_resets_none(cast, client):
    cast.teacher.user.set_password("correct horse battery staple")
    cast.teacher.user.save()
    share(cast)
    details = {"login": cast.teacher.user.email, "password": "correct horse battery staple"}
    answer = client.post(reverse("account_login"), details, follow=True)
    assert "More than one person reads this address" in answer.content.decode()
    assert client.get(HOME).wsgi_request.user.is_anonymous
    client.post(reverse("account_reset_password"), {"email": cast.teacher.user.email})
    assert codes() == []


def test_a_code_that_was_sent_before_the_address_was_shared_opens_nothing(cast, client):
    client.post(ASK, {"email": cast.teacher.user.email})
    share(cast)
    client.post(reverse("account_confirm_login_code"), {"code": codes()[-1]})
    assert client.get(HOME).wsgi_request.user.is_anonymous


def test_one_human_under_two_entries_shares_an_address_with_nobody(cast):
    twin = persons.add_person(school=cast.school, first_name="Tess", last_name="Carver", email=cast.teacher.user.email)
    assert sign_in_methods.opens_nothing(cast.teacher.user, cast.teacher.user.email)
    persons.merge(person=twin, same_as=cast.teacher.person, school=cast.school)
    assert not sign_in_methods.opens_nothing(cast.teacher.user, cast.teacher.user.email)


def test_a_school_of_another_trust_closes_nobodys_account(cast, client):
    persons.add_person(school=cast.other_school, first_name="X", email=cast.head.user.email, shared_address=True)
    client.post(ASK, {"email": cast.head.user.email})
    assert len(codes()) == 1


def sign_in_with(client, name, code):
    return client.post(STAFFROOM, {"name": name, "code": code})


def test_four_presses_open_a_short_session_once(cast, client, helper, clock):
    code = printed_codes.print_code(person=helper, school=cast.school, by=cast.office.actor)
    assert code not in str(PrintedCode.objects.for_school(cast.school).values())
    assert sign_in_with(client, "zoe ohare", code.lower().replace("-", " ")).url == HOME
    assert client.get(HOME).wsgi_request.actor.name == "Zoë O’Hare"
    again = Client()
    assert "do not belong together" in sign_in_with(again, "Zoë O’Hare", code).content.decode()
    assert again.get(HOME).wsgi_request.user.is_anonymous
    clock.advance(minutes=5)
    answer = client.get(HOME)
    assert "signed out after 5 minutes" in client.get(answer.url).content.decode()
    verbs = Entry.objects.filter(verb__startswith="code.").order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["code.printed", "code.used"]


def test_a_short_session_ends_after_half_an_hour_however_busy(cast, client, helper, clock):
    code = printed_codes.print_code(person=helper, school=cast.school)
    sign_in_with(client, "O’Hare", code)
    for _press in range(7):
        clock.advance(minutes=4)
        assert client.get(HOME).wsgi_request.actor is not None
    clock.advance(minutes=2)
    assert client.get(HOME).url.startswith(reverse("home:signed_out"))


def test_a_code_until_a_day_works_to_the_end_of_that_day_at_the_school(cast, helper, clock):
    clock.set(dt.datetime(2026, 10, 20, 9, 0))
    # The clocks go back in the night to Sunday 25 October.
    code = printed_codes.print_code(
        person=helper, school=cast.school, until=dt.date(2026, 10, 25), by=cast.office.actor
    )
    for moment in (dt.datetime(2026, 10, 21, 9, 0), dt.datetime(2026, 10, 25, 23, 59)):
        clock.set(moment)
        printed_codes.use_printed_code(school=cast.school, name="O'Hare", code=code)
    clock.set(dt.datetime(2026, 10, 26, 0, 0))
    with pytest.raises(Refused):
        printed_codes.use_printed_code(school=cast.school, name="O'Hare", code=code)


TROUBLE = ["name", "code", "old", "taken back", "newer", "left", "closed", "school", "rose"]


def test_every_refusal_says_the_same(cast, helper, clock):
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    for trouble in TROUBLE:
        with undone():
            refused(cast, helper, clock, trouble)
        clock.set(dt.datetime(2026, 9, 7, 9, 0))
        helper.refresh_from_db()


def refused(cast, helper, clock, trouble):
    client = Client()
    code, name, address = printed_codes.print_code(person=helper, school=cast.school), "Zoe O'Hare", STAFFROOM
    if trouble == "name":
        name = "Sid Pope"
    elif trouble == "code":
        code = "BBBB-BBBB"
    elif trouble == "old":
        clock.advance(days=14)
    elif trouble == "taken back":
        assert printed_codes.end_printed_codes(person=helper, school=cast.school, by=cast.office.actor) == 1
    elif trouble == "newer":
        printed_codes.print_code(person=helper, school=cast.school)
    elif trouble == "left":
        assignments.end_role(person=helper, school=cast.school, role=Role.SUPPORT)
    elif trouble == "closed":
        helper.refresh_from_db()
        sessions.close_account(user=helper.user)
    elif trouble == "school":
        address = reverse("accounts:staffroom", args=["marlow-bank"])
    else:
        assignments.give_role(person=helper, school=cast.school, role=Role.DSL)
    answer = client.post(address, {"name": name, "code": code})
    assert "That name and that code do not belong together" in answer.content.decode(), trouble
    assert client.get(HOME).wsgi_request.user.is_anonymous, trouble


def test_who_may_not_have_one(cast, helper):
    for who, why in ((cast.teacher, "of their own"), (cast.head, "opens too much"), (cast.parent, "a role first")):
        with pytest.raises(Refused, match=why):
            printed_codes.print_code(person=who.person, school=cast.school, by=cast.office.actor)
    assignments.give_role(person=cast.parent.person, school=cast.school, role=Role.SUPPORT)
    for actor in (cast.teacher.actor, cast.stranger_head.actor):
        with pytest.raises(Refused):
            printed_codes.print_code(person=helper, school=cast.school, by=actor)


def test_wrong_codes_are_counted_by_name_and_right_ones_are_not(cast, client, helper):
    for _time in range(5):
        sign_in_with(client, "Zoe O'Hare", "BBBB-BBBB")
    code = printed_codes.print_code(person=helper, school=cast.school)
    assert "too often" in sign_in_with(client, "zoe o'hare", code).content.decode()
    assert client.get(HOME).wsgi_request.user.is_anonymous
    other = persons.add_person(school=cast.school, first_name="Una", last_name="Reed")
    assignments.give_role(person=other, school=cast.school, role=Role.SUPPORT)
    right = printed_codes.print_code(person=other, school=cast.school, until=cast.school.today())
    for _time in range(7):
        assert sign_in_with(Client(), "Reed", right).url == HOME


def test_no_mail_ever_goes_to_an_account_without_an_address(cast, client, helper):
    printed_codes.print_code(person=helper, school=cast.school)
    helper.refresh_from_db()
    client.post(ASK, {"email": helper.user.email})
    client.post(reverse("account_reset_password"), {"email": helper.user.email})
    assert mail.outbox == []
    assert directory.email_of(helper, cast.school) == "home@hare.example"
    persons.set_address(person=helper, school=cast.school, kind="email", value=None)
    assert directory.email_of(helper, cast.school) is None


def test_the_office_prints_the_sheet_and_takes_it_back(cast, client, sign_in, helper):
    sign_in(client, cast.office)
    page = reverse("accounts:printed_code", args=["fernhill", helper.pk])
    assert client.get(page).status_code == 200
    assert "Enter the last day" in client.post(page, {"works": "until"}).content.decode()
    sheet = client.post(page, {"works": "once"}).content.decode()
    code = re.search(r"<b>([A-Z2-9]{4}-[A-Z2-9]{4})</b>", sheet)[1]
    assert "Zoë O’Hare" in sheet
    assert code not in client.get(page).content.decode()
    client.post(page, {"end": "1"})
    with pytest.raises(Refused):
        printed_codes.use_printed_code(school=cast.school, name="O'Hare", code=code)


@pytest.mark.parametrize(
    ("typed", "known", "same"),
    [
        ("Mr Sid Pope", "Sid Pope", True),
        ("POPE, sid", "Sid Pope", True),
        ("Pope", "Sid Pope", True),
        ("Sid", "Sid Pope", False),
        ("Sid Pope Extra", "Sid Pope", False),
        ("", "Sid Pope", False),
        ("Mr", "Mr", False),
        ("Jose Nunez", "José Núñez", True),
    ],
)
def test_a_name_as_people_type_it(typed, known, same):
    assert same_name(typed, known) is same


def test_an_address_of_ones_own_later_takes_the_papers_place(cast, client, helper):
    code = printed_codes.print_code(person=helper, school=cast.school)
    persons.set_address(person=helper, school=cast.school, kind="email", value="zoe@hare.example")
    user = invitations.invite_staff(person=helper, school=cast.school)
    assert (user.email, user.pk) == ("zoe@hare.example", helper.user_id)
    with pytest.raises(Refused):
        printed_codes.use_printed_code(school=cast.school, name="O'Hare", code=code)
    client.post(ASK, {"email": "zoe@hare.example"})
    client.post(reverse("account_confirm_login_code"), {"code": codes()[-1]})
    assert client.get(HOME).wsgi_request.actor.name == "Zoë O’Hare"


def test_nobody_is_invited_at_an_address_that_somebody_else_has_too(cast):
    first = persons.add_person(school=cast.school, first_name="A", last_name="One", email="both@x.example")
    persons.add_person(school=cast.school, first_name="B", last_name="Two", email="both@x.example")
    assignments.give_role(person=first, school=cast.school, role=Role.SUPPORT)
    with pytest.raises(Refused, match="only this person uses"):
        invitations.invite_staff(person=first, school=cast.school)


def test_the_stand_in_of_a_code_on_paper_is_shown_to_nobody_and_never_written_to(cast, client, sign_in):
    person = persons.add_person(school=cast.school, first_name="Wanda", last_name="Birch", from_date=SINCE)
    assignments.give_role(person=person, school=cast.school, role=Role.SUPPORT, from_date=SINCE)
    printed_codes.print_code(person=person, school=cast.school)
    person.refresh_from_db()
    assert person.user.email.endswith(".invalid")
    page = sign_in(client, cast.office).get(reverse("people:list", args=["fernhill"])).content.decode()
    assert "Wanda Birch" in page
    assert ".invalid" not in page
    assert directory.email_of(person, cast.school) is None
