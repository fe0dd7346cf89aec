"""What a post says: the catalogue's fields, the text and the attachments; hashed as one."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID


class Disclosure(StrEnum):
    """The disclosure attribute (公开属性), set when a document is drafted (国办发〔2016〕80号)."""

    PROACTIVE = "proactive"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        """The attribute as officials write it."""
        return DISCLOSURE_LABELS[self]


class Validity(StrEnum):
    """Whether a document is in force (有效性)."""

    IN_FORCE = "in_force"
    AMENDED = "amended"
    LAPSED = "lapsed"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return VALIDITY_LABELS[self]


DISCLOSURE_LABELS: Mapping[Disclosure, str] = MappingProxyType(
    {Disclosure.PROACTIVE: "主动公开", Disclosure.ON_REQUEST: "依申请公开", Disclosure.WITHHELD: "不予公开"}
)
VALIDITY_LABELS: Mapping[Validity, str] = MappingProxyType(
    {Validity.IN_FORCE: "有效", Validity.AMENDED: "已修改", Validity.LAPSED: "失效", Validity.REPEALED: "废止"}
)

# What a difference between two revisions and a message about a field call them.
FIELD_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "title": "标题",
        "doc_no": "文号",
        "issuer": "发文机关",
        "formed_on": "成文日期",
        "columns": "栏目",
        "subject_class": "主题分类",
        "genre_class": "体裁分类",
        "disclosure": "公开属性",
        "withheld_basis": "不公开的依据",
        "summary": "摘要",
        "keywords": "主题词",
        "source": "信息来源",
        "body_html": "正文",
        "attachments": "附件",
    }
)


@dataclass(frozen=True, slots=True)
class FileRef:
    """An attachment of a revision."""

    file_id: UUID
    name: str
    extension: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Arrangements:
    """How a post is to appear, beside what it says: not part of the content's hash, and set while it is a draft.

    ``policy_id`` makes it that policy's interpretation; ``needs_interpretation`` lets a policy be signed off only
    together with one; ``publish_at`` delays its publication.
    """

    policy_id: UUID | None = None
    needs_interpretation: bool = False
    publish_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PostContent:
    """The content of one revision. ``body_html`` is sanitised before it gets here; ``columns`` are codes."""

    title: str
    body_html: str = ""
    doc_no: str = ""
    issuer: str = ""
    formed_on: date | None = None
    columns: tuple[str, ...] = ()
    subject_class: str = ""
    genre_class: str = ""
    disclosure: Disclosure = Disclosure.PROACTIVE
    withheld_basis: str = ""
    summary: str = ""
    keywords: str = ""
    source: str = ""
    attachments: tuple[FileRef, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the content as it is stored."""
        stored = asdict(self)
        stored["formed_on"] = self.formed_on.isoformat() if self.formed_on else None
        stored["columns"] = list(self.columns)
        stored["attachments"] = [{**asdict(file), "file_id": str(file.file_id)} for file in self.attachments]
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "PostContent":
        """Return the content that was stored."""
        given = dict(stored)
        given["formed_on"] = date.fromisoformat(given["formed_on"]) if given["formed_on"] else None
        given["columns"] = tuple(given["columns"])
        given["disclosure"] = Disclosure(given["disclosure"])
        given["attachments"] = tuple(
            FileRef(**{**file, "file_id": UUID(file["file_id"])}) for file in given["attachments"]
        )
        return cls(**given)

    def content_hash(self) -> str:
        """Return the SHA-256 of everything that a decider sees, in hexadecimal."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
