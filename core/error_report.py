"""What a log may say of an error that nobody expected: its kind and its place, never its words.

The database's own words quote the row that it refused, and so a name.
"""

import traceback
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError
from psycopg2.errors import UniqueViolation

SHOWN = 3


def is_unique_violation(problem: IntegrityError) -> bool:
    """Say whether a unique key refused a row: somebody was first. Any other constraint that breaks is our fault."""
    return isinstance(problem.__cause__, UniqueViolation)


def where(problem: BaseException) -> str:
    """Return the kind of an error and the last places of our own code on its way, innermost first."""
    root = Path(settings.BASE_DIR)
    places = []
    for frame in reversed(traceback.extract_tb(problem.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(root) and "site-packages" not in path.parts:
            places.append(f"{path.relative_to(root)}:{frame.lineno}")
    kind = type(problem).__name__
    return f"{kind} at {', '.join(places[:SHOWN])}" if places else kind
