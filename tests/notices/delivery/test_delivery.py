"""From the outbox to a real mail server."""

from __future__ import annotations

import datetime as dt
import smtplib
from email.utils import getaddresses, parsedate_to_datetime

import pytest
from django.db import InternalError, transaction

from core import clock as the_clock
from ledger.states import Confidentiality
from notices.models import Heartbeat, LinkToken, Notice, NoticeAddress
from notices.services import links, office_actions, outbox
from notices.services.delivery import sending
from notices.services.delivery.leasing import BATCH, LEASE
from notices.services.delivery.results import pause_after
from notices.states.outbox import State
from tests.notices.conftest import make_house, make_person
from tests.notices.messages.test_outbox import ask


def deliver(limit: int = 500) -> tuple[int, int, int, str]:
    """Deliver, and return what the run says of itself."""
    done = sending.deliver(limit=limit)
    return done.sent, done.later, done.failed, done.trouble


def fresh(notice: Notice) -> Notice:
    """Return the row as it stands now."""
    notice.refresh_from_db()
    return notice


def ask_all(house, count: int | None = None) -> list[Notice]:
    """Queue one request for each person."""
    return [ask(house, person=person, key=f"{n}") for n, person in enumerate(house.people[:count])]


def test_a_message_leaves_in_the_schools_name_as_text_and_html(house, mail_server):
    notice = ask(house)
    assert deliver() == (1, 0, 0, "")
    [mail] = mail_server.messages
    assert (mail["Subject"], mail["To"]) == ("2 policies to sign by Friday 18 September", "person0@families.example")
    assert (mail["From"], mail["Reply-To"]) == ("Oak Lane School <portal@school.example>", "office@oak.example")
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (notice.message_id, "auto-generated")
    assert parsedate_to_datetime(mail["Date"]).date() == dt.date(2026, 9, 7)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == (
        "There are 2 policies to sign\n\n"
        "Our school asks all staff to read and sign its policies.\n"
        "It takes about 10 minutes.\n"
        "We show you what has changed.\n"
        "The last day is Friday 18 September.\n\n"
        "Read and sign:\n"
        "http://127.0.0.1:8000/s/oak/\n\n"
        "You get this e-mail because you work for the school.\n"
        "Not sure that this is real? Look here, or ask the office:\n"
        "http://127.0.0.1:8000/s/oak/mail/\n"
        "We do not put names or details in e-mails.\n\n"
        "Oak Lane School\n"
        "Office: 01632 960 001, 8am to 4pm\n"
    )
    row = fresh(notice)
    assert (row.state, row.attempts, row.leased_until, row.last_error) == (State.SENT, 1, None, "")
    assert (len(row.rendered_hash), row.rendered_version) == (64, row.template_version)
    assert row.sent_at is not None


def test_a_sent_message_is_not_sent_again(house, mail_server):
    ask(house)
    assert [deliver()[0] for _ in range(3)] == [1, 0, 0]
    assert len(mail_server.messages) == 1


def test_what_was_told_is_never_rewritten(house, demo_mailbox):
    notice = ask(house)
    deliver()
    for change in ({"state": State.WAITING, "sent_at": None}, {"context": {}}, {"rendered_hash": "0" * 64}):
        with pytest.raises(InternalError, match="sent_stays_sent"), transaction.atomic():
            Notice.objects.for_school(house.school).filter(pk=notice.pk).update(**change)


def test_what_is_held_waits_for_its_hour(house, mail_server, clock):
    ask(house, hold_until=the_clock.now() + dt.timedelta(hours=2))
    assert deliver()[0] == 0
    clock.advance(hours=2, seconds=1)
    assert deliver()[0] == 1


def test_urgent_messages_go_first(house, mail_server):
    ask_all(make_house(3, slug="ash"))
    at = the_clock.now()
    alert = ask(
        house,
        kind="concern_alert",
        confidentiality=Confidentiality.CONFIDENTIAL,
        context={"reference": "KTM-4QX", "at": at},
        key="alert",
    )
    sending.deliver(limit=1)
    assert [mail["Message-ID"] for mail in mail_server.messages] == [alert.message_id]


def test_one_conversation_serves_a_batch(house, mail_server):
    big = make_house(BATCH + 5, slug="ash")
    ask_all(big)
    assert deliver()[0] == BATCH + 5
    assert mail_server.conversations == 1


