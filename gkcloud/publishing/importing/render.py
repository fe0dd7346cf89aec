"""Blocks as clean HTML: no attribute but link addresses, table spans and scopes, and three class names."""

from __future__ import annotations

from html import escape

from gkcloud.publishing.importing.blocks import Block, Cell, Listing, Paragraph, Run, Table


def inline(paragraph: Paragraph) -> str:
    """Return a paragraph's characters with strong, em and links."""
    return "".join(_run(run) for run in _merged(paragraph.runs))


def _merged(runs: tuple[Run, ...]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last and (last.strong, last.em, last.href) == (run.strong, run.em, run.href):
            merged[-1] = Run(last.text + run.text, run.strong, run.em, run.href)
        else:
            merged.append(run)
    return merged


def _run(run: Run) -> str:
    html = escape(run.text, quote=False)
    if run.em:
        html = f"<em>{html}</em>"
    if run.strong:
        html = f"<strong>{html}</strong>"
    if run.href:
        html = f'<a href="{escape(run.href)}">{html}</a>'
    return html


def paragraph(block: Paragraph, css_class: str = "") -> str:
    """Return a ``p``; ``css_class`` is addressee, signature, date or ""."""
    opening = f'<p class="{css_class}">' if css_class else "<p>"
    return f"{opening}{inline(block)}</p>"


def strong(block: Paragraph) -> str:
    """Return a ``p`` set off as a whole: the title of an annexed text, which has no level."""
    plain = Paragraph(tuple(Run(run.text, em=run.em, href=run.href) for run in block.runs))
    return f"<p><strong>{inline(plain)}</strong></p>"


def heading(block: Paragraph, level: int) -> str:
    """Return h2 for level 1 down to h5 for level 4. Emphasis is left to the heading itself."""
    plain = Paragraph(tuple(Run(run.text, href=run.href) for run in block.runs))
    return f"<h{level + 1}>{inline(plain)}</h{level + 1}>"


def block_html(block: Block) -> str:
    """Return the HTML of a block that plays no special part."""
    if isinstance(block, Paragraph):
        return paragraph(block)
    return _table(block) if isinstance(block, Table) else _listing(block)


def _listing(block: Listing) -> str:
    tag = "ol" if block.ordered else "ul"
    items = []
    for item in block.items:
        alone = sum(isinstance(part, Paragraph) for part in item) == 1
        items.append(
            "".join(inline(part) if isinstance(part, Paragraph) and alone else block_html(part) for part in item)
        )
    return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>"


def _table(table: Table) -> str:
    head = "".join(_row(row, "th") for row in table.rows[: table.header_rows])
    body = "".join(_row(row, "td") for row in table.rows[table.header_rows :])
    head = f"<thead>{head}</thead>" if head else ""
    body = f"<tbody>{body}</tbody>" if body else ""
    return f"<table>{head}{body}</table>"


def _row(row: tuple[Cell, ...], tag: str) -> str:
    return "<tr>" + "".join(_cell(cell, tag) for cell in row) + "</tr>"


def _cell(cell: Cell, tag: str) -> str:
    scope = ' scope="col"' if tag == "th" and cell.colspan == 1 else ' scope="colgroup"' if tag == "th" else ""
    spans = "".join(f' {name}="{n}"' for name, n in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if n > 1)
    lines = [inline(line) for line in cell.lines]
    content = lines[0] if len(lines) == 1 else "".join(f"<p>{line}</p>" for line in lines)
    return f"<{tag}{scope}{spans}>{content}</{tag}>"
