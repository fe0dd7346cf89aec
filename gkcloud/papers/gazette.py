"""A government gazette (政府公报): the period's normative documents whole, by class, with contents and an index.

Each document begins on a new page, as in printed gazettes, so that it can be taken out and filed. Only short ones of
the same class (appointments, mostly) share a page. Set in parts: see parts.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, ClassVar

from markupsafe import Markup

from gkcloud.papers.gazetteindex import by_document_number, by_subject
from gkcloud.papers.paper import (
    PaperKind,
    body_report,
    chinese_date,
    fill_template,
    glyph_faults,
)
from gkcloud.papers.parts import LINK_SCHEME, PART_PAGES, Part, estimated_lines, gather
from gkcloud.typeset.body import Paragraph as BodyParagraph
from gkcloud.typeset.body import Run, read_body, tidy_runs
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.markup import blocks_markup
from gkcloud.typeset.titles import TITLE_CELLS, title_lines

_NAME_WIDTH = 450.0  # points that the name on the cover may fill
_NAME_LARGEST = 62.0
_LONGEST_NAME = 24
_HEAD_LINES = 4  # what number, issuer and the blanks around the title take
_LAST_NARROW = 0x2FF  # Latin letters and digits take half a cell
_SHORT_LINES = 9  # a document of at most that many lines, its head aside, may share a page with others


@dataclass(frozen=True, slots=True)
class GazetteItem:
    """One document: its text as sanitised HTML, the class it is listed under (such as 县政府文件), and its particulars.

    ``subject_class`` is its class by subject (主题分类), by which the index finds it.
    """

    title: str
    body_html: str
    group: str
    doc_no: str = ""
    issuer: str = ""
    subject_class: str = ""
    formed_on: date | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Gazette:
    """Everything that is printed of one number; classes stand in the order in which they first occur among ``items``.

    ``numbered_as`` is the word after the number (期 or 号), ``organ`` publishes (主办), ``editor`` edits (编辑),
    ``imprint`` is a serial number (刊号) if there is one, ``contacts`` are lines such as “电话：……”.
    """

    KIND: ClassVar = PaperKind.GAZETTE

    name: str
    year: int
    number: int
    total_number: int | None
    organ: str
    issued_on: date
    items: tuple[GazetteItem, ...]
    editor: str = ""
    period_from: date | None = None
    period_to: date | None = None
    numbered_as: str = "期"
    note: str = ""
    imprint: str = ""
    contacts: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The gazette's name in full, as the document title says it."""
        return f"{self.name}{self.year}年第{self.number_shown}{self.numbered_as}"

    @property
    def number_shown(self) -> str:
        """The number, or what stands for it until it is given: a draft has none."""
        return str(self.number or "×")

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """See Paper.faults."""
        faults = list(_frame_faults(self, faces))
        for number, item in enumerate(self.items, 1):
            place = f"第{number}件《{item.title}》" if item.title.strip() else f"第{number}件"
            blocks = read_body(item.body_html)
            if not item.title.strip():
                faults.append(f"{place}没有标题。请补上标题。")
            if not item.group.strip():
                faults.append(f"{place}没有归入类别。请选择类别，如县政府文件。")
            if not blocks:
                faults.append(f"{place}没有正文。请补上正文，或从本期移出。")
            head = (item.title, item.doc_no, item.issuer, item.group, item.subject_class)
            faults += body_report(place, blocks, faces, files, beside="".join(head))
        return tuple(faults)

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:  # noqa: ARG002 - there is no foot
        """Return the whole gazette as one page, its numbers left to the engine: for a preview of a few documents.

        The printed file comes from parts; a test holds both to the same pages.
        """
        documents = [document for _, unit in _units(self, faces) for document in unit]
        return _fill(self, faces, sections=("front", "items", "back"), documents=documents, first_page=1)

    def parts(self, faces: Faces, *, pages: int = PART_PAGES) -> Sequence[Part]:
        """See PaperInParts.parts."""
        return [
            Part(lines, partial(_part_page, self, faces, documents))
            for lines, documents in gather(_units(self, faces), pages)
        ]

    def front(self, faces: Faces, pages: Mapping[str, int]) -> str:
        """See PaperInParts.front: the cover, the editors' note if there is one, the contents by class."""
        return _fill(self, faces, sections=("front",), pages=pages)

    def back(self, faces: Faces, pages: Mapping[str, int], first_page: int) -> str:
        """See PaperInParts.back: the indexes by document number and by subject, and the colophon."""
        return _fill(self, faces, sections=("back",), pages=pages, first_page=first_page)


def _frame_faults(gazette: Gazette, faces: Faces) -> Iterator[str]:
    if not gazette.name.strip():
        yield "没有公报名称。请填写名称。"
    if len(gazette.name) > _LONGEST_NAME:
        yield f"公报名称超过{_LONGEST_NAME}个字，封面放不下。请改短。"
    if not gazette.organ.strip():
        yield "没有主办单位。请填写主办单位。"
    if gazette.period_from and gazette.period_to and gazette.period_from > gazette.period_to:
        yield "收录时段的起始日期晚于截止日期。请改正日期。"
    if not gazette.items:
        yield "本期没有文件。请至少选入一件。"
    frame = (gazette.name, gazette.organ, gazette.editor, gazette.note, gazette.imprint, *gazette.contacts)
    yield from glyph_faults(faces, "封面、说明或版权页", "".join((*frame, gazette.numbered_as)))


