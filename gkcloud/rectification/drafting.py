"""A circular drafted from a campaign's results, in the order that offices use; every word of it can be edited.

Basis and period → overall figures → good practice → problems with the names of units → requirements with a date for
reporting rectification → annexed list (DOMAIN, section 6). Pure: no Flask, no SQLAlchemy, no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from gkcloud.papers.circular import CircularPurpose
from gkcloud.papers.paper import chinese_date
from gkcloud.rectification.circulars import CircularText, Part, typed_annex

# How many of the best are named, and how good one has to be.
MOST_NAMED = 5
GOOD_FROM = Decimal(90)
_TENTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What a campaign came to at one unit. ``total`` is None where there is no score; ``rank`` as well."""

    unit: str
    total: Decimal | None
    is_passed: bool
    grade: str = ""
    rank: int | None = None
    findings: tuple[str, ...] = ()
    good_words: str = ""
    # Townships are compared with townships: what a rank is among.
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CampaignResults:
    """A campaign with the results of the units that it looked at, best first, and how many it did not get to."""

    title: str
    kind: str
    period_from: date
    period_to: date
    note: str
    units: tuple[UnitResult, ...]
    unscored: tuple[str, ...] = ()


def ranked(results: Iterable[UnitResult]) -> tuple[UnitResult, ...]:
    """Return results with a total, each kind of unit apart and best first, with their ranks; equal totals share one."""
    by_kind: dict[str, list[UnitResult]] = {}
    for each in results:
        if each.total is not None:
            by_kind.setdefault(each.kind, []).append(each)
    placed: list[UnitResult] = []
    for alike in by_kind.values():
        before: UnitResult | None = None
        for place, each in enumerate(sorted(alike, key=lambda one: (-_total(one), one.unit)), 1):
            rank = before.rank if before is not None and before.total == each.total else place
            before = replace(each, rank=rank)
            placed.append(before)
    return tuple(placed)


def _total(each: UnitResult) -> Decimal:
    return each.total if each.total is not None else Decimal(0)


def draft_circular(results: CampaignResults, *, issuer: str, addressee: str, report_by: date) -> CircularText:
    """Return the first text of an inspection's circular. The public version leaves out problems and annex at first."""
    named = [each for each in results.units if each.findings]
    return CircularText(
        purpose=CircularPurpose.INSPECTION,
        title=f"{issuer}关于{results.title.removesuffix('情况')}情况的通报",
        subject=results.title,
        issuers=issuer,
        addressee=addressee,
        basis=_basis(results, issuer),
        period=f"{chinese_date(results.period_from)}至{chinese_date(results.period_to)}",
        checked=len(results.units),
        passed=sum(each.is_passed for each in results.units),
        overview=_overview(results),
        good_practice="\n".join(_good(results.units)),
        problems="\n".join(f"{each.unit}：{_joined(each.findings)}" for each in named),
        requirements=_requirements(named),
        report_by=report_by if named else None,
        annex=_annex(results),
        left_out=(Part.PROBLEMS, Part.ANNEX),
    )


def _basis(results: CampaignResults, issuer: str) -> str:
    lead = f"按照{results.note.rstrip('。')}，" if results.note.strip() else "按照年度督查工作安排，"
    return f"{lead}{issuer}组织开展了“{results.title}”，对{len(results.units)}个单位进行了{results.kind}。"


def _overview(results: CampaignResults) -> str:
    scored = [each for each in results.units if each.total is not None]
    lines = []
    if scored:
        mean = sum((_total(each) for each in scored), Decimal(0)) / len(scored)
        best, last = max(scored, key=_total), min(scored, key=_total)
        lines.append(
            f"平均得分{_points(mean)}分，最高{_points(_total(best))}分（{best.unit}），最低{_points(_total(last))}分。"
        )
    found = sum(len(each.findings) for each in results.units)
    if found:
        with_findings = sum(bool(each.findings) for each in results.units)
        lines.append(f"共发现问题{found}个，涉及{with_findings}个单位，均已向有关单位反馈。")
    if results.unscored:
        lines.append(f"{'、'.join(results.unscored)}未完成检查，本次不作评价。")
    return "\n".join(lines)


def _good(units: Sequence[UnitResult]) -> list[str]:
    """Name the units that an inspector praised, each with those words; without any, the best by their points."""
    praised = [f"{each.unit}：{each.good_words}" for each in units if each.good_words.strip()]
    if praised:
        return praised[:MOST_NAMED]
    best = [each for each in units if each.total is not None and each.total >= GOOD_FROM][:MOST_NAMED]
    return [f"{'、'.join(each.unit for each in best)}：各项任务落实较好，得分在{GOOD_FROM}分以上。"] if best else []


def _requirements(named: Sequence[UnitResult]) -> str:
    if not named:
        return "各单位要保持工作力度，对照标准查漏补缺，把经常性工作做实。"
    return (
        "有问题的单位要对照整改通知逐条核实，明确责任人和完成时限，整改一项、报送一项、销号一项。\n"
        "其他单位要对照通报的问题开展自查，发现同类问题的一并改正。"
    )


def _annex(results: CampaignResults) -> str:
    """Return a list for each kind of unit, parted by an empty line."""
    kinds = list(dict.fromkeys(each.kind for each in results.units))
    lists = []
    for kind in kinds:
        alike = [each for each in results.units if each.kind == kind]
        if any(each.total is not None for each in alike):
            name = f"（{kind}）" if len(kinds) > 1 else ""
            rows = [_annex_row(each) for each in alike]
            lists.append(typed_annex(f"{results.title}得分情况{name}", ("位次", "单位", "得分", "等次"), rows))
    return "\n\n".join(lists)


def _annex_row(each: UnitResult) -> tuple[str, ...]:
    points = _points(each.total) if each.total is not None else "—"
    return str(each.rank or "—"), each.unit, points, each.grade or "—"


def _joined(findings: Sequence[str]) -> str:
    parts = [text.strip().rstrip("。；，") for text in findings]
    return "；".join(parts) + "。"


def _points(value: Decimal) -> str:
    text = f"{value.quantize(_TENTH, ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
