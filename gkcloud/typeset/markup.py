"""Blocks as the markup of a page: what the templates of ``templates/pdf/`` put into place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from itertools import groupby

from markupsafe import Markup

from gkcloud.typeset.body import Block, Paragraph, Picture, Run, Table
from gkcloud.typeset.faces import Role
from gkcloud.typeset.figures import in_rows, pictures_markup
from gkcloud.typeset.lines import BODY, Advances, Line, Measure, compose_lines
from gkcloud.typeset.measure import KnowsAdvances
from gkcloud.typeset.tablefit import Room
from gkcloud.typeset.tables import table_markup

_HEADING_TAGS = {1: "h2", 2: "h3", 3: "h4", 4: "h5"}


def blocks_markup(
    blocks: Iterable[Block],
    faces: KnowsAdvances,
    *,
    role: Role = Role.BODY,
    measure: Measure = BODY,
    room: Room | None = None,
) -> Markup:
    """Return the markup of ``blocks`` for a column of ``measure``, the body's text set in ``role``.

    The column's stylesheet sets the font size, and ``--cell`` to ``measure.cell`` where it is not the body's.
    ``room`` is what tables have; unless given, the column's width, and a page that is turned only where it is the body's.
    """
    advances = Advances(faces)
    room = room or Room(width=measure.width, size=measure.size, can_turn=measure == BODY)
    return Markup("\n").join(_block_markup(block, advances, faces, role, measure, room) for block in in_rows(blocks))


def _block_markup(
    block: Paragraph | Table | tuple[Picture, ...],
    advances: Advances,
    faces: KnowsAdvances,
    role: Role,
    measure: Measure,
    room: Room,
) -> Markup:
    if isinstance(block, Paragraph):
        return _paragraph_markup(block, advances, role, measure)
    if isinstance(block, tuple):
        return pictures_markup(block)
    return table_markup(block, faces, room)


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
