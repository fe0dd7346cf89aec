"""From the board to what its templates draw. A large board has thousands of cells, so each of them is made of plain text."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import abort, url_for
from markupsafe import Markup, escape

from gkcloud.comparison.boards import Board, Figures, Line
from gkcloud.comparison.charts import SPARK_HEIGHT, SPARK_WIDTH, spark
from gkcloud.comparison.drilling import Taken
from gkcloud.comparison.forms import BY_NAME, Asked
from gkcloud.comparison.places import GOVERNMENTS, Group, Place, notes_of
from gkcloud.comparison.rules import (
    INDICATORS,
    MONTHS_SHOWN,
    SPANS,
    Better,
    Figure,
    Form,
    Indicator,
    Month,
    stretch_label,
    up_to,
)
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.addresses import tenant_address

_ANY_UNIT, _ANY_CODE, _ANY_MONTH = uuid.UUID(int=0), "indicator-code", "month-key"
_SPAN_NAMES = {1: "当月", 3: "近三个月", 12: "近十二个月"}


class Addresses:
    """Addresses of cells and units, built once and filled in for each of thousands."""

    def __init__(self, asked: Asked) -> None:
        span = asked.span if asked.span > 1 else None
        cell = url_for(
            "comparison.show_cell", unit_id=_ANY_UNIT, indicator=_ANY_CODE, month=asked.month.key, span=span
        )
        self._before, rest = cell.split(str(_ANY_UNIT))
        self._between, self._after = rest.split(_ANY_CODE)
        month = None if asked.is_this_month else asked.month.key
        unit = url_for("comparison.show_unit", unit_id=_ANY_UNIT, month=month, span=span)
        self._unit_before, self._unit_after = unit.split(str(_ANY_UNIT))

    def row(self, unit_id: object) -> tuple[str, str]:
        """Return what stands before and after the code in the addresses of a unit's cells."""
        return f"{self._before}{unit_id}{self._between}", str(escape(self._after))

    def unit(self, unit_id: object) -> str:
        """Return the address of a unit's own page."""
        return f"{self._unit_before}{unit_id}{self._unit_after}"


def board_view(board: Board) -> dict[str, Any]:
    """Return what the table shows."""
    asked, addresses = board.asked, Addresses(board.asked)
    top = max((value for line in board.lines for value in line.trend if value is not None), default=0.0) or 1.0
    # Tens of thousands of pieces in a large table: plain text, said to be markup once a row.
    return {
        "heads": [_head(asked, each) for each in asked.columns],
        "name_head": _name_head(asked),
        "rows": [
            _row(line, asked, addresses, 1.0 if asked.ranked_by.form is Form.RATE else top) for line in board.lines
        ],
        "total": {
            "name": f"全部 {board.units} {asked.group.counter}",
            "cells": _cells(board.total, asked, None),
        },
        "ranked_by": asked.ranked_by.name,
        "stretch": stretch_label(asked.month, asked.reach),
        "trend_months": f"{board.months[0].label}至{board.months[-1].label}",
    }


def _row(line: Line, asked: Asked, addresses: Addresses, top: float) -> dict[str, Any]:
    unit = line.place.unit
    main = line.figures[asked.ranked_by.code]
    return {
        "name": unit.short_name,
        "href": addresses.unit(unit.id),
        "notes": notes_of(unit) if line.place.is_closed or _has_history(unit.raw_spec) else [],
        "rank": line.rank,
        "main": f"{main.text}{_unit_word(main)}",
        "worst": [
            {"text": f"{each.indicator.name} {each.text}{_unit_word(each)}", "act": each.needs_action}
            for each in line.worst
        ],
        "is_known": any(each.whole or each.parts for each in line.figures.values()),
        "spark": _spark(line, asked, top),
        "cells": _cells(line.figures, asked, addresses.row(unit.id)),
    }


def _has_history(raw: Mapping[str, object]) -> bool:
    return bool(raw.get("former_names") or raw.get("merged_into") or raw.get("took_over"))


def _cells(figures: Figures, asked: Asked, address: tuple[str, str] | None) -> Markup:
    """Return the cells of a row; what has rows leads to them."""
    found = []
    before, after = address or ("", "")
    for each in asked.columns:
        shown = figures[each.code]
        value = shown.value
        kind = ' class="na"' if value is None else ' class="act"' if value and each.needs_action else ""
        if address is not None and (shown.parts or shown.whole):
            found.append(f'<td{kind}><a href="{before}{each.code}{after}">{shown.text}</a></td>')
        else:
            found.append(f"<td{kind}>{shown.text}</td>")
    return Markup("".join(found))  # noqa: S704 - numbers and addresses of our own


