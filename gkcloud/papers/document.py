"""An official document (公文) as it is printed: GB/T 9704-2012, the general form, the letter, the order, the minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from gkcloud.papers.paper import PaperKind
from gkcloud.typeset.faces import Faces


class Form(StrEnum):
    """The forms of GB/T 9704-2012: the general one, and the special ones of clause 10; plain has no masthead."""

    GENERAL = "general"
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"
    PLAIN = "plain"

    @property
    def label(self) -> str:
        """The form as officials call it."""
        return _FORM_LABELS[self]


class Seal(StrEnum):
    """How the document is authenticated, which moves signature and date (7.3.5)."""

    NONE = "none"
    SEALED = "sealed"
    STAMP = "stamp"

    @property
    def label(self) -> str:
        """The way as officials call it."""
        return _SEAL_LABELS[self]


_FORM_LABELS: Mapping[Form, str] = {
    Form.GENERAL: "一般格式",
    Form.LETTER: "信函格式",
    Form.ORDER: "命令（令）格式",
    Form.MINUTES: "纪要格式",
    Form.PLAIN: "无版头",
}
_SEAL_LABELS: Mapping[Seal, str] = {
    Seal.NONE: "不加盖印章",
    Seal.SEALED: "加盖印章",
    Seal.STAMP: "加盖签发人签名章",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that follows the document on a new page (附件): its title and its body as sanitised HTML."""

    title: str
    body_html: str


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """Everything that is printed of a document; an empty field is an element that the document does not have.

    ``marks`` are the issuing organs of the red mark, lead first, ``mark_ending`` what follows them (文件; empty in letters
    and minutes, whose mark is the organ or the meeting alone). ``issuers`` sign, lead first. ``body_html`` is
    sanitised; paragraphs of class addressee, signature and date in it are the elements of that name, and are only used where
    the field of that name is empty.
    """

    KIND: ClassVar = PaperKind.DOCUMENT

    title: str
    body_html: str
    form: Form = Form.GENERAL
    marks: tuple[str, ...] = ()
    mark_ending: str = "文件"
    doc_no: str = ""
    copy_no: str = ""
    secrecy: str = ""
    urgency: str = ""
    signed_by: tuple[str, ...] = ()
    addressee: str = ""
    issuers: tuple[str, ...] = ()
    formed_on: date | None = None
    seal: Seal = Seal.NONE
    stamp_office: str = ""
    stamp_name: str = ""
    note: str = ""
    attachments: tuple[Attachment, ...] = ()
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    present: str = ""
    absent: str = ""
    observers: str = ""
    source_line: str = ""

    @property
    def label(self) -> str:
        """The title of the file."""
        return self.title

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """See Paper.faults."""
        raise NotImplementedError

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:
        """See Paper.compose; the foot is the 版记."""
        raise NotImplementedError
