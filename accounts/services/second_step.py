"""Writes about the second step: what a session has shown, codes that are kept, and secrets under the key ring.

The secrets of apps and recovery codes are sealed, so a copied table opens no account.
"""

import base64
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.queries.second_step import KEPT
from accounts.shown_steps import MARK, MARKS
from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.sealing import keys

_BOUND = "second_step"


def mark_session(session: MutableMapping[str, Any], *, how: str) -> None:
    """Take a session for one that has shown a second step, where nobody holds a phone: ``how`` is "demo" or "test".

    Raises Refused outside that mode. The mark counts in that mode only, so a copied database opens nothing.
    """
    if not getattr(settings, MARKS.get(how, ""), False):
        raise Refused(_("Only a demo and a test may leave the second step out."))
    session[MARK] = how


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


def seal_secret(text: str) -> str:
    """Seal the secret of an app or of recovery codes."""
    key_id, blob = keys.wrap(text.encode(), context=_BOUND)
    return f"{key_id}:{base64.b64encode(blob).decode()}"


def open_secret(sealed: str) -> str:
    """Open what :func:`seal_secret` sealed. Raises SealBroken for a text that was altered."""
    key_id, _colon, blob = sealed.partition(":")
    return keys.unwrap(key_id, base64.b64decode(blob), context=_BOUND).decode()


def reseal_secrets() -> int:
    """Seal the secrets of apps and recovery codes anew under the current ring key. Returns how many were under another.

    They are small and few, and no chain holds them, so they need no key of their own.
    """
    done = 0
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).iterator():
        name = "secret" if row.type == Authenticator.Type.TOTP else "seed"
        sealed = str(row.data.get(name, ""))
        if sealed and not sealed.startswith(f"{keys.current_id()}:"):
            with transaction.atomic():
                locked = Authenticator.objects.select_for_update().get(pk=row.pk)
                locked.data[name] = seal_secret(open_secret(str(locked.data[name])))
                locked.save(update_fields=["data"])
            done += 1
    return done
