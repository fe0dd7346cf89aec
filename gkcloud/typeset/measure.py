"""The column that lines are composed for, and how wide characters are in it."""

from dataclasses import dataclass
from typing import Protocol

from gkcloud.typeset.faces import Role

SIZE = 16.0  # points, 3号
WIDTH = 156 / 25.4 * 72  # points, the type area
SMALL = 10 / 16  # raised and lowered characters, of the size


@dataclass(frozen=True, slots=True)
class Measure:
    """A column: its width and the size of its characters, in points."""

    width: float = WIDTH
    size: float = SIZE

    @property
    def cells(self) -> int:
        """Full-width characters in a line of pure Chinese text."""
        return max(round(self.width / self.size), 1)

    @property
    def cell(self) -> float:
        """Width in points of one of them, with its letter-spacing."""
        return self.width / self.cells

    @property
    def cell_spacing(self) -> float:
        """Letter-spacing in points that makes the cells fill the width: 28 cells of 16 pt give up 0.207 pt each."""
        return self.cell - self.size


BODY = Measure()


class KnowsAdvances(Protocol):
    """Whoever can tell how wide characters are in a role (``Faces`` does)."""

    def advance(self, role: Role, char: str, /) -> float:
        """Return the width of ``char`` set in ``role``, in thousandths of the size."""

    def is_borrowed(self, role: Role, char: str, /) -> bool:
        """Return whether another face than the role's own shows ``char``."""

    def half_marks(self, role: Role, /) -> frozenset[str]:
        """Return the marks that can be set half as wide in ``role``."""


class RoleAdvances(dict[str, float]):
    """Advances in one role, of the size; asked for once a character. ``borrowed`` has those of another face."""

    def __init__(self, faces: KnowsAdvances, role: Role) -> None:
        super().__init__()
        self._faces, self._role = faces, role
        self.borrowed: set[str] = set()

    def __missing__(self, char: str) -> float:
        if self._faces.is_borrowed(self._role, char):
            self.borrowed.add(char)
        self[char] = advance = self._faces.advance(self._role, char) / 1000
        return advance


class Advances:
    """The advances of ``faces``, remembered: a text asks for the same few hundred characters again and again."""

    def __init__(self, faces: KnowsAdvances) -> None:
        self._roles = {role: RoleAdvances(faces, role) for role in Role}
        self._faces = faces

    def of(self, role: Role) -> RoleAdvances:
        """Return the advance of every character in ``role``, of the font size."""
        return self._roles[role]

    def half_marks(self, role: Role) -> frozenset[str]:
        """Return the marks that can be set half as wide in ``role``."""
        return self._faces.half_marks(role)
