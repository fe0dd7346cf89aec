"""The red mark of an official document (发文机关标志), how large and how narrow it is set, and the signers.

Offices set it in narrowed 小标宋, as tall as the width allows (GB/T 9704-2012, 7.2.4). Lengths in points.
"""

from dataclasses import dataclass

from gkcloud.papers.closing import CELL
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import SIZE

ROOM = 430.0  # of the 442.2 of the type area, so that the outer strokes do not touch its edges
TALLEST = 62.4  # 22 mm
TALLEST_JOINT = 44.0  # of several organs,
HIGHEST_JOINT = 190.0  # and of all their names together, that the body still begins on page 1
SMALLEST = 26.0
MOST_ORGANS = 6
NARROWEST = 0.66  # width of a character to its height
ENDING_GAP = 0.45  # of the size, between the stacked names and 文件
PITCH = 1.22  # of the size, from one stacked name to the next
ASCENT = 0.85  # of the size, from the baseline to the upper edge of Chinese characters
DEPTH = 0.09  # and to the lower edge


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One name of the mark and the letter-spacing that makes it as wide as the widest."""

    text: str
    spacing: float


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark before it is narrowed by ``squeeze``: the size of its characters and its width; ``height`` as it is."""

    lines: tuple[MarkLine, ...]
    ending: str
    size: float
    squeeze: float
    width: float
    names_width: float
    gap: float

    @property
    def pitch(self) -> float:
        """From one baseline to the next."""
        return self.size * PITCH

    @property
    def ascent(self) -> float:
        """From the baseline to the upper edge of the characters."""
        return self.size * ASCENT

    @property
    def depth(self) -> float:
        """From the last baseline to the lower edge of the characters."""
        return self.size * DEPTH

    @property
    def height(self) -> float:
        """From the upper edge of the first name to the lower edge of the last."""
        return self.ascent + self.depth + self.pitch * (len(self.lines) - 1)

    @property
    def is_joint(self) -> bool:
        """Whether several organs stand one above the other."""
        return len(self.lines) > 1


def set_mark(names: tuple[str, ...], ending: str, faces: Faces) -> Mark:
    """Return the mark of ``names`` (lead first) and what follows them, such as 文件; ``names`` may not be empty.

    One name and its ending make one line; several are stacked and spread to equal width, the ending at their right.
    """
    if len(names) == 1:
        names, ending = (names[0] + ending,), ""
    ems = [_ems(name, faces) for name in names]
    gap = ENDING_GAP if ending else 0.0
    total = max(ems) + gap + _ems(ending, faces)
    tallest = TALLEST if len(names) == 1 else min(TALLEST_JOINT, HIGHEST_JOINT / (PITCH * (len(names) - 1) + 1))
    size = min(tallest, ROOM / (total * NARROWEST))
    lines = tuple(
        MarkLine(name, (max(ems) - width) * size / max(len(name) - 1, 1))
        for name, width in zip(names, ems, strict=True)
    )
    squeeze = min(1.0, ROOM / (total * size))
    return Mark(lines, ending, size, squeeze, total * size, max(ems) * size, gap * size)


@dataclass(frozen=True, slots=True)
class Signer:
    """A signer's name (签发人), spaced to the width of the longest, and the gap to the next in its row."""

    text: str
    spacing: float
    gap: float


def signer_rows(names: tuple[str, ...], faces: Faces) -> tuple[tuple[Signer, ...], ...]:
    """Return the signers two a row, their names of one width, so that those of the second row stand below the first."""
    widths = [_width(name, faces) for name in names]
    signers = [
        Signer(name, extra, -extra if number % 2 or number == len(names) - 1 else CELL - extra)
        for number, (name, width) in enumerate(zip(names, widths, strict=True))
        for extra in [(max(widths) - width) / max(len(name) - 1, 1)]
    ]
    return tuple(tuple(signers[at : at + 2]) for at in range(0, len(signers), 2))


def _width(name: str, faces: Faces) -> float:
    return sum(faces.advance(Role.KAI, char) for char in name) * SIZE / 1000


def _ems(text: str, faces: Faces) -> float:
    return sum(faces.advance(Role.TITLE, char) for char in text) / 1000
