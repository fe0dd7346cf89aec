"""The way to do what a duty asks: which page of the office an official goes to for each kind of evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import url_for

from gkcloud.access.policy import Actor, Can
from gkcloud.obligations.rulebook import rule_book
from gkcloud.obligations.rules import Rule
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.office import exists

_MOST = 3


@dataclass(frozen=True, slots=True)
class Way:
    """One button: its words and its address."""

    label: str
    href: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that makes evidence of a kind come about; ``needs`` is what it asks for."""

    label: str
    endpoint: str
    needs: Can


_POST = _Page("发布信息", "publishing.new_post", Can.POST_WRITE)
_LISTS = _Page("季度公开清单", "supervision.list_lists", Can.POST_READ)
_PRINTING = _Page("印制", "printing.list_printings", Can.PRINTING_READ)
_BULLETINS = _Page("编印简报", "bulletins.list_issues", Can.BULLETIN_READ)
_CAMPAIGNS = _Page("督查考核", "campaigns.list_campaigns", Can.CAMPAIGN_MANAGE)
_DEMO = _Page("示范单位", "demonstration.overview", Can.DEMO_MANAGE)
_OWN_DEMO = _Page("申报示范单位", "demonstration.own", Can.DEMO_NOMINATE)
# Several pages where tenants differ: the first that there is.
_PAGES: Mapping[str, Sequence[_Page]] = MappingProxyType(
    {
        "formed": (_POST,),
        "published": (_POST,),
        "policy_published": (_POST,),
        "interpreted": (_POST,),
        "urgent_published": (_POST,),
        "urgent_confirmed": (_Page("查看紧急发布", "publishing.list_posts", Can.POST_READ),),
        "list_reviewed": (_LISTS,),
        "board_posted": (_LISTS, _PRINTING),
        "bulletin_issued": (_BULLETINS,),
        "gazette_issued": (_PRINTING,),
        "handbook_issued": (_PRINTING,),
        "circular_issued": (_Page("督查通报", "circulars.list_circulars", Can.CIRCULAR_READ), _PRINTING),
        "campaign_opened": (_CAMPAIGNS,),
        "inspection_closed": (_CAMPAIGNS,),
        "appraised": (_CAMPAIGNS,),
        "self_check_submitted": (_Page("填写自查表", "checks.list_sheets", Can.SHEET_FILL),),
        "order_closed": (_Page("问题整改", "rectification.list_orders", Can.ORDER_READ),),
        "demo_nominated": (_OWN_DEMO,),
        "demo_designated": (_DEMO,),
        "demo_standard_published": (_DEMO,),
    }
)


def ways(rule: Rule, actor: Actor, tenant: Tenant) -> list[Way]:
    """Return what a person may do about a duty, at most three buttons; empty for who only reads."""
    kinds, found = rule_book().fact_kinds, dict[str, Way]()
    for name in rule.evidence:
        kind = kinds.get(name)
        if kind is None:
            continue
        if kind.is_recorded:
            if actor.may(Can.FACT_RECORD):
                href = url_for("obligations.record_kind", fact_kind=name, duty=rule.id)
                found.setdefault(href, Way("登记" if len(rule.evidence) == 1 else f"登记：{kind.name}", href))
            continue
        way = _at(name, actor, tenant)
        if way is not None:
            found.setdefault(way.href, way)
    return list(found.values())[:_MOST]


def _at(kind: str, actor: Actor, tenant: Tenant) -> Way | None:
    for page in _PAGES.get(kind, ()):
        is_offered = page is not _LISTS or tenant.spec.workflow.supervision_list
        if is_offered and exists(page.endpoint) and actor.may(page.needs):
            return Way(page.label, url_for(page.endpoint))
    return None
