"""Notice-board sheets (公开栏): a unit's items of one quarter, for the board outside a township office.

Read standing, from 1.5 m: a character must be at least a 200th of the distance high (7.5 mm), the rule of thumb for
signs that are read at leisure. A Chinese character fills about 0.9 of its size, so that nothing is set below 24 pt
(8.47 mm), sheet numbers and captions included. A QR code measures 32 mm and more, for a telephone held at 30 cm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from gkcloud.papers.plain import all_text, composed, plain_paragraphs
from gkcloud.papers.qr import address_faults, qr_markup
from gkcloud.papers.sheetsizes import FOOT_GAP_MM, HEAD_MM, Orientation, Plan, Sheet, plan_of
from gkcloud.typeset.body import Block, Picture, Table, read_body
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.markup import blocks_markup
from gkcloud.typeset.titles import title_lines

LONGEST_SUMMARY = 160  # characters: one sentence; whoever wants more scans the code
_LONGEST_TITLE = 60
_LONGEST_UNIT = 20
_LONGEST_NAME = 10
_LONGEST_PERIOD = 18
_SHORT = 10  # rows of a table: a third of an A3 sheet
_ROW = 20  # characters of a line
_SIGNATURE_CELLS = 10  # two lines hold the longest unit; with the date and （盖章） they are as high as the foot


@dataclass(frozen=True, slots=True)
class BoardItem:
    """One item: its title, one sentence (``summary``) or a body such as a table of figures, and where to read on.

    ``address`` is the web address that the QR code holds; without one there is no code.
    """

    title: str
    source: str
    summary: str = ""
    body_html: str = ""
    published_on: date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class BoardClass:
    """The items of one class (村级财务, 惠民补贴, 工程项目)."""

    name: str
    items: tuple[BoardItem, ...]


@dataclass(frozen=True, slots=True)
class NoticeBoard:
    """Everything that hangs on the board: ``period`` in words (2026年第三季度), days of posting and of taking down."""

    KIND: ClassVar = PaperKind.BOARD

    unit: str
    period: str
    classes: tuple[BoardClass, ...]
    posted_on: date
    keep_until: date
    phone: str
    name: str = "政务公开栏"
    sheet: Sheet = Sheet.A2
    orientation: Orientation = Orientation.PORTRAIT

    @property
    def label(self) -> str:
        """The board's name in full, as the document title says it."""
        return f"{self.unit}{self.name}（{self.period}）"

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """See Paper.faults."""
        return tuple(_faults(self, faces, files))

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:  # noqa: ARG002 - the foot is on every sheet
        """See Paper.compose; the foot (telephone, days, place of the seal) stands on every sheet."""
        plan = plan_of(self.sheet, self.orientation)
        is_stacked = len(self.unit) > plan.unit_cells(self.name, self.period, is_stacked=False)
        classes = [(group.name, [_composed(item, plan, faces) for item in group.items]) for group in self.classes]
        return fill_template(
            "board.html",
            ("page.css", "board.css"),
            faces,
            board=self,
            label=self.label,
            plan=plan,
            head_mm=HEAD_MM,
            foot_gap_mm=FOOT_GAP_MM,
            classes=classes,
            has_codes=any(item.address for group in self.classes for item in group.items),
            is_landscape=self.orientation is Orientation.LANDSCAPE,
            unit=title_lines(self.unit, plan.unit_cells(self.name, self.period, is_stacked=is_stacked)),
            is_stacked=is_stacked,
            name_size=plan.name_size(self.name),
            signature=title_lines(self.unit, _SIGNATURE_CELLS),
            posted_on=chinese_date(self.posted_on),
            keep_until=chinese_date(self.keep_until),
        )


