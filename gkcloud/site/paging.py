"""Pages of a list and conditions of a filter, as addresses. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

PAGE_SIZE = 20
# Nobody reads on from here; a walker through all pages has the site map.
LAST_PAGE = 5_000


def page_number(given: str) -> int:
    """Return the page that a query string asks for: 1 for anything that is no page."""
    return min(max(int(given), 1), LAST_PAGE) if given.isascii() and given.isdigit() and len(given) < 9 else 1  # noqa: PLR2004


def offset_of(page: int) -> int:
    """Return how many items come before a page."""
    return (page - 1) * PAGE_SIZE


def pager(path: str, values: Mapping[str, str], page: int, total: int) -> dict[str, Any]:
    """Return what the pager of the templates shows for a list at ``path`` under the conditions ``values``."""
    pages = max(1, -(-total // PAGE_SIZE))
    return {
        "page": page,
        "pages": pages,
        "total": total,
        "prev": _at(path, values, page - 1) if page > 1 else None,
        "next": _at(path, values, page + 1) if page < pages else None,
    }


def _at(path: str, values: Mapping[str, str], page: int) -> str:
    return address(path, {**values, "page": str(page) if page > 1 else ""})


def address(path: str, values: Mapping[str, str]) -> str:
    """Return ``path`` with those of ``values`` that say something."""
    said = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(said)}" if said else path


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a list: a select with ``options`` (value, text), of which ``value`` is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str

    @property
    def chosen_text(self) -> str:
        """What the chosen option reads; empty when none is."""
        return next((text for value, text in self.options if value and value == self.value), "")


def choice(name: str, label: str, options: Iterable[tuple[str, str]], given: str) -> Filter:
    """Return a filter; a value that is not among its options counts as not given."""
    options = [("", "全部"), *options]
    return Filter(name, label, options, given if any(value == given for value, _ in options) else "")


def chosen(path: str, conditions: Iterable[tuple[str, str]], values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return every condition in force, given as (parameter, words), with the address that takes it away."""
    return [{"name": words, "href": address(path, {**values, name: ""})} for name, words in conditions if words]
