"""Print the code that opens ``/first/``."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.first_run import first_run_code, is_first_run


class Command(BaseCommand):
    """Whoever can run a command on this machine may make the first school; nobody else can."""

    help = "Prints the code for /first/ while there is no school yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code, or nothing once there is a school."""
        if is_first_run():
            self.stdout.write(first_run_code())
        else:
            self.stderr.write("There is a school already: sign in.")
