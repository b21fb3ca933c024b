"""What leaves the portal runs nowhere, and comes back as it was."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roll.rules.reading.sheets import open_sheet
from roll.rules.writing import neutral, write_table

HEADINGS = ("Forename", "Surname", "Class")
RISKY = ["=1+1", "+44 7700 900101", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'=1", "''=1", "＝1", "|x", "%x"]
# Line ends become plain ones, and what no spreadsheet can hold is left out: neither is in these texts.
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n", exclude_characters="\ufffe\uffff"),
    max_size=30,
) | st.sampled_from([text for text in RISKY if "\r" not in text])
ROWS = st.lists(
    st.tuples(TEXTS, TEXTS, TEXTS).filter(lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=6
)


def written(kind: str, rows) -> bytes:
    out = io.BytesIO()
    write_table(kind, HEADINGS, rows, out)
    return out.getvalue()


@pytest.mark.parametrize("cell", RISKY)
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(cell):
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Nell", "O'Shea", "'s-Hage", "St.John", "4B", " =1", "a=1"])
def test_everything_else_stays(cell):
    assert neutral(cell) == cell


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, kind=st.sampled_from(["csv", "xlsx"]))
def test_an_export_reads_back_as_it_was(tmp_path_factory, rows, kind):
    path = tmp_path_factory.mktemp("out") / f"list.{kind}"
    path.write_bytes(written(kind, rows))
    found = open_sheet(path, path.name)
    assert found.headings == HEADINGS
    assert [cells for _number, cells in found.rows()] == rows


def test_line_ends_and_signs_that_no_cell_can_hold(tmp_path):
    for kind in ("csv", "xlsx"):
        path = tmp_path / f"list.{kind}"
        path.write_bytes(written(kind, [("a\r\nb\rc", "x\0\x01y\ud800", "z" * 40_000)]))
        [(number, (first, second, third))] = open_sheet(path, path.name).rows()
        assert (number, first, second, len(third)) == (2, "a\nb\nc", "xy", 30_000)


def test_no_cell_of_a_workbook_is_a_formula():
    content = written("xlsx", [("=1+1", "'=1+1", "")])
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert b"<f>" not in xml
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [list(HEADINGS), ["'=1+1", "''=1+1", None]]
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_csv_opens_in_excel_with_its_letters():
    assert written("csv", [("Zoë", "Łoś", "4,B")]) == '\ufeffForename,Surname,Class\r\nZoë,Łoś,"4,B"\r\n'.encode()


def test_no_other_kind_of_file():
    with pytest.raises(ValueError, match="csv or xlsx"):
        written("ods", [])
