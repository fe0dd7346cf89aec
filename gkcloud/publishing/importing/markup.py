"""HTML as blocks: pasted from a page or from Word, saved pages, and what mammoth makes of a .docx."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree, html

from gkcloud.publishing.importing.blocks import Block, Cell, Listing, Paragraph, Run, Source, Table
from gkcloud.publishing.importing.plain import MOST_CHARACTERS, clean
from gkcloud.publishing.importing.result import ImportRefused

_NEVER_SHOWN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "select",
        "option",
        "textarea",
        "datalist",
    ]
)
_PAGE_FRAME = frozenset(["nav", "header", "footer", "aside", "form", "button", "input", "dialog"])
_PARAGRAPHS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "blockquote",
        "pre",
        "address",
        "dl",
        "dt",
        "dd",
        "figure",
        "figcaption",
        "center",
        "fieldset",
        "legend",
        "body",
        "html",
        "li",
        "caption",
        "hr",
        "details",
        "summary",
    ]
)
_HEADINGS = {f"h{level}": level - 1 for level in range(1, 7)}
_FRAME_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary"))
_SAFE_LINK = re.compile(r"^(?:https?://|mailto:|tel:)[^\s\"'<>]+$", re.IGNORECASE)
_MOST_SPAN = 200
_MOST_NODES = 200_000
_TOO_DEEP = "内容的嵌套层次过深，请只复制正文后再导入。"


@dataclass(slots=True)
class _Look:
    strong: bool = False
    em: bool = False
    href: str = ""


@dataclass(slots=True)
class _Reader:
    """Collects the blocks of one container; a table cell or list item has a reader of its own."""

    source_level: int | None = None
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    keeps_breaks: bool = False

    def text(self, text: str | None, look: _Look) -> None:
        if text:
            spaced = text if self.keeps_breaks else re.sub(r"[ \t\r\n\f]+", " ", text)
            self.runs.append(Run(spaced, look.strong, look.em, look.href))

    def flush(self) -> None:
        if self.runs:
            paragraph = Paragraph(tuple(self.runs), self.source_level).cut(0)
            if paragraph.text:
                self.blocks.append(paragraph)
        self.runs = []


def read_html(markup: str) -> Source:
    """Return HTML as blocks. Page frames, forms and scripts are left out, images are left out and counted.

    Raises ImportRefused above MOST_CHARACTERS characters of text, or when the markup is nested beyond reason.
    """
    markup, warnings = clean(markup)
    if len(markup) > 4 * MOST_CHARACTERS:
        raise ImportRefused(f"网页内容超过{4 * MOST_CHARACTERS}个字符，请只复制正文后再导入。")
    # Whitespace between Chinese words and invisible entities is the text's own; comments are not.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ImportRefused("没有读到可以导入的文字，请检查网页内容。") from error
    if any("depth" in entry.message for entry in parser.error_log):
        # Beyond its limit of depth the parser leaves text out without a word.
        raise ImportRefused(_TOO_DEEP)
    if sum(1 for _ in root.iter()) > _MOST_NODES:
        raise ImportRefused("网页结构过于复杂，请只复制正文后再导入。")
    reader = _Reader()
    try:
        _children(reader, root, _Look())
    except RecursionError as error:
        raise ImportRefused(_TOO_DEEP) from error
    reader.flush()
    notes = [*warnings, *_image_warning(reader.images)]
    if reader.dropped:
        notes.append(
            "网页的导航和链接列表没有导入，请核对：" + "".join(f"「{text}」" for text in reader.dropped) + "。"
        )
    return Source(tuple(reader.blocks), tuple(notes), given_title=_given_title(root))


def _given_title(root: html.HtmlElement) -> str:
    """Return the title a government page declares in its ArticleTitle tag (国办发〔2017〕47号), or ""."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "articletitle":
            return (meta.get("content") or "").strip()
    return ""


def _image_warning(images: list[str]) -> list[str]:
    if not images:
        return []
    named = "（替代文字：" + "、".join(name for name in images if name) + "）" if any(images) else ""
    return [f"有{len(images)}张图片没有导入{named}，请作为附件上传并填写替代文字。"]


def _children(reader: _Reader, node: html.HtmlElement, look: _Look) -> None:
    reader.text(node.text, look)
    for child in node:
        if isinstance(child.tag, str):
            _element(reader, child, look)
        reader.text(child.tail, look)


def _element(reader: _Reader, node: html.HtmlElement, look: _Look) -> None:
    tag = node.tag.lower()
    if tag in _NEVER_SHOWN:
        return
    if _is_frame(node, tag):
        _drop(reader, node)
    elif tag == "br":
        reader.flush()
    elif tag == "img":
        reader.images.append((node.get("alt") or "").strip())
    elif tag == "table":
        reader.flush()
        _table(reader, node)
    elif tag in ("ul", "ol"):
        reader.flush()
        _listing(reader, node, tag)
    elif tag in _HEADINGS:
        reader.flush()
        reader.source_level = _HEADINGS[tag]
        _children(reader, node, look)
        reader.flush()
        reader.source_level = None
    elif tag in _PARAGRAPHS:
        reader.flush()
        outer, reader.keeps_breaks = reader.keeps_breaks, reader.keeps_breaks or tag == "pre"
        _children(reader, node, look)
        reader.flush()
        reader.keeps_breaks = outer
    else:
        _children(reader, node, _inner_look(node, tag, look))


