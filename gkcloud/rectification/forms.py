"""What people type about orders, findings, appeals and mentions."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from gkcloud.rectification.actions import OrderText, Upload
from gkcloud.rectification.appealing import Ruling
from gkcloud.rectification.model import Finding
from gkcloud.rectification.rules import MENTION_LABELS, Mention
from gkcloud.web.fields import CheckboxesField

LONGEST = 2000
UPHOLD, CHANGE = "uphold", "change"


def _needed(sentence: str, longest: int, name: str) -> list[Any]:
    return [InputRequired(sentence), Length(max=longest, message=f"{name}最多 {longest} 字，请缩短。")]


class OrderForm(FlaskForm):  # type: ignore[misc]
    """An order: which problems, what is asked, by when."""

    findings = CheckboxesField("已登记的问题")
    problems = TextAreaField(
        "补充的问题",
        [Length(max=LONGEST, message=f"问题最多 {LONGEST} 字，请缩短。")],
        description="一行一个问题，写明在哪里、什么情况。",
    )
    title = StringField("标题", _needed("请填写标题。", 100, "标题"))
    demand = TextAreaField("整改要求", _needed("请填写整改要求。", LONGEST, "整改要求"))
    due_on = DateField("整改期限", [InputRequired("请填写整改期限，例如 2026-12-11。")])

    def __init__(self, findings: Sequence[Finding], **given: Any) -> None:
        super().__init__(**given)
        self.findings.choices = [SelectChoice(str(each.id), each.title) for each in findings]

    def text(self, campaign_id: uuid.UUID | None = None) -> OrderText:
        """Return what was typed."""
        problems = [line.strip() for line in (self.problems.data or "").splitlines() if line.strip()]
        return OrderText(
            title=self.title.data.strip(),
            demand=self.demand.data.strip(),
            due_on=self.due_on.data,
            finding_ids=tuple(uuid.UUID(each) for each in self.findings.data or ()),
            problems=tuple(problems),
            campaign_id=campaign_id,
        )


class FindingForm(FlaskForm):  # type: ignore[misc]
    """A problem that was found."""

    unit = SelectField("单位")
    title = StringField(
        "问题", _needed("请写明发现的问题。", 200, "问题"), description="一句话写清楚，会列入整改通知。"
    )
    detail = TextAreaField(
        "具体情况",
        [Length(max=LONGEST, message=f"具体情况最多 {LONGEST} 字，请缩短。")],
        description="时间、地点、依据等。",
    )

    def __init__(self, units: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        self.unit.choices = [SelectChoice(value, name) for value, name in units]


class ProofForm(FlaskForm):  # type: ignore[misc]
    """What a unit did, in words and pictures."""

    submit_key = HiddenField()
    words = TextAreaField(
        "整改情况",
        _needed("请写明整改情况：做了什么、什么时候完成、结果如何。", LONGEST, "整改情况"),
        description="对照问题逐条写：采取的措施、完成时间、结果。",
    )
    files = MultipleFileField(
        "照片和材料", description="可以直接拍照。照片每张不超过 10 MB，PDF、Word、Excel 等合计不超过 30 MB。"
    )

    def uploads(self) -> list[Upload]:
        """Return the files that were sent."""
        sent = [each for each in self.files.data or () if each and each.filename]
        return [Upload(each.filename, each.read()) for each in sent]


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """A reason, under whatever name; ``is_needed`` whether one has to be given."""

    submit_key = HiddenField()
    reason = TextAreaField("理由", [Length(max=LONGEST, message=f"最多 {LONGEST} 字，请缩短。")])

    def __init__(self, label: str, hint: str = "", *, is_needed: bool = True, **given: Any) -> None:
        super().__init__(**given)
        self.reason.label.text, self.reason.description = label, hint
        if is_needed:
            self.reason.flags.required = True

    def words(self) -> str:
        """Return what was typed."""
        return (self.reason.data or "").strip()


class RenewForm(FlaskForm):  # type: ignore[misc]
    """More time, for a reason."""

    submit_key = HiddenField()
    due_on = DateField("新的整改期限", [InputRequired("请填写新的整改期限，例如 2026-12-18。")])
    reason = TextAreaField("理由", _needed("请写明理由，被督查单位会看到。", LONGEST, "理由"))


class AppealForm(FlaskForm):  # type: ignore[misc]
    """An appeal against a score."""

    submit_key = HiddenField()
    items = CheckboxesField("有异议的项目", [InputRequired("请选择对哪些项目的得分有异议。")])
    reason = TextAreaField(
        "理由",
        _needed("请写明申请复核的理由。", LONGEST, "理由"),
        description="写明事实和依据，例如材料名称、公开日期和网址。",
    )

    def __init__(self, items: Mapping[str, str], **given: Any) -> None:
        super().__init__(**given)
        self.items.choices = [SelectChoice(code, f"{code}　{text}") for code, text in items.items()]


class RulingForm(FlaskForm):  # type: ignore[misc]
    """A decision on an appeal. The items' new points come in fields of their own, called after their codes."""

    verdict = RadioField(
        "复核决定",
        [InputRequired("请选择复核决定。")],
        choices=[SelectChoice(UPHOLD, "维持原得分"), SelectChoice(CHANGE, "调整得分")],
    )
    total = StringField("复核后的总分", description="调整得分时填写，例如 88.5。")
    reason = TextAreaField("复核意见", _needed("请写明复核的理由。", LONGEST, "复核意见"))

    def ruling(self, items: Sequence[str]) -> Ruling | None:
        """Return the decision, or None with the field's error when what was typed is no number."""
        reason = self.reason.data.strip()
        if self.verdict.data == UPHOLD:
            return Ruling(reason)
        try:
            total = _points(self.total.data or "")
            typed = {code: request.form.get(f"points-{code}", "").strip() for code in items}
            return Ruling(reason, total, {code: _points(text) for code, text in typed.items() if text})
        except InvalidOperation:
            self.total.errors = ["请用数字填写调整后的得分，例如 88.5。"]
            return None


