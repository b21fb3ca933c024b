"""Who may tell us that mail came back: proof, hostile bodies, and no trace of what was told."""

from __future__ import annotations

import json

import pytest

from core import clock as the_clock
from notices.hooks import LARGEST
from notices.models import Notice
from notices.queries import outbox
from notices.services.bounces import hash_of
from notices.states.outbox import BounceType, State
from tests.notices.conftest import MONDAY, make_house
from tests.notices.delivery.test_delivery import deliver, fresh
from tests.notices.mailservice import ADDRESS, HOOK, SECRET, basic, call, mailgun_event, postmark_event, returns, use
from tests.notices.messages.test_outbox import ask
from tests.signoffs.test_at_once import together

# Who may say so.


@pytest.mark.parametrize("headers", [{}, basic("hooks:wrong"), basic(""), {"HTTP_AUTHORIZATION": "Bearer " + SECRET}])
def test_without_the_name_and_secret_nothing_is_heard(house, sent, headers, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert call(HOOK, postmark_event(sent.service_id), **headers) == 403
    assert (fresh(sent).state, returns(house)) == (State.SENT, [])


def test_with_them_it_is(house, sent):
    assert call(HOOK, postmark_event(sent.service_id), **basic()) == 200
    assert fresh(sent).state == State.BOUNCED
    assert returns(house) == [(BounceType.BOUNCED, "bounced", "692560173", hash_of(ADDRESS), None)]


def test_a_signature_of_another_key_is_refused_and_the_right_one_heard(house, settings, mail_service):
    use(settings, "mailgun", mail_service.url)
    notice = ask(house)
    deliver()
    path, name = "/mail/hooks/mailgun/", fresh(notice).service_id
    unsigned = mailgun_event(name) | {"signature": {}}
    assert [call(path, told) for told in (mailgun_event(name, key="another"), unsigned)] == [403, 403]
    altered = mailgun_event(name)
    altered["signature"]["token"] = "u" * 50
    assert (call(path, altered), fresh(notice).state) == (403, State.SENT)
    assert (call(path, mailgun_event(name)), fresh(notice).state) == (200, State.BOUNCED)


def test_only_the_service_that_is_set_has_an_address(client, db, settings):
    assert client.post(HOOK).status_code == 404
    use(settings, "mailgun")
    assert client.post(HOOK, **basic()).status_code == 404


def test_a_get_never_acts_and_a_head_only_greets(client, db, settings):
    use(settings, "postmark")
    assert [client.get(HOOK, **basic()).status_code, client.head(HOOK).status_code] == [405, 200]


HOSTILE = [
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"text"',
    b"[" * 100_000,
    json.dumps({"RecordType": ["Bounce"]}).encode(),
    json.dumps({"RecordType": "Bounce", "Type": {"a": 1}, "MessageID": "x"}).encode(),
    json.dumps(postmark_event("x", BouncedAt="yesterday at tea")).encode(),
    json.dumps(postmark_event("x", BouncedAt=7)).encode(),
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_body_that_is_no_event_breaks_nothing_and_stays_out_of_the_log(house, sent, body, caplog):
    with caplog.at_level("DEBUG"):
        assert call(HOOK, body, **basic()) in (400, 503)
    assert (fresh(sent).state, returns(house)) == (State.SENT, [])
    assert [word for word in ("yesterday", "tea", "Traceback", "Ada Bell") if word in caplog.text] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"MessageID": "x\u0000y"},
        {"MessageID": "x" * 100_000},
        {"MessageID": None},
        {"MessageID": {"a": 1}},
        {"Metadata": {"anymail_id": "' OR 1=1 --"}, "BouncedAt": "2020-01-01T00:00:00Z"},
    ],
)
def test_a_name_that_no_message_has_changes_nothing(house, sent, changes):
    assert call(HOOK, postmark_event("x", **changes), **basic()) == 200
    assert (fresh(sent).state, returns(house)) == (State.SENT, [])


