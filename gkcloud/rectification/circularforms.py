"""The circular's editor: its parts in the order in which they are printed."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from gkcloud.papers.circular import CircularPurpose
from gkcloud.rectification.circulars import CircularText, Part
from gkcloud.web.fields import CheckboxesField

_LONGEST = 8000
_MOST_CHECKED = 99_999
_UNITS_HINT = "一行一条，写成“单位：情况”；几个单位用顿号分开。"
# The heading above a field, by the field's name.
HEADINGS = {
    "purpose": "版头和标题",
    "basis": "一、依据和时段",
    "checked": "二、总体情况",
    "good_practice": "三、好的做法",
    "problems": "四、存在的问题",
    "requirements": "五、要求",
    "annex": "附表和抄送",
    "left_out": "公开稿",
}


def _line(label: str, longest: int, hint: str = "") -> StringField:
    return StringField(label, [Length(max=longest, message=f"{label}最多 {longest} 字，请缩短。")], description=hint)


def _lines(label: str, hint: str = "", longest: int = _LONGEST) -> TextAreaField:
    return TextAreaField(
        label, [Length(max=longest, message=f"{label}最多 {longest} 字，请缩短。")], description=hint
    )


def _number(label: str) -> IntegerField:
    wanted = f"{label}请填写 0 至 {_MOST_CHECKED} 的整数。"
    return IntegerField(label, [InputRequired(wanted), NumberRange(0, _MOST_CHECKED, wanted)])


class CircularForm(FlaskForm):  # type: ignore[misc]
    """All that a circular says."""

    base_hash = HiddenField()
    purpose = SelectField("种类", choices=[SelectChoice(each.value, each.label) for each in CircularPurpose])
    subject = _line("通报事项", 60, "例如 2026年下半年政务公开督查；标题据此生成。")
    title = _line("标题", 100, "留空则按种类和事项生成。")
    issuers = _line("发文机关", 120, "联合发文的用顿号分开，主办机关在前。")
    doc_no = _line("发文字号", 60, "例如 澧政办函〔2026〕30号。")
    addressee = _line("主送机关", 300)
    basis = _lines("依据", "检查的部署、时间和方式，或者表扬的缘由。", 1000)
    period = _line("检查时段", 40)
    checked = _number("检查数")
    passed = _number("合格数")
    counted = _line("检查对象", 10, "例如 单位、公开栏、村。")
    overview = _lines("情况说明")
    good_practice = _lines("好的做法（表扬通报为受表扬单位）", _UNITS_HINT)
    problems = _lines("存在的问题", _UNITS_HINT)
    requirements = _lines("整改和工作要求", "一段一行。")
    report_by = DateField("整改情况报送截止日期", [Optional()])
    annex = _lines("附表", "第一行写表名，第二行写表头，其后一行一条，各格用“｜”分开；空一行另起一表。", 40_000)
    copies_to = _line("抄送", 300, "用顿号分开。")
    left_out = CheckboxesField(
        "公开稿不含",
        choices=[SelectChoice(each.value, each.label) for each in Part],
        description="生成公开稿时略去勾选的部分；印发的通报不受影响。",
    )

    @classmethod
    def of(cls, text: CircularText, base_hash: str) -> "CircularForm":
        """Return the form, filled with what was sent, or else with a stored text."""
        stored: dict[str, Any] = {name: getattr(text, name) for name in text.__dataclass_fields__}
        stored |= {"purpose": text.purpose.value, "left_out": [each.value for each in text.left_out]}
        return cls(data=stored | {"base_hash": base_hash})

    def text(self) -> CircularText:
        """Return what was typed."""
        lines = ("subject", "title", "issuers", "doc_no", "addressee", "basis", "period", "counted", "copies_to")
        texts = ("overview", "good_practice", "problems", "requirements", "annex")
        typed = {name: (self[name].data or "").replace("\r\n", "\n").strip() for name in (*lines, *texts)}
        return CircularText(
            purpose=CircularPurpose(self.purpose.data),
            checked=self.checked.data or 0,
            passed=self.passed.data or 0,
            report_by=self.report_by.data,
            left_out=tuple(Part(each) for each in self.left_out.data or ()),
            **typed,
        )

    def parts(self) -> list[dict[str, Any]]:
        """Return the fields in order, those under one heading together."""
        found: list[dict[str, Any]] = []
        for field in self:
            if field.type in {"CSRFTokenField", "HiddenField"}:
                continue
            if field.name in HEADINGS:
                found.append({"name": HEADINGS[field.name], "fields": []})
            found[-1]["fields"].append(field)
        return found
