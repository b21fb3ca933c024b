"""Say how to sign in as each person."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from people.services.first import first_run_code, is_first_run


class Command(BaseCommand):
    """Printed by ./portal run when the page answers."""

    help = "Prints how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        """Name the demo page, or the first step of an empty portal."""
        base = settings.PORTAL_BASE_URL
        if settings.DEMO_MODE:
            self.stdout.write(f"Sign in as anybody, and read the e-mails that were sent: {base}/demo/")
        elif is_first_run():
            self.stdout.write(f"Make your school: {base}/first/   Your one-time code: {first_run_code()}")
        else:
            self.stdout.write(f"Sign in with your e-mail address: {base}/accounts/login/code/")
