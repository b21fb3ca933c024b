"""Which counts governors may see: small numbers are hidden so that nobody can be recognised.

Three promises, each proved in the tests. A count of 1 to 4 is never shown. The table has no totals, and what is hidden
depends only on which cells are small, never on how small: each could be any number from 1 to 4. And whoever learns a
total from elsewhere cannot subtract their way back, because the next smallest number is hidden too.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

THRESHOLD = 5
Position = tuple[int, int]
Vertex = tuple[str, int]


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

    Totals of rows and columns together tell a hidden cell exactly when it lies on no cycle of hidden cells that share a
    row or a column by turns. So each small cell gets the cycle that hides the least. Where zeros leave no cycle, the
    next smallest cell of its column is hidden, or else of its row.
    """
    counts = {(row, column): count for row, line in enumerate(table) for column, count in enumerate(line)}
    small = sorted(position for position, count in counts.items() if is_small(count, threshold))
    graph = _Graph(counts, rows=len(table), columns=len(table[0]) if table else 0)
    hidden = set(small)
    for position in small:
        cycle = graph.cycle(position, hidden)
        hidden |= set(graph.next_smallest(position, hidden) if cycle is None else cycle)
    return [
        [_cell(count, (row, column) in hidden, threshold) for column, count in enumerate(line)]
        for row, line in enumerate(table)
    ]


def _cell(count: int, is_hidden: bool, threshold: int) -> Cell:
    return Cell(None, is_small(count, threshold)) if is_hidden else Cell(count)


class _Graph:
    """The table as a graph: rows and columns are vertices, cells with a count are edges, zeros are not."""

    def __init__(self, counts: dict[Position, int], *, rows: int, columns: int) -> None:
        self.counts = {position: count for position, count in counts.items() if count}
        self.rows, self.columns = rows, columns

    def _ends(self, position: Position) -> tuple[Vertex, Vertex]:
        """Return row and column of a cell. A row of one cell has no total of its own: all such rows are one vertex."""
        row, column = position
        return ("row", row if self.columns > 1 else 0), ("column", column if self.rows > 1 else 0)

    def _edges(self, vertex: Vertex, without: Position) -> Iterator[tuple[Position, Vertex]]:
        for position in self.counts:
            row, column = self._ends(position)
            if position != without and vertex in (row, column):
                yield position, column if vertex == row else row

    def cycle(self, position: Position, hidden: set[Position]) -> Iterable[Position] | None:
        """Return the other cells of the cycle through ``position`` that hides the smallest sum, or None."""
        start, end = self._ends(position)
        queue: list[tuple[int, Vertex, tuple[Position, ...]]] = [(0, start, ())]
        done: set[Vertex] = set()
        while queue:
            cost, vertex, path = heapq.heappop(queue)
            if vertex == end:
                return path
            if vertex in done:
                continue
            done.add(vertex)
            for edge, after in self._edges(vertex, position):
                extra = 0 if edge in hidden else self.counts[edge]
                heapq.heappush(queue, (cost + extra, after, (*path, edge)))
        return None

    def next_smallest(self, position: Position, hidden: set[Position]) -> Iterable[Position]:
        """Return the smallest shown cell of the column, or else of the row, unless another cell of it is hidden."""
        for axis in (1, 0):
            beside = [other for other in self.counts if other != position and other[axis] == position[axis]]
            if beside:
                return () if hidden & set(beside) else (min(beside, key=lambda other: (self.counts[other], other)),)
        return ()
