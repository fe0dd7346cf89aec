"""Tables measured and parted, with widths of a made-up face: 1000 for Chinese, 500 for the rest."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.typeset.blocks import Cell, Table
from gkcloud.typeset.body import read_body
from gkcloud.typeset.celltext import CellText, units_of
from gkcloud.typeset.faces import Role
from gkcloud.typeset.marks import NEVER_FIRST
from gkcloud.typeset.tablefit import SMALLEST, Fit, Room, fit_table
from gkcloud.typeset.tablegrid import columns_of, table_grid
from gkcloud.typeset.tablerows import Measures, body_rows, header_rows
from gkcloud.typeset.tables import table_markup


class Widths:
    def advance(self, _role: Role, char: str, /) -> float:
        return 500.0 if ord(char) < 0x2000 else 1000.0


TEXT = CellText(Widths())


def table(html: str) -> Table:
    (found,) = read_body(f"<table>{html}</table>")
    assert isinstance(found, Table)
    return found


def fitted(html: str, room: Room | None = None) -> Fit:
    return fit_table(table_grid(table(html)), TEXT, TEXT, room or Room())


def sheet(columns: int, text: str = "1,326", head: str = "完成数量") -> str:
    heads = "".join(f"<th>{head}</th>" for _ in range(columns))
    return f"<tr><th>村名</th>{heads}</tr>" + f"<tr><td>第1村</td>{f'<td>{text}</td>' * columns}</tr>" * 3


def covered(grid) -> list[tuple[int, int]]:
    return [
        (placed.row + down, placed.column + right)
        for placed in grid.cells
        for down in range(placed.rows)
        for right in range(placed.columns)
    ]


def test_every_place_of_the_grid_is_covered_once():
    grid = table_grid(
        table("<tr><td colspan=9>甲</td></tr><tr><td rowspan=9>乙</td><td>丙</td><td>丁</td></tr><tr></tr>")
    )
    assert (grid.height, grid.width) == (2, 3)
    assert sorted(covered(grid)) == [(row, column) for row in range(2) for column in range(3)]


SPANS = st.integers(1, 6)
CELLS = st.builds(lambda columns, rows: Cell(("字",), is_header=False, columns=columns, rows=rows), SPANS, SPANS)


@given(st.lists(st.lists(CELLS, max_size=5).map(tuple), min_size=1, max_size=6), st.integers(0, 3))
def test_no_span_and_no_ragged_row_leaves_a_hole_or_an_overlap(rows, headers):
    if not any(rows):
        return
    grid = table_grid(Table(tuple(rows), min(headers, len(rows) - 1)))
    assert sorted(covered(grid)) == [(row, column) for row in range(grid.height) for column in range(grid.width)]
    assert sum(len(placed.cell.lines) for placed in grid.cells) == sum(map(len, rows)), "no text is lost or doubled"
    for placed in grid.cells:
        assert placed.row + placed.rows <= grid.header_rows or placed.row >= grid.header_rows


@pytest.mark.parametrize(
    ("columns", "turned", "size"),
    [(4, False, 14), (5, False, 12), (6, True, 14), (7, True, 12), (8, True, 10.5), (10, True, 9)],
)
def test_a_table_shrinks_then_turns_then_shrinks_again(columns, turned, size):
    fit = fitted(sheet(columns, "1,326,000.50"))
    assert (fit.is_turned, fit.setting.size, len(fit.parts)) == (turned, size, 1)


@pytest.mark.parametrize("columns", [20, 40, 59])
def test_then_it_is_parted_and_the_first_column_repeated(columns):
    fit = fitted(sheet(columns, "1,326,000.50"))
    assert fit.is_turned
    assert fit.setting.size >= SMALLEST
    assert len(fit.parts) > 1
    assert all(part.columns[0] == 0 for part in fit.parts)
    assert sorted(column for part in fit.parts for column in part.columns[1:]) == list(range(1, columns + 1))
    assert max(len(part.columns) for part in fit.parts) - min(len(part.columns) for part in fit.parts) <= 1


def test_a_count_and_a_name_are_both_repeated():
    html = "<tr><th>序号</th><th>村名</th>" + "<th>完成数量</th>" * 40 + "</tr>"
    html += "<tr><td>1</td><td>第1村</td>" + "<td>1,326,000.50</td>" * 40 + "</tr>"
    assert all(part.columns[:2] == (0, 1) for part in fitted(html * 1).parts)


def test_paper_that_cannot_be_turned_is_not():
    fit = fitted(sheet(13, "1,326,000.50"), Room(width=320, height=450, size=12, can_turn=False))
    assert not fit.is_turned
    assert all(sum(part.widths) <= 320 for part in fit.parts)
    assert fit.setting.size >= SMALLEST


def test_a_poster_has_larger_tables():
    large = table_markup(table(f"<caption>表题</caption>{sheet(3)}"), Widths(), Room(700, 1000, 28, can_turn=False))
    assert '<caption class="face-hei" style="font-size:24.5pt">' in large
    assert fitted(sheet(3), Room(width=700, height=1000, size=28, can_turn=False)).setting.size == 24.5


WORDS = st.sampled_from(
    ["政务公开", "98.5%", "2026年9月30日", "澧政办函〔2015〕22号", "a" * 80, "按季公开并逐项登记造册。" * 9, "", "是"]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=30), min_size=1, max_size=5), st.booleans())
def test_no_table_is_wider_than_its_page(rows, can_turn):
    cells = tuple(
        tuple(Cell((word,) if word else (), is_header=False, columns=1, rows=1) for word in row) for row in rows
    )
    room = Room(can_turn=can_turn)
    fit = fit_table(table_grid(Table(cells, 0)), TEXT, TEXT, room)
    assert fit.setting.size >= SMALLEST
    for part in fit.parts:
        assert sum(part.widths) <= (room.height if fit.is_turned else room.width) + 0.01
        assert min(part.widths) > fit.setting.size


@pytest.mark.parametrize(
    "text",
    [
        "自2026年9月30日起施行。",
        "见澧政办函〔2015〕22号文件",
        "共1,326,000.50元",
        "http://example.com/a",
        "（试行）的",
        "增长98.5%，",
    ],
)
def test_lines_of_a_cell_break_between_pieces(text):
    for room in range(8, 14):
        lines = list(TEXT.lines(text, room))
        assert "".join(lines) == text
        assert all(TEXT.width(line) <= room for line in lines)
        for piece in units_of(text):
            if TEXT.width(piece) <= room:
                assert any(piece in line for line in lines), (piece, lines)


@given(st.text(alphabet="政务公开，。（）《》“”0123456789.%年月日〔〕号ab ", max_size=80), st.integers(2, 20))
def test_lines_of_a_cell_lose_nothing_and_fit(text, room):
    lines = list(TEXT.lines(text, room))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(TEXT.width(line) <= room for line in lines)


def test_a_mark_does_not_begin_a_line_of_a_cell():
    for room in range(3, 9):
        assert all(line[0] not in NEVER_FIRST for line in TEXT.lines("公开，登记。造册；核对：张榜" * 3, room))


def measures(page: float = 400) -> Measures:
    return Measures(lambda placed: placed.cell.lines, leading=20, frame=5, page=page)


def test_a_row_taller_than_a_page_is_cut_into_lines_and_loses_none():
    lines = tuple(f"第{number}行" for number in range(50))
    cells = (Cell(lines, is_header=False, columns=1, rows=1), Cell(("甲",), is_header=False, columns=1, rows=1))
    rows = list(body_rows(table_grid(Table((cells,), 0)), 0, measures()))
    assert tuple(line for row in rows for line in row.cells[0][1]) == lines
    assert [line for row in rows for line in row.cells[1][1]] == ["甲"]
    assert [row.goes_on for row in rows] == [False] + [True] * (len(rows) - 1)
    assert max(len(row.cells[0][1]) for row in rows) * 20 < 400 / 3


def test_a_row_that_fits_is_not_cut():
    cells = (Cell(("行",) * 15, is_header=False, columns=1, rows=1),)
    (row,) = body_rows(table_grid(Table((cells,), 0)), 0, measures())
    assert not row.is_cut


def spanned(counts: list[int]) -> Table:
    """Rows under one cell, in groups of ``counts`` under a second one."""
    rows = []
    for group, count in enumerate(counts):
        for number in range(count):
            outer = [Cell(("全",), is_header=False, columns=1, rows=sum(counts))] if not rows else []
            inner = [Cell((f"组{group}",), is_header=False, columns=1, rows=count)] if number == 0 else []
            rows.append((*outer, *inner, Cell((f"{group}.{number}",), is_header=False, columns=1, rows=1)))
    return Table(tuple(rows), 0)


def test_rows_under_a_common_cell_are_parted_where_the_fewest_cells_go_on():
    rows = list(body_rows(table_grid(spanned([5, 4, 5, 4, 6])), 0, measures(400)))
    starts = [number for number, row in enumerate(rows) if not row.is_held]
    assert starts == [0, 5, 9, 14, 18]
    shown = [["".join(lines) for _, lines in rows[start].cells] for start in starts]
    assert shown == [["全", "组0", "0.0"], *(["全（续）", f"组{group}", f"{group}.0"] for group in range(1, 5))]
    assert [cells[-1] for cells in ([line for _, (line,) in row.cells] for row in rows)] == [
        f"{group}.{number}" for group, count in enumerate([5, 4, 5, 4, 6]) for number in range(count)
    ]


def test_a_table_that_fits_a_page_is_not_parted():
    rows = list(body_rows(table_grid(spanned([5, 4, 5])), 0, measures(400)))
    assert [row.is_held for row in rows] == [False] + [True] * 13


def test_a_header_that_would_fill_the_page_is_not_repeated():
    tall = (Cell(("长",) * 10, is_header=True, columns=1, rows=1),)
    grid = table_grid(Table((tall, (Cell(("甲",), is_header=False, columns=1, rows=1),)), 1))
    assert header_rows(grid, measures(400)) == ()
    assert len(header_rows(grid, measures(4000))) == 1


def test_a_part_of_the_columns_keeps_headers_and_shows_a_text_once():
    html = (
        "<tr><th rowspan=2>村名</th><th colspan=4>件数</th></tr><tr><th>一</th><th>二</th><th>三</th><th>四</th></tr>"
        "<tr><td>甲</td><td>1</td><td>2</td><td>3</td><td>4</td></tr><tr><td colspan=5>注：本表逐季填报</td></tr>"
    )
    grid = table_grid(table(html))
    parts = [columns_of(grid, (0, 1, 2)), columns_of(grid, (0, 3, 4))]
    texts = [["".join(placed.cell.lines) for placed in part.cells] for part in parts]
    assert texts[1] == ["村名", "件数", "三", "四", "甲", "3", "4", "注：本表逐季填报"]
    alone = columns_of(grid, (3, 4))
    assert "注：本表逐季填报" not in ["".join(placed.cell.lines) for placed in alone.cells]
    for part in (*parts, alone):
        assert sorted(covered(part)) == [(row, column) for row in range(4) for column in range(part.width)]


def markup(html: str) -> str:
    return str(table_markup(table(html), Widths()))


def test_columns_are_aligned_by_what_they_hold():
    found = markup(
        "<tr><th>村</th><th>件数</th><th>说明</th></tr>"
        "<tr><td>甲</td><td>1,326</td><td>按季公开并逐项登记造册</td></tr><tr><td>乙</td><td>9.5</td><td>是</td></tr>"
        "<tr><td>丙</td><td>—</td><td>否</td></tr>"
    )
    assert '<td class="label">甲</td>' in found
    assert "<td>按季公开并逐项登记造册</td>" in found
    assert "<td>是</td>" in found, "as the column"
    assert '<td class="label">—</td>' in found
    paddings = [float(number) for number in re.findall(r'class="figure" style="padding-right:([\d.]+)pt"', found)]
    assert len(paddings) == 2
    assert paddings[0] - paddings[1] == pytest.approx(14, abs=0.2), "the width of .5 at 14 pt"


def test_texts_are_escaped():
    found = markup('<caption>&lt;b&gt;</caption><tr><td>&lt;script&gt;</td><td>&amp;"</td></tr>')
    assert "<script>" not in found
    assert "<b>" not in found
    assert "&amp;&quot;" in found
