"""Everything there is to look at: posts at every point of their life, issues in every state, people with open matters.

The sweeps over pages draw each page for each of these, and the browser looks at some of them.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from gkcloud.campaigns.actions import Typed
from gkcloud.campaigns.rules import CampaignKind, SheetKind
from gkcloud.database import db, utc_now
from gkcloud.printing.kinds import MAKERS
from gkcloud.publishing.content import Disclosure
from gkcloud.standards.answering import Result
from gkcloud.supervision.rules import Verdict as Opinion
from gkcloud.tenancy.rules import Stage
from tests.factories import demonstrations, issues, posts, printings, quarterly, supervised, turns
from tests.factories.cast import Cast, Staff
from tests.factories.duty_scenarios import make_duties
from tests.factories.numbers import resident_id
from tests.factories.people_objects import delegation, invitation, member
from tests.factories.printing_scenarios import printed
from tests.factories.reminder_scenarios import channel

LONG_BODY = (
    "<h2>一、申领条件</h2><p>种植面积以村民小组登记为准，<strong>不得跨村重复申报</strong>。"
    '详见<a href="https://www.example.gov.cn/butie">补贴说明</a>。</p>'
    "<ol><li>持身份证和土地承包经营权证。</li><li>到便民服务大厅二号窗口登记。</li></ol>"
    "<h2>二、发放标准</h2><table><thead><tr><th>村名</th><th>户数</th><th>面积（亩）</th><th>金额（元）</th></tr></thead>"
    "<tbody><tr><td>牌楼村</td><td>212</td><td>1840</td><td>147200</td></tr>"
    "<tr><td>南阳村</td><td>187</td><td>1622</td><td>129760</td></tr></tbody></table>"
    "<blockquote><p>公示期五个工作日，有异议的向乡纪检办反映。</p></blockquote>"
)
CHANGED_BODY = LONG_BODY.replace("129760", "129860").replace("五个工作日", "七个工作日")


@dataclass(frozen=True)
class World:
    """The objects, each by what is special about it."""

    cast: Cast
    posts: dict[str, uuid.UUID]
    issues: dict[str, uuid.UUID]
    printings: dict[str, uuid.UUID]
    # Quarterly lists of 白泥镇, whose pack asks for them, with the posts on them.
    lists: dict[str, uuid.UUID]
    listed: list[uuid.UUID]
    # What 澧县 does with its demonstration units: by the names of arguments.
    demonstrations: dict[str, list[uuid.UUID]]
    # Supervision of 车溪乡 by 澧县.
    standards: list[uuid.UUID]
    campaigns: dict[str, uuid.UUID]
    sheets: dict[str, uuid.UUID]
    photos: list[uuid.UUID]


def make_world(cast: Cast) -> World:
    """Make it in 车溪乡, by the cast."""
    staff = cast.chexi
    delegation(staff.tenant)
    invitation(staff.tenant)
    member(staff.tenant)
    make_duties(cast)
    channel(staff.tenant)
    made = {**_before_the_public(staff), **_in_the_office(staff)}
    lists, listed = _quarterly_lists(cast.baini)
    shown = demonstrations.everything(cast)
    issues_made, printed_papers = _issues(staff, made["published"]), _printings(staff)
    return World(cast, made, issues_made, printed_papers, lists, listed, shown, *_supervision(cast))


def _supervision(
    cast: Cast,
) -> tuple[list[uuid.UUID], dict[str, uuid.UUID], dict[str, uuid.UUID], list[uuid.UUID]]:
    """Return standards, campaigns in every state, sheets begun, handed in and appraised, and photos."""
    inspector, unit = cast.inspector, cast.chexi.tenant
    standards = [supervised.standard(inspector)[0], supervised.changed_standard(inspector)]
    campaigns = {
        "planned": supervised.planned(inspector, [unit], CampaignKind.SPECIAL),
        "under way": supervised.opened(inspector, [unit], CampaignKind.INSPECTION),
        "unannounced": supervised.opened(inspector, [unit], CampaignKind.UNANNOUNCED),
        "over": supervised.opened(inspector, [unit]),
        "filled in": supervised.opened(inspector, [unit]),
    }
    sheets = {
        f"{name} {kind.value}": supervised.sheet_id(inspector, campaigns[name], unit, kind)
        for name in ("under way", "over", "filled in")
        for kind in SheetKind
    }
    photos = [
        supervised.photo(cast.chexi.author, sheets["under way self_check"]),
        supervised.photo(inspector, sheets["under way inspection"]),
    ]
    supervised.say(cast.chexi.author, sheets["under way self_check"], *supervised.ALL_MET[:3])
    supervised.say(cast.chexi.author, sheets["filled in self_check"], *supervised.ALL_MET)
    supervised.say(inspector, sheets["filled in inspection"], *supervised.ALL_MET)
    supervised.submitted(cast.chexi.author, sheets["over self_check"])
    differing = [Typed("1.2", Result.NOT_MET, reason="没有分工文件。"), *supervised.ALL_MET[2:]]
    excluded = Typed("1.1", Result.NOT_APPLICABLE, reason="无公开栏任务。")
    supervised.submitted(inspector, sheets["over inspection"], excluded, *differing)
    supervised.closed(inspector, campaigns["over"])
    return standards, campaigns, sheets, photos


def _quarterly_lists(staff: Staff) -> tuple[dict[str, uuid.UUID], list[uuid.UUID]]:
    """Return a list under review, one ready to be posted, the author's draft, and one with an objection."""
    last = quarterly.quarter_ended()
    posted, agreed = quarterly.submitted(staff, ("关于公布低保名单的公告",), quarter=last.before)
    quarterly.say(quarterly.member(staff), posted, agreed[0], Opinion.AGREE)
    reviewed, waiting = quarterly.submitted(staff, ("关于发放种植补贴的公告", "关于村道维修的公告"), quarter=last)
    draft, drafted = quarterly.draft(staff, ("关于春季防火的公告",), quarter=last.before.before)
    objected, doubted = quarterly.submitted(staff, ("关于水库承包的公告",), quarter=last.before.before.before)
    quarterly.say(quarterly.member(staff), objected, doubted[0], Opinion.OBJECT, "承包年限与公示栏不一致。")
    lists = {"under review": reviewed, "ready": posted, "draft": draft, "objected": objected}
    return lists, [*waiting, *agreed, *drafted, *doubted]


