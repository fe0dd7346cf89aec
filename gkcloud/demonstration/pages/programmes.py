"""The county's programmes: the overview, one programme, its plan and its steps."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor
from gkcloud.database import utc_now
from gkcloud.demonstration import actions, slipping, views
from gkcloud.demonstration.actions import DemoRefused
from gkcloud.demonstration.forms import EnterForm, PlanForm, YearForm
from gkcloud.demonstration.model import Nomination
from gkcloud.demonstration.pages.area import BOTH, HERE, act, area, county, status, with_words
from gkcloud.demonstration.queries import county as queries
from gkcloud.demonstration.queries.county import ProgrammeView
from gkcloud.demonstration.rules import Category, Move, NominationState, Paper, ProgrammeState
from gkcloud.demonstration.sixhaves import Have
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date, see_other

# How many years the form offers: earlier programmes may be entered afterwards.
_YEARS = 10
_UNDER_WAY = frozenset({ProgrammeState.OPEN.value, ProgrammeState.REVIEWING.value})
_STEPS = {
    Move.OPEN: ("开放申报", "各单位即可申报，创建标准不再改动。", "开放申报", "已开放申报。"),
    Move.STOP: ("截止申报", "不再接受新的申报；退回补充的仍可补报。需要时可以重新开放。", "截止申报", "已进入评审。"),
    Move.REOPEN: ("重新开放申报", "各单位又可以申报，直到申报截止日期。", "重新开放", "已重新开放申报。"),
    Move.CLOSE: ("办结", "本年度的创建活动办结，认定的单位进入年度复核。", "确认办结", "已办结。"),
}


@area.page("", needs=Can.DEMO_MANAGE)
def overview() -> ResponseReturnValue:
    """Show the programmes, what waits, and the designated units that need a look."""
    tenant, day = county(), today()
    programmes = queries.programmes(tenant.id)
    nominations = queries.nominations_of(programmes)
    designated = queries.designations(tenant.id)
    papers = queries.papers_of(tenant.id, (row.list_post_id for row in programmes))
    after = queries.aftermath_of(designated)
    slips = slipping.slipping([row.target_id for row in designated])
    units = [views.unit_row(after[row.id], slips.get(row.target_id), day) for row in designated]
    caring = sorted((row for row in units if row["cares"]), key=lambda row: row["weight"], reverse=True)
    return show_office(
        "demonstration/overview.html",
        here=HERE,
        title="示范单位",
        tenant=tenant,
        new_href=url_for("demonstration.new_programme"),
        programmes=[
            views.programme_row(
                row,
                len(nominations[row.id]),
                sum(1 for each in designated if each.programme_id == row.id),
                queries.paper_of(row.list_post_id, papers),
            )
            for row in programmes
        ],
        waiting=_waiting(
            [each for row in programmes if row.state in _UNDER_WAY for each in nominations[row.id]], units
        ),
        caring=caring,
        total=len(units),
        public_href=url_for("demonstrations.list_units"),
    )


def _waiting(nominations: Sequence[Nomination], units: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return what waits for the county: nominations of programmes under way, and units of those that are done."""
    accepted = [row.id for row in nominations if row.state == NominationState.ACCEPTED.value]
    visited = queries.visits_of(accepted)
    found = (
        ("件", "待审核的申报", sum(1 for row in nominations if row.state == NominationState.SUBMITTED.value)),
        ("个", "待走访", sum(1 for each in accepted if not any(visit.finished_at for visit in visited[each]))),
        ("个", "待年度复核", sum(1 for row in units if row["is_due"])),
    )
    return [(name, f"{count} {unit}") for unit, name, count in found if count]


@area.page("/new", needs=Can.DEMO_MANAGE, methods=BOTH)
def new_programme() -> ResponseReturnValue:
    """Begin the programme of a year."""
    tenant = county()
    taken = {row.year for row in queries.programmes(tenant.id)}
    first = today().year + 1
    years = [year for year in range(first, first - _YEARS, -1) if year not in taken]
    back = url_for("demonstration.overview")
    if not years:
        flash("最近十个年度都已有创建活动。", "soon")
        return redirect(back, 303)
    form = YearForm(years, data={"year": today().year})
    words = ("新建年度创建", "每个年度一次。先定计划和标准，拟写创建通知，公开后开放申报。", "开始筹备")
    if not form.validate_on_submit():
        return with_words(words, form, lambda: None, "", back)
    row = actions.create_programme(form.year.data, actor=current_actor(), now=utc_now())
    return see_other("demonstration.plan", programme_id=row.id)