def _faults(board: NoticeBoard, faces: Faces, files: Mapping[str, bytes] | None) -> Iterator[str]:
    for what, value in _must_have(board):
        if not value.strip():
            yield f"公开栏没有{what}。请填写{what}。"
    for what, value, longest in (
        ("单位名称", board.unit, _LONGEST_UNIT),
        ("栏目名称", board.name, _LONGEST_NAME),
        ("公开时段", board.period, _LONGEST_PERIOD),
    ):
        if len(value) > longest:
            yield f"{what}“{value}”超过{longest}个字，公开栏的栏头放不下。请改短。"
    if board.keep_until < board.posted_on:
        yield "保留日期早于公开日期。请把保留日期改到公开日期之后。"
    if not any(group.items for group in board.classes):
        yield "公开栏没有公开事项。请至少选入一项。"
    names = [group.name for group in board.classes]
    yield from glyph_faults(faces, "栏头或落款", all_text(board.unit, board.name, board.period, board.phone, names))
    for group in board.classes:
        if group.items and not group.name.strip():
            yield f"《{group.items[0].title}》所在的类别没有名称。请填写类别名称。"
        for number, item in enumerate(group.items, 1):
            yield from _item_faults(f"“{group.name}”第{number}项《{item.title}》", item, board, faces, files)


def _must_have(board: NoticeBoard) -> tuple[tuple[str, str], ...]:
    return (
        ("单位名称", board.unit),
        ("栏目名称", board.name),
        ("公开时段", board.period),
        ("监督电话", board.phone),
    )


def _item_faults(
    place: str, item: BoardItem, board: NoticeBoard, faces: Faces, files: Mapping[str, bytes] | None
) -> Iterator[str]:
    blocks = read_body(item.body_html)
    if not item.title.strip():
        yield f"{place}没有标题。请补上标题。"
    if len(item.title) > _LONGEST_TITLE:
        yield f"{place}的标题超过{_LONGEST_TITLE}个字，站着看不清重点。请改短。"
    if not item.summary.strip() and not blocks:
        yield f"{place}没有内容。请补上一句话摘要或一张表。"
    if len(item.summary) > LONGEST_SUMMARY:
        yield f"{place}的摘要有{len(item.summary)}个字，超过{LONGEST_SUMMARY}个字。请改成一句话，全文可扫码查看。"
    yield from address_faults(place, item.address)
    yield from _table_faults(place, blocks, board)
    yield from body_report(place, blocks, faces, files, beside=all_text(item.title, item.source, item.summary))


def _table_faults(place: str, blocks: tuple[Block, ...], board: NoticeBoard) -> Iterator[str]:
    most = plan_of(board.sheet, board.orientation).most_table_columns
    for table in (block for block in blocks if isinstance(block, Table)):
        columns = max(sum(cell.columns for cell in row) for row in table.rows)
        if columns > most:
            yield (
                f"{place}的表格有{columns}栏，{board.sheet.label}{board.orientation.label}最多放{most}栏，"
                "再多就看不清。请删去次要的栏，或换大一号的纸。"
            )


@dataclass(frozen=True, slots=True)
class _ComposedItem:
    title: tuple[str, ...]
    label: str
    summary: tuple[Markup, ...]
    origin: tuple[str, ...]
    code: Markup | None
    body: Markup
    is_short: bool


def _composed(item: BoardItem, plan: Plan, faces: Faces) -> _ComposedItem:
    measure = plan.text(is_beside_code=bool(item.address))
    summary = (composed(text, faces, role=Role.SONG, measure=measure) for text in plain_paragraphs(item.summary))
    published_on = "" if item.published_on is None else f"{chinese_date(item.published_on)}公开"
    blocks = read_body(item.body_html)
    code = None
    if item.address:
        code = qr_markup(item.address, f"二维码：{item.title}，{item.address}", code_mm=plan.code_mm)
    return _ComposedItem(
        title=title_lines(item.title, int(measure.width / plan.title)),
        label=item.title,
        summary=tuple(summary),
        origin=tuple(part for part in (item.source, published_on) if part),
        code=code,
        body=blocks_markup(blocks, faces, role=Role.SONG, measure=plan.column, room=plan.room),
        is_short=sum(map(_rows, blocks)) + len(item.summary) // _ROW <= _SHORT,
    )


def _rows(block: Block) -> int:
    """Return how many rows of a table a block is about as high as."""
    if isinstance(block, Table):
        return len(block.rows)
    return _SHORT if isinstance(block, Picture) else 1 + len(block.text) // _ROW
