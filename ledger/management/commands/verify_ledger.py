"""Check every chain against itself, against the records it vouches for, and against the heads written outside."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger import services


class Command(BaseCommand):
    """Says "all is well" or names each entry or record that was changed, and ends with 1."""

    help = "Verifies all ledger chains; --heads names the file of heads written outside."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --heads."""
        parser.add_argument("--heads", default=settings.HEADS_FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and report."""
        findings = services.verify(outside=services.read_heads(Path(options["heads"])))
        for finding in findings:
            self.stderr.write(str(finding))
        if findings:
            raise CommandError(f"{len(findings)} findings: the ledger or a record was changed outside the portal.")
        self.stdout.write("All chains verify.")
