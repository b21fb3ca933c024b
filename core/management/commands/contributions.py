"""Check that what the apps contribute is used, and that what code asks for is contributed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.appconfig import our_apps
from core.contributions.usage import faults, read
from core.management.commands.reference_pages import tables


class Command(BaseCommand):
    """A setting that nothing reads, or a message that nothing queues, fails the check."""

    help = "Says which contributions nobody uses, and which names nobody contributes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the faults."""
        apps = [config.name for config in our_apps()]
        problems = faults(read(Path(settings.BASE_DIR), apps), tables())
        if problems:
            raise CommandError("\n".join(problems))
