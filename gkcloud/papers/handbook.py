"""A handbook of policies (政策清单手册): by theme and by audience, A5, two-sided, stapled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from gkcloud.papers.handbookpages import QUOTED, READ, PolicyPage, audience_entry, policy_entry, policy_page
from gkcloud.papers.paper import PaperKind, chinese_date, fill_template, glyph_faults
from gkcloud.papers.plain import all_text, composed, plain_paragraphs
from gkcloud.papers.policies import Theme, Validity, policy_faults
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.titles import title_lines

_LONGEST_TITLE = 40
_COVER_CELLS = 9  # of 32 pt


@dataclass(frozen=True, slots=True)
class Handbook:
    """Everything that is printed; ``edition`` is what the cover says under the title (2026年版).

    ``how_to_use`` has one paragraph a line, ``phone`` is whom readers call.
    """

    KIND: ClassVar = PaperKind.HANDBOOK
    SHEET_PAGES: ClassVar = 4  # an A4 sheet, folded, has four pages of A5

    title: str
    unit: str
    edition: str
    made_on: date
    themes: tuple[Theme, ...]
    how_to_use: str = ""
    phone: str = ""

    @property
    def label(self) -> str:
        """The handbook's name in full, as the document title says it."""
        return f"{self.title}（{self.edition}）" if self.edition else self.title

    @property
    def audiences(self) -> tuple[str, ...]:
        """Every audience once, in the order in which the policies name them."""
        named = (audience for theme in self.themes for policy in theme.policies for audience in policy.audiences)
        return tuple(dict.fromkeys(named))

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """See Paper.faults."""
        return tuple(_faults(self, faces, files))

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:  # noqa: ARG002 - a handbook has no foot
        """See Paper.compose."""
        return self.compose_with_blanks(faces, 0)

    def compose_with_blanks(self, faces: Faces, blanks: int) -> str:
        """See Stapled; the blank pages say that they are, and stand before the back cover."""
        themes = _numbered(self, faces)
        every = [page for _, pages in themes for page in pages]
        groups = [(name, [page for page in every if name in page.policy.audiences]) for name in self.audiences]
        return fill_template(
            "handbook.html",
            ("page.css", "handbook.css"),
            faces,
            handbook=self,
            label=self.label,
            title=title_lines(self.title, _COVER_CELLS),
            made_on=chinese_date(self.made_on),
            how_to_use=[
                composed(text, faces, role=Role.SONG, measure=READ, indent_cells=2)
                for text in plain_paragraphs(self.how_to_use)
            ],
            themes=themes,
            contents=[(name, [policy_entry(page, faces) for page in pages]) for name, pages in themes],
            audiences=[audience_entry(at, name, len(pages), faces) for at, (name, pages) in enumerate(groups, 1)],
            index=[(name, [policy_entry(page, faces) for page in pages]) for name, pages in groups],
            states=[state for state in Validity if any(page.policy.validity is state for page in every)],
            blanks=blanks,
            cells=(READ.cell, QUOTED.cell),
        )


def _numbered(handbook: Handbook, faces: Faces) -> list[tuple[str, list[PolicyPage]]]:
    """Return the themes that have policies; these are numbered through all of them."""
    themes, number = [], 0
    for theme in handbook.themes:
        pages = [policy_page(policy, at, faces) for at, policy in enumerate(theme.policies, number + 1)]
        number += len(pages)
        if pages:
            themes.append((theme.name, pages))
    return themes


def _faults(handbook: Handbook, faces: Faces, files: Mapping[str, bytes] | None) -> Iterator[str]:
    for what, value in (("手册名称", handbook.title), ("编印单位", handbook.unit)):
        if not value.strip():
            yield f"没有{what}。请填写{what}。"
    if len(handbook.title) > _LONGEST_TITLE:
        yield f"手册名称超过{_LONGEST_TITLE}个字，封面放不下。请改短。"
    if not any(theme.policies for theme in handbook.themes):
        yield "手册没有政策。请至少选入一件。"
    frame = all_text(handbook.title, handbook.unit, handbook.edition, handbook.how_to_use, handbook.phone)
    yield from glyph_faults(faces, "封面或使用说明", frame)
    number = 0
    for theme in handbook.themes:
        if theme.policies and not theme.name.strip():
            yield f"《{theme.policies[0].title}》所在的主题没有名称。请填写主题名称。"
        yield from glyph_faults(faces, "主题名称", theme.name)
        for policy in theme.policies:
            number += 1
            place = f"第{number}件《{policy.title}》" if policy.title.strip() else f"第{number}件"
            yield from policy_faults(place, policy, faces, files)
