"""The forms of an official document and the ways it is authenticated (GB/T 9704-2012)."""

from collections.abc import Mapping
from enum import StrEnum


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
