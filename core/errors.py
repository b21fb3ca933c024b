"""Errors that more than one app raises or catches."""


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
