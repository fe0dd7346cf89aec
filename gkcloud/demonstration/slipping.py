"""Units that are slipping: designated, and with duties overdue."""

import uuid
from collections.abc import Sequence

from gkcloud.obligations.queries import overdue_of
from gkcloud.obligations.rulebook import DutyUnknown, rule_for
from gkcloud.tenancy.directory import directory

_NAMED = 2


def slipping(unit_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, str]]:
    """Return the units among these that have overdue duties, with their number and a sentence; one statement for all."""
    return {
        unit: (len(rules), f"逾期 {len(rules)} 项：{_names(unit, rules)}。")
        for unit, rules in overdue_of(unit_ids).items()
    }


def _names(unit_id: uuid.UUID, rule_ids: Sequence[str]) -> str:
    tenant, titles = directory().by_id(unit_id), []
    for rule_id in rule_ids[:_NAMED]:
        try:
            titles.append(rule_for(tenant, rule_id).title)
        except DutyUnknown:
            titles.append("已不再适用的一项")
    return "、".join(titles) + ("等" if len(rule_ids) > _NAMED else "")
