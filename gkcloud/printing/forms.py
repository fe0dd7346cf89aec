"""What an official says about printing one post as an official document."""

from dataclasses import replace
from typing import Self

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from gkcloud.papers.document import Form, OfficialDocument, Seal
from gkcloud.printing.documents import names_in
from gkcloud.printing.kinds.fields import long_text, optional_text


class DocumentForm(FlaskForm):  # type: ignore[misc]
    """The elements of GB/T 9704 that a post does not have by itself.

    Copy number and secrecy mark are left out on purpose: what is secret must not be in a system that publishes.
    """

    # Required, so that an empty request is not taken for one that asks for what the post itself gives.
    form = SelectField(
        "格式", [InputRequired("请选择格式。")], choices=[SelectChoice(each.value, each.label) for each in Form]
    )
    marks = optional_text("发文机关标志", 80, "联合行文的，主办机关在前，用顿号分开；纪要填会议名称。")
    doc_no = optional_text("发文字号", 60, "例如 澧政办函〔2026〕22号。")
    urgency = SelectField(
        "紧急程度", choices=[SelectChoice("", "不标注"), SelectChoice("特急", "特急"), SelectChoice("加急", "加急")]
    )
    signed_by = optional_text("签发人", 60, "上行文填写，用顿号分开。")
    addressee = optional_text("主送机关", 300, "正文已有主送机关的可不填。")
    issuers = optional_text("发文机关署名", 120, "用顿号分开。")
    formed_on = DateField("成文日期", [Optional()])
    seal = SelectField("印章", choices=[SelectChoice(each.value, each.label) for each in Seal])
    stamp_office = optional_text("签名章职务", 20, "命令或加盖签名章的填写，例如 县长。")
    stamp_name = optional_text("签名章姓名", 20)
    note = optional_text("附注", 60, "不写括号，例如 此件公开发布。")
    copies_to = optional_text("抄送", 300, "用顿号分开。")
    printed_by = optional_text("印发机关", 40)
    printed_on = DateField("印发日期", [Optional()])
    present = long_text("出席", 1000, "纪要填写。")
    absent = long_text("请假", 500, "纪要填写。")
    observers = long_text("列席", 500, "纪要填写。")

    @classmethod
    def of(cls, document: OfficialDocument) -> Self:
        """Return the form, filled with what was sent, or else with what the post itself gives."""
        return cls(
            data={
                "form": document.form.value,
                "marks": "、".join(document.marks),
                "doc_no": document.doc_no,
                "urgency": document.urgency,
                "addressee": document.addressee,
                "issuers": "、".join(document.issuers),
                "formed_on": document.formed_on,
                "seal": document.seal.value,
                "note": document.note,
                "printed_by": document.printed_by,
                "printed_on": document.printed_on,
            }
        )

    def document(self, post: OfficialDocument) -> OfficialDocument:
        """Return the post's document with what was typed; who attended, of minutes only: the page hides it otherwise."""
        form = Form(self.form.data)
        is_minutes = form is Form.MINUTES
        return replace(
            post,
            form=form,
            marks=names_in(self.marks.data),
            mark_ending="文件" if form is Form.GENERAL else "",
            doc_no=self.doc_no.data.strip(),
            urgency=self.urgency.data,
            signed_by=names_in(self.signed_by.data),
            addressee=self.addressee.data.strip(),
            issuers=names_in(self.issuers.data),
            formed_on=self.formed_on.data,
            seal=Seal(self.seal.data),
            stamp_office=self.stamp_office.data.strip(),
            stamp_name=self.stamp_name.data.strip(),
            note=self.note.data.strip(),
            copies_to=names_in(self.copies_to.data),
            printed_by=self.printed_by.data.strip(),
            printed_on=self.printed_on.data,
            present=self.present.data.strip() if is_minutes else "",
            absent=self.absent.data.strip() if is_minutes else "",
            observers=self.observers.data.strip() if is_minutes else "",
        )
