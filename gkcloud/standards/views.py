"""What templates need of standards."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import url_for

from gkcloud.standards.model import StandardVersion
from gkcloud.standards.queries import StandardView
from gkcloud.standards.rules import Content, Item, Scoring, how, plain
from gkcloud.tenancy.rules import KIND_LABELS, Kind
from gkcloud.web.rendering import chinese_date, iso_date


def row_of(view: StandardView) -> dict[str, Any]:
    """Return a standard as a row of the library."""
    state = ("使用中", "met")
    if view.row.retired_at is not None:
        state = ("已停用", "blocked")
    elif view.row.draft is not None:
        state = ("有改动未发布", "soon")
    return {
        "title": view.row.title,
        "href": url_for("standards.show_standard", standard_id=view.row.id),
        "state": {"text": state[0], "kind": state[1]},
        "version": f"第 {view.newest.number} 版",
        "on": iso_date(view.newest.created_at),
        "count": len(Content.model_validate(view.newest.content).items),
        "is_retired": view.row.retired_at is not None,
        "has_draft": view.row.draft is not None,
    }


def offer_of(content: Content) -> dict[str, Any]:
    """Return a shipped standard that was not adopted yet."""
    return {
        "code": content.code,
        "title": content.title,
        "about": f"共 {len(content.items)} 项，{plain(content.sum_of_points())} 分，适用于{kinds_of(content)}",
        "basis": content.basis,
    }


def kinds_of(content: Content) -> str:
    """Return the kinds of units that a standard is for."""
    return "、".join(KIND_LABELS[Kind(kind)] for kind in content.kinds) or "各类单位"


def facts_of(content: Content, version: StandardVersion) -> list[tuple[str, str]]:
    """Return what a standard says as a whole."""
    bonus = ""
    if content.bonus_above is not None:
        bonus = f"得分超过 {plain(content.bonus_above)} 分后计入，最多 {plain(content.bonus_most or Decimal(0))} 分"
    grades = "；".join(f"{each.name}：{plain(each.least)} 分以上" for each in content.grades)
    return [
        ("版本", f"第 {version.number} 版，{chinese_date(version.created_at)}发布"),
        ("说明", version.note),
        ("适用单位", kinds_of(content)),
        ("依据", content.basis),
        ("分值合计", f"{plain(content.sum_of_points())} 分，总分折算为 {plain(content.full)} 分制"),
        ("等次", grades or f"低于 {plain(content.fail_below)} 分为不合格"),
        ("加分", bonus),
    ]


def parts_of(content: Content, typed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return sections with their items; ``typed`` is what somebody wrote into the form."""
    return [
        {"code": each.code, "title": each.title, "items": [item_of(item, typed) for item in each.items]}
        for each in content.sections
    ]


def item_of(item: Item, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return an item as a row."""
    held = plain(item.points)
    return {
        "code": item.code,
        "text": item.text,
        "points": held if typed is None else typed.get(f"points-{item.code}", held),
        "is_kept": typed is None or f"keep-{item.code}" in typed,
        "is_veto": item.scoring is Scoring.VETO,
        "how": how(item),
        "duty": item.duty,
        "evidence": item.evidence,
        "basis": item.basis,
    }


def version_row(version: StandardVersion) -> dict[str, str]:
    """Return a version as a row of the history."""
    return {
        "name": f"第 {version.number} 版",
        "href": url_for("standards.show_version", version_id=version.id),
        "on": iso_date(version.created_at),
        "note": version.note,
    }
