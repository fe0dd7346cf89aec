"""What stands where: the fields of a document, and from its text the elements that no field gives."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gkcloud.papers.document import Form, OfficialDocument
from gkcloud.papers.documentparts import FollowingText, following_text, names_attachments, take_apart
from gkcloud.papers.docx.markup import plain_text
from gkcloud.papers.docx.tables import MOST_COLUMNS, column_count
from gkcloud.papers.paper import chinese_date, picture_faults
from gkcloud.typeset.body import Block, Table, read_body

_END_MARKS = "。；，、.;,：: "
_BRACKETED = re.compile(r"[（(](.*)[）)]$")


@dataclass(frozen=True, slots=True)
class Annex:
    """An attachment that has a text: what stands on its first line, its title, its text."""

    mark: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The elements of a document, from its fields or, where they are empty, from its text.

    ``after`` is what follows the signature in the text.
    ``annex_titles`` is empty where the text names the attachments itself.
    """

    title: str
    addressee: str
    blocks: tuple[Block, ...]
    annex_titles: tuple[str, ...]
    issuers: tuple[str, ...]
    day: str
    note: str
    after: FollowingText
    annexes: tuple[Annex, ...]

    def faults(self, files: Mapping[str, bytes]) -> Iterator[str]:
        """Return a sentence for each picture and table that cannot be in the file."""
        texts = [("正文", (*self.blocks, *self.after.blocks))]
        texts += [(f"{annex.mark}《{annex.title}》", annex.blocks) for annex in self.annexes]
        for place, blocks in texts:
            yield from picture_faults(place, blocks, files)
            yield from _table_faults(place, blocks)


def read_content(document: OfficialDocument) -> Content:
    """Return the elements of ``document`` in the places where they are set."""
    parts = take_apart(document.body_html)
    titles = tuple(plain_text(annex.title).rstrip(_END_MARKS) for annex in document.attachments)
    return Content(
        title=_title(document),
        addressee=_closed(plain_text(document.addressee) or plain_text(parts.addressee)),
        blocks=parts.blocks,
        annex_titles=() if names_attachments(parts.blocks) else titles,
        issuers=_given(document.issuers) or _given(parts.signature),
        day=chinese_date(document.formed_on) if document.formed_on else plain_text(parts.day),
        note=_bracketed(plain_text(document.note) or plain_text(parts.note)),
        after=following_text(parts.after),
        annexes=tuple(_annexes(document)),
    )


def _title(document: OfficialDocument) -> str:
    """Return the title; orders have none (10.2), and minutes only one that their mark is not already."""
    is_mark = document.form is Form.MINUTES and document.title in document.marks
    return "" if document.form is Form.ORDER or is_mark else plain_text(document.title)


def _annexes(document: OfficialDocument) -> Iterator[Annex]:
    """Return the attachments with a text; one without is a file of its own and only named."""
    is_numbered = len(document.attachments) > 1
    for number, annex in enumerate(document.attachments, 1):
        if blocks := read_body(annex.body_html):
            yield Annex(f"附件{number}" if is_numbered else "附件", plain_text(annex.title), blocks)


def _table_faults(place: str, blocks: Iterable[Block]) -> Iterator[str]:
    for table in (block for block in blocks if isinstance(block, Table)):
        if (columns := column_count(table)) > MOST_COLUMNS:
            yield f"{place}有一个{columns}列的表格，文字处理软件最多打开{MOST_COLUMNS}列。请把表格拆开。"


def _given(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in map(plain_text, texts) if text)


def _closed(addressee: str) -> str:
    return addressee.rstrip(_END_MARKS) + "：" if addressee else ""


def _bracketed(note: str) -> str:
    inner = found[1].strip() if (found := _BRACKETED.match(note)) else note
    return f"（{inner}）" if inner else ""