def _points(text: str) -> Decimal:
    value = Decimal(text.strip())
    if not value.is_finite():
        raise InvalidOperation
    return value.quantize(Decimal("0.01"))


class MentionForm(FlaskForm):  # type: ignore[misc]
    """A commendation or criticism."""

    unit = SelectField("单位")
    kind = RadioField(
        "种类",
        [InputRequired("请选择表扬或者批评。")],
        choices=[SelectChoice(each.value, label) for each, label in MENTION_LABELS.items()],
        default=Mention.COMMENDED.value,
    )
    reason = TextAreaField("事由", _needed("请写明表扬或者批评的事由。", 500, "事由"))
    basis = StringField(
        "依据",
        [Length(max=200, message="依据最多 200 字，请缩短。")],
        description="文件名称和文号、检查结果等；已选检查或者通报的可以不填。",
    )
    campaign = SelectField("依据的检查")
    circular = SelectField("写入的通报", description="写入还没有印发的通报的，印发时告知单位。")
    decided_on = DateField("日期", [InputRequired("请填写日期，例如 2026-11-20。")])

    def __init__(
        self,
        units: Sequence[tuple[str, str]],
        campaigns: Sequence[tuple[str, str]],
        circulars: Sequence[tuple[str, str]],
        **given: Any,
    ) -> None:
        super().__init__(**given)
        self.unit.choices = [SelectChoice(value, name) for value, name in units]
        self.campaign.choices = [SelectChoice("", "无"), *(SelectChoice(*each) for each in campaigns)]
        self.circular.choices = [SelectChoice("", "无"), *(SelectChoice(*each) for each in circulars)]


class BeginCircularForm(FlaskForm):  # type: ignore[misc]
    """What a circular is drafted from, and by when units report what they put right."""

    submit_key = HiddenField()
    campaign = SelectField("依据的检查", description="选择后按检查结果生成初稿；不选的从空白开始。")
    report_by = DateField("整改情况报送截止日期", [Optional()])

    def __init__(self, campaigns: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        blank = SelectChoice("", "不依据检查，从空白开始")
        self.campaign.choices = [*(SelectChoice(*each) for each in campaigns), blank]
