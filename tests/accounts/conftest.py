"""Fixtures of other apps that the tests of signing in use."""

from tests.notices.conftest import demo_mailbox

__all__ = ["demo_mailbox"]