def test_a_link_is_made_at_delivery_and_only_its_hash_is_kept(house, mail_server, clock):
    link = {"purpose": "family", "ref": "7d3a", "days": 60}
    notice = ask(house, kind="family_request", context={"due": "2026-09-26", "minutes": 3, "link": link})
    assert LinkToken.objects.for_school(house.school).count() == 0
    deliver()
    text = mail_server.messages[0].get_body(("plain",)).get_content()
    token = text.partition("/f/")[2].partition("/")[0]
    assert f"http://127.0.0.1:8000/f/{token}/" in text
    row = links.resolve_link(token, "family")
    assert (row.person_id, row.ref, row.expired) == (house.person.pk, "7d3a", False)
    assert token not in str(LinkToken.objects.for_school(house.school).values()) + str(fresh(notice).__dict__)
    assert links.resolve_link(token, "staff") is None
    assert links.resolve_link("no such token", "family") is None
    clock.advance(days=61)
    assert links.resolve_link(token, "family").expired is True


def test_a_second_try_makes_a_second_link_and_the_first_stays_good(house, mail_server, clock):
    link = {"purpose": "family", "ref": "7d3a"}
    ask(house, kind="family_request", context={"due": "2026-09-26", "minutes": 3, "link": link})
    mail_server.refused["person0@families.example"] = "451 later"
    deliver()
    mail_server.refused.clear()
    clock.advance(minutes=2)
    deliver()
    rows = LinkToken.objects.for_school(house.school)
    assert [row.expired for row in rows] == [False, False]


def test_a_recipient_who_is_refused_for_good_is_shown_and_not_tried_again(house, mail_server, clock):
    notice = ask(house)
    mail_server.refused["person0@families.example"] = "550 no such user"
    assert deliver() == (0, 0, 1, "")
    assert (fresh(notice).state, notice.last_error) == (State.FAILED, "recipient 550")
    clock.advance(days=3)
    assert deliver() == (0, 0, 0, "")


def test_one_refusal_does_not_hold_up_the_others(house, mail_server):
    big = make_house(5, slug="ash")
    ask_all(big)
    mail_server.refused["person2@families.example"] = "550 no such user"
    assert deliver() == (4, 0, 1, "")


def test_a_recipient_who_is_refused_for_now_is_tried_again_later_and_later(house, mail_server, clock):
    notice = ask(house)
    mail_server.refused["person0@families.example"] = "451 try later"
    assert deliver() == (0, 1, 0, "")
    assert (fresh(notice).state, notice.last_error, notice.attempts) == (State.WAITING, "recipient 451", 1)
    assert deliver() == (0, 0, 0, "")
    clock.advance(minutes=1, seconds=1)
    assert deliver() == (0, 1, 0, "")
    mail_server.refused.clear()
    clock.advance(minutes=1)
    assert deliver() == (0, 0, 0, "")
    clock.advance(minutes=1, seconds=1)
    assert deliver() == (1, 0, 0, "")
    assert [m["Message-ID"] for m in mail_server.messages] == [notice.message_id]


def test_pauses_double_up_to_half_an_hour():
    assert [int(pause_after(n).total_seconds() / 60) for n in (1, 2, 3, 4, 5, 6, 7, 100)] == [
        1,
        2,
        4,
        8,
        16,
        30,
        30,
        30,
    ]


def test_a_server_that_is_down_for_three_days_costs_nothing_and_is_found_again_at_once(house, mail_server, clock):
    notices = ask_all(make_house(3, slug="ash"))
    mail_server.stop()
    for _ in range(3):
        assert deliver() == (0, 0, 0, "connect ConnectionRefusedError")
        clock.advance(days=1)
    assert [fresh(n).attempts for n in notices] == [0, 0, 0]
    assert Heartbeat.objects.get(name="mail").trouble == "connect ConnectionRefusedError"
    mail_server.start()
    assert deliver() == (3, 0, 0, "")
    assert Heartbeat.objects.get(name="mail").trouble == ""


def test_a_server_that_takes_forty_and_hangs_up_is_called_again(house, mail_server):
    ask_all(make_house(95, slug="ash"))
    mail_server.take = 40
    sent, later, failed, _trouble = deliver()
    assert (sent, failed) == (93, 0)
    assert later == 2
    assert mail_server.conversations == 3


