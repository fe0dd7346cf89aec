"""Facts as lists draw them: what happened when, who attended by post, and where it can be seen."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from gkcloud.access.policy import Actor, Can
from gkcloud.files.model import StoredFile
from gkcloud.obligations.model import FactRow
from gkcloud.obligations.rules.posts import names_of_posts
from gkcloud.obligations.views.rule import kind_name
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.web.addresses import tenant_address
from gkcloud.web.rendering import file_size, iso_date, iso_minute

Files = Mapping[uuid.UUID, list[tuple[str, StoredFile]]]
# What is told of posts that the public can read.
_PUBLIC_KINDS = frozenset({"published", "policy_published", "interpreted", "corrected", "urgent_published"})


def fact_rows(rows: Sequence[FactRow], files: Files, actor: Actor, tenant: Tenant) -> list[dict[str, Any]]:
    """Return facts for a list, with what shows each."""
    return [_row(row, files.get(row.id, []), actor, tenant) for row in rows]


def _row(row: FactRow, files: list[tuple[str, StoredFile]], actor: Actor, tenant: Tenant) -> dict[str, Any]:
    return {
        "kind": kind_name(row.kind),
        "label": row.label,
        "on": iso_date(row.on_day),
        "href": url_for("obligations.show_fact", fact_id=row.id),
        "said": "；".join(_said(row)),
        "shown_at": _shown_at(row, actor, tenant),
        "files": len(files),
        "is_withdrawn": row.withdrawn_at is not None,
        "withdrawn_reason": row.withdrawn_reason,
    }


def _said(row: FactRow) -> list[str]:
    attended = names_of_posts(row.attended)
    return [
        *([row.item] if row.item else []),
        *([f"数值 {row.value:g}"] if row.value is not None else []),
        *([f"{attended}参加"] if attended else []),
    ]


def fact_facts(row: FactRow, names: Mapping[uuid.UUID, str]) -> list[tuple[str, Any]]:
    """Return what is known of one fact."""
    by = names.get(row.recorded_by, "") if row.recorded_by else ""
    return [
        ("事项", kind_name(row.kind)),
        ("名称", row.label),
        ("日期", iso_date(row.on_day)),
        ("内容", row.item),
        ("数值", f"{row.value:g}" if row.value is not None else ""),
        ("所属周期", row.period),
        ("参加人员", names_of_posts(row.attended)),
        ("说明", row.note),
        ("来源", _source(row, by)),
        ("登记时间", iso_minute(row.created_at)),
        ("撤销", f"{iso_minute(row.withdrawn_at)}，{row.withdrawn_reason}" if row.withdrawn_at else ""),
    ]


def _source(row: FactRow, by: str) -> str:
    if not row.is_recorded:
        return "系统自动记录"
    where = _unit_name(row.recorded_in) if row.recorded_in and row.recorded_in != row.tenant_id else ""
    return f"{where}{by}登记" if where or by else "人工登记"


def _unit_name(tenant_id: uuid.UUID) -> str:
    try:
        return directory().by_id(tenant_id).short_name
    except TenantUnknown:
        return ""


def file_rows(fact_id: uuid.UUID, files: list[tuple[str, StoredFile]]) -> list[dict[str, str]]:
    """Return a fact's files as ui/lists.html draws them."""
    return [
        {
            "name": name,
            "href": url_for("obligations.fact_file", fact_id=fact_id, file_id=file.id),
            "kind": file.extension.upper(),
            "size": file_size(file.size),
        }
        for name, file in files
    ]


def _shown_at(row: FactRow, actor: Actor, tenant: Tenant) -> dict[str, str] | None:
    """Return where a fact can be seen: what its area said, the post, or the quarterly list."""
    if row.href.startswith("/") and not row.href.startswith("//"):
        return {"text": "查看", "href": row.href}
    told, _, id_ = (row.key if row.kind == "interpreted" else row.subject).partition(":")
    try:
        subject = uuid.UUID(id_)
    except ValueError:
        return None
    if told == "post" and actor.may(Can.POST_READ):
        return {"text": "查看信息", "href": url_for("publishing.show_post", post_id=subject)}
    if told == "post" and row.kind in _PUBLIC_KINDS and row.withdrawn_at is None:
        return {"text": "查看公开的信息", "href": tenant_address(tenant, "site.post", post_id=subject)}
    if told == "list" and actor.may(Can.POST_READ) and tenant.spec.workflow.supervision_list:
        return {"text": "查看清单", "href": url_for("supervision.show_list", list_id=subject)}
    return None
