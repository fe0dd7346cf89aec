"""How the actions of rectification come about, between 澧县 and 车溪乡."""

import uuid
from dataclasses import replace

from gkcloud.database import utc_now
from gkcloud.printing.actions import set_paper
from gkcloud.rectification import actions
from gkcloud.rectification.appealing import Ruling
from tests.factories import inspected, posts, rectifying
from tests.factories.cast import Cast
from tests.factories.inspected import county_desk
from tests.factories.scenarios import Scenario, scenario


@scenario("finding.record")
def _record_finding(cast: Cast) -> Scenario:
    actor, problem = cast.inspector, actions.Problem(cast.chexi.tenant.id, "意见箱无人开启")
    return Scenario(county_desk(actor), lambda: actions.record_finding(problem, actor=actor, now=utc_now()))


@scenario("finding.drop")
def _drop_finding(cast: Cast) -> Scenario:
    actor, finding_id = cast.inspector, rectifying.finding(cast.chexi.tenant, cast.inspector)
    return Scenario(county_desk(actor), lambda: actions.drop_finding(finding_id, actor=actor, now=utc_now()))


@scenario("order.draft")
def _draft_order(cast: Cast) -> Scenario:
    actor, unit, made = cast.inspector, cast.chexi.tenant, uuid.uuid4()
    said = rectifying.text()
    return Scenario(
        county_desk(actor), lambda: actions.draft_order(unit.id, said, actor=actor, now=utc_now(), order_id=made)
    )


@scenario("order.edit")
def _edit_order(cast: Cast) -> Scenario:
    actor, finding_id = cast.inspector, rectifying.finding(cast.chexi.tenant, cast.inspector)
    order_id = rectifying.draft(cast.chexi.tenant, actor)
    said = replace(rectifying.text(), title="改过的标题", problems=(), finding_ids=(finding_id,))
    return Scenario(county_desk(actor), lambda: actions.edit_order(order_id, said, actor=actor, now=utc_now()))


@scenario("order.discard")
def _discard_order(cast: Cast) -> Scenario:
    actor, order_id = cast.inspector, rectifying.draft(cast.chexi.tenant, cast.inspector)
    return Scenario(county_desk(actor), lambda: actions.discard_order(order_id, actor=actor, now=utc_now()))


@scenario("order.issue")
def _issue_order(cast: Cast) -> Scenario:
    actor, order_id = cast.inspector, rectifying.draft(cast.chexi.tenant, cast.inspector)
    return Scenario(county_desk(actor), lambda: actions.issue_order(order_id, actor=actor, now=utc_now()))


@scenario("order.receive")
def _receive_order(cast: Cast) -> Scenario:
    actor, order_id = cast.chexi.author, rectifying.issued(cast.chexi.tenant, cast.inspector)
    return Scenario(posts.as_actor(actor), lambda: actions.receive_order(order_id, actor=actor, now=utc_now()))


@scenario("order.request")
def _request_time(cast: Cast) -> Scenario:
    actor, order_id = cast.chexi.author, rectifying.issued(cast.chexi.tenant, cast.inspector)
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.request_time(order_id, "设备未到货。", key="k", actor=actor, now=utc_now()),
    )


@scenario("order.prove")
def _send_proof(cast: Cast) -> Scenario:
    actor, order_id = cast.chexi.author, rectifying.issued(cast.chexi.tenant, cast.inspector)
    photo = rectifying.photo()
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.send_proof(order_id, "已更新。", [photo, photo], key="k", actor=actor, now=utc_now()),
    )


@scenario("order.close")
def _close_order(cast: Cast) -> Scenario:
    actor, order_id = cast.inspector, rectifying.answered(cast.chexi.tenant, cast.inspector)
    return Scenario(
        county_desk(actor), lambda: actions.close_order(order_id, "属实。", key="k", actor=actor, now=utc_now())
    )


@scenario("order.renew")
def _renew_order(cast: Cast) -> Scenario:
    actor, order_id = cast.inspector, rectifying.answered(cast.chexi.tenant, cast.inspector)
    due, said = rectifying.due(20), "照片不清楚。"
    return Scenario(
        county_desk(actor), lambda: actions.renew_order(order_id, due, said, key="k", actor=actor, now=utc_now())
    )


@scenario("order.withdraw")
def _withdraw_order(cast: Cast) -> Scenario:
    actor, order_id = cast.inspector, rectifying.issued(cast.chexi.tenant, cast.inspector)
    return Scenario(
        county_desk(actor),
        lambda: actions.withdraw_order(order_id, "下达有误。", key="k", actor=actor, now=utc_now()),
    )


