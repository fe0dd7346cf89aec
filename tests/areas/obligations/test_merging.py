"""A unit that was merged into another: its history follows, once, and the old records stay."""

from datetime import date

from sqlalchemy import select

from gkcloud.database import db, utc_now
from gkcloud.obligations.actions import take_over
from gkcloud.obligations.model import FactRow
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import Scope
from tests.factories import duties
from tests.factories.cast import Cast


def test_the_history_follows_once(cast: Cast) -> None:
    old, new = cast.chexi.tenant, directory().by_slug("lixian-jinluo")
    scope = Scope.subtree(cast.lixian.tenant.id, [old.id, new.id], cast.inspector.person_id)
    with duties.rules(duties.rule()):
        duties.told(old.id, "test_meeting", date(2026, 9, 10), key="one")
        for wanted in (1, 0):
            with scope.opened():
                assert take_over(old.id, new.id, now=utc_now()) == wanted
                db.session.commit()
        with Scope.office(new.id).opened():
            fact = db.session.execute(select(FactRow)).scalar_one()
            assert (fact.inherited_from, fact.on_day) == (old.id, date(2026, 9, 10))
        found = duties.standing(new.id, "T001", "2026Q3")
        assert found is not None
        assert found.standing == "met"
        with Scope.office(old.id).opened():
            assert db.session.execute(select(FactRow.id)).all()
