"""Every message of the house, filled with data that tries to break out, read as the mail server got it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.adapters.account import TRIOS, AccountAdapter, _trio
from core.contributions.messages import KINDS, Kind, ValueType
from ledger.states import Confidentiality
from notices.models import Notice
from notices.rendering import is_address, message, one_line, reasons_of, render, sender_details, values, why_sent
from notices.services import outbox
from notices.services.contexts import clean
from notices.services.delivery import sending
from notices.states.outbox import State
from people.services import persons
from tests.notices.conftest import MONDAY, House, make_house, make_person
from tests.notices.letters import ACCOUNT_MAILS, Expected, Letter, complaints
from tests.notices.messages.test_words import CODES

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


def value_for(value_type: str, evil: str) -> Any:
    """Return a value of a type, as hostile as the type allows."""
    return {
        ValueType.NUMBER: 3,
        ValueType.DAY: DUE,
        ValueType.MOMENT: AT,
        ValueType.FLAG: True,
        ValueType.REFERENCE: "KTM-4QX",
        ValueType.TITLE: evil,
        ValueType.SEASON: "autumn",
        ValueType.POLICIES: [{"title": evil, "due": DUE}, {"title": evil * 3}],
        ValueType.LINK: {"purpose": "family", "ref": evil[:64].strip() or "x", "days": 3},
        ValueType.PAGE: "/s/oak/",
    }[ValueType(value_type)]


def every_form(kinds: Iterable[Kind]) -> Iterator[tuple[Kind, str, str, bool]]:
    """Yield each kind in each confidentiality with each reason, with and without what it may leave out."""
    for kind in kinds:
        for confidentiality in kind.confidentialities:
            for reason in ("", *reasons_of(kind)):
                yield from ((kind, confidentiality, reason, full) for full in ((True, False) if kind.may else (True,)))


def wanted(home: House, person: Any, form: tuple[Kind, str, str, bool], evil: str) -> outbox.Wanted:
    """Return one hostile message for one person."""
    kind, confidentiality, reason, full = form
    types = {**kind.needs, **(kind.may if full else {})}
    return outbox.Wanted(
        home.school,
        confidentiality,
        kind.name,
        person,
        "school:1",
        f"{kind.name}:{confidentiality}:{reason}:{full}:{person.pk}",
        {name: value_for(value_type, evil) for name, value_type in types.items()},
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
    forms = list(every_form(KINDS.values()))
    home = evil_house(evil, len(forms))
    outbox.queue_many([wanted(home, person, form, evil) for person, form in zip(home.people, forms, strict=True)])
    done = sending.deliver()
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
    outbox.queue_many([wanted(house, house.person, (KINDS["test_mail"], Confidentiality.EVERYDAY, "", False), "")])
    assert sending.deliver().sent == 1
    [letter] = mail_server.letters
    good = Expected(
        "person0@families.example",
        django_settings.DEFAULT_FROM_EMAIL,
        django_settings.PORTAL_BASE_URL,
        office="office@oak.example" if one_line(office) == "office@oak.example" else "",
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
    form = (KINDS["question_asked"], Confidentiality.EVERYDAY, "", False)
    outbox.queue_many([wanted(home, person, form, "") for person in home.people])
    done = sending.deliver()
    assert (done.sent, done.later, done.failed) == (2, 0, len(ADDRESSES))
    assert sorted(letter.recipients for letter in mail_server.letters) == [
        ("person0@families.example",),
        ("person1@families.example",),
    ]
    failed = Notice.objects.for_school(home.school).filter(state=State.FAILED)
    assert {notice.last_error for notice in failed} == {"address"}


def digest_of(home: House, evil: str) -> list[Any]:
    """Return one hostile message of every kind that gathers, for each reason, all to the first person."""
    forms = every_form(kind for kind in KINDS.values() if kind.gathers)
    asked = [wanted(home, home.person, form, evil) for form in forms if form[1] == Confidentiality.EVERYDAY]
    # Each about something else: of two about one thing only the newer one goes out.
    return [dataclasses.replace(one, subject=f"school:{n}") for n, one in enumerate(asked)]


@pytest.mark.obligation("C5")
@pytest.mark.parametrize("evil", ATTACKS.values(), ids=ATTACKS)
def test_what_is_gathered_stands_too(db, clock, mail_server, evil):
    clock.set(MONDAY)
    home = evil_house(evil, 1)
    gathered = digest_of(home, evil)
    outbox.queue_many(gathered)
    assert sending.deliver().failed == 0
    assert Notice.objects.for_school(home.school).filter(state=State.SENT).count() == len(gathered)
    [letter] = mail_server.letters
    assert complaints(letter, expected(home, 0)) == []


def account_mails() -> dict[str, tuple[str, str]]:
    """Return for each trio of ``ACCOUNT_MAILS`` how sign-in comes to send it: the prefix, and the address."""
    return {_trio(prefix, to): (prefix, to) for prefix in (*TRIOS, "account/email/x") for to in (ALONE, TOGETHER)}


ALONE, TOGETHER = "someone@fernhill.example", "home@fernhill.example"


def test_every_message_about_signing_in_stands(cast, mail_server, settings):
    persons.add_person(school=cast.school, first_name=FORBIDDEN[0], email=TOGETHER, shared_address=True)
    cast.support.user.email = TOGETHER
    cast.support.user.save()
    ways = account_mails()
    assert sorted(ways) == sorted(ACCOUNT_MAILS)
    forms = [(name, trio) for name in ATTACKS for trio in ACCOUNT_MAILS]
    for name, trio in forms:
        settings.PORTAL_NAME = ATTACKS[name].replace("\x00", "")
        prefix, to = ways[trio]
        AccountAdapter().send_mail(prefix, to, {"code": "482913", "user": cast.support.user})
    wrong = {}
    for (name, trio), letter in zip(forms, mail_server.letters, strict=True):
        good = Expected(
            to=ways[trio][1],
            sender=django_settings.DEFAULT_FROM_EMAIL,
            base=django_settings.PORTAL_BASE_URL,
            name=one_line(ATTACKS[name]),
            forbidden=(*FORBIDDEN, "Sid", "Pope", "Fernhill Primary"),
        )
        coded = ("482913" in letter.part("plain"), "482913" in str(letter.mail["Subject"]))
        if (problems := complaints(letter, good)) or coded != (trio in CODES, False):
            wrong[name, trio] = problems
    assert wrong == {}


NASTY = st.text(
    st.one_of(
        st.sampled_from("\r\n\t\x00\x0b\x85\u2028\u202e\u200b\ufeff<>\"'&=?%{}:;,@\\.-_ aB"),
        st.characters(exclude_categories=()),
    ),
    max_size=200,
)


class Named:
    """What a message needs to know of a school, without a database that would refuse it."""

    slug, timezone = "oak", "Europe/London"

    def __init__(self, text: str) -> None:
        self.name, self.phone, self.office_hours, self.public_email = text, text, text, text


@hypothesis_settings(max_examples=200)
@given(NASTY, st.sampled_from(list(every_form(KINDS.values()))))
def test_any_text_at_all_leaves_one_good_letter(text, form):
    kind, _room, reason, full = form
    place = sender_details(Named(text))
    types = {**kind.needs, **(kind.may if full else {})}
    context = clean(kind, {name: value_for(value_type, text) for name, value_type in types.items()})
    shown = values(kind, context, place, AT)
    rendered = render(kind.name, place, shown, button_url=place.home, why=why_sent(kind, reason))
    mail = message(rendered, place, to="a@b.example", message_id="<1@x.example>", now=AT)
    raw = mail.message().as_bytes(linesep="\r\n")
    office = place.email if is_address(place.email) else ""
    good = Expected("a@b.example", "portal@school.example", place.base_url, office, place.name)
    assert complaints(Letter(raw, "portal@school.example", ("a@b.example",)), good) == []


GOOD = (
    b"MIME-Version: 1.0\r\nSubject: Hello\r\nFrom: Oak <portal@school.example>\r\nTo: a@b.example\r\n"
    b"Reply-To: office@oak.example\r\nMessage-ID: <1@x.example>\r\nDate: Mon, 07 Sep 2026 08:14:00 +0000\r\n"
    b"Auto-Submitted: auto-generated\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello\r\nhttp://x.example/s/\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<!doctype html><html><head><title>x</title>"
    b'<style>p{}</style></head><body><main><h1>Hello</h1><p><a href="http://x.example/s/">http://x.example/s/</a></p>'
    b"</main></body></html>\r\n--b--\r\n"
)


def judged(raw: bytes, *recipients: str) -> list[str]:
    """Return the complaints about these bytes."""
    good = Expected("a@b.example", "portal@school.example", "http://x.example", "office@oak.example", "Oak", ("Ivy",))
    return complaints(Letter(raw, "portal@school.example", recipients or ("a@b.example",)), good)


@pytest.mark.parametrize(
    "old, new",
    [
        (b"Subject: Hello", b"Subject: Hello\r\nBcc: c@d.example"),
        (b"Subject: Hello", b"Subject: Hello\r\nX-Mailer: x"),
        (b"Subject: Hello", b"Subject: Hello Ivy"),
        (b"Subject: Hello", b"Subject: =?utf-8?q?Hello=0d=0aBcc=3a_x?="),
        (b"Subject: Hello", b"Subject: =?utf-8?b?4oCuSGVsbG8=?="),
        (b"Subject: Hello", b"Subject: " + b"x" * 151),
        (b"To: a@b.example", b"To: a@b.example, c@d.example"),
        (b"<1@x.example>", b"<Ivy Quill@x.example>"),
        (b"Reply-To: office@oak", b"Reply-To: x@evil"),
        (b"From: Oak", b"From: Other"),
        (b"<h1>Hello</h1>", b"<h1>Hello</h1><h1>Hello</h1>"),
        (b"<h1>Hello</h1>", b"<p>Hello</p>"),
        (b"<h1>Hello</h1>", b"<h1>Hello</h1><p>Ivy</p>"),
        (b"<h1>Hello</h1>", b"<h1>Hello</h1></p>"),
        (b"<h1>Hello</h1>", b"<h1>Hello</h1><img>"),
        (b"<h1>Hello</h1>", b"<h1 onclick=x>Hello</h1>"),
        (b"p{}", b"p{background:url(//x)}"),
        (b"p{}", b"p{display:none}"),
        (b'href="http://x', b'href="http://evil'),
        (b'href="http://x.example/s/', b'href="http://x.example/s/?track=1'),
        (b">http://x.example/s/<", b">Sign in<"),
        (b"Hello\r\nhttp://x.example/s/", b"Hello"),
        (b"Hello\r\nhttp", b"Hello\r\n\xe2\x80\xaehttp"),
        (b"text/plain", b"text/html"),
        (b"\r\n--b--", b"\n--b--"),
        (b"p{}", b"p{}" + b"x" * 999),
    ],
)
def test_who_judges_letters_sees_each_fault(old, new):
    assert judged(GOOD) == []
    assert old in GOOD
    assert judged(GOOD.replace(old, new, 1)) != []
    assert judged(GOOD, "c@d.example") != []
    assert judged(GOOD, "a@b.example", "c@d.example") != []
