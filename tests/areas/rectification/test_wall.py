"""Attacks on what goes between a county and its units: another unit, another county, the public, and the unit itself."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import Table, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError

from gkcloud.database import db, utc_now
from gkcloud.models import Appeal, CircularDraft, Commendation, Finding, Order, OrderFile, OrderStep
from gkcloud.rectification import actions
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.scope import Scope
from tests.factories import inspected, rectifying
from tests.factories.cast import Cast

TABLES = (Order, OrderStep, OrderFile, Finding, Appeal, Commendation, CircularDraft)


def rows(scope: Scope, *, model: type = Order) -> int:
    with scope.opened():
        return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())


@pytest.fixture
def order_id(cast: Cast) -> uuid.UUID:
    """Return an answered order of 澧县 to 车溪乡, with everything else there is between the two."""
    unit = cast.chexi.tenant
    rectifying.appeal(unit)
    rectifying.mention(unit)
    rectifying.circular(cast.lixian.tenant)
    return rectifying.answered(unit, cast.inspector, cast.chexi.author)


def neighbour(unit: Tenant) -> Tenant:
    return next(each for each in inspected.county_of(unit).children if each.id != unit.id)


@pytest.mark.parametrize("model", TABLES)
def test_neither_another_unit_nor_another_county_nor_the_public_sees_a_row(
    model: type, cast: Cast, order_id: uuid.UUID
) -> None:
    unit, baini = cast.chexi.tenant, cast.baini.tenant
    yuqing = inspected.county_of(baini)
    assert rows(inspected.county_desk(cast.inspector), model=model) >= 1
    for tenant in (neighbour(unit), baini, yuqing):
        assert rows(Scope.office(tenant.id), model=model) == 0
    below = (each.id for each in directory().below(yuqing))
    assert rows(Scope.subtree(yuqing.id, below, cast.baini.signer.person_id), model=model) == 0
    with Scope.public(unit.id).opened(), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(select(func.count()).select_from(model))


@pytest.mark.parametrize("model", [Order, OrderStep, OrderFile, Finding, Appeal, Commendation])
def test_the_unit_sees_its_own(model: type, cast: Cast, order_id: uuid.UUID) -> None:
    assert rows(Scope.office(cast.chexi.tenant.id), model=model) >= 1


def test_the_unit_sees_no_draft_nor_any_circular_of_the_county(cast: Cast, order_id: uuid.UUID) -> None:
    unit = cast.chexi.tenant
    before = rows(Scope.office(unit.id)), rows(Scope.office(unit.id), model=Finding)
    rectifying.draft(unit, cast.inspector, problems=("还没有下达的问题",))
    assert (rows(Scope.office(unit.id)), rows(Scope.office(unit.id), model=Finding)) == before
    assert rows(Scope.office(unit.id), model=CircularDraft) == 0


def refused(scope: Scope, act: Callable[[], object]) -> None:
    """Expect the database to refuse an act, by its rights or by its policies."""
    with scope.opened(), pytest.raises(DBAPIError):
        act()


def changed(scope: Scope, table: Table, **values: object) -> int:
    with scope.opened():
        return db.session.execute(update(table).values(**values)).rowcount  # type: ignore[attr-defined, no-any-return]


def test_a_unit_sets_no_due_date_and_closes_nothing(cast: Cast, order_id: uuid.UUID) -> None:
    unit, orders = Scope.office(cast.chexi.tenant.id), Order.__table__
    for column in ("due_on", "title", "demand", "closed_at", "target_id"):
        refused(unit, lambda column=column: db.session.execute(update(orders).values({column: None})))  # type: ignore[misc]
    for state in ("closed", "withdrawn", "draft"):
        refused(unit, lambda state=state: db.session.execute(update(orders).values(state=state)))  # type: ignore[misc]
    refused(unit, lambda: db.session.execute(text("delete from rectification_orders")))


def test_a_unit_verifies_nothing_and_writes_for_nobody_else(cast: Cast, order_id: uuid.UUID) -> None:
    unit, county = cast.chexi.tenant, cast.lixian.tenant
    step = {
        "tenant_id": county.id,
        "id": uuid.uuid4(),
        "order_id": order_id,
        "target_id": unit.id,
        "position": 99,
        "text": "",
        "key": "x",
        "made_at": utc_now(),
    }
    for kind, made_in in (("closed", unit.id), ("renewed", unit.id), ("proof", county.id)):
        given = step | {"kind": kind, "made_in": made_in}
        refused(Scope.office(unit.id), lambda given=given: db.session.execute(insert(OrderStep).values(**given)))  # type: ignore[misc]
    # Not even with the right kind does a neighbour get into the order.
    other = neighbour(unit)
    given = step | {"kind": "proof", "made_in": other.id, "target_id": other.id}
    refused(Scope.office(other.id), lambda: db.session.execute(insert(OrderStep).values(**given)))


def test_a_unit_decides_no_appeal_and_changes_none(cast: Cast, order_id: uuid.UUID) -> None:
    unit = Scope.office(cast.chexi.tenant.id)
    assert changed(unit, Appeal.__table__, reason="改过的理由") == 0  # type: ignore[arg-type]
    assert changed(unit, Appeal.__table__, state="changed") == 0  # type: ignore[arg-type]
    refused(unit, lambda: db.session.execute(insert(Commendation).values(tenant_id=cast.chexi.tenant.id)))


def test_a_neighbour_reaches_no_order_by_its_id(cast: Cast, order_id: uuid.UUID) -> None:
    other = rectifying.author_of(neighbour(cast.chexi.tenant))
    for act in (
        lambda: actions.receive_order(order_id, actor=other, now=utc_now()),
        lambda: actions.send_proof(order_id, "已整改。", key="k", actor=other, now=utc_now()),
    ):
        with pytest.raises(actions.Refused, match="没有找到"):
            rectifying.by_unit(other, act)
