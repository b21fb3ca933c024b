"""One person's due things go in one message; what is urgent or confidential never waits for it."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil

import pytest

from core import clock as the_clock
from core.contributions.messages import KINDS
from ledger.states import Confidentiality
from notices import rendering
from notices.models import Notice
from notices.services import links as notices_links
from notices.services import outbox
from notices.services.delivery import sending
from notices.services.delivery.leasing import LEASE, lease
from notices.states.outbox import State
from tests.notices.conftest import make_house, make_person
from tests.notices.delivery.test_delivery import deliver, fresh
from tests.notices.messages.test_outbox import ask
from tests.notices.messages.test_words import value_for
from tests.readability import grade, split

GATHERING = [kind for kind in KINDS.values() if kind.gathers]
REVIEW = {"count": 1, "items": [{"title": "Phones & cameras", "due": dt.date(2026, 10, 1)}]}
FAMILY = {"due": dt.date(2026, 9, 26), "minutes": 3, "link": {"purpose": "family", "ref": "7d3a", "days": 60}}


def three(house) -> list[Notice]:
    """Queue three things for one person, the oldest first."""
    given = (("staff_reminder", None), ("question_asked", {}), ("review_due", REVIEW))
    return [
        ask(house, kind=kind, key=f"{n}", **({} if context is None else {"context": context}))
        for n, (kind, context) in enumerate(given)
    ]


def text_of(mail) -> str:
    """Return the plain text of a message."""
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(mail) -> str:
    """Return the HTML of a message."""
    return mail.get_body(("html",)).get_content().replace("\r\n", "\n")


def test_three_things_are_one_message(house, mail_server):
    notices = three(house)
    assert deliver() == (3, 0, 0, "")
    [mail] = mail_server.messages
    assert (mail["Subject"], mail["From"]) == (
        "You have 3 things to look at",
        "Oak Lane School <portal@school.example>",
    )
    assert text_of(mail) == (
        "You have 3 things to look at\n\n"
        "They are all in this one e-mail.\n\n"
        "* 2 policies are still to sign\n"
        "The last day is Friday 18 September.\n"
        "Signed today? Then there is nothing to do.\n"
        "Read and sign:\n"
        "http://127.0.0.1:8000/s/oak/\n"
        "You get this because you work for the school.\n\n"
        "* Somebody has a question\n"
        "They wait for you to answer it. Then they can sign.\n"
        "Read the question:\n"
        "http://127.0.0.1:8000/s/oak/\n"
        "You get this because you answer questions about policies.\n\n"
        "* One policy is due for review\n"
        "- Phones & cameras: due on Thursday 1 October\n"
        "Start the review:\n"
        "http://127.0.0.1:8000/s/oak/\n"
        "You get this because you look after these policies.\n\n"
        "Not sure that this is real? Look here, or ask the office:\n"
        "http://127.0.0.1:8000/s/oak/mail/\n"
        "We do not put names or details in e-mails.\n\n"
        "Oak Lane School\n"
        "Office: 01632 960 001, 8am to 4pm\n"
    )
    rows = [fresh(notice) for notice in notices]
    assert mail["Message-ID"] == rows[0].message_id
    assert [(r.state, r.carried_by_id, r.attempts, r.leased_until) for r in rows] == [
        (State.SENT, None, 1, None),
        (State.SENT, rows[0].pk, 1, None),
        (State.SENT, rows[0].pk, 1, None),
    ]
    assert len({(r.sent_at, r.rendered_hash, r.rendered_version) for r in rows}) == 1


def test_the_hash_is_of_what_was_really_sent(house, mail_server):
    for kind in ("family_request", "family_reminder"):
        ask(house, kind=kind, key=kind, context=FAMILY)
    lone = ask(house, person=make_person(house.school, 5), kind="family_request", key="lone", context=FAMILY)
    deliver()
    for mail in mail_server.messages:
        sent = Notice.objects.for_school(house.school).get(message_id=mail["Message-ID"])
        whole = "\0".join((mail["Subject"], text_of(mail), html_of(mail)))
        assert hashlib.sha256(whole.encode()).hexdigest() == sent.rendered_hash
    assert fresh(lone).rendered_hash != ""


def test_one_thing_alone_is_sent_as_itself(house, mail_server):
    notice = ask(house)
    ask(house, key="later", hold_until=the_clock.now() + dt.timedelta(hours=2))
    assert deliver() == (1, 0, 0, "")
    assert mail_server.messages[0]["Subject"] == "2 policies to sign by Friday 18 September"
    assert fresh(notice).carried_by_id is None


def test_what_is_urgent_or_confidential_or_thanks_goes_by_itself(house, mail_server):
    two = three(house)[:2]
    at = the_clock.now()
    alone = [
        ask(
            house,
            kind="concern_alert",
            confidentiality=Confidentiality.CONFIDENTIAL,
            context={"reference": "KTM-4QX", "at": at},
            key="a",
        ),
        ask(
            house,
            kind="decision_needed",
            confidentiality=Confidentiality.CONFIDENTIAL,
            context={"since": "2026-09-01"},
            key="b",
        ),
        ask(house, kind="signed", context={"reference": "KTM-4QX", "at": at}, key="c"),
        ask(house, kind="invitation", context={}, key="d"),
    ]
    assert deliver() == (7, 0, 0, "")
    ids = [mail["Message-ID"] for mail in mail_server.messages]
    assert sorted(ids) == sorted([two[0].message_id, *(notice.message_id for notice in alone)])
    assert ids[0] == alone[0].message_id


def test_a_decision_of_everyday_gathers(house, mail_server):
    ask(house)
    ask(house, kind="decision_needed", context={"since": "2026-09-01", "due": "2026-09-11"}, key="b")
    assert (deliver(), len(mail_server.messages)) == ((2, 0, 0, ""), 1)


def test_two_people_who_read_one_mailbox_get_one_message_each_with_their_own_link(house, mail_server):
    pair = [make_person(house.school, n, email="both@families.example") for n in (1, 2)]
    for person in pair:
        for n, kind in enumerate(("family_request", "family_reminder")):
            about = {"subject": f"round:{n}", "context": FAMILY}
            ask(house, person=person, kind=kind, key=f"{kind}{person.pk}", **about)
    assert deliver() == (4, 0, 0, "")
    assert [mail["To"] for mail in mail_server.messages] == ["both@families.example"] * 2
    links = [line for mail in mail_server.messages for line in text_of(mail).splitlines() if "/f/" in line]
    found = [notices_links.resolve_link(link.split("/f/")[1].strip("/"), "family").person_id for link in links]
    assert (len(set(links)), sorted(found)) == (4, sorted([pair[0].pk, pair[0].pk, pair[1].pk, pair[1].pk]))
    for mail in mail_server.messages:
        assert all(html_of(mail).count(link) == 3 for link in links if link in text_of(mail))


def test_at_two_schools_somebody_gets_two_messages(house, mail_server):
    three(house)
    other = make_house(0, slug="ash", name="Ash Road School")
    other.people.append(make_person(other.school, 3))
    for kind in ("question_asked", "policy_returned"):
        ask(other, kind=kind, key=kind, context={})
    assert (deliver(), len(mail_server.messages)) == ((5, 0, 0, ""), 2)


def test_a_batch_that_ends_in_the_middle_of_somebody_s_things_takes_them_all(house, mail_server):
    notices = three(house)
    done = sending.deliver(limit=1)
    assert (done.sent, done.mails, len(mail_server.messages)) == (3, 1, 1)
    assert {fresh(notice).state for notice in notices} == {State.SENT}


def test_a_worker_killed_on_the_way_leaves_the_same_message_to_the_next(house, mail_server, clock):
    notices = three(house)
    [bundle] = lease(10, the_clock.now())
    assert [notice.pk for notice in bundle] == [notice.pk for notice in notices]
    newer = ask(house, kind="policy_returned", context={}, key="newer")
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert deliver() == (4, 0, 0, "")
    subjects = sorted(mail["Subject"] for mail in mail_server.messages)
    assert subjects == ["Changes are asked for", "You have 3 things to look at"]
    assert {mail["Message-ID"] for mail in mail_server.messages} == {notices[0].message_id, newer.message_id}
    assert [fresh(n).carried_by_id for n in (*notices, newer)] == [None, notices[0].pk, notices[0].pk, None]


def test_what_the_server_puts_off_comes_again_together(house, mail_server, clock):
    notices = three(house)
    mail_server.refused["person0@families.example"] = "451 later"
    assert deliver() == (0, 3, 0, "")
    assert len({(fresh(n).next_try_at, n.attempts, n.last_error) for n in notices}) == 1
    mail_server.refused.clear()
    clock.advance(minutes=2)
    assert (deliver(), [m["Message-ID"] for m in mail_server.messages]) == ((3, 0, 0, ""), [notices[0].message_id])


def test_what_the_server_refuses_for_good_is_shown_one_by_one(house, mail_server):
    notices = three(house)
    mail_server.refused["person0@families.example"] = "550 no such user"
    assert deliver() == (0, 0, 3, "")
    assert {(fresh(n).state, n.last_error, n.carried_by_id) for n in notices} == {(State.FAILED, "recipient 550", None)}


def test_what_is_cancelled_meanwhile_is_not_in_it(house, mail_server):
    notices = three(house)
    ask(house, subject="round:other", kind="policy_returned", context={}, key="other")
    outbox.cancel(subject=notices[0].subject, kinds=["staff_reminder", "review_due"], reason="signed")
    assert deliver() == (2, 0, 0, "")
    assert mail_server.messages[0]["Subject"] == "You have 2 things to look at"
    assert fresh(notices[0]).state == State.CANCELLED


@pytest.fixture
def broken(settings, tmp_path):
    """A function that spoils a template for the length of a test."""
    folder = tmp_path / "templates"

    def spoil(name: str, words: str = "{{ nobody }}") -> None:
        if not folder.exists():
            shutil.copytree(settings.TEMPLATES[0]["DIRS"][0] / "emails", folder / "emails")
            settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]
        (folder / "emails" / name).write_text(words)
        forget()

    def forget() -> None:
        rendering._engine.cache_clear()
        rendering.template_version.cache_clear()

    yield spoil
    settings.TEMPLATES = [{**settings.TEMPLATES[0]}]
    forget()


@pytest.mark.parametrize("part", ["txt", "html"])
@pytest.mark.parametrize("words", ["{{ nobody }}", "{% if %}", "{% include 'emails/none.txt' %}"])
def test_an_item_that_cannot_be_rendered_fails_alone_and_loudly(house, mail_server, broken, part, words, caplog):
    notices = three(house)
    broken(f"items/staff_reminder.{part}", words)
    assert deliver() == (2, 0, 1, "")
    [mail] = mail_server.messages
    assert (mail["Subject"], mail["Message-ID"]) == ("You have 2 things to look at", notices[1].message_id)
    rows = [fresh(notice) for notice in notices]
    assert [(row.state, row.carried_by_id) for row in rows] == [
        (State.FAILED, None),
        (State.SENT, None),
        (State.SENT, notices[1].pk),
    ]
    assert rows[0].last_error.startswith("template ")
    assert f"{notices[0].pk} cannot be sent: template" in caplog.text


def test_when_only_one_item_is_left_it_is_sent_as_itself(house, mail_server, broken):
    ask(house)
    other = ask(house, kind="question_asked", context={}, key="q")
    broken("items/staff_request.txt")
    assert deliver() == (1, 0, 1, "")
    assert mail_server.messages[0]["Subject"] == "One question about a policy"
    assert fresh(other).carried_by_id is None


def test_a_digest_that_cannot_be_rendered_is_seen_by_the_office(house, mail_server, broken):
    notices = three(house)
    broken("digest.html")
    assert deliver() == (0, 0, 3, "")
    assert {fresh(notice).last_error for notice in notices} == {"template ValueMissing"}


@pytest.mark.parametrize("kind", GATHERING, ids=[kind.name for kind in GATHERING])
@pytest.mark.parametrize("full", [True, False])
def test_every_item_is_short_and_plain_and_says_why_and_where(house, mail_server, kind, full):
    context = {name: value_for(sort) for name, sort in {**kind.needs, **(kind.may if full else {})}.items()}
    ask(house, kind=kind.name, context=context)
    ask(house, kind="policy_returned", context={}, key="second")
    assert deliver() == (2, 0, 0, "")
    [mail] = mail_server.messages
    item = text_of(mail).partition("\n* ")[2].partition("\n* ")[0].strip().splitlines()
    lines = item[:-3]  # its button, address and reason are the others
    assert item[-1] == f"You get this {kind.why}."
    assert len(lines) - 1 in range(1, 7)
    assert item[-2].startswith("http://127.0.0.1:8000/")
    assert html_of(mail).count("<h1>") == 1
    assert html_of(mail).count("<h2>") == 2
    assert f">{item[-2]}</a>" in html_of(mail)
    assert grade(split("\n".join(line for line in item if "evil" not in line))) <= 5


@pytest.mark.parametrize("count", [2, 20])
def test_a_digest_takes_the_same_number_of_queries_for_two_and_for_twenty(
    house, mail_server, count, django_assert_num_queries
):
    deliver()
    for n in range(count):
        ask(house, kind="question_asked", context={}, key=f"{n}")
    with django_assert_num_queries(25) as seen:
        assert deliver()[0] == count
    assert len([q for q in seen.captured_queries if q["sql"].lstrip().startswith("UPDATE notices_notice")]) == 1


def test_a_review_that_is_late_was_due(house, mail_server):
    items = [{"title": "Phones", "due": dt.date(2026, 9, 4)}, {"title": "Pictures", "due": dt.date(2026, 9, 7)}]
    ask(house, kind="review_due", key="late", context={"count": 2, "items": items})
    deliver()
    [mail] = mail_server.messages
    assert text_of(mail).splitlines()[3:5] == [
        "- Phones: was due on Friday 4 September",
        "- Pictures: due on Monday 7 September",
    ]
