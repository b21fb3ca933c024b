"""Write the heads of all chains outside the database now."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ledger import services


class Command(BaseCommand):
    """The clock does this each day; this does it at once."""

    help = "Appends the heads of all chains to HEADS_FILE."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say how many."""
        self.stdout.write(f"{services.write_heads(Path(settings.HEADS_FILE))} chains written to {settings.HEADS_FILE}.")
