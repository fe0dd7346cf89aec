"""Lengths of GB/T 9704-2012 in the twips (twentieths of a point) that a word processor counts in."""

import unicodedata

_TWIPS_PER_MM = 1440 / 25.4


def mm(length: float) -> int:
    """Return millimetres as twips."""
    return round(length * _TWIPS_PER_MM)


def points(length: float) -> int:
    """Return points as twips."""
    return round(length * 20)


PAGE_WIDTH, PAGE_HEIGHT = mm(210), mm(297)
TOP, LEFT, RIGHT, BOTTOM = mm(37), mm(28), mm(26), mm(35)  # 5.2.1
WIDTH = PAGE_WIDTH - LEFT - RIGHT  # the type area, 156 mm
HEIGHT = PAGE_HEIGHT - TOP - BOTTOM  # 225 mm
CELLS = 28
LINE = 579  # 28.95 pt: 22 of them fill the type area, 29 pt would leave room for 21 only
SIZE = 16.0  # points, 3号

# The grid states by how much a cell differs from the body's size, in 4096ths of a point. One more unit is taken off,
# so that 28 cells are never wider than the line.
CHAR_SPACE = int((WIDTH / CELLS / 20 - SIZE) * 4096) - 1

# What each character of the body's size gives up, in twips; five would do, some programs measure a little wider.
SQUEEZE = -6


def cells(count: float) -> int:
    """Return the width of ``count`` cells of the grid in twips."""
    return round(count * WIDTH / CELLS)


def cells_of(text: str) -> float:
    """Return how many cells ``text`` fills: one for a full-width character, half a one for any other."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)
