"""From what a reader found to imported texts: the recognisers in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from gkcloud.publishing.importing import asking, lines
from gkcloud.publishing.importing.attachments import find_attachments
from gkcloud.publishing.importing.blocks import Block, Paragraph, Source
from gkcloud.publishing.importing.body import write_body
from gkcloud.publishing.importing.closing import Closing, find_closing
from gkcloud.publishing.importing.dates import find_dates
from gkcloud.publishing.importing.letterhead import Head, read_head
from gkcloud.publishing.importing.numbers import own_number
from gkcloud.publishing.importing.organs import organ_names, title_organ
from gkcloud.publishing.importing.result import ImportedText, ImportRefused
from gkcloud.publishing.importing.texts import split_texts
from gkcloud.publishing.importing.webpage import Page, plain_text, strip_page

_PROSE = 80


def compose(source: Source) -> list[ImportedText]:
    """Return the texts that a source holds, in order.

    Raises ImportRefused when it holds no text at all.
    """
    blocks = [block for block in source.blocks if plain_text(block).strip()]
    if not blocks:
        raise ImportRefused("没有读到可以导入的文字，请检查文件内容，扫描件请先转成文字。")
    texts: list[ImportedText] = []
    carried: list[str] = []
    parts = split_texts(lines.unfold(blocks))
    for part in parts:
        page = strip_page(part.blocks)
        page.dropped[:0] = part.dropped
        if part.is_preface and not _has_prose(page.blocks):
            carried = [plain_text(block) for block in part.blocks]
            continue
        page.dropped[:0] = carried
        carried = []
        name = part.name or (source.given_title if len(parts) == 1 else "")
        general = () if texts else source.warnings
        texts.append(_read(page, name, source.has_line_breaks, general))
    return texts


def _has_prose(blocks: Sequence[Block]) -> bool:
    return any(not isinstance(block, Paragraph) or len(block.text) > _PROSE for block in blocks)


def _read(page: Page, name: str, has_line_breaks: bool, general: Sequence[str]) -> ImportedText:
    blocks, warnings = list(page.blocks), list(general)
    if has_line_breaks:
        blocks, joints = lines.rejoin(blocks)
        if joints:
            warnings.append(f"有{joints}处段落在句中断开，已接成一段，请核对。")
    blocks = lines.join_dates(lines.split_closing(blocks))
    head = read_head(blocks, name or page.meta.get("title", ""))
    rest = lines.split_glued(head.rest)
    closing = find_closing(rest)
    notes = find_attachments(rest)
    body = write_body(rest, head, closing, notes)
    text = ImportedText(
        title=head.title,
        addressee=head.addressee,
        headings=tuple(body.headings),
        body_html="\n".join(body.html),
        attachments=notes.names,
        signature="、".join(closing.organs),
    )
    text, differences = _settle(text, page, head, closing)
    asked = asking.sentences(text, head, closing, page.posted)
    left_out = asking.about_dropped([*page.dropped, *head.dropped])
    return replace(text, warnings=(*asked, *differences, *body.warnings, *warnings, *left_out))


def _settle(text: ImportedText, page: Page, head: Head, closing: Closing) -> tuple[ImportedText, list[str]]:
    """Fill number, issuer and date from the first certain source, and report where two differ.

    Number: the head, then the page's 文号. Issuer: signature, red head, title, then the page's 发文机关 where
    it is an organ's name. Date: under the signature, in the note below the title, then the page's 成文日期.
    """
    stated = own_number(page.meta.get("doc_no", ""))
    numbers = [value for value in (head.doc_no, stated.value if stated else "") if value]
    issuers = [
        name
        for name in (
            "、".join(closing.organs),
            head.organ,
            title_organ(text.title),
            "、".join(organ_names(page.meta.get("issuer", ""))),
        )
        if name
    ]
    dates = [day for day in (closing.formed_on, _note_day(head), _stated_day(page)) if day]
    differences = [
        *_differing("文号", numbers),
        *_differing("成文日期", [day.isoformat() for day in dates]),
    ]
    settled = replace(
        text,
        doc_no=numbers[0] if numbers else "",
        issuer=issuers[0] if issuers else "",
        formed_on=dates[0] if dates else None,
    )
    return settled, differences


def _note_day(head: Head) -> date | None:
    return head.note_date.value if head.note_date else None


def _stated_day(page: Page) -> date | None:
    dates = find_dates(page.meta.get("formed_on", ""))
    return dates[0].value if dates else None


def _differing(what: str, values: Sequence[str]) -> list[str]:
    return [
        asking.about_differences(what, values[0], other) for other in dict.fromkeys(values[1:]) if other != values[0]
    ]
