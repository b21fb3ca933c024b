"""Write (or check) a diagram of every workflow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.contributions.workflows import WORKFLOWS
from core.workflow import Table


def tables() -> list[Table]:
    """Return the tables of every app, by name."""
    return sorted(WORKFLOWS.values(), key=lambda table: table.name)


class Command(BaseCommand):
    """Docs that cannot go stale: the check fails when a table and its diagram differ."""

    help = "Writes docs/reference/workflow-*.md; with --check only says whether they are up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        folder = Path(settings.BASE_DIR) / "docs" / "reference"
        stale = []
        for table in tables():
            text = (
                f"# How a {table.name} moves\n\nMade by `./portal manage workflow_diagrams` from the table in code.\n"
            )
            text += f"\n```mermaid\n{table.mermaid()}```\n"
            path = folder / f"workflow-{table.name}.md"
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(path.name)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run ./portal manage workflow_diagrams")