def _in_the_office(staff: Staff) -> dict[str, uuid.UUID]:
    roll = turns.attachment(staff, f"姓名,身份证号\n张三,{resident_id()}\n".encode(), "名册.csv")
    numbered = f"<p>申请人身份证号 {resident_id()}，请核对。</p>"
    made = {
        "draft": posts.draft(staff, title="关于冬修水利的通知", body_html=LONG_BODY),
        "unfinished": posts.draft(staff, title="还没有写完的稿子", columns=(), subject_class="", formed_on=None),
        "with findings": posts.draft(staff, title="惠农补贴名册", body_html=numbered, attachments=(roll,)),
        "discarded": turns.discarded(staff, title="不用了的稿子"),
        "returned": turns.returned(staff, title="退回的稿子"),
        "in review": posts.submitted(staff, title="关于秋季防火工作的通知", body_html=LONG_BODY),
        "at secrecy review": posts.submitted(staff, title="关于危房改造名单的公示"),
        "at sign-off": posts.at_sign_off(
            staff, title="关于惠农补贴发放安排的通知", body_html=LONG_BODY, attachments=(turns.attachment(staff),)
        ),
        "second at sign-off": posts.at_sign_off(staff, title="关于农村道路养护的公告"),
    }
    seen = posts.seen_hash(staff, made["at secrecy review"])
    posts.decide(staff.reviewer, made["at secrecy review"], Stage.REVIEW, seen)
    again = turns.returned(staff, title="改过又送来的稿子", body_html=LONG_BODY)
    made["changed since seen"] = turns.sent_again(staff, again, body_html=CHANGED_BODY, summary="按村公布。")
    return made


def _before_the_public(staff: Staff) -> dict[str, uuid.UUID]:
    with_file: dict[str, Any] = {"body_html": LONG_BODY, "attachments": (turns.attachment(staff),)}
    made = {
        "published": posts.published(staff, title="关于水稻种植补贴的公告", **with_file),
        "scheduled": posts.published(staff, title="关于征集意见的公告", publish_at=utc_now() + timedelta(days=1)),
        "filed": posts.published(
            staff, title="关于会议安排的通知", disclosure=Disclosure.WITHHELD, withheld_basis="内部事务信息"
        ),
        "being corrected": turns.being_corrected(staff, title="关于停水的公告"),
        "withdrawn": turns.withdrawn(staff, title="关于临时交通管制的公告"),
        "repealed": turns.repealed(staff, title="乡级河长制实施细则"),
        "urgent": turns.urgent(staff, title="山洪灾害红色预警"),
    }
    opened = turns.being_corrected(staff, title="关于公示更正的公告", body_html=LONG_BODY)
    made["corrected"] = turns.corrected(staff, opened, body_html=CHANGED_BODY)
    with posts.as_actor(staff.author).opened():
        printed(staff.tenant.id, made["published"])
        db.session.commit()
    made["interpretation"] = posts.published(staff, title="水稻种植补贴的解读", policy_id=made["published"])
    return made


def _issues(staff: Staff, post_id: uuid.UUID) -> dict[str, uuid.UUID]:
    return {
        "empty": issues.compiled(staff, []),
        "compiled": issues.compiled(staff, [post_id]),
        "waiting": issues.locked(staff, [post_id]),
        "in work": issues.in_work(staff, [post_id]),
        "failed": issues.in_work(staff, [post_id], error="第3页缺一个字，请改正后重新生成。"),
        "rendered": issues.rendered(staff, [post_id]),
        "public": issues.rendered(staff, [post_id], is_public=True),
    }


def _printings(staff: Staff) -> dict[str, uuid.UUID]:
    return {
        **{kind.value: printings.draft(staff, kind) for kind in MAKERS},
        "waiting": printings.locked(staff),
        "in work": printings.in_work(staff),
        "failed": printings.in_work(staff, error="第3条缺一个字，请改正后重新生成。"),
        "done": printings.done(staff),
        "public": printings.done(staff, is_public=True),
    }
