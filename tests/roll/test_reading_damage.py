"""A damaged workbook is said to be damaged; a fault of ours is not."""

from __future__ import annotations

import random
import zipfile

import pytest

from roll.rules.reading import workbook
from roll.rules.reading.types import Unreadable
from tests.fixtures.people import make
from tests.roll.reading import excel, file, sheet
from tests.roll.test_reading_files import PEOPLE, every_row, repacked

PACKED = {
    "a password": lambda content: content[: (at := content.rfind(b"PK\x01\x02")) + 8] + b"\1" + content[at + 9 :],
    "packed as no Office program packs": lambda content: repacked(
        content, "xl/styles.xml", lambda xml: xml, zipfile.ZIP_BZIP2
    ),
    "letters that no Office program writes": lambda content: repacked(
        content,
        "xl/workbook.xml",
        lambda xml: xml.replace(b"<workbook", b'<?xml version="1.0" encoding="x"?><workbook'),
    ),
    "a part that is missing": lambda content: content.replace(b"workbook.xml.rels", b"workbook.xml.lost"),
}


@pytest.mark.parametrize("spoil", PACKED.values(), ids=PACKED.keys())
def test_a_workbook_as_excel_never_packs_it_is_damaged(tmp_path, spoil):
    with pytest.raises(Unreadable) as refusal:
        sheet(tmp_path, spoil(excel(("P", PEOPLE))), "list.xlsx")
    assert refusal.value.code == "damaged"


def test_whatever_byte_is_altered_it_is_read_or_refused_and_nothing_else(tmp_path):
    content, dice, path = make.excel(), random.Random(8), tmp_path / "list.xlsx"
    codes = set()
    for _try in range(400):
        spoilt = bytearray(content)
        spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        path.write_bytes(spoilt)
        try:
            every_row(path)
        except Unreadable as refusal:
            codes.add(refusal.code)
    assert "damaged" in codes


@pytest.mark.parametrize("helper", ["_number_styles", "_estimate_rows", "_excel_day", "_clean"])
@pytest.mark.parametrize("fault", [KeyError, IndexError, ValueError, OSError])
def test_a_fault_of_ours_is_not_called_a_damaged_file(tmp_path, monkeypatch, helper, fault):
    def broken(*_arguments):
        raise fault

    monkeypatch.setattr(workbook, helper, broken)
    with pytest.raises(fault):
        every_row(file(tmp_path, make.excel(), "list.xlsx"))
