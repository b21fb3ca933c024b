"""What a change of terms or closed days moves. Pure functions."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

Day = datetime.date


@dataclass(frozen=True, slots=True)
class Moved:
    """Days that become school days, days that stop being some, and terms that end on another day (before, after)."""

    gained: tuple[Day, ...] = ()
    lost: tuple[Day, ...] = ()
    ends: tuple[tuple[str, Day, Day], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.ends)

    @property
    def first(self) -> Day | None:
        """Return the first day from which school days are counted otherwise."""
        return min((*self.gained, *self.lost), default=None)


def compare_days(
    before: Mapping[Day, bool], after: Mapping[Day, bool], ends: Mapping[str, Day], ends_after: Mapping[str, Day]
) -> Moved:
    """Compare ``{day: is a school day}`` and ``{term: last day}`` before and after a change."""
    changed = sorted(day for day in before.keys() | after.keys() if before.get(day, False) != after.get(day, False))
    return Moved(
        gained=tuple(day for day in changed if after.get(day, False)),
        lost=tuple(day for day in changed if not after.get(day, False)),
        ends=tuple(
            (term, ends[term], ends_after[term]) for term in ends if ends_after.get(term, ends[term]) != ends[term]
        ),
    )