def _unit_word(shown: Figure) -> str:
    return "" if shown.value is None or shown.indicator.form is Form.RATE else f" {shown.indicator.unit}"


def _spark(line: Line, asked: Asked, top: float) -> Markup:
    if not any(value is not None for value in line.trend):
        return Markup("")
    known = [value for value in line.trend if value is not None]
    first, last = (_plain_value(asked.ranked_by, value) for value in (known[0], known[-1]))
    return Markup(  # noqa: S704 - numbers of our own
        f'<svg class="spark" width="{SPARK_WIDTH}" height="{SPARK_HEIGHT}" viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}"'
        f' role="img" aria-label="走势：从 {first} 到 {last}"><path d="{spark(line.trend, top)}"/></svg>'
    )


def _plain_value(indicator: Indicator, value: float) -> str:
    return f"{100 * value:.0f}%" if indicator.form is Form.RATE else f"{value:.1f}".removesuffix(".0")


def _head(asked: Asked, each: Indicator) -> dict[str, Any]:
    is_sorted = asked.sort == each.code
    is_worst_first = is_sorted and not asked.is_worst_first
    return {
        "name": each.name,
        "meaning": each.meaning,
        "href": f"?{asked.arguments(sort=each.code, is_worst_first=is_worst_first)}",
        "sort": ("ascending" if asked.is_worst_first else "descending") if is_sorted else None,
    }


def _name_head(asked: Asked) -> dict[str, Any]:
    is_sorted = asked.sort == BY_NAME
    return {
        "href": f"?{asked.arguments(sort=BY_NAME, is_worst_first=is_sorted and not asked.is_worst_first)}",
        "sort": ("descending" if asked.is_worst_first else "ascending") if is_sorted else None,
    }


def filters(asked: Asked, groups: Sequence[Group], this_month: Month) -> dict[str, Any]:
    """Return what the form above the board offers, with what is chosen."""
    sortable = [each for each in INDICATORS if each.better is not Better.NEITHER]
    return {
        "tabs": [
            {
                "name": group.name,
                "href": f"?{asked.arguments(group=group)}",
                "is_current": group is asked.group,
                "count": len(group.places),
            }
            for group in groups
        ],
        "kind": asked.group.key,
        "of": asked.of,
        "month": asked.month.key,
        "months": [(each.key, each.label) for each in reversed(up_to(this_month, MONTHS_SHOWN))],
        "span": asked.span,
        "spans": [(span, _SPAN_NAMES[span]) for span in SPANS],
        "sort": asked.sort,
        "sorts": [*((each.code, each.name) for each in sortable), (BY_NAME, "单位名称")],
        "order": "worst" if asked.is_worst_first else "",
        "orders": [("", "好的在前"), ("worst", "差的在前")],
        "name": asked.name,
        "only_action": asked.only_action,
        "picks": _picks(asked),
        "is_narrowed": bool(asked.name or asked.only_action or not asked.is_usual),
        "usual_href": f"?{asked.arguments(columns=())}",
        "all_href": f"?{asked.arguments(columns=INDICATORS)}",
    }


def _picks(asked: Asked) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in INDICATORS:
        picked = {"code": each.code, "name": each.name, "is_picked": each in asked.columns}
        groups.setdefault(each.group, []).append(picked)
    return [{"name": name, "items": items} for name, items in groups.items()]


def links(asked: Asked) -> dict[str, str]:
    """Return where the same view can be had in other forms."""
    query = asked.arguments()
    return {
        "chart": f"{url_for('comparison.show_chart')}?{query}",
        "xlsx": f"{url_for('comparison.download_xlsx')}?{query}",
        "pdf": f"{url_for('comparison.download_pdf')}?{query}",
        "method": url_for("comparison.show_method"),
        "back": f"{url_for('comparison.show_board')}?{query}",
    }


def unit_groups(figures: Figures, place: Place, asked: Asked) -> list[dict[str, Any]]:
    """Return all of a unit's numbers by the groups of the table of indicators."""
    before, after = Addresses(asked).row(place.unit.id)
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in INDICATORS:
        shown = figures[each.code]
        item = {
            "name": each.name,
            "meaning": each.meaning,
            "text": f"{shown.text}{_unit_word(shown)}",
            "of": _of(shown),
            "act": shown.needs_action,
            "na": shown.value is None,
            "href": Markup(f"{before}{each.code}{after}"),  # noqa: S704 - addresses of our own
        }
        groups.setdefault(each.group, []).append(item)
    return [{"name": name, "items": items} for name, items in groups.items()]


