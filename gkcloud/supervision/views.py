"""From lists to what the templates draw: plain dicts, every word that a person reads."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from gkcloud.access.policy import Actor, Can
from gkcloud.publishing.content import FileRef
from gkcloud.publishing.queries import names_of
from gkcloud.publishing.views import minute
from gkcloud.supervision.model import QuarterlyList, ReviewOpinion
from gkcloud.supervision.queries import ItemView, ListView
from gkcloud.supervision.rules import (
    ListFacts,
    ListState,
    Move,
    Quarter,
    Standing,
    Verdict,
    asks,
    member_for,
    quarter_of,
    standing,
)
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.addresses import tenant_address
from gkcloud.web.clock import local
from gkcloud.web.rendering import chinese_date, file_size, iso_date, iso_minute

SIGNS = {
    Standing.LEFT_OUT: "blocked",
    Standing.WITHDRAWN: "blocked",
    Standing.WAITING: "waiting",
    Standing.CHANGED: "soon",
    Standing.OBJECTED: "overdue",
    Standing.ANSWERED: "soon",
    Standing.AGREED: "met",
}
STATE_SIGNS = {
    ListState.DRAFT: "waiting",
    ListState.IN_REVIEW: "soon",
    ListState.RETURNED: "overdue",
    ListState.POSTED: "met",
}
SAID = {Verdict.AGREE: "同意公开", Verdict.OBJECT: "提出意见"}


def name_of(row: QuarterlyList | Quarter) -> str:
    """Return a list's name: 2026年第三季度公开清单."""
    quarter = row if isinstance(row, Quarter) else Quarter(row.year, row.quarter)
    return f"{quarter.label}公开清单"


def state_of(facts: ListFacts) -> dict[str, str]:
    """Return the state of a list as a sign and a word."""
    if facts.state is ListState.IN_REVIEW and facts.is_passed:
        return {"text": "审查通过，待张贴", "kind": "info"}
    return {"text": facts.state.label, "kind": STATE_SIGNS[facts.state]}


def list_row(row: QuarterlyList, facts: ListFacts) -> dict[str, Any]:
    """Return a row of the list of lists."""
    posted = f"{iso_date(row.posted_on)}　{row.posted_where}" if row.posted_on else ""
    return {
        "name": name_of(row),
        "href": url_for("supervision.show_list", list_id=row.id),
        "state": state_of(facts),
        "count": facts.on_list,
        "agreed": facts.count(Standing.AGREED),
        "posted": posted,
        "changed": iso_minute(row.updated_at),
    }


def period_of(quarter: Quarter) -> str:
    """Return the days that a quarter covers: 2026年7月1日至2026年9月30日."""
    return f"{chinese_date(quarter.first_day)}至{chinese_date(quarter.last_day)}"


def head_facts(view: ListView) -> list[tuple[str, str]]:
    """Return what is known of a list as a whole."""
    row, facts = view.row, view.facts
    names = names_of([row.created_by, row.submitted_by, row.posted_by])
    left_out = len(facts.items) - facts.on_list
    rows = [
        ("件数", f"{facts.on_list} 件" + (f"（另有 {left_out} 件不列入）" if left_out else "")),
        ("审查情况", _progress(facts)),
        ("整理", names.get(row.created_by, "")),
        ("送审", _who_when(names, row.submitted_by, row.submitted_at)),
    ]
    if row.posted_on is not None:
        by = names.get(row.posted_by, "") if row.posted_by else ""
        rows += [("张贴地点", row.posted_where), ("张贴日期", chinese_date(row.posted_on)), ("登记", by)]
    return [(label, value) for label, value in rows if value]


def _progress(facts: ListFacts) -> str:
    if facts.state is ListState.DRAFT:
        return ""
    parts = [f"同意 {facts.count(Standing.AGREED)} 件"]
    if objected := facts.count(Standing.OBJECTED, Standing.ANSWERED):
        parts.append(f"有意见 {objected} 件")
    if waiting := facts.count(Standing.WAITING, Standing.CHANGED):
        parts.append(f"待审查 {waiting} 件")
    return "，".join(parts)


