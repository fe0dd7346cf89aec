"""The whole document: its elements in the order of GB/T 9704-2012, 7 and 10."""

from collections.abc import Iterable, Iterator, Mapping

from gkcloud.papers.document import Form, OfficialDocument
from gkcloud.papers.docx.body import BodyWriter, keep_with_next
from gkcloud.papers.docx.closing import annex_note, attendance, closing, note
from gkcloud.papers.docx.foot import foot
from gkcloud.papers.docx.markup import Element, flag, lines, lines_before, paragraph, plain_text, run, w
from gkcloud.papers.docx.masthead import masthead
from gkcloud.papers.docx.package import DocxFile
from gkcloud.papers.docx.page import Page
from gkcloud.papers.docx.pictures import Pictures
from gkcloud.papers.docx.tables import MOST_COLUMNS, column_count
from gkcloud.papers.docx.units import LINE
from gkcloud.papers.paper import NO_FILES, PaperNotPrintable, chinese_date, picture_faults
from gkcloud.typeset.body import Block, Paragraph, Table, read_body
from gkcloud.typeset.titles import title_lines

_TITLE_CELLS = 19  # of 22 pt in the type area, with a margin that keeps the lozenge off the edges
_TITLE_LINE = 680  # twips, as its style has it
_ABOVE_TITLE = 2  # lines below the red rule
_PARTS_OF_FIELDS = {"addressee": "addressee", "signature": "issuers", "date": "formed_on"}


def document_docx(document: OfficialDocument, *, files: Mapping[str, bytes] = NO_FILES) -> bytes:
    """Return the document as a DOCX file, the same bytes for the same content.

    ``files`` holds the pictures that bodies name as ``gk-file:KEY``. Raises PaperNotPrintable with a sentence for each
    picture that is missing or unreadable, and for each table that is wider than a word processor opens.
    """
    body = _without_given_parts(document, read_body(document.body_html))
    annexes = [(annex.title, read_body(annex.body_html)) for annex in document.attachments]
    if faults := tuple(_faults(body, annexes, files)):
        raise PaperNotPrintable(faults)
    file = DocxFile()
    page = Page(file, is_letter=document.form is Form.LETTER)
    writer = BodyWriter(Pictures(file.part, files), page, document.seal)
    file.body.extend(_elements(document, body, annexes, writer))
    file.body.append(page.section())
    author = next(iter(document.issuers or document.marks), "")
    file.describe(title=document.title, author=author, day=document.formed_on)
    return file.content()


def _faults(
    body: tuple[Block, ...], annexes: Iterable[tuple[str, tuple[Block, ...]]], files: Mapping[str, bytes]
) -> Iterator[str]:
    for place, blocks in (("正文", body), *((f"附件《{title}》", blocks) for title, blocks in annexes)):
        yield from picture_faults(place, blocks, files)
        for table in (block for block in blocks if isinstance(block, Table)):
            if (columns := column_count(table)) > MOST_COLUMNS:
                yield f"{place}有一个{columns}列的表格，文字处理软件最多打开{MOST_COLUMNS}列。请把表格拆开。"


def _without_given_parts(document: OfficialDocument, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Leave out the paragraphs of the text that a field of the document says already."""
    given = {part for part, name in _PARTS_OF_FIELDS.items() if getattr(document, name)}
    return tuple(block for block in blocks if not (isinstance(block, Paragraph) and block.part in given))


def _elements(
    document: OfficialDocument,
    body: tuple[Block, ...],
    annexes: list[tuple[str, tuple[Block, ...]]],
    writer: BodyWriter,
) -> Iterator[Element]:
    yield from masthead(document)
    yield from _title(document)
    yield from _text(document, body, writer)
    for number, (title, blocks) in enumerate(annexes, 1):
        yield from _annex(number if len(annexes) > 1 else None, title, blocks, writer)
    yield from foot(document)


def _title(document: OfficialDocument) -> Iterator[Element]:
    """Return title and what stands under it; orders have none as a rule, then the text begins two lines down."""
    is_plain = document.form is Form.PLAIN
    under = _under_title(document) if is_plain else ""
    if shown := title_lines(plain_text(document.title), _TITLE_CELLS):
        after = 0 if under else LINE
        before = 0 if is_plain else _ABOVE_TITLE * LINE
        place = w("spacing", before=before, after=after, line=_TITLE_LINE, lineRule="exact")
        yield paragraph("GwTitle", *lines(shown), properties=(place,))
    if under:
        yield paragraph("GwSubtitle", run(under))


def _under_title(document: OfficialDocument) -> str:
    return "　".join(text for text in (plain_text(document.doc_no), plain_text(document.source_line)) if text)


def _text(document: OfficialDocument, body: tuple[Block, ...], writer: BodyWriter) -> Iterator[Element]:
    if addressee := plain_text(document.addressee):
        yield paragraph("GwAddressee", run(addressee.rstrip(":：") + "："))
    date_text = "" if document.formed_on is None else chinese_date(document.formed_on)
    end = [
        *annex_note([annex.title for annex in document.attachments]),
        *attendance(document.present, document.absent, document.observers),
        *closing(
            document.issuers,
            date_text,
            document.seal,
            stamp_office=document.stamp_office,
            stamp_name=document.stamp_name,
        ),
    ]
    made = list(writer.write(body))
    # The text has to begin on the first page (7.3.3), which its only paragraph cannot if the end holds on to it.
    if end and len(made) > 1 and made[-1].tag == w("p").tag:
        keep_with_next(made[-1])
    yield from (*made, *end, *note(document.note))


def _annex(number: int | None, title: str, blocks: tuple[Block, ...], writer: BodyWriter) -> Iterator[Element]:
    """Return an annex on a new page: its mark on the first line, its title on the third (7.3.7)."""
    mark = "附件" if number is None else f"附件{number}"
    yield paragraph("GwAnnexMark", run(mark), properties=(flag("pageBreakBefore"),))
    if shown := title_lines(plain_text(title), _TITLE_CELLS):
        yield paragraph("GwTitle", *lines(shown), properties=(lines_before(1, _TITLE_LINE),))
    yield from writer.write(blocks)
