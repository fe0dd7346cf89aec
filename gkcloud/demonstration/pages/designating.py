"""The county's choice among the accepted, and the list that tells of it."""

import uuid
from collections import Counter

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor
from gkcloud.database import utc_now
from gkcloud.demonstration import actions, views
from gkcloud.demonstration.actions import DemoRefused
from gkcloud.demonstration.pages.area import BOTH, HERE, act, area, county, status
from gkcloud.demonstration.queries import county as queries
from gkcloud.demonstration.rules import Category, Move, NominationState
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.office import show_office


@area.page("/programmes/<uuid:programme_id>/choose", needs=Can.DEMO_MANAGE, methods=BOTH)
def choose(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Choose the units to designate, those that were visited being ticked; more than planned asks for a reason."""
    tenant, actor = county(), current_actor()
    view = queries.access_programme(programme_id, actor)
    back = url_for("demonstration.show_programme", programme_id=programme_id)
    if Move.DESIGNATE not in view.possible:
        flash(view.possible.why_not(Move.DESIGNATE), "soon")
        return redirect(back, 303)
    accepted = [each for each in view.nominations if each.state == NominationState.ACCEPTED.value]
    is_sent = request.method == "POST"
    visits = queries.visits_of([each.id for each in accepted])
    visited = {str(key) for key, found in visits.items() if any(visit.finished_at for visit in found)}
    ticked = set(request.form.getlist("chosen")) if is_sent else visited
    reason, fault = request.form.get("reason", ""), ""
    if is_sent:
        chosen = {each.id for each in accepted if str(each.id) in ticked}
        try:
            actions.designate(programme_id, chosen, reason, actor=actor, now=utc_now())
        except DemoRefused as refused:
            fault = str(refused)
        else:
            flash(f"已认定 {len(chosen)} 个单位。请拟写认定名单，签发公开后公众才能看到。", "met")
            return redirect(back, 303)
    counts = Counter(each.category for each in accepted)
    return show_office(
        "demonstration/choose.html",
        here=HERE,
        title="认定示范单位",
        tenant=tenant,
        status=status(),
        heading=f"{views.name_of(view.row.year)}：认定",
        back_href=back,
        action=url_for("demonstration.choose", programme_id=programme_id),
        groups=[
            {
                "name": category.label,
                "planned": view.row.quotas.get(category.value, 0),
                "count": counts[category.value],
                "rows": [
                    {
                        **views.nomination_row(each, visits[each.id], None),
                        "is_chosen": str(each.id) in ticked,
                    }
                    for each in accepted
                    if each.category == category.value
                ],
            }
            for category in Category
            if counts[category.value]
        ],
        reason=reason,
        fault=fault,
        submit_key=str(uuid.uuid4()),
    )


@area.page("/programmes/<uuid:programme_id>/list", needs=Can.DEMO_MANAGE, methods=["POST"], scope=ScopeKind.OFFICE)
def write_list(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Write the list as a draft post."""
    tenant, actor = county(), current_actor()
    queries.access_programme(programme_id, actor)
    return act(
        lambda: actions.draft_list(programme_id, tenant, actor=actor, now=utc_now()),
        "认定名单在“发布”的草稿中，请采编核对后送审；签发公开后，名单上的单位才在网站上显示。",
        url_for("demonstration.show_programme", programme_id=programme_id),
    )
