"""Remove the demo in one step."""

from typing import Any

from django.core.management.base import BaseCommand

from demo.services import remove_demo


class Command(BaseCommand):
    """Closes the demo's schools and accounts, and destroys the keys of what was sealed there."""

    help = "Removes the demo; real schools are not touched."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it, and say what was done."""
        count = remove_demo()
        self.stdout.write(f"Closed {count} demo schools." if count else "There is no demo here.")
