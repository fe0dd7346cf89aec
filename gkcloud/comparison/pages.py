"""The office's pages that compare the units below it."""

import uuid
from typing import Any

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_tenant
from gkcloud.comparison import views
from gkcloud.comparison.boards import Board, board_of, figures_of
from gkcloud.comparison.charts import line_chart
from gkcloud.comparison.drilling import taken_apart
from gkcloud.comparison.exporting import FAIRNESS, charts_of, paper_of, title_of, workbook_of
from gkcloud.comparison.forms import Asked, asked_for, indicator_of, month_of, span_of
from gkcloud.comparison.places import Group, Place, groups_below, notes_of, parts_of, place_of
from gkcloud.comparison.queries import access_unit, sums_of, trends_of
from gkcloud.comparison.rules import (
    INDICATORS,
    MIN_VOLUME,
    MONTHS_SHOWN,
    SCORE,
    Form,
    Indicator,
    Month,
    reach_of,
    stretch_label,
    up_to,
)
from gkcloud.files.sending import send_download
from gkcloud.papers.content import as_json
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.press import print_paper
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.faces import fonts_folder
from gkcloud.web.office import show_office

area = Area("comparison", realm=Realm.TENANT, prefix="/office/compare", scope=ScopeKind.SUBTREE)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@area.page("", needs=Can.COMPARE_READ)
def show_board() -> ResponseReturnValue:
    """Show the units of one kind side by side."""
    above, groups, asked = _asked()
    board = _board(asked)
    return show_office(
        "comparison/board.html",
        here="compare",
        title="单位对比",
        tenant=current_tenant(),
        block="board_rows",
        heading=f"{above.short_name}单位对比" if asked.of else "单位对比",
        filters=views.filters(asked, groups, _this_month()),
        board=views.board_view(board),
        ways=views.links(asked),
        is_empty=board.is_empty,
        above_href=url_for("comparison.show_board") if asked.of else None,
    )


@area.page("/chart", needs=Can.COMPARE_READ)
def show_chart() -> ResponseReturnValue:
    """Show the same view as a picture."""
    _, _, asked = _asked()
    board = board_of(asked, with_trends=False)
    charts, alternative = charts_of(board)
    return show_office(
        "comparison/chart.html",
        here="compare",
        title=f"{asked.ranked_by.name}对比图",
        tenant=current_tenant(),
        heading=f"{asked.ranked_by.name}对比图",
        lead=title_of(board, current_tenant()),
        charts=charts,
        alternative=alternative,
        meaning=asked.ranked_by.meaning,
        ways=views.links(asked),
    )


@area.page("/method", needs=Can.COMPARE_READ)
def show_method() -> ResponseReturnValue:
    """Say how every number is made and how units are ranked."""
    return show_office(
        "comparison/method.html",
        here="compare",
        title="统计口径",
        tenant=current_tenant(),
        groups=views.method_groups(),
        min_volume=MIN_VOLUME,
        fairness=FAIRNESS,
        back_href=url_for("comparison.show_board"),
    )


@area.page(".xlsx", needs=Can.COMPARE_READ)
def download_xlsx() -> Response:
    """Send the view as a workbook."""
    _, _, asked = _asked()
    board = board_of(asked, with_trends=False)
    content = workbook_of(board, current_tenant())
    return send_download(content, f"{title_of(board, current_tenant())}.xlsx", _XLSX)


@area.page(".pdf", needs=Can.COMPARE_READ)
def download_pdf() -> ResponseReturnValue:
    """Send the view as a paper that can be handed out."""
    _, _, asked = _asked()
    board = board_of(asked, with_trends=False)
    paper = paper_of(board, current_tenant(), today())
    try:
        content = print_paper(as_json(paper), fonts=fonts_folder(), progress=lambda *_: None)
    except PaperNotPrintable as refused:
        for fault in refused.faults:
            flash(fault, "overdue")
        return _back_to(asked)
    return send_download(content, f"{title_of(board, current_tenant())}.pdf", "application/pdf")


@area.page("/<uuid:unit_id>", needs=Can.COMPARE_READ)
def show_unit(unit_id: uuid.UUID) -> ResponseReturnValue:
    """Show all numbers of one unit, and how its score went."""
    unit = access_unit(unit_id, current_tenant())
    place = place_of(unit)
    month, span = _month_and_span()
    asked = _own_view(place, month, span)
    (sums,) = sums_of([place.units], INDICATORS, month, asked.reach)
    return show_office(
        "comparison/unit.html",
        here="compare",
        title=unit.short_name,
        tenant=current_tenant(),
        heading=unit.short_name,
        notes=notes_of(unit),
        groups=views.unit_groups(figures_of(sums, INDICATORS), place, asked),
        chart=_trend(place, SCORE, month),
        stretch=stretch_label(month, asked.reach),
        back_href=url_for("comparison.show_board"),
        below_href=url_for("comparison.show_board", of=unit.slug)
        if place.is_summed and unit is not current_tenant()
        else None,
    )


