"""Reset a second step from the server, for a school in which fewer than two people could confirm it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.queries import second_step
from accounts.services import resets
from people.models.accounts import User


class Command(BaseCommand):
    """The last way back in. Each school of the account finds it in its record."""

    help = "Takes the second step, the password and all sessions of an account away. Speak with its owner first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the account."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        user = User.objects.filter(email=User.objects.normalise(options["email"])).first()
        if user is None:
            raise CommandError("No account has this address.")
        places = [(place.school, place.person.pk) for place in second_step.places_of_account(user)]
        resets.reset_by_operator(user=user, schools=places)
        self.stdout.write("Done. An e-mailed code opens the account; it is asked for a new second step.")