def _of(shown: Figure) -> str:
    """Return what a share or mean is taken of, in words."""
    if shown.value is None or shown.indicator.form in {Form.COUNT, Form.MEAN}:
        return ""
    if shown.indicator.form is Form.MEDIAN:
        return f"共 {shown.whole} 条"
    if shown.is_small:
        return "数量少，不排名"
    return f"{shown.parts}/{shown.whole}"


def method_groups() -> list[dict[str, Any]]:
    """Return the table of indicators for the page about the method."""
    ways = {Better.HIGH: "越高越好", Better.LOW: "越低越好", Better.NEITHER: "不排名"}
    groups: dict[str, list[dict[str, str]]] = {}
    for each in INDICATORS:
        item = {"name": each.name, "meaning": each.meaning, "way": ways[each.better], "unit": each.unit}
        groups.setdefault(each.group, []).append(item)
    return [{"name": name, "items": items} for name, items in groups.items()]


def number_view(shown: Figure) -> dict[str, Any]:
    """Return a number as the head of its own page."""
    return {"text": f"{shown.text}{_unit_word(shown)}", "of": _of(shown), "act": shown.needs_action}


def sum_view(shown: Figure) -> dict[str, Any]:
    """Return what the parts of a number add up to."""
    return {
        "part": _scaled(shown.indicator, shown.parts),
        "whole": shown.whole,
        "is_share": _is_share(shown.indicator),
    }


def taken_view(taken: Taken) -> dict[str, Any]:
    """Return what the rows of a number add up to, and how that becomes the number."""
    indicator = taken.indicator
    return {
        "part": _scaled(indicator, taken.parts),
        "whole": taken.whole,
        "is_share": _is_share(indicator),
        "part_name": _PART_NAMES.get(indicator.code, indicator.unit if indicator.form is not Form.RATE else "计入"),
        "how": _HOW[indicator.form],
    }


_PART_NAMES = {"score": "得权重", "publish_days": "工作日"}
_HOW = {
    Form.COUNT: "这个数是下列各行之和。",
    Form.COUNT_OF: "这个数是下列各行“计入”之和；只列出适用的行，不计入的为 0。",
    Form.RATE: "这个比率是“计入”之和除以“分母”之和。",
    Form.MEAN: "这个数是“计入”之和除以“分母”之和。",
    Form.MEDIAN: "这个数是下列各行天数从小到大排在正中的一个；有两个居中的，取平均。",
}


def _is_share(indicator: Indicator) -> bool:
    return indicator.form is not Form.COUNT


def _scaled(indicator: Indicator, parts: int) -> str:
    return f"{parts / indicator.scale:g}"


def row_views(unit: Tenant, taken: Taken) -> list[dict[str, Any]]:
    """Return the rows of a number; a public post leads to its page."""
    rows = []
    for row in taken.rows:
        href = None
        if row.post is not None and not row.post.is_withdrawn:
            href = tenant_address(unit, "site.post", post_id=row.post.post_id)
        rows.append(
            {
                "day": row.day.isoformat() if row.day else "—",
                "what": row.what,
                "href": href,
                "detail": "已撤回。" if row.post is not None and row.post.is_withdrawn else row.detail,
                "standing": {"text": row.standing.label, "kind": row.standing.sign} if row.standing else None,
                "part": _scaled(taken.indicator, row.part),
                "whole": row.whole,
            }
        )
    return rows


def part_rows(parts: Sequence[Place], figures: Sequence[Figure], months: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the units that a government's number is made of; those that add nothing are left out."""
    return [
        {
            "name": part.unit.short_name,
            "kind": part.unit.kind.label,
            "text": shown.text,
            "part": _scaled(shown.indicator, shown.parts),
            "whole": shown.whole,
            "href": _part_href(part, months),
        }
        for part, shown in zip(parts, figures, strict=True)
        if shown.parts or shown.whole
    ]


def _part_href(part: Place, months: Mapping[str, Any]) -> str:
    return url_for(
        "comparison.show_cell", unit_id=part.unit.id, alone=1 if part.unit.kind in GOVERNMENTS else None, **months
    )


def below_of(tenant: Tenant, slug: str) -> Tenant:
    """Return the government below a tenant that an address names; 404 for any other."""
    found = next((unit for unit in directory().below(tenant) if unit.slug == slug), None)
    if found is None:
        abort(404)
    return found


def month_before(asked: Asked) -> Asked:
    """Return the same view of the month before."""
    return replace(asked, month=asked.month.back(1))
