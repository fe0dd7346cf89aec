"""Reading what follows from inspections. The functions ``access_…`` are the only way a page gets an object."""

from gkcloud.rectification.queries.appeals import (
    AppealView,
    ScoreView,
    access_appeal,
    access_score,
    appeals_of,
    scores_told,
)
from gkcloud.rectification.queries.circulars import (
    CircularView,
    access_circular,
    campaigns_to_tell_of,
    job_of,
    list_circulars,
    results_of,
)
from gkcloud.rectification.queries.mentions import access_mention, mentions_of, sources_of
from gkcloud.rectification.queries.orders import (
    OrderView,
    access_finding,
    access_order,
    access_proof,
    facts_of,
    findings_of,
    list_orders,
    open_findings,
    order_numbers,
    orders_by,
    steps_of,
    view_of,
)

__all__ = [
    "AppealView",
    "CircularView",
    "OrderView",
    "ScoreView",
    "access_appeal",
    "access_circular",
    "access_finding",
    "access_mention",
    "access_order",
    "access_proof",
    "access_score",
    "appeals_of",
    "campaigns_to_tell_of",
    "facts_of",
    "findings_of",
    "job_of",
    "list_circulars",
    "list_orders",
    "mentions_of",
    "open_findings",
    "order_numbers",
    "orders_by",
    "results_of",
    "scores_told",
    "sources_of",
    "steps_of",
    "view_of",
]
