"""What quarterly lists tell, for duties to be measured by."""

from datetime import datetime, time

from gkcloud.obligations.emitting import emit
from gkcloud.obligations.rules import PeriodKind, period_of
from gkcloud.supervision.model import QuarterlyList
from gkcloud.supervision.rules import Quarter
from gkcloud.web.clock import SHANGHAI


def tell_reviewed(row: QuarterlyList, now: datetime) -> None:
    """Tell that the supervision group has passed every item of a quarter's list."""
    _tell("list_reviewed", row, now, now)


def tell_posted(row: QuarterlyList, now: datetime) -> None:
    """Tell that a quarter's list hangs on the notice board since the day that was given."""
    if row.posted_on is not None:
        _tell("board_posted", row, datetime.combine(row.posted_on, time(12), SHANGHAI), now)


def _tell(kind: str, row: QuarterlyList, at: datetime, now: datetime) -> None:
    quarter = Quarter(row.year, row.quarter)
    emit(
        kind,
        tenant_id=row.tenant_id,
        at=at,
        now=now,
        subject=f"list:{row.id}",
        period=period_of(PeriodKind.QUARTER, quarter.first_day).key,
        label=f"{quarter.label}公开清单",
    )
