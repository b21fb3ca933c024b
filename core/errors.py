"""Errors that more than one app raises or catches, and what a log may say of one that nobody expected.

A log says the kind and the place of an error, never its words: the database's own quote the row that it refused, and so
a name.
"""

import traceback
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError
from psycopg2.errors import UniqueViolation

PLACES_SHOWN = 3


class Refused(Exception):
    """A rule said no. The text is written for the person who asked."""

    @property
    def reason(self) -> str:
        """Return the words to show."""
        return str(self.args[0]) if self.args else ""


class StaleWrite(Refused):
    """Somebody else moved it first: the guarded UPDATE found no row in the expected state."""


class OutsideCalendar(LookupError):
    """A day is asked for that the school's calendar does not hold, or the school has no calendar."""


class UnscopedQuery(Exception):
    """A school-owned queryset was about to run without naming its school."""


class Immutable(Exception):
    """Somebody tried to change or delete what never changes."""


class SealBroken(Exception):
    """A sealed value does not open: wrong key, wrong row, or altered bytes. Never answered with the raw value."""


def is_unique_violation(problem: IntegrityError) -> bool:
    """Say whether a unique key refused a row: somebody was first. Any other constraint that breaks is our fault."""
    return isinstance(problem.__cause__, UniqueViolation)


def error_place(problem: BaseException) -> str:
    """Return the kind of an error and the last places of our own code on its way, innermost first."""
    root = Path(settings.BASE_DIR)
    places = []
    for frame in reversed(traceback.extract_tb(problem.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(root) and "site-packages" not in path.parts:
            places.append(f"{path.relative_to(root)}:{frame.lineno}")
    kind = type(problem).__name__
    return f"{kind} at {', '.join(places[:PLACES_SHOWN])}" if places else kind
