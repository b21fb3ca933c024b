"""Opening a file: every way in which systems write a list, and what is refused in words."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roll.rules.reading import sheets, workbook
from roll.rules.reading.headings import guess, guess_kind
from roll.rules.reading.pupils import read_pupils
from roll.rules.reading.sheets import open_sheet
from roll.rules.reading.staff import read_staff
from roll.rules.reading.types import Unreadable
from roll.states import ImportKind
from tests.fixtures.people import make
from tests.roll.reading import TODAY, excel, file, positions, read, sheet

LIST = "Adm No;Forename;Surname;Class\n001;Zoë;O’Shea;4B\n002;Ayşe;Łoś;4B\n"
ROWS = [(2, ("001", "Zoë", "O’Shea", "4B")), (3, ("002", "Ayşe", "Łoś", "4B"))]


def repacked(content: bytes, part: str, change, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a workbook with one of its parts changed (or, from None, added)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", how) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_unicode_text_with_any_delimiter(tmp_path, encoding, delimiter):
    found = sheet(tmp_path, LIST.replace(";", delimiter).encode(encoding))
    assert (found.header_row, found.headings) == (1, ("Adm No", "Forename", "Surname", "Class"))
    assert list(found.rows()) == ROWS
    assert list(found.rows()) == ROWS  # and again, from the start


def test_windows_text_keeps_the_letters_that_it_has(tmp_path):
    found = sheet(tmp_path, LIST.encode("cp1252", "replace"))
    assert list(found.rows()) == [(2, ("001", "Zoë", "O’Shea", "4B")), (3, ("002", "Ay?e", "?o?", "4B"))]


def test_one_broken_byte_does_not_spoil_a_file_in_utf8(tmp_path):
    content = LIST.encode() + b"003;J\xfcrgen;\xc3\x96z;4B\n"
    assert list(sheet(tmp_path, content).rows())[1:] == [ROWS[1], (4, ("003", "J\ufffdrgen", "Öz", "4B"))]


def test_title_rows_blank_rows_and_excels_own_first_line(tmp_path):
    text = "sep=;\nOur list;;printed 03/09/2026\n\n" + LIST.replace("002", "\n;;;\n002")
    found = sheet(tmp_path, text)
    assert found.header_row == 4
    assert [number for number, _cells in found.rows()] == [5, 8]


def test_a_line_break_inside_quotation_marks_is_no_row(tmp_path):
    found = sheet(tmp_path, 'Forename,Surname,Class\n"Ann\nLee",Ray,4B\nBo,Day,4B\n')
    assert list(found.rows()) == [(2, ("Ann\nLee", "Ray", "4B")), (3, ("Bo", "Day", "4B"))]


def test_a_long_note_is_no_open_quotation_mark(tmp_path):
    note = "\n".join(f"Line {n}, with a comma" for n in range(60))
    found = sheet(tmp_path, f'Forename,Surname,Class,Notes\nNell,Ray,4B,"{note}"\nBo,Day,4B,\n')
    assert [number for number, _cells in found.rows()] == [2, 3]


def test_the_contents_decide_not_the_name(tmp_path):
    workbook = excel(("People", [["Forename", "Surname", "Class"], ["Zoë", "Ray", "4B"]]))
    assert list(sheet(tmp_path, workbook, "list.csv").rows()) == [(2, ("Zoë", "Ray", "4B"))]
    assert list(sheet(tmp_path, LIST, "list.xlsx").rows()) == ROWS


def test_excel_gives_what_its_cells_show(tmp_path):
    found = sheet(tmp_path, make.excel(), "pupils.xlsx")
    assert (found.header_row, found.estimated_rows) == (3, 10)
    assert list(found.rows())[:1] == [(4, tuple(make.PUPILS[2].split(";")))]


def test_excel_numbers_dates_yes_and_no(tmp_path):
    content = excel(
        ("People", [["Adm No", "Forename", "DOB", "PR", "Mobile"], [701, "Nell", 43741, True, 7700900101.0]])
    )
    # Dates by style, numbers padded by style: what the sheet shows, not what it stores.
    styled = repacked(content, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="A2"', b'r="A2" s="1"'))
    styled = repacked(styled, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="C2"', b'r="C2" s="2"'))

    def styles(xml: bytes) -> bytes:
        xml = re.sub(rb"<numFmts.*?/>", b"", xml)
        ways = b'<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="200"/><xf numFmtId="14"/></cellXfs>'
        xml = re.sub(rb"<cellXfs.*?</cellXfs>", ways, xml, flags=re.S)
        own = b'<numFmts count="1"><numFmt numFmtId="200" formatCode="000000"/></numFmts>'
        return xml.replace(b"<fonts", own + b"<fonts", 1)

    found = sheet(tmp_path, repacked(styled, "xl/styles.xml", styles), "list.xlsx")
    assert list(found.rows()) == [(2, ("000701", "Nell", "03/10/2019", "Yes", "7700900101"))]


def test_a_formula_is_never_worked_out(tmp_path):
    content = excel(("People", [["Adm No", "Forename", "Surname", "Class"], ["1", "=1+1", "Ray", "4B"]]))
    stored = repacked(
        excel(("People", [["Adm No", "Forename", "Surname", "Class"], ["1", "=A1", "Ray", "4B"]])),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"<f>A1</f><v\s*/?>(</v>)?", b"<f>A1</f><v>Nell</v>", xml).replace(
            b'<c r="B2"><f>', b'<c r="B2" t="str"><f>'
        ),
    )
    # Where Excel stored no value the formula's text is shown and named; a stored value is only a value.
    rows, findings = read(sheet(tmp_path, content, "list.xlsx"))
    assert (rows, positions(findings)) == ([], [(2, "B", "formula"), (2, "", "name_missing")])
    assert "=1+1" in findings[0].words
    rows, findings = read(sheet(tmp_path, stored, "list.xlsx"))
    assert ([row.first_name for row in rows], findings) == (["Nell"], [])


def test_one_page_of_several_is_found_and_hidden_ones_are_passed_over(tmp_path):
    people = [["Forename", "Surname", "Class"], ["Zoë", "Ray", "4B"]]
    content = excel(("Read me", [["This is the list of our school"]]), ("People", people), ("Old", people))
    hidden = repacked(
        content,
        "xl/workbook.xml",
        lambda xml: xml.replace(b'name="Old" sheetId="3" state="visible"', b'name="Old" sheetId="3" state="hidden"'),
    )
    assert b"hidden" in zipfile.ZipFile(io.BytesIO(hidden)).read("xl/workbook.xml")
    assert list(sheet(tmp_path, hidden, "list.xlsx").rows()) == [(2, ("Zoë", "Ray", "4B"))]


def test_a_list_with_headings_of_its_own_is_opened_for_the_person_to_say(tmp_path):
    found = sheet(tmp_path, "Kind;Zuname;Gruppe\nNell;Ray;4B\n")
    assert (found.header_row, found.headings) == (1, ("Kind", "Zuname", "Gruppe"))


PEOPLE = [["Forename", "Surname", "Class"], ["Zoë", "Ray", "4B"]]
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def with_entities(xml: bytes) -> bytes:
    return ENTITIES + xml


HUGE = b"<worksheet><sheetData>" + b" " * (40 * 1024 * 1024) + b"</sheetData></worksheet>"
REFUSED = {
    "nothing at all": (b"", "empty"),
    "only a mark and blanks": (b"\xef\xbb\xbf \r\n \r\n", "empty"),
    "headings and no rows": ("Forename;Surname;Class\n;;\n", "empty"),
    "only delimiters": (";;;\n;;;\n", "empty"),
    "an empty workbook": (excel(("People", [])), "empty"),
    "bytes": (b"Forename;Surname\n\0\0\1\2", "binary"),
    "bytes without a zero": (bytes(range(1, 256)) * 4, "binary"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(32, 127)), "binary"),
    "a PDF": (b"%PDF-1.7\nForename;Surname\n", "binary"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old_excel"),
    "a web page": (b"\n<html><table><tr><td>Forename</td></tr></table>", "web_page"),
    "no headings": ("1;2;3\n4;5;6\n", "no_headings"),
    "one column": ("Forename\nNell\n", "no_headings"),
    "a heading twice": ("Forename;Surname;E-mail;e mail\nNell;Ray;a;b\n", "heading_twice"),
    "300 columns": (
        ";".join(f"Column {n}" for n in range(300)) + "\n" + ";".join("x" * 300) + "\n",
        "too_many_columns",
    ),
    "300 columns in one row": ("Forename;Surname\nNell;Ray" + ";x" * 300 + "\n", "too_many_columns"),
    "300 columns in Excel": (excel(("P", [[f"Column {n}" for n in range(300)], ["x"] * 300])), "too_many_columns"),
    "a quotation mark left open": ('Forename,Surname\n"Nell,Ray\n' + "Bo,Day\n" * 60, "quote_open"),
    "a quotation mark open for long": ('Forename,Surname\n"Nell,Ray\n' + "Bo,Day\n" * 30_000, "quote_open"),
    "two lists": (excel(("4A", PEOPLE), ("4B", PEOPLE)), "several_lists"),
    "a swollen sheet": (
        repacked(excel(("P", PEOPLE)), "xl/worksheets/sheet1.xml", lambda _: HUGE),
        "unpacks_too_large",
    ),
    "entities in the sheet": (repacked(excel(("P", PEOPLE)), "xl/worksheets/sheet1.xml", with_entities), "damaged"),
    "entities in the book": (repacked(excel(("P", PEOPLE)), "xl/workbook.xml", with_entities), "damaged"),
    "broken XML": (repacked(excel(("P", PEOPLE)), "xl/worksheets/sheet1.xml", lambda xml: xml[:-60]), "damaged"),
    "half a workbook": (excel(("P", PEOPLE))[:2000], "damaged"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_in_words(tmp_path, content, code):
    with pytest.raises(Unreadable) as refusal:
        list(sheet(tmp_path, content).rows())
    assert refusal.value.code == code
    assert refusal.value.words.endswith(".")
    assert refusal.value.cure.endswith(".")


def test_another_archive_named_csv_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    with pytest.raises(Unreadable) as refusal:
        sheet(tmp_path, out.getvalue(), "list.csv")
    assert refusal.value.code == "not_excel"


def test_more_than_100_mb_is_refused_before_anything_is_read(tmp_path):
    path = file(tmp_path, "Forename;Surname\n")
    with path.open("r+b") as stream:
        stream.truncate(101 * 1024 * 1024)
    with pytest.raises(Unreadable) as refusal:
        open_sheet(path, path.name)
    assert (refusal.value.code, refusal.value.words) == ("too_large", "The file is larger than 100 MB.")


def test_an_archive_that_claims_less_than_it_holds_is_refused(tmp_path):
    """The sizes in the list of contents are checked before opening; a lie in them shows on reading."""
    content = bytearray(repacked(excel(("P", PEOPLE)), "xl/worksheets/sheet1.xml", lambda _: HUGE))
    place = content.rfind(b"xl/worksheets/sheet1.xml")
    start = content.rfind(b"PK\x01\x02", 0, place)
    content[start + 24 : start + 28] = (500).to_bytes(4, "little")
    with pytest.raises(Unreadable) as refusal:
        sheet(tmp_path, bytes(content), "list.xlsx")
    assert refusal.value.code == "damaged"


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
HEAD_ROW = '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c></row>'
STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Forename</t></si><si><t>Surname</t></si>'
    "<si><r><t>Date of </t></r><r><rPr><b/></rPr><t>birth</t></r><rPh><t>unseen</t></rPh></si>"
    '<si><t xml:space="preserve">O_x2019_Shea </t></si></sst>'
)


def as_excel_writes(rows: str, prefix: str = "") -> bytes:
    """Return a workbook with these rows of XML and the strings above, as Excel itself packs one."""
    xml = SHEET.format(HEAD_ROW + rows)
    if prefix:
        xml = re.sub(r"<(/?)(\w)", rf"<\1{prefix}:\2", xml).replace("xmlns=", f"xmlns:{prefix}=")
    content = repacked(excel(("P", PEOPLE)), "xl/worksheets/sheet1.xml", lambda _: xml.encode())
    return repacked(content, f"xl/{'SharedStrings' if prefix else 'sharedStrings'}.xml", lambda _: STRINGS.encode())


@pytest.mark.parametrize("prefix", ["", "x"])
def test_shared_strings_cells_without_a_place_and_every_kind_of_value(tmp_path, prefix):
    rows = (
        '<row r="4"><c r="B4" t="inlineStr"><is><t>Nell</t></is></c><c r="C4" t="s"><v>3</v></c>'
        '<c r="D4" t="d"><v>2019-10-03T00:00:00</v></c></row>'
        '<row><c/><c t="str"><v>Bo</v></c><c t="e"><v>#REF!</v></c><c><v>1.5</v></c></row>'
        '<row><c/><c t="b"><v>0</v></c><c><v>-7</v></c><c t="n"><v>1E+16</v></c></row>'
    )
    found = sheet(tmp_path, as_excel_writes(rows, prefix), "list.xlsx")
    assert (found.header_row, found.headings) == (2, ("", "Forename", "Surname", "Date of birth"))
    assert list(found.rows()) == [
        (4, ("", "Nell", "O’Shea ", "03/10/2019")),
        (5, ("", "Bo", "#REF!", "1.5")),
        (6, ("", "No", "-7", "1E+16")),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3" t="s"><v>9</v></c>',
        '<c r="ZZZZ3"><v>1</v></c>',
        '<c r="B3"><v>one</v></c>',
        '<c r="B3" t="d"><v>x</v></c>',
    ],
)
def test_a_cell_that_makes_no_sense_is_a_damaged_file(tmp_path, cell):
    with pytest.raises(Unreadable) as refusal:
        list(
            sheet(tmp_path, as_excel_writes(f'<row r="3"><c r="C3" t="s"><v>1</v></c>{cell}</row>'), "list.xlsx").rows()
        )
    assert refusal.value.code == "damaged"


@pytest.mark.parametrize(("epoch", "shown"), [(b"", "03/10/2019"), (b' date1904="1"', "04/10/2023")])
def test_dates_count_from_1900_or_1904(tmp_path, epoch, shown):
    dated = [["Forename", "Surname", "DOB", "At"], ["Nell", "Ray", dt.datetime(2019, 10, 3), dt.time(9, 30)]]
    content = repacked(
        excel(("P", dated)), "xl/workbook.xml", lambda xml: xml.replace(b"<workbookPr", b"<workbookPr" + epoch, 1)
    )
    assert [cells[2] for _number, cells in sheet(tmp_path, content, "list.xlsx").rows()] == [shown]


def test_a_workbook_whose_strings_alone_are_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "STRINGS_LIMIT", 100)
    with pytest.raises(Unreadable) as refusal:
        sheet(tmp_path, as_excel_writes('<row r="3"><c r="B3"><v>1</v></c></row>'), "list.xlsx")
    assert refusal.value.code == "unpacks_too_large"


def test_more_rows_than_a_school_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "ROW_LIMIT", 3)
    with pytest.raises(Unreadable) as refusal:
        list(sheet(tmp_path, LIST + "003;Bo;Day;4B\n004;Kai;Poe;4B\n").rows())
    assert refusal.value.code == "too_many_rows"


def test_a_workbook_without_a_sheet_to_see_is_empty(tmp_path):
    content = repacked(
        excel(("P", PEOPLE)), "xl/workbook.xml", lambda xml: xml.replace(b'state="visible"', b'state="veryHidden"')
    )
    with pytest.raises(Unreadable) as refusal:
        sheet(tmp_path, content, "list.xlsx")
    assert refusal.value.code == "empty"


def every_row(path) -> None:
    """Read a file to its end, whatever it holds."""
    found = open_sheet(path, path.name)
    kind = guess_kind(found.headings)
    reader = read_pupils if kind is ImportKind.PUPILS else read_staff
    for _one in reader(found, guess(kind, found.headings, {}), TODAY):
        pass


PIECES = [
    b'"',
    b"\n",
    b";;;",
    b"\xff",
    b"\xc3",
    b"\r",
    b"=1+1",
    b"9" * 30,
    b"nan",
    b"1e400",
    b"<v>",
    b"<",
    b'r="ZZZZ9"',
]


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(make.files())),
    part=st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), st.sampled_from(PIECES) | st.binary(max_size=8))),
)
def test_a_broken_file_is_read_or_refused_and_nothing_else(tmp_path_factory, name, part, changes):
    def spoilt(content: bytes) -> bytes:
        for where, length, put in changes:
            at = int(where * len(content))
            content = content[:at] + put + content[at + length :]
        return content

    content = make.files()[name]
    path = tmp_path_factory.mktemp("broken") / name
    path.write_bytes(repacked(content, part, spoilt) if name.endswith("xlsx") else spoilt(content))
    with contextlib.suppress(Unreadable):
        every_row(path)
