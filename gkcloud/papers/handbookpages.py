"""A policy's pages in a handbook: A5 with a type area of 112 × 172 mm, the wider margin on the side of the staples.

The points that a reader must take away are set in 12 pt 宋体, 26 characters to a line; what is quoted in 10.5 pt (五号,
the size of books), 30 to a line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from gkcloud.papers.paper import chinese_date
from gkcloud.papers.plain import composed, plain_paragraphs
from gkcloud.papers.policies import Policy
from gkcloud.papers.qr import qr_markup
from gkcloud.typeset.body import read_body
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import Measure
from gkcloud.typeset.markup import blocks_markup
from gkcloud.typeset.tablefit import Room
from gkcloud.typeset.titles import title_lines

_WIDTH = 112 / 25.4 * 72
READ = Measure(_WIDTH, 12)
QUOTED = Measure(_WIDTH, 10.5)
_ROOM = Room(_WIDTH, 172 / 25.4 * 72, READ.size, can_turn=False)
_POINT = Measure(_WIDTH - 2 * READ.cell, READ.size)  # beside the number, which has two cells
_CODE_MM = 24.0
_ENTRY_NUMBER = 18.0  # points, as in handbook.css
_ENTRY_PAGE = 20.0
_DOTS_GAP = 4.0
_ENTRY_CELLS = 25
_TITLE_CELLS = 19  # of 15 pt, beside the number


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A policy, ready for the template; ``number`` counts through all themes."""

    number: int
    policy: Policy
    title: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    code: Markup | None
    points: tuple[Markup, ...]
    text: Markup


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents or the index: what it leads to, its words, and how many points of dots follow them."""

    target: str
    number: str
    lines: tuple[str, ...]
    dots: float


def policy_entry(page: PolicyPage, faces: Faces) -> Entry:
    """Return the entry of a policy; one that is not simply in force says so."""
    policy = page.policy
    state = f"（{policy.validity.label}）" if policy.validity.warning else ""
    return _entry(f"policy-{page.number}", f"{page.number}.", f"{policy.title}{state}", faces)


def audience_entry(number: int, name: str, count: int, faces: Faces) -> Entry:
    """Return the entry of an audience, which leads to its part of the index."""
    return _entry(f"audience-{number}", "", f"{name}（{count}件）", faces)


def _entry(target: str, number: str, words: str, faces: Faces) -> Entry:
    lines = title_lines(words, _ENTRY_CELLS)
    last = lines[-1] if lines else ""
    # Known widths spare the engine the measuring of a flexible box for each entry, half of its time for a handbook.
    taken = sum(faces.advance(Role.SONG, char) for char in last) * QUOTED.size / 1000
    taken += _DOTS_GAP + _ENTRY_PAGE + (_ENTRY_NUMBER if number else 0)
    return Entry(target, number, lines, round(max(_WIDTH - taken - 1, 0), 2))


def policy_page(policy: Policy, number: int, faces: Faces) -> PolicyPage:
    """Compose a policy into what the template of ``templates/pdf/handbook.html`` puts into place."""
    code = None
    if policy.address:
        code = qr_markup(policy.address, f"二维码：{policy.title}全文，{policy.address}", code_mm=_CODE_MM)
    return PolicyPage(
        number=number,
        policy=policy,
        title=title_lines(policy.title, _TITLE_CELLS),
        facts=tuple(_facts(policy)),
        code=code,
        points=tuple(
            composed(text, faces, role=Role.SONG, measure=_POINT)
            for point in policy.key_points
            for text in plain_paragraphs(point)
        ),
        text=blocks_markup(read_body(policy.body_html), faces, role=Role.BODY, measure=QUOTED, room=_ROOM),
    )


def _facts(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield what there is to know. In so narrow a column lines end where they may: an even edge would tear them."""
    facts = (
        ("文　　号", policy.doc_no),
        ("发文机关", policy.issuer),
        ("成文日期", "" if policy.formed_on is None else chinese_date(policy.formed_on)),
        ("适用对象", "、".join(policy.audiences)),
        ("在哪里办", policy.apply_at),
    )
    for label, value in facts:
        if text := " ".join(plain_paragraphs(value)):
            yield label, text
