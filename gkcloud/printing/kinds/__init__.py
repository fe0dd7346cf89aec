"""The kinds of printing, each in a module of its own."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from gkcloud.papers.paper import PaperKind
from gkcloud.printing.kinds.base import Maker
from gkcloud.printing.kinds.board import MAKER as BOARD
from gkcloud.printing.kinds.circular import MAKER as CIRCULAR
from gkcloud.printing.kinds.gazette import MAKER as GAZETTE
from gkcloud.printing.kinds.handbook import MAKER as HANDBOOK
from gkcloud.printing.kinds.listing import MAKER as LISTING

_MAKERS: tuple[Maker, ...] = (GAZETTE, BOARD, HANDBOOK, LISTING, CIRCULAR)
MAKERS: Mapping[PaperKind, Maker] = {maker.kind: maker for maker in _MAKERS}


@cache
def _adapter(kind: PaperKind) -> TypeAdapter[Any]:
    return TypeAdapter(MAKERS[kind].options)


def stored_options(kind: PaperKind, options: Any) -> dict[str, Any]:
    """Return options as they are stored."""
    stored: dict[str, Any] = _adapter(kind).dump_python(options, mode="json")
    return stored


def read_options(kind: PaperKind, stored: Mapping[str, Any]) -> Any:
    """Return the options that were stored."""
    return _adapter(kind).validate_python(dict(stored))
