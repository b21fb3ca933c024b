"""A test message goes to any address, and so not without end."""

from __future__ import annotations

from notices.models import Notice
from notices.services.office_actions import MOST_TESTS
from tests.notices.messages.test_pages import school

__all__ = ["school"]


def test_nobody_can_bury_a_stranger_under_test_messages(client, cast, school, sign_in, clock):
    admin = sign_in(client, cast.admin)

    def press():
        page = admin.post(f"/s/{school.slug}/test-mail/", {"to": "stranger@elsewhere.example"}, follow=True)
        return "That is enough test messages for an hour." in page.content.decode()

    assert [press() for _n in range(MOST_TESTS + 2)] == [False] * MOST_TESTS + [True, True]
    assert Notice.objects.for_school(school).filter(kind="test_mail").count() == MOST_TESTS
    clock.advance(hours=1)
    assert press() is False