def _inner_look(node: html.HtmlElement, tag: str, look: _Look) -> _Look:
    if tag in ("strong", "b"):
        return replace(look, strong=True)
    if tag in ("em", "i"):
        return replace(look, em=True)
    if tag == "a":
        href = (node.get("href") or "").strip()
        return replace(look, href=href if _SAFE_LINK.match(href) else "")
    return look


def _is_frame(node: html.HtmlElement, tag: str) -> bool:
    if tag in _PAGE_FRAME or (node.get("role") or "").lower() in _FRAME_ROLES:
        # An article may have a header of its own: the one with its title.
        return not (tag == "header" and node.find(".//h1") is not None)
    if node.get("hidden") is not None or re.search(r"display\s*:\s*none", node.get("style") or "", re.IGNORECASE):
        return True
    return tag in ("ul", "ol", "div") and _is_link_list(node)


def _is_link_list(node: html.HtmlElement) -> bool:
    """Say whether an element is nothing but three or more short links."""
    links = [_visible(link) for link in node.iter("a")]
    if len(links) < 3 or any(len(link) > 40 for link in links):  # noqa: PLR2004
        return False
    if node.find(".//table") is not None or any("附件" in link for link in links):
        return False
    rest = len(re.sub(r"[\s|｜·>＞»]", "", _visible(node))) - sum(len(re.sub(r"\s", "", link)) for link in links)
    return rest <= 4  # noqa: PLR2004


def _visible(node: html.HtmlElement) -> str:
    return "".join(_texts(node)).strip()


def _texts(node: html.HtmlElement) -> Iterator[str]:
    if node.tag in _NEVER_SHOWN:
        return
    yield node.text or ""
    for child in node:
        if isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""


def _drop(reader: _Reader, node: html.HtmlElement) -> None:
    text = re.sub(r"\s+", " ", _visible(node)).strip()
    if text:
        reader.dropped.append(text)


def _sub_reader(reader: _Reader, node: html.HtmlElement) -> list[Block]:
    inner = _Reader(images=reader.images, dropped=reader.dropped)
    _children(inner, node, _Look())
    inner.flush()
    return inner.blocks


def _listing(reader: _Reader, node: html.HtmlElement, tag: str) -> None:
    items: list[tuple[Paragraph | Listing, ...]] = []
    later: list[Block] = []
    for child in node:
        if not isinstance(child.tag, str):
            continue
        inner = _sub_reader(reader, child)
        parts = tuple(block for block in inner if not isinstance(block, Table))
        later.extend(block for block in inner if isinstance(block, Table))
        if parts and child.tag in ("ul", "ol") and items:
            items[-1] = items[-1] + parts
        elif parts:
            items.append(parts)
    if items:
        reader.blocks.append(Listing(tuple(items), ordered=tag == "ol"))
    reader.blocks.extend(later)


def _table(reader: _Reader, node: html.HtmlElement) -> None:
    rows = [row for row in node.iter("tr") if _owner(row) is node]
    grid = [tuple(_cells(reader, row)) for row in rows]
    kept = [(row, cells) for row, cells in zip(rows, grid, strict=True) if cells]
    if not kept:
        return
    if all(len(cells) == 1 for _, cells in kept):
        # A table of one column is layout: its cells are paragraphs.
        for _, cells in kept:
            reader.blocks.extend(cells[0].lines)
        return
    header = 0
    while header < len(kept) - 1 and _is_header(kept[header][0]):
        header += 1
    reader.blocks.append(Table(tuple(cells for _, cells in kept), header))


def _owner(row: html.HtmlElement) -> html.HtmlElement | None:
    return next(row.iterancestors("table"), None)


def _is_header(row: html.HtmlElement) -> bool:
    cells = [cell for cell in row if isinstance(cell.tag, str)]
    return row.getparent().tag == "thead" or (len(cells) > 1 and all(cell.tag == "th" for cell in cells))


def _cells(reader: _Reader, row: html.HtmlElement) -> Iterator[Cell]:
    for cell in row:
        if cell.tag in ("td", "th"):
            lines = tuple(_flat(_sub_reader(reader, cell)))
            yield Cell(lines, _span(cell.get("colspan")), _span(cell.get("rowspan")))


def _flat(blocks: list[Block]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a cell; a table or list inside a cell gives up its shape, not its text."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield replace(block, source_level=None)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from cell.lines
        else:
            for item in block.items:
                yield from _flat(list(item))


def _span(value: str | None) -> int:
    number = int(value) if value and value.isascii() and value.isdecimal() else 1
    return min(max(number, 1), _MOST_SPAN)
