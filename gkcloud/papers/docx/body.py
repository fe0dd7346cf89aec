"""The running text: headings by level, tables, pictures (GB/T 9704-2012, 7.3.2, 7.3.3)."""

from collections.abc import Iterator, Sequence

from docx.oxml.text.paragraph import CT_P

from gkcloud.papers.docx.markup import Element, paragraph, run, w
from gkcloud.papers.docx.page import Page
from gkcloud.papers.docx.pictures import Pictures
from gkcloud.papers.docx.tables import is_wide, table_markup
from gkcloud.papers.docx.units import HEIGHT, WIDTH
from gkcloud.typeset.body import Block, Paragraph, Picture, Run, Table
from gkcloud.typeset.faces import Role

_CHARACTER_STYLES = {Role.HEI: "GwHei", Role.KAI: "GwKai", Role.SONG: "GwSong", Role.TITLE: "GwXbs"}
_LEVEL_ROLES = {1: Role.HEI, 2: Role.KAI}  # the face that a heading's style has already
_SHIFTS = {"sup": "superscript", "sub": "subscript"}
# Of an attachment: the document's own are set by its fields.
_PART_STYLES = {"addressee": "GwAddressee", "signature": "GwIssuer", "date": "GwDate"}


class BodyWriter:
    """Turns blocks into the markup of one document."""

    def __init__(self, pictures: Pictures, page: Page) -> None:
        self._pictures, self._page = pictures, page

    def write(self, blocks: Sequence[Block], head: Sequence[Element] = ()) -> Iterator[Element]:
        """Return the blocks in their order after ``head``, which begins a page and stands with a wide table on its side."""
        if head and blocks and isinstance(blocks[0], Table) and is_wide(blocks[0]):
            yield from self._turned(blocks[0], head)
            blocks = blocks[1:]
        elif head:
            yield from (begin_page(head[0]), *head[1:])
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Element]:
        if isinstance(block, Paragraph):
            yield paragraph_markup(block)
        elif isinstance(block, Picture):
            yield self._pictures.markup(block)
        elif is_wide(block):
            yield from self._turned(block)
        else:
            yield from table_markup(block, WIDTH)

    def _turned(self, table: Table, head: Sequence[Element] = ()) -> Iterator[Element]:
        """Return the table on a page on its side, between what ends the pages before and after it."""
        yield paragraph("GwGap", properties=(self._page.section(),))
        *made, _ = table_markup(table, HEIGHT)
        yield from (*head, *made)
        yield paragraph("GwGap", properties=(self._page.section(is_landscape=True),))


def paragraph_markup(block: Paragraph) -> Element:
    """Return a paragraph in the style of its level or part, its runs in the faces of their roles."""
    style = _PART_STYLES.get(block.part) or (f"GwHeading{block.level}" if block.level else "GwBody")
    own = _LEVEL_ROLES.get(block.level, Role.BODY)
    return paragraph(style, *(_run(each, own) for each in block.runs))


def _run(each: Run, own: Role) -> Element:
    properties = []
    if each.role is not own and each.role in _CHARACTER_STYLES:
        properties.append(w("rStyle", val=_CHARACTER_STYLES[each.role]))
    if each.shift in _SHIFTS:
        properties.append(w("vertAlign", val=_SHIFTS[each.shift]))
    return run(each.text, *properties)


def keep_with_next(element: Element) -> None:
    """Keep the end of a paragraph on the page of what follows, so that a signature is never alone on a page."""
    if isinstance(element, CT_P):
        element.get_or_add_pPr().keepNext_val = True


def begin_page(element: Element) -> Element:
    """Let a paragraph begin a page, and return it."""
    if isinstance(element, CT_P):
        element.get_or_add_pPr().pageBreakBefore_val = True
    return element
