"""The key ring: wraps each record's own data key. Its keys never touch the data themselves.

``settings.FIELD_KEYS`` and ``settings.INDEX_KEYS`` are ``{id: 32 bytes}``; the first is the current one. Rotation re-
wraps the small table of data keys (``manage.py rotate_keys``) and leaves every sealed value as it is.
"""

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.errors import SealBroken

NONCE = 12


def parse_ring(text: str, name: str) -> dict[str, bytes]:
    """Read ``id:base64,id:base64``.

    Raises ImproperlyConfigured, with the remedy, for anything else than 32-byte keys.
    """
    ring: dict[str, bytes] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        key_id, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not key_id or len(key_id) > 16 or len(key) != 32:
            raise ImproperlyConfigured(
                f"{name} must read 'id:base64 of 32 bytes', several joined by commas, newest first. "
                "Make one with: python -c \"import base64,os; print('k1:'+base64.b64encode(os.urandom(32)).decode())\""
            )
        ring[key_id] = key
    return ring


def current_id() -> str:
    """Return the id of the ring key that wraps from now on."""
    return next(iter(settings.FIELD_KEYS))


def wrap(secret: bytes, *, context: str) -> tuple[str, bytes]:
    """Encrypt a data key under the current ring key, bound to ``context``; returns (ring key id, bytes)."""
    key_id = current_id()
    nonce = os.urandom(NONCE)
    return key_id, nonce + AESGCM(settings.FIELD_KEYS[key_id]).encrypt(nonce, secret, context.encode())


def unwrap(key_id: str, blob: bytes, *, context: str) -> bytes:
    """Decrypt a data key. Raises SealBroken for an unknown ring key, altered bytes or another context."""
    try:
        key = settings.FIELD_KEYS[key_id]
        return AESGCM(key).decrypt(blob[:NONCE], blob[NONCE:], context.encode())
    except KeyError:
        raise SealBroken(f"The key ring holds no key {key_id!r}") from None
    except InvalidTag:
        raise SealBroken("A data key does not open") from None


def blind_index(purpose: str, value: str) -> bytes:
    """Return 16 bytes by which a sealed value is found again: keyed, and of no use without ``INDEX_KEYS``.

    Case, blanks around and Unicode form of ``value`` do not matter. ``purpose`` keeps two columns from being compared.
    """
    plain = unicodedata.normalize("NFKC", value).strip().casefold()
    key = next(iter(settings.INDEX_KEYS.values()))
    return hmac.new(key, f"{purpose}\0{plain}".encode(), hashlib.sha256).digest()[:16]
