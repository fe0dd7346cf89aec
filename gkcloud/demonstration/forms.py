"""What people type about programmes, nominations, visits and designations."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from gkcloud.demonstration.actions import Answer, Plan, Sheet
from gkcloud.demonstration.model import Nomination, Programme, Visit
from gkcloud.demonstration.queries.county import listed_name
from gkcloud.demonstration.rules import Category
from gkcloud.demonstration.sixhaves import Have
from gkcloud.demonstration.standingrules import CHANGE_LABELS, REVIEW_LABELS, ChangeKind, ReviewDay, ReviewResult
from gkcloud.tenancy.directory import Tenant

_MET = {"yes": True, "no": False}
_SAID = {True: "yes", False: "no", None: None}


def _words(label: str, most: int, needed: str = "", hint: str = "") -> TextAreaField:
    checks = [InputRequired(needed)] if needed else []
    return TextAreaField(label, [*checks, Length(max=most, message=f"最多 {most} 字，请缩短。")], description=hint)


class YearForm(FlaskForm):  # type: ignore[misc]
    """The year of a new programme."""

    year = SelectField("创建年度", coerce=int)

    def __init__(self, years: Sequence[int], **given: Any) -> None:
        super().__init__(**given)
        self.year.choices = [SelectChoice(year, f"{year} 年度") for year in years]


class PlanForm(FlaskForm):  # type: ignore[misc]
    """Numbers, the last day, and the standard."""

    nominate_by = DateField("申报截止日期", [InputRequired("请填写申报截止日期，例如 2026-11-30。")])

    @classmethod
    def of(cls, row: Programme) -> "PlanForm":
        """Return the form, filled with what was sent, or else with what is stored."""
        data: dict[str, Any] = {"nominate_by": row.nominate_by}
        data |= {f"quota_{each.value}": row.quotas.get(each.value, 0) for each in Category}
        data |= {f"demand_{have.value}": row.standard.get(have.value, "") for have in Have}
        return cls(data=data)

    def plan(self, *, fixed: Mapping[str, str] | None = None) -> Plan:
        """Return what was typed; ``fixed`` is the standard where it cannot be changed any more."""
        standard = {have: fixed[have.value] if fixed else self[f"demand_{have.value}"].data for have in Have}
        quotas = {each: self[f"quota_{each.value}"].data for each in Category}
        return Plan(quotas, self.nominate_by.data, standard)


for _category in Category:
    _number = NumberRange(0, 999, "请填写 0 到 999 之间的个数。")
    setattr(
        PlanForm,
        f"quota_{_category.value}",
        IntegerField(_category.label, [InputRequired("请填写个数，没有计划的填 0。"), _number]),
    )
for _have in Have:
    setattr(PlanForm, f"demand_{_have.value}", _words(_have.label, 300, f"请写明“{_have.label}”的标准。"))


class EnterForm(FlaskForm):  # type: ignore[misc]
    """A nomination that came on paper."""

    unit = SelectField("申报单位")
    strengths = _words("主要做法", 500, "请填写主要做法。", "写一两句话，认定后随名单公开。")

    def __init__(self, units: Sequence[Tenant], **given: Any) -> None:
        super().__init__(**given)
        self.unit.choices = [SelectChoice(str(unit.id), listed_name(unit)) for unit in units]


class ReturnForm(FlaskForm):  # type: ignore[misc]
    """Sending a nomination back."""

    reason = _words("需要补充的内容", 300, "退回补充须写明理由，请填写后再提交。", "申报单位会看到这段话。")


class ChoiceForm(FlaskForm):  # type: ignore[misc]
    """Whom to nominate."""

    unit = RadioField("申报单位")

    def __init__(self, units: Sequence[Tenant], **given: Any) -> None:
        super().__init__(**given)
        self.unit.choices = [SelectChoice(str(unit.id), unit.short_name) for unit in units]


class NominationForm(FlaskForm):  # type: ignore[misc]
    """What a unit says of itself, item by item."""

    strengths = _words(
        "主要做法", 500, hint="用一两句话写清本单位政务公开好在哪里。认定后随名单公开，请勿写个人信息。"
    )

    @classmethod
    def of(cls, row: Nomination) -> "NominationForm":
        """Return the form, filled with what was sent, or else with what is stored."""
        notes = {f"note_{have.value}": row.notes.get(have.value, "") for have in Have}
        return cls(data={"strengths": row.strengths, **notes})

    def notes(self) -> dict[Have, str]:
        """Return what was typed about each of the six."""
        return {have: self[f"note_{have.value}"].data or "" for have in Have}


for _have in Have:
    setattr(NominationForm, f"note_{_have.value}", _words("说明", 500))
    setattr(NominationForm, f"files_{_have.value}", MultipleFileField("添加佐证材料"))


class VisitForm(FlaskForm):  # type: ignore[misc]
    """A visit's sheet; it may be saved half filled in."""

    visited_on = DateField("走访日期", [InputRequired("请填写走访日期，例如 2026-11-21。")])
    visitors = StringField(
        "走访人员", [Length(max=100, message="最多 100 字，请缩短。")], description="写职务，不写姓名。"
    )
    remark = _words("总体印象", 500)
    photos = MultipleFileField("现场照片", description="手机可直接拍摄。每张不超过 10 MB，请避开人脸和个人信息。")

    @classmethod
    def of(cls, visit: Visit) -> "VisitForm":
        """Return the form, filled with what was sent, or else with what is stored."""
        data: dict[str, Any] = {name: getattr(visit, name) for name in ("visited_on", "visitors", "remark")}
        for have in Have:
            answer = visit.answers.get(have.value, {})
            data[f"met_{have.value}"] = _SAID[answer.get("is_met")]
            data[f"remark_{have.value}"] = answer.get("remark", "")
        return cls(data=data)

    def sheet(self) -> Sheet:
        """Return what was typed."""
        answers = {
            have: Answer(_MET.get(self[f"met_{have.value}"].data), self[f"remark_{have.value}"].data or "")
            for have in Have
        }
        return Sheet(self.visited_on.data, self.visitors.data or "", answers, self.remark.data or "")