def _who_when(names: dict[uuid.UUID, str], person: uuid.UUID | None, at: datetime | None) -> str:
    return f"{names.get(person, '')}，{iso_minute(at)}" if person is not None and at is not None else ""


def item_rows(view: ListView, actor: Actor, tenant: Tenant) -> list[dict[str, Any]]:
    """Return the items of a list; a posted one shows what was posted."""
    names = names_of(
        person for item in view.items for each in item.opinions for person in (each.member_id, each.given_by)
    )
    is_posted = view.facts.state is ListState.POSTED
    return [_item_row(view, item, names, actor, tenant, is_posted=is_posted) for item in view.items]


def _item_row(
    view: ListView,
    item: ItemView,
    names: dict[uuid.UUID, str],
    actor: Actor,
    tenant: Tenant,
    *,
    is_posted: bool,
) -> dict[str, Any]:
    stands, said = standing(item.facts), opinions(item, names)
    shown = item.row if is_posted else item.source
    can_read = Move.REVIEW in view.possible and stands.is_on_list
    return {
        "title": shown.title,
        "href": url_for("supervision.review_item", list_id=item.row.list_id, post_id=item.row.post_id)
        if can_read
        else tenant_address(tenant, "publishing.show_post", post_id=item.row.post_id),
        "index_no": shown.index_no,
        "published": iso_date(shown.published_at),
        "is_on_list": stands.is_on_list,
        "standing": _standing(item, stands, is_posted=is_posted, is_draft=view.facts.state is ListState.DRAFT),
        "asks_me": Move.REVIEW in view.possible and asks(item.facts, member_for(actor)),
        "left_out_reason": item.row.left_out_reason,
        "agreed_by": "、".join(each["person"] for each in said if each["is_agreed"]),
        "opinions": [each for each in said if not each["is_agreed"]],
        "answer": item.row.answer,
        "acts": _item_acts(view, item, stands),
    }


def _standing(item: ItemView, stands: Standing, *, is_posted: bool, is_draft: bool) -> dict[str, str] | None:
    if is_posted and stands is not Standing.LEFT_OUT and item.row.content_hash != item.source.content_hash:
        return {"text": "张贴后有更正", "kind": "soon"}
    if is_draft and stands is Standing.WAITING:
        return None
    return {"text": stands.label, "kind": SIGNS[stands]}


def _item_acts(view: ListView, item: ItemView, stands: Standing) -> list[dict[str, Any]]:
    """Return what an author may do with an item; ``is_post`` says that it needs no further words."""
    keys: dict[str, Any] = {"list_id": item.row.list_id, "post_id": item.row.post_id}
    acts = []
    if Move.ANSWER in view.possible and stands in {Standing.OBJECTED, Standing.ANSWERED}:
        label = "答复意见" if stands is Standing.OBJECTED else "修改答复"
        acts.append({"label": label, "href": url_for("supervision.answer_item", **keys), "is_post": False})
    if Move.LEAVE_OUT in view.possible and stands is Standing.LEFT_OUT:
        acts.append({"label": "重新列入", "href": url_for("supervision.take_in_item", **keys), "is_post": True})
    elif Move.LEAVE_OUT in view.possible and stands.is_on_list:
        acts.append({"label": "不列入", "href": url_for("supervision.leave_out_item", **keys), "is_post": False})
    return acts


def opinions(item: ItemView, names: dict[uuid.UUID, str]) -> list[dict[str, Any]]:
    """Return what the members said of an item."""
    return [_opinion(item, each, names) for each in item.opinions]


