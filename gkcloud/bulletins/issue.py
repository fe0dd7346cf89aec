"""A bulletin issue (简报) as it will be printed: its parts, its page in HTML, and what keeps it from being printed.

Knows nothing of the PDF engine, so that an office's page can check an issue without loading it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gkcloud.typeset.body import Block, Picture, Run, read_body, tidy_runs
from gkcloud.typeset.body import Paragraph as BodyParagraph
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import WIDTH, Measure
from gkcloud.typeset.markup import blocks_markup
from gkcloud.typeset.pictures import FILE_SCHEME, inspect_picture
from gkcloud.typeset.titles import title_lines

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "pdf"
_TITLE_CELLS = 19  # of 22 pt in the type area of 442.2 pt, with a margin that keeps the lozenge off the edges
_NAME_WIDTH = 410.0  # points that the name in the masthead may fill
_NAME_LARGEST = 56.0
_NOTE = Measure(WIDTH - 2 * (8.0 + 0.75))  # points: the type area less padding and border of bulletin.css
_LONGEST_MASTHEAD = 24


class IssueNotPrintable(ValueError):
    """The issue cannot be printed as it is; ``faults`` holds a Chinese sentence for each reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class BulletinItem:
    """One post of an issue: its text as sanitised HTML, and the unit it came from."""

    title: str
    source: str
    body_html: str
    published_on: date | None = None
    doc_no: str = ""


@dataclass(frozen=True, slots=True)
class BulletinIssue:
    """Everything that is printed: 报 (superiors), 送 (peers), 发 (subordinates), copies, and the posts."""

    masthead: str
    year: int
    number: int
    total_number: int | None
    editing_unit: str
    issued_on: date
    editor_note: str
    items: tuple[BulletinItem, ...]
    report_to: tuple[str, ...] = ()
    send_to: tuple[str, ...] = ()
    distribute_to: tuple[str, ...] = ()
    copies: int = 0
    secrecy: str = ""
    copy_no: str = ""

    @property
    def label(self) -> str:
        """The issue's name in full, as the document title says it."""
        return f"{self.masthead}{self.year}年第{self.number}期"


def compose_html(issue: BulletinIssue, faces: Faces, *, is_foot_apart: bool = False) -> str:
    """Return the page that the PDF engine gets; it loads nothing but ``gk-face:`` and ``gk-file:`` addresses.

    The foot (报, 送, 发) stands at the foot of the last page, or of a page of its own where it is apart.
    """
    template = _templates().get_template("bulletin.html")
    styles = "\n".join((faces.stylesheet(), *map(_style, ("page.css", "bulletin.css"))))
    song = ", ".join(f'"{face.css_family}"' for face in faces.stacks[Role.SONG])
    return template.render(
        issue=issue,
        label=issue.label,
        is_foot_apart=is_foot_apart,
        stylesheet=Markup(f"html {{ --song: {song}; }}\n{styles}"),  # noqa: S704 - our own CSS
        name_size=min(_NAME_LARGEST, round(_NAME_WIDTH / max(len(issue.masthead), 1), 1)),
        issued_on=chinese_date(issue.issued_on),
        note=_note(issue.editor_note, faces),
        items=[_item(item, faces) for item in issue.items],
        distribution=_distribution(issue),
    )


def check_issue(issue: BulletinIssue, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
    """Return a Chinese sentence for each thing that keeps the issue from being printed; none, it can be.

    Pictures are only checked where ``files`` is given.
    """
    faults = []
    if not issue.masthead.strip():
        faults.append("没有简报名称。请填写名称。")
    if len(issue.masthead) > _LONGEST_MASTHEAD:
        faults.append(f"简报名称超过{_LONGEST_MASTHEAD}个字，报头放不下。请改短。")
    if not issue.items:
        faults.append("本期没有信息。请至少选入一条。")
    faults += _missing(faces, "报头、编者按或报送单位", _frame_text(issue))
    for number, item in enumerate(issue.items, 1):
        place = f"第{number}条《{item.title}》" if item.title.strip() else f"第{number}条"
        blocks = read_body(item.body_html)
        if not item.title.strip():
            faults.append(f"{place}没有标题。请补上标题。")
        if not blocks:
            faults.append(f"{place}没有正文。请补上正文，或从本期移出。")
        texts = (block.text for block in blocks if not isinstance(block, Picture))
        faults += _missing(faces, place, "".join((item.title, item.source, item.doc_no, *texts)))
        if files is not None:
            faults += _picture_faults(place, blocks, files)
    return tuple(faults)


def chinese_date(day: date) -> str:
    """Return ``day`` as official papers write it: arabic, no zero padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def _missing(faces: Faces, place: str, text: str) -> Iterator[str]:
    for glyph in faces.missing_glyphs(text):
        yield (
            f"字符“{glyph.char}”（{glyph.codepoint}）在{place}“{glyph.context}”处，所有字体都没有这个字形。"
            "请换字，或请管理员补充字体。"
        )


def _picture_faults(place: str, blocks: tuple[Block, ...], files: Mapping[str, bytes]) -> Iterator[str]:
    for block in blocks:
        if not isinstance(block, Picture):
            continue
        name = f"图片“{block.description}”" if block.description else "一张图片"
        content = files.get(block.address.removeprefix(f"{FILE_SCHEME}:"))
        if content is None:
            yield f"{place}的{name}没有存入本期。请重新插入图片。"
        elif fault := inspect_picture(content)[1]:
            yield f"{place}的{name}{fault}。"


def _frame_text(issue: BulletinIssue) -> str:
    receivers = (*issue.report_to, *issue.send_to, *issue.distribute_to)
    frame = (issue.masthead, issue.editing_unit, issue.editor_note, issue.secrecy, issue.copy_no)
    return "".join((*frame, *receivers))


@dataclass(frozen=True, slots=True)
class _ComposedItem:
    title: str
    lines: tuple[str, ...]
    origin: str
    body: Markup = field(repr=False)


def _item(item: BulletinItem, faces: Faces) -> _ComposedItem:
    published_on = "" if item.published_on is None else chinese_date(item.published_on)
    origin = "　".join(part for part in (item.source, item.doc_no, published_on) if part)
    body = blocks_markup(read_body(item.body_html), faces)
    return _ComposedItem(item.title, title_lines(item.title, _TITLE_CELLS), origin, body)


def _note(text: str, faces: Faces) -> Markup | None:
    """Return the editor's note in 楷体, its first paragraph opened by 编者按 in 黑体."""
    paragraphs = [tidy_runs([Run(line, Role.KAI)]) for line in text.splitlines() if line.strip()]
    if not paragraphs:
        return None
    if not paragraphs[0][0].text.startswith("编者按"):
        paragraphs[0] = (Run("编者按：", Role.HEI), *paragraphs[0])
    return blocks_markup((BodyParagraph(runs) for runs in paragraphs), faces, role=Role.KAI, measure=_NOTE)


def _distribution(issue: BulletinIssue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = (("报", issue.report_to), ("送", issue.send_to), ("发", issue.distribute_to))
    return tuple((label, units) for label, units in rows if units)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
