"""XML of a file that somebody uploads is read in one place only, and an entity bomb never grows there."""

from __future__ import annotations

import ast
import io
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from core.appconfig import ContributingAppConfig
from core.files.office_archive import Damaged, feed, new_parser, parse
from policies.importing.parsed import ImportProblem
from policies.importing.reader import read_policy
from roll.rules.reading.sheets import open_sheet
from roll.rules.reading.types import Unreadable
from tests.fixtures.policies import make

ROOT = Path(settings.BASE_DIR)
READER = Path("core/files/office_archive.py")
PARSERS = {"xml", "lxml", "defusedxml", "zipfile", "openpyxl"}
# Types, and what writes a workbook or works out a date: none of them parses anything.
HARMLESS = {
    *("xml.etree.ElementTree.Element", "openpyxl.Workbook", "openpyxl.cell.WriteOnlyCell"),
    *("openpyxl.styles.numbers.BUILTIN_FORMATS", "openpyxl.styles.numbers.is_date_format"),
    *("openpyxl.utils.datetime.CALENDAR_MAC_1904", "openpyxl.utils.datetime.CALENDAR_WINDOWS_1900"),
    *("openpyxl.utils.datetime.from_excel", "openpyxl.utils.escape.unescape"),
}
# Ten to the ninth letters, were the entities ever put in.
ENTITIES = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
BOMB = f'<?xml version="1.0"?><!DOCTYPE bomb [{ENTITIES}]><bomb>&a8;</bomb>'.encode()
OUTSIDE = b'<!DOCTYPE bomb [<!ENTITY a SYSTEM "file:///etc/passwd">]><bomb>&a;</bomb>'
XLSX = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml")


def imported(tree: ast.AST) -> set[str]:
    """Return the full names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_no_other_module_of_an_app_parses_xml_or_opens_an_archive() -> None:
    folders = [config.name for config in apps.get_app_configs() if isinstance(config, ContributingAppConfig)]
    readers = {}
    for path in (path for folder in {"core", *folders} for path in (ROOT / folder).rglob("*.py")):
        names = {name for name in imported(ast.parse(path.read_text())) if name.partition(".")[0] in PARSERS}
        if names - HARMLESS:
            readers[path.relative_to(ROOT)] = names
    assert set(readers) == {READER}


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE], ids=["entities that grow", "an entity from outside"])
def test_the_parser_refuses_every_document_type(xml: bytes) -> None:
    with pytest.raises(Damaged):
        parse(xml)
    with pytest.raises(Damaged):
        feed(new_parser(), xml, last=True)


def package(parts: dict[str, bytes | str]) -> bytes:
    """Return an archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("part", XLSX)
def test_a_bomb_in_a_workbook_is_a_damaged_file(tmp_path: Path, part: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(package({name: BOMB if name == part else b"<empty/>" for name in XLSX}))
    with pytest.raises(Unreadable) as refusal:
        open_sheet(path, path.name)
    assert (refusal.value.code, str(refusal.value.__cause__)) == ("damaged", "a document type")


def test_a_bomb_in_a_policy_is_refused_in_words() -> None:
    with pytest.raises(ImportProblem) as refusal:
        read_policy("policy.docx", package({"[Content_Types].xml": make.TYPES, "word/document.xml": BOMB}))
    assert str(refusal.value.__cause__) == "a document type"
