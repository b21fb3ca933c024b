"""Writes about the second step: what a session has shown, codes that are kept, and the reset by two people."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts import shown_steps
from accounts.queries.second_step import KEPT
from core import clock
from core.db.transactions import unit_of_work


def mark_session(session: MutableMapping[str, Any], *, how: str) -> None:
    """Take a session for one that has shown a second step: ``how`` is "demo" or "test".

    Raises Refused outside demo and test mode. The caller saves the session.
    """
    shown_steps.mark(session, how=how)


@contextmanager
def steps_held(user: AbstractBaseUser | AnonymousUser) -> Iterator[None]:
    """Hold an account's second steps still, so that of two removals at once the second sees what the first has left."""
    with transaction.atomic():
        list(Authenticator.objects.select_for_update().filter(user=user).values("pk"))
        yield


@unit_of_work()
def keep_codes(*, user: AbstractBaseUser | AnonymousUser) -> None:
    """Write down that the recovery codes are saved, as their owner has said. Twice is once."""
    for codes in Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.RECOVERY_CODES):
        if KEPT not in codes.data:
            codes.data[KEPT] = clock.now().isoformat()
            codes.save(update_fields=["data"])
