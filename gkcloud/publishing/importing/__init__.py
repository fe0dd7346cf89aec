"""The importer: a file or pasted text in, recognised official texts out. Pure: no database, no web, no clock."""

from __future__ import annotations

from gkcloud.publishing.importing.compose import compose
from gkcloud.publishing.importing.plain import read_plain
from gkcloud.publishing.importing.result import Heading, ImportedText, ImportRefused

__all__ = ["Heading", "ImportRefused", "ImportedText", "import_text"]


def import_text(text: str) -> list[ImportedText]:
    """Return the texts found in pasted plain text. Raises ImportRefused when there is none, or it is too long."""
    return compose(read_plain(text))
