"""Small numbers: never shown, never given away."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from governance.rules import Cell, hide_small

Table = list[list[int]]
COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 60))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(COUNTS, min_size=columns, max_size=columns), min_size=1, max_size=5))


def hidden_of(table: Table) -> set[tuple[int, int]]:
    return {(r, c) for r, line in enumerate(hide_small(table)) for c, cell in enumerate(line) if cell.shown is None}


def solved_by_totals(table: Table, hidden: set[tuple[int, int]], place: tuple[int, int]) -> bool:
    """Say, by elimination, whether the totals of all rows and columns fix one hidden cell. Knows nothing of cycles."""
    order = sorted(hidden)
    axes = [axis for axis, cells in ((0, len(table[0])), (1, len(table))) if cells > 1]
    lines = [[Fraction(cell[axis] == at) for cell in order] for axis in axes for at in {cell[axis] for cell in order}]
    wanted = [Fraction(cell == place) for cell in order]
    for column in range(len(order)):
        pivot = next((line for line in lines if line[column]), None)
        if pivot is None:
            continue
        lines.remove(pivot)

        def less(line: list[Fraction], pivot: list[Fraction] = pivot, column: int = column) -> list[Fraction]:
            factor = line[column] / pivot[column]
            return [one - factor * other for one, other in zip(line, pivot, strict=True)]

        lines, wanted = [less(line) for line in lines], less(wanted)
    return not any(wanted)


@given(tables())
def test_a_small_number_is_never_shown_and_everything_shown_is_true(table: Table) -> None:
    for line, shown in zip(table, hide_small(table), strict=True):
        for count, cell in zip(line, shown, strict=True):
            assert cell.shown in (None, count)
            assert cell.small == (0 < count < 5)
            assert cell.shown is None or not 0 < count < 5
            assert cell.shown == 0 or count > 0


@given(tables(), st.data())
def test_a_hidden_small_number_could_be_any_from_1_to_4(table: Table, data: st.DataObject) -> None:
    other = [[data.draw(st.integers(1, 4)) if 0 < count < 5 else count for count in line] for line in table]
    assert hide_small(other) == hide_small(table)


@given(tables())
def test_no_total_known_from_elsewhere_gives_a_small_number_away(table: Table) -> None:
    """Unless zeros alone do: then even hiding every other number would not help."""
    hidden = hidden_of(table)
    nonzero = {(r, c) for r, line in enumerate(table) for c, count in enumerate(line) if count}
    for row, column in hidden:
        if 0 < table[row][column] < 5 and solved_by_totals(table, hidden, (row, column)):
            assert solved_by_totals(table, nonzero, (row, column))


@given(tables())
def test_a_small_number_never_stands_alone_in_a_column_of_others(table: Table) -> None:
    hidden = hidden_of(table)
    for row, column in hidden:
        others = {(r, column) for r in range(len(table)) if r != row and table[r][column]}
        assert not others or others & hidden or not 0 < table[row][column] < 5


def test_the_next_smallest_goes_too() -> None:
    assert hide_small([[7], [3], [9]]) == [[Cell(None)], [Cell(None, True)], [Cell(9)]]


def test_two_small_ones_protect_each_other() -> None:
    assert hide_small([[7], [3], [1]]) == [[Cell(7)], [Cell(None, True)], [Cell(None, True)]]


def test_a_row_of_terms_is_protected_as_a_column_of_kinds_is() -> None:
    shown = hide_small([[7, 9], [3, 6], [1, 2]])
    assert [[cell.shown for cell in line] for line in shown] == [[7, 9], [None, None], [None, None]]


def test_zeros_are_shown() -> None:
    assert hide_small([[0, 0], [0, 12]]) == [[Cell(0), Cell(0)], [Cell(0), Cell(12)]]
