"""Mail services by setting: what the environment must say, and what each of a service's answers means."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from notices.services.delivery import sending
from notices.services.delivery.transport import TROUBLE, classify
from notices.states.outbox import State
from schoolsocial import mail_services
from schoolsocial.env import production_faults
from tests.accounts.test_sign_in_mail import ask_for_code
from tests.notices.conftest import MONDAY, make_house, make_person
from tests.notices.delivery.test_delivery import ask_all, deliver, fresh
from tests.notices.mailservice import SECRET, use
from tests.notices.messages.test_outbox import ask
from tests.project.test_settings import start

KEYS = {
    "brevo": "API_KEY=a",
    "mailersend": "API_TOKEN=a SIGNING_SECRET=b",
    "mailgun": "API_KEY=a WEBHOOK_SIGNING_KEY=b",
    "mailjet": "API_KEY=a SECRET_KEY=b",
    "mailtrap": "API_TOKEN=a TRACKING_SECRET=b",
    "mandrill": "API_KEY=a WEBHOOK_KEY=b",
    "postal": "API_KEY=a API_URL=https://postal.example WEBHOOK_KEY=b",
    "postmark": "SERVER_TOKEN=a",
    "resend": "API_KEY=a",
    "sparkpost": "API_KEY=a",
}


def test_every_service_is_in_the_table_of_this_test():
    assert KEYS.keys() == mail_services.SERVICES.keys()


@pytest.mark.parametrize("provider", KEYS)
def test_each_service_opens_with_its_keys_and_checks_who_calls(provider, settings, recwarn):
    from django.core.mail import get_connection
    from django.utils.module_loading import import_string

    values, faults = mail_services.read(provider, KEYS[provider], SECRET)
    assert faults == []
    for name, value in values.items():
        setattr(settings, name, value)
    assert get_connection().esp_name.lower() == provider
    import_string(settings.MAIL_HOOK_VIEW)()
    call_command("check", "--fail-level", "WARNING")
    assert [str(one.message) for one in recwarn] == []


@pytest.mark.parametrize("provider", KEYS)
def test_each_key_that_is_missing_is_named_and_no_value_repeated(provider):
    for left_out in KEYS[provider].split():
        rest = KEYS[provider].replace(left_out, "").strip()
        _values, faults = mail_services.read(provider, rest, SECRET)
        assert [fault for fault in faults if f"needs its key {left_out.partition('=')[0]}." in fault] == faults[:1]


@pytest.mark.parametrize(
    ("provider", "keys", "secret", "remedy"),
    [
        ("postmark", "SERVER_TOKEN=a", "", "MAIL_WEBHOOK_SECRET is not set"),
        ("postmark", "SERVER_TOKEN=a", "hooks:short", "MAIL_WEBHOOK_SECRET reads name:secret"),
        ("postmark", "SERVER_TOKEN=a", "a" * 60, "MAIL_WEBHOOK_SECRET reads name:secret"),
        ("postmark", "SERVER_TOKEN=a", f"{SECRET},hooks:short", "MAIL_WEBHOOK_SECRET reads name:secret"),
        ("postmark", "hunter2", SECRET, "has a part that is not NAME=value"),
        ("postmark", "SERVER_TOKEN=a TOKEN=b", SECRET, "TOKEN is no key of postmark"),
        ("mailgun", "API_KEY=a", "", "mailgun needs its key WEBHOOK_SIGNING_KEY"),
        ("carrier_pigeon", "", "", "it must be one of: brevo, "),
        ("", "API_KEY=a", "", "EMAIL_PROVIDER_KEYS is set without EMAIL_PROVIDER"),
        ("", "", SECRET, "MAIL_WEBHOOK_SECRET is set without EMAIL_PROVIDER"),
    ],
)
def test_half_a_setting_is_refused_with_the_remedy(provider, keys, secret, remedy):
    _values, faults = mail_services.read(provider, keys, secret)
    assert [remedy in fault for fault in faults] == [True]
    assert [word for word in ("hunter2", "s3cret") if word in faults[0]] == []
    assert faults[0] in production_faults({"MAIL_FAULTS": faults})


def test_the_secret_may_be_changed_without_a_gap():
    values, faults = mail_services.read("postmark", "SERVER_TOKEN=a", f"{SECRET}, new:{'x' * 24}")
    assert (faults, values["ANYMAIL"]["WEBHOOK_SECRET"]) == ([], [SECRET, "new:" + "x" * 24])


def test_the_domain_that_mail_programs_show_comes_from_the_service_or_the_setting():
    assert mail_services.read("mailgun", KEYS["mailgun"] + " SENDER_DOMAIN=MG.school.example")[0][
        "MAIL_SENDING_DOMAIN"
    ] == ("mg.school.example")
    assert mail_services.read("", domain="mg.school.example") == ({"MAIL_SENDING_DOMAIN": "mg.school.example"}, [])
    assert mail_services.read("", domain="not a domain")[1] == [
        "MAIL_SENDING_DOMAIN is 'not a domain'; it must be a domain such as mail.school.org.uk."
    ]


MAILGUN = {"EMAIL_URL": "", "EMAIL_PROVIDER": "mailgun", "EMAIL_PROVIDER_KEYS": "API_KEY=a WEBHOOK_SIGNING_KEY=b"}


@pytest.mark.parametrize(
    ("changed", "remedy"),
    [
        (MAILGUN | {"EMAIL_PROVIDER_KEYS": ""}, "mailgun needs its key API_KEY"),
        (MAILGUN | {"EMAIL_URL": "smtp://mail.example"}, "EMAIL_URL and EMAIL_PROVIDER are both set"),
        (MAILGUN | {"PORTAL_MODE": "demo"}, "the demo writes to nobody"),
    ],
)
def test_the_portal_does_not_start_with_half_a_mail_service(changed, remedy):
    code, said = start(**changed)
    assert (code, remedy in said) == (1, True), said


def test_the_portal_starts_with_a_mail_service():
    code, said = start(**MAILGUN)
    assert code == 0, said


# Sending. The stand-in is only the service's end of the line.


def test_a_message_goes_by_the_service_and_we_note_its_name_for_it(house, postmark):
    notice = ask(house)
    assert deliver() == (1, 0, 0, "")
    [call] = postmark.calls
    assert (call["path"], call["headers"]["X-Postmark-Server-Token"]) == ("/email", "token-1")
    assert call["told"]["To"] == "person0@families.example"
    assert call["told"]["From"] == "Oak Lane School <portal@school.example>"
    assert call["told"]["Headers"] == [
        {"Name": "Message-ID", "Value": notice.message_id},
        {"Name": "Auto-Submitted", "Value": "auto-generated"},
        {"Name": "X-PM-KeepID", "Value": "true"},
    ]
    assert (fresh(notice).state, notice.service_id) == (State.SENT, call["name"])


def test_the_service_is_asked_for_no_tracking_and_told_no_more_than_the_letter(house, postmark):
    ask(house)
    deliver()
    assert sorted(postmark.calls[0]["told"]) == ["From", "Headers", "HtmlBody", "ReplyTo", "Subject", "TextBody", "To"]


def test_another_service_gets_only_the_headers_that_it_takes(house, settings, mail_service):
    use(settings, "brevo", mail_service.url)
    notice = ask(house)
    deliver()
    assert mail_service.calls[0]["told"]["headers"] == {"Auto-Submitted": "auto-generated"}
    assert fresh(notice).service_id == f"<{mail_service.calls[0]['name']}@brevo.example>"


def test_mailgun_takes_our_own_message_id(house, settings, mail_service):
    use(settings, "mailgun", mail_service.url)
    notice = ask(house)
    deliver()
    [call] = mail_service.calls
    assert (call["path"], call["told"]["h:Message-Id"]) == ("/mg.school.example/messages", notice.message_id)
    assert fresh(notice).service_id == call["name"]


FOUND = "Found inactive addresses: person0@families.example. Inactive recipients are ones that have bounced."
INACTIVE = {"ErrorCode": 406, "Message": FOUND}
OTHER_WORDS = {"ErrorCode": 406, "Message": "This one is asleep: person0@families.example"}
BAD_ADDRESS = {"ErrorCode": 300, "Message": "Invalid 'To' address: 'person0@families.example'."}
NO_SENDER = {"ErrorCode": 400, "Message": "The 'From' address you supplied is not a Sender Signature."}


@pytest.mark.parametrize(
    ("answer", "result", "state", "code"),
    [
        ((422, INACTIVE), (0, 0, 1, ""), State.FAILED, "recipient refused"),
        ((422, BAD_ADDRESS), (0, 0, 1, ""), State.FAILED, "recipient refused"),
        ((422, OTHER_WORDS), (0, 1, 0, ""), State.WAITING, "service failed"),
        ((413, {}), (0, 0, 1, ""), State.FAILED, "content 413"),
        ((422, NO_SENDER), (0, 1, 0, ""), State.WAITING, "service 422"),
        ((404, {}), (0, 1, 0, ""), State.WAITING, "service 404"),
        ((401, {}), (0, 1, 0, "sender 401"), State.WAITING, "sender 401"),
        ((429, {}), (0, 1, 0, "service 429"), State.WAITING, "service 429"),
        ((500, {}), (0, 1, 0, "service 500"), State.WAITING, "service 500"),
        ((503, b"<html>back soon</html>"), (0, 1, 0, "service 503"), State.WAITING, "service 503"),
        ((200, b"<html>a proxy</html>"), (0, 1, 0, ""), State.WAITING, "service 200"),
    ],
)
def test_what_a_services_answer_means(house, postmark, answer, result, state, code):
    notice = ask(house)
    postmark.answer = answer
    assert deliver() == result
    assert (fresh(notice).state, notice.last_error, notice.service_id) == (state, code, "")


def test_after_a_limit_is_hit_the_others_are_not_tried_and_go_when_it_is_over(db, postmark, clock):
    clock.set(MONDAY)
    ask_all(make_house(3, slug="ash"))
    postmark.answer = (429, {})
    assert (deliver(), len(postmark.calls)) == ((0, 1, 0, "service 429"), 1)
    postmark.answer = None
    clock.advance(minutes=2)
    assert deliver() == (3, 0, 0, "")


def test_a_service_that_does_not_answer_is_hung_up_on(house, postmark, settings):
    settings.ANYMAIL = settings.ANYMAIL | {"REQUESTS_TIMEOUT": 0.2}
    notice = ask(house)
    postmark.silent.clear()
    assert deliver() == (0, 1, 0, "timeout")
    assert (fresh(notice).state, notice.last_error) == (State.WAITING, "timeout")


def test_a_service_that_cannot_be_reached_keeps_nobody_from_mail_later(house, settings, mail_service, clock):
    use(settings, "postmark")
    notice = ask(house)
    assert deliver() == (0, 1, 0, "connect service")
    use(settings, "postmark", mail_service.url)
    clock.advance(minutes=2)
    assert deliver() == (1, 0, 0, "")
    assert fresh(notice).attempts == 2


def test_an_address_that_no_service_could_write_to_is_shown_at_once(house, postmark):
    notice = ask(house, person=make_person(house.school, 7, email="two words@@x"))
    deliver()
    assert (fresh(notice).state, notice.last_error) == (State.FAILED, "address")


def test_a_sign_in_code_goes_by_the_service_too(client, cast, postmark):
    assert ask_for_code(client, cast.teacher.user.email).status_code == 302
    assert [call["told"]["To"] for call in postmark.calls] == [cast.teacher.user.email]


@pytest.mark.parametrize(("answer", "status"), [((422, INACTIVE), 302), ((500, {}), 503), ((401, {}), 503)])
def test_when_the_service_is_down_the_sign_in_page_says_so_but_not_whose_address_is_bad(
    client, cast, postmark, answer, status
):
    told = dict(answer[1])
    if "Message" in told:
        told["Message"] = told["Message"].replace("person0@families.example", cast.teacher.user.email)
    postmark.answer = (answer[0], told)
    assert ask_for_code(client, cast.teacher.user.email).status_code == status


def test_nothing_of_a_services_answer_gets_into_the_log(house, postmark, caplog):
    ask(house)
    postmark.answer = (422, INACTIVE)
    with caplog.at_level("DEBUG", logger="portal"):
        sending.deliver()
    assert [word for word in ("person0", "families", "nactive", "Ada") if word in caplog.text] == []


def test_every_answer_of_a_library_that_is_known_is_judged():
    from anymail import exceptions

    made = [exceptions.AnymailRecipientsRefused(), exceptions.AnymailSerializationError(), exceptions.AnymailError()]
    assert all(isinstance(one, TROUBLE) for one in made)
    assert [classify(one).code for one in made] == [
        "recipient refused",
        "content SerializationError",
        "connect service",
    ]
