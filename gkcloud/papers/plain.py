"""Plain text of a paper (a summary, a key point) composed into lines like a body."""

from collections.abc import Iterable

from markupsafe import Markup

from gkcloud.typeset.body import Run, tidy_runs
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import Measure, compose_lines
from gkcloud.typeset.markup import runs_markup


def plain_paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of ``text`` that say something, tidied as a body's paragraphs are."""
    tidied = (tidy_runs([Run(line, Role.BODY)]) for line in text.splitlines())
    return tuple("".join(run.text for run in runs) for runs in tidied if runs)


def composed(text: str, faces: Faces, *, role: Role, measure: Measure, indent_cells: int = 0) -> Markup:
    """Return one paragraph of ``text`` as lines for a column of ``measure``, set in ``role``.

    The element around it sets face and size, and an indent of ``indent_cells`` cells.
    """
    lines = compose_lines([Run(text, Role.BODY)], faces, role=role, measure=measure, indent_cells=indent_cells)
    return Markup("<br>").join(
        Markup('<span class="line" style="letter-spacing:{:.3f}pt">{}</span>').format(
            line.spacing, runs_markup(line.runs, role)
        )
        for line in lines
    )


def all_text(*parts: str | Iterable[str]) -> str:
    """Return the characters of all parts, for the search for missing glyphs."""
    return "\n".join(part if isinstance(part, str) else "\n".join(part) for part in parts)
