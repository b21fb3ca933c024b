"""Another address for an account: the old one says yes, or a second person does; both are told."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import AddressChange
from accounts.services import addresses
from core.errors import Refused
from ledger.models import Entry
from ledger.services import verify
from people.models.accounts import User
from people.queries import directory
from people.services import assignments, persons
from people.states.roles import Role
from schools.services import schools
from tests.accounts.undone import undone
from tests.cast import sign_in as come_in

HOME = reverse("home:school", args=["fernhill"])
OWN, CODES = reverse("account_email"), reverse("accounts:address_codes")
NEW = "tess@new.example"


@pytest.fixture(autouse=True)
def _own_mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """Run what a service does after its commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def mailed():
    """The code that went to each address, the newest."""
    found = {}
    for one in mail.outbox:
        code = re.search(r"^\s*(\d{6})\s*$", one.body, re.MULTILINE)
        if code:
            found[one.to[0]] = code[1]
    return found


def ask(client, email=NEW):
    client.post(OWN, {"email": email})
    return mailed()


def test_codes_from_both_addresses_change_it_and_both_are_told(cast, client, sign_in, commits):
    old = cast.teacher.user.email
    other = come_in(Client(), cast.teacher)
    sign_in(client, cast.teacher)
    codes = ask(client)
    assert set(codes) == {old, NEW}
    mail.outbox.clear()
    with commits():
        answer = client.post(
            CODES, {"code_old": f" {codes[old][:3]} {codes[old][3:]}", "code_new": codes[NEW]}, follow=True
        )
    assert "From now on you sign in with your new address" in answer.content.decode()
    assert User.objects.get(pk=cast.teacher.user.pk).email == NEW
    assert directory.email_of(cast.teacher.person, cast.school) == NEW
    assert list(EmailAddress.objects.filter(user=cast.teacher.user).values_list("email", "verified")) == [(NEW, True)]
    assert sorted(one.to[0] for one in mail.outbox) == sorted([old, NEW])
    assert {one.subject for one in mail.outbox} == {"The way you sign in has changed"}
    assert client.get(HOME).wsgi_request.user == cast.teacher.user
    assert other.get(HOME).wsgi_request.user.is_anonymous
    assert Entry.objects.filter(verb="account.address_changed", school_id=cast.school.pk).count() == 1
    assert verify() == []


def test_what_does_not_change_it(cast, clock):
    for trouble in ("old", "new", "swapped", "late", "used", "elsewhere"):
        with undone():
            changes_nothing(cast, clock, trouble)


def changes_nothing(cast, clock, trouble):
    client = come_in(Client(), cast.teacher)
    old = cast.teacher.user.email
    codes = ask(client)
    typed = {"code_old": codes[old], "code_new": codes[NEW]}
    if trouble in ("old", "new"):
        typed[f"code_{trouble}"] = "000000"
    elif trouble == "swapped":
        typed = {"code_old": codes[NEW], "code_new": codes[old]}
    elif trouble == "late":
        clock.advance(minutes=10)
    elif trouble == "used":
        for _try in range(5):
            client.post(CODES, {"code_old": "000000", "code_new": "000000"})
    else:
        client = come_in(Client(), cast.teacher)
    client.post(CODES, typed)
    assert User.objects.get(pk=cast.teacher.user.pk).email == old, trouble


def test_an_address_that_somebody_else_has_is_refused_at_the_end_only(cast, client, sign_in):
    sign_in(client, cast.teacher)
    taken = cast.head.user.email
    answer = client.post(OWN, {"email": taken})
    assert answer.url == CODES
    codes = mailed()
    answer = client.post(CODES, {"code_old": codes[cast.teacher.user.email], "code_new": codes[taken]}, follow=True)
    assert "Somebody else has this address" in answer.content.decode()
    assert User.objects.filter(email=taken).get() == cast.head.user


def test_allauths_own_page_adds_nothing(cast, client, sign_in):
    sign_in(client, cast.teacher)
    for action in ("action_add", "action_primary", "action_send", "action_remove"):
        client.post(OWN, {"email": cast.teacher.user.email, action: ""})
        client.post(OWN, {"email": "thief@elsewhere.example", action: ""})
    assert list(EmailAddress.objects.filter(user=cast.teacher.user).values_list("email", flat=True)) == [
        cast.teacher.user.email
    ]


def test_who_shares_the_old_address_or_has_none_asks_the_office(cast, client, sign_in):
    persons.add_person(school=cast.school, first_name="Tom", last_name="Carver", email=cast.teacher.user.email)
    sign_in(client, cast.teacher)
    assert "Ask the school office" in client.get(OWN).content.decode()
    assert client.post(OWN, {"email": NEW}).status_code == 200
    assert mail.outbox == []
    with pytest.raises(Refused):
        addresses.change_own_address(user=cast.teacher.user, email=NEW)


