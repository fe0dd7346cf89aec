"""A schedule that is announced moves due days, with an event that names each."""

from datetime import date

from sqlalchemy import select

from gkcloud.audit.model import AuditEvent
from gkcloud.calendar.actions import load_calendar
from gkcloud.calendar.listeners import tell_listeners
from gkcloud.calendar.schedulefile import read_schedule
from gkcloud.database import db
from gkcloud.obligations.nightly import assess_units, units
from gkcloud.tenancy.scope import Scope
from tests.factories import duties
from tests.factories.calendar_scenarios import AFTER_IT, ANNOUNCEMENT
from tests.factories.cast import Cast

FORMED = date(2026, 12, 21)


def test_a_due_day_in_a_year_not_announced_says_so_and_is_settled_when_it_is(cast: Cast) -> None:
    chexi = cast.chexi.tenant
    duties.told(chexi.id, "formed", FORMED, subject="post:one")
    before = duties.standing(chexi.id, "CN-26-1", "2026")
    assert before is not None
    assert before.is_provisional
    with Scope.platform().opened():
        load_calendar([read_schedule(ANNOUNCEMENT.encode(), "2027.toml")], now=AFTER_IT)
        db.session.commit()
    tell_listeners(duties.noon(FORMED))
    after = duties.standing(chexi.id, "CN-26-1", "2026")
    assert after is not None
    assert not after.is_provisional
    # 22 to 31 December are 8 days, 4 to 8 January 5, 11 to 15 another 5, 18 and 19 the last two.
    assert after.due_on == date(2027, 1, 19)
    with Scope.office(chexi.id).opened():
        event = db.session.execute(select(AuditEvent).where(AuditEvent.action == "duty.recompute")).scalar_one()
    assert {"duty": "CN-26-1", "period": "2026"}.items() <= event.data["moved"][0].items()


def test_a_night_changes_nothing_the_second_time(cast: Cast) -> None:
    few = [tenant for tenant in units() if tenant.slug in {"lixian", "lixian-chexi", "yuqing-baini"}]
    assert assess_units(few, now=duties.noon(FORMED)) > 0
    assert assess_units(few, now=duties.noon(FORMED)) == 0
