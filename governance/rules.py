"""Which counts governors may see: small numbers are hidden so that nobody can be recognised.

Three promises, each proved in the tests. A count of 1 to 4 is never shown. The table has no totals, and what is hidden
depends only on which cells are small, never on how small: each could be any number from 1 to 4. And whoever learns a
total from elsewhere cannot subtract their way back, because the next smallest number is hidden too.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

THRESHOLD = 5
Place = tuple[int, int]
Point = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One count as shown: the number; or None, with ``small`` for 1 to 4, without it when hidden to protect one."""

    shown: int | None
    small: bool = False


def is_small(count: int, threshold: int = THRESHOLD) -> bool:
    """Say whether a count could point at somebody. Zero tells of nobody and is shown."""
    return 0 < count < threshold


def hide_small(table: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> list[list[Cell]]:
    """Return the table (rows of equal length, no totals) with small counts, and what would give them away, hidden.

    Totals of rows and columns together tell a hidden cell exactly when it lies on no ring of hidden cells that share a
    row or a column by turns. So each small cell gets the ring that hides the least. Where zeros leave no ring, the next
    smallest of its column goes, or else of its row.
    """
    counts = {(row, column): count for row, line in enumerate(table) for column, count in enumerate(line)}
    small = sorted(place for place, count in counts.items() if is_small(count, threshold))
    grid = _Grid(counts, rows=len(table), columns=len(table[0]) if table else 0)
    hidden = set(small)
    for place in small:
        ring = grid.ring(place, hidden)
        hidden |= set(grid.next_smallest(place, hidden) if ring is None else ring)
    return [
        [_cell(count, (row, column) in hidden, threshold) for column, count in enumerate(line)]
        for row, line in enumerate(table)
    ]


def _cell(count: int, is_hidden: bool, threshold: int) -> Cell:
    return Cell(None, is_small(count, threshold)) if is_hidden else Cell(count)


class _Grid:
    """The table as a graph: rows and columns are points, cells with a count are edges. A zero is known, so no edge."""

    def __init__(self, counts: dict[Place, int], *, rows: int, columns: int) -> None:
        self.counts = {place: count for place, count in counts.items() if count}
        self.rows, self.columns = rows, columns

    def _ends(self, place: Place) -> tuple[Point, Point]:
        """Return row and column of a cell. A row of one cell has no total of its own: all such rows are one point."""
        row, column = place
        return ("row", row if self.columns > 1 else 0), ("column", column if self.rows > 1 else 0)

    def _steps(self, point: Point, without: Place) -> Iterator[tuple[Place, Point]]:
        for place in self.counts:
            row, column = self._ends(place)
            if place != without and point in (row, column):
                yield place, column if point == row else row

    def ring(self, place: Place, hidden: set[Place]) -> Iterable[Place] | None:
        """Return the other cells of the ring through ``place`` that hides the smallest sum, or None."""
        start, goal = self._ends(place)
        waiting: list[tuple[int, Point, tuple[Place, ...]]] = [(0, start, ())]
        done: set[Point] = set()
        while waiting:
            cost, point, path = heapq.heappop(waiting)
            if point == goal:
                return path
            if point in done:
                continue
            done.add(point)
            for step, after in self._steps(point, place):
                extra = 0 if step in hidden else self.counts[step]
                heapq.heappush(waiting, (cost + extra, after, (*path, step)))
        return None

    def next_smallest(self, place: Place, hidden: set[Place]) -> Iterable[Place]:
        """Return the smallest shown cell of the column, or else of the row, unless another cell of it is hidden."""
        for axis in (1, 0):
            beside = [other for other in self.counts if other != place and other[axis] == place[axis]]
            if beside:
                return () if hidden & set(beside) else (min(beside, key=lambda other: (self.counts[other], other)),)
        return ()
