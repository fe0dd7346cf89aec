"""What people type: parsed, checked field by field, nothing lost."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from gkcloud.publishing.content import DISCLOSURE_LABELS, Arrangements, Disclosure, FileRef, PostContent, Validity
from gkcloud.publishing.model import Post
from gkcloud.publishing.sanitize import clean_body
from gkcloud.tenancy.packs import TenantSpec
from gkcloud.web.clock import SHANGHAI
from gkcloud.web.fields import CheckboxesField

LONGEST_BODY = 2_000_000


class PostForm(FlaskForm):  # type: ignore[misc]
    """The catalogue's fields and the text. Only the title is needed for a draft; submitting asks for the rest."""

    title = StringField("标题", [InputRequired("请填写标题。"), Length(max=200, message="标题最多 200 字，请缩短。")])
    body = TextAreaField("正文", [Length(max=LONGEST_BODY, message="正文太长，请拆成几条信息或作为附件上传。")])
    doc_no = StringField("文号", [Length(max=60, message="文号最多 60 字。")])
    issuer = StringField("发文机关", [Length(max=100, message="发文机关最多 100 字。")])
    formed_on = DateField("成文日期", [Optional()], description="文件签发的日期，例如 2026-11-21。")
    source = StringField("信息来源", [Length(max=100, message="信息来源最多 100 字。")])
    column = CheckboxesField("栏目")
    genre = SelectField("体裁分类")
    subject = SelectField("主题分类")
    disclosure = RadioField(
        "公开属性",
        choices=[SelectChoice(each.value, label) for each, label in DISCLOSURE_LABELS.items()],
        default="proactive",
    )
    legal_basis = StringField(
        "不公开的依据",
        [Length(max=200, message="依据最多 200 字。")],
        description="依申请公开或不予公开时填写法规条款。",
    )
    publish_at = DateTimeLocalField(
        "定时发布", [Optional()], description="留空则签发后立即发布。", format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    )
    summary = TextAreaField("摘要", [Length(max=500, message="摘要最多 500 字，请缩短。")])
    keywords = StringField("主题词", [Length(max=100, message="主题词最多 100 字。")])
    interprets = SelectField("解读的政策")
    needs_interpretation = BooleanField("须与政策解读一并签发、同时公开")
    files = MultipleFileField("添加附件", description="PDF、Word、Excel、图片等，可一次选择多个。")

    def __init__(self, spec: TenantSpec, columns: list[tuple[str, str]], policies: list[Post], **given: Any) -> None:
        super().__init__(**given)
        self.column.choices = [SelectChoice(code, name) for code, name in columns]
        self.genre.choices = _choices("请选择", ((each.code, each.name) for each in spec.genre_classes))
        self.subject.choices = _choices("请选择", ((each.code, each.name) for each in spec.subject_classes))
        self.interprets.choices = _choices("不是解读", ((str(post.id), post.title) for post in policies))

    def content(self, attachments: tuple[FileRef, ...]) -> PostContent:
        """Return the content as typed; the body is sanitised whatever the editor did."""
        return PostContent(
            title=_line(self.title.data),
            body_html=clean_body(self.body.data or ""),
            doc_no=_line(self.doc_no.data),
            issuer=_line(self.issuer.data),
            formed_on=self.formed_on.data,
            columns=tuple(self.column.data or ()),
            subject_class=self.subject.data or "",
            genre_class=self.genre.data or "",
            disclosure=self._disclosure(),
            withheld_basis=_line(self.legal_basis.data),
            summary=(self.summary.data or "").strip(),
            keywords=_line(self.keywords.data),
            source=_line(self.source.data),
            attachments=attachments,
        )

    def _disclosure(self) -> Disclosure:
        # What is no choice is an error of the field; the check before saving runs all the same.
        known = set(Disclosure)
        return Disclosure(self.disclosure.data) if self.disclosure.data in known else Disclosure.PROACTIVE

    def arrangements(self) -> Arrangements:
        """Return how the post is to appear; the moment is typed in Shanghai's time."""
        typed: datetime | None = self.publish_at.data
        return Arrangements(
            policy_id=uuid.UUID(self.interprets.data) if self.interprets.data else None,
            needs_interpretation=bool(self.needs_interpretation.data),
            publish_at=typed.replace(tzinfo=SHANGHAI).astimezone(UTC) if typed else None,
        )

    @classmethod
    def values_of(cls, content: PostContent, post: Post) -> dict[str, Any]:
        """Return the fields' values for a stored content."""
        return {
            "title": content.title,
            "body": content.body_html,
            "doc_no": content.doc_no,
            "issuer": content.issuer,
            "formed_on": content.formed_on,
            "source": content.source,
            "column": list(content.columns),
            "genre": content.genre_class,
            "subject": content.subject_class,
            "disclosure": content.disclosure.value,
            "legal_basis": content.withheld_basis,
            "publish_at": post.publish_at.astimezone(SHANGHAI) if post.publish_at else None,
            "summary": content.summary,
            "keywords": content.keywords,
            "interprets": str(post.policy_id) if post.policy_id else "",
            "needs_interpretation": post.needs_interpretation,
        }