for _have in Have:
    _choices = [SelectChoice("yes", "达到"), SelectChoice("no", "未达到")]
    setattr(VisitForm, f"met_{_have.value}", RadioField(_have.label, choices=_choices, validate_choice=False))
    setattr(VisitForm, f"remark_{_have.value}", _words("情况", 300))


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """A yearly re-review."""

    year = IntegerField("复核年度", [InputRequired("请填写复核年度。")])
    on = DateField("复核日期", [InputRequired("请填写复核日期，例如 2026-11-21。")])
    result = RadioField(
        "复核结果",
        [InputRequired("请选择复核结果。")],
        choices=[SelectChoice(each.value, label) for each, label in REVIEW_LABELS.items()],
        validate_choice=False,
    )
    remark = _words("情况", 500, hint="没有通过的须写明情况。")

    @classmethod
    def of(cls, today: date) -> "ReviewForm":
        """Return the form for a review of today."""
        return cls(data={"year": today.year, "on": today})

    def day(self) -> ReviewDay:
        """Return the year and the day."""
        return ReviewDay(self.year.data, self.on.data)

    def found(self) -> ReviewResult:
        """Return the result."""
        return ReviewResult(self.result.data)


class ChangeForm(FlaskForm):  # type: ignore[misc]
    """Suspending, restoring or revoking a designation."""

    kind = RadioField("处理方式", [InputRequired("请选择处理方式。")])
    reason = _words("理由", 500, "请写明理由。", "作出决定后该单位会看到；向社会公开的文字另行拟稿、签发。")

    def __init__(self, kinds: Sequence[ChangeKind], **given: Any) -> None:
        super().__init__(**given)
        self.kind.choices = [SelectChoice(each.value, CHANGE_LABELS[each]) for each in kinds]
