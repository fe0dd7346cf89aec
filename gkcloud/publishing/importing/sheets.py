""".xlsx as tables: a sheet becomes its heading lines, one table, and its notes. Hidden things stay hidden."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gkcloud.publishing.importing.blocks import Block, Cell, Paragraph, Run, Source, Table, line
from gkcloud.publishing.importing.plain import clean
from gkcloud.publishing.importing.result import ImportRefused

MOST_ROWS = 5000
MOST_COLUMNS = 100
# Cells with any trace in the file, formatted empty ones included: what openpyxl holds in memory.
MOST_CELLS = 200_000
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FORMULA_TAG = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s/>]")


def read_sheets(data: bytes) -> Source:
    """Return a workbook that has passed the guards as blocks.

    Raises ImportRefused above MOST_ROWS rows or MOST_COLUMNS columns in a sheet, or when it cannot be read.
    """
    has_formulas = _count_cells(data)
    try:
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(data), data_only=False) if has_formulas else None
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        InvalidFileException,
    ) as error:
        # openpyxl lets whatever a wrong part causes through.
        raise ImportRefused("表格文件结构不完整，请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。") from error
    blocks: list[Block] = []
    warnings: list[str] = []
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = len(book.worksheets) - len(sheets)
    if hidden:
        warnings.append(f"有{hidden}个隐藏的工作表没有导入，如需公开请取消隐藏后重新导入。")
    contents = [(sheet, _read_sheet(sheet, formulas, warnings)) for sheet in sheets]
    filled = [(sheet, content) for sheet, content in contents if content]
    for sheet, content in filled:
        if len(filled) > 1:
            blocks.append(Paragraph((Run(clean(sheet.title)[0]),), source_level=1))
        blocks.extend(content)
    return Source(tuple(blocks), tuple(warnings))


def _count_cells(data: bytes) -> bool:
    """Refuse more cells than memory is meant for; say whether any of them holds a formula."""
    has_formulas = False
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if not re.match(r"xl/worksheets/[^/]+\.xml$", name):
                continue
            content = archive.read(name)
            if max(len(tag.findall(content)) for tag in (_ROW_TAG, _CELL_TAG)) > MOST_CELLS:
                raise ImportRefused(f"工作表超过{MOST_CELLS}个单元格，请分成几个文件导入，或作为附件上传。")
            has_formulas = has_formulas or bool(_FORMULA_TAG.search(content))
    return has_formulas


def _read_sheet(sheet: Worksheet, formulas: Workbook | None, warnings: list[str]) -> list[Block]:
    rows, columns = _visible_area(sheet, warnings)
    if len(rows) > MOST_ROWS:
        raise ImportRefused(
            f"工作表“{sheet.title}”有{len(rows)}行，超过一次可以导入的{MOST_ROWS}行，请分成几个文件，或作为附件上传。"
        )
    if len(columns) > MOST_COLUMNS:
        raise ImportRefused(
            f"工作表“{sheet.title}”有{len(columns)}列，超过一次可以导入的{MOST_COLUMNS}列，请分成几个文件，或作为附件上传。"
        )
    spans, covered = _merges(sheet, rows, columns)
    grid: list[list[Cell]] = []
    unsaved = 0
    for row in rows:
        cells = []
        for column in columns:
            if (row, column) in covered:
                continue
            value = sheet.cell(row, column).value
            if value is None and formulas is not None:
                unsaved += _is_formula(formulas[sheet.title].cell(row, column).value)
            rowspan, colspan = spans.get((row, column), (1, 1))
            cells.append(Cell(_lines(_shown(value)), colspan, rowspan))
        grid.append(cells)
    if unsaved:
        warnings.append(
            f"工作表“{sheet.title}”有{unsaved}个公式没有保存结果，请用 Excel 或 WPS 打开保存一次后重新导入。"
        )
    return _blocks(grid, len(columns))


def _visible_area(sheet: Worksheet, warnings: list[str]) -> tuple[list[int], list[int]]:
    """Return the row and column numbers that are shown and hold anything."""
    filled = [(cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]
    hidden_columns = {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 0, (dimension.max or 0) + 1)
    }
    rows = sorted({row for row, _ in filled})
    columns = sorted({column for _, column in filled})
    shown_rows = [row for row in rows if not sheet.row_dimensions[row].hidden]
    shown_columns = [column for column in columns if column not in hidden_columns]
    if len(shown_rows) < len(rows) or len(shown_columns) < len(columns):
        gone = f"{len(rows) - len(shown_rows)}行、{len(columns) - len(shown_columns)}列"
        warnings.append(f"工作表“{sheet.title}”有隐藏的{gone}没有导入，如需公开请取消隐藏后重新导入。")
    return shown_rows, shown_columns


def _merges(
    sheet: Worksheet, rows: list[int], columns: list[int]
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for merged in sheet.merged_cells.ranges:
        inside_rows = [row for row in rows if merged.min_row <= row <= merged.max_row]
        inside_columns = [column for column in columns if merged.min_col <= column <= merged.max_col]
        if (
            not inside_rows
            or not inside_columns
            or (inside_rows[0], inside_columns[0]) != (merged.min_row, merged.min_col)
        ):
            continue
        spans[merged.min_row, merged.min_col] = (len(inside_rows), len(inside_columns))
        covered |= {(row, column) for row in inside_rows for column in inside_columns}
        covered.discard((merged.min_row, merged.min_col))
    return spans, covered


def _blocks(grid: list[list[Cell]], width: int) -> list[Block]:
    """Return the table, and rows with one filled cell above and below it as paragraphs."""
    start, end = 0, len(grid)
    if width > 1:
        while start < end and sum(bool(cell.lines) for cell in grid[start]) == 1:
            start += 1
        while end > start and sum(bool(cell.lines) for cell in grid[end - 1]) == 1 and grid[end - 1][0].lines:
            end -= 1
    before = [text for row in grid[:start] for cell in row for text in cell.lines]
    after = [text for row in grid[end:] for cell in row for text in cell.lines]
    table = [Table(tuple(tuple(row) for row in grid[start:end]))] if end > start else []
    return [*before, *table, *after]


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _shown(value: Any) -> str:
    """Return a cell's value as a reader of the sheet sees it, in the plainest form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.strftime("%Y-%m-%d") if midnight else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < 1e10 else f"{value:f}".rstrip("0").rstrip(".")  # noqa: PLR2004
    return str(value)


def _lines(text: str) -> tuple[Paragraph, ...]:
    pieces = (line(clean(piece)[0]) for piece in re.split(r"[\r\n]+", text))
    return tuple(piece for piece in pieces if piece.text)
