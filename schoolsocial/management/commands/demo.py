"""Load the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from schoolsocial.demo import load, stories


class Command(BaseCommand):
    """Once; again it changes nothing. Demo mode only."""

    help = "Loads the demo: one trust with two schools, and one school that stands alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what there is."""
        made = load()
        if made:
            stories.write_heads()
            stories.an_email_comes_back(made[0])
        self.stdout.write(f"{len(made)} schools made." if made else "The demo is there already.")
