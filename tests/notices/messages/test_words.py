"""Every message, rendered with data that tries to break out."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.mail import EmailMessage

from core import clock as the_clock
from core.contributions.messages import KINDS, Kind, ValueType
from ledger.states import Confidentiality
from notices.models import DemoMail
from notices.rendering import PARTS, ValueMissing, message, one_line, reasons_of, render, sender_details, values
from notices.services import outbox
from notices.services.delivery import sending
from tests.notices.conftest import make_house, make_person
from tests.notices.letters import ACCOUNT_MAILS

EVIL = "Tom\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script>\u202egpj.exe\u200b\x00 & 'Fox' \"4B\""
CHILD = "Ivybelle"
FORBIDDEN = (CHILD, "Quillfeather", "safeguarding", "bullying", "sexual", "abuse", "concern about", "child at risk")
DUE = dt.date(2026, 9, 18)


def value_for(value_type: ValueType):
    """Return a value of a type, as hostile as the type allows."""
    return {
        ValueType.NUMBER: 3,
        ValueType.DAY: DUE,
        ValueType.MOMENT: dt.datetime(2026, 9, 7, 9, 42, tzinfo=dt.UTC),
        ValueType.FLAG: True,
        ValueType.REFERENCE: "KTM-4QX",
        ValueType.TITLE: f"Online safety {EVIL}",
        ValueType.SEASON: "autumn",
        ValueType.POLICIES: [{"title": f"Phones {EVIL}", "due": DUE}, {"title": "E-mail"}],
        ValueType.LINK: {"purpose": "family", "ref": "7d3a"},
        ValueType.PAGE: "/s/oak/",
    }[value_type]


@pytest.fixture
def hostile(db, clock, demo_mailbox):
    """A school and a person whose names try everything; the person looks after a child."""
    clock.set(dt.datetime(2026, 9, 7, 10, 42))
    evil = EVIL.replace("\x00", "")  # which PostgreSQL itself refuses
    home = make_house(0, name=f"Oak {evil}", phone="01632\n960 001", office_hours="8am\r\nX: y")
    home.people.append(make_person(home.school, 1, first=CHILD, last=f"Quillfeather {evil}"[:90]))
    return home


def told(home, kind: Kind, *, full: bool = True, reason: str = "") -> DemoMail:
    """Queue and deliver one message of a kind; return it as it arrived."""
    wanted = {**kind.needs, **(kind.may if full else {})}
    context = {name: value_for(value_type) for name, value_type in wanted.items()}
    outbox.queue(
        school=home.school,
        confidentiality=kind.confidentialities[0],
        kind=kind.name,
        person=home.person,
        subject="school:1",
        key=f"{kind.name}:{full}:{reason}",
        reason=reason,
        context=context,
    )
    DemoMail.objects.all().delete()
    done = sending.deliver()
    assert (done.sent, done.failed) == (1, 0)
    return DemoMail.objects.get()


@pytest.mark.obligation("C5")
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_message_names_a_child_or_a_category_or_lets_a_header_in(hostile, kind):
    for full in (True, False):
        mail = told(hostile, kind, full=full)
        whole = f"{mail.sender}\n{mail.subject}\n{mail.text}\n{mail.html}"
        assert [word for word in FORBIDDEN if word.lower() in whole.lower()] == []
        assert [c for c in "\r\n\x00\u202e\u200b" if c in mail.subject + mail.sender + mail.reply_to] == []
        assert [c for c in "\x00\u202e\u200b\r" if c in mail.text + mail.html] == []
        assert re.findall(r"<script|<img|javascript:|url\(|@import", mail.html, re.IGNORECASE) == []
        assert [line for line in mail.text.splitlines() if line.lower().startswith(("bcc:", "x:"))] == []
        assert mail.to == "person1@families.example"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_message_has_one_heading_says_why_and_shows_its_address(hostile, kind):
    mail = told(hostile, kind)
    assert len(re.findall("<h1>", mail.html)) == 1
    assert f"You get this e-mail {kind.why}." in mail.text
    addresses = re.findall(r"https?://[^\s<\"]+", mail.text)
    assert {address[:22] for address in addresses} == {"http://127.0.0.1:8000/"}
    assert re.findall(r'href="([^"]+)"', mail.html)[0] in addresses
    assert "/s/oak/mail/" in mail.text
    assert "{{" not in mail.text + mail.html + mail.subject
    assert len(mail.subject) <= 150


@pytest.mark.parametrize("kind, reason", [(k, r) for k in KINDS.values() for r in reasons_of(k)])
def test_another_reason_is_said_in_its_own_words(hostile, kind, reason):
    assert f"You get this e-mail {reasons_of(kind)[reason]}." in told(hostile, kind, reason=reason).text


CODES = ("sign_in_code", "password_code", "address_code")


@pytest.mark.parametrize("trio", ACCOUNT_MAILS)
def test_sign_in_messages_hold_their_code_and_nobodys_name(trio, db):
    rendered = render(trio, sender_details(None), {"code": "482913"}, button_url="", why="")
    assert ("482913" in rendered.text) == ("482913" in rendered.html) == (trio in CODES)
    assert "482913" not in rendered.subject


def test_a_concern_alert_says_what_the_next_step_is_and_no_more(hostile):
    mail = told(hostile, KINDS["concern_alert"])
    assert mail.subject == "A new item is waiting (KTM-4QX)"
    assert mail.text.splitlines()[:7] == [
        "A new item is waiting for you",
        "",
        "It came in at 10:42am on Monday 7 September.",
        "It needs a look today.",
        "Sign in to read it.",
        "If nobody opens it by 10:42am, we tell the next in line.",
        "There are no details here on purpose.",
    ]


@pytest.mark.parametrize(
    "count, subject",
    [(1, "One policy to sign by Friday 18 September"), (4, "4 policies to sign by Friday 18 September")],
)
def test_one_and_many(house, demo_mailbox, count, subject):
    outbox.queue(
        school=house.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="staff_request",
        person=house.person,
        subject="round:1",
        key="k",
        context={"count": count, "due": DUE, "minutes": count},
    )
    sending.deliver()
    mail = DemoMail.objects.get()
    assert mail.subject == subject
    assert ("It takes about 1 minute." in mail.text) == (count == 1)


def test_a_value_that_is_missing_is_an_error_and_not_a_gap(house):
    with pytest.raises(ValueMissing):
        render("staff_request", house_of(house), {}, button_url="", why="")


def house_of(home):
    """Return what messages say about a school."""
    return sender_details(home.school)


def test_the_same_context_gives_the_same_hash(house):
    words = {"count": 2, "due": "Friday", "minutes": 3}
    first, second = (render("staff_request", house_of(house), words, button_url="x", why="y") for _ in range(2))
    assert first == second
    other = render("staff_request", house_of(house), words | {"count": 3}, button_url="x", why="y")
    assert (len(first.digest), first.digest == other.digest, first.version == other.version) == (64, False, True)


@pytest.mark.parametrize(
    "text, line",
    [("a\nb", "a b"), ("a\u202eb\u200b", "ab"), ("  x \t y ", "x y"), ("e\u0301", "\u00e9"), ("x" * 300, "x" * 200)],
)
def test_one_line(text, line):
    assert one_line(text) == line


def test_a_header_with_a_line_break_never_leaves(house):
    mail: EmailMessage = message(
        render("test_mail", house_of(house), {}, button_url="", why=""),
        house_of(house),
        to="a@b.example\nBcc: c@d.example",
        message_id="<1@x>",
        now=the_clock.now(),
    )
    from django.core.mail import BadHeaderError

    with pytest.raises((BadHeaderError, ValueError)):
        mail.message()


def test_every_trio_is_whole_and_used():
    from django.conf import settings

    folder = settings.TEMPLATES[0]["DIRS"][0] / "emails"
    bases = {"base.txt", "base.html"}
    trios = {f"{name}.{part}" for name in (*KINDS, *ACCOUNT_MAILS, "digest") for part in PARTS}
    assert {path.name for path in folder.iterdir()} == trios | bases | {"items"}
    items = {f"{kind.name}.{part}" for kind in KINDS.values() if kind.gathers for part in ("txt", "html")}
    assert {path.name for path in (folder / "items").iterdir()} == items | bases


@pytest.mark.parametrize(
    ("kind", "on_the_day", "after"),
    [
        ("staff_reminder", "The last day is Friday 18 September.", "The last day was Friday 18 September."),
        ("family_reminder", "The last day is Friday 18 September.", "The last day was Friday 18 September."),
        ("disclosure_due", "The last day is Friday 18 September.", "The last day was Friday 18 September."),
        ("decision_needed", "If there is no decision by Friday 18 September, we remind you once.", ""),
    ],
)
def test_a_day_that_is_over_is_not_asked_for_any_more(hostile, clock, kind, on_the_day, after):
    clock.set(dt.datetime(2026, 9, 18, 10, 0))
    mail = told(hostile, KINDS[kind])
    assert on_the_day in mail.text
    assert on_the_day in mail.html
    clock.set(dt.datetime(2026, 9, 21, 10, 0))
    mail = told(hostile, KINDS[kind], full=kind == "decision_needed", reason=next(iter(reasons_of(KINDS[kind])), ""))
    assert after in mail.text
    assert after in mail.html
    assert on_the_day not in mail.text + mail.html
    assert "by Friday" not in mail.subject or "was due" in mail.subject


@pytest.mark.parametrize(
    ("numbers", "subject"),
    [
        ({"waiting": 2, "late": 1}, "This week: 2 items are waiting"),
        ({"new": 3, "late": 1}, "This week: 1 thing is late"),
        ({"new": 3}, "This week: nothing is waiting"),
    ],
)
def test_the_weekly_note_says_in_its_subject_what_waits(numbers, subject):
    kind, school = KINDS["weekly_note"], sender_details(None)
    facts = {**dict.fromkeys(("new", "waiting", "to_sign", "reviews_due"), 0), **numbers}
    shown = values(kind, facts, school, dt.datetime(2026, 9, 7, 9, 42, tzinfo=dt.UTC))
    assert render(kind.name, school, shown, button_url="https://x.example/", why=str(kind.why)).subject == subject
