"""What duties ask, decided without I/O: from a rule, facts and a calendar to a standing with its sentence."""

from gkcloud.obligations.rules.assess import assess, periods_of
from gkcloud.obligations.rules.matters import Matter, matters_of
from gkcloud.obligations.rules.model import (
    NO_CHOICE,
    Assessment,
    Choice,
    DutyType,
    Fact,
    Facts,
    Rule,
    Shift,
    Standing,
    Unit,
    rule_from,
)
from gkcloud.obligations.rules.periods import Period, PeriodKind, months_back, period_of, periods_between
from gkcloud.obligations.rules.planning import Planned, planned

__all__ = [
    "NO_CHOICE",
    "Assessment",
    "Choice",
    "DutyType",
    "Fact",
    "Facts",
    "Matter",
    "Period",
    "PeriodKind",
    "Planned",
    "Rule",
    "Shift",
    "Standing",
    "Unit",
    "assess",
    "matters_of",
    "months_back",
    "period_of",
    "periods_between",
    "periods_of",
    "planned",
    "rule_from",
]
