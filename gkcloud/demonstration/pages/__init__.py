"""The county's pages, the unit's own pages, and the public's."""

from gkcloud.demonstration.pages import (
    designating,
    nominations,
    own,
    programmes,
    public,
    units,
    visits,
)
from gkcloud.demonstration.pages.area import area, public_area

__all__ = [
    "area",
    "designating",
    "nominations",
    "own",
    "programmes",
    "public",
    "public_area",
    "units",
    "visits",
]
