"""Orders, appeals, circulars and mentions at every point, made by the actions themselves, between 澧县 and 车溪乡."""

import struct
import uuid
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db, utc_now
from gkcloud.papers.circular import CircularPurpose
from gkcloud.rectification import actions, queries
from gkcloud.rectification.actions import MentionText, OrderText, Problem, Upload
from gkcloud.rectification.appealing import Ruling
from gkcloud.rectification.circulars import CircularText, Part, typed_annex
from gkcloud.rectification.model import CircularDraft
from gkcloud.rectification.rules import Mention, following_workday
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.clock import local
from gkcloud.worktime import due_after
from gkcloud.worktime.announced import ANNOUNCED
from tests.factories import inspected, posts
from tests.factories.cast import Cast
from tests.factories.inspected import county_desk, county_of
from tests.factories.people_objects import member

T = TypeVar("T")


def today() -> date:
    return local(utc_now()).date()


def due(days: int = 10) -> date:
    """Return a working day so many working days from today."""
    return due_after(today(), days, ANNOUNCED).day


def by_county(actor: Actor, act: Callable[[], T]) -> T:
    """Carry out an action as somebody of the county's, and commit."""
    with county_desk(actor).opened():
        result = act()
        db.session.commit()
        return result


def by_unit(actor: Actor, act: Callable[[], T]) -> T:
    """Carry out an action as somebody of the unit's, and commit."""
    with posts.as_actor(actor).opened():
        result = act()
        db.session.commit()
        return result


def inspector_of(county: Tenant) -> Actor:
    return Actor(member(county, Role.INSPECTOR), "督查员甲", county.id, frozenset({Role.INSPECTOR}))


def author_of(unit: Tenant) -> Actor:
    return Actor(member(unit), "采编员乙", unit.id, frozenset({Role.AUTHOR}))


def signer_of(tenant: Tenant) -> Actor:
    return Actor(member(tenant, Role.SIGNER), "签发人丙", tenant.id, frozenset({Role.SIGNER}))


def key() -> str:
    return str(uuid.uuid4())


def text(**given: Any) -> OrderText:
    said = OrderText(
        "公开栏更新问题整改",
        "对照问题逐项整改，按期报送整改情况，并附现场照片。",
        due(),
        problems=("第三季度公开栏没有更新", "两份文件超过二十个工作日才公开"),
    )
    return replace(said, **given)


def finding(unit: Tenant, inspector: Actor | None = None, title: str = "意见箱无人开启") -> uuid.UUID:
    """Return a problem that was found at a unit."""
    actor = inspector or inspector_of(county_of(unit))
    problem = Problem(unit.id, title, "现场查看，箱内有一个月前的信件。")
    return by_county(actor, lambda: actions.record_finding(problem, actor=actor, now=utc_now()).id)


