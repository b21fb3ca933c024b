"""The second step at sign-in: what a session has shown, how fresh that is, and the words and seals of the steps."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping, MutableMapping
from types import SimpleNamespace
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.pages.qr import qr_svg
from core.sealing import keys

MARK = "second_step_mark"
MARKS = {"demo": "DEMO_MODE", "test": "TEST_MODE"}
FRESH_MINUTES = 15
_BOUND = "second_step"


def mark(session: MutableMapping[str, Any], *, how: str) -> None:
    """Take a session for one that has passed, where nobody holds a phone: ``how`` is "demo" or "test".

    Raises Refused outside that mode. The mark counts in that mode only, so a copied database opens nothing.
    """
    if not getattr(settings, MARKS.get(how, ""), False):
        raise Refused(_("Only a demo and a test may leave the second step out."))
    session[MARK] = how


def is_marked(session: Mapping[str, Any]) -> bool:
    """Say whether the session was marked by :func:`mark` and this is still the mode it was marked for."""
    return bool(getattr(settings, MARKS.get(str(session.get(MARK, "")), ""), False))


def records(user: Any, session: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return how this user has shown in this session who they are, oldest first (allauth's own records)."""
    found: list[dict[str, Any]] = get_authentication_records(cast(Any, SimpleNamespace(session=session)), user)
    return found


def shown(user: Any, session: Mapping[str, Any]) -> set[int]:
    """Return the keys of the second steps that were shown in this session."""
    return {record["id"] for record in records(user, session) if record.get("method") == "mfa" and "id" in record}


def is_fresh(user: Any, session: Mapping[str, Any]) -> bool:
    """Say whether this user signed in, or showed again who they are, in the last 15 minutes.

    For somebody with a second step only that step counts: a stolen password is never fresh.
    """
    if is_marked(session):
        return True
    found = records(user, session)
    steps = [record for record in found if record.get("method") == "mfa"]
    if _recent(steps or found):
        return True
    # A step that was shown and then taken away for good is asked for by nobody any more.
    return bool(steps) and _recent(found) and not Authenticator.objects.filter(user=user).exists()


def _recent(found: list[dict[str, Any]]) -> bool:
    # allauth stamps its records by the machine's own clock, so they are read by it.
    return bool(found) and 0 <= time.time() - found[-1]["at"] < FRESH_MINUTES * 60


class MfaAdapter(DefaultMFAAdapter):
    """``MFA_ADAPTER`` of the settings."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Your address cannot change while a second step is set up. Ask the school office."),
        "cannot_delete_authenticator": _("Your role needs a second step. Set up another one first."),
        "cannot_generate_recovery_codes": _("Set up the app first. Then you can make recovery codes."),
        "incorrect_code": _("That is not the code. Wait for the next one in the app and type it here."),
        "unverified_email": _("Sign in with an e-mailed code first. Then set up the second step."),
    }

    def get_totp_issuer(self) -> str:
        """Return the name the app on the phone shows."""
        return str(settings.PORTAL_NAME)

    def build_totp_svg(self, url: str) -> str:
        """Return the square that a phone's camera reads, as one path: no style, no script, no second file."""
        return qr_svg(url, label=str(_("A square for the camera of your phone")))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom a passkey is made for: this address, under the portal's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": str(settings.PORTAL_NAME)}

    def encrypt(self, text: str) -> str:
        """Seal the secret of an app or of recovery codes: a copied table opens no account."""
        key_id, blob = keys.wrap(text.encode(), context=_BOUND)
        return f"{key_id}:{base64.b64encode(blob).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Open what :meth:`encrypt` sealed. Raises SealBroken for a text that was altered."""
        key_id, _colon, blob = encrypted_text.partition(":")
        return keys.unwrap(key_id, base64.b64decode(blob), context=_BOUND).decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """Return a name for a new passkey, to be changed by its owner."""
        return str(_("My passkey"))


def reseal_steps() -> int:
    """Seal the secrets of apps and recovery codes anew under the current ring key. Returns how many were under another.

    They are small and few, and no chain holds them, so they need no key of their own.
    """
    adapter, done = MfaAdapter(), 0
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).iterator():
        name = "secret" if row.type == Authenticator.Type.TOTP else "seed"
        sealed = str(row.data.get(name, ""))
        if sealed and not sealed.startswith(f"{keys.current_id()}:"):
            with transaction.atomic():
                fresh = Authenticator.objects.select_for_update().get(pk=row.pk)
                fresh.data[name] = adapter.encrypt(adapter.decrypt(str(fresh.data[name])))
                fresh.save(update_fields=["data"])
            done += 1
    return done
