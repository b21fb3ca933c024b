"""Data keys, one for each sealed record."""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import uuid
from typing import TYPE_CHECKING, Any

from django.db import models

from core.clock import now
from core.errors import SealBroken
from core.sealing import keys

if TYPE_CHECKING:
    import datetime as dt

SALT = 32


@functools.cache
def load_tink() -> Any:
    """Load Tink when the first seal is made or opened, so that start-up stays light."""
    import tink  # noqa: PLC0415
    from tink import aead, secret_key_access, streaming_aead  # noqa: PLC0415

    aead.register()
    streaming_aead.register()
    return tink, aead, streaming_aead, secret_key_access


class DataKey(models.Model):
    """The key and the salt of one sealed record, wrapped by the key ring.

    Rotation re-wraps this row; forgetting empties it and keeps the day and the reason. Sealed values and ledger entries
    stay as they are: without the key they are noise, and without the salt their commitments say nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.UUIDField(help_text="School or trust whose record this key opens")
    label = models.CharField(max_length=80)
    ring_key = models.CharField(max_length=16)
    wrapped = models.BinaryField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    forgotten_why = models.CharField(max_length=200, blank=True)

    class Meta:
        app_label = "core"
        constraints = [
            models.CheckConstraint(
                name="core_datakey_open_or_forgotten",
                condition=models.Q(wrapped__isnull=False, forgotten_at__isnull=True)
                | models.Q(wrapped__isnull=True, forgotten_at__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["ring_key"], name="core_datakey_ring")]

    def __str__(self) -> str:
        return f"Data key of a {self.label}"

    @classmethod
    def prepare(cls, *, owner_id: uuid.UUID, label: str) -> DataKey:
        """Return an unsaved data key with fresh random content (for bulk work; else use :meth:`make`)."""
        tink, aead, _streams, access = load_tink()
        handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
        keyset = tink.proto_keyset_format.serialize(handle, access.TOKEN)
        key = cls(owner_id=owner_id, label=label)
        key.ring_key, key.wrapped = keys.wrap(os.urandom(SALT) + keyset, context=str(key.id))
        return key

    @classmethod
    def make(cls, *, owner_id: uuid.UUID, label: str) -> DataKey:
        """Create and store a data key."""
        key = cls.prepare(owner_id=owner_id, label=label)
        key.save(force_insert=True)
        return key

    @property
    def is_forgotten(self) -> bool:
        """Say whether the key was destroyed."""
        return self.wrapped is None

    @functools.cached_property
    def _content(self) -> bytes:
        if self.wrapped is None:
            raise SealBroken("The key was destroyed")
        return keys.unwrap(self.ring_key, bytes(self.wrapped), context=str(self.id))

    @functools.cached_property
    def _aead(self) -> Any:
        tink, aead, _streams, access = load_tink()
        return tink.proto_keyset_format.parse(self._content[SALT:], access.TOKEN).primitive(aead.Aead)

    def seal(self, text: str, *, context: str) -> bytes:
        """Encrypt ``text`` (AES-256-GCM), bound to ``context`` (label, field and row)."""
        sealed: bytes = self._aead.encrypt(text.encode(), context.encode())
        return sealed

    def open(self, blob: bytes, *, context: str) -> str:
        """Decrypt. Raises SealBroken for altered bytes or another context; never returns the raw value."""
        tink = load_tink()[0]
        try:
            opened: bytes = self._aead.decrypt(bytes(blob), context.encode())
        except tink.TinkError:
            raise SealBroken(f"A sealed value does not open: {context.partition(':')[0]}") from None
        return opened.decode()

    def commit(self, text: str, *, context: str) -> str:
        """Return the salted commitment of the plain text, as hex: what the chain hashes instead of the text."""
        return hmac.new(self._content[:SALT], f"{context}\0{text}".encode(), hashlib.sha256).hexdigest()

    def rewrap(self) -> None:
        """Wrap the same content under the current ring key (rotation)."""
        content = self._content
        self.ring_key, self.wrapped = keys.wrap(content, context=str(self.id))
        self.save(update_fields=["ring_key", "wrapped"])

    def forget(self, *, why: str, at: dt.datetime | None = None) -> None:
        """Destroy the key: everything sealed with it is noise from now on. Irreversible but for backups."""
        self.wrapped, self.ring_key = None, ""
        self.forgotten_at, self.forgotten_why = at or now(), why
        self.save(update_fields=["wrapped", "ring_key", "forgotten_at", "forgotten_why"])
        self.__dict__.pop("_content", None)
        self.__dict__.pop("_aead", None)
