"""The samples command: found, expected and verdict for each field, and a failure on any difference."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from policies.importing import sample_check
from policies.importing.reader import read_policy
from tests.fixtures.policies import make

FIXTURES = Path(make.__file__).parent


def run(folder: Path) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("samples", str(folder), stdout=out)
    except SystemExit as stop:
        return out.getvalue(), int(stop.code or 0)
    return out.getvalue(), 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES, tmp_path / "policies", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "expected.json").write_text('{"pupils": 185, "staff": {"rows": 37}}')
    return tmp_path


def test_right_answers_pass_and_other_kinds_are_skipped(folder):
    shown, code = run(folder)
    lines = shown.splitlines()
    assert code == 0
    assert lines[0] == "people: skipped, no importer yet for these files"
    assert lines[1:4] == [
        "phones-numbered.txt | title | ok",
        "    found     MOBILE PHONES AND SMART WATCHES POLICY",
        "    expected  Mobile Phones and Smart Watches Policy",
    ]
    assert "phones-numbered.txt | lead | ok (not stated)" in lines
    assert "phones-numbered.txt: 11 fields, 0 differences" in lines
    assert lines[-1] == "Total: 4 files, 0 differences"


def test_a_difference_or_a_missing_file_fails(folder):
    path = folder / "policies" / "expected.json"
    expected = json.loads(path.read_text())
    expected["phones"]["lead"] = "Mr Nobody"
    expected["phones"]["files"].append("absent.txt")
    path.write_text(json.dumps(expected))
    shown, code = run(folder)
    assert code == 1
    assert "phones-numbered.txt | lead | differs" in shown
    assert "absent.txt | file | differs" in shown
    assert shown.splitlines()[-1] == "Total: 5 files, 2 differences"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        run(tmp_path / "nowhere")


def test_a_folder_without_files_to_check_is_no_success(tmp_path):
    assert run(tmp_path) == ("Total: 0 files, 0 differences\n", 1)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("The Governing Body", "governing body", True),
        ("Head Teacher: O Flowers", "Headteacher – O. Flowers", True),
        ("E-Safety", "E Safety", True),
        ("School’s rules", "School's Rules", True),
        ("4. Monitoring", "Monitoring", True),
        ("Governing Body", "Governing Board", False),
        ("Staff", "Staff and pupils", False),
        ("Phones", "Phone", False),
    ],
)
def test_what_a_reader_would_call_the_same(one, other, alike):
    assert sample_check.same(one, other) is alike


@pytest.mark.parametrize(
    ("field", "wanted", "right"),
    [
        ("lead", None, True),
        ("lead", "Somebody", False),
        ("title", None, False),
        ("approved_on", "2025-03-04", True),
        ("approved_on", "2025-04-03", False),
        ("next_review", "Spring 2027 (a term)", True),
        ("next_review", "Spring 2027 (a month)", False),
        ("next_review", None, False),
        ("signatories", ["Principal (name not stated)"], False),
        ("sections", ["Introduction", "2 Our reasons", "2 Pupils", "3 Staff", "4 Lost or broken phones"], False),
        ("dropped", "nothing of note", False),
        ("front_matter", "a motto", False),
        ("unheard_of", "x", False),
    ],
)
def test_each_kind_of_field_can_differ(field, wanted, right):
    name = "phones-numbered.txt"
    policy = read_policy(name, (FIXTURES / name).read_bytes())
    assert sample_check.compare_field(policy, field, wanted).right is right
