"""The lists of a folder against what a reader wrote down: the check itself, and the fixtures through it."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from roll import samples
from tests.fixtures.people import make

EXPECTED = json.loads((make.HERE / "expected.json").read_text(encoding="utf-8"))


def results(folder: Path = make.HERE, **changed) -> dict[str, list]:
    expected = {**EXPECTED, **changed}
    return {one.name: [line for line in one.lines if not line.right] for one in samples.check(folder, expected)}


def test_the_files_are_what_their_script_makes():
    made = make.files()
    assert {name: (make.HERE / name).read_bytes() for name in made if name.endswith(".csv")} == {
        name: content for name, content in made.items() if name.endswith(".csv")
    }


def test_every_file_reads_as_written_down():
    assert results() == {
        "pupils-utf8.csv": [],
        "pupils-windows.csv": [],
        "pupils.xlsx": [],
        "staff.csv": [],
        "pupil files together": [],
    }


def test_the_command_knows_these_files():
    out = io.StringIO()
    call_command("samples", str(make.HERE), stdout=out)
    assert out.getvalue().splitlines()[-1] == "Total: 5 files, 0 differences"


@pytest.mark.parametrize(
    ("changed", "file", "field"),
    [
        ({"pupils": 5}, "pupils.xlsx", "pupils"),
        ({"distinct_carer_links": 10}, "pupils.xlsx", "distinct_carer_links"),
        ({"pupils_with_two_carers": 4}, "pupils-utf8.csv", "pupils_with_two_carers"),
        ({"carer_rows_without_email": 3}, "pupils-utf8.csv", "carer_rows_without_email"),
        ({"not_stored": []}, "pupils-utf8.csv", "not_stored"),
        ({samples.LOST: [8]}, "pupils-windows.csv", "rows with a lost letter"),
        ({"staff": {**EXPECTED["staff"], "rows": 4}}, "staff.csv", "rows"),
        ({"staff": {**EXPECTED["staff"], "manager_not_found": []}}, "staff.csv", "manager_not_found"),
        ({"staff": {**EXPECTED["staff"], "shared_work_email": []}}, "staff.csv", "shared_work_email"),
        ({"staff": {**EXPECTED["staff"], "starts_later": 2}}, "staff.csv", "starts_later"),
    ],
)
def test_each_field_can_differ(changed, file, field):
    assert [line.field for line in results(**changed)[file]] == [field]


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ("7", "column I: no date"),
        ("7", "column H: understood, mentioned"),
        ("11", "exact duplicate of row 2; taken once, mentioned"),
        ("12", "no problem"),
        ("3", "column B: something is wrong"),
    ],
)
def test_a_row_that_is_told_otherwise_differs(row, meant):
    rows = {**EXPECTED[samples.BY_ROW], row: meant}
    assert [line.field for line in results(**{samples.BY_ROW: rows})["pupils-utf8.csv"]] == [f"row {row}"]


def test_a_problem_that_nobody_wrote_down_differs():
    rows = {row: meant for row, meant in EXPECTED[samples.BY_ROW].items() if row != "9"}
    wrong = results(**{samples.BY_ROW: rows})["pupils.xlsx"]
    assert [(line.field, line.found) for line in wrong] == [("other rows with problems", "[11]")]


def test_a_file_that_lost_a_carer_or_cannot_be_read_differs(tmp_path):
    shutil.copy(make.HERE / "pupils.xlsx", tmp_path)
    content = make.csv(make.HEADINGS, {**make.PUPILS, 6: make.PUPILS[6].replace("Tess", "Bess")}, ";").encode()
    (tmp_path / "pupils-utf8.csv").write_bytes(content)
    (tmp_path / "broken.csv").write_bytes(b"\0\1\2\3")
    wrong = results(tmp_path)
    assert [line.field for line in wrong["broken.csv"]] == ["file"]
    assert [(line.field, line.found) for line in wrong["pupil files together"]] == [
        ("pupils.xlsx: rows with another carer", "[8]")
    ]
