"""What duties add to the inbox: one row for each unit, for whoever can do something about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gkcloud.access.policy import Actor, Role
from gkcloud.obligations import queries
from gkcloud.obligations.rules import Standing
from gkcloud.tenancy.directory import directory
from gkcloud.web.addresses import tenant_address
from gkcloud.web.waiting import also_waiting

# Who writes and who signs; others may record what happened, but nobody waits for them.
_DOING = frozenset({Role.AUTHOR, Role.SIGNER})


@also_waiting
def waiting_rows(actors: Sequence[Actor], _now: datetime) -> list[dict[str, Any]]:
    """Return a row for each unit with duties that are overdue or due soon."""
    served = {actor.tenant_id for actor in actors if actor.tenant_id and actor.roles & _DOING}
    if not served:
        return []
    counts = queries.count_pressing(served)
    return [_row(tenant_id, counts[tenant_id]) for tenant_id in served if tenant_id in counts]


def _row(tenant_id: Any, counts: Any) -> dict[str, Any]:
    tenant, overdue, soon = (
        directory().by_id(tenant_id),
        counts.get(Standing.OVERDUE, 0),
        counts.get(Standing.DUE_SOON, 0),
    )
    said = [f"{overdue} 项逾期"] if overdue else []
    said += [f"{soon} 项即将到期"] if soon else []
    return {
        "href": tenant_address(tenant, "obligations.show_today"),
        "title": f"期限：{'，'.join(said)}",
        "unit": tenant.short_name,
        "kind": "公开义务",
        "why": "请尽快补办逾期的事项" if overdue else "请在到期前办好并登记",
        "due": {"text": "已逾期", "kind": "overdue"} if overdue else {"text": "即将到期", "kind": "soon"},
        "signs": [],
    }
