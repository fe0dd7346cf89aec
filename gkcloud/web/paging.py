"""Pages of long lists."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, request

PER_PAGE = 20
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list a page shows; pages count from 1."""

    page: int
    per_page: int = PER_PAGE

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return (self.page - 1) * self.per_page


def slice_asked_for() -> Slice:
    """Return the slice that the address asks for; a page that is no number is not found."""
    try:
        page = int(request.args.get("page", "1"))
    except ValueError:
        abort(404)
    if not 1 <= page <= LAST_PAGE:
        abort(404)
    return Slice(page)


def pager(part: Slice, total: int, address: Callable[[int], str]) -> dict[str, object]:
    """Return what ui/basics.html's pager draws."""
    pages = max(1, -(-total // part.per_page))
    return {
        "page": part.page,
        "pages": pages,
        "total": total,
        "prev": address(part.page - 1) if part.page > 1 else None,
        "next": address(part.page + 1) if part.page < pages else None,
    }
