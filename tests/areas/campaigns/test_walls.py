"""The attack first: what another county, another unit, and the supervised unit itself must not see or write."""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import ProgrammingError

from gkcloud.access.policy import Actor, Role
from gkcloud.campaigns import actions
from gkcloud.campaigns.actions import SheetRefused, Typed
from gkcloud.campaigns.model import AnswerFile, Campaign, CampaignTarget, Sheet, SheetAnswer
from gkcloud.campaigns.rules import CampaignKind, SheetKind
from gkcloud.database import db, utc_now
from gkcloud.rectification.model import Appeal, Order, OrderStep
from gkcloud.standards.answering import Result
from gkcloud.standards.model import StandardVersion
from gkcloud.tenancy.scope import Scope
from tests.factories import supervised
from tests.factories.cast import Cast
from tests.factories.posts import as_actor
from tests.factories.signing_in import signed_in_client

pytestmark = pytest.mark.usefixtures("app")
TABLES = (Campaign, CampaignTarget, Sheet, SheetAnswer, AnswerFile, StandardVersion)


def rows(scope: Scope, model: type) -> int:
    with scope.opened():
        return len(db.session.execute(select(model)).scalars().all())


@pytest.fixture
def sheets(cast: Cast) -> tuple[uuid.UUID, uuid.UUID]:
    """A self-check and an inspection of 车溪乡, each with an answer and a photo."""
    campaign = supervised.opened(cast.inspector, [cast.chexi.tenant])
    own, inspected = (supervised.sheet_id(cast.inspector, campaign, cast.chexi.tenant, kind) for kind in SheetKind)
    for actor, sheet in ((cast.chexi.author, own), (cast.inspector, inspected)):
        supervised.say(actor, sheet, Typed("1.2", Result.MET))
        supervised.photo(actor, sheet)
    return own, inspected


def test_another_countys_unit_sees_no_row_of_any_table(cast: Cast, sheets: object) -> None:
    assert [rows(as_actor(cast.baini.author), model) for model in TABLES] == [0] * len(TABLES)
    outsider = Scope.subtree(cast.baini.tenant.id, (), cast.baini.author.person_id)
    assert [rows(outsider, model) for model in TABLES] == [0] * len(TABLES)


def test_a_unit_sees_its_own_self_check_and_not_what_the_inspector_writes(
    cast: Cast, sheets: tuple[uuid.UUID, uuid.UUID]
) -> None:
    with as_actor(cast.chexi.author).opened():
        seen = db.session.execute(select(Sheet)).scalars().all()
        assert [sheet.id for sheet in seen] == [sheets[0]]
        assert {each.sheet_id for each in db.session.execute(select(SheetAnswer)).scalars()} == {sheets[0]}
        assert {each.sheet_id for each in db.session.execute(select(AnswerFile)).scalars()} == {sheets[0]}


def test_a_unit_sees_no_other_unit_of_the_same_campaign(cast: Cast) -> None:
    other = next(each for each in cast.lixian.tenant.children if each.id != cast.chexi.tenant.id)
    supervised.opened(cast.inspector, [cast.chexi.tenant, other])
    with as_actor(cast.chexi.author).opened():
        assert db.session.execute(select(CampaignTarget.target_id)).scalars().all() == [cast.chexi.tenant.id]
        assert db.session.execute(select(Sheet.target_id)).scalars().all() == [cast.chexi.tenant.id]


def test_a_unit_learns_of_an_unannounced_inspection_when_it_is_over(cast: Cast) -> None:
    campaign = supervised.opened(cast.inspector, [cast.chexi.tenant], CampaignKind.UNANNOUNCED)
    sheet = supervised.sheet_id(cast.inspector, campaign, cast.chexi.tenant, SheetKind.INSPECTION)
    supervised.submitted(cast.inspector, sheet)
    assert [rows(as_actor(cast.chexi.signer), model) for model in TABLES] == [0] * len(TABLES)
    supervised.closed(cast.inspector, campaign)
    assert [rows(as_actor(cast.chexi.signer), model) > 0 for model in TABLES] == [True, True, True, True, False, True]


WRITES: dict[str, tuple[type, dict[str, object]]] = {
    "an answer": (SheetAnswer, {"result": "not_met"}),
    "a score": (Sheet, {"total": 100}),
    "the campaign": (Campaign, {"state": "closed"}),
    "a name": (CampaignTarget, {"name": "别的乡"}),
    "a photo": (AnswerFile, {"name": "x"}),
}


@pytest.mark.parametrize("what", sorted(WRITES))
def test_a_unit_cannot_change_what_the_county_wrote(
    cast: Cast, sheets: tuple[uuid.UUID, uuid.UUID], what: str
) -> None:
    model, values = WRITES[what]
    statement = update(model).values(**values)
    if hasattr(model, "sheet_id"):
        statement = statement.where(model.sheet_id == sheets[1])
    elif model is Sheet:
        statement = statement.where(Sheet.id == sheets[1])
    with as_actor(cast.chexi.author).opened():
        assert db.session.execute(statement).rowcount == 0  # type: ignore[attr-defined]