def test_strange_values_beside_the_right_name_are_cut_to_what_a_row_holds(house, sent):
    strange = {"ID": "7\u0000" * 5000, "Email": "‮<script>@\u0000", "Details": "x" * 50_000, "Type": "NoSuchType"}
    assert call(HOOK, postmark_event(sent.service_id, **strange), **basic()) == 200
    [(said, code, event, mark, _settled)] = returns(house)
    assert (said, code, len(event), len(mark)) == (BounceType.BOUNCED, "", 64, 32)


@pytest.mark.parametrize(
    "changes",
    [
        {"Email": "\ud800@families.example"},
        {"ID": "\ud800"},
        {"BouncedAt": "9999-12-31T23:59:59-23:00"},
        {"BouncedAt": "0001-01-01T00:00:00+23:00"},
    ],
)
def test_what_no_database_holds_is_heard_all_the_same(house, sent, changes):
    assert call(HOOK, postmark_event(sent.service_id, **changes), **basic()) == 200
    assert (fresh(sent).state, len(returns(house))) == (State.BOUNCED, 1)
    assert outbox.outbox(house.school).came_back[0].id == sent.pk


@pytest.mark.parametrize("stamp", [10**400, 1e300, 10**18, -(10**18)])
def test_a_moment_that_is_none_is_no_event(house, settings, mail_service, stamp):
    use(settings, "mailgun", mail_service.url)
    assert call("/mail/hooks/mailgun/", mailgun_event("x", timestamp=stamp)) == 400


def test_an_event_about_a_sign_in_code_holds_up_none_of_the_others(house, settings, mail_service, clock):
    """Anybody may ask for codes to addresses that do not exist; a service that gathers its events sends them along."""
    use(settings, "sparkpost", mail_service.url)
    notice = ask(house)
    Notice.objects.for_school(house.school).filter(pk=notice.pk).update(
        state=State.SENT, sent_at=the_clock.now(), rendered_hash="0" * 64, service_id="ours"
    )
    now = str(int(the_clock.now().timestamp()))
    told = [
        {"msys": {"message_event": {"type": "bounce", "transmission_id": name, "timestamp": now, "event_id": name}}}
        for name in ("of-a-code", "ours")
    ]
    for one in told:
        one["msys"]["message_event"] |= {"rcpt_to": ADDRESS, "bounce_class": "10"}
    assert call("/mail/hooks/sparkpost/", told, **basic()) == 503
    assert fresh(notice).state == State.BOUNCED


def test_a_length_that_is_no_number_is_too_large(sent):
    assert call(HOOK, b"{}", **basic(), CONTENT_LENGTH="9" * 5000) == 413


def test_a_call_that_is_too_large_is_not_read(sent):
    assert call(HOOK, b"x" * (LARGEST + 1), **basic()) == 413


def test_no_word_of_what_a_service_tells_gets_into_the_log(house, sent, caplog):
    with caplog.at_level("DEBUG"):
        call(HOOK, postmark_event(sent.service_id), **basic())
        call(HOOK, postmark_event("unknown", BouncedAt="2020-01-01T00:00:00Z"), **basic())
        call(HOOK, postmark_event(sent.service_id))
    spoken = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("portal"))
    assert [word for word in (ADDRESS, "Ada", "550", SECRET[6:], "HardBounce") if word in spoken] == []


def test_told_by_eight_calls_at_once_it_is_one_return(committed, settings, mail_service, clock):
    clock.set(MONDAY)
    house = make_house()
    use(settings, "postmark", mail_service.url)
    notice = ask(house)
    deliver()
    told = [postmark_event(fresh(notice).service_id, ID=number % 2) for number in range(8)]
    assert together(lambda number: call(HOOK, told[number], **basic()), 8) == [200] * 8
    assert (fresh(notice).state, len(returns(house))) == (State.BOUNCED, 1)
