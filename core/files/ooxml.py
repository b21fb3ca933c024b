"""What files of Office programs are made of, opened with care: a zip archive of parts, each of them XML.

Every way in which a spoilt file can break the libraries below is named here once and raised as ``Damaged``. Anything
else that is raised while one is read, an OSError of the disk say, is not the fault of the file.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

CHUNK = 256 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
_SPOILT = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)
"""What ``zipfile`` says to an archive that is cut, altered, packed in a way it does not know, or oddly named."""
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 1
_ENCODINGS = {"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"}


class Damaged(Exception):
    """The file is cut short, spoilt, or written as no Office program writes."""


class Locked(Damaged):
    """The file has a password."""


class Archive:
    """The parts of an archive. Nothing is unpacked to disk."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        """Read the list of contents. Raises Damaged."""
        try:
            self._zip = zipfile.ZipFile(source)
        except _SPOILT as problem:
            raise Damaged(type(problem).__name__) from problem
        self._parts = ExitStack()
        self.entries = tuple(self._zip.infolist())
        self.sizes = {entry.filename: entry.file_size for entry in self.entries}

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Whoever reads a part may have stopped half way.
        self._parts.close()
        self._zip.close()

    def check(self) -> None:
        """Refuse entries that no Office program writes. Raises Damaged, or Locked."""
        if any(entry.flag_bits & _LOCKED for entry in self.entries):
            raise Locked("a password")
        if len(self.sizes) != len(self.entries):
            raise Damaged("a name twice")
        if any(entry.compress_type not in _PACKED for entry in self.entries):
            raise Damaged("packed in another way")
        if any(not 0 <= entry.header_offset <= self._zip.start_dir for entry in self.entries):
            raise Damaged("a part outside the file")

    def pieces(self, name: str) -> Iterator[bytes]:
        """Give a part as it is unpacked, piece by piece. Raises Damaged."""
        try:
            part = self._parts.enter_context(self._zip.open(name))
            while piece := part.read(CHUNK):
                yield piece
        except _SPOILT as problem:
            raise Damaged(type(problem).__name__) from problem

    def read(self, name: str, most: int) -> bytes:
        """Return a part, or a little more than ``most`` bytes of one that is larger. Raises Damaged."""
        data = bytearray()
        for piece in self.pieces(name):
            data += piece
            if len(data) > most:
                break
        return bytes(data)


def new_parser(separator: str | None = None) -> expat.XMLParserType:
    """Return a parser that takes no document type, so no entity can grow, and only encodings that Office writes."""
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.XmlDeclHandler = _check_declaration
    return parser


def feed(parser: expat.XMLParserType, piece: bytes, *, last: bool = False) -> None:
    """Parse one more piece. Raises Damaged, and whatever the parser's handlers raise."""
    try:
        parser.Parse(piece, last)
    except expat.ExpatError as problem:
        raise Damaged("broken XML") from problem


def parse(data: bytes) -> Element:
    """Parse bytes into an element tree; names are "{namespace}local". Raises Damaged."""
    builder = TreeBuilder()
    depth = elements = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise Damaged("nested or long beyond reason")
        builder.start(_name(tag), {_name(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(tag))

    parser = new_parser(separator="}")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    feed(parser, data, last=True)
    return builder.close()


def _name(tag: str) -> str:
    return "{" + tag if "}" in tag else tag


def _refuse(*_arguments: object) -> None:
    raise Damaged("a document type")


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if (encoding or "utf-8").lower() not in _ENCODINGS:
        raise Damaged("an unknown encoding")
