"""``manage.py samples DIR``: read the files that schools gave us and compare with what a reader found in them."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.files import sample_checks

WIDTH = 300


class Command(BaseCommand):
    """Print found, expected and verdict for each field; exit with 1 on any difference."""

    help = "Compare the imports with the expected.json beside each set of sample files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every checker over the folder."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        files = wrong = 0
        for result in sample_checks.run(folder):
            if result.checker is None:
                self.stdout.write(f"{result.folder.name}: skipped, no importer yet for these files")
            for file_result in result.files:
                files += 1
                wrong += file_result.wrong
                self._print(file_result)
        self.stdout.write(f"Total: {files} files, {wrong} differences")
        if wrong or not files:
            sys.exit(1)

    def _print(self, result: sample_checks.FileResult) -> None:
        for line in result.lines:
            self.stdout.write(f"{result.name} | {line.field} | {line.verdict}")
            self.stdout.write(f"    found     {line.found[:WIDTH]}")
            self.stdout.write(f"    expected  {line.expected[:WIDTH]}")
        self.stdout.write(f"{result.name}: {len(result.lines)} fields, {result.wrong} differences\n\n")