@scenario("appeal.file")
def _file_appeal(cast: Cast) -> Scenario:
    actor, sheet, made = cast.chexi.signer, inspected.score_told(cast.chexi.tenant), uuid.uuid4()
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.file_appeal(sheet, ["A.1"], "已更新两次。", key=made, actor=actor, now=utc_now()),
    )


@scenario("appeal.decide")
def _decide_appeal(cast: Cast) -> Scenario:
    actor, appeal_id = cast.inspector, rectifying.appeal(cast.chexi.tenant, cast.chexi.signer)
    ruling = Ruling("材料属实。", rectifying.ruling_total())
    return Scenario(county_desk(actor), lambda: actions.decide_appeal(appeal_id, ruling, actor=actor, now=utc_now()))


@scenario("mention.record")
def _record_mention(cast: Cast) -> Scenario:
    actor, said = cast.inspector, rectifying.mention_text(cast.chexi.tenant)
    return Scenario(county_desk(actor), lambda: actions.record_mention(said, actor=actor, now=utc_now()))


@scenario("mention.withdraw")
def _withdraw_mention(cast: Cast) -> Scenario:
    actor, mention_id = cast.inspector, rectifying.mention(cast.chexi.tenant, cast.inspector)
    return Scenario(
        county_desk(actor), lambda: actions.withdraw_mention(mention_id, "登记有误。", actor=actor, now=utc_now())
    )


@scenario("circular.draft")
def _draft_circular(cast: Cast) -> Scenario:
    actor, said, made = cast.inspector, rectifying.circular_text(cast.lixian.tenant), uuid.uuid4()
    return Scenario(
        county_desk(actor), lambda: actions.draft_circular(said, actor=actor, now=utc_now(), circular_id=made)
    )


@scenario("circular.edit")
def _edit_circular(cast: Cast) -> Scenario:
    actor, circular_id = cast.inspector, rectifying.signed_circular(cast.lixian.tenant, cast.inspector)
    said, seen = rectifying.circular_text(cast.lixian.tenant, passed=2), rectifying.seen_hash(actor, circular_id)
    return Scenario(
        county_desk(actor),
        lambda: actions.edit_circular(circular_id, said, base_hash=seen, actor=actor, now=utc_now()),
    )


@scenario("circular.submit")
def _submit_circular(cast: Cast) -> Scenario:
    actor, circular_id = cast.inspector, rectifying.circular(cast.lixian.tenant, cast.inspector)
    return Scenario(county_desk(actor), lambda: actions.submit_circular(circular_id, actor=actor, now=utc_now()))


@scenario("circular.sign")
def _sign_circular(cast: Cast) -> Scenario:
    actor, circular_id = cast.lixian.signer, rectifying.submitted_circular(cast.lixian.tenant, cast.inspector)
    seen = rectifying.seen_hash(actor, circular_id)
    return Scenario(
        county_desk(actor), lambda: actions.sign_circular(circular_id, seen_hash=seen, actor=actor, now=utc_now())
    )


@scenario("circular.send-back")
def _send_back(cast: Cast) -> Scenario:
    actor, circular_id = cast.lixian.signer, rectifying.submitted_circular(cast.lixian.tenant, cast.inspector)
    return Scenario(
        county_desk(actor), lambda: actions.send_back_circular(circular_id, "请再核对。", actor=actor, now=utc_now())
    )


@scenario("circular.issue")
def _issue_circular(cast: Cast) -> Scenario:
    actor, circular_id = cast.inspector, rectifying.signed_circular(cast.lixian.tenant, cast.inspector)
    return Scenario(county_desk(actor), lambda: actions.issue_circular(circular_id, actor=actor, now=utc_now()))


@scenario("circular.to-post")
def _to_post(cast: Cast) -> Scenario:
    actor, circular_id = cast.inspector, rectifying.signed_circular(cast.lixian.tenant, cast.inspector)
    return Scenario(posts.as_actor(actor), lambda: actions.circular_to_post(circular_id, actor=actor, now=utc_now()))


@scenario("circular.discard")
def _discard_circular(cast: Cast) -> Scenario:
    actor, circular_id = cast.inspector, rectifying.circular(cast.lixian.tenant, cast.inspector)
    return Scenario(county_desk(actor), lambda: actions.discard_circular(circular_id, actor=actor, now=utc_now()))


@scenario("printing.set")
def _set_paper(cast: Cast) -> Scenario:
    actor, tenant, made = cast.inspector, cast.lixian.tenant, uuid.uuid4()
    today = rectifying.today()
    paper = rectifying.circular_text(tenant).paper(formed_on=today)
    return Scenario(
        county_desk(actor), lambda: set_paper(paper, made, tenant, issued_on=today, actor=actor, now=utc_now())
    )
