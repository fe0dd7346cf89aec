"""The author's pages: a list is opened, put in order, submitted and marked as posted."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor
from gkcloud.database import utc_now
from gkcloud.publishing.queries import names_of
from gkcloud.supervision import actions, queries, views
from gkcloud.supervision.actions import ListRefused
from gkcloud.supervision.forms import AnswerForm, LeaveOutForm, PostingForm, QuarterForm
from gkcloud.supervision.pages.area import access, area, item_address, on_list, tenant_with_lists
from gkcloud.supervision.queries import ItemView, ListView
from gkcloud.supervision.rules import (
    ListState,
    Move,
    Quarter,
    asks,
    member_for,
    quarter_of,
)
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.clock import today
from gkcloud.web.office import page_address, show_office
from gkcloud.web.paging import pager, slice_asked_for
from gkcloud.web.rendering import see_other

BOTH = ("GET", "POST")
OFFERED_QUARTERS = 8


@area.page("", needs=Can.POST_READ)
def list_lists() -> ResponseReturnValue:
    """List the tenant's quarterly lists."""
    tenant, part = tenant_with_lists(), slice_asked_for()
    rows, total = queries.list_lists(tenant.id, part)
    items = queries.items_of(rows)
    return show_office(
        "supervision/list.html",
        here="lists",
        title="季度公开清单",
        tenant=tenant,
        block="list_rows",
        rows=[views.list_row(row, queries.facts_of(row, items[row.id])) for row in rows],
        new_href=url_for("supervision.new_list") if current_actor().may(Can.POST_WRITE) else None,
        page=pager(part, total, lambda page: page_address("supervision.list_lists", page=page)),
    )


@area.page("/new", needs=Can.POST_WRITE, methods=BOTH)
def new_list() -> ResponseReturnValue:
    """Open the list of a quarter, by default of the one just ended."""
    tenant = tenant_with_lists()
    quarters = _quarters_without_list(tenant)
    if not quarters:
        flash(f"最近 {OFFERED_QUARTERS} 个季度都已有清单。", "soon")
        return see_other("supervision.list_lists")
    ended = quarter_of(today()).before
    form = QuarterForm(quarters, data={"quarter": f"{ended.year}-{ended.number}"})
    if not form.validate_on_submit():
        lead = "系统会把该季度已公开的信息收入清单，您可以逐件核对后送监督小组审查。"
        words = ("整理季度公开清单", lead, "开始整理")
        return _ask(words, form, url_for("supervision.list_lists"), status=_status())
    row = actions.create_list(form.chosen(), actor=current_actor(), now=utc_now())
    return see_other("supervision.show_list", list_id=row.id)


@area.page("/<uuid:list_id>", needs=Can.POST_READ)
def show_list(list_id: uuid.UUID) -> ResponseReturnValue:
    """Show a list with its items and what may be done with it."""
    view, actor, tenant = access(list_id), current_actor(), tenant_with_lists()
    rows = views.item_rows(view, actor, tenant)
    return show_office(
        "supervision/show.html",
        here="lists",
        title=views.name_of(view.row),
        tenant=tenant,
        block="list_items",
        heading=views.name_of(view.row),
        state=views.state_of(view.facts),
        back_href=url_for("supervision.list_lists"),
        period=views.period_of(view.facts.quarter),
        notice=_notice(view),
        facts=views.head_facts(view),
        acts=_acts(view),
        rows=[row for row in rows if row["is_on_list"]],
        left_out=[row for row in rows if not row["is_on_list"]],
        is_posted=view.facts.state is ListState.POSTED,
    )


@area.page("/<uuid:list_id>/collect", needs=Can.POST_WRITE, methods=["POST"])
def collect_items(list_id: uuid.UUID) -> ResponseReturnValue:
    """Bring a draft up to what is published now."""
    access(list_id)
    return _act(list_id, lambda: actions.collect(list_id, actor=current_actor(), now=utc_now()), "清单已更新。")


@area.page("/<uuid:list_id>/submit", needs=Can.POST_WRITE, methods=["POST"])
def submit_list(list_id: uuid.UUID) -> ResponseReturnValue:
    """Send a list to the supervision group."""
    access(list_id)
    done = "已送监督小组审查，成员会在待办中看到。"
    return _act(list_id, lambda: actions.submit(list_id, actor=current_actor(), now=utc_now()), done)


@area.page("/<uuid:list_id>/items/<uuid:post_id>/leave-out", needs=Can.POST_WRITE, methods=BOTH)
def leave_out_item(list_id: uuid.UUID, post_id: uuid.UUID) -> ResponseReturnValue:
    """Leave an item out, with a reason."""
    view, form = access(list_id), LeaveOutForm()
    item = queries.access_item(view, post_id)

    def act() -> object:
        return actions.leave_out(list_id, post_id, form.reason.data, actor=current_actor(), now=utc_now())

    words = ("不列入清单", "这一件不再送监督小组审查，也不随清单张贴；网站上的公开内容不受影响。", "确认不列入")
    return _with_words(view, item, Move.LEAVE_OUT, form, act, words, "已不列入清单。")


@area.page("/<uuid:list_id>/items/<uuid:post_id>/take-in", needs=Can.POST_WRITE, methods=["POST"])
def take_in_item(list_id: uuid.UUID, post_id: uuid.UUID) -> ResponseReturnValue:
    """Take an item in again."""
    queries.access_item(access(list_id), post_id)
    return _act(
        list_id,
        lambda: actions.leave_out(list_id, post_id, None, actor=current_actor(), now=utc_now()),
        "已重新列入清单。",
    )


