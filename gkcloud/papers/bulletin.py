"""A bulletin issue (简报) as it will be printed: its parts, its page in HTML, and what keeps it from being printed.

Knows nothing of the PDF engine, so that an office's page can check an issue without loading it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from markupsafe import Markup

from gkcloud.papers.paper import (
    PaperKind,
    body_report,
    chinese_date,
    fill_template,
    glyph_faults,
)
from gkcloud.typeset.body import Paragraph as BodyParagraph
from gkcloud.typeset.body import Run, read_body, tidy_runs
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import WIDTH, Measure
from gkcloud.typeset.markup import blocks_markup
from gkcloud.typeset.titles import TITLE_CELLS, title_lines

_NAME_WIDTH = 410.0  # points that the name in the masthead may fill
_NAME_LARGEST = 56.0
_NOTE = Measure(width=WIDTH - 2 * (8.0 + 0.75))  # the type area less padding and border of bulletin.css
_LONGEST_MASTHEAD = 24


@dataclass(frozen=True, slots=True)
class BulletinItem:
    """One post of an issue: its text as sanitised HTML, and the unit it came from."""

    title: str
    source: str
    body_html: str
    published_on: date | None = None
    doc_no: str = ""


@dataclass(frozen=True, slots=True)
class BulletinIssue:
    """Everything that is printed: 报 (superiors), 送 (peers), 发 (subordinates), copies, and the posts."""

    KIND: ClassVar = PaperKind.BULLETIN

    masthead: str
    year: int
    number: int
    total_number: int | None
    editing_unit: str
    issued_on: date
    editor_note: str
    items: tuple[BulletinItem, ...]
    report_to: tuple[str, ...] = ()
    send_to: tuple[str, ...] = ()
    distribute_to: tuple[str, ...] = ()
    copies: int = 0
    secrecy: str = ""
    copy_no: str = ""

    @property
    def label(self) -> str:
        """The issue's name in full, as the document title says it."""
        return f"{self.masthead}{self.year}年第{self.number_shown}期"

    @property
    def number_shown(self) -> str:
        """The number, or what stands for it until it is given: a draft has none."""
        return str(self.number or "×")

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """See Paper.faults."""
        faults = []
        if not self.masthead.strip():
            faults.append("没有简报名称。请填写名称。")
        if len(self.masthead) > _LONGEST_MASTHEAD:
            faults.append(f"简报名称超过{_LONGEST_MASTHEAD}个字，报头放不下。请改短。")
        if not self.items:
            faults.append("本期没有信息。请至少选入一条。")
        faults += glyph_faults(faces, "报头、编者按或报送单位", _frame_text(self))
        for number, item in enumerate(self.items, 1):
            place = f"第{number}条《{item.title}》" if item.title.strip() else f"第{number}条"
            blocks = read_body(item.body_html)
            if not item.title.strip():
                faults.append(f"{place}没有标题。请补上标题。")
            if not blocks:
                faults.append(f"{place}没有正文。请补上正文，或从本期移出。")
            faults += body_report(place, blocks, faces, files, beside=f"{item.title}{item.source}{item.doc_no}")
        return tuple(faults)

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:
        """See Paper.compose; the foot is 报, 送, 发 and the number of copies."""
        return fill_template(
            "bulletin.html",
            ("page.css", "bulletin.css"),
            faces,
            issue=self,
            label=self.label,
            is_foot_apart=is_foot_apart,
            name_size=min(_NAME_LARGEST, round(_NAME_WIDTH / max(len(self.masthead), 1), 1)),
            issued_on=chinese_date(self.issued_on),
            note=_note(self.editor_note, faces),
            items=[_item(item, faces) for item in self.items],
            distribution=_distribution(self),
        )


def _frame_text(issue: BulletinIssue) -> str:
    receivers = (*issue.report_to, *issue.send_to, *issue.distribute_to)
    frame = (issue.masthead, issue.editing_unit, issue.editor_note, issue.secrecy, issue.copy_no)
    return "".join((*frame, *receivers))


@dataclass(frozen=True, slots=True)
class _ComposedItem:
    title: str
    lines: tuple[str, ...]
    origin: str
    body: Markup = field(repr=False)


def _item(item: BulletinItem, faces: Faces) -> _ComposedItem:
    published_on = "" if item.published_on is None else chinese_date(item.published_on)
    origin = "　".join(part for part in (item.source, item.doc_no, published_on) if part)
    body = blocks_markup(read_body(item.body_html), faces)
    return _ComposedItem(item.title, title_lines(item.title, TITLE_CELLS), origin, body)


def _note(text: str, faces: Faces) -> Markup | None:
    """Return the editor's note in 楷体, its first paragraph opened by 编者按 in 黑体."""
    paragraphs = [tidy_runs([Run(line, Role.KAI)]) for line in text.splitlines() if line.strip()]
    if not paragraphs:
        return None
    if not paragraphs[0][0].text.startswith("编者按"):
        paragraphs[0] = (Run("编者按：", Role.HEI), *paragraphs[0])
    return blocks_markup((BodyParagraph(runs) for runs in paragraphs), faces, role=Role.KAI, measure=_NOTE)


def _distribution(issue: BulletinIssue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = (("报", issue.report_to), ("送", issue.send_to), ("发", issue.distribute_to))
    return tuple((label, units) for label, units in rows if units)
