"""The county's pages about a designated unit: re-review, suspension, revocation."""

import uuid

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor
from gkcloud.database import utc_now
from gkcloud.demonstration import actions, slipping, views
from gkcloud.demonstration.forms import ChangeForm, ReviewForm
from gkcloud.demonstration.pages.area import BOTH, HERE, act, area, county, with_words
from gkcloud.demonstration.queries import county as queries
from gkcloud.demonstration.rules import Paper
from gkcloud.demonstration.standingrules import ChangeKind, Status, changes_of
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.office import show_office


@area.page("/units/<uuid:designation_id>", needs=Can.DEMO_MANAGE)
def show_unit(designation_id: uuid.UUID) -> ResponseReturnValue:
    """Show a designation with its reviews, its changes, and what speaks for or against it."""
    tenant = county()
    view = queries.access_designation(designation_id, current_actor())
    row = view.row
    status, unit = Status(row.status), queries.unit_or_none(row.target_id)
    papers = queries.papers_of(tenant.id, [row.post_id, *(each.post_id for each in view.changes)])
    nomination = url_for("demonstration.show_nomination", nomination_id=row.nomination_id)
    told = slipping.slipping([row.target_id]).get(row.target_id)
    can_change = bool(changes_of(status, has_draft=view.draft is not None))
    is_public = row.post_id is not None and papers.get(row.post_id) is Paper.PUBLIC and unit is not None
    return show_office(
        "demonstration/unit.html",
        here=HERE,
        title=row.unit_name,
        tenant=tenant,
        heading=row.unit_name,
        state=views.status_of(row),
        back={
            "href": url_for("demonstration.show_programme", programme_id=row.programme_id),
            "name": views.name_of(row.year),
        },
        facts=views.unit_facts(view),
        list_paper=views.paper(queries.paper_of(row.post_id, papers)),
        slip=told[1] if told else None,
        reviews=views.review_rows(view),
        changes=views.change_rows(view, papers),
        visits=views.visit_rows(
            queries.visits_of([row.nomination_id])[row.nomination_id], "demonstration.show_visit"
        ),
        nomination_href=nomination,
        public_href=url_for("demonstrations.show_unit", unit=unit.slug) if is_public and unit else None,
        review=url_for("demonstration.review", designation_id=row.id) if status is not Status.REVOKED else None,
        change=url_for("demonstration.change", designation_id=row.id) if can_change else None,
        visit=url_for("demonstration.begin_visit", nomination_id=row.nomination_id),
    )


@area.page("/units/<uuid:designation_id>/review", needs=Can.DEMO_MANAGE, methods=BOTH)
def review(designation_id: uuid.UUID) -> ResponseReturnValue:
    """Record a year's re-review."""
    county()
    actor = current_actor()
    view, form = queries.access_designation(designation_id, actor), ReviewForm.of(today())
    back = url_for("demonstration.show_unit", designation_id=designation_id)

    def do() -> object:
        remark = form.remark.data or ""
        return actions.record_review(designation_id, form.day(), form.found(), remark, actor=actor, now=utc_now())

    words = ("登记年度复核", "每年一次。复核通过的日期在网站上显示；没有通过的情况只有县里和该单位看到。", "登记")
    return with_words(words, form, do, "复核结果已登记。", back, [("示范单位", view.row.unit_name)])


@area.page("/units/<uuid:designation_id>/change", needs=Can.DEMO_MANAGE, methods=BOTH)
def change(designation_id: uuid.UUID) -> ResponseReturnValue:
    """Draft a suspension, restoration or revocation."""
    county()
    actor = current_actor()
    view = queries.access_designation(designation_id, actor)
    back = url_for("demonstration.show_unit", designation_id=designation_id)
    kinds = changes_of(Status(view.row.status), has_draft=view.draft is not None)
    if not kinds:
        is_gone = view.row.status == Status.REVOKED.value
        flash("示范资格已经撤销，不能再次处理。" if is_gone else "另有一件处理正在拟办，请先决定或放弃。", "soon")
        return redirect(back, 303)
    form = ChangeForm(kinds)

    def do() -> object:
        kind = ChangeKind(form.kind.data)
        return actions.draft_change(designation_id, kind, form.reason.data, actor=actor, now=utc_now())

    words = ("拟办资格处理", "先存为拟办，只有县里看到；作出决定后才生效。", "存为拟办")
    return with_words(words, form, do, "已存为拟办，请核实后作出决定。", back, [("示范单位", view.row.unit_name)])


@area.page("/units/<uuid:designation_id>/changes/<uuid:change_id>/decide", needs=Can.DEMO_MANAGE, methods=["POST"])
def decide(designation_id: uuid.UUID, change_id: uuid.UUID) -> ResponseReturnValue:
    """Decide what was drafted."""
    county()
    actor = current_actor()
    queries.access_change(queries.access_designation(designation_id, actor), change_id)
    return act(
        lambda: actions.decide_change(designation_id, change_id, actor=actor, now=utc_now()),
        "决定已生效，网站上的资格状态随之更新。需要向社会说明的，请拟写决定稿。",
        url_for("demonstration.show_unit", designation_id=designation_id),
    )


@area.page("/units/<uuid:designation_id>/changes/<uuid:change_id>/discard", needs=Can.DEMO_MANAGE, methods=["POST"])
def discard(designation_id: uuid.UUID, change_id: uuid.UUID) -> ResponseReturnValue:
    """Give up a draft."""
    county()
    actor = current_actor()
    queries.access_change(queries.access_designation(designation_id, actor), change_id)
    return act(
        lambda: actions.discard_change(designation_id, change_id, actor=actor, now=utc_now()),
        "拟办已放弃。",
        url_for("demonstration.show_unit", designation_id=designation_id),
    )


@area.page(
    "/units/<uuid:designation_id>/changes/<uuid:change_id>/decision",
    needs=Can.DEMO_MANAGE,
    methods=["POST"],
    scope=ScopeKind.OFFICE,
)
def decision(designation_id: uuid.UUID, change_id: uuid.UUID) -> ResponseReturnValue:
    """Write the decision as a draft post."""
    tenant, actor = county(), current_actor()
    queries.access_change(queries.access_designation(designation_id, actor), change_id)
    return act(
        lambda: actions.draft_decision(designation_id, change_id, tenant, actor=actor, now=utc_now()),
        "决定稿在“发布”的草稿中，请采编核对后送审。",
        url_for("demonstration.show_unit", designation_id=designation_id),
    )
