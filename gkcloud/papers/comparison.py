"""A comparison (对比表): the county's board on paper: its pictures, then its table, as a register is set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from gkcloud.papers.listing import Listing
from gkcloud.papers.paper import PaperKind


@dataclass(frozen=True, slots=True)
class Comparison(Listing):
    """A register with pictures above it: SVG of our own drawing, and in words what they show."""

    KIND: ClassVar = PaperKind.COMPARISON

    pictures: tuple[str, ...] = ()
    picture_text: str = ""

    @property
    def lead(self) -> str:
        """See Listing.lead."""
        return f"{self.filter_text}。共{len(self.rows)}个单位。"

    @property
    def figures(self) -> Mapping[str, object]:
        """See Listing.figures."""
        return {"pictures": [Markup(each) for each in self.pictures], "text": self.picture_text}  # noqa: S704 - our own SVG
