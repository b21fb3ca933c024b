"""The secrets of apps and recovery codes, sealed under the key ring: a copied table opens no account."""

import base64

from allauth.mfa.models import Authenticator
from django.db import transaction

from core.sealing import keys

_BOUND = "second_step"


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
