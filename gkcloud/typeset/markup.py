"""Blocks as the markup of a page: what the templates of ``templates/pdf/`` put into place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from itertools import groupby

from markupsafe import Markup

from gkcloud.typeset.body import Block, Paragraph, Picture, Run, Table
from gkcloud.typeset.faces import Role
from gkcloud.typeset.lines import BODY, Advances, Line, Measure, compose_lines
from gkcloud.typeset.measure import KnowsAdvances

_HEADING_TAGS = {1: "h2", 2: "h3", 3: "h4", 4: "h5"}
_FIGURE = frozenset("0123456789.,%+-−–—/~～ ")
_NARROW_TABLE = 7  # columns; with more, the type is made smaller
_WIDE_TABLE = 11


def blocks_markup(
    blocks: Iterable[Block], faces: KnowsAdvances, *, role: Role = Role.BODY, measure: Measure = BODY
) -> Markup:
    """Return the markup of ``blocks`` for a column of ``measure``, the body's text set in ``role``.

    The column's stylesheet sets the font size, and ``--cell`` to ``measure.cell`` where it is not the body's.
    """
    advances = Advances(faces)
    return Markup("\n").join(_block_markup(block, advances, role, measure) for block in blocks)


def _block_markup(block: Block, advances: Advances, role: Role, measure: Measure) -> Markup:
    if isinstance(block, Paragraph):
        return _paragraph_markup(block, advances, role, measure)
    if isinstance(block, Picture):
        source, description = escape(block.address), escape(block.description)
        return Markup(f'<p class="picture"><img src="{source}" alt="{description}"></p>')  # noqa: S704
    return _table_markup(block)


def _paragraph_markup(block: Paragraph, advances: Advances, role: Role, measure: Measure) -> Markup:
    tag = _HEADING_TAGS.get(block.level, "p")
    label = f' data-label="{escape(block.text)}"' if block.level else ""
    # The addressee begins at the margin; signature and date end two cells from it and are short enough for one line.
    if block.part in {"signature", "date"}:
        measure = replace(measure, width=measure.width - 2 * measure.cell)
    indent = 0 if block.part else 2
    part = f" {block.part}" if block.part else ""
    lines = "<br>".join(
        line_markup(line, role)
        for line in compose_lines(block.runs, advances, role=role, measure=measure, indent_cells=indent)
    )
    return Markup(f'<{tag} class="para {role.css_class}{part}"{label}>{lines}</{tag}>')  # noqa: S704 - escaped above


def line_markup(line: Line, role: Role) -> Markup:
    """Return one line of a paragraph whose own face is that of ``role``."""
    inside = runs_markup(line.runs, role, line)
    return Markup(f'<span class="line" style="letter-spacing:{line.spacing:.3f}pt">{inside}</span>')  # noqa: S704


def runs_markup(runs: Iterable[Run], role: Role, line: Line | None = None) -> Markup:
    """Return the runs of a paragraph whose own face is that of ``role``; ``line`` is the one that they make up, if any."""
    parts, start = [], 0
    is_special = line is not None and (line.halved or line.unspaced or line.borrowed)
    for run in runs:
        set_in = role if run.role is Role.BODY else run.role
        if line is not None and is_special:
            # A span sits on the line's baseline; without it another face's height would move the whole line.
            special = dict.fromkeys((at - start for at in line.borrowed), "")
            special |= dict.fromkeys((at - start for at in line.halved), f' class="{set_in.half_class}"')
            special |= dict.fromkeys((at - start for at in line.unspaced), ' style="letter-spacing:0"')
            text = _with_spans(run.text, special)
            start += len(run.text)
        else:
            text = escape(run.text)
        if run.shift:
            text = f"<{run.shift}>{text}</{run.shift}>"
        if set_in is not role:
            text = f'<span class="{set_in.css_class}">{text}</span>'
        parts.append(text)
    return Markup("".join(parts))  # noqa: S704 - every text was escaped above


def _with_spans(text: str, special: Mapping[int, str]) -> str:
    """Return escaped ``text`` with a span around each stretch whose attributes ``special`` names by offset."""
    parts = []
    for attributes, group in groupby(range(len(text)), key=special.get):
        offsets = [*group]
        piece = escape(text[offsets[0] : offsets[-1] + 1])
        parts.append(piece if attributes is None else f"<span{attributes}>{piece}</span>")
    return "".join(parts)


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