def test_a_unit_cannot_answer_an_inspectors_sheet_or_a_sheet_that_was_handed_in(
    cast: Cast, sheets: tuple[uuid.UUID, uuid.UUID]
) -> None:
    own, inspected = sheets
    values = {
        "tenant_id": cast.lixian.tenant.id,
        "target_id": cast.chexi.tenant.id,
        "item": "1.3",
        "result": "met",
        "reason": "",
        "version": 1,
        "keys": [],
        "answered_in": cast.chexi.tenant.id,
        "answered_by": cast.chexi.author.person_id,
        "answered_at": utc_now(),
    }
    with as_actor(cast.chexi.author).opened(), pytest.raises(ProgrammingError, match="row-level security"):
        db.session.execute(insert(SheetAnswer).values(sheet_id=inspected, **values))
    supervised.submitted(cast.chexi.author, own)
    with as_actor(cast.chexi.author).opened(), pytest.raises(ProgrammingError, match="row-level security"):
        db.session.execute(insert(SheetAnswer).values(sheet_id=own, **{**values, "item": "9.9"}))


def test_nobody_can_change_or_remove_a_version_of_a_standard(cast: Cast) -> None:
    supervised.standard(cast.inspector)
    for statement in (update(StandardVersion).values(note="改"), delete(StandardVersion)):
        with as_actor(cast.inspector).opened(), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(statement)


def test_a_row_cannot_name_another_unit_than_its_sheet_does(cast: Cast, sheets: tuple[uuid.UUID, uuid.UUID]) -> None:
    other = next(each for each in cast.lixian.tenant.children if each.id != cast.chexi.tenant.id)
    with supervised.over(cast.inspector).opened(), pytest.raises(Exception, match="foreign key"):
        db.session.execute(update(SheetAnswer).where(SheetAnswer.sheet_id == sheets[0]).values(target_id=other.id))


def test_a_unit_answers_an_order_but_cannot_close_it(cast: Cast) -> None:
    order_id, now = uuid.uuid4(), utc_now()
    key = {"tenant_id": cast.lixian.tenant.id, "target_id": cast.chexi.tenant.id}
    with supervised.over(cast.inspector).opened():
        order = Order(
            **key,
            id=order_id,
            title="整改通知",
            demand="限期整改。",
            state="issued",
            due_on=now.date(),
            first_due_on=now.date(),
            renewals=0,
            shown_at=now,
            created_by=cast.inspector.person_id,
            created_at=now,
            updated_at=now,
        )
        db.session.add(order)
        db.session.commit()
    step = {**key, "order_id": order_id, "text": "", "made_in": cast.chexi.tenant.id, "made_at": now}
    with as_actor(cast.chexi.author).opened():
        db.session.execute(insert(OrderStep).values(id=uuid.uuid4(), position=1, kind="proof", key="a", **step))
        db.session.execute(update(Order).values(state="answered"))
        db.session.commit()
    for statement in (
        update(Order).values(state="closed"),
        insert(OrderStep).values(id=uuid.uuid4(), position=2, kind="verified", key="b", **step),
    ):
        with as_actor(cast.chexi.author).opened(), pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(statement)  # type: ignore[call-overload]
    with as_actor(cast.baini.author).opened():
        assert db.session.execute(select(Order)).first() is None


def test_a_unit_files_an_appeal_and_cannot_decide_it(cast: Cast, sheets: tuple[uuid.UUID, uuid.UUID]) -> None:
    values = {
        "tenant_id": cast.lixian.tenant.id,
        "target_id": cast.chexi.tenant.id,
        "sheet_id": sheets[0],
        "items": ["1.2"],
        "reason": "材料已补。",
        "state": "filed",
        "filed_by": cast.chexi.signer.person_id,
        "filed_at": utc_now(),
        "decision": "",
    }
    with as_actor(cast.chexi.signer).opened():
        db.session.execute(insert(Appeal).values(id=uuid.uuid4(), **values))
        # No policy lets a unit change what it filed, so there is nothing that it could change.
        changed = update(Appeal).values(state="upheld").returning(Appeal.id)
        assert db.session.execute(changed).all() == []


@pytest.mark.parametrize("role", [role for role in Role if role in {Role.AUTHOR, Role.SIGNER, Role.REVIEWER}])
def test_officials_of_the_county_without_the_role_find_no_campaign(
    client: FlaskClient, cast: Cast, role: Role
) -> None:
    campaign = supervised.opened(cast.inspector, [cast.chexi.tenant])
    outsider = signed_in_client(client, cast.lixian[role])
    for path in ("campaigns", f"campaigns/{campaign}", f"campaigns/{campaign}/results", "standards"):
        assert outsider.get(f"/lixian/office/{path}").status_code == 404


def test_a_county_does_not_write_on_a_units_self_check(cast: Cast, sheets: tuple[uuid.UUID, uuid.UUID]) -> None:
    with supervised.over(cast.inspector).opened(), pytest.raises(SheetRefused, match="由被检查单位自己填写"):
        actions.save(sheets[0], Typed("1.2", Result.NOT_MET), actor=cast.inspector, now=utc_now())


def test_an_inspector_of_another_county_is_told_nothing(
    client: FlaskClient, cast: Cast, sheets: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stranger = Actor(cast.baini.author.person_id, "外县", cast.baini.tenant.id, frozenset({Role.INSPECTOR}))
    with Scope.subtree(cast.baini.tenant.id, (), stranger.person_id).opened(), pytest.raises(SheetRefused):
        actions.save(sheets[1], Typed("1.2", Result.NOT_MET), actor=stranger, now=utc_now())
