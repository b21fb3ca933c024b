"""Sizes, pages and the table of checks, on made-up files."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher import check
from launcher.checks import pages, picture, records, sizes


def test_too_long_a_file_and_too_long_a_function_are_named(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * 401)
    (tmp_path / "fine.py").write_text("@decorated\ndef fifty():\n" + "    x = 1\n" * 49)
    (tmp_path / "deep.py").write_text("class A:\n    async def far(self):\n" + "        x = 1\n" * 50)
    (tmp_path / "page.html").write_text("<p>\n" * 500)
    (tmp_path / "lib.min.js").write_text("x\n" * 500)
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001.py").write_text("x = 1\n" * 900)
    faults, _ = sizes.check(tmp_path)
    assert [fault.rpartition("/")[2] for fault in faults] == [
        "deep.py:2: far has 51 lines, at most 50",
        "long.py: 402 lines, at most 400",
        "page.html: 501 lines, at most 400",
    ]


def test_a_package_of_too_many_files_and_an_app_of_too_many_lines_are_named(tmp_path: Path) -> None:
    for package, count in {"core/few": 20, "tests/many": 21, "tests/people": 30, "roll/migrations": 25}.items():
        (tmp_path / package).mkdir(parents=True)
        for number in range(count):
            (tmp_path / package / f"m{number}.py").write_text("x = 1\n" * (300 if package == "core/few" else 400))
    for app, lines in {"ledger": 9_000, "notices": 9_001, "people": 9_999, "bench": 9_999}.items():
        (tmp_path / app).mkdir(exist_ok=True)
        (tmp_path / app / "m.py").write_text("x = 1\n" * lines)
    (tmp_path / "notices" / "page.html").write_text("<p>\n" * 300)
    assert list(sizes.packages_and_apps(tmp_path)) == [
        "tests/many: 21 files at one level, at most 20: divide it by subject",
        "notices: 9001 lines, at most 9000: divide it by subject",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<script src="/a.js"></script>', None),
        ('<script type="application/json">{}</script>', None),
        ("{# <script> style='' #}", None),
        ('<p data-style="x" class="only">', None),
        ("<p>\n<script>go()</script>", "2: a script without a file"),
        ("<style>p{}</style>", "1: a style element"),
        ('<p style="color:red">', "1: a style attribute"),
        ('<a class="x" onclick="go()">', "1: a handler attribute"),
        ('<a href="javascript:go()">', "1: a javascript: link"),
    ],
)
def test_inline_style_and_script_are_found(tmp_path: Path, text: str, fault: str | None) -> None:
    (tmp_path / "page.html").write_text(text)
    found = [each.rpartition("page.html:")[2] for each in pages.inline(tmp_path)]
    assert found == ([fault] if fault else [])


def test_mail_may_carry_its_style(tmp_path: Path) -> None:
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails" / "a.html").write_text('<p style="margin:0">')
    assert pages.inline(tmp_path) == []


def test_a_line_too_wide_to_read_is_found_in_pages_and_in_mail(tmp_path: Path) -> None:
    (tmp_path / "emails").mkdir()
    (tmp_path / "page.html").write_text("x" * 140 + "\n" + "é" * 141 + "\n")
    (tmp_path / "emails" / "a.html").write_text("<p>\n" + "x" * 150)
    (tmp_path / "emails" / "a.txt").write_text("x" * 300)
    found = sorted(fault.removeprefix(f"{tmp_path}/") for fault in pages.too_wide(tmp_path))
    assert found == ["emails/a.html:2: 150 characters, at most 140", "page.html:2: 141 characters, at most 140"]


def test_a_file_that_names_this_very_machine_is_found(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "notes.md").write_text(f"fine\nsee {root}/docs\n")
    (root / "requirements.txt").write_text("--index-url https://private.example/simple\na==1\n")
    found = [fault.rpartition("project/")[2] for fault in pages.workplace(root)]
    assert found == ["notes.md:2: names " + str(root), "requirements.txt: names a package index"] or len(found) == 3


def test_the_table_shows_each_check_and_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    good = check.Check("good", "always well", lambda told: (True, ""))
    bad = check.Check("bad", "never well", lambda told: (False, "line 3 is wrong"))
    assert check.report([good, bad], {}) == 1
    said = capsys.readouterr().out
    assert [line.split()[:2] for line in said.splitlines()[1:3]] == [["pass", "good"], ["FAIL", "bad"]]
    assert "line 3 is wrong" in said
    assert said.splitlines()[-1] == "1 of 2 checks passed."
    assert check.report([good], {}) == 0


def test_the_quick_checks_are_those_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[str] = []

    def note(checks: list[check.Check], told: check.Surroundings) -> int:
        chosen.extend(each.name for each in checks)
        return 0

    monkeypatch.setattr(check, "report", note)
    monkeypatch.setattr(check.packages, "ensure", lambda dev: [])
    monkeypatch.setattr(check.suite, "ready", lambda: pytest.fail("the services were started"))
    assert check.command(["--quick"]) == 0
    assert set(chosen) == {each.name for each in check.CHECKS} - {"types", "migrations", "deploy", "diagrams"}


def test_the_picture_shows_each_import_and_says_when_it_is_out_of_date(tmp_path: Path) -> None:
    files = {
        "top/views.py": "from core import clock\n",
        "top/migrations/0001.py": "import middle.models\n",
        "middle/models.py": "import top.views\n",
        "core/clock.py": "import datetime\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    apps = ("top", "middle", "core", "gone")
    edges = picture.imported(tmp_path, apps)
    assert edges == {"top": ["core"], "middle": ["top"], "core": []}
    drawn = picture.draw(edges)
    assert "top imports core. middle imports top. core imports no app." in drawn
    assert [drawn.count(word) for word in ("<path d=", '<path class="upward"')] == [1, 1]
    stale = [str(tmp_path / picture.PICTURE) + " is out of date. Run ./portal picture"]
    assert picture.check(tmp_path, apps) == stale
    (tmp_path / picture.PICTURE).parent.mkdir(parents=True)
    (tmp_path / picture.PICTURE).write_text(drawn)
    assert picture.check(tmp_path, apps) == []
    (tmp_path / "core" / "clock.py").write_text("import middle.models\n")
    assert picture.check(tmp_path, apps) == stale


RECORD = "# 0001 One clock\n\n## Context\nx\n\n## Decision\nx\n\n## Consequences\nx\n"


@pytest.mark.parametrize(
    ("record", "row", "fault"),
    [
        (RECORD, "| [0001](0001-clock.md) | One clock | x |", None),
        (RECORD, "", "0001-clock.md: docs/adr/README.md has no row | [0001](0001-clock.md) | One clock |"),
        (RECORD.replace("0001", "0002"), "| [0002](0001-clock.md) | One clock | x |", "its title does not begin with"),
        (RECORD.replace("Context", "Why"), "| [0001](0001-clock.md) | One clock | x |", "its parts are not Context"),
        (
            RECORD,
            "| [0001](0001-clock.md) | One clock | x |\n| [0009](0009-gone.md) | Gone | x |",
            "README.md: 0009-gone.md does not exist",
        ),
    ],
)
def test_each_decision_is_in_the_index(tmp_path: Path, record: str, row: str, fault: str | None) -> None:
    folder = tmp_path / records.FOLDER
    folder.mkdir(parents=True)
    (folder / "README.md").write_text(row)
    (folder / "0001-clock.md").write_text(record)
    found = records.check(tmp_path)
    assert len(found) == (1 if fault else 0)
    assert not fault or fault in found[0]
