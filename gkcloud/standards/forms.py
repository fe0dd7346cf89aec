"""What people type about standards."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from pydantic import ValidationError
from wtforms import DecimalField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from gkcloud.standards.rules import Content, Item, Scoring, free_code, repointed, with_item

NEW_ITEM_SCORING = (Scoring.YES_NO, Scoring.DEDUCTION, Scoring.SAMPLE, Scoring.BONUS, Scoring.VETO)


class TypedWrongly(Exception):
    """What was typed makes no standard; the text is a Chinese sentence."""


class PointsForm(FlaskForm):  # type: ignore[misc]
    """The points of every item, and which of them stay: fields ``points-1.1`` and ``keep-1.1``."""

    def changed(self, content: Content) -> Content:
        """Return the standard as typed. Raises TypedWrongly."""
        points = {item.code: _points(item, request.form.get(f"points-{item.code}", "")) for item in content.items}
        left_out = {item.code for item in content.items if f"keep-{item.code}" not in request.form}
        return _sound(lambda: repointed(content, points, left_out))


class NewItemForm(FlaskForm):  # type: ignore[misc]
    """One more item."""

    section = SelectField("所属部分")
    text = TextAreaField("内容", [InputRequired("请填写这一项的内容。"), Length(max=300, message="最多 300 字。")])
    scoring = SelectField("评分方式", choices=[SelectChoice(each.value, each.label) for each in NEW_ITEM_SCORING])
    points = DecimalField("分值", [Optional(), NumberRange(0, 200, "分值在 0 到 200 之间。")])
    each = DecimalField(
        "每处扣分", [Optional(), NumberRange(0, 200, "在 0 到 200 之间。")], description="评分方式为“扣分”时填写。"
    )
    sample = DecimalField(
        "抽查件数", [Optional(), NumberRange(1, 100, "在 1 到 100 之间。")], description="评分方式为“抽查”时填写。"
    )
    evidence = StringField(
        "佐证", [Length(max=300, message="最多 300 字。")], description="例如：现场照片、会议记录。"
    )

    def __init__(self, content: Content, **given: Any) -> None:
        super().__init__(**given)
        self.section.choices = [SelectChoice(each.code, f"{each.code} {each.title}") for each in content.sections]

    def added(self, content: Content) -> Content:
        """Return the standard with the typed item. Raises TypedWrongly."""
        scoring = Scoring(self.scoring.data)
        points = Decimal(0) if scoring is Scoring.VETO else self.points.data or Decimal(0)

        def make() -> Content:
            item = Item(
                code=free_code(content, self.section.data),
                text=self.text.data,
                points=points,
                scoring=scoring,
                each=(self.each.data or Decimal(0)) if scoring is Scoring.DEDUCTION else Decimal(0),
                sample=int(self.sample.data or 0) if scoring is Scoring.SAMPLE else 0,
                evidence=self.evidence.data or "",
            )
            return with_item(content, self.section.data, item)

        return _sound(make)


class PublishForm(FlaskForm):  # type: ignore[misc]
    """Making the draft a version."""

    note = StringField("版本说明", [Length(max=300, message="最多 300 字。")], description="留空则自动列出各项改动。")


def _points(item: Item, typed: str) -> Decimal:
    if item.scoring is Scoring.VETO:
        return item.points
    try:
        value = Decimal(typed.strip())
    except InvalidOperation:
        raise TypedWrongly(f"第 {item.code} 项的分值应为数字，请改正。") from None
    if not value.is_finite() or value < 0 or value > 200 or value != value.quantize(Decimal("0.01")):  # noqa: PLR2004
        raise TypedWrongly(f"第 {item.code} 项的分值应在 0 到 200 之间，最多两位小数，请改正。")
    return value


def _sound(make: Any) -> Content:
    try:
        content: Content = make()
    except ValidationError as error:
        first = error.errors()[0]
        reason = first.get("ctx", {}).get("error")
        raise TypedWrongly(str(reason) if reason else "填写的内容不完整，请检查后再保存。") from None
    return content
