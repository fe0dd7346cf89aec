"""What people type about duties: what happened outside the system, why it is taken back, what is decided for units below."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateField, FloatField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from gkcloud.obligations.actions import Decided
from gkcloud.obligations.rules import Shift
from gkcloud.obligations.rules.posts import POSTS
from gkcloud.web.fields import CheckboxesField

# What a kind of fact may ask for, and the field that takes it.
ASKED_FIELDS = {"attended": "attended", "item": "item", "value": "value", "place": "place"}


class RecordForm(FlaskForm):  # type: ignore[misc]
    """One thing that happened. Fields that its kind does not ask for are taken away."""

    on = DateField("日期", [InputRequired("请填写日期，例如 2026-11-21。")])
    label = StringField(
        "名称",
        [Length(max=60, message="名称最多 60 字，请缩短。")],
        description="例如：三季度政务公开工作会议。不写个人姓名和号码。",
    )
    attended = CheckboxesField(
        "参加人员（只选职务）", choices=[SelectChoice(post, name) for post, name in POSTS.items()]
    )
    item = StringField("内容", [Length(max=60, message="内容最多 60 字，请缩短。")])
    subject = SelectField("对应事项", description="选中后，这项登记作为该事项的办理结果。")
    value = FloatField("数值", [Optional()])
    period = SelectField("所属周期", description="补记以前的工作时选择，其他情况按日期归入。")
    place = StringField("地点", [Length(max=60, message="地点最多 60 字，请缩短。")])
    photos = MultipleFileField("拍照或选照片", description="照片中的位置、设备等信息会自动去除。")
    files = MultipleFileField("其他文件", description="PDF、Word、Excel 等。")
    note = TextAreaField("说明", [Length(max=300, message="说明最多 300 字，请缩短。")])

    def __init__(
        self,
        asks: Iterable[str],
        *,
        items: Sequence[str] = (),
        subjects: Sequence[tuple[str, str]] = (),
        periods: Sequence[tuple[str, str]] = (),
        **given: Any,
    ) -> None:
        super().__init__(**given)
        asked = set(asks)
        self.items = tuple(items)
        self.subject.choices = [SelectChoice("", "不对应具体事项"), *(SelectChoice(*each) for each in subjects)]
        self.period.choices = [SelectChoice("", "按日期自动归入"), *(SelectChoice(*each) for each in periods)]
        for ask, name in ASKED_FIELDS.items():
            if ask not in asked:
                del self[name]
        if not subjects:
            del self["subject"]
        if not periods:
            del self["period"]

    def told(self, name: str) -> str:
        """Return what was typed into a text field, "" where it is not asked for."""
        return " ".join((self[name].data or "").split()) if name in self else ""

    @property
    def explained(self) -> str:
        """The note, with the place before it."""
        place, note = self.told("place"), (self.note.data or "").strip()
        return "\n".join(part for part in (f"地点：{place}" if place else "", note) if part)


class WithdrawFactForm(FlaskForm):  # type: ignore[misc]
    """Why a record is taken back."""

    reason = TextAreaField(
        "撤销原因",
        [
            InputRequired("撤销登记须写明原因，请填写后再提交。"),
            Length(max=300, message="原因最多 300 字，请缩短。"),
        ],
        description="记录保留并注明已撤销，相关期限随之重新计算。",
    )


class ChoiceForm(FlaskForm):  # type: ignore[misc]
    """What an office above decides about a duty of units below."""

    choice = RadioField(
        "处理方式",
        [InputRequired("请选择处理方式。")],
        choices=[
            SelectChoice("excused", "已说明，不计（本期情况特殊，不计入考核）"),
            SelectChoice("not_applicable", "不适用（该单位没有这项业务）"),
            SelectChoice("shift", "调整遇休息日的日期"),
        ],
    )
    shift = SelectField("遇休息日", choices=[SelectChoice(each.value, each.label) for each in Shift])
    period = SelectField("哪一期")
    all_units = BooleanField("全部单位")
    units = CheckboxesField("单位")
    reason = TextAreaField(
        "理由",
        [Length(max=300, message="理由最多 300 字，请缩短。")],
        description="会在所选单位的期限页面上显示。调整日期可以不写。",
    )

    def __init__(
        self,
        units: Sequence[tuple[str, str]],
        periods: Sequence[tuple[str, str]],
        *,
        is_dated: bool,
        **given: Any,
    ) -> None:
        super().__init__(**given)
        self.units.choices = [SelectChoice(*each) for each in units]
        self.period.choices = [SelectChoice("", "各期都按此处理"), *(SelectChoice(*each) for each in periods)]
        if not is_dated:
            # Only a fixed date can fall on a day off.
            self.choice.choices = self.choice.choices[:-1]
            del self["shift"]

    def decided(self, rule_id: str) -> Decided:
        """Return what was chosen; another way of shifting holds for all periods."""
        is_shift = self.choice.data == "shift"
        return Decided(
            rule_id,
            self.choice.data,
            period="" if is_shift else self.period.data,
            value=self.shift.data if is_shift else "",
            reason=self.reason.data or "",
        )

    def chosen_units(self) -> list[uuid.UUID]:
        """Return the ids of the units that were ticked."""
        if self.all_units.data:
            return [uuid.UUID(choice.value) for choice in self.units.choices]
        return [uuid.UUID(each) for each in self.units.data]

    def validate_units(self, field: CheckboxesField) -> None:
        """Ask for one unit at least."""
        if not field.data and not self.all_units.data:
            raise ValidationError("请选择单位，或勾选“全部单位”。")


def request_key() -> uuid.UUID:
    """Return the key that makes a repeated tap one record; a form without one gets a fresh key."""
    try:
        return uuid.UUID(request.form.get("submit_key", ""))
    except ValueError:
        return uuid.uuid4()
