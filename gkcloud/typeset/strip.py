"""A paragraph laid out as one endless line: where every character begins, and which have a spacing of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from gkcloud.typeset.body import Run
from gkcloud.typeset.faces import Role
from gkcloud.typeset.graphemes import find_clusters
from gkcloud.typeset.marks import BLANK_AFTER, BLANK_BEFORE
from gkcloud.typeset.measure import SMALL, Advances, Measure

# Two marks whose blank halves meet (）（) or repeat (）。 and （《): the first gives up half a cell after it.
_AFTER, _BEFORE = re.escape(BLANK_AFTER), re.escape(BLANK_BEFORE)
_SQUEEZED = re.compile(rf"[{_AFTER}](?=[{_AFTER}？{_BEFORE}])|[？{_BEFORE}](?=[{_BEFORE}])")
_JOINED_DASH = re.compile("—(?=—)")
_FULL = 0.95  # of the size; a mark that a face sets narrower has no blank half


@dataclass(frozen=True, slots=True)
class Strip:
    """Text with, for every offset up to its end, the points before it and the letter-spacings before it.

    ``positions`` has the measure's own letter-spacing after every character; a line that needs another adds to it as
    many times as ``slots`` counts. ``squeezed`` are the points that a mark gives up after it, ``unspaced`` the offsets
    of what has no letter-spacing, ``joined`` those that may not start a line.
    """

    text: str
    positions: Sequence[float]
    slots: Sequence[int]
    squeezed: dict[int, float]
    unspaced: frozenset[int]
    joined: frozenset[int]


def lay_out(runs: Sequence[Run], advances: Advances, role: Role, measure: Measure) -> Strip:
    """Return the characters of ``runs`` in a row, those in the body's role set in ``role``."""
    text = runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)
    widths: list[float] = []
    raised: set[int] = set()
    for run in runs:
        of, size = advances.of(role if run.role is Role.BODY else run.role), measure.size
        if run.shift:
            size *= SMALL
            raised.update(range(len(widths), len(widths) + len(run.text)))
        widths += [of[char] * size for char in run.text]
    clusters = find_clusters(text)
    for at in clusters.joined:
        widths[at] = 0.0
    half = measure.size / 2
    squeezed = {at: half for found in _SQUEEZED.finditer(text) if _gives_way(text, at := found.start(), widths, half)}
    unspaced = clusters.unspaced.union(found.start() for found in _JOINED_DASH.finditer(text))
    spacing = measure.cell_spacing
    steps = [width + spacing for width in widths]
    for at, given_up in squeezed.items():
        steps[at] -= given_up
    if not unspaced:
        slots: Sequence[int] = range(len(text) + 1)
    else:
        for at in unspaced:
            steps[at] -= spacing
        slots = [0, *accumulate(0 if at in unspaced else 1 for at in range(len(text)))]
    return Strip(text, [0.0, *accumulate(steps)], slots, squeezed, unspaced, clusters.joined.union(raised))


def _gives_way(text: str, at: int, widths: list[float], half: float) -> bool:
    """Return whether the mark at ``at``, or an opening one after it, is set full-width, so that it has a blank half."""
    full = 2 * half * _FULL
    return (text[at] in BLANK_AFTER and widths[at] >= full) or (
        text[at + 1] in BLANK_BEFORE and widths[at + 1] >= full
    )
