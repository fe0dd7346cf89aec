"""Standards, campaigns and sheets at every point, made by the actions themselves; 澧县 supervises 车溪乡."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from gkcloud.access.policy import Actor, Role
from gkcloud.campaigns import actions, queries
from gkcloud.campaigns.actions import CampaignPlan, Typed
from gkcloud.campaigns.model import Campaign
from gkcloud.campaigns.queries import SheetView
from gkcloud.campaigns.rules import CampaignKind, Period, SheetKind
from gkcloud.database import db, utc_now
from gkcloud.people.model import Membership
from gkcloud.standards import actions as standards
from gkcloud.standards import queries as library
from gkcloud.standards.answering import Result
from gkcloud.standards.rules import Content, Item, Level, Scoring, Section
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from tests.factories.objects import PNG
from tests.factories.people_objects import member, person
from tests.factories.posts import as_actor

# Small, and with one item of each kind: 40 points that count.
SMALL = Content(
    code="small",
    title="公开工作抽查标准",
    sections=(
        Section(
            code="1",
            title="公开",
            items=(
                Item(
                    code="1.1",
                    text="上季度公开内容按时张榜",
                    points=10,
                    scoring=Scoring.AUTO,
                    duty="D113",
                    evidence="照片",
                ),
                Item(code="1.2", text="有专人负责", points=10, evidence="分工文件"),
                Item(
                    code="1.3",
                    text="热线能打通",
                    points=10,
                    scoring=Scoring.SCALE,
                    levels=(
                        Level(name="能打通", share=100),
                        Level(name="偶尔打不通", share=50),
                        Level(name="打不通", share=0),
                    ),
                ),
                Item(code="1.4", text="抽查名单", points=6, scoring=Scoring.SAMPLE, sample=3),
                Item(code="1.5", text="错别字", points=4, scoring=Scoring.DEDUCTION, each=1),
                Item(code="1.6", text="经验被采用", points=3, scoring=Scoring.BONUS),
                Item(code="V1", text="泄露国家秘密", scoring=Scoring.VETO),
            ),
        ),
    ),
)
ALL_MET = (
    Typed("1.1", Result.MET),
    Typed("1.2", Result.MET),
    Typed("1.3", None, value=100),  # type: ignore[arg-type]
    Typed("1.4", None, value=3, of=3),  # type: ignore[arg-type]
    Typed("1.5", None, value=0),  # type: ignore[arg-type]
    Typed("1.6", None, value=0),  # type: ignore[arg-type]
    Typed("V1", Result.MET),
)


def over(actor: Actor) -> Scope:
    """Return the scope of a county's inspector over everything below."""
    assert actor.tenant_id is not None
    tree = directory()
    below = tree.below(tree.by_id(actor.tenant_id))
    return Scope.subtree(actor.tenant_id, (each.id for each in below), actor.person_id)


def standard_row(actor: Actor, content: Content = SMALL) -> tuple[uuid.UUID, uuid.UUID]:
    """Keep a standard of the county's own; return its id and its version's. For use inside a scope."""
    from gkcloud.standards.model import Standard, StandardVersion

    assert actor.tenant_id is not None
    known = [each for each in library.list_standards(actor.tenant_id) if each.row.code == content.code]
    if known:
        return known[0].row.id, known[0].newest.id
    now, key = utc_now(), {"tenant_id": actor.tenant_id, "created_by": actor.person_id}
    row = Standard(**key, id=uuid.uuid4(), code=content.code, title=content.title, created_at=now, updated_at=now)
    db.session.add(row)
    db.session.flush()
    version = StandardVersion(
        **key,
        id=uuid.uuid4(),
        standard_id=row.id,
        number=1,
        title=content.title,
        content=content.as_json(),
        content_hash=content.content_hash(),
        note="",
        created_at=now,
    )
    db.session.add(version)
    db.session.flush()
    return row.id, version.id


def standard(actor: Actor, content: Content = SMALL) -> tuple[uuid.UUID, uuid.UUID]:
    """Keep a standard of the county's own; return its id and its version's."""
    with as_actor(actor).opened():
        made = standard_row(actor, content)
        db.session.commit()
        return made


def changed_standard(actor: Actor) -> uuid.UUID:
    """Return a shipped standard of the county's with a change that is not published yet."""
    from decimal import Decimal

    from gkcloud.standards.rules import repointed

    with as_actor(actor).opened():
        row = standards.adopt("township", actor=actor, now=utc_now())
        content = library.content_of(library.view_of(row).newest)
        standards.edit(row.id, repointed(content, {"1.1": Decimal(9)}, {"2.6"}), actor=actor, now=utc_now())
        db.session.commit()
        return row.id


def plan(
    actor: Actor,
    targets: Sequence[Tenant],
    version_id: uuid.UUID,
    kind: CampaignKind = CampaignKind.HALF_YEAR,
    **given: object,
) -> CampaignPlan:
    """Return a plan for this year's second half, ending in two weeks."""
    today = local(utc_now()).date()
    values: dict[str, object] = {
        "kind": kind,
        "title": f"下半年政务公开{kind.label}",
        "period": Period(date(today.year, 7, 1), date(today.year, 12, 31)),
        "version_id": version_id,
        "has_self_check": kind.may_self_check,
        "has_inspection": kind is not CampaignKind.SELF_CHECK,
        "self_check_due": today + timedelta(days=7) if kind.may_self_check else None,
        "ends_on": today + timedelta(days=14),
        "targets": frozenset(each.id for each in targets),
        "inspectors": frozenset({actor.person_id}),
    }
    return CampaignPlan(**{**values, **given})  # type: ignore[arg-type]