def test_a_server_that_hangs_is_given_up_after_the_timeout(house, mail_server, settings):
    notices = ask_all(make_house(3, slug="ash"))
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.stays_silent = True
    assert deliver() == (0, 1, 0, "timeout")
    assert sorted((fresh(n).state, n.attempts) for n in notices) == [
        (State.WAITING, 0),
        (State.WAITING, 0),
        (State.WAITING, 1),
    ]


def test_nobody_without_an_address_is_forgotten(house, mail_server):
    nobody = make_person(house.school, 9, email="")
    notice = ask(house, person=nobody)
    assert deliver() == (0, 0, 1, "")
    assert (fresh(notice).state, notice.last_error) == (State.FAILED, "no address")


def test_a_thank_you_to_somebody_without_an_address_is_dropped_in_silence(house, mail_server):
    nobody = make_person(house.school, 9, email="")
    notice = outbox.queue(
        school=house.school,
        confidentiality="everyday",
        kind="signed",
        person=nobody,
        subject="round:1",
        key="thanks",
        context={"reference": "KTM-4QX", "at": the_clock.now()},
    )
    assert deliver() == (0, 0, 0, "")
    assert (fresh(notice).state, notice.stop_reason) == (State.CANCELLED, "no_address")


@pytest.mark.parametrize("broken", ["{{ nobody }}", "{% if %}", "{% include 'emails/none.txt' %}"])
@pytest.mark.parametrize("part", ["subject.txt", "txt", "html"])
def test_a_template_that_cannot_be_rendered_fails_loudly_before_anything_is_sent(
    house, mail_server, settings, tmp_path, broken, part, caplog
):
    import shutil

    from notices import rendering

    neighbour = make_person(house.school, 7)
    notice, other = ask(house), ask(house, person=neighbour, kind="question_asked", context={}, key="other")
    folder = tmp_path / "templates"
    shutil.copytree(settings.TEMPLATES[0]["DIRS"][0] / "emails", folder / "emails")
    (folder / "emails" / f"staff_request.{part}").write_text(broken)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]
    rendering._engine.cache_clear()
    rendering.template_version.cache_clear()
    try:
        assert deliver() == (1, 0, 1, "")
    finally:
        rendering._engine.cache_clear()
        rendering.template_version.cache_clear()
    assert fresh(notice).state == State.FAILED
    assert notice.last_error.startswith("template ")
    assert fresh(other).state == State.SENT
    assert len(mail_server.messages) == 1
    assert "cannot be sent: template" in caplog.text
    assert "person0@families.example" not in caplog.text


def test_a_lease_that_ran_out_is_taken_up_again_with_the_same_message_id(house, mail_server, clock):
    from notices.services.delivery.leasing import lease

    notice = ask(house)
    assert [[n.pk for n in bundle] for bundle in lease(10, the_clock.now())] == [[notice.pk]]
    assert deliver() == (0, 0, 0, "")
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert deliver() == (1, 0, 0, "")
    assert [m["Message-ID"] for m in mail_server.messages] == [notice.message_id]
    assert fresh(notice).attempts == 2


def test_a_test_mail_and_an_invitation(house, mail_server, clock):
    from ledger.models import Entry
    from people.queries.acting import actor_for

    by = actor_for(house.person, house.school)
    office_actions.send_test_mail(school=house.school, to="it@oak.example", by=by)
    office_actions.invite(person=house.person, school=house.school)
    office_actions.invite(person=house.person, school=house.school)
    assert deliver() == (2, 0, 0, "")
    assert [(m["To"], m["Subject"]) for m in mail_server.messages] == [
        ("it@oak.example", "Test message from Oak Lane School"),
        ("person0@families.example", "You can now sign in to Oak Lane School"),
    ]
    assert NoticeAddress.objects.for_school(house.school).count() == 0
    assert sorted(Entry.objects.values_list("verb", flat=True)) == ["notice.test_sent"]


def test_a_shared_sender_is_never_given_up_on(house, mail_server, monkeypatch):
    notice = ask(house)

    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPSenderRefused(550, b"not you", "portal@school.example")

    monkeypatch.setattr(smtplib.SMTP, "sendmail", refuse)
    assert deliver() == (0, 1, 0, "sender 550")
    assert (fresh(notice).state, notice.last_error) == (State.WAITING, "sender 550")


def test_two_addresses_never_share_a_message(house, mail_server):
    ask_all(make_house(2, slug="ash"))
    deliver()
    assert [len(getaddresses([mail["To"]])) for mail in mail_server.messages] == [1, 1]
