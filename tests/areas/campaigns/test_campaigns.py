"""A campaign from its plan to its end, and what goes wrong on the way."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from gkcloud.campaigns import actions, facts, queries
from gkcloud.campaigns.actions import CampaignRefused, Typed
from gkcloud.campaigns.facts import SupervisionFact
from gkcloud.campaigns.model import Campaign, Sheet
from gkcloud.campaigns.rules import CampaignKind, SheetKind
from gkcloud.database import db, utc_now
from gkcloud.standards import actions as standards
from gkcloud.standards.answering import Result
from gkcloud.standards.rules import repointed
from gkcloud.tenancy.directory import Tenant, forget_directory
from gkcloud.tenancy.model import TenantRecord
from gkcloud.tenancy.scope import Scope
from tests.factories import supervised
from tests.factories.cast import Cast
from tests.factories.posts import as_actor

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def told() -> object:
    """Everything that is told to whoever listens."""
    heard: list[SupervisionFact] = []
    facts.listen(heard.append)
    yield heard
    facts.forget(heard.append)


def others(cast: Cast, count: int) -> list[Tenant]:
    return [each for each in cast.lixian.tenant.children if each.id != cast.chexi.tenant.id][:count]


def view(cast: Cast, campaign_id: uuid.UUID) -> queries.CampaignView:
    row = db.session.get_one(Campaign, (cast.lixian.tenant.id, campaign_id), populate_existing=True)
    return queries.view_of(row, cast.inspector)


def test_opening_hands_out_a_self_check_and_an_inspection_to_each_unit(
    cast: Cast, told: list[SupervisionFact]
) -> None:
    targets = [cast.chexi.tenant, *others(cast, 2)]
    campaign_id = supervised.opened(cast.inspector, targets)
    with supervised.over(cast.inspector).opened():
        found = view(cast, campaign_id)
        assert len(found.sheets) == 6
        assert {each.target_id for each in found.targets} == {each.id for each in targets}
    assert [(each.kind, each.tenant_id) for each in told] == [("campaign_opened", cast.lixian.tenant.id)]


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [
        (CampaignKind.SELF_CHECK, {SheetKind.SELF_CHECK}),
        (CampaignKind.SPECIAL, set(SheetKind)),
        (CampaignKind.UNANNOUNCED, {SheetKind.INSPECTION}),
    ],
)
def test_the_kind_decides_who_gets_a_sheet(cast: Cast, kind: CampaignKind, kinds: set[SheetKind]) -> None:
    campaign_id = supervised.opened(cast.inspector, [cast.chexi.tenant], kind)
    with supervised.over(cast.inspector).opened():
        assert {SheetKind(each.kind) for each in view(cast, campaign_id).sheets} == kinds


def test_an_overlapping_campaign_is_refused_until_somebody_says_why_it_is_needed(cast: Cast) -> None:
    supervised.opened(cast.inspector, [cast.chexi.tenant])
    again = supervised.planned(cast.inspector, [cast.chexi.tenant], title="再查一遍")
    with supervised.over(cast.inspector).opened():
        with pytest.raises(CampaignRefused, match=r"同类督查时段重叠：《下半年政务公开半年督查》（.*车溪乡.*）"):
            actions.open_campaign(again, actor=cast.inspector, now=utc_now())
        row = actions.open_campaign(again, "上次之后有信访。", actor=cast.inspector, now=utc_now())
        assert (row.state, row.overlap_reason) == ("open", "上次之后有信访。")


def test_another_kind_at_the_same_time_is_no_overlap(cast: Cast) -> None:
    supervised.opened(cast.inspector, [cast.chexi.tenant])
    special = supervised.planned(cast.inspector, [cast.chexi.tenant], CampaignKind.SPECIAL)
    with supervised.over(cast.inspector).opened():
        assert actions.open_campaign(special, actor=cast.inspector, now=utc_now()).overlap_reason == ""


def test_a_standard_changed_under_way_changes_neither_the_sheets_nor_the_scores(cast: Cast) -> None:
    standard_id, version_id = supervised.standard(cast.inspector)
    campaign_id = supervised.opened(cast.inspector, [cast.chexi.tenant])
    sheet = supervised.sheet_id(cast.inspector, campaign_id, cast.chexi.tenant, SheetKind.INSPECTION)
    supervised.say(cast.inspector, sheet, *supervised.ALL_MET[:3])
    with as_actor(cast.inspector).opened():
        changed = repointed(supervised.SMALL, {"1.2": Decimal(1)}, {"1.3"})
        standards.edit(standard_id, changed, actor=cast.inspector, now=utc_now())
        newer = standards.publish(standard_id, "", actor=cast.inspector, now=utc_now())
        db.session.commit()
        assert newer.number == 2
    found = supervised.submitted(cast.inspector, sheet)
    assert found.campaign.version_id == version_id
    assert (found.score.possible, found.row.total) == (Decimal(40), Decimal("100.00"))


def test_a_plan_takes_no_version_that_was_replaced(cast: Cast) -> None:
    standard_id, version_id = supervised.standard(cast.inspector)
    with as_actor(cast.inspector).opened():
        standards.edit(
            standard_id, repointed(supervised.SMALL, {"1.2": Decimal(1)}), actor=cast.inspector, now=utc_now()
        )
        standards.publish(standard_id, "", actor=cast.inspector, now=utc_now())
        db.session.commit()
    plan = supervised.plan(cast.inspector, [cast.chexi.tenant], version_id)
    with supervised.over(cast.inspector).opened(), pytest.raises(CampaignRefused, match="有了新版本"):
        actions.create(plan, actor=cast.inspector, now=utc_now())


def test_a_unit_of_another_county_cannot_be_a_target(cast: Cast) -> None:
    _, version_id = supervised.standard(cast.inspector)
    plan = supervised.plan(cast.inspector, [cast.baini.tenant], version_id)
    with supervised.over(cast.inspector).opened(), pytest.raises(CampaignRefused, match="不属于本县"):
        actions.create(plan, actor=cast.inspector, now=utc_now())


def test_a_standard_for_townships_does_not_fit_a_department(cast: Cast) -> None:
    with as_actor(cast.inspector).opened():
        standard_id = standards.adopt("township", actor=cast.inspector, now=utc_now()).id
        db.session.commit()
    department = next(each for each in cast.lixian.tenant.children if each.kind.value == "department")
    with supervised.over(cast.inspector).opened():
        from gkcloud.standards import queries as library

        version_id = library.access_standard(standard_id, cast.lixian.tenant.id).newest.id
        plan = supervised.plan(cast.inspector, [department], version_id)
        with pytest.raises(CampaignRefused, match=f"所选标准不适用于{department.name}"):
            actions.create(plan, actor=cast.inspector, now=utc_now())


def test_a_unit_merged_before_the_opening_has_to_leave_the_list(cast: Cast) -> None:
    campaign_id = supervised.planned(cast.inspector, [cast.chexi.tenant])
    with Scope.platform().opened():
        db.session.execute(
            update(TenantRecord).where(TenantRecord.id == cast.chexi.tenant.id).values(status="closed")
        )
        db.session.commit()
    forget_directory()
    with (
        supervised.over(cast.inspector).opened(),
        pytest.raises(CampaignRefused, match="已撤并或停用，请先从名单中去掉"),
    ):
        actions.open_campaign(campaign_id, actor=cast.inspector, now=utc_now())


def test_a_campaign_whose_last_day_is_over_is_not_opened(cast: Cast) -> None:
    campaign_id = supervised.planned(cast.inspector, [cast.chexi.tenant])
    with supervised.over(cast.inspector).opened(), pytest.raises(CampaignRefused, match="结束日期已经过去"):
        actions.open_campaign(campaign_id, actor=cast.inspector, now=utc_now() + timedelta(days=30))


def test_ending_tells_each_units_result_once(cast: Cast, told: list[SupervisionFact]) -> None:
    other = others(cast, 1)[0]
    campaign_id = supervised.opened(cast.inspector, [cast.chexi.tenant, other])
    own, inspected = (supervised.sheet_id(cast.inspector, campaign_id, cast.chexi.tenant, kind) for kind in SheetKind)
    supervised.submitted(cast.chexi.author, own)
    supervised.submitted(
        cast.inspector, inspected, Typed("1.2", Result.NOT_MET), *supervised.ALL_MET[:1], *supervised.ALL_MET[2:]
    )
    with supervised.over(cast.inspector).opened():
        with pytest.raises(CampaignRefused, match="还有 1 张检查表没有提交"):
            actions.close(campaign_id, actor=cast.inspector, now=utc_now())
        actions.close(campaign_id, is_sure=True, actor=cast.inspector, now=utc_now())
        actions.close(campaign_id, is_sure=True, actor=cast.inspector, now=utc_now())
        db.session.commit()
    assert [(each.kind, each.tenant_id, each.value) for each in told[1:]] == [
        ("self_check_submitted", cast.chexi.tenant.id, Decimal("100.00")),
        ("inspection_closed", cast.chexi.tenant.id, None),
        ("appraised", cast.chexi.tenant.id, Decimal("75.00")),
    ]
    with as_actor(cast.chexi.author).opened():
        assert len(db.session.execute(select(Sheet)).scalars().all()) == 2


def test_nothing_is_filled_in_after_the_end(cast: Cast) -> None:
    campaign_id = supervised.opened(cast.inspector, [cast.chexi.tenant])
    own = supervised.sheet_id(cast.inspector, campaign_id, cast.chexi.tenant, SheetKind.SELF_CHECK)
    supervised.closed(cast.inspector, campaign_id)
    with pytest.raises(actions.SheetRefused, match="已结束，不能再填写"):
        supervised.say(cast.chexi.author, own, Typed("1.2", Result.MET))


def test_results_rank_each_kind_among_its_own_with_ties(cast: Cast) -> None:
    from gkcloud.campaigns import views

    towns = [each for each in cast.lixian.tenant.children if each.kind.value == "township"][:3]
    campaign_id = supervised.opened(cast.inspector, towns)
    for place, town in enumerate(towns):
        sheet = supervised.sheet_id(cast.inspector, campaign_id, town, SheetKind.INSPECTION)
        first = Typed("1.2", Result.NOT_MET if place == 2 else Result.MET)
        supervised.submitted(cast.inspector, sheet, supervised.ALL_MET[0], first, *supervised.ALL_MET[2:])
    with cast_request(cast), supervised.over(cast.inspector).opened():
        groups = views.result_groups(view(cast, campaign_id))
    assert [group["name"] for group in groups] == ["乡镇街道"]
    assert [(row["rank"], row["total"]) for row in groups[0]["rows"]] == [
        ("1（并列）", "100"),
        ("1（并列）", "100"),
        ("3", "75"),
    ]


def cast_request(cast: Cast) -> object:
    """Return a request at the county, in which addresses can be made."""
    from flask import current_app

    from gkcloud.tenancy.routing import REALM, SLUG, Realm

    environ = {REALM: Realm.TENANT, SLUG: cast.lixian.tenant.slug}
    return current_app.test_request_context("/", environ_overrides=environ)
