"""Signature and date of an official document (GB/T 9704-2012, 7.3.5): where each piece stands. Lengths in points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import BODY, SIZE, WIDTH
from gkcloud.typeset.titles import title_lines

CELL = BODY.cell
_SPACING = BODY.cell_spacing
_STAMP_SIZE = 22.0  # of the name where the signer's stamp goes
_EMPTY_STAMP = 100.0  # width kept free for a stamp of 35 mm
_SEAL = 42 / 25.4 * 72  # diameter of a county's seal
_LINES_A_SEAL = 5  # of 28.95, so that seals one above the other do not touch
# A seal of 42 mm centred a little above name and date then begins less than a line below the body.
_LINES_ABOVE_SEALED = 2
_LONGEST_NAME = 24  # characters of an organ on one line


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with its left edge's distance from the type area's, its letter-spacing, and the space before it."""

    text: str
    left: float
    width: float
    spacing: float = _SPACING
    gap: float = 0.0
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """Pieces on one line, with blank lines above it."""

    pieces: tuple[Piece, ...]
    blank_above: int = 0


def unsealed(organs: Sequence[str], day: str, faces: Faces) -> tuple[ClosingLine, ...]:
    """Return the organs, each 2 characters from the right, and the date starting 2 characters further right.

    Several organs are spread to equal width, so that the date has one start to go by. A date longer than the
    organ stands 2 characters from the right itself, and the organs move.
    """
    right_edge, day_width = WIDTH - 2 * CELL, text_width(day, faces)
    names = [line for organ in organs for line in title_lines(organ, _LONGEST_NAME)]
    widest = max((text_width(name, faces) for name in names), default=0.0)
    organs_left = right_edge - widest if widest >= day_width else right_edge - day_width - 2 * CELL
    day_left = organs_left + 2 * CELL
    if len(names) == len(organs):
        rows = [(_spread(name, organs_left, widest, faces),) for name in names]
    else:  # a name broken in two: its second line is not spread
        rows = [(_at(name, organs_left + widest - text_width(name, faces), faces),) for name in names]
    return _lines([*rows, (_at(day, day_left, faces),)], blank_above=1)


def sealed(organs: Sequence[str], day: str, faces: Faces) -> tuple[ClosingLine, ...]:
    """Return the date 4 characters from the right, and the last organ centred over it.

    Several organs stand side by side, at most three a row, far enough apart for a seal on each; names that are
    too long for their place go over two lines.
    """
    day_width = text_width(day, faces)
    centre = WIDTH - 4 * CELL - day_width / 2
    last = (_centred(day, centre, faces),)
    if len(organs) > 1:
        return (*_side_by_side(organs, centre, faces), *_lines([last]))
    room = int(2 * (WIDTH - centre) / CELL)
    names = [name for organ in organs for name in title_lines(organ, room)]
    rows = [(_centred(name, centre, faces),) for name in names]
    return _lines([*rows, last], blank_above=_LINES_ABOVE_SEALED)


def stamped(office: str, name: str, day: str, faces: Faces) -> tuple[ClosingLine, ...]:
    """Return the signer's office and name, two lines below the body, the name 4 characters from the right.

    Where there is no name, a stamp's width is left free. The date is a line further down.
    """
    right_edge = WIDTH - 4 * CELL
    width = sum(faces.advance(Role.KAI, char) for char in name) * _STAMP_SIZE / 1000 if name else _EMPTY_STAMP
    stamp = Piece(name, right_edge - width, width, 0.0, is_name=True)
    title = _at(office, stamp.left - 2 * CELL - text_width(office, faces), faces)
    first = ClosingLine(_with_gaps((title, stamp) if name else (title,)), 2)
    return (first, *_lines([(_at(day, right_edge - text_width(day, faces), faces),)], blank_above=1))


def text_width(text: str, faces: Faces) -> float:
    """Return the width of ``text`` in the body's face and size, each character with its cell's spacing."""
    return sum(faces.advance(Role.BODY, char) for char in text) * SIZE / 1000 + len(text) * _SPACING


def _side_by_side(organs: Sequence[str], last: float, faces: Faces) -> list[ClosingLine]:
    """Return the lines of several organs in rows, the right-most of each row centred on ``last``."""
    lines: list[ClosingLine] = []
    columns = _columns(organs, last, faces)
    cells = int((columns[0] - columns[1]) / CELL) - 1
    for start in range(0, len(organs), len(columns)):
        names = [title_lines(organ, cells) for organ in organs[start : start + len(columns)]]
        places = columns[: len(names)][::-1]
        deepest = max(map(len, names))
        above = _LINES_ABOVE_SEALED if start == 0 else _LINES_A_SEAL - deepest
        for at in range(-deepest, 0):  # names end on the same line
            shown = [(name[at], place) for name, place in zip(names, places, strict=True) if len(name) >= -at]
            pieces = _with_gaps(_centred(text, place, faces) for text, place in shown)
            lines.append(ClosingLine(pieces, above if at == -deepest else 0))
    return lines


def _columns(organs: Sequence[str], last: float, faces: Faces) -> tuple[float, ...]:
    """Return the centres of the places in a row, from the right: three where the names are short, otherwise two."""
    widest = max(text_width(organ, faces) for organ in organs)
    three = min((last - _SEAL / 2) / 2, _SEAL * 1.1)
    if len(organs) > 2 and widest <= 2 * three:  # noqa: PLR2004 - a row of three
        return (last, last - three, last - 2 * three)
    return (last, last - min(max(_SEAL * 1.1, widest + 2 * CELL), WIDTH * 0.48))


def _at(text: str, left: float, faces: Faces) -> Piece:
    left = max(left, 0.0)
    return Piece(text, left, text_width(text, faces), gap=left)


def _centred(text: str, centre: float, faces: Faces) -> Piece:
    return _at(text, centre - text_width(text, faces) / 2, faces)


def _spread(text: str, left: float, width: float, faces: Faces) -> Piece:
    extra = (width - text_width(text, faces)) / max(len(text) - 1, 1)
    return Piece(text, max(left, 0.0), width + extra, _SPACING + extra, gap=max(left, 0.0))


def _with_gaps(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces of one line, each with the space from the end of the one before it."""
    placed: list[Piece] = []
    end = 0.0
    for piece in pieces:
        placed.append(replace(piece, gap=piece.left - end))
        end = piece.left + piece.width
    return tuple(placed)


def _lines(rows: Sequence[tuple[Piece, ...]], *, blank_above: int = 0) -> tuple[ClosingLine, ...]:
    shown = [row for row in rows if any(piece.text for piece in row)]
    return tuple(ClosingLine(row, blank_above if number == 0 else 0) for number, row in enumerate(shown))
