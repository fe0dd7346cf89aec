"""A paragraph laid out as one endless line: where every character begins, and which have a spacing of their own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from gkcloud.typeset.body import Run
from gkcloud.typeset.faces import Role
from gkcloud.typeset.graphemes import find_clusters
from gkcloud.typeset.marks import BLANK_AFTER, BLANK_BEFORE
from gkcloud.typeset.measure import SMALL, Advances, Measure

# Two marks whose blank halves meet, ）（ or repeat, ）。 and （《.
_AFTER, _BEFORE = re.escape(BLANK_AFTER), re.escape(BLANK_BEFORE)
_MEETING = re.compile(rf"[{_AFTER}](?=[{_AFTER}？{_BEFORE}])|[？{_BEFORE}](?=[{_BEFORE}])")
_EDGES = re.compile(f"[{_AFTER}{_BEFORE}]")
_DASH = re.compile("——")  # of a row of them each by itself: with no spacing in it a full line could not be tightened

_LONGEST_MARK = 12  # raised or lowered characters that stay together, as [1-3] or n+1; more are text


@dataclass(frozen=True, slots=True)
class Strip:
    """Text with, for every offset up to its end, the points before it and the letter-spacings before it.

    ``positions`` has the measure's own letter-spacing after every character; a line that needs another adds to it as
    many times as ``slots`` counts. ``halved`` are the offsets of marks set half as wide, each with the offset between
    the two marks that meet there, and once more in order. ``yielding`` are the offsets of marks that could be halved at
    a line's edge, ``borrowed`` of characters that another face shows, ``unspaced`` of what has no letter-spacing,
    ``joined`` of what may not start a line.
    """

    text: str
    positions: Sequence[float]
    slots: Sequence[int]
    halved: Mapping[int, int]
    halved_offsets: Sequence[int]
    yielding: frozenset[int]
    borrowed: Sequence[int]
    unspaced: Sequence[int]
    joined: frozenset[int]


def lay_out(runs: Sequence[Run], advances: Advances, role: Role, measure: Measure) -> Strip:
    """Return the characters of ``runs`` in a row, those in the body's role set in ``role``."""
    text = runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)
    widths: list[float] = []
    raised: set[int] = set()
    yielding: set[int] = set()
    borrowed: set[int] = set()
    for run in runs:
        set_in, start = role if run.role is Role.BODY else run.role, len(widths)
        of, size = advances.of(set_in), measure.size
        if run.shift:
            size *= SMALL
            raised.update(range(start, start + (len(run.text) if len(run.text) <= _LONGEST_MARK else 1)))
        else:
            marks = advances.half_marks(set_in)
            yielding.update(start + found.start() for found in _EDGES.finditer(run.text) if found[0] in marks)
        widths += [of[char] * size for char in run.text]
        if not of.borrowed.isdisjoint(run.text):
            borrowed.update(
                at for at, char in enumerate(run.text, start) if char in of.borrowed and not char.isspace()
            )
    clusters = find_clusters(text)
    for at in clusters.joined:
        widths[at] = 0.0
    halved = _halved(text, yielding)
    for at in halved:
        widths[at] -= measure.size / 2
    unspaced = clusters.unspaced.union(found.start() for found in _DASH.finditer(text))
    spacing = measure.cell_spacing
    steps = [width + spacing for width in widths]
    slots: Sequence[int] = range(len(text) + 1)
    if unspaced:
        for at in unspaced:
            steps[at] -= spacing
        slots = [0, *accumulate(0 if at in unspaced else 1 for at in range(len(text)))]
    positions = [0.0, *accumulate(steps)]
    return Strip(
        text=text,
        positions=positions,
        slots=slots,
        halved=halved,
        halved_offsets=sorted(halved),
        yielding=frozenset(yielding),
        borrowed=sorted(borrowed),
        unspaced=sorted(unspaced),
        joined=clusters.joined.union(raised),
    )


def _halved(text: str, yielding: set[int]) -> dict[int, int]:
    """Return the marks to be halved and where they meet their neighbours; of two that could be, the first."""
    halved = {}
    for found in _MEETING.finditer(text):
        first, second = found.start(), found.end()
        if text[first] in BLANK_AFTER and first in yielding:
            halved[first] = second
        elif text[second] in BLANK_BEFORE and second in yielding:
            halved[second] = second
    return halved