class ImportFileForm(FlaskForm):  # type: ignore[misc]
    """A file for the importer."""

    file = FileField(
        "文件", description="Word（.docx）、Excel（.xlsx）或文本（.txt）文件。系统会识别标题、文号、日期等。"
    )

    def validate_file(self, field: FileField) -> None:
        """Ask for a file."""
        if not field.data or not field.data.filename:
            raise ValidationError("请选择要导入的文件。")


class ImportTextForm(FlaskForm):  # type: ignore[misc]
    """A pasted text for the importer."""

    text = TextAreaField(
        "全文",
        [InputRequired("请粘贴文件全文。"), Length(max=LONGEST_BODY, message="文字太长，请改用文件导入。")],
        description="从网页或文档复制全文粘贴到这里。",
    )


class CorrectionForm(FlaskForm):  # type: ignore[misc]
    """Opening a correction."""

    note = TextAreaField(
        "更正说明",
        [
            InputRequired("请填写更正说明，它会随更正后的内容一并公开。"),
            Length(max=300, message="更正说明最多 300 字。"),
        ],
        description="公众会在页面上看到这段说明。",
    )


class WithdrawalForm(FlaskForm):  # type: ignore[misc]
    """Withdrawing a publication."""

    reason = TextAreaField(
        "撤回原因",
        [InputRequired("撤回须写明原因，原因会在原页面公开。"), Length(max=300, message="撤回原因最多 300 字。")],
        description="原页面会保留标题，并公开这段原因。",
    )


class UrgentForm(FlaskForm):  # type: ignore[misc]
    """Publishing in an emergency."""

    reason = TextAreaField(
        "紧急事由",
        [InputRequired("紧急发布须写明事由，请填写后再提交。"), Length(max=300, message="紧急事由最多 300 字。")],
        description="突发事件等情形使用。发布后须由另一人补核。",
    )


class ValidityForm(FlaskForm):  # type: ignore[misc]
    """Marking a document's validity."""

    validity = RadioField("有效性", choices=[SelectChoice(each.value, each.label) for each in Validity])
    on = DateField("自何日起", [InputRequired("请填写日期，例如 2026-11-21。")])
    note = TextAreaField(
        "依据和说明",
        [Length(max=300, message="说明最多 300 字。")],
        description="例如修改、废止它的文件名称和文号，会在页面上公开。",
    )


def request_key() -> uuid.UUID:
    """Return the key that makes a repeated tap one decision; a form without one gets a fresh key."""
    try:
        return uuid.UUID(request.form.get("submit_key", ""))
    except ValueError:
        return uuid.uuid4()


def _choices(none: str, rows: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(code, name) for code, name in rows)]


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
