"""The decision records in docs/adr: each has the same parts, and the index names each by number and title."""

from __future__ import annotations

import re
from pathlib import Path

from launcher.checks.files import shown
from launcher.paths import ROOT

FOLDER = Path("docs/adr")
PARTS = ["Context", "Decision", "Consequences"]


def check(root: Path = ROOT) -> list[str]:
    """What is wrong: a record without its parts or its row in the index, and a row without its record."""
    folder = root / FOLDER
    index = (folder / "README.md").read_text(encoding="utf-8")
    records, faults = sorted(folder.glob("[0-9]*.md")), []
    for record in records:
        text = record.read_text(encoding="utf-8")
        title = text.partition("\n")[0].removeprefix("# ")
        number, _, words = title.partition(" ")
        if not record.name.startswith(f"{number}-"):
            faults.append(f"{shown(record)}: its title does not begin with its number")
        if re.findall(r"^## (.+)$", text, re.M) != PARTS:
            faults.append(f"{shown(record)}: its parts are not {', '.join(PARTS)}")
        if f"| [{number}]({record.name}) | {words} |" not in index:
            faults.append(f"{shown(record)}: docs/adr/README.md has no row | [{number}]({record.name}) | {words} |")
    named = set(re.findall(r"^\| \[\d+\]\((.+?)\)", index, re.M))
    gone = named - {record.name for record in records}
    return [*faults, *(f"docs/adr/README.md: {name} does not exist" for name in sorted(gone))]
