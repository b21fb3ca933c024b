"""Sealed files: encrypted as a stream, in chunks, outside the database."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, ClassVar

from django.conf import settings
from django.db import models

from core.errors import SealBroken
from core.sealing.data_keys import DataKey, load_tink

CHUNK = 64 * 1024


class SealedFile(models.Model):
    """One file, sealed under its own key.

    The key is a Tink streaming keyset (AES-256-GCM-HKDF), itself sealed under the data key.
    """

    seal_label: ClassVar[str] = "sealed_file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_id = models.UUIDField(db_index=True)
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    name = models.BinaryField()
    stream_key = models.BinaryField()
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField(help_text="Bytes of the plain file")
    commitment = models.CharField(max_length=64, help_text="Salted commitment of the plain file's SHA-256")

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"A sealed file of {self.size} bytes"

    @property
    def path(self) -> Path:
        """Return where the ciphertext rests; the name says nothing."""
        return Path(settings.SEALED_ROOT) / self.id.hex[:2] / self.id.hex

    @property
    def _context(self) -> str:
        return f"{self.seal_label}:{self.pk}"

    @property
    def plain_name(self) -> str:
        """Return the file's own name."""
        return self.data_key.open(bytes(self.name), context=self._context + ".name")

    def _streams(self) -> Any:
        tink, _aead, streams, access = load_tink()
        keyset = bytes.fromhex(self.data_key.open(bytes(self.stream_key), context=self._context + ".key"))
        return tink.proto_keyset_format.parse(keyset, access.TOKEN).primitive(streams.StreamingAead)

    @classmethod
    def store(cls, source: IO[bytes], *, name: str, media_type: str, school_id: uuid.UUID) -> SealedFile:
        """Seal ``source`` to disk and return its saved row. A half-written file is removed again."""
        tink, _aead, streams, access = load_tink()
        row = cls(school_id=school_id, media_type=media_type)
        row.data_key = DataKey.make(owner_id=school_id, label=cls.seal_label)
        template = streams.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
        keyset = tink.proto_keyset_format.serialize(tink.new_keyset_handle(template), access.TOKEN)
        row.name = row.data_key.seal(name, context=row._context + ".name")
        row.stream_key = row.data_key.seal(keyset.hex(), context=row._context + ".key")
        row.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            row.size, digest = row._write(source)
        except BaseException:  # raised again
            row.path.unlink(missing_ok=True)
            raise
        row.commitment = row.data_key.commit(digest, context=row._context + ".sha256")
        row.save(force_insert=True)
        return row

    def _write(self, source: IO[bytes]) -> tuple[int, str]:
        """Encrypt to the row's path; returns (plain size, SHA-256 of the plain file as hex)."""
        digest, size = hashlib.sha256(), 0
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target:
            writer = self._streams().new_encrypting_stream(target, self._context.encode())
            with writer:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    writer.write(chunk)
        return size, digest.hexdigest()

    def chunks(self) -> Iterator[bytes]:
        """Yield the plain file.

        Raises SealBroken for an altered, swapped or cut file, before the bad part is given out.
        """
        tink = load_tink()[0]
        with (
            self.path.open("rb") as source,
            self._streams().new_decrypting_stream(source, self._context.encode()) as reader,
        ):
            while True:
                try:
                    chunk = reader.read(CHUNK)
                except (tink.TinkError, OSError):  # either is what tink raises for an altered chunk
                    raise SealBroken("A sealed file does not open") from None
                if not chunk:
                    return
                yield chunk

    def forget(self, *, why: str) -> None:
        """Destroy key and ciphertext; the row stays and says when and why."""
        self.data_key.forget(why=why)
        self.path.unlink(missing_ok=True)
