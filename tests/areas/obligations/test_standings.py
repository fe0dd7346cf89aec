"""Facts move standings in the same transaction, once, and for the right unit only; the night agrees."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from gkcloud.database import db
from gkcloud.obligations.emitting import FactUnknown, emit, retract
from gkcloud.obligations.model import FactRow, StandingRow
from gkcloud.obligations.standings import assess_tenant
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from tests.factories import duties
from tests.factories.cast import Cast

DAY = date(2026, 9, 10)


def rows(tenant_id: object) -> list[tuple[object, ...]]:
    with Scope.office(tenant_id).opened():  # type: ignore[arg-type]
        found = db.session.execute(select(StandingRow).order_by(StandingRow.rule_id, StandingRow.period)).scalars()
        return [(r.rule_id, r.period, r.standing, r.due_on, r.sentence, tuple(r.evidence), r.done) for r in found]


def test_a_fact_moves_the_standing_of_its_unit_before_the_commit(cast: Cast) -> None:
    chexi = cast.chexi.tenant.id
    with duties.rules(duties.rule()):
        duties.told(chexi, "test_meeting", DAY, key="one")
        found = duties.standing(chexi, "T001", "2026Q3")
        assert found is not None
        assert (found.standing, found.done, found.wanted) == ("met", 1, 1)
        assert duties.standing(cast.baini.tenant.id, "T001", "2026Q3") is None


def test_the_same_fact_told_twice_is_one(cast: Cast) -> None:
    chexi = cast.chexi.tenant.id
    with duties.rules(duties.rule(at_least=2)):
        first = duties.told(chexi, "test_meeting", DAY, key="one")
        assert duties.told(chexi, "test_meeting", DAY, key="one") == first
        found = duties.standing(chexi, "T001", "2026Q3")
        assert found is not None
        assert found.done == 1


def test_what_is_taken_back_counts_no_more(cast: Cast) -> None:
    chexi = cast.chexi.tenant.id
    with duties.rules(duties.rule()):
        duties.told(chexi, "test_meeting", DAY, key="one")
        with Scope.office(chexi).opened():
            retract("test_meeting", tenant_id=chexi, key="one", reason="记错了。", now=duties.noon(DAY))
            db.session.commit()
        found = duties.standing(chexi, "T001", "2026Q3")
        assert found is not None
        assert found.done == 0


def test_the_night_agrees_with_the_increments_to_the_row(cast: Cast) -> None:
    chexi = cast.chexi.tenant.id
    given = (duties.rule(at_least=2), duties.rule(id="T002", period=duties.PeriodKind.MONTH))
    days = [date(2026, 9, 10), date(2026, 2, 3), date(2025, 12, 31), date(2026, 9, 29), date(2026, 7, 1)]
    with duties.rules(*given):
        for number, day in enumerate(days):
            duties.told(chexi, "test_meeting", day, key=str(number), now=duties.noon(date(2026, 10, 8)))
        increments = rows(chexi)
        with Scope.office(chexi).opened():
            assert assess_tenant(chexi, now=duties.noon(date(2026, 10, 8))) == []
            db.session.commit()
        assert rows(chexi) == increments
        assert len(increments) > len(days)


def test_a_kind_that_no_pack_names_is_refused(cast: Cast) -> None:
    with Scope.office(cast.chexi.tenant.id).opened(), pytest.raises(FactUnknown):
        emit("no_such_kind", tenant_id=cast.chexi.tenant.id, at=duties.noon(DAY), now=duties.noon(DAY), key="x")


def test_an_office_writes_no_fact_of_another_and_reads_none(cast: Cast) -> None:
    chexi, baini = cast.chexi.tenant.id, cast.baini.tenant.id
    with duties.rules(duties.rule()):
        duties.told(chexi, "test_meeting", DAY, key="one")
        with Scope.office(baini).opened():
            assert db.session.execute(select(FactRow)).all() == []
            assert db.session.execute(select(StandingRow)).all() == []
            with pytest.raises(ProgrammingError, match="row-level security"):
                emit("test_meeting", tenant_id=chexi, at=duties.noon(DAY), now=duties.noon(DAY), key="two")


def test_the_public_has_no_right_to_facts(cast: Cast) -> None:
    for table in (FactRow, StandingRow):
        with Scope.public(cast.chexi.tenant.id).opened(), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(table)).all()


def test_a_county_sees_and_notes_of_the_units_below_and_of_no_others(app: Application, cast: Cast) -> None:
    chexi, baini, county = cast.chexi.tenant.id, cast.baini.tenant.id, cast.lixian.tenant.id
    scope = Scope.subtree(county, [chexi], cast.inspector.person_id)
    with duties.rules(duties.rule()):
        duties.told(baini, "test_meeting", DAY, key="one")
        with scope.opened():
            emit("test_meeting", tenant_id=chexi, at=duties.noon(DAY), now=duties.noon(DAY), key="seen")
            db.session.commit()
        with scope.opened():
            assert {row.tenant_id for row in db.session.execute(select(FactRow)).scalars()} == {chexi}
            assert {row.tenant_id for row in db.session.execute(select(StandingRow)).scalars()} == {chexi}
