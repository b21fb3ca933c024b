"""What a session has shown of its owner, and how long ago: the first and the second step of a sign-in."""

import time
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from accounts.allauth_internals import records_of_session

MARK = "second_step_mark"
MARKS = {"demo": "DEMO_MODE", "test": "TEST_MODE"}
FRESH_MINUTES = 15


def is_marked(session: Mapping[str, Any]) -> bool:
    """Say whether ``mark_session`` marked the session and this is still the mode it was marked for."""
    return bool(getattr(settings, MARKS.get(str(session.get(MARK, "")), ""), False))


def shown(user: AbstractBaseUser | AnonymousUser, session: Mapping[str, Any]) -> set[int]:
    """Return the keys of the second steps that were shown in this session."""
    records = records_of_session(user, session)
    return {record["id"] for record in records if record.get("method") == "mfa" and "id" in record}


def is_fresh(user: AbstractBaseUser | AnonymousUser, session: Mapping[str, Any]) -> bool:
    """Say whether this user signed in, or showed again who they are, in the last 15 minutes.

    For somebody with a second step only that step counts: a stolen password is never fresh.
    """
    if is_marked(session):
        return True
    records = records_of_session(user, session)
    steps = [record for record in records if record.get("method") == "mfa"]
    if _recent(steps or records):
        return True
    # A step that was shown and then taken away for good is asked for by nobody any more.
    return bool(steps) and _recent(records) and not Authenticator.objects.filter(user=user.pk).exists()


def _recent(records: list[dict[str, Any]]) -> bool:
    # allauth stamps its records by the machine's own clock, so they are read by it.
    return bool(records) and 0 <= time.time() - records[-1]["at"] < FRESH_MINUTES * 60
