"""What quarterly lists add to the inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gkcloud.access.policy import Actor
from gkcloud.supervision import queries, views
from gkcloud.supervision.pages.area import has_lists
from gkcloud.supervision.rules import (
    quarter_of,
)
from gkcloud.tenancy.directory import directory
from gkcloud.web.clock import local
from gkcloud.web.waiting import also_waiting


@also_waiting
def waiting_rows(actors: Sequence[Actor], now: datetime) -> list[dict[str, Any]]:
    """Return what quarterly lists ask of a person; asks nothing of the database where no tenant has them."""
    with_lists = [actor for actor in actors if actor.tenant_id and has_lists(directory().by_id(actor.tenant_id))]
    if not with_lists:
        return []
    ended = quarter_of(local(now).date()).before
    rows = queries.under_way([actor.tenant_id for actor in with_lists if actor.tenant_id], ended)
    items = queries.items_of(rows)
    lists = [(row, items[row.id], queries.facts_of(row, items[row.id])) for row in rows]
    return views.inbox_rows(lists, with_lists, now)
