"""What a file is, by its bytes and not by its name, and whether it is safe to open. Nothing is unpacked to disk."""

import io
from collections.abc import Collection, Iterable
from typing import Final, Literal

from django.utils.translation import gettext as _

from core.files.office_archive import Archive, Damaged, Locked
from policies.importing.parsed import ImportProblem

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_LETTERS: Final = 600_000
MAX_BLOCKS: Final = 8_000
MAX_BLOCK: Final = 30_000
MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 100 * 1024 * 1024
MAX_PART: Final = 30 * 1024 * 1024

FileKind = Literal["text", "docx", "pdf"]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_BINARY: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BM")


def kind_of(name: str, data: bytes) -> FileKind:
    """Say which reader takes the file. Raises ImportProblem for anything that is not a text, Word or PDF file."""
    if len(data) > MAX_BYTES:
        raise ImportProblem(_("This file is over 10 MB: take out the pictures, or save the words as a new file."))
    if not data.strip():
        raise ImportProblem(_("This file is empty: choose the file that holds the policy."))
    if data.startswith(b"PK"):
        return "docx"
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(_OLE):
        raise _old_word_file(data)
    if data.lstrip().startswith(b"{\\rtf"):
        raise ImportProblem(_("This is a rich text file: open it in Word and save it as a Word document (.docx)."))
    if name.lower().endswith((".docx", ".docm")):
        raise damaged()
    if name.lower().endswith(".pdf"):
        raise ImportProblem(_("This PDF file is damaged: save it again as a PDF and choose the new file."))
    if data.startswith(_BINARY) or _looks_binary(data):
        raise unknown_kind()
    return "text"


def unknown_kind() -> ImportProblem:
    """Return the problem of a file that is neither text nor Word nor PDF."""
    return ImportProblem(
        _("We cannot read this kind of file: save the policy as a Word document (.docx) or as plain text (.txt).")
    )


def _old_word_file(data: bytes) -> ImportProblem:
    if _ENCRYPTED_PACKAGE in data:
        return locked()
    return ImportProblem(_("This is an older Office file: open it in Word and save it as a Word document (.docx)."))


def _looks_binary(data: bytes) -> bool:
    """Text has no zero bytes (unless it is UTF-16 with its mark) and next to no control characters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = data[:65536]
    odd = sum(byte < 32 and byte not in b"\t\n\r\f\v" for byte in sample)
    return b"\x00" in sample or odd > len(sample) // 200


def check_length(texts: Iterable[str]) -> None:
    """Refuse what is far longer than any policy, before the slower questions are asked. Raises ImportProblem."""
    total = 0
    for count, text in enumerate(texts, start=1):
        total += len(text)
        if total > MAX_LETTERS or count > MAX_BLOCKS or len(text) > MAX_BLOCK:
            raise ImportProblem(_("This file holds far more words than a policy: divide it into smaller files."))


def damaged() -> ImportProblem:
    """Return the problem of a Word file whose inside cannot be read."""
    return ImportProblem(_("This Word file is damaged: open it in Word, save it again and choose the new file."))


def locked() -> ImportProblem:
    """Return the problem of a file with a password."""
    return ImportProblem(_("This file is locked with a password: save it without one and choose the new file."))


class Package:
    """A Word file, opened with limits: number of parts, unpacked size, no macros, no passwords."""

    def __init__(self, data: bytes) -> None:
        """Open and check the list of parts. Raises ImportProblem."""
        try:
            self._packed = Archive(io.BytesIO(data))
            self._refuse_by_contents()
            self._packed.check()
        except Locked as problem:
            raise locked() from problem
        except Damaged as problem:
            raise damaged() from problem

    @property
    def names(self) -> Collection[str]:
        """Return what the parts are called."""
        return self._packed.sizes.keys()

    def _refuse_by_contents(self) -> None:
        entries = self._packed.entries
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise ImportProblem(_("This file unpacks to far more than a policy: copy the words into a new Word file."))
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in self.names):
            raise ImportProblem(_("This Word file holds macros: save it as an ordinary Word document (.docx) first."))

    def read(self, name: str) -> bytes | None:
        """Return one part, or None when the file has none of that name. Raises ImportProblem when it is damaged."""
        if name not in self.names:
            return None
        try:
            data = self._packed.read(name, MAX_PART)
        except Damaged as problem:
            raise damaged() from problem
        if len(data) > MAX_PART:
            raise ImportProblem(_("This file unpacks to far more than a policy: copy the words into a new Word file."))
        return data
