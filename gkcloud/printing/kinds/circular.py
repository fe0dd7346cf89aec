"""A circular (通报) of an inspection or a commendation, set from what an official types; published, if at all, as a post."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import Select
from wtforms import DateField
from wtforms.validators import Optional

from gkcloud.papers.circular import Circular, CircularPurpose, GoodPractice, Problem
from gkcloud.papers.paper import PaperKind
from gkcloud.printing.documents import names_in
from gkcloud.printing.kinds import fields
from gkcloud.printing.kinds.base import Maker, Numbered, OptionsForm, Source
from gkcloud.printing.rules import units_and_texts
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import Tenant

_LONGEST = 4000
_UNITS_HINT = "一行一条，写成“单位：情况”；几个单位用顿号分开。"


@dataclass(frozen=True, slots=True)
class CircularOptions:
    """What a circular says, as it is typed."""

    purpose: CircularPurpose
    subject: str
    basis: str
    issuers: str
    doc_no: str = ""
    addressee: str = ""
    period: str = ""
    counted: str = "单位"
    checked: int = 0
    passed: int = 0
    overview: str = ""
    good_practice: str = ""
    problems: str = ""
    requirements: str = ""
    report_by: date | None = None
    copies_to: str = ""


class CircularForm(OptionsForm):
    """The circular's parts in the order in which they are printed."""

    HEADINGS: ClassVar[Mapping[str, str]] = {
        "purpose": "版头和标题",
        "basis": "检查情况",
        "overview": "正文",
        "report_by": "报送和抄送",
    }

    purpose = fields.one_of("种类", ((each.value, each.label) for each in CircularPurpose))
    subject = fields.text("通报事项", 60, "例如 2026年第三季度政务公开工作；标题据此生成。")
    issuers = fields.text("发文机关", 120, "联合发文的用顿号分开，主办机关在前。")
    doc_no = fields.optional_text("发文字号", 60, "例如 澧政办函〔2026〕30号。")
    addressee = fields.optional_text("主送机关", 300)
    basis = fields.long_text("依据", 1000, "检查的部署、时间和方式，或者表扬的缘由。", is_needed=True)
    period = fields.optional_text("检查时段", 40)
    counted = fields.text("检查对象", 10, "例如 单位、公开栏、村。")
    checked = fields.number("检查数", 0, 99_999)
    passed = fields.number("合格数", 0, 99_999)
    overview = fields.long_text("总体情况", _LONGEST)
    good_practice = fields.long_text("好的做法（表扬通报为受表扬单位）", _LONGEST, _UNITS_HINT)
    problems = fields.long_text("存在的问题", _LONGEST, _UNITS_HINT)
    requirements = fields.long_text("工作要求", _LONGEST, "一段一行。")
    report_by = DateField("整改情况报送截止日期", [Optional()])
    copies_to = fields.optional_text("抄送", 300, "用顿号分开。")

    def options(self) -> CircularOptions:
        """Return what was typed."""
        lines = ("subject", "issuers", "doc_no", "addressee", "basis", "period", "counted", "copies_to")
        texts = ("overview", "good_practice", "problems", "requirements")
        typed = {name: (self[name].data or "").strip() for name in (*lines, *texts)}
        return CircularOptions(
            purpose=CircularPurpose(self.purpose.data),
            checked=self.checked.data,
            passed=self.passed.data,
            report_by=self.report_by.data,
            **typed,
        )


def _begin(tenant: Tenant, today: date) -> CircularOptions:
    return CircularOptions(
        CircularPurpose.INSPECTION,
        f"{today.year}年政务公开工作",
        "",
        tenant.name,
        addressee=tenant.spec.bulletin.distribute_to,
    )


def _title(_tenant: Tenant, options: CircularOptions) -> str:
    return _circular(options, None, "").label


def _select(_tenant: Tenant, _options: CircularOptions) -> Select[Publication] | None:
    return None


def _make(options: CircularOptions, source: Source, numbered: Numbered) -> Circular:
    return _circular(options, numbered.issued_on, source.tenant.spec.paper.printed_by)


def _circular(options: CircularOptions, formed_on: date | None, printed_by: str) -> Circular:
    issuers = names_in(options.issuers)
    return Circular(
        purpose=options.purpose,
        subject=options.subject,
        basis=options.basis,
        period=options.period,
        counted=options.counted,
        checked=options.checked,
        passed=options.passed,
        overview=options.overview,
        good_practice=tuple(GoodPractice(units, text) for units, text in units_and_texts(options.good_practice)),
        problems=tuple(Problem("、".join(units), text) for units, text in units_and_texts(options.problems)),
        requirements=options.requirements,
        report_by=options.report_by,
        marks=issuers,
        doc_no=options.doc_no,
        addressee=options.addressee,
        issuers=issuers,
        formed_on=formed_on,
        copies_to=names_in(options.copies_to),
        printed_by=printed_by,
        printed_on=formed_on,
    )


def _options_of(paper: Circular) -> CircularOptions:
    """Return a circular as it would have been typed; what it annexes stands in the locked content alone."""
    return CircularOptions(
        purpose=paper.purpose,
        subject=paper.subject,
        basis=paper.basis,
        issuers="、".join(paper.issuers),
        doc_no=paper.doc_no,
        addressee=paper.addressee,
        period=paper.period,
        counted=paper.counted,
        checked=paper.checked,
        passed=paper.passed,
        overview=paper.overview,
        good_practice="\n".join(f"{'、'.join(each.units)}：{each.text}" for each in paper.good_practice),
        problems="\n".join(f"{each.unit}：{each.text}" for each in paper.problems),
        requirements=paper.requirements,
        report_by=paper.report_by,
        copies_to="、".join(paper.copies_to),
    )


MAKER = Maker(
    kind=PaperKind.CIRCULAR,
    purpose="检查情况通报、表扬通报：填入数字、做法、问题和要求，排成公文格式；需要公开的再作为信息发布。",
    options=CircularOptions,
    form=CircularForm,
    begin=_begin,
    title=_title,
    select=_select,
    make=_make,
    options_of=_options_of,
    is_picked=False,
)
