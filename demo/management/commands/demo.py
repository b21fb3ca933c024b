"""Load the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from demo import stories
from demo.load import OAKFIELD, load
from demo.people import loaded_school


class Command(BaseCommand):
    """Once; again it adds only what an interrupted start has left out. Demo mode only."""

    help = "Loads the demo: one trust with two schools, and one school that stands alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what there is."""
        made = load()
        stories.complete(made[0] if made else loaded_school(OAKFIELD))
        self.stdout.write(f"{len(made)} schools made." if made else "The demo is there already.")
