"""Blocks as the markup of a page: what the templates of ``templates/pdf/`` put into place."""

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from gkcloud.typeset.body import Block, Paragraph, Picture, Run, Table
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.figures import in_rows, pictures_markup
from gkcloud.typeset.lines import CELL_SPACING, SIZE, WIDTH, compose_lines
from gkcloud.typeset.tablefit import Room
from gkcloud.typeset.tables import table_markup

_HEADING_TAGS = {1: "h2", 2: "h3", 3: "h4", 4: "h5"}


def blocks_markup(blocks: Iterable[Block], faces: Faces, *, role: Role = Role.BODY, width: float = WIDTH) -> Markup:
    """Return the markup of ``blocks`` for a column of ``width`` points, the body's text set in ``role``."""
    return Markup("\n").join(_block_markup(block, faces, role, width) for block in in_rows(blocks))


def _block_markup(block: Paragraph | Table | tuple[Picture, ...], faces: Faces, role: Role, width: float) -> Markup:
    if isinstance(block, Paragraph):
        tag = _HEADING_TAGS.get(block.level, "p")
        label = f' data-label="{escape(block.text)}"' if block.level else ""
        # The addressee begins at the margin; signature and date end two cells from it and are short enough for one line.
        is_at_end = block.part in {"signature", "date"}
        indent, room = 0 if block.part else 2, width - 2 * (SIZE + CELL_SPACING)
        part = f" {block.part}" if block.part else ""
        lines = "<br>".join(
            f'<span class="line" style="letter-spacing:{line.spacing:.3f}pt">{runs_markup(line.runs, role)}</span>'
            for line in compose_lines(
                block.runs, faces, role=role, width=room if is_at_end else width, indent_cells=indent
            )
        )
        return Markup(f'<{tag} class="para {role.css_class}{part}"{label}>{lines}</{tag}>')  # noqa: S704 - escaped above
    if isinstance(block, tuple):
        return pictures_markup(block)
    return table_markup(block, faces, Room(width=width, can_turn=width == WIDTH))


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
