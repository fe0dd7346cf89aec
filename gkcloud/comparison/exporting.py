"""The board as a workbook and as a paper."""

from datetime import date
from io import BytesIO

from markupsafe import Markup
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gkcloud.comparison.boards import Board, Line
from gkcloud.comparison.charts import bar_chart
from gkcloud.comparison.places import notes_of
from gkcloud.comparison.rules import MIN_VOLUME, Figure, Form, stretch_label
from gkcloud.papers.comparison import Comparison
from gkcloud.papers.listinglayout import Align, Column
from gkcloud.tenancy.directory import Tenant

_NAME_WIDTH, _NUMBER_WIDTH, _TEXT_WIDTH = 24, 12, 60
_BARS = 40
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PERCENT, _ONE_DECIMAL = "0%", "0.0"
FAIRNESS = (
    f"比率的分母少于 {MIN_VOLUME} 的只列数量、不排名；比率按威尔逊区间下限排名；并列的名次相同，其后名次顺延；"
    "“—”表示不适用，不等于零。"
)


def title_of(board: Board, tenant: Tenant) -> str:
    """Return what the board is called on paper."""
    return f"{tenant.short_name}{board.asked.group.name}政务公开对比表（{stretch_label(board.asked.month, board.asked.reach)}）"


def workbook_of(board: Board, tenant: Tenant) -> bytes:
    """Return the board as a workbook: numbers as numbers, what does not apply left empty, text never a formula."""
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    sheet.title = board.asked.group.name
    _texts(sheet, 1, [title_of(board, tenant)], bold=True)
    heads = ["单位", f"名次（按{board.asked.ranked_by.name}）", *(each.name for each in board.asked.columns), "说明"]
    _texts(sheet, 2, heads, bold=True)
    for number, line in enumerate(board.lines, start=3):
        _line(sheet, number, line, board)
    last = len(board.lines) + 3
    _text(sheet, last, 1, f"全部 {board.units} {board.asked.group.counter}")
    for place, each in enumerate(board.asked.columns, start=3):
        _number(sheet, last, place, board.total[each.code])
    sheet.freeze_panes = "B3"
    for place in range(1, len(heads) + 1):
        width = _NAME_WIDTH if place == 1 else _TEXT_WIDTH if place == len(heads) else _NUMBER_WIDTH
        sheet.column_dimensions[get_column_letter(place)].width = width
    _method(book.create_sheet("统计口径"), board)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _line(sheet: Worksheet, row: int, line: Line, board: Board) -> None:
    _text(sheet, row, 1, line.place.unit.short_name)
    if line.rank is not None:
        sheet.cell(row, 2, line.rank)
    small = []
    for place, each in enumerate(board.asked.columns, start=3):
        shown = line.figures[each.code]
        _number(sheet, row, place, shown)
        if shown.is_small and shown.value is not None and shown.indicator.form is Form.RATE:
            small.append(f"{each.name} {shown.text}")
    note = f"数量少、不排名：{'、'.join(small)}" if small else ""
    _text(
        sheet, row, len(board.asked.columns) + 3, "；".join([*notes_of(line.place.unit), *([note] if note else [])])
    )


def _method(sheet: Worksheet, board: Board) -> None:
    _texts(sheet, 1, ["指标", "含义", "单位"], bold=True)
    for row, each in enumerate(board.asked.columns, start=2):
        _texts(sheet, row, [each.name, each.meaning, each.unit])
    _text(sheet, len(board.asked.columns) + 3, 1, FAIRNESS)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _NAME_WIDTH, _TEXT_WIDTH * 1.5


def _number(sheet: Worksheet, row: int, place: int, shown: Figure) -> None:
    """Write a number as a number; what does not apply stays empty, so that no sum takes it for a zero."""
    if shown.value is None:
        return
    is_count = shown.indicator.form in {Form.COUNT, Form.COUNT_OF}
    cell = sheet.cell(row, place, int(shown.value) if is_count else shown.value)
    if not is_count:
        cell.number_format = _PERCENT if shown.indicator.form is Form.RATE else _ONE_DECIMAL


def _texts(sheet: Worksheet, row: int, texts: list[str], *, bold: bool = False) -> None:
    for place, text in enumerate(texts, start=1):
        _text(sheet, row, place, text)
        if bold:
            cell = sheet.cell(row, place)
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=row > 1, vertical="top")


def _text(sheet: Worksheet, row: int, place: int, text: str) -> None:
    """Write a text as text: a name that begins like a formula is none, here and where the sheet is saved as CSV."""
    cell = sheet.cell(row, place, f"'{text}" if text[:1] in _FORMULA else text)
    cell.data_type = "s"


def charts_of(board: Board) -> tuple[tuple[Markup, ...], str]:
    """Return the pictures of the board, so many units on each that they can be read, and what they show in words."""
    by = board.asked.ranked_by
    scale = 100 if by.form is Form.RATE else 1
    names = [line.place.unit.short_name for line in board.lines]
    shown = [line.figures[by.code] for line in board.lines]
    values = [None if each.value is None else round(each.value * scale, 1) for each in shown]
    known = [value for value in values if value is not None]
    unit = "%" if by.form is Form.RATE else by.unit
    alternative = f"{by.name}（{unit}），{len(names)} 个单位"
    if known:
        alternative += f"：最高 {max(known):g}，最低 {min(known):g}"
    top = 100.0 if scale > 1 else max(known, default=0.0) or None
    pieces = range(0, len(names), _BARS)
    charts = [
        bar_chart(names[at : at + _BARS], values[at : at + _BARS], alternative=alternative, top=top) for at in pieces
    ]
    return tuple(charts), alternative


def paper_of(board: Board, tenant: Tenant, made_on: date) -> Comparison:
    """Return the board as a paper: the picture, the table, and how it is counted."""
    pictures, alternative = charts_of(board)
    heads = [Column("unit", "单位", 2.0), Column("rank", "名次", 0.5, Align.CENTER)]
    heads += [Column(each.code, each.name, 1.0, Align.RIGHT) for each in board.asked.columns]
    return Comparison(
        title=title_of(board, tenant),
        unit=tenant.name,
        filter_text=f"按{board.asked.ranked_by.name}排名，{'差' if board.asked.is_worst_first else '好'}的在前",
        columns=tuple(heads),
        rows=tuple(
            (
                line.place.unit.short_name,
                str(line.rank or "—"),
                *(line.figures[each.code].text for each in board.asked.columns),
            )
            for line in board.lines
        ),
        made_on=made_on,
        note=FAIRNESS,
        pictures=tuple(map(str, pictures)),
        picture_text=alternative,
    )
