"""The importer: a file or pasted text in, recognised official texts out. Pure: no I/O, no clock."""

from __future__ import annotations

import re

from gkcloud.publishing.importing.compose import compose
from gkcloud.publishing.importing.guards import kind_of
from gkcloud.publishing.importing.markup import read_html
from gkcloud.publishing.importing.plain import decode, read_plain
from gkcloud.publishing.importing.result import Heading, ImportedText, ImportRefused
from gkcloud.publishing.importing.sheets import read_sheets
from gkcloud.publishing.importing.word import read_word

__all__ = ["Heading", "ImportRefused", "ImportedText", "import_file", "import_html", "import_text"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*(gb2312|gbk|gb18030|utf-8)", re.IGNORECASE)


def import_file(data: bytes, filename: str) -> list[ImportedText]:
    """Return the texts found in a .docx, .xlsx, .txt or .html file, in order.

    Raises ImportRefused, whose message is for the user, when the file is of another kind, hostile, damaged,
    above a limit, or holds no text.
    """
    kind = kind_of(data, filename)
    if kind == ".docx":
        return compose(read_word(data))
    if kind == ".xlsx":
        return compose(read_sheets(data))
    if kind == ".html":
        return import_html(_decode_html(data))
    return import_text(decode(data))


def import_text(text: str) -> list[ImportedText]:
    """Return the texts found in pasted text. Raises ImportRefused when there is none or too much."""
    return compose(read_plain(text))


def import_html(html: str) -> list[ImportedText]:
    """Return the texts found in pasted HTML. Raises ImportRefused when there is none or too much."""
    return compose(read_html(html))


def _decode_html(data: bytes) -> str:
    declared = _CHARSET.search(data[:2048])
    if declared:
        encoding = "utf-8" if declared[1].lower() == b"utf-8" else "gb18030"
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            # Saved pages often keep the declaration of the site while the browser wrote another encoding.
            return decode(data)
    return decode(data)