@area.page("/<uuid:list_id>/items/<uuid:post_id>/answer", needs=Can.POST_WRITE, methods=BOTH)
def answer_item(list_id: uuid.UUID, post_id: uuid.UUID) -> ResponseReturnValue:
    """Answer the objections to an item in words."""
    view = access(list_id)
    item = queries.access_item(view, post_id)
    form = AnswerForm(data={"answer": item.row.answer})

    def act() -> object:
        return actions.answer(list_id, post_id, form.answer.data, actor=current_actor(), now=utc_now())

    said = views.opinions(item, names_of(p for each in item.opinions for p in (each.member_id, each.given_by)))
    facts = [(f"{each['person']}的意见", each["text"]) for each in said if each["text"]]
    lead = "也可以不作答复而把这一件不列入清单。全部意见处理后，请重新送审。"
    return _with_words(view, item, Move.ANSWER, form, act, ("答复意见", lead, "保存答复"), "答复已保存。", facts)


@area.page("/<uuid:list_id>/post", needs=Can.LIST_POST, methods=BOTH)
def post_list(list_id: uuid.UUID) -> ResponseReturnValue:
    """Say where and when a passed list was posted."""
    view = access(list_id)
    form = PostingForm(data={"on": today()})

    def act() -> object:
        return actions.mark_posted(list_id, form.posting(), actor=current_actor(), now=utc_now())

    lead = "清单在公开栏张贴后登记。登记后清单不再改动，审查意见也不能再变更。"
    words = ("登记张贴", lead, "确认已张贴")
    return _with_words(view, None, Move.POST, form, act, words, "已登记张贴。")


def _acts(view: ListView) -> list[dict[str, Any]]:
    """Return the buttons of a list; ``is_post`` marks those that act at once."""
    list_id, actor = view.row.id, current_actor()
    waiting = [item for item in on_list(view) if asks(item.facts, member_for(actor))]
    acts: list[dict[str, Any]] = []
    if Move.REVIEW in view.possible and (waiting or on_list(view)):
        label = f"开始审查（{len(waiting)} 件）" if waiting else "重新查看"
        href = item_address(view, (waiting or on_list(view))[0])
        acts.append({"label": label, "href": href, "is_post": False, "kind": "primary" if waiting else ""})
    if Move.POST in view.possible:
        href = url_for("supervision.post_list", list_id=list_id)
        acts.append({"label": "登记张贴", "href": href, "is_post": False, "kind": "primary"})
    if Move.SUBMIT in view.possible:
        label = "送监督小组审查" if view.facts.state is ListState.DRAFT else "重新送审"
        href = url_for("supervision.submit_list", list_id=list_id)
        acts.append({"label": label, "href": href, "is_post": True, "kind": "primary"})
    if Move.COLLECT in view.possible:
        href = url_for("supervision.collect_items", list_id=list_id)
        acts.append({"label": "更新清单", "href": href, "is_post": True, "kind": ""})
    return acts


def _notice(view: ListView) -> dict[str, str] | None:
    """Return the band above a list: what keeps the actor from going on, or what the group is waiting for."""
    refusals = view.possible.refusals
    if Move.SUBMIT in refusals:
        return {"kind": "soon", "title": "还不能送审", "text": refusals[Move.SUBMIT]}
    if Move.REVIEW in refusals:
        return {"kind": "soon", "title": "须由其他成员审查", "text": refusals[Move.REVIEW]}
    if Move.SUBMIT in view.possible and view.facts.state is ListState.RETURNED:
        return {"kind": "info", "title": "意见已处理", "text": "请重新送审，提出意见的成员会再次审查。"}
    if view.facts.state is ListState.IN_REVIEW and view.facts.is_passed and Move.POST not in view.possible:
        return {"kind": "met", "title": "监督小组已审查通过", "text": "等待张贴。"}
    return None


def _quarters_without_list(tenant: Tenant) -> list[Quarter]:
    quarter, offered = quarter_of(today()), []
    for _ in range(OFFERED_QUARTERS):
        offered.append(quarter)
        quarter = quarter.before
    taken = queries.quarters_taken(tenant.id)
    return [each for each in offered if each not in taken]


def _act(list_id: uuid.UUID, act: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        act()
    except ListRefused as refused:
        flash(str(refused), "overdue")
    else:
        flash(done, "met")
    return see_other("supervision.show_list", list_id=list_id)


def _with_words(
    view: ListView,
    item: ItemView | None,
    move: Move,
    form: FlaskForm,
    act: Callable[[], object],
    words: tuple[str, str, str],
    done: str,
    facts: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    """Ask for the words that an act needs, carry it out, and go back to the list."""
    back = url_for("supervision.show_list", list_id=view.row.id)
    if request.method == "GET" and move not in view.possible:
        flash(view.possible.why_not(move), "soon")
        return redirect(back, 303)
    shown = [("清单", views.name_of(view.row)), *([("标题", item.source.title)] if item else []), *facts]
    if not form.validate_on_submit():
        return _ask(words, form, back, shown, status=_status())
    try:
        act()
    except ListRefused as refused:
        form.form_errors.append(str(refused))
        return _ask(words, form, back, shown, status=422)
    flash(done, "met")
    return redirect(back, 303)


def _ask(
    words: tuple[str, str, str], form: FlaskForm, back: str, facts: Sequence[tuple[str, str]] = (), *, status: int
) -> ResponseReturnValue:
    heading, lead, confirm = words
    return show_office(
        "publishing/act.html",
        here="lists",
        title=heading,
        tenant=tenant_with_lists(),
        status=status,
        heading=heading,
        lead=lead,
        facts=facts,
        form=form,
        action=f"{request.script_root}{request.path}",
        back_href=back,
        submit_key=str(uuid.uuid4()),
        seen="",
        confirm_label=confirm,
        is_danger=False,
    )


def _status() -> int:
    return 422 if request.method == "POST" else 200
