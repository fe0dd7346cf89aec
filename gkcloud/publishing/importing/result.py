"""What an import yields: the parts of an official text, and what was not found in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


class ImportRefused(ValueError):
    """A file cannot be imported. The message is one Chinese sentence: what happened and what to do next."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: ``level`` 1 to 4 for 一、（一）1.（1）; ``text`` with its number, no end punctuation."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class ImportedText:
    """One text as recognised. What was not found is "" or None, and a warning asks for it.

    ``doc_no`` is in the form 澧政办函〔2015〕22号. ``body_html`` holds p, h2 to h5 (levels 1 to 4), tables,
    lists, a, strong and em. Addressee, signature and date stay in it as ``p`` with these class names; title
    and number do not.
    ``warnings`` are Chinese sentences; whatever was left out of the text is quoted in one of them in full.
    """

    title: str = ""
    doc_no: str = ""
    issuer: str = ""
    addressee: str = ""
    formed_on: date | None = None
    headings: tuple[Heading, ...] = ()
    body_html: str = ""
    attachments: tuple[str, ...] = ()
    signature: str = ""
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the text as plain JSON values, in the documented order of keys."""
        return {
            "title": self.title,
            "doc_no": self.doc_no,
            "issuer": self.issuer,
            "addressee": self.addressee,
            "formed_on": self.formed_on.isoformat() if self.formed_on else None,
            "headings": [{"level": heading.level, "text": heading.text} for heading in self.headings],
            "body_html": self.body_html,
            "warnings": list(self.warnings),
            "attachments": list(self.attachments),
            "signature": self.signature,
        }