def _opinion(item: ItemView, opinion: ReviewOpinion, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    person = names.get(opinion.given_by, "")
    if opinion.given_by != opinion.member_id:
        person += f"（代{names.get(opinion.member_id, '')}）"
    said = SAID[Verdict(opinion.verdict)]
    is_outdated = opinion.content_hash != item.facts.content_hash
    return {
        "person": person,
        "said": f"{said}（更正前）" if is_outdated else said,
        "at": minute(opinion.given_at),
        "text": opinion.reason or None,
        "is_agreed": opinion.verdict == Verdict.AGREE.value and not is_outdated,
    }


def mine(item: ItemView, actor: Actor) -> dict[str, Any] | None:
    """Return the opinion that the actor's member has given on an item."""
    given = next((each for each in item.opinions if each.member_id == member_for(actor)), None)
    if given is None:
        return None
    return {
        "said": SAID[Verdict(given.verdict)],
        "verdict": given.verdict,
        "reason": given.reason,
        "is_outdated": given.content_hash != item.facts.content_hash,
    }


def file_rows(files: Sequence[FileRef]) -> list[dict[str, Any]]:
    """Return attachments as lists draw them."""
    return [
        {
            "name": file.name,
            "href": url_for("publishing.download", file_id=file.file_id),
            "kind": file.extension.upper(),
            "size": file_size(file.size),
        }
        for file in files
    ]


def inbox_rows(
    lists: Sequence[tuple[QuarterlyList, tuple[ItemView, ...], ListFacts]], actors: Iterable[Actor], now: datetime
) -> list[dict[str, Any]]:
    """Return what lists ask of a person, in the order of the tenants that they serve."""
    ended = quarter_of(local(now).date()).before
    rows = []
    for actor in actors:
        tenant = directory().by_id(actor.tenant_id) if actor.tenant_id else None
        if tenant is None:
            continue
        own = [each for each in lists if each[0].tenant_id == tenant.id]
        if actor.may(Can.POST_WRITE) and not any(facts.quarter == ended for _, _, facts in own):
            href = tenant_address(tenant, "supervision.new_list")
            rows.append(_inbox_row(tenant, name_of(ended), href, "请整理上季度公开清单"))
        for row, items, facts in own:
            if (asked := _asked(tenant, row, items, facts, actor)) is not None:
                rows.append(_inbox_row(tenant, name_of(row), *asked))
    return rows


def _asked(
    tenant: Tenant, row: QuarterlyList, items: tuple[ItemView, ...], facts: ListFacts, actor: Actor
) -> tuple[str, str] | None:
    """Return address and reason of what a list asks of an actor, or None."""
    page = tenant_address(tenant, "supervision.show_list", list_id=row.id)
    is_member = actor.may(Can.LIST_REVIEW) and facts.submitted_by not in {actor.person_id, member_for(actor)}
    if is_member and facts.state in {ListState.IN_REVIEW, ListState.RETURNED}:
        waiting = [item for item in items if asks(item.facts, member_for(actor))]
        if waiting:
            first = waiting[0].row.post_id
            href = tenant_address(tenant, "supervision.review_item", list_id=row.id, post_id=first)
            return href, f"季度公开清单待审，还有 {len(waiting)} 件请您审查"
    if actor.may(Can.LIST_POST) and facts.state is ListState.IN_REVIEW and facts.is_passed:
        return page, "监督小组已审查通过，请张贴并登记"
    if actor.may(Can.POST_WRITE) and facts.state is ListState.DRAFT:
        return page, "请整理后送监督小组审查"
    if actor.may(Can.POST_WRITE) and facts.state is ListState.RETURNED:
        objected = facts.count(Standing.OBJECTED)
        return page, f"监督小组对 {objected} 件有意见，请您处理" if objected else "意见已处理，请重新送审"
    return None


def _inbox_row(tenant: Tenant, title: str, href: str, why: str) -> dict[str, Any]:
    return {
        "href": href,
        "title": title,
        "unit": tenant.short_name,
        "kind": "季度公开清单",
        "why": why,
        "due": None,
        "signs": [],
    }