def planned(
    actor: Actor, targets: Sequence[Tenant], kind: CampaignKind = CampaignKind.HALF_YEAR, **given: object
) -> uuid.UUID:
    """Return a campaign that was not opened yet."""
    with over(actor).opened():
        db.session.connection()  # as a request does before its page runs
        version_id = given.pop("version_id", None) or standard_row(actor)[1]
        assert isinstance(version_id, uuid.UUID)
        row = actions.create(plan(actor, targets, version_id, kind, **given), actor=actor, now=utc_now())
        db.session.commit()
        return row.id


def opened(
    actor: Actor, targets: Sequence[Tenant], kind: CampaignKind = CampaignKind.HALF_YEAR, **given: object
) -> uuid.UUID:
    """Return a campaign that is under way."""
    campaign_id = planned(actor, targets, kind, **given)
    with over(actor).opened():
        actions.open_campaign(campaign_id, "两次检查内容不同。", actor=actor, now=utc_now())
        db.session.commit()
    return campaign_id


def closed(actor: Actor, campaign_id: uuid.UUID) -> None:
    with over(actor).opened():
        actions.close(campaign_id, is_sure=True, actor=actor, now=utc_now())
        db.session.commit()


def sheet_id(actor: Actor, campaign_id: uuid.UUID, target: Tenant, kind: SheetKind) -> uuid.UUID:
    """Return the id of a unit's sheet."""
    with over(actor).opened():
        view = queries.view_of(db.session.get_one(Campaign, (actor.tenant_id, campaign_id)), actor)
        sheet = view.sheet(target.id, kind)
        assert sheet is not None
        return sheet.id


def here(actor: Actor) -> Scope:
    """Return the scope in which somebody fills sheets in: an inspector over the subtree, an official at home."""
    return over(actor) if Role.INSPECTOR in actor.roles else as_actor(actor)


def say(actor: Actor, sheet: uuid.UUID, *typed: Typed, now: datetime | None = None) -> SheetView:
    """Let somebody answer items, and return the sheet."""
    with here(actor).opened():
        for each in typed:
            saved = actions.save(sheet, each, actor=actor, now=now or utc_now())
        db.session.commit()
        return saved.view


def photo(actor: Actor, sheet: uuid.UUID, item: str = "1.1", data: bytes = PNG, key: str = "") -> uuid.UUID:
    with here(actor).opened():
        file = actions.add_file(sheet, item, data, "现场.png", key or uuid.uuid4().hex, actor=actor, now=utc_now())
        db.session.commit()
        return file.id


def submitted(actor: Actor, sheet: uuid.UUID, *typed: Typed) -> SheetView:
    """Let somebody fill a sheet in and hand it in."""
    say(actor, sheet, *(typed or ALL_MET))
    with here(actor).opened():
        view = actions.submit(sheet, "总体较好。", actor=actor, now=utc_now())
        db.session.commit()
        return view


def end_role(actor: Actor) -> None:
    """Take a person's role away."""
    with Scope.platform().opened():
        db.session.query(Membership).filter_by(tenant_id=actor.tenant_id, person_id=actor.person_id).update(
            {"ended_at": utc_now()}
        )
        db.session.commit()


def second_inspector(tenant: Tenant) -> Actor:
    """Return another inspector of a county, who holds the role."""
    return Actor(member(tenant, Role.INSPECTOR), "王五", tenant.id, frozenset({Role.INSPECTOR}))


def _inspector_of(tenant: Tenant) -> Actor:
    return Actor(person(), "督查员", tenant.id, frozenset({Role.INSPECTOR}))


def _campaign(tenant: Tenant) -> uuid.UUID:
    return opened(_inspector_of(tenant), [tenant])


def _planned(tenant: Tenant) -> tuple[Actor, uuid.UUID]:
    actor = _inspector_of(tenant)
    return actor, opened(actor, [tenant])


def _sheet(tenant: Tenant) -> uuid.UUID:
    actor, campaign_id = _planned(tenant)
    return sheet_id(actor, campaign_id, tenant, SheetKind.SELF_CHECK)


def _photo(tenant: Tenant) -> uuid.UUID:
    actor, campaign_id = _planned(tenant)
    sheet = sheet_id(actor, campaign_id, tenant, SheetKind.INSPECTION)
    return photo(actor, sheet)


FACTORIES = {
    "standard_id": lambda tenant: standard(_inspector_of(tenant))[0],
    "version_id": lambda tenant: standard(_inspector_of(tenant))[1],
    "campaign_id": _campaign,
    "sheet_id": _sheet,
    "photo_id": _photo,
    "target_id": lambda tenant: tenant.id,
    "place": lambda _tenant: 1,
}
