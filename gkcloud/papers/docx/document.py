"""The whole document: its elements in the order of GB/T 9704-2012, 7 and 10."""

from collections.abc import Iterator, Mapping

from gkcloud.papers.document import Form, OfficialDocument
from gkcloud.papers.docx.body import BodyWriter, keep_with_next
from gkcloud.papers.docx.closing import annex_note, attendance, closing, note
from gkcloud.papers.docx.content import Annex, Content, read_content
from gkcloud.papers.docx.foot import foot, last_paragraph
from gkcloud.papers.docx.markup import Element, lines, paragraph, plain_text, run, spacing
from gkcloud.papers.docx.masthead import masthead
from gkcloud.papers.docx.package import DocxFile
from gkcloud.papers.docx.page import Page
from gkcloud.papers.docx.pictures import Pictures
from gkcloud.papers.docx.titles import broken_lines
from gkcloud.papers.docx.units import LINE
from gkcloud.papers.paper import NO_FILES, PaperNotPrintable
from gkcloud.typeset.titles import TITLE_CELLS

_ABOVE_TITLE = 2  # lines below the red rule


def document_docx(document: OfficialDocument, *, files: Mapping[str, bytes] = NO_FILES) -> bytes:
    """Return the document as a DOCX file, the same bytes for the same content.

    ``files`` holds the pictures that bodies name as ``gk-file:KEY``. Raises PaperNotPrintable with a sentence for each
    picture that is missing or unreadable, and for each table that is wider than a word processor opens. What
    ``OfficialDocument.faults`` finds is not looked for: an office may want to go on with a draft.
    """
    content = read_content(document)
    if faults := tuple(content.faults(files)):
        raise PaperNotPrintable(faults)
    file = DocxFile()
    page = Page(file, is_letter=document.form is Form.LETTER)
    writer = BodyWriter(Pictures(file.part, files), page)
    file.body.extend(_elements(document, content, writer))
    _end_section(file.body, page)
    author = next(iter((*content.issuers, *document.marks)), document.printed_by)
    file.describe(title=document.title, author=author, day=document.formed_on)
    return file.content()


def _end_section(body: Element, page: Page) -> None:
    """End the last section; after a page on its side that nothing follows this is the page's own."""
    turned = body.xpath("./w:p[last()][not(following-sibling::*)]/w:pPr/w:sectPr")
    if not turned and not body.xpath("./w:p[not(following-sibling::*)]"):
        body.append(last_paragraph())
    body.append(turned[0] if turned else page.section())


def _elements(document: OfficialDocument, content: Content, writer: BodyWriter) -> Iterator[Element]:
    head = list(masthead(document, has_title=bool(content.title)))
    yield from head
    yield from _title(document, content.title, has_masthead=bool(head))
    if content.addressee:
        yield paragraph("GwAddressee", run(content.addressee))
    text, end = list(writer.write(content.blocks)), _end(document, content)
    # The text has to begin on the first page (7.3.3), which its only paragraph cannot if the end holds on to it.
    if end and len(text) > 1:
        keep_with_next(text[-1])
    yield from (*text, *end)
    yield from _after(content, writer)
    for annex in content.annexes:
        yield from _annex(annex, writer)
    yield from foot(document)


def _title(document: OfficialDocument, title: str, *, has_masthead: bool) -> Iterator[Element]:
    """Return the title in its lozenge, and where there is no masthead what says whence the document comes."""
    source = plain_text(document.source_line) if document.form is Form.PLAIN else ""
    if shown := broken_lines(title, TITLE_CELLS):
        before, after = _ABOVE_TITLE * LINE if has_masthead else 0, LINE // 2 if source else LINE
        yield paragraph("GwTitle", *lines(shown), properties=(spacing(before=before, after=after),))
    if source:
        yield paragraph("GwSource", run(source))


def _end(document: OfficialDocument, content: Content) -> list[Element]:
    """Return what follows the text; minutes name who holds them in their masthead and are not signed (10.3)."""
    is_signed = document.form is not Form.MINUTES
    stamp = (plain_text(document.stamp_office), plain_text(document.stamp_name))
    return [
        *annex_note(content.annex_titles),
        *(closing(content.issuers, content.day, document.seal, stamp=stamp) if is_signed else ()),
        *attendance(document.present, document.absent, document.observers),
        *note(content.note),
    ]


def _after(content: Content, writer: BodyWriter) -> Iterator[Element]:
    """Return what follows the signature in the text itself, on a new page where it is a text of its own."""
    after = content.after
    if after.is_apart:
        yield from _annex(Annex(plain_text(after.label), plain_text(after.title), after.blocks), writer)
    else:
        yield from writer.write(after.blocks)


def _annex(annex: Annex, writer: BodyWriter) -> Iterator[Element]:
    """Return an attachment on a new page: its mark on the first line, its title on the third (7.3.7)."""
    head = [paragraph("GwAnnexMark", run(annex.mark))] if annex.mark else []
    if shown := broken_lines(annex.title, TITLE_CELLS):
        before = LINE if annex.mark else 0
        head.append(paragraph("GwTitle", *lines(shown), properties=(spacing(before=before, after=LINE),)))
    yield from writer.write(annex.blocks, head)
