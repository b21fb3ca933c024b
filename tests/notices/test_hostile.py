"""Every message of the house, filled with data that tries to break out, read as the mail server got it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core import clock as the_clock
from ledger.states import Room
from notices import services
from notices.models import Notice
from notices.rendering import house as house_words
from notices.rendering import message, one_line, render, values
from notices.states import ACCOUNT_MAILS, KINDS, Kind, Sort, State
from tests.notices.conftest import MONDAY, House, make_house, make_person
from tests.notices.letters import Expected, Letter, complaints

FORBIDDEN = ("Ivymarker", "Quillmarker", "Heronmarker", "Fernmarker")
ATTACKS = {
    "none": "Oak Lane School",
    "new lines": "Oak\r\nBcc: all@evil.example\r\n\r\nHi\nX: y\rZ: z",
    "other lines": "Oak\u2028Bcc: a@evil.example\u2029b\x85c\x0bd\x0ce",
    "end of data": "Oak\r\n.\r\nMAIL FROM:<x@evil.example>\n.\n\r.\rQUIT",
    "like a header": "Bcc: x@evil.example",
    "like an address": 'Oak" <x@evil.example>, "b',
    "two addresses": "x@evil.example, y@evil.example",
    "coded": "=?utf-8?q?Oak=0d=0aBcc=3a_x=40evil=2eexample?= =?utf-8?b?DQpCY2M6IHg=?=",
    "markup": "</title></p><script>alert(1)</script><img src=//evil.example/p.gif><h1>x</h1><!--",
    "quotes": "\"Oak\" 'Lane' \\ ` &amp; &#10; %0d%0a",
    "template": "{{ house.email }}{% now 'Y' %}{% endblock %}{# #}{{ 7|add:7 }} %(name)s %s %% {0}",
    "right to left": "Oak \u202efdp.exe\u2066\u2069\u200f\u061c \u05d0\u05d1",
    "invisible": "O\u200ba\ufeffk\u200d\u2060\u00ad\U000e0041 \u115f",
    "control": "\x01\x1b[31mOak\x7f\x9b\x08",
    "long": "Oak" * 40,
    "long words": "Oak Lane " * 13,
    "emoji": "\U0001f984\U0001f469\u200d\U0001f467 Oak \U0001f3f4\U000e0067\U000e007f" * 8,
    "marks": "O" + "\u0301\u0323" * 50,
    "not a character": "Oak \ufffe\uffff\ue000",
}
DUE = dt.date(2026, 9, 18)
AT = dt.datetime(2026, 9, 7, 9, 42, tzinfo=dt.UTC)


def value_for(sort: str, evil: str) -> Any:
    """Return a value of a sort, as hostile as the sort allows."""
    return {
        Sort.NUMBER: 3,
        Sort.DAY: DUE,
        Sort.MOMENT: AT,
        Sort.FLAG: True,
        Sort.REFERENCE: "KTM-4QX",
        Sort.TITLE: evil,
        Sort.SEASON: "autumn",
        Sort.POLICIES: [{"title": evil, "due": DUE}, {"title": evil * 3}],
        Sort.LINK: {"purpose": "family", "ref": evil[:64].strip() or "x", "days": 3},
        Sort.PAGE: "/s/oak/",
    }[Sort(sort)]


def every_form(kinds: Iterator[Kind] | Any = KINDS.values()) -> Iterator[tuple[Kind, str, str, bool]]:
    """Yield each kind in each room with each reason, with and without what it may leave out."""
    for kind in kinds:
        for room in kind.rooms:
            for reason in ("", *kind.reasons):
                yield from ((kind, room, reason, full) for full in ((True, False) if kind.may else (True,)))


def wanted(home: House, person: Any, form: tuple[Kind, str, str, bool], evil: str) -> services.Wanted:
    """Return one hostile message for one person."""
    kind, room, reason, full = form
    sorts = {**kind.needs, **(kind.may if full else {})}
    return services.Wanted(
        home.school,
        room,
        kind.name,
        person,
        "people.school:1",
        f"{kind.name}:{room}:{reason}:{full}:{person.pk}",
        {name: value_for(sort, evil) for name, sort in sorts.items()},
        reason,
    )


def evil_house(evil: str, size: int) -> House:
    """Make a school all of whose words are hostile, whose people are the markers that no message may show."""
    kept = evil.replace("\x00", "")
    home = make_house(
        0, name=kept[:200], phone=kept[:40], office_hours=kept[:120], timezone="Europe/London", slug="oak"
    )
    home.people += [
        make_person(home.school, n, first=FORBIDDEN[0], last=f"{FORBIDDEN[1]} {kept}"[:90]) for n in range(size)
    ]
    return home


def expected(home: House, number: int, **more: Any) -> Expected:
    """Return what a letter to the numbered person must look like."""
    return Expected(
        to=f"person{number}@families.example",
        sender=django_settings.DEFAULT_FROM_EMAIL,
        base=django_settings.PORTAL_BASE_URL,
        office=home.school.public_email,
        name=one_line(home.school.name, 120),
        forbidden=FORBIDDEN,
        **more,
    )


@pytest.mark.obligation("C5")
@pytest.mark.parametrize("evil", ATTACKS.values(), ids=ATTACKS)
def test_every_message_stands_whatever_stands_in_the_records(db, clock, mail_server, evil):
    clock.set(MONDAY)
    forms = list(every_form())
    home = evil_house(evil, len(forms))
    services.queue_many(
        [wanted(home, person, form, evil) for person, form in zip(home.people, forms, strict=True)]
    )
    done = services.deliver()
    assert (done.sent, done.later, done.failed, len(mail_server.letters)) == (len(forms), 0, 0, len(forms))
    found = {letter.recipients[0]: letter for letter in mail_server.letters}
    wrong = {
        (form[0].name, *form[1:]): problems
        for n, form in enumerate(forms)
        if (problems := complaints(found[f"person{n}@families.example"], expected(home, n)))
    }
    assert wrong == {}


OFFICES = (
    "office@oak.example\r\nBcc: x@evil.example",
    "office@oak.example, x@evil.example",
    "Office <x@evil.example>",
    "x@evil.example <office@oak.example",
    "=?utf-8?q?office=0d=0aBcc=3a_x=40evil=2eexample?=@oak.example",
    "office",
    "@",
    "office@",
    "office@oak.example\u202e",
    "\u202eoffice@oak.example",
    "office@oak..example",
    "b\u00fcro@oak.example",
)


@pytest.mark.parametrize("office", OFFICES)
def test_answers_go_to_the_office_or_nowhere(house, mail_server, office):
    house.school.public_email = office
    house.school.save()
    services.queue_many([wanted(house, house.person, (KINDS["test_mail"], Room.EVERYDAY, "", False), "")])
    assert services.deliver().sent == 1
    [letter] = mail_server.letters
    good = Expected(
        "person0@families.example",
        django_settings.DEFAULT_FROM_EMAIL,
        django_settings.PORTAL_BASE_URL,
        office="office@oak.example" if "office@oak.example" == one_line(office) else "",
        name="Oak Lane School",
    )
    assert complaints(letter, good) == []


ADDRESSES = (
    "a@b.example, c@evil.example",
    "a@b.example\r\nBcc: c@evil.example",
    "a@b.example\nRCPT TO:<c@evil.example>",
    "a@b.example>\r\nRCPT TO:<c@evil.example",
    "Tom <c@evil.example>",
    "a b@c.example",
    "@",
    "a@",
    "@b.example",
    "a@b..example",
    "a@b.example\u202e",
    "a@b.example\u2028Bcc: c@evil.example",
    "=?utf-8?q?a=0d=0aBcc=3a_c=40evil=2eexample?=@b.example",
    "a@" + "b" * 240 + ".example",
    "<script>@b.example",
    "a@b@c.example",
    "\u00e4@b.example",
    "a@xn--\u00fc.example",
    "a",
    "a@b.example;c@evil.example",
    "mailto:a@b.example",
    "a@b.example a@b.example",
)


def test_an_address_that_is_none_reaches_nobody_else_holds_nobody_up_and_is_seen(house, mail_server):
    home = make_house(2, slug="ash")
    home.people[1:1] = [make_person(home.school, 0, email=address) for address in ADDRESSES]
    form = (KINDS["question_asked"], Room.EVERYDAY, "", False)
    services.queue_many([wanted(home, person, form, "") for person in home.people])
    done = services.deliver()
    assert (done.sent, done.later, done.failed) == (2, 0, len(ADDRESSES))
    assert sorted(letter.recipients for letter in mail_server.letters) == [
        ("person0@families.example",),
        ("person1@families.example",),
    ]
    failed = Notice.objects.for_school(home.school).filter(state=State.FAILED)
    assert {notice.last_error for notice in failed} == {"address"}