@area.page("/<uuid:unit_id>/<indicator>/<month>", needs=Can.COMPARE_READ)
def show_cell(unit_id: uuid.UUID, indicator: str, month: str) -> ResponseReturnValue:
    """Take one number apart: the rows that make it, or the units, and how it went over twelve months."""
    unit, looked_at = access_unit(unit_id, current_tenant()), indicator_of(indicator)
    last, span = month_of(month, _this_month()), span_of(request.args)
    # A government's own number, without those of the units below it.
    place = Place(unit, (unit.id,)) if "alone" in request.args else place_of(unit)
    months = {
        "indicator": looked_at.code,
        "span": span if span > 1 else None,
        "month": last.key,
    }
    reach = reach_of(span, last, _this_month(), MONTHS_SHOWN)
    (sums,) = sums_of([place.units], (looked_at,), last, reach)
    shown = figures_of(sums, (looked_at,))[looked_at.code]
    frame: dict[str, Any] = {
        "here": "compare",
        "title": f"{unit.short_name}：{looked_at.name}",
        "tenant": current_tenant(),
        "heading": f"{unit.short_name}：{looked_at.name}",
        "meaning": looked_at.meaning.replace("本月", "这个期间") if reach > 1 else looked_at.meaning,
        "number": views.number_view(shown),
        "stretch": last.label if looked_at.is_stock else stretch_label(last, reach),
        "chart": _trend(place, looked_at, last),
        "back_href": url_for("comparison.show_unit", unit_id=unit.id),
        "notes": notes_of(unit),
    }
    if len(place.units) > 1:
        parts = parts_of(unit)
        each = sums_of([part.units for part in parts], (looked_at,), last, reach)
        figures = [figures_of(found, (looked_at,))[looked_at.code] for found in each]
        return show_office(
            "comparison/parts.html",
            parts=views.part_rows(parts, figures, months),
            sums=views.sum_view(shown),
            **frame,
        )
    taken = taken_apart(unit, looked_at, last, reach)
    return show_office(
        "comparison/rows.html", rows=views.row_views(unit, taken), sums=views.taken_view(taken), **frame
    )


def _asked() -> tuple[Tenant, list[Group], Asked]:
    """Return whose units are looked at, the groups there are, and what the address asks for."""
    tenant = current_tenant()
    slug = request.args.get("of") or ""
    above = views.below_of(tenant, slug) if slug else tenant
    groups = groups_below(above)
    return above, groups, asked_for(request.args, groups, _this_month())


def _board(asked: Asked) -> Board:
    """Return the board; on the first of a month, before anything of it is counted, that of the month before."""
    board = board_of(asked)
    if board.is_empty and asked.is_this_month and "month" not in request.args:
        before = views.month_before(asked)
        earlier = board_of(before)
        return board if earlier.is_empty else earlier
    return board


def _this_month() -> Month:
    return Month.of(today())


def _month_and_span() -> tuple[Month, int]:
    month = month_of(request.args.get("month") or _this_month().key, _this_month())
    return month, span_of(request.args)


def _own_view(place: Place, month: Month, span: int) -> Asked:
    return Asked(Group("own", "", "", [place]), month, span, this_month=_this_month())


def _trend(place: Place, indicator: Indicator, last: Month) -> dict[str, object]:
    """Return one indicator over twelve months as a picture and as a table."""
    months = up_to(last, MONTHS_SHOWN)
    (found,) = trends_of([place.units], indicator, last, MONTHS_SHOWN)
    figures = [figures_of(found.get(month), (indicator,))[indicator.code] for month in months]
    scale = 100 if indicator.form is Form.RATE else 1
    values = [None if each.value is None else round(each.value * scale, 1) for each in figures]
    unit = "%" if scale > 1 else indicator.unit
    name = f"{indicator.name}（{unit}），{months[0].label}至{last.label}"
    labels = [f"{month.first.month}月" for month in months]
    return {
        "svg": line_chart(labels, values, alternative=name, top=100.0 if scale > 1 else None),
        "name": name,
        "months": [
            {
                "label": month.label,
                "text": each.text,
                "href": url_for(
                    "comparison.show_cell", unit_id=place.unit.id, indicator=indicator.code, month=month.key
                )
                if (each.parts or each.whole) and month > _this_month().back(MONTHS_SHOWN)
                else None,
            }
            for month, each in zip(reversed(months), reversed(figures), strict=True)
        ],
    }


def _back_to(asked: Asked) -> ResponseReturnValue:
    response = Response(status=303)
    response.headers["Location"] = views.links(asked)["back"]
    return response
