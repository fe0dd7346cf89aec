"""What people type about campaigns and on sheets."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from gkcloud.campaigns.actions import CampaignPlan, SheetRefused, Typed
from gkcloud.campaigns.queries import CampaignView
from gkcloud.campaigns.rules import CampaignKind, Period
from gkcloud.standards.answering import Result
from gkcloud.standards.model import StandardVersion
from gkcloud.standards.rules import Item, Scoring
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.fields import CheckboxesField

LONGEST_KEY = 64


class CampaignForm(FlaskForm):  # type: ignore[misc]
    """The plan of a campaign."""

    kind = RadioField("类型", choices=[SelectChoice(each.value, each.label) for each in CampaignKind])
    title = StringField(
        "名称",
        [InputRequired("请填写名称。"), Length(max=100, message="名称最多 100 字，请缩短。")],
        description="例如：2026年上半年政务公开督查。",
    )
    version = SelectField("考核测评标准", description="开始以后，标准再有新版本也不影响这次督查。")
    period_from = DateField("考核时段从", [InputRequired("请填写考核时段的开始日期。")])
    period_to = DateField("到", [InputRequired("请填写考核时段的截止日期。")])
    has_self_check = BooleanField("请单位先自查", description="各单位在待办中收到自查表。明察暗访不安排自查。")
    self_check_due = DateField("自查截止日期", [Optional()])
    has_inspection = BooleanField("由督查员检查")
    ends_on = DateField("督查结束日期", [InputRequired("请填写督查结束日期。")])
    groups = CheckboxesField("按类选择单位")
    targets = CheckboxesField("逐个选择单位")
    inspectors = CheckboxesField("督查员")
    note = TextAreaField("说明", [Length(max=500, message="说明最多 500 字，请缩短。")])

    def __init__(
        self,
        versions: Sequence[StandardVersion],
        units: Sequence[Tenant],
        inspectors: Mapping[uuid.UUID, str],
        **given: Any,
    ) -> None:
        super().__init__(**given)
        self._units = units
        self.version.choices = [
            SelectChoice(str(each.id), f"{each.title}（第 {each.number} 版）") for each in versions
        ]
        kinds = dict.fromkeys(each.kind for each in units)
        self.groups.choices = [
            SelectChoice(kind.value, f"全部{kind.label}（{sum(each.kind is kind for each in units)} 个）")
            for kind in kinds
        ]
        self.targets.choices = [SelectChoice(str(each.id), each.name) for each in units]
        self.inspectors.choices = [SelectChoice(str(key), name) for key, name in inspectors.items()]

    def plan(self) -> CampaignPlan:
        """Return what was typed."""
        groups = set(self.groups.data or ())
        chosen = {uuid.UUID(each) for each in self.targets.data or ()}
        return CampaignPlan(
            kind=CampaignKind(self.kind.data),
            title=self.title.data,
            period=Period(self.period_from.data, self.period_to.data),
            version_id=uuid.UUID(self.version.data),
            has_self_check=self.has_self_check.data,
            has_inspection=self.has_inspection.data,
            self_check_due=self.self_check_due.data,
            ends_on=self.ends_on.data,
            targets=frozenset(chosen | {each.id for each in self._units if each.kind.value in groups}),
            inspectors=frozenset(uuid.UUID(each) for each in self.inspectors.data or ()),
            note=self.note.data or "",
        )


def held_data(view: CampaignView) -> dict[str, Any]:
    """Return a campaign's plan as the form shows it."""
    row = view.row
    return {
        "kind": row.kind,
        "title": row.title,
        "version": str(row.version_id),
        "period_from": row.period_from,
        "period_to": row.period_to,
        "has_self_check": row.has_self_check,
        "self_check_due": row.self_check_due,
        "has_inspection": row.has_inspection,
        "ends_on": row.ends_on,
        "targets": [str(each.target_id) for each in view.targets],
        "inspectors": [str(each) for each in view.inspectors],
        "note": row.note,
    }


def blank_data(today: date, person_id: uuid.UUID) -> dict[str, Any]:
    """Return what a new campaign's form begins with: an inspection of this half-year."""
    first_half = today.month <= 6  # noqa: PLR2004 - June ends the first half
    return {
        "kind": CampaignKind.HALF_YEAR.value,
        "title": f"{today.year}年{'上' if first_half else '下'}半年政务公开督查",
        "period_from": date(today.year, 1 if first_half else 7, 1),
        "period_to": date(today.year, 6, 30) if first_half else date(today.year, 12, 31),
        "has_self_check": True,
        "has_inspection": True,
        "inspectors": [str(person_id)],
    }


class OpenForm(FlaskForm):  # type: ignore[misc]
    """Opening a campaign."""

    overlap_reason = TextAreaField(
        "与同类督查重叠的理由",
        [Length(max=300, message="理由最多 300 字，请缩短。")],
        description="没有重叠的不用填写。",
    )


class CloseForm(FlaskForm):  # type: ignore[misc]
    """Ending a campaign."""

    is_sure = BooleanField("没有提交的检查表不再检查，这些单位没有得分")


class EmptyForm(FlaskForm):  # type: ignore[misc]
    """An act that needs no words."""


class SubmitForm(FlaskForm):  # type: ignore[misc]
    """Handing a sheet in."""

    summary = TextAreaField(
        "总体情况",
        [Length(max=2000, message="最多 2000 字，请缩短。")],
        description="主要做法、存在问题和打算，可以简写。",
    )


class ReopenForm(FlaskForm):  # type: ignore[misc]
    """Giving a sheet back."""

    reason = TextAreaField(
        "退回的理由",
        [
            InputRequired("退回须写明需要补充或更正什么，请填写后再提交。"),
            Length(max=500, message="最多 500 字，请缩短。"),
        ],
    )


def typed_answer(item: Item, form: Mapping[str, str]) -> Typed:
    """Return what was said of an item. Raises SheetRefused for what is no number."""
    chosen = form.get("result", "")
    value, of, result = None, None, None
    if form.get("not_applicable"):
        chosen = Result.NOT_APPLICABLE.value
    if chosen in set(Result):
        result = Result(chosen)
    if item.scoring is Scoring.SCALE and chosen.startswith("level-"):
        value = _level(item, chosen)
    elif item.scoring in {Scoring.SAMPLE, Scoring.DEDUCTION, Scoring.BONUS}:
        value, of = _number(form.get("value", "")), _number(form.get("of", ""))
    seen = form.get("seen", "")
    return Typed(
        item=item.code,
        result=result,
        value=value,
        of=of,
        reason=form.get("reason", ""),
        key=form.get("key", "")[:LONGEST_KEY],
        seen=int(seen) if seen.isascii() and seen.isdigit() else None,
    )


def _level(item: Item, chosen: str) -> Decimal | None:
    number = chosen.removeprefix("level-")
    place = int(number) if number.isascii() and number.isdigit() else len(item.levels)
    return Decimal(item.levels[place].share) if place < len(item.levels) else None


def _number(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise SheetRefused("请填写数字，例如 3。") from None
    if not value.is_finite() or abs(value) > 9999 or value != value.quantize(Decimal("0.01")):  # noqa: PLR2004
        raise SheetRefused("数字太大或小数太多，请改正。")
    return value
