"""The area, and what every page of it begins with."""

from flask import abort, url_for

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.obligations.rulebook import DutyUnknown, rule_for
from gkcloud.obligations.rules import Rule
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind

area = Area("obligations", realm=Realm.TENANT, prefix="/office/duties", scope=ScopeKind.OFFICE)
BOTH = ("GET", "POST")


def access_rule(tenant: Tenant, rule_id: str) -> Rule:
    """Return one of a tenant's duties; 404 for a duty of others."""
    try:
        return rule_for(tenant, rule_id)
    except DutyUnknown:
        abort(404)


def places(here: str) -> list[dict[str, object]]:
    """Return the tabs of the area: what is due, the month, what was recorded, and for an office above, the units below."""
    tabs = [
        ("today", "期限清单", url_for("obligations.show_today")),
        ("month", "月历", url_for("obligations.show_month")),
        ("facts", "登记记录", url_for("obligations.list_facts")),
    ]
    if current_actor().may(Can.DUTY_CHOOSE) and current_tenant().children:
        tabs.append(("below", "所辖单位", url_for("obligations.list_below")))
    return [{"name": name, "href": href, "is_current": key == here, "count": None} for key, name, href in tabs]
