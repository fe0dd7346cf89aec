"""Who was commended and criticised, and for what."""

import uuid

from flask import url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.rectification import actions, queries, views
from gkcloud.rectification.actions import MentionText
from gkcloud.rectification.forms import MentionForm, ReasonForm
from gkcloud.rectification.pages.area import BOTH, SUBTREE, area, county, with_words
from gkcloud.rectification.rules import Mention
from gkcloud.web.clock import today
from gkcloud.web.office import page_address, show_office
from gkcloud.web.paging import Slice, pager, slice_asked_for

_OFFERED = Slice(1, 50)


@area.page("/commendations", needs=Can.ORDER_READ)
def list_mentions() -> ResponseReturnValue:
    """List what was said of the tenant's units, or of the tenant itself."""
    tenant, actor, part = current_tenant(), current_actor(), slice_asked_for()
    rows, total = queries.mentions_of(actor, part)
    is_county = views.supervises(tenant)
    sources = queries.sources_of(rows)
    return show_office(
        "rectification/mentions.html",
        here="rectification",
        title="表扬批评",
        tenant=tenant,
        block="mention_rows",
        parts=views.tabs(actor, tenant, "mentions"),
        is_county=is_county,
        rows=[views.mention_row(row, actor, sources) for row in rows],
        new_href=url_for("rectification.new_mention") if is_county and actor.may(Can.ORDER_MANAGE) else None,
        page=pager(part, total, lambda page: page_address("rectification.list_mentions", page=page)),
    )


@area.page("/commendations/new", needs=Can.ORDER_MANAGE, methods=BOTH, scope=SUBTREE)
def new_mention() -> ResponseReturnValue:
    """Record that a unit was commended or criticised."""
    tenant = county()
    campaigns = [(str(each.id), each.title) for each in queries.campaigns_to_tell_of(tenant.id)]
    drafts, _ = queries.list_circulars(tenant.id, _OFFERED)
    circulars = [(str(each.id), each.title) for each in drafts]
    form = MentionForm(views.unit_choices(tenant), campaigns, circulars, data={"decided_on": today()})

    def act() -> object:
        text = MentionText(
            target_id=uuid.UUID(form.unit.data),
            kind=Mention(form.kind.data),
            reason=form.reason.data,
            basis=form.basis.data or "",
            decided_on=form.decided_on.data,
            campaign_id=uuid.UUID(form.campaign.data) if form.campaign.data else None,
            circular_id=uuid.UUID(form.circular.data) if form.circular.data else None,
        )
        return actions.record_mention(text, actor=current_actor(), now=utc_now())

    words = ("登记表扬或者批评", "登记后单位可以看到；计入该单位的督查记录。", "登记")
    return with_words(form, act, words, ("rectification.list_mentions", "已登记。"), here="rectification", facts=[])


@area.page("/commendations/<uuid:mention_id>/withdraw", needs=Can.ORDER_MANAGE, methods=BOTH, scope=SUBTREE)
def withdraw_mention(mention_id: uuid.UUID) -> ResponseReturnValue:
    """Take a commendation or criticism back."""
    row = queries.access_mention(mention_id, current_actor())
    form = ReasonForm("撤销的理由", "单位会看到。")
    facts = [("单位", views.unit_name(row.target_id)), ("种类", Mention(row.kind).label), ("事由", row.reason)]
    return with_words(
        form,
        lambda: actions.withdraw_mention(mention_id, form.words(), actor=current_actor(), now=utc_now()),
        ("撤销登记", "撤销后不再计入该单位的督查记录，登记和理由仍留存。", "确认撤销"),
        ("rectification.list_mentions", "已撤销。"),
        here="rectification",
        facts=facts,
        is_danger=True,
    )
