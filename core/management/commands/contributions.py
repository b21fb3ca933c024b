"""Check that what the apps contribute is used, and that what code asks for is contributed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.appconfig import ContributingAppConfig
from core.contributions.usage import faults, read
from core.management.commands.workflow_diagrams import tables


class Command(BaseCommand):
    """A setting that nothing reads, or a message that nothing queues, fails the check."""

    help = "Says which contributions nobody uses, and which names nobody contributes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the faults."""
        ours = [config.name for config in apps.get_app_configs() if isinstance(config, ContributingAppConfig)]
        problems = faults(read(Path(settings.BASE_DIR), ours), tables())
        if problems:
            raise CommandError("\n".join(problems))
