"""A table's cells on a grid: spans kept within the table, ragged rows filled, superfluous rows and columns gone."""

from dataclasses import dataclass, replace

from gkcloud.typeset.blocks import Cell, Table

_EMPTY = Cell((), is_header=False, columns=1, rows=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its row and column, with the rows and columns it really spans."""

    cell: Cell
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in reading order that cover ``height`` rows and ``width`` columns exactly once."""

    cells: tuple[Placed, ...]
    height: int
    width: int
    header_rows: int

    def by_row(self) -> tuple[tuple[Placed, ...], ...]:
        """Return the cells that begin in each row, from left to right."""
        rows: list[list[Placed]] = [[] for _ in range(self.height)]
        for placed in self.cells:
            rows[placed.row].append(placed)
        return tuple(tuple(sorted(row, key=lambda placed: placed.column)) for row in rows)


def table_grid(table: Table) -> Grid:
    """Return the grid of ``table``; see HTML, "forming a table", for where cells go.

    A span ends where the table, its header or another cell begins. A row or column in which no cell begins
    is left out. Places that no cell covers get empty cells.
    """
    height = len(table.rows)
    taken: set[tuple[int, int]] = set()
    cells: list[Placed] = []
    for number, row in enumerate(table.rows):
        end = table.header_rows if number < table.header_rows else height
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            columns = next(
                (step for step in range(1, cell.columns) if (number, column + step) in taken), cell.columns
            )
            placed = Placed(cell, number, column, max(1, min(cell.rows, end - number)), columns)
            cells.append(placed)
            taken.update(_places(placed))
            column += columns
    return _filled(_tight(cells, table.header_rows))


def _places(placed: Placed) -> list[tuple[int, int]]:
    return [
        (placed.row + down, placed.column + right) for down in range(placed.rows) for right in range(placed.columns)
    ]


def _tight(cells: list[Placed], header_rows: int) -> Grid:
    """Return the grid of ``cells``, counting only the rows and columns in which one begins."""
    row_at = {old: new for new, old in enumerate(sorted({placed.row for placed in cells}))}
    column_at = {old: new for new, old in enumerate(sorted({placed.column for placed in cells}))}
    tight = tuple(
        replace(
            placed,
            row=row_at[placed.row],
            column=column_at[placed.column],
            rows=sum(1 for row in range(placed.row, placed.row + placed.rows) if row in row_at),
            columns=sum(1 for at in range(placed.column, placed.column + placed.columns) if at in column_at),
        )
        for placed in cells
    )
    headers = sum(1 for row in row_at if row < header_rows)
    return Grid(tight, len(row_at), len(column_at), headers if headers < len(row_at) else 0)


def _filled(grid: Grid) -> Grid:
    taken = {place for placed in grid.cells for place in _places(placed)}
    empty = [
        Placed(_EMPTY if row >= grid.header_rows else replace(_EMPTY, is_header=True), row, column, 1, 1)
        for row in range(grid.height)
        for column in range(grid.width)
        if (row, column) not in taken
    ]
    return replace(grid, cells=tuple(sorted((*grid.cells, *empty), key=lambda placed: (placed.row, placed.column))))


def columns_of(grid: Grid, chosen: tuple[int, ...]) -> Grid:
    """Return the grid of the ``chosen`` columns (ascending) alone.

    A header cell over several columns stands over each part of them; another cell keeps its text in the first
    chosen column it covers only if that is where it begins, and is empty otherwise.
    """
    at = {old: new for new, old in enumerate(chosen)}
    cells = []
    for placed in grid.cells:
        covered = [at[old] for old in range(placed.column, placed.column + placed.columns) if old in at]
        if not covered:
            continue
        is_shown = placed.column in at or placed.row < grid.header_rows
        cell = placed.cell if is_shown else replace(placed.cell, lines=(), pictures=())
        # Chosen columns that are not neighbours in the table become neighbours here, so one piece will do.
        cells.append(replace(placed, cell=cell, column=covered[0], columns=len(covered)))
    return Grid(tuple(cells), grid.height, len(chosen), grid.header_rows)
