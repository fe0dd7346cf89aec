"""The parts of an official document as the template gets them: body, attachment note, signature, attachments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from markupsafe import Markup

from gkcloud.typeset.body import Block, Paragraph, Run, read_body, tidy_runs
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.headings import numbered_level
from gkcloud.typeset.lines import BODY, SIZE, WIDTH, Measure, compose_lines
from gkcloud.typeset.markup import blocks_markup, line_markup
from gkcloud.typeset.titles import TITLE_CELLS, title_lines

LABEL_CELLS = 5  # in by two, then 附件： or 出席：
_COPIES = Measure(WIDTH - 2 * 14.0 - 3 * 14.0, 14.0)  # in by one on both sides, to the right of 抄送：
_SHORT_LINES = 3  # of a body that cannot give two lines to each of two pages
_TAIL_LINES = 2  # of the body that stay on the page of the signature
_SIGNED = frozenset({"signature", "date"})
_LONGEST_TITLE = 60  # characters; three lines
_END_MARKS = "。；，、.;,：: "
_ATTACHMENT_NOTE = re.compile(r"^附件(?:\d{1,2})?[：:]")
_ATTACHMENT_START = re.compile(r"^附件\s?(?:\d{1,2})?[：:]?$")
_BETWEEN_NAMES = re.compile(r"(?<=[\u4e00-\u9fff])[^\S\u3000]+(?=[\u4e00-\u9fff])")
_BRACKETED = re.compile(r"^[（(](.*)[）)]$")


@dataclass(frozen=True, slots=True)
class BodyParts:
    """A body taken apart: the elements that stand elsewhere, the running text, and what follows the signature."""

    blocks: tuple[Block, ...]
    addressee: str = ""
    signature: tuple[str, ...] = ()
    day: str = ""
    note: str = ""
    after: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedAttachment:
    """A row of the attachment note (附件说明): its number, the width to leave after it in points, and its lines."""

    number: str
    gap: float
    lines: Markup


@dataclass(frozen=True, slots=True)
class AttachedText:
    """An attachment on pages of its own."""

    label: str
    title: str
    lines: tuple[str, ...]
    body: Markup = field(repr=False)

    @property
    def begins_turned(self) -> bool:
        """Whether it begins with a table on a turned page, where its title then stands too."""
        return self.body.startswith('<section class="wide"')


@dataclass(frozen=True, slots=True)
class FollowingText:
    """What follows the signature: on pages of its own where it has the label of an attachment or a title."""

    label: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def is_apart(self) -> bool:
        """Whether it begins a page."""
        return bool(self.label or self.title)


def take_apart(body_html: str) -> BodyParts:
    """Return the parts of a body; only the first addressee and the first signature are the document's own.

    A text that follows the signature, such as an annexed plan, keeps elements of its own in its running text. Pages of
    the web like to put organ and date under the title: they are the signature where the text ends without one.
    """
    blocks = list(read_body(body_html))
    leading = _signed(blocks, 0)
    blocks = blocks[len(leading) :]
    addressee = _text(blocks.pop(0)) if blocks and _part(blocks[0]) == "addressee" else ""
    start = next((at for at, block in enumerate(blocks) if _part(block) in _SIGNED), len(blocks))
    trailing = _signed(blocks, start)
    after, note = blocks[start + len(trailing) :], ""
    if trailing and after and (found := _BRACKETED.match(_text(after[0]))):
        note, after = found[1], after[1:]
    signed = trailing or leading
    signature = tuple(_text(block) for block in signed if _part(block) == "signature")
    day = "".join(_text(block) for block in signed if _part(block) == "date")
    return BodyParts(tuple(blocks[:start]), addressee, signature, day, note, tuple(after))


def _signed(blocks: Sequence[Block], start: int) -> list[Block]:
    """Return the paragraphs of a signature and its date that begin at ``start``."""
    return list(takewhile(lambda block: _part(block) in _SIGNED, blocks[start:]))


def title_of(title: str) -> tuple[str, ...]:
    """Return the lines of a title of 22 pt."""
    return title_lines(title, TITLE_CELLS)


def addressee_markup(addressee: str, faces: Faces) -> Markup:
    """Return the addressee, flush left, with its one full-width colon."""
    text = addressee.strip().rstrip("：:，。") + "："
    return blocks_markup([Paragraph(tidy_runs([Run(text, Role.BODY)]), part="addressee")], faces)


@dataclass(frozen=True, slots=True)
class RunningText:
    """The running text in two, ``tail`` being what stays with the signature; ``short`` counts a short text's lines."""

    head: Markup
    tail: Markup
    short: int | None


