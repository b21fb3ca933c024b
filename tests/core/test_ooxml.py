"""What a spoilt Office file raises, and what it does not."""

from __future__ import annotations

import io
import zipfile

import pytest

from core.files import ooxml
from core.files.ooxml import Archive, Damaged, Locked


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in names:
            target.writestr(name, f"the part {name} " * 50)
    return out.getvalue()


def opened(content: bytes) -> Archive:
    return Archive(io.BytesIO(content))


def test_a_part_is_given_piece_by_piece_and_no_further_than_wanted(monkeypatch):
    monkeypatch.setattr(ooxml, "CHUNK", 100)
    archive = opened(packed("a.xml"))
    archive.check()
    whole = b"the part a.xml " * 50
    assert b"".join(archive.pieces("a.xml")) == archive.read("a.xml", 10_000) == whole
    assert archive.read("a.xml", 250) == whole[:300]


def test_a_name_that_is_not_there_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        opened(packed("a.xml")).read("b.xml", 10)


def test_a_disk_that_fails_is_no_damaged_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        Archive(tmp_path / "gone.xlsx")


@pytest.mark.parametrize(
    ("place", "value", "kind"),
    [(8, b"\1", Locked), (10, b"\x0c", Damaged), (42, b"\xff\xff\xff\x7f", Damaged), (6, b"\xff", Damaged)],
    ids=["password", "bzip2", "outside", "version"],
)
def test_an_entry_that_no_office_program_writes_is_refused(place, value, kind):
    content = bytearray(packed("a.xml"))
    at = content.rfind(b"PK\x01\x02") + place
    content[at : at + len(value)] = value
    with pytest.raises(kind):
        opened(bytes(content)).check()


def test_a_name_twice_is_refused():
    with pytest.raises(Damaged):
        opened(packed("a.xml", "b.xml").replace(b"b.xml", b"a.xml")).check()


@pytest.mark.parametrize(
    "xml",
    [
        b"<a><b></a>",
        b"<a>" * 300,
        b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
        b'<?xml version="1.0" encoding="shift_jis"?><a/>',
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b"",
    ],
)
def test_xml_that_no_office_program_writes_is_refused(xml):
    with pytest.raises(Damaged):
        ooxml.parse(xml)


def test_names_are_read_with_their_namespace():
    root = ooxml.parse(b'<x:a xmlns:x="urn:x" x:b="1" c="2"><x:d/>words</x:a>')
    assert (root.tag, dict(root.attrib), root[0].tag) == ("{urn:x}a", {"{urn:x}b": "1", "c": "2"}, "{urn:x}d")


def test_what_a_handler_raises_is_not_taken_for_a_damaged_file():
    parser = ooxml.new_parser()

    def broken(*_arguments: object) -> None:
        raise ValueError("a mistake of ours")

    parser.StartElementHandler = broken
    with pytest.raises(ValueError, match="a mistake of ours"):
        ooxml.feed(parser, b"<a/>", last=True)
