"""What the office, anybody, and a monitor see of the outbox."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock as the_clock
from ledger.models import Entry
from ledger.states import Room
from notices import queries, services
from notices.models import Notice
from notices.states import State
from tests.notices.conftest import make_person
from tests.notices.test_delivery import ask, fresh

NINE = dt.datetime(2026, 9, 7, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def school(cast, clock):
    """The school of the cast, on a Monday."""
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    return cast.school


def failed(cast, who=None, **changes) -> Notice:
    """Queue a message and let it fail."""
    given = {"school": cast.school, "person": (who or cast.teacher).person, "subject": "signoffs.round:1", "key": "f"}
    given |= {
        "room": Room.EVERYDAY,
        "kind": "staff_request",
        "context": {"count": 1, "due": "2026-09-18", "minutes": 5},
    }
    notice = services.queue(**(given | changes))
    Notice.objects.for_school(cast.school).filter(pk=notice.pk).update(state=State.FAILED, last_error="recipient 550")
    return fresh(notice)


ALERT = {"kind": "concern_alert", "room": Room.CONFIDENTIAL, "context": {"reference": "KTM-4QX", "at": NINE}}


def outbox_page(client, cast, sign_in, who=None):
    """Open the outbox as the office."""
    return sign_in(client, who or cast.office).get(f"/s/{cast.school.slug}/notices/")


def test_the_office_sees_what_failed_and_what_to_do(client, cast, school, sign_in):
    failed(cast)
    page = outbox_page(client, cast, sign_in).content.decode()
    assert "Request to sign to Miss Carver" in page
    assert "The mail server does not know this address." in page
    assert page.count("Send again<") == 1


def test_of_a_confidential_message_the_office_sees_that_it_failed_and_no_more(client, cast, school, sign_in):
    failed(cast, who=cast.dsl, **ALERT)
    page = outbox_page(client, cast, sign_in).content.decode()
    assert "Message to Ms Lovell" in page
    assert [
        word
        for word in ("KTM-4QX", "New item", "named to look", "onfidential", "concern")
        if word in page.partition("<main")[2].partition("</main>")[0]
    ] == []


def test_nobody_in_the_office_can_hold_an_alert_back(client, cast, school, sign_in):
    notice = failed(cast, who=cast.dsl, **ALERT)
    assert "Cancel this e-mail" not in outbox_page(client, cast, sign_in).content.decode()
    client.post(f"/s/{school.slug}/notices/{notice.pk}/cancel/")
    assert fresh(notice).state == State.FAILED
    client.post(f"/s/{school.slug}/notices/{notice.pk}/retry/")
    assert fresh(notice).state == State.WAITING
    Notice.objects.for_school(school).filter(pk=notice.pk).update(attempts=queries.STUCK_AFTER)
    assert "Ms Lovell" not in outbox_page(client, cast, sign_in).content.decode()


def test_a_confidential_message_that_waits_or_has_no_person_is_not_there_at_all(client, cast, school, sign_in):
    services.queue(school=school, person=cast.dsl.person, subject="incidents.case:1", key="w", **ALERT)
    notice = services.queue(
        school=school,
        room=Room.CONFIDENTIAL,
        kind="reporter_message",
        person=None,
        subject="incidents.report:1",
        key="r",
        to="someone@home.example",
    )
    Notice.objects.for_school(school).filter(pk=notice.pk).update(state=State.FAILED, last_error="recipient 550")
    page = outbox_page(client, cast, sign_in).content.decode()
    assert "Every e-mail has left. Nothing needs you." in page
    assert "Ms Lovell" not in page.partition("<main")[2].partition("</main>")[0]
    answer = client.post(f"/s/{school.slug}/notices/{notice.pk}/retry/")
    assert answer.status_code == 404


def test_send_again_and_cancel(client, cast, school, sign_in):
    notice, other = failed(cast), failed(cast, key="g")
    office = sign_in(client, cast.office)
    office.post(f"/s/{school.slug}/notices/{notice.pk}/retry/")
    office.post(f"/s/{school.slug}/notices/{other.pk}/cancel/")
    assert (fresh(notice).state, notice.attempts, fresh(other).state) == (State.WAITING, 0, State.CANCELLED)
    verbs = Entry.objects.filter(verb__startswith="notice.").order_by("verb").values_list("verb", flat=True)
    assert list(verbs) == ["notice.cancelled", "notice.retried"]


def test_what_was_sent_meanwhile_cannot_be_cancelled(client, cast, school, sign_in):
    notice = failed(cast)
    services.retry(notice=notice, by=cast.office.actor)
    services.deliver()
    answer = sign_in(client, cast.office).post(f"/s/{school.slug}/notices/{notice.pk}/cancel/")
    assert answer.status_code == 404
    assert fresh(notice).state == State.SENT


def test_another_school_and_other_roles_do_not_get_in(client, cast, school, sign_in):
    notice = failed(cast)
    assert outbox_page(client, cast, sign_in, cast.teacher).status_code == 403
    assert outbox_page(client, cast, sign_in, cast.stranger_head).status_code == 404
    assert client.post(f"/s/{school.slug}/notices/{notice.pk}/retry/").status_code == 404
    client.logout()
    assert client.get(f"/s/{school.slug}/notices/").status_code == 302


def test_the_home_page_of_the_office_tells_of_failures(cast, school):
    assert queries.todo_for(cast.office.actor) == []
    failed(cast)
    [todo] = queries.todo_for(cast.office.actor)
    assert (str(todo.title), todo.url) == ("One message could not be sent", f"/s/{school.slug}/notices/")
    assert queries.todo_for(cast.teacher.actor) == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_outbox_takes_the_same_number_of_queries_for_one_and_for_thirty(
    client, cast, school, sign_in, count, django_assert_num_queries
):
    for n in range(count):
        failed(cast, key=f"f{n}")
        ask_waiting(cast, n)
    with django_assert_num_queries(7):
        queries.outbox(school)


def ask_waiting(cast, n: int) -> None:
    """Queue a message that waits."""
    services.queue(
        school=cast.school,
        room=Room.EVERYDAY,
        kind="question_asked",
        person=cast.head.person,
        subject="signoffs.round:1",
        key=f"w{n}",
        hold_until=the_clock.now() + dt.timedelta(hours=1),
    )


def test_anybody_can_check_whether_an_e_mail_is_real(client, cast, school):
    page = client.get(f"/s/{school.slug}/mail/").content.decode()
    assert "comes from the address <b>portal@school.example</b>" in page
    assert "Call the office: <b>01234 567 890</b>" in page
    assert [word for word in ("New item", "Reply to a form", "Message to somebody outside") if word in page] == []
    assert client.get("/s/no-such-school/mail/").status_code == 404


def test_health_is_late_until_the_tick_has_run(client, house, clock):
    assert client.get("/health/").json() == {
        "status": "late",
        "database": "ok",
        "broker": "ok",
        "tick": "late",
        "mail": "ok",
        "outbox": "ok",
    }
    services.heartbeat(name="notices.deliver")
    assert client.get("/health/").json()["status"] == "ok"
    clock.advance(minutes=6)
    assert client.get("/health/").json()["tick"] == "late"


def test_health_tells_of_an_outbox_that_does_not_empty(client, house, clock):
    ask(house)
    assert client.get("/health/").json()["outbox"] == "ok"
    clock.advance(minutes=11)
    assert client.get("/health/").json()["outbox"] == "late"
    assert services.deliver().sent == 1
    assert client.get("/health/").json()["outbox"] == "ok"


def test_a_tick_that_runs_twice_is_one_heartbeat(house, clock):
    services.heartbeat(name="signoffs.reminder_tick")
    clock.advance(minutes=15)
    services.heartbeat(name="signoffs.reminder_tick", trouble="")
    assert queries.last_run("signoffs.reminder_tick") == pytest.approx(the_clock.now(), abs=dt.timedelta(seconds=30))
    assert queries.last_run("never") is None


def test_demo_mail_is_kept_in_place_of_being_sent(house, demo_mailbox):
    ask(house)
    services.deliver()
    [mail] = queries.demo_mails()
    assert (mail.to, mail.subject) == ("person0@families.example", "2 policies to sign by Friday 18 September")
    assert (mail.sender, mail.reply_to) == ("Oak Lane School <portal@school.example>", "office@oak.example")
    assert "<h1>There are 2 policies to sign</h1>" in mail.html


def test_the_demo_mailbox_does_not_exist_in_production(settings):
    from django.core.exceptions import ImproperlyConfigured

    from notices.backends import DemoMailbox

    settings.PORTAL_MODE = "production"
    with pytest.raises(ImproperlyConfigured, match="set EMAIL_URL"):
        DemoMailbox()


def test_an_invitation_follows_the_account(cast, school):
    from people import services as people

    person = make_person(school, 77)
    people.give_role(person=person, school=school, role="teacher")
    people.invite_staff(person=person, school=school, by=cast.office.actor)
    people.invite_staff(person=person, school=school, by=cast.office.actor)
    [notice] = Notice.objects.for_school(school).filter(kind="invitation")
    assert (notice.person_id, notice.state) == (person.pk, State.WAITING)
