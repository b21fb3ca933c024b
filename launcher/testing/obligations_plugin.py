"""A pytest plugin for `./portal obligations`: which legal duties the tests prove.

The ids stand in docs/obligations.md, in rows that begin `| W1 | …`. A test names those it proves with
`@pytest.mark.obligation("W1", …)`. An id that no row knows, and one that fails, make the run fail.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

ROW = re.compile(r"^\|\s*\**([A-Z]{1,3}\d+[a-z]?)\**\s*\|(.*)\|\s*$", re.M)
PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "obligations.md"
NAME = "obligation"


def listed(text: str) -> dict[str, str]:
    """{id: first words} of every row of the page."""
    return {found.group(1): _sentence(found.group(2)) for found in ROW.finditer(text)}


def _sentence(cells: str) -> str:
    """The cell of words: after the kind, before the tests; of a page with fewer cells, the longest."""
    found = [" ".join(cell.split()) for cell in cells.split("|")]
    return found[1] if len(found) == 3 else max(found, key=len)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Writes the ids onto the item, so that they come back from the other processes with its report."""
    for item in items:
        for mark in item.iter_markers(NAME):
            item.user_properties.extend((NAME, each) for each in mark.args)


class Ledger:
    """Gathers the outcomes of all tests, by obligation."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.outcomes: dict[str, dict[str, str]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if name == NAME and self.outcomes[str(value)].get(report.nodeid) not in ("failed", "skipped"):
                self.outcomes[str(value)][report.nodeid] = report.outcome

    def state(self, one: str) -> str:
        """proved, failing, skipped or nothing yet."""
        outcomes = self.outcomes.get(one, {}).values()
        if not outcomes:
            return "nothing yet"
        if "failed" in outcomes:
            return "failing"
        return "proved" if "passed" in outcomes else "skipped"

    def rows(self) -> list[tuple[str, str, int, str]]:
        """(id, state, number of tests, words), the page's order first, then ids that the page does not know."""
        unknown = sorted(set(self.outcomes) - set(self.known))
        return [
            (one, self.state(one), len(self.outcomes.get(one, {})), self.known.get(one, "NOT in docs/obligations.md"))
            for one in [*self.known, *unknown]
        ]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        colours = {"proved": "green", "failing": "red", "skipped": "yellow", "nothing yet": "yellow"}
        terminalreporter.section("obligations")
        for one, state, tests, words in self.rows():
            terminalreporter.write(f"{one:5} ")
            terminalreporter.write(f"{state:12}", **{colours[state]: True})
            terminalreporter.write_line(f"{tests:3} tests  {words[:80]}")
        proved = sum(self.state(one) == "proved" for one in self.known)
        terminalreporter.write_line(f"{proved} of {len(self.known)} obligations proved")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if set(self.outcomes) - set(self.known) and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        known = listed(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
        config.pluginmanager.register(Ledger(known), "obligations-ledger")