def page_of(member):
    return reverse("accounts:sign_in_address", args=["fernhill", member.person.pk])


def test_the_office_asks_a_second_person_confirms_and_both_addresses_hear_of_it(cast, sign_in, commits):
    office, second, stolen = Client(), Client(), come_in(Client(), cast.teacher)
    old = cast.teacher.user.email
    sign_in(office, cast.office)
    sign_in(second, cast.admin)
    page = page_of(cast.teacher)
    with commits():
        office.post(page, {"email": NEW})
    assert [(one.to, one.subject) for one in mail.outbox] == [([old], "Somebody asked to change your address")]
    mail.outbox.clear()
    words = office.get(page).content.decode()
    assert "A second person has to confirm it" in words
    assert "Confirm the new address" not in words
    office.post(page, {"confirm": "1"})
    assert User.objects.get(pk=cast.teacher.user.pk).email == old
    assert "Confirm a new address to sign in" in second.get(HOME).content.decode()
    assert "Confirm a new address to sign in" not in office.get(HOME).content.decode()
    assert "Olive Marsh asks to change it to tess@new.example" in second.get(page).content.decode()
    with commits():
        second.post(page, {"confirm": "1"})
    assert User.objects.get(pk=cast.teacher.user.pk).email == NEW
    assert not EmailAddress.objects.get(user=cast.teacher.user).verified
    assert sorted(one.to[0] for one in mail.outbox) == sorted([old, NEW])
    assert stolen.get(HOME).wsgi_request.user.is_anonymous
    verbs = Entry.objects.filter(verb__startswith="account.").order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["account.address_asked", "account.address_changed"]
    assert verify() == []


def wish(cast, about=None, by=None, email=NEW):
    about = about or cast.teacher
    return addresses.ask_for_address(person=about.person, school=cast.school, email=email, by=(by or cast.office).actor)


def test_who_may_not_confirm(cast, clock):
    change = wish(cast)
    for who in (cast.office, cast.teacher, cast.dsl, cast.governor):
        with pytest.raises(Refused):
            addresses.decide_address(change=change, confirm=True, by=who.actor)
    twin = persons.add_person(school=cast.school, first_name="Olive", last_name="Marsh-Two")
    assignments.give_role(person=twin, school=cast.school, role=Role.OFFICE)
    persons.merge(person=twin, same_as=cast.office.person, school=cast.school)
    with pytest.raises(Refused, match="second person"):
        addresses.decide_address(change=change, confirm=True, by=twin)
    clock.advance(days=7)
    with pytest.raises(Refused, match="run out"):
        addresses.decide_address(change=change, confirm=True, by=cast.admin.actor)
    assert User.objects.get(pk=cast.teacher.user.pk).email == cast.teacher.user.email


def test_for_a_leader_the_second_person_is_one_who_may_set_the_school_up(cast):
    second = persons.add_person(school=cast.school, first_name="Oona", last_name="Desk")
    assignments.give_role(person=second, school=cast.school, role=Role.OFFICE)
    change = wish(cast, about=cast.dsl, email="dina@new.example")
    with pytest.raises(Refused, match="Only an administrator or the headteacher"):
        addresses.decide_address(change=change, confirm=True, by=second)
    addresses.decide_address(change=change, confirm=True, by=cast.head.actor)
    assert User.objects.get(pk=cast.dsl.user.pk).email == "dina@new.example"


def test_who_leads_elsewhere_is_not_changed_from_here(cast):
    other = schools.create_school(name="Second School", slug="second", trust=cast.school.trust)
    persons.add_person(school=other, first_name="Tess", person=cast.teacher.person)
    assignments.give_role(person=cast.teacher.person, school=other, role=Role.HEADTEACHER)
    with pytest.raises(Refused, match="lead at another school"):
        wish(cast)
    assert AddressChange.objects.for_school(cast.school).count() == 0


def test_one_wish_at_a_time_and_anybody_of_the_office_turns_it_down(cast):
    change = wish(cast)
    with pytest.raises(Refused, match="waits already"):
        wish(cast, email="x@new.example")
    addresses.decide_address(change=change, confirm=False, by=cast.office.actor)
    assert wish(cast, email="x@new.example").value == "x@new.example"
    with pytest.raises(Refused, match="decided already"):
        addresses.decide_address(change=change, confirm=True, by=cast.admin.actor)


def test_an_address_that_cannot_become_ones_own(cast):
    for email in ("not known", "helen.ashdown@fernhill.example", "pat.quill@fernhill.example"):
        with pytest.raises(Refused):
            wish(cast, email=email)


def test_nobody_asks_for_themself(cast):
    with pytest.raises(Refused, match="your own page"):
        wish(cast, about=cast.office)
