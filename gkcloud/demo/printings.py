"""The demonstration's papers: a gazette, a handbook and a notice board, printed and public, and a circular under way."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db, utc_now
from gkcloud.papers.paper import PaperKind
from gkcloud.printing import actions, queries
from gkcloud.printing.actions import PrintingRefused
from gkcloud.printing.model import Printing
from gkcloud.supervision.rules import quarter_of
from gkcloud.tenancy.directory import Tenant, cached_directory
from gkcloud.tenancy.rules import Kind
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from gkcloud.worker import run_job

_CIRCULAR: Mapping[str, Any] = {
    "period": "上一季度",
    "basis": "按照年度政务公开工作安排，县政府办公室对各乡镇、县直单位的网站栏目和公开栏进行了检查。",
    "checked": 39,
    "passed": 36,
    "good_practice": "车溪乡、大堰垱镇：公开栏按季更新，内容贴近群众，咨询电话有人接听。",
    "problems": "县林业局：主动公开目录更新不及时。\n县农机局：公开栏内容超过一个季度没有更换。",
    "requirements": "有关单位要对照问题逐项整改，完善日常更新机制。\n县政府办公室将适时回访，结果纳入年度考核。",
}


def load_printings(tenant: Tenant, staff: Sequence[Actor], *, now: datetime) -> int:
    """Make a tenant's papers and return how many; one that has any already is left alone.

    A county has a gazette, a handbook and a circular, a township its notice board. Opens scopes of its own.
    """
    editor = next((actor for actor in staff if Role.AUTHOR in actor.roles), None)
    if editor is None or _has_printings(tenant, editor):
        return 0
    today = local(now).date()
    if tenant.kind is Kind.COUNTY:
        first = (today.replace(day=1) - timedelta(days=62)).replace(day=1)
        _print(tenant, editor, PaperKind.GAZETTE, {"period_from": first, "period_to": today})
        _print(tenant, editor, PaperKind.HANDBOOK, {"published_from": today - timedelta(days=365)})
        _draft(tenant, editor, PaperKind.CIRCULAR, {**_CIRCULAR, "report_by": today + timedelta(days=30)})
        return 3
    _print(tenant, editor, PaperKind.BOARD, _quarter_with_posts(today))
    return 1


def _quarter_with_posts(today: date) -> dict[str, Any]:
    """Return the present quarter: most of the demonstration's posts are recent."""
    quarter = quarter_of(today)
    return {"year": quarter.year, "quarter": quarter.number}


def _scope(tenant: Tenant, editor: Actor) -> Scope:
    return Scope.subtree(tenant.id, (each.id for each in cached_directory().below(tenant)), editor.person_id)


def _has_printings(tenant: Tenant, editor: Actor) -> bool:
    with _scope(tenant, editor).opened():
        return db.session.execute(select(Printing.id).where(Printing.tenant_id == tenant.id)).first() is not None


def _draft(tenant: Tenant, editor: Actor, kind: PaperKind, changes: Mapping[str, Any]) -> uuid.UUID:
    # Jobs keep the real time, and the records of a tenant run in one direction: so does this.
    now = utc_now()
    with _scope(tenant, editor).opened():
        printing = actions.create_printing(kind, tenant, actor=editor, now=now)
        options = replace(queries.options_of(printing), **changes)
        actions.edit_printing(printing.id, options, offered=(), ticked=(), actor=editor, now=now)
        db.session.commit()
        return printing.id


def _print(tenant: Tenant, editor: Actor, kind: PaperKind, changes: Mapping[str, Any]) -> None:
    """Print and publish; where nothing was published in the period, the draft stays a draft."""
    printing_id = _draft(tenant, editor, kind, changes)
    try:
        with _scope(tenant, editor).opened():
            job_id = actions.lock_printing(printing_id, actor=editor, now=utc_now()).job_id
            db.session.commit()
    except PrintingRefused:
        return
    if job_id is None:
        raise RuntimeError("a locked printing has a job")
    run_job(tenant.id, job_id)
    with _scope(tenant, editor).opened():
        actions.publish_printing(printing_id, actor=editor, now=utc_now())
        db.session.commit()
