"""What people type about quarterly lists."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from gkcloud.supervision.actions import Posting
from gkcloud.supervision.rules import Quarter


class QuarterForm(FlaskForm):  # type: ignore[misc]
    """The quarter of a new list."""

    quarter = SelectField("季度")

    def __init__(self, quarters: Sequence[Quarter], **given: Any) -> None:
        super().__init__(**given)
        self.quarter.choices = [SelectChoice(f"{each.year}-{each.number}", each.label) for each in quarters]

    def chosen(self) -> Quarter:
        """Return the chosen quarter."""
        year, _, number = self.quarter.data.partition("-")
        return Quarter(int(year), int(number))


class LeaveOutForm(FlaskForm):  # type: ignore[misc]
    """Leaving an item out."""

    reason = TextAreaField(
        "不列入的理由",
        [
            InputRequired("不列入清单须写明理由，请填写后再提交。"),
            Length(max=300, message="理由最多 300 字，请缩短。"),
        ],
        description="监督小组成员会看到这段理由。",
    )


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """Answering objections in words."""

    answer = TextAreaField(
        "答复",
        [InputRequired("请填写答复内容。"), Length(max=500, message="答复最多 500 字，请缩短。")],
        description="提出意见的成员会看到答复，并重新审查这一件。",
    )


class PostingForm(FlaskForm):  # type: ignore[misc]
    """Where and when a list was posted."""

    where = StringField(
        "张贴地点",
        [InputRequired("请填写张贴地点。"), Length(max=100, message="张贴地点最多 100 字，请缩短。")],
        description="例如：镇政府大院政务公开栏。",
    )
    on = DateField("张贴日期", [InputRequired("请填写张贴日期，例如 2026-10-04。")])

    def posting(self) -> Posting:
        """Return what was typed."""
        return Posting(self.where.data.strip(), self.on.data)
