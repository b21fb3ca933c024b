"""Which counts governors may see: small numbers are hidden so that nobody can be recognised.

Three promises, each proved in the tests. A count of 1 to 4 is never shown. The table shows no totals, and a hidden
number keeps every value that its words allow. And whoever learns a total from elsewhere cannot subtract their way
back: the next smallest number goes too, until no hidden cell stands alone in what the totals tie together.
What is hidden depends only on which cells are small and on how the others are ordered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

THRESHOLD = 5
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One count as shown: the number, or None with ``small`` (1 to 4) or not (hidden to protect a small one)."""

    shown: int | None
    small: bool = False


def is_small(count: int, threshold: int = THRESHOLD) -> bool:
    """Say whether a count could point at somebody. Zero tells of nobody and is shown."""
    return 0 < count < threshold


def hide_small(table: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> list[list[Cell]]:
    """Return the table (rows of equal length, no totals) with small counts, and what would give them away, hidden."""
    counts = {(row, column): count for row, line in enumerate(table) for column, count in enumerate(line)}
    hidden = {place for place, count in counts.items() if is_small(count, threshold)}
    while more := _to_protect(counts, hidden):
        hidden.add(more)
    return [
        [_cell(count, (row, column) in hidden, threshold) for column, count in enumerate(line)]
        for row, line in enumerate(table)
    ]


def _cell(count: int, is_hidden: bool, threshold: int) -> Cell:
    return Cell(None, is_small(count, threshold)) if is_hidden else Cell(count)


def _to_protect(counts: dict[Place, int], hidden: set[Place]) -> Place | None:
    """Return the next cell to hide: the smallest in the row or column of a cell that subtraction would give away."""
    shown = {place: count for place, count in counts.items() if count and place not in hidden}
    for place in sorted(hidden):
        if given_away(place, hidden):
            for line in (1, 0):
                beside = [other for other in shown if other[line] == place[line]]
                if beside and not any(other != place and other[line] == place[line] for other in hidden):
                    return min(beside, key=lambda other: (shown[other], other))
            beside = [other for other in shown if other[0] == place[0] or other[1] == place[1]]
            if beside:
                return min(beside, key=lambda other: (shown[other], other))
    return None


def given_away(place: Place, hidden: Iterable[Place]) -> bool:
    """Say whether the totals of all rows and columns together would tell a hidden cell.

    Rows and columns are the points of a graph, hidden cells its edges: a cell can move only along a ring of edges, so
    the totals tell it exactly when it lies on none.
    """
    row, column = place
    edges = set(hidden) - {place}
    reached: set[tuple[str, int]] = {("row", row)}
    while True:
        more = {("column", c) for r, c in edges if ("row", r) in reached}
        more |= {("row", r) for r, c in edges if ("column", c) in reached}
        if more <= reached:
            return ("column", column) not in reached
        reached |= more