@dataclass(frozen=True, slots=True)
class _Listed:
    """A document as contents and index list it; ``anchor`` is its id in the file."""

    anchor: str
    item: GazetteItem


def _by_class(gazette: Gazette) -> dict[str, list[_Listed]]:
    """Return the documents by class, both in the order given."""
    classes: dict[str, list[_Listed]] = {}
    for number, item in enumerate(gazette.items, 1):
        classes.setdefault(item.group.strip(), []).append(_Listed(f"doc-{number}", item))
    return classes


@dataclass(frozen=True, slots=True)
class _Document:
    """A document as it is set: ``opens_class`` under the name of its class, ``runs_on`` below the one before it."""

    anchor: str
    group: str
    title: str
    title_lines: tuple[str, ...]
    doc_no: str
    origin: str
    opens_class: bool
    is_short: bool
    runs_on: bool
    body: Markup = field(repr=False)


def _units(gazette: Gazette, faces: Faces) -> Iterator[tuple[int, list[_Document]]]:
    """Yield what begins on a new page, a document or short ones that share pages, with its length in lines."""
    for listed in _by_class(gazette).values():
        lines, unit, is_short = 0, list[_Document](), False
        for entry in listed:
            body = blocks_markup(read_body(entry.item.body_html), faces)
            body_lines = estimated_lines(body)
            was_short, is_short = is_short, body_lines <= _SHORT_LINES
            runs_on = was_short and is_short
            if unit and not runs_on:
                yield lines, unit
                lines, unit = 0, []
            document = _document(entry, body, opens_class=entry is listed[0], is_short=is_short, runs_on=runs_on)
            unit.append(document)
            lines += body_lines + _HEAD_LINES + 2 * len(document.title_lines)
        yield lines, unit


def _document(entry: _Listed, body: Markup, *, opens_class: bool, is_short: bool, runs_on: bool) -> _Document:
    item = entry.item
    formed = "" if item.formed_on is None else f"{chinese_date(item.formed_on)}成文"
    published = "" if item.published_on is None else f"{chinese_date(item.published_on)}公开发布"
    return _Document(
        anchor=entry.anchor,
        group=item.group.strip(),
        title=item.title,
        title_lines=title_lines(item.title, TITLE_CELLS),
        doc_no=item.doc_no,
        origin="　".join(text for text in (item.issuer, formed, published) if text),
        opens_class=opens_class,
        is_short=is_short,
        runs_on=runs_on,
        body=body,
    )


def _part_page(gazette: Gazette, faces: Faces, documents: Sequence[_Document], first_page: int) -> str:
    return _fill(gazette, faces, sections=("items",), documents=documents, first_page=first_page)


def _fill(gazette: Gazette, faces: Faces, *, sections: tuple[str, ...], **context: Any) -> str:
    """Fill the template with the ``sections`` wanted; without ``pages`` the engine finds the numbers itself."""
    listed = [document for documents in _by_class(gazette).values() for document in documents]
    is_whole = len(sections) > 1
    values: dict[str, Any] = {"pages": None, "documents": (), "first_page": 1, **context}
    if "front" in sections:
        values |= {"classes": _by_class(gazette), "note": _note(gazette.note, faces), "period": _period(gazette)}
        values["name_size"] = min(_NAME_LARGEST, round(_NAME_WIDTH / max(len(gazette.name), 1), 1))
    if "back" in sections:
        values |= {"numbers": by_document_number(listed), "subjects": by_subject(listed), "period": _period(gazette)}
        values["key_width"] = _key_width(listed)
    return fill_template(
        "gazette.html",
        ("page.css", "gazette.css"),
        faces,
        gazette=gazette,
        label=gazette.label,
        issued_on=chinese_date(gazette.issued_on),
        sections=sections,
        is_whole=is_whole,
        to="#" if is_whole else f"{LINK_SCHEME}:",
        **values,
    )


def _note(text: str, faces: Faces) -> Markup | None:
    paragraphs = [tidy_runs([Run(line, Role.BODY)]) for line in text.splitlines() if line.strip()]
    return blocks_markup((BodyParagraph(runs) for runs in paragraphs), faces) if paragraphs else None


def _key_width(listed: Sequence[_Listed]) -> float:
    """Return the width in points of the index's column of document numbers, set in 12 pt, at most a third of the page."""
    cells = max(
        (sum(1 if ord(char) > _LAST_NARROW else 0.5 for char in row.item.doc_no) for row in listed), default=0
    )
    return min(max(12 * cells + 12, 96), 180)


def _period(gazette: Gazette) -> str:
    days = [chinese_date(day) for day in (gazette.period_from, gazette.period_to) if day is not None]
    return "至".join(days)
