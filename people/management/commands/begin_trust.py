"""``./portal manage begin_trust``: a trust with its first school and its administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import Refused
from people.services import trusts


class Command(BaseCommand):
    """Makes a trust; its administrator then makes the other schools on the pages of the trust."""

    help = "Make a trust with its first school and its first administrator, who gets an invitation by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for names and an address."""
        parser.add_argument("name", help="Name of the trust")
        parser.add_argument("school", help="Name of its first school")
        parser.add_argument("email", help="E-mail address of the trust administrator")
        parser.add_argument("first_name")
        parser.add_argument("last_name")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Call the one service."""
        try:
            school, _person = trusts.begin_trust(
                name=options["name"],
                school_name=options["school"],
                email=options["email"],
                first_name=options["first_name"],
                last_name=options["last_name"],
            )
        except Refused as no:
            raise CommandError(no.reason) from no
        self.stdout.write(f"Made. The invitation is on its way. The school is at {school.get_absolute_url()}")
