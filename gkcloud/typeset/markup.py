"""Blocks as the markup of a page: what the templates of ``templates/pdf/`` put into place."""

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from markupsafe import Markup

from gkcloud.typeset.body import Block, Paragraph, Picture, Run, Table
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import BODY, Measure, compose_lines

_HEADING_TAGS = {1: "h2", 2: "h3", 3: "h4", 4: "h5"}
_FIGURE = frozenset("0123456789.,%+-−–—/~～ ")
_NARROW_TABLE = 7  # columns; with more, the type is made smaller
_WIDE_TABLE = 11


def blocks_markup(
    blocks: Iterable[Block], faces: Faces, *, role: Role = Role.BODY, measure: Measure = BODY
) -> Markup:
    """Return the markup of ``blocks`` for a column of ``measure``, the body's text set in ``role``.

    The column's stylesheet sets the font size, and ``--cell`` to ``measure.cell`` where it is not the body's.
    """
    return Markup("\n").join(_block_markup(block, faces, role, measure) for block in blocks)


def _block_markup(block: Block, faces: Faces, role: Role, measure: Measure) -> Markup:
    if isinstance(block, Paragraph):
        return _paragraph_markup(block, faces, role, measure)
    if isinstance(block, Picture):
        source, description = escape(block.address), escape(block.description)
        return Markup(f'<p class="picture"><img src="{source}" alt="{description}"></p>')  # noqa: S704
    return _table_markup(block)


def _paragraph_markup(block: Paragraph, faces: Faces, role: Role, measure: Measure) -> Markup:
    tag = _HEADING_TAGS.get(block.level, "p")
    label = f' data-label="{escape(block.text)}"' if block.level else ""
    # The addressee begins at the margin; signature and date end two cells from it and are short enough for one line.
    if block.part in {"signature", "date"}:
        measure = replace(measure, width=measure.width - 2 * measure.cell)
    indent = 0 if block.part else 2
    part = f" {block.part}" if block.part else ""
    lines = "<br>".join(
        f'<span class="line" style="letter-spacing:{line.spacing:.3f}pt">{runs_markup(line.runs, role)}</span>'
        for line in compose_lines(block.runs, faces, role=role, measure=measure, indent_cells=indent)
    )
    return Markup(f'<{tag} class="para {role.css_class}{part}"{label}>{lines}</{tag}>')  # noqa: S704 - escaped above


def runs_markup(runs: Iterable[Run], role: Role) -> Markup:
    """Return the runs of a paragraph whose own face is that of ``role``."""
    parts = []
    for run in runs:
        text = escape(run.text)
        if run.shift:
            text = f"<{run.shift}>{text}</{run.shift}>"
        if run.role is not Role.BODY and run.role is not role:
            text = f'<span class="{run.role.css_class}">{text}</span>'
        parts.append(text)
    return Markup("".join(parts))  # noqa: S704 - every text was escaped above


def _table_markup(table: Table) -> Markup:
    columns = max(sum(cell.columns for cell in row) for row in table.rows)
    size = "" if columns <= _NARROW_TABLE else " dense" if columns <= _WIDE_TABLE else " densest"
    parts = [f'<table class="sheet{size} face-body">']
    if table.caption:
        parts.append(f'<caption class="face-hei">{escape(table.caption)}</caption>')
    if table.header_rows:
        parts.append("<thead>" + _rows_markup(table, 0, table.header_rows) + "</thead>")
    parts.append("<tbody>" + _rows_markup(table, table.header_rows, len(table.rows)) + "</tbody></table>")
    return Markup("".join(parts))  # noqa: S704 - every text was escaped


def _rows_markup(table: Table, start: int, end: int) -> str:
    rows = []
    for row in table.rows[start:end]:
        cells = []
        for cell in row:
            tag = "th" if cell.is_header else "td"
            text = "<br>".join(escape(line) for line in cell.lines)
            kind = ' class="figure"' if text and set(text) <= _FIGURE else ""
            spans = "".join(
                f' {name}="{count}"'
                for name, count in (("colspan", cell.columns), ("rowspan", cell.rows))
                if count > 1
            )
            cells.append(f"<{tag}{kind}{spans}>{text}</{tag}>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return "".join(rows)
