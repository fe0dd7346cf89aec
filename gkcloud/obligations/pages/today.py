"""期限: what is due for this unit and this person, most urgent first."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.obligations import queries
from gkcloud.obligations.pages.area import area, places
from gkcloud.obligations.rulebook import rules_for
from gkcloud.obligations.rules import DutyType
from gkcloud.obligations.views.duties import GROUPS, Duty, duties_of, duty_row, type_options
from gkcloud.web.clock import today
from gkcloud.web.office import exists, show_office


@area.page("", needs=Can.DUTY_READ)
def show_today() -> ResponseReturnValue:
    """Show what is due, most urgent first; ``state`` and ``type`` narrow it down."""
    tenant, actor, day = current_tenant(), current_actor(), today()
    rules = rules_for(tenant)
    chosen = request.args.get("type", "")
    chosen = chosen if chosen in set(DutyType) else ""
    every = duties_of(rules, queries.standings_now([tenant.id], day))
    of_type = [duty for duty in every if not chosen or duty.rule.type.value == chosen]
    state = request.args.get("state", "")
    state = state if state in GROUPS else ""
    groups = [
        {"name": name, "rows": [duty_row(each, actor, tenant, day) for each in of_type if each.standing in held]}
        for key, (name, held) in GROUPS.items()
        if state in {"", key}
    ]
    done = [] if state else [duty_row(each, actor, tenant, day) for each in of_type if not each.standing.is_open]
    return show_office(
        "obligations/today.html",
        here="duties",
        title="期限",
        tenant=tenant,
        block="duty_rows",
        places=places("today"),
        states=_states(of_type, state, chosen),
        types=type_options(rules),
        type=chosen,
        state=state,
        action=url_for("obligations.show_today"),
        groups=[group for group in groups if group["rows"]],
        done=done,
        has_rules=bool(rules),
        record_href=url_for("obligations.record") if actor.may(Can.FACT_RECORD) else None,
        feed_href=url_for("feeds.show_feed") if exists("feeds.show_feed") else None,
    )


def _states(duties: list[Duty], here: str, chosen: str) -> list[dict[str, object]]:
    def tab(key: str, name: str, count: int) -> dict[str, object]:
        href = url_for("obligations.show_today", state=key or None, type=chosen or None)
        return {"name": name, "href": href, "is_current": key == here, "count": count}

    still_open = [duty for duty in duties if duty.standing.is_open]
    each = [tab(key, name, sum(duty.standing in held for duty in duties)) for key, (name, held) in GROUPS.items()]
    return [tab("", "待办理", len(still_open)), *(item for item in each if item["count"] or item["is_current"])]