def draft(unit: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    """Return an order in the making."""
    actor = inspector or inspector_of(county_of(unit))
    return by_county(actor, lambda: actions.draft_order(unit.id, text(**given), actor=actor, now=utc_now()).id)


def issued(unit: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    """Return an order that its unit has."""
    actor = inspector or inspector_of(county_of(unit))
    order_id = draft(unit, actor, **given)
    by_county(actor, lambda: actions.issue_order(order_id, actor=actor, now=utc_now()))
    return order_id


def answered(unit: Tenant, inspector: Actor | None = None, author: Actor | None = None, **given: Any) -> uuid.UUID:
    """Return an order whose unit has sent what it did, with a photo."""
    order_id, who = issued(unit, inspector, **given), author or author_of(unit)
    prove(who, order_id)
    return order_id


def prove(author: Actor, order_id: uuid.UUID, said: str = "公开栏已更新，照片附后。") -> None:
    by_unit(author, lambda: actions.send_proof(order_id, said, [photo()], key=key(), actor=author, now=utc_now()))


def photo(name: str = "公开栏.png") -> Upload:
    """Return a picture that no other is the same as."""
    return Upload(name, png(uuid.uuid4().bytes * 12))


def png(pixels: bytes, side: int = 8) -> bytes:
    """Return a grey picture of ``side`` by ``side`` pixels."""
    rows = b"".join(b"\0" + pixels[at * side : (at + 1) * side] for at in range(side))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def closed(unit: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    actor = inspector or inspector_of(county_of(unit))
    order_id = answered(unit, actor, **given)
    by_county(actor, lambda: actions.close_order(order_id, "现场复查属实。", key=key(), actor=actor, now=utc_now()))
    return order_id


def returned(unit: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    actor = inspector or inspector_of(county_of(unit))
    order_id, reason = answered(unit, actor, **given), "照片不是本季度的，请重新更新后报送。"
    by_county(actor, lambda: actions.renew_order(order_id, due(15), reason, key=key(), actor=actor, now=utc_now()))
    return order_id


def overdue(unit: Tenant, inspector: Actor | None = None, days: int = 20) -> uuid.UUID:
    """Return an order that was issued some days ago and should be answered by now."""
    actor = inspector or inspector_of(county_of(unit))
    then = utc_now() - timedelta(days=days)
    due_on = following_workday(local(then).date() + timedelta(days=3), ANNOUNCED)

    def act() -> uuid.UUID:
        row = actions.draft_order(unit.id, text(due_on=due_on), actor=actor, now=then)
        actions.issue_order(row.id, actor=actor, now=then)
        return row.id

    return by_county(actor, act)


def proof(unit: Tenant) -> uuid.UUID:
    """Return a file of an order that is answered."""
    return proof_of(answered(unit), author_of(unit))


def proof_of(order_id: uuid.UUID, author: Actor) -> uuid.UUID:
    """Return the first file of an order of the author's unit."""
    with posts.as_actor(author).opened():
        return queries.access_order(order_id, author, today()).files[0].id


def appeal(unit: Tenant, signer: Actor | None = None, sheet_id: uuid.UUID | None = None) -> uuid.UUID:
    """Return an appeal that waits to be decided."""
    who, sheet, made = signer or signer_of(unit), sheet_id or inspected.score_told(unit), uuid.uuid4()
    reason = "公开栏当季已更新两次，照片在附件里。"
    by_unit(who, lambda: actions.file_appeal(sheet, ["A.1"], reason, key=made, actor=who, now=utc_now()))
    return made


def circular_text(county: Tenant, **given: Any) -> CircularText:
    """Return a complete text of a circular."""
    said = CircularText(
        purpose=CircularPurpose.INSPECTION,
        subject="2026年下半年政务公开督查",
        issuers=county.name,
        basis="按照年度督查工作安排，县政府办公室于10月对各单位进行了检查。",
        period="2026年7月至10月",
        checked=2,
        passed=1,
        overview="平均得分83.25分。",
        good_practice="大堰垱镇：公开栏更新及时。",
        problems="车溪乡：公开栏没有更新。",
        requirements="有关单位要逐项整改。",
        report_by=today() + timedelta(days=30),
        annex=typed_annex("得分情况", ("位次", "单位", "得分"), [("1", "大堰垱镇", "90"), ("2", "车溪乡", "76.5")]),
        left_out=(Part.PROBLEMS, Part.ANNEX),
    )
    return replace(said, **given)


def circular(county: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    """Return a circular in the making."""
    actor, said = inspector or inspector_of(county), circular_text(county, **given)
    return by_county(actor, lambda: actions.draft_circular(said, actor=actor, now=utc_now()).id)


def submitted_circular(county: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    actor = inspector or inspector_of(county)
    circular_id = circular(county, actor, **given)
    by_county(actor, lambda: actions.submit_circular(circular_id, actor=actor, now=utc_now()))
    return circular_id


def seen_hash(actor: Actor, circular_id: uuid.UUID) -> str:
    with county_desk(actor).opened():
        return db.session.get_one(CircularDraft, (actor.tenant_id, circular_id)).content_hash


def signed_circular(county: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    circular_id, signer = submitted_circular(county, inspector, **given), signer_of(county)
    seen = seen_hash(signer, circular_id)
    by_county(signer, lambda: actions.sign_circular(circular_id, seen_hash=seen, actor=signer, now=utc_now()))
    return circular_id


def issued_circular(county: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    actor = inspector or inspector_of(county)
    circular_id = signed_circular(county, actor, **given)
    by_county(actor, lambda: actions.issue_circular(circular_id, actor=actor, now=utc_now()))
    return circular_id


def mention_text(unit: Tenant, **given: Any) -> MentionText:
    said = MentionText(unit.id, Mention.COMMENDED, "公开栏更新及时、内容完整。", "2026年下半年督查结果", today())
    return replace(said, **given)


def mention(unit: Tenant, inspector: Actor | None = None, **given: Any) -> uuid.UUID:
    """Return a commendation that its unit knows of."""
    actor = inspector or inspector_of(county_of(unit))
    said = mention_text(unit, **given)
    return by_county(actor, lambda: actions.record_mention(said, actor=actor, now=utc_now()).id)


def ruling_total() -> Decimal:
    return Decimal("88.5")


def everything(cast: Cast) -> dict[str, dict[str, uuid.UUID]]:
    """Return what the sweeps over pages draw, each by what is special about it."""
    unit, county = cast.chexi.tenant, cast.lixian.tenant
    finding(unit)
    asked, author = issued(unit, title="要求延期的整改"), cast.chexi.author
    by_unit(author, lambda: actions.receive_order(asked, actor=author, now=utc_now()))
    reason = "设备未到货，请延长十个工作日。"
    by_unit(author, lambda: actions.request_time(asked, reason, key=key(), actor=author, now=utc_now()))
    decided, inspector = appeal(unit), cast.inspector
    ruling = Ruling("照片属实，补记两分。", ruling_total(), {"A.1": Decimal(38)})
    by_county(inspector, lambda: actions.decide_appeal(decided, ruling, actor=inspector, now=utc_now()))
    mention(unit)
    shown = answered(unit)
    return {
        "proof_id": {"answered": proof_of(shown, author)},
        "order_id": {
            "draft": draft(unit, title="拟稿中的整改"),
            "issued": issued(unit),
            "asked": asked,
            "overdue": overdue(unit),
            "answered": shown,
            "returned": returned(unit),
            "closed": closed(unit),
        },
        "appeal_id": {"filed": appeal(unit), "decided": decided},
        "circular_id": {
            "draft": circular(county),
            "submitted": submitted_circular(county),
            "signed": signed_circular(county),
            "issued": issued_circular(county),
        },
    }


def _of_county(make: Callable[[Tenant], uuid.UUID]) -> Callable[[Tenant], uuid.UUID]:
    return lambda unit: make(county_of(unit))


FACTORIES: dict[str, Callable[[Tenant], uuid.UUID]] = {
    "order_id": answered,
    "proof_id": proof,
    "finding_id": finding,
    "scored_id": inspected.score_told,
    "appeal_id": appeal,
    "circular_id": _of_county(circular),
    "mention_id": mention,
}