@area.page("/programmes/<uuid:programme_id>", needs=Can.DEMO_MANAGE)
def show_programme(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Show a programme with its coverage, its papers and its nominations."""
    tenant, actor = county(), current_actor()
    view = queries.access_programme(programme_id, actor)
    visits = queries.visits_of([each.id for each in view.nominations])
    named = [each for each in queries.designations(tenant.id) if each.programme_id == view.row.id]
    by_nomination = {each.nomination_id: each for each in named}
    lines = views.categories(view, visits, named)
    return show_office(
        "demonstration/programme.html",
        here=HERE,
        title=views.name_of(view.row.year),
        tenant=tenant,
        heading=views.name_of(view.row.year),
        state=views.state_of(view.row),
        back_href=url_for("demonstration.overview"),
        acts=_acts(view),
        notices=_notices(view, queries.unlisted(named)),
        categories=lines,
        facts=[
            ("申报截止", chinese_date(view.row.nominate_by)),
            ("认定日期", chinese_date(view.row.designated_on) if view.row.designated_on else ""),
            ("超出计划的理由", view.row.over_quota_reason),
        ],
        papers=[
            ("创建通知（含标准）", views.paper(view.facts.notice)),
            *([("认定名单", views.paper(view.facts.list))] if view.row.designated_on else []),
        ],
        demands=[(have.label, view.row.standard.get(have.value, "")) for have in Have],
        groups=[
            {"name": name, "rows": rows}
            for name, rows in (
                (line, [views.nomination_row(each, visits[each.id], by_nomination.get(each.id)) for each in of])
                for line, of in ((category.label, view.of(category)) for category in Category)
            )
            if rows
        ],
    )


def _acts(view: ProgrammeView) -> list[dict[str, Any]]:
    """Return the buttons: those that act at once, and links to pages that ask."""
    programme_id, rules = view.row.id, view.possible
    acts: list[dict[str, Any]] = []

    def add(move: Move, label: str, endpoint: str, *, is_post: bool = False, kind: str = "") -> None:
        if move in rules:
            keys: dict[str, Any] = {"move": move.value} if endpoint == "step" else {}
            href = url_for(f"demonstration.{endpoint}", programme_id=programme_id, **keys)
            acts.append({"label": label, "href": href, "is_post": is_post, "kind": kind})

    notice_is_new = view.facts.notice in {Paper.NONE, Paper.WITHDRAWN}
    list_is_new = view.facts.list in {Paper.NONE, Paper.WITHDRAWN}
    add(Move.OPEN, "开放申报", "step", kind="primary")
    add(Move.DESIGNATE, "认定", "choose", kind="primary")
    add(Move.STOP, "截止申报", "step", kind="primary")
    if notice_is_new:
        add(Move.NOTICE, "拟写创建通知", "notice", is_post=True, kind="primary")
    if list_is_new:
        add(Move.LIST, "拟写认定名单", "write_list", is_post=True, kind="primary")
    add(Move.CLOSE, "办结", "step", kind="primary")
    add(Move.EDIT, "修改计划", "plan")
    add(Move.ENTER, "录入书面申报", "enter")
    add(Move.REOPEN, "重新开放申报", "step")
    # A draft may have been given up, which the scope of this page cannot see: then a new one is written.
    if not notice_is_new:
        add(Move.NOTICE, "重新拟写创建通知", "notice", is_post=True)
    if not list_is_new:
        add(Move.LIST, "重新拟写认定名单", "write_list", is_post=True)
    return acts


def _notices(view: ProgrammeView, unlisted: list[str]) -> list[dict[str, str]]:
    """Return the bands above a programme: what keeps it from going on, and what the public does not see."""
    bands = []
    refusals = view.possible.refusals
    for move, title in (
        (Move.OPEN, "还不能开放申报"),
        (Move.DESIGNATE, "还不能认定"),
        (Move.CLOSE, "名单还没有公开"),
    ):
        if move in refusals:
            bands.append({"kind": "soon", "title": title, "text": refusals[move]})
    if unlisted:
        names = "、".join(unlisted)
        text = f"公开的名单里没有找到：{names}。公众页面不显示这些单位；如属遗漏，请更正名单，单位名称单独占一格。"
        bands.append({"kind": "overdue", "title": f"{len(unlisted)} 个单位不在公开的名单里", "text": text})
    return bands


@area.page("/programmes/<uuid:programme_id>/plan", needs=Can.DEMO_MANAGE, methods=BOTH)
def plan(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Edit numbers, the last day, and the standard as long as it is not published."""
    tenant, actor = county(), current_actor()
    view = queries.access_programme(programme_id, actor)
    back = url_for("demonstration.show_programme", programme_id=programme_id)
    if Move.EDIT not in view.possible:
        flash(view.possible.why_not(Move.EDIT), "soon")
        return redirect(back, 303)
    is_fixed = view.facts.notice in {Paper.UNDER_WAY, Paper.PUBLIC}
    form = PlanForm.of(view.row)
    if is_fixed:
        for have in Have:
            del form[f"demand_{have.value}"]
    if form.validate_on_submit():
        wanted = form.plan(fixed=view.row.standard if is_fixed else None)
        try:
            actions.edit_programme(programme_id, wanted, actor=actor, now=utc_now())
        except DemoRefused as refused:
            form.form_errors.append(str(refused))
        else:
            flash("已保存。", "met")
            return redirect(back, 303)
    return show_office(
        "demonstration/plan.html",
        here=HERE,
        title="创建计划和标准",
        tenant=tenant,
        status=status(),
        heading=f"{views.name_of(view.row.year)}：计划和标准",
        back_href=back,
        form=form,
        quotas=[form[f"quota_{each.value}"] for each in Category],
        demands=[] if is_fixed else [form[f"demand_{have.value}"] for have in Have],
        submit_key=str(uuid.uuid4()),
    )


@area.page("/programmes/<uuid:programme_id>/<any(open,stop,reopen,close):move>", needs=Can.DEMO_MANAGE, methods=BOTH)
def step(programme_id: uuid.UUID, move: str) -> ResponseReturnValue:
    """Open, stop, reopen or close a programme; by GET, say what that means and ask."""
    county()
    actor, what = current_actor(), Move(move)
    view = queries.access_programme(programme_id, actor)
    back = url_for("demonstration.show_programme", programme_id=programme_id)
    if what not in view.possible:
        flash(view.possible.why_not(what), "soon")
        return redirect(back, 303)
    heading, lead, confirm, done = _STEPS[what]

    def do() -> object:
        return actions.move_programme(programme_id, what, actor=actor, now=utc_now())

    facts = [("创建活动", views.name_of(view.row.year)), ("申报截止", chinese_date(view.row.nominate_by))]
    return with_words((heading, lead, confirm), FlaskForm(), do, done, back, facts)


@area.page("/programmes/<uuid:programme_id>/notice", needs=Can.DEMO_MANAGE, methods=["POST"], scope=ScopeKind.OFFICE)
def notice(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Write the notice that publishes the standard, as a draft post."""
    tenant, actor = county(), current_actor()
    queries.access_programme(programme_id, actor)
    return act(
        lambda: actions.draft_notice(programme_id, tenant, actor=actor, now=utc_now()),
        "创建通知在“发布”的草稿中，请采编核对后送审；签发公开后即可开放申报。",
        url_for("demonstration.show_programme", programme_id=programme_id),
    )


@area.page("/programmes/<uuid:programme_id>/enter", needs=Can.DEMO_MANAGE, methods=BOTH)
def enter(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a nomination that came on paper."""
    county()
    actor = current_actor()
    view = queries.access_programme(programme_id, actor)
    back = url_for("demonstration.show_programme", programme_id=programme_id)
    units = queries.units_without_nomination(view)
    if Move.ENTER not in view.possible or not units:
        flash(view.possible.why_not(Move.ENTER) if units else "各单位都已申报。", "soon")
        return redirect(back, 303)
    form = EnterForm(units)

    def do() -> object:
        unit = directory().by_id(uuid.UUID(form.unit.data))
        return actions.enter_nomination(programme_id, unit, form.strengths.data, actor=actor, now=utc_now())

    words = ("录入书面申报", "单位书面申报的，由县里代为录入，录入即受理。", "录入")
    return with_words(words, form, do, "已录入。", back, [("创建活动", views.name_of(view.row.year))])
