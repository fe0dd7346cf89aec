"""How the actions on standards, campaigns and sheets come about."""

import uuid
from decimal import Decimal

from gkcloud.campaigns import actions as campaigns
from gkcloud.campaigns.actions import Typed
from gkcloud.campaigns.rules import SheetKind
from gkcloud.database import utc_now
from gkcloud.standards import actions as standards
from gkcloud.standards.answering import Result
from gkcloud.standards.rules import repointed
from tests.factories import supervised
from tests.factories.cast import Cast
from tests.factories.objects import PNG
from tests.factories.posts import as_actor
from tests.factories.scenarios import Scenario, scenario


@scenario("standard.adopt")
def _adopt(cast: Cast) -> Scenario:
    actor = cast.inspector
    return Scenario(as_actor(actor), lambda: standards.adopt("township", actor=actor, now=utc_now()))


@scenario("standard.edit")
def _edit(cast: Cast) -> Scenario:
    actor, (standard_id, _) = cast.inspector, supervised.standard(cast.inspector)
    changed = repointed(supervised.SMALL, {"1.2": Decimal(12)})
    return Scenario(as_actor(actor), lambda: standards.edit(standard_id, changed, actor=actor, now=utc_now()))


@scenario("standard.publish")
def _publish(cast: Cast) -> Scenario:
    actor, standard_id = cast.inspector, supervised.changed_standard(cast.inspector)
    return Scenario(as_actor(actor), lambda: standards.publish(standard_id, "", actor=actor, now=utc_now()))


@scenario("standard.discard")
def _discard(cast: Cast) -> Scenario:
    actor, standard_id = cast.inspector, supervised.changed_standard(cast.inspector)
    return Scenario(as_actor(actor), lambda: standards.discard(standard_id, actor=actor, now=utc_now()))


@scenario("standard.retire")
def _retire(cast: Cast) -> Scenario:
    actor, (standard_id, _) = cast.inspector, supervised.standard(cast.inspector)
    return Scenario(as_actor(actor), lambda: standards.retire(standard_id, actor=actor, now=utc_now()))


@scenario("campaign.create")
def _create(cast: Cast) -> Scenario:
    actor, (_, version_id) = cast.inspector, supervised.standard(cast.inspector)
    plan = supervised.plan(actor, [cast.chexi.tenant], version_id)
    return Scenario(supervised.over(actor), lambda: campaigns.create(plan, actor=actor, now=utc_now()))


@scenario("campaign.edit")
def _edit_campaign(cast: Cast) -> Scenario:
    actor, (_, version_id) = cast.inspector, supervised.standard(cast.inspector)
    campaign_id = supervised.planned(actor, [cast.chexi.tenant])
    plan = supervised.plan(actor, [cast.chexi.tenant], version_id, title="改过的名称")
    return Scenario(supervised.over(actor), lambda: campaigns.edit(campaign_id, plan, actor=actor, now=utc_now()))


@scenario("campaign.open")
def _open(cast: Cast) -> Scenario:
    actor, campaign_id = cast.inspector, supervised.planned(cast.inspector, [cast.chexi.tenant])
    return Scenario(supervised.over(actor), lambda: campaigns.open_campaign(campaign_id, actor=actor, now=utc_now()))


@scenario("campaign.close")
def _close(cast: Cast) -> Scenario:
    actor, campaign_id = cast.inspector, supervised.opened(cast.inspector, [cast.chexi.tenant])
    return Scenario(
        supervised.over(actor), lambda: campaigns.close(campaign_id, is_sure=True, actor=actor, now=utc_now())
    )


@scenario("campaign.cancel")
def _cancel(cast: Cast) -> Scenario:
    actor, campaign_id = cast.inspector, supervised.opened(cast.inspector, [cast.chexi.tenant])
    return Scenario(supervised.over(actor), lambda: campaigns.cancel(campaign_id, actor=actor, now=utc_now()))


def _self_check(cast: Cast) -> uuid.UUID:
    campaign_id = supervised.opened(cast.inspector, [cast.chexi.tenant])
    return supervised.sheet_id(cast.inspector, campaign_id, cast.chexi.tenant, SheetKind.SELF_CHECK)


def _inspection(cast: Cast) -> uuid.UUID:
    campaign_id = supervised.opened(cast.inspector, [cast.chexi.tenant])
    return supervised.sheet_id(cast.inspector, campaign_id, cast.chexi.tenant, SheetKind.INSPECTION)


@scenario("sheet.save")
def _save(cast: Cast) -> Scenario:
    actor, sheet, typed = cast.chexi.author, _self_check(cast), Typed("1.2", Result.MET, key="k1", seen=0)
    return Scenario(as_actor(actor), lambda: campaigns.save(sheet, typed, actor=actor, now=utc_now()))


@scenario("sheet.add-file")
def _add_file(cast: Cast) -> Scenario:
    actor, sheet = cast.chexi.author, _self_check(cast)
    return Scenario(
        as_actor(actor), lambda: campaigns.add_file(sheet, "1.2", PNG, "图.png", "k1", actor=actor, now=utc_now())
    )


@scenario("sheet.remove-file")
def _remove_file(cast: Cast) -> Scenario:
    actor, sheet = cast.chexi.author, _self_check(cast)
    file_id = supervised.photo(actor, sheet)
    return Scenario(as_actor(actor), lambda: campaigns.remove_file(sheet, file_id, actor=actor, now=utc_now()))


@scenario("sheet.take-over")
def _take_over(cast: Cast) -> Scenario:
    actor, sheet = cast.inspector, _inspection(cast)
    other = supervised.second_inspector(cast.lixian.tenant)
    supervised.say(other, sheet, Typed("1.2", Result.MET))
    return Scenario(supervised.over(actor), lambda: campaigns.take_over(sheet, actor=actor, now=utc_now()))


@scenario("sheet.submit")
def _submit(cast: Cast) -> Scenario:
    actor, sheet = cast.chexi.author, _self_check(cast)
    supervised.say(actor, sheet, *supervised.ALL_MET)
    return Scenario(as_actor(actor), lambda: campaigns.submit(sheet, actor=actor, now=utc_now()))


@scenario("sheet.reopen")
def _reopen(cast: Cast) -> Scenario:
    actor, sheet = cast.inspector, _self_check(cast)
    supervised.submitted(cast.chexi.author, sheet)
    return Scenario(supervised.over(actor), lambda: campaigns.reopen(sheet, "请补照片。", actor=actor, now=utc_now()))


@scenario("sheet.correct")
def _correct(cast: Cast) -> Scenario:
    actor, sheet = cast.inspector, _inspection(cast)
    supervised.submitted(actor, sheet)
    changes = {"1.2": Typed("1.2", Result.NOT_MET)}
    return Scenario(
        supervised.over(actor),
        lambda: campaigns.correct(sheet, changes, "复核后更正。", actor=actor, now=utc_now()),
    )