def running_text(blocks: Sequence[Block], faces: Faces) -> RunningText:
    """Return the running text with at least two lines for the page of the signature (7.3.5).

    Of a text of two lines it is one, of one line none: the body has to begin on page 1 (7.3.3).
    """
    counts: list[int] = []  # from the end; most of a long body is not looked at
    for block in reversed(blocks):
        counts.append(_line_count(block, faces))
        if sum(counts) > _TAIL_LINES:
            break
    wanted = min(_TAIL_LINES, max(sum(counts) - 1, 1))
    at, kept = len(blocks), 0
    while kept < wanted and at > 0 and isinstance(blocks[at - 1], Paragraph):
        kept += counts[len(blocks) - at]
        at -= 1
    is_short = len(counts) == len(blocks) and sum(counts) <= _SHORT_LINES
    short_of = sum(counts) if is_short else None
    return RunningText(blocks_markup(blocks[:at], faces), blocks_markup(blocks[at:], faces), short_of)


def _line_count(block: Block, faces: Faces) -> int:
    """Return the lines of text of a block; a heading has none, tables and pictures are enough by themselves."""
    if not isinstance(block, Paragraph):
        return _TAIL_LINES
    return 0 if block.level else len(compose_lines(block.runs, faces))


def names_attachments(blocks: Sequence[Block]) -> bool:
    """Return whether the running text ends with an attachment note of its own, as imported ones do."""
    return any(isinstance(block, Paragraph) and _ATTACHMENT_NOTE.match(block.text) for block in blocks)


def attachment_note(titles: Sequence[str], faces: Faces) -> tuple[NamedAttachment, ...]:
    """Return the rows of the attachment note: numbered where there are several, without end punctuation."""
    room = number_room(len(titles), faces)
    measure = Measure(WIDTH - LABEL_CELLS * BODY.cell - room)
    return tuple(
        NamedAttachment(
            number=f"{number}." if room else "",
            gap=room - _number_width(number, faces) if room else 0.0,
            lines=_hanging(title.strip().rstrip(_END_MARKS), measure, faces),
        )
        for number, title in enumerate(titles, 1)
    )


def number_room(count: int, faces: Faces) -> float:
    """Return the width in points that the numbers of ``count`` attachments take, with the gap after them."""
    return 0.0 if count < 2 else _number_width(count, faces) + SIZE * 0.25  # noqa: PLR2004 - one has no number


def attendance_lines(people: str, faces: Faces) -> Markup:
    """Return those present at a meeting, in lines that stand to the right of their label.

    Any blank between two names, or in one of two characters, is a full-width one, as many as were written.
    """
    people = _BETWEEN_NAMES.sub("\u3000", people.strip())
    return _hanging(people, Measure(WIDTH - LABEL_CELLS * BODY.cell), faces, keeps_wide=True)


def attached_texts(titles_and_bodies: Sequence[tuple[str, str]], faces: Faces) -> tuple[AttachedText, ...]:
    """Return the attachments that have a text; one without is a file of its own and only named in the note."""
    many = len(titles_and_bodies) > 1
    return tuple(
        AttachedText(
            f"附件{number}" if many else "附件", title, title_of(title), blocks_markup(read_body(html), faces)
        )
        for number, (title, html) in enumerate(titles_and_bodies, 1)
        if html.strip()
    )


def following_text(blocks: Sequence[Block]) -> FollowingText:
    """Return what follows the signature in a body taken apart.

    A text that the document issues (印发……的通知) begins with its title.
    """
    rest = list(blocks)
    label = _text(rest.pop(0)).rstrip("：:") if rest and _ATTACHMENT_START.match(_text(rest[0])) else ""
    title = _text(rest.pop(0)) if rest and _is_title(rest[0]) else ""
    return FollowingText(label, title, tuple(rest))


def _is_title(block: Block) -> bool:
    """Return whether a paragraph is a heading, or set in bold alone as editors set one, and has no number."""
    if not isinstance(block, Paragraph) or numbered_level(block.text) is not None:
        return False
    is_bold = all(run.role is Role.HEI for run in block.runs) and len(block.text) <= _LONGEST_TITLE
    return block.level > 0 or (is_bold and not block.text.endswith(tuple(_END_MARKS)))


def bracketed(note: str) -> str:
    """Return a note (附注) in its one pair of full-width brackets; nothing for nothing."""
    text = note.strip()
    if found := _BRACKETED.match(text):
        text = found[1].strip()
    return f"（{text}）" if text else ""


def copies_lines(organs: Sequence[str], faces: Faces) -> Markup:
    """Return the lines of the organs that get copies (抄送), with commas between them and a full stop at the end."""
    names = [name for organ in organs if (name := organ.strip().rstrip(_END_MARKS))]
    return _hanging("，".join(names) + "。", _COPIES, faces) if names else Markup()


def _hanging(text: str, measure: Measure, faces: Faces, *, keeps_wide: bool = False) -> Markup:
    runs = tidy_runs([Run(text, Role.BODY)], keeps_wide=keeps_wide)
    lines = compose_lines(runs, faces, measure=measure, indent_cells=0)
    return Markup("<br>").join(line_markup(line, Role.BODY) for line in lines)


def _number_width(number: int, faces: Faces) -> float:
    return sum(faces.advance(Role.BODY, char) for char in f"{number}.") * SIZE / 1000


def _part(block: Block) -> str:
    return block.part if isinstance(block, Paragraph) else ""


def _text(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""
