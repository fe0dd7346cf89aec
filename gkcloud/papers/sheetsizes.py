"""Sizes of notice-board sheets: what A3 and A2 hold, upright and across."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gkcloud.typeset.lines import Measure
from gkcloud.typeset.tablefit import Room

SMALLEST = 24.0  # points; gkcloud.papers.board says why
HEAD_MM = 16.0  # what the running head takes from a sheet after the first
FOOT_GAP_MM = 8.0
_MM = 72 / 25.4
_NAME_PITCH = 1.12  # of the size, with the letter-spacing of board.css
_CELLS_OF_A_TABLE_COLUMN = 4  # full-width cells that the narrowest useful column of a table has


class Sheet(StrEnum):
    """The paper that a sheet is printed on."""

    A3 = "A3"
    A2 = "A2"

    @property
    def label(self) -> str:
        """The size as printers call it."""
        return f"{self.value}纸"


class Orientation(StrEnum):
    """How a sheet hangs: upright with one column, across with two."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"

    @property
    def label(self) -> str:
        """The direction as officials call it."""
        return _ORIENTATION_LABELS[self]


_ORIENTATION_LABELS: Mapping[Orientation, str] = {Orientation.PORTRAIT: "竖版", Orientation.LANDSCAPE: "横版"}


@dataclass(frozen=True, slots=True)
class Plan:
    """Lengths of a sheet, ``_mm`` in millimetres, the others (sizes of type) in points."""

    width_mm: float
    height_mm: float
    margin_mm: float
    gap_mm: float  # between columns
    columns: int
    foot_mm: float  # as high as the seal of a township (42 mm) needs
    code_mm: float  # a QR code's modules across
    body: float
    title: float
    heading: float
    unit: float
    name: float

    @property
    def inner_mm(self) -> float:
        """Width between the margins."""
        return self.width_mm - 2 * self.margin_mm

    @property
    def column_mm(self) -> float:
        """Width of one column."""
        return (self.inner_mm - (self.columns - 1) * self.gap_mm) / self.columns

    @property
    def code_column_mm(self) -> float:
        """Width that a QR code and the space before it take from a column."""
        return self.code_mm + self.body / _MM

    @property
    def column(self) -> Measure:
        """A whole column in the size of the body."""
        return Measure(self.column_mm * _MM, self.body)

    @property
    def room(self) -> Room:
        """What a table has; it is not turned, and its type not made smaller than can be read."""
        height = self.height_mm - 2 * self.margin_mm - self.foot_mm - HEAD_MM - FOOT_GAP_MM
        return Room(self.column.width, height * _MM, self.body, can_turn=False, smallest=SMALLEST)

    def text(self, *, is_beside_code: bool) -> Measure:
        """Return the column that an item's words have, narrower beside a QR code."""
        return Measure((self.column_mm - is_beside_code * self.code_column_mm) * _MM, self.body)

    @property
    def most_table_columns(self) -> int:
        """How many columns of a table stay legible in a column of the sheet."""
        return int(self.column.cells // _CELLS_OF_A_TABLE_COLUMN)

    def name_size(self, name: str) -> float:
        """Return the size in points for the board's name: smaller where it would not leave the unit its room."""
        room = self.inner_mm * _MM / self.columns
        return min(self.name, round(room / max(len(name), 1) / _NAME_PITCH, 1))

    def unit_cells(self, name: str, period: str, *, is_stacked: bool) -> int:
        """Return how many cells a line of the unit has in the masthead.

        Upright it has the whole width. Across, the period stands at its right, and the name as well unless ``is_stacked``.
        """
        room = self.inner_mm * _MM
        if self.columns > 1:
            room -= len(period) * self.title
        if self.columns > 1 and not is_stacked:
            room -= self.name_size(name) * (len(name) * _NAME_PITCH + 0.3)
        return max(int(room / self.unit), 1)

    def line(self, size: float) -> float:
        """Return the line pitch in points for type of ``size``."""
        return round(size * 1.4, 1)


_PLANS: Mapping[tuple[Sheet, Orientation], Plan] = {
    (Sheet.A3, Orientation.PORTRAIT): Plan(297, 420, 18, 0, 1, 47, 32, 24, 30, 36, 36, 84),
    (Sheet.A3, Orientation.LANDSCAPE): Plan(420, 297, 18, 14, 2, 47, 32, 24, 28, 34, 36, 72),
    (Sheet.A2, Orientation.PORTRAIT): Plan(420, 594, 26, 0, 1, 58, 38, 30, 38, 46, 54, 128),
    (Sheet.A2, Orientation.LANDSCAPE): Plan(594, 420, 26, 22, 2, 54, 36, 28, 34, 42, 48, 108),
}


def plan_of(sheet: Sheet, orientation: Orientation) -> Plan:
    """Return the lengths of a sheet that hangs this way."""
    return _PLANS[sheet, orientation]
