"""The running text: headings by level, tables, pictures (GB/T 9704-2012, 7.3.2, 7.3.3)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from gkcloud.papers.document import Seal
from gkcloud.papers.docx.closing import closing
from gkcloud.papers.docx.markup import Element, flag, paragraph, plain_text, run, w
from gkcloud.papers.docx.page import Page
from gkcloud.papers.docx.pictures import Pictures
from gkcloud.papers.docx.tables import is_wide, table_markup
from gkcloud.papers.docx.units import HEIGHT, WIDTH
from gkcloud.typeset.body import Block, Paragraph, Picture, Run, Table
from gkcloud.typeset.faces import Role

_CHARACTER_STYLES = {Role.HEI: "GwHei", Role.KAI: "GwKai", Role.SONG: "GwSong", Role.TITLE: "GwXbs"}
_LEVEL_ROLES = {1: Role.HEI, 2: Role.KAI}  # the face that a heading's style has already
_SHIFTS = {"sup": "superscript", "sub": "subscript"}
_AT_THE_END = frozenset({"signature", "date"})


class BodyWriter:
    """Turns blocks into the markup of one document; ``seal`` places signatures that stand in the text itself."""

    def __init__(self, pictures: Pictures, page: Page, seal: Seal) -> None:
        self._pictures, self._page, self._seal = pictures, page, seal

    def write(self, blocks: Sequence[Block]) -> Iterator[Element]:
        """Return the blocks in their order; signature and date that follow one another are placed together."""
        for is_end, group in groupby(blocks, key=_is_end):
            if is_end:
                given = [block for block in group if isinstance(block, Paragraph)]
                names = [block.text for block in given if block.part == "signature"]
                days = [plain_text(block.text) for block in given if block.part == "date"]
                yield from closing(names, " ".join(days), self._seal)
                continue
            for block in group:
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

    def _turned(self, table: Table) -> Iterator[Element]:
        """Return the table on a page on its side, between what ends the pages before and after it."""
        yield paragraph("GwGap", properties=(self._page.section(),))
        *made, _ = table_markup(table, HEIGHT)
        yield from made
        yield paragraph("GwGap", properties=(self._page.section(is_landscape=True),))


def _is_end(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.part in _AT_THE_END


def paragraph_markup(block: Paragraph) -> Element:
    """Return a paragraph in the style of its level or part, its runs in the faces of their roles."""
    style = f"GwHeading{block.level}" if block.level else "GwBody"
    if block.part == "addressee":
        style = "GwAddressee"
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
    properties = element.find(w("pPr").tag)
    if properties is not None and properties.find(w("keepNext").tag) is None:
        style = properties.find(w("pStyle").tag)
        properties.insert(0 if style is None else 1, flag("keepNext"))
