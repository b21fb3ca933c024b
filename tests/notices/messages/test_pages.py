"""What the office, anybody, and a monitor see of the outbox."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.services import invitations
from core import clock as the_clock
from ledger.models import Entry
from ledger.states import Confidentiality
from notices.models import Bounce, DemoMail, Notice
from notices.queries import health, outbox
from notices.services import bounces, office_actions, scheduled_runs
from notices.services import outbox as notices_outbox
from notices.services.delivery import sending
from notices.states.outbox import BounceType, State
from people.services import assignments
from tests.notices.conftest import make_person
from tests.notices.delivery.test_delivery import ask, fresh

NINE = dt.datetime(2026, 9, 7, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def school(cast, clock):
    """The school of the cast, on a Monday."""
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    return cast.school


def failed(cast, who=None, **changes) -> Notice:
    """Queue a message and let it fail."""
    given = {"school": cast.school, "person": (who or cast.teacher).person, "subject": "round:1", "key": "f"}
    given |= {"confidentiality": Confidentiality.EVERYDAY, "kind": "staff_request"}
    given |= {"context": {"count": 1, "due": "2026-09-18", "minutes": 5}}
    notice = notices_outbox.queue(**(given | changes))
    Notice.objects.for_school(cast.school).filter(pk=notice.pk).update(state=State.FAILED, last_error="recipient 550")
    return fresh(notice)


ALERT_CONTEXT = {"reference": "KTM-4QX", "at": NINE}
ALERT = {"kind": "concern_alert", "confidentiality": Confidentiality.CONFIDENTIAL, "context": ALERT_CONTEXT}


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
    Notice.objects.for_school(school).filter(pk=notice.pk).update(attempts=outbox.STUCK_AFTER)
    assert "Ms Lovell" not in outbox_page(client, cast, sign_in).content.decode()


def test_a_confidential_message_that_waits_or_has_no_person_is_not_there_at_all(client, cast, school, sign_in):
    notices_outbox.queue(school=school, person=cast.dsl.person, subject="case:1", key="w", **ALERT)
    notice = notices_outbox.queue(
        school=school,
        confidentiality=Confidentiality.CONFIDENTIAL,
        kind="reporter_message",
        person=None,
        subject="report:1",
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
    office_actions.retry(notice=notice, by=cast.office.actor)
    sending.deliver()
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


def came_back(cast, who=None, *, bounce_type: BounceType = BounceType.BOUNCED, **changes) -> Notice:
    """Queue a message, let it be sent, and let it come back."""
    notice = failed(cast, who, **changes)
    rows = Notice.objects.for_school(cast.school).filter(pk=notice.pk)
    rows.update(state=State.SENT, last_error="", sent_at=the_clock.now(), rendered_hash="0" * 64)
    told = {"code": "", "event_id": str(notice.pk), "at": the_clock.now(), "to": f"{notice.key}@families.example"}
    assert bounces.record_bounce(notice=fresh(notice), bounce_type=bounce_type, **told) is True
    return fresh(notice)


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_what_came_back_stands_with_its_cause_its_cure_and_one_action(client, cast, school, sign_in):
    came_back(cast)
    page = main_of(outbox_page(client, cast, sign_in).content.decode())
    assert '<h2 id="came-back">Came back</h2>' in page
    assert "Request to sign to Miss Carver" in page
    assert "The address does not exist, or its mailbox takes no e-mail. Check the address with this person" in page
    assert (page.count("Send again<"), page.count(f"/s/{school.slug}/people/{cast.teacher.person.pk}/")) == (1, 1)
    assert "ounced" not in page


def test_a_carers_details_are_one_press_away(client, cast, school, sign_in):
    came_back(cast, cast.parent)
    page = main_of(outbox_page(client, cast, sign_in).content.decode())
    assert f'href="/s/{school.slug}/carers/{cast.parent.person.pk}/"' in page
    assert client.get(f"/s/{school.slug}/carers/{cast.parent.person.pk}/").status_code == 200


def test_of_an_alert_that_came_back_the_office_sees_whom_it_did_not_reach_and_no_more(client, cast, school, sign_in):
    notice = came_back(cast, cast.dsl, **ALERT)
    page = main_of(outbox_page(client, cast, sign_in).content.decode())
    assert "Message to Ms Lovell" in page
    told = ("KTM-4QX", "New item", "named to look", "onfidential", "concern", "Cancel this", "7 September", "paper")
    assert [word for word in told if word in page] == []
    client.post(f"/s/{school.slug}/notices/{notice.pk}/cancel/")
    assert fresh(notice).state == State.BOUNCED
    client.post(f"/s/{school.slug}/notices/{notice.pk}/retry/")
    assert fresh(notice).state == State.WAITING


def test_send_again_and_cancel_what_came_back(client, cast, school, sign_in):
    notice, other = came_back(cast), came_back(cast, key="g")
    office = sign_in(client, cast.office)
    office.post(f"/s/{school.slug}/notices/{notice.pk}/retry/")
    office.post(f"/s/{school.slug}/notices/{other.pk}/cancel/")
    assert (fresh(notice).state, fresh(other).state) == (State.WAITING, State.CANCELLED)
    assert outbox.todo_for(cast.office.actor) == []


def test_whoever_wants_no_e_mails_is_shown_and_written_to_again_when_the_office_says_so(client, cast, school, sign_in):
    notice = came_back(cast, bounce_type=BounceType.COMPLAINED)
    page = main_of(outbox_page(client, cast, sign_in).content.decode())
    assert "They get urgent ones only." in page
    assert (fresh(notice).state, page.count("Write again<"), page.count("Send again<")) == (State.SENT, 1, 0)
    row = Bounce.objects.for_school(school).get()
    client.post(f"/s/{school.slug}/notices/{row.pk}/write-again/")
    assert "Write again<" not in outbox_page(client, cast, sign_in).content.decode()
    assert client.post(f"/s/{school.slug}/notices/{row.pk}/write-again/").status_code == 404


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("came back", "An earlier e-mail to this address came back, so we did not send it."),
        ("unwanted", "This person has marked our e-mails as unwanted, so we did not send it."),
        ("recipient refused", "The mail server does not know this address."),
        ("service 503", "The mail service could not take the message."),
        ("ConnectionRefusedError", "The mail server could not be reached."),
        ("template KeyError", "The message could not be written."),
    ],
)
def test_each_cause_is_a_sentence(client, cast, school, sign_in, code, words):
    notice = failed(cast)
    Notice.objects.for_school(school).filter(pk=notice.pk).update(last_error=code)
    assert words in outbox_page(client, cast, sign_in).content.decode()


def test_what_is_held_is_told_by_its_hour_and_what_waits_by_itself(client, cast, school, sign_in):
    monday = dt.datetime(2026, 9, 14, 7, 0, tzinfo=dt.UTC)
    for n in range(3):
        ask_waiting(cast, n, monday)
    ask_waiting(cast, 9, the_clock.now())
    page = main_of(outbox_page(client, cast, sign_in).content.decode())
    assert "<h2>Held until 8am on Monday 14 September</h2>" in page
    assert "<li>3 × Question about a policy</li>" in page
    assert page.count("To Mrs Ashdown") == page.count("<b>Question about a policy</b>") == 1
    assert "3 are held until the school opens." in page


def test_the_office_reads_when_reminders_last_ran(client, cast, school, sign_in, clock):
    assert "Reminders have not run yet." in outbox_page(client, cast, sign_in).content.decode()
    clock.set(dt.datetime(2026, 9, 7, 7, 2))
    all_scheduled_runs()
    clock.set(dt.datetime(2026, 9, 7, 9, 0))
    assert "Reminders last ran today at 7:02am." in outbox_page(client, cast, sign_in).content.decode()


def test_what_became_of_the_last_test_message(client, cast, school, sign_in, mail_server):
    office_actions.send_test_mail(school=school, to="me@elsewhere.example", by=None)
    assert "It is on its way." in outbox_page(client, cast, sign_in).content.decode()
    sending.deliver()
    page = outbox_page(client, cast, sign_in).content.decode()
    assert "It left today at 9am." in page
    assert "elsewhere" not in page


def test_the_home_page_of_the_office_tells_of_failures(cast, school):
    assert outbox.todo_for(cast.office.actor) == []
    failed(cast)
    [todo] = outbox.todo_for(cast.office.actor)
    assert (str(todo.title), todo.url) == ("One e-mail could not be sent", f"/s/{school.slug}/notices/")
    came_back(cast, key="g")
    came_back(cast, cast.dsl, **(ALERT | {"key": "h"}))
    assert [str(todo.title) for todo in outbox.todo_for(cast.office.actor)] == [
        "2 e-mails came back",
        "One e-mail could not be sent",
    ]
    assert outbox.todo_for(cast.teacher.actor) == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_outbox_takes_the_same_number_of_queries_for_one_and_for_thirty(
    client, cast, school, sign_in, count, django_assert_num_queries
):
    for n in range(count):
        failed(cast, key=f"f{n}")
        came_back(cast, key=f"b{n}")
        came_back(cast, key=f"c{n}", bounce_type=BounceType.COMPLAINED)
        ask_waiting(cast, n)
    with django_assert_num_queries(14):
        outbox.outbox(school)


def ask_waiting(cast, n: int, until: dt.datetime | None = None) -> None:
    """Queue a message that is held, an hour unless told otherwise."""
    notices_outbox.queue(
        school=cast.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="question_asked",
        person=cast.head.person,
        subject="round:1",
        key=f"w{n}",
        hold_until=until or the_clock.now() + dt.timedelta(hours=1),
    )


def test_anybody_can_check_whether_an_e_mail_is_real(client, cast, school):
    page = client.get(f"/s/{school.slug}/mail/").content.decode()
    assert "comes from the address <b>portal@school.example</b>" in page
    assert "On school days from 8am to 4pm:" in page
    assert "via" not in main_of(page)
    assert "Call the office: <b>01234 567 890</b>" in page
    assert [word for word in ("New item", "Reply to a form", "Message to somebody outside") if word in page] == []
    assert client.get("/s/no-such-school/mail/").status_code == 404


def test_the_page_names_the_domain_of_the_mail_service_where_there_is_one(client, cast, school, settings):
    settings.MAIL_SENDING_DOMAIN = "mg.school.example"
    page = client.get(f"/s/{school.slug}/mail/").content.decode()
    assert "may say “via” or “sent by” <b>mg.school.example</b>" in page


def all_scheduled_runs() -> None:
    """Let every scheduled run that the health page asks for run to its end."""
    for name in ("notices.deliver", *health.reminder_tasks()):
        scheduled_runs.record_heartbeat(name=name)


def test_health_is_late_until_the_scheduled_runs_have_run(client, house, clock):
    assert client.get("/health/").json() == {
        "status": "late",
        "database": "ok",
        "broker": "ok",
        "scheduled_runs": "late",
        "reminders": "late",
        "mail": "ok",
        "outbox": "ok",
    }
    all_scheduled_runs()
    assert client.get("/health/").json()["status"] == "ok"
    clock.advance(minutes=6)
    assert client.get("/health/").json()["scheduled_runs"] == "late"


@pytest.mark.parametrize(
    ("hour", "minute", "reminders"), [(7, 59, "ok"), (8, 0, "late"), (17, 59, "late"), (18, 0, "ok"), (3, 0, "ok")]
)
@pytest.mark.parametrize("month", [1, 7])
def test_reminders_are_late_only_in_the_hours_in_which_they_run(client, house, clock, month, hour, minute, reminders):
    clock.set(dt.datetime(2026, month, 6, 18, 0))
    all_scheduled_runs()
    clock.set(dt.datetime(2026, month, 7, hour, minute))
    assert client.get("/health/").json()["reminders"] == reminders


def test_one_reminder_run_that_stands_still_for_an_hour_is_late(client, house, clock):
    all_scheduled_runs()
    clock.advance(minutes=59)
    assert client.get("/health/").json()["reminders"] == "ok"
    for name in health.reminder_tasks()[1:]:
        scheduled_runs.record_heartbeat(name=name)
    clock.advance(minutes=1)
    assert client.get("/health/").json()["reminders"] == "late"


def test_the_hours_of_the_reminders_are_those_of_the_beat():
    from core.contributions.tasks import REMINDER_HOURS
    from schoolsocial.celery import SCHOOL_HOURS, scheduled_runs

    first, last = REMINDER_HOURS
    assert f"{first}-{last - 1}" == SCHOOL_HOURS
    assert [name for name in health.reminder_tasks() if name not in scheduled_runs()] == []


def test_health_tells_of_an_outbox_that_does_not_empty(client, house, clock):
    ask(house)
    assert client.get("/health/").json()["outbox"] == "ok"
    clock.advance(minutes=11)
    assert client.get("/health/").json()["outbox"] == "late"
    assert sending.deliver().sent == 1
    assert client.get("/health/").json()["outbox"] == "ok"


def test_a_run_that_runs_twice_is_one_heartbeat(house, clock):
    scheduled_runs.record_heartbeat(name="signoffs.reminder_run")
    clock.advance(minutes=15)
    scheduled_runs.record_heartbeat(name="signoffs.reminder_run", trouble="")
    now = pytest.approx(the_clock.now(), abs=dt.timedelta(seconds=30))
    assert health.last_runs(["signoffs.reminder_run", "never"]) == {"signoffs.reminder_run": now}


def test_demo_mail_is_kept_in_place_of_being_sent(house, demo_mailbox):
    ask(house)
    sending.deliver()
    mail = DemoMail.objects.get()
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
    person = make_person(school, 77)
    assignments.give_role(person=person, school=school, role="teacher")
    invitations.invite_staff(person=person, school=school, by=cast.office.actor)
    invitations.invite_staff(person=person, school=school, by=cast.office.actor)
    [notice] = Notice.objects.for_school(school).filter(kind="invitation")
    assert (notice.person_id, notice.state) == (person.pk, State.WAITING)


def test_the_office_reads_that_the_mail_server_does_not_answer(client, cast, school, sign_in, mail_server):
    office_actions.send_test_mail(school=school, to="me@elsewhere.example", by=None)
    mail_server.stop()
    sending.deliver()
    words = "The mail server does not take our e-mails just now."
    assert words in outbox_page(client, cast, sign_in).content.decode()
    mail_server.start()
    sending.deliver()
    assert words not in outbox_page(client, cast, sign_in).content.decode()
