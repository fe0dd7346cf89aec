"""A comparison (对比表): the county's board on paper: its pictures, then its table, as a register is set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup, escape

from gkcloud.papers.listing import Listing
from gkcloud.papers.paper import PaperKind
from gkcloud.typeset.faces import Faces, Role


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

    def figures(self, faces: Faces) -> Mapping[str, object]:
        """See Listing.figures. The engine lets a picture inherit no face and reads no aria-label, so each names both."""
        stack = ",".join(f"'{face.css_family}'" for face in faces.stacks[Role.SONG])
        own, title = f'<svg font-family="{stack}" ', f"<title>{escape(self.picture_text)}</title>"
        named = (each.replace("<svg ", own, 1).replace(">", f">{title}", 1) for each in self.pictures)
        return {"pictures": [Markup(each) for each in named], "text": self.picture_text}  # noqa: S704 - our own SVG
