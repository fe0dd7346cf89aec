"""What facts add to which numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gkcloud.comparison.rules.entries import Entries
from gkcloud.comparison.rules.indicators import BY_CODE, PUBLISH_WITHIN
from gkcloud.comparison.rules.months import Month, number_of

if TYPE_CHECKING:
    from gkcloud.comparison.rules.measuring import Happening, Record

# What is only counted: the kind of fact -> the indicator.
_COUNTED: Mapping[str, str] = {
    "published": "published",
    "policy_published": "policies",
    "interpreted": "interpreted",
    "board_posted": "board_posted",
    "bulletin_issued": "issued",
    "gazette_issued": "issued",
    "handbook_issued": "issued",
    "returned": "returned",
    "corrected": "corrected",
    "withdrawn": "withdrawn",
    "urgent_published": "urgent",
    "privacy_blocked": "privacy_blocked",
    "self_check_submitted": "self_checks",
    "inspection_closed": "inspections",
    "order_issued": "orders_issued",
    "commended": "commended",
    "criticised": "criticised",
}
# Those whose age does not matter while they last.
LASTING = frozenset({"order_issued", "order_closed", "demo_designated", "demo_revoked"})
KINDS = frozenset(_COUNTED) | LASTING | {"urgent_confirmed", "appraised", "formed"}

_Days = Callable[[date, date], int]
_Facts = Sequence["Happening"]


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass over a unit's facts, by kind."""

    by_kind: Mapping[str, _Facts]
    months: Sequence[Month]
    today: date
    entries: Entries

    def of(self, kind: str) -> _Facts:
        """Return the facts of a kind, oldest first."""
        return self.by_kind.get(kind, ())

    def by_subject(self, kind: str) -> Mapping[str, _Facts]:
        """Return the facts of a kind by what they are about."""
        found: dict[str, list[Happening]] = {}
        for fact in self.of(kind):
            found.setdefault(fact.subject, []).append(fact)
        return found

    def ends(self) -> list[tuple[Month, date]]:
        """Return the months that have begun, each with the day it is looked at on: its last, or today."""
        return [(month, min(month.last, self.today)) for month in self.months if month.first <= self.today]

    def add(self, month: Month, code: str, source: "Happening | None", part: int, whole: int = 1) -> None:
        """Let a fact add to a number."""
        self.entries.add(month.number, BY_CODE[code].place, source, part, whole)


def happenings(
    record: "Record", months: Sequence[Month], now: datetime, today: date, days: _Days, entries: Entries
) -> None:
    """Let a unit's facts add to the numbers of these months; what lies in the future is not seen."""
    found: dict[str, list[Happening]] = {}
    for fact in record.facts:
        # A publication may be set for later today, and what is not public must not be counted. What people record has no
        # hour, so for all else the day decides.
        if fact.on < today or (fact.on == today and (fact.kind not in _AT_ITS_HOUR or fact.at <= now)):
            found.setdefault(fact.kind, []).append(fact)
    for each in found.values():
        each.sort(key=_by_time)
    one = _Pass(found, months, today, entries)
    _counted(one)
    _publish_days(one, days)
    _silent(one, record)
    _urgent(one)
    _interpretations(one)
    _orders(one)
    _demonstration(one)
    _appraised(one)


_AT_ITS_HOUR = frozenset({"published", "policy_published", "interpreted", "urgent_published"})


def _by_time(fact: "Happening") -> tuple[date, datetime, str]:
    return fact.on, fact.at, fact.id.hex


def _counted(one: _Pass) -> None:
    wanted = {month.number: month for month in one.months}
    for kind, code in _COUNTED.items():
        for fact in one.of(kind):
            if (month := wanted.get(number_of(fact.on))) is not None:
                one.add(month, code, fact, 1, 0)


def _publish_days(one: _Pass, days: _Days) -> None:
    wanted = {month.number: month for month in one.months}
    formed = {fact.subject: fact.on for fact in one.of("formed")}
    for fact in one.of("published"):
        month = wanted.get(number_of(fact.on))
        since = date.fromisoformat(fact.formed_on) if fact.formed_on else formed.get(fact.subject)
        if month is None or since is None:
            continue
        taken = days(since, fact.on)
        one.add(month, "publish_days", fact, taken)
        one.add(month, "publish_in_time", fact, int(taken <= PUBLISH_WITHIN))


def _silent(one: _Pass, record: "Record") -> None:
    published = one.of("published")
    for month, end in one.ends():
        if record.exists_since is not None and record.exists_since > end:
            continue
        latest = next((fact for fact in reversed(published) if fact.on <= end), None)
        since = latest.on if latest else max(record.known_since, record.exists_since or record.known_since)
        one.add(month, "days_silent", latest, (end - since).days)


def _urgent(one: _Pass) -> None:
    confirmed = one.by_subject("urgent_confirmed")
    for month, end in one.ends():
        for fact in one.of("urgent_published"):
            if fact.on > end:
                break
            is_open = not any(fact.on <= each.on <= end for each in confirmed.get(fact.subject, ()))
            if is_open or fact.on >= month.first:
                one.add(month, "urgent_unconfirmed", fact, int(is_open))


def _interpretations(one: _Pass) -> None:
    wanted = {month.number: month for month in one.months}
    interpreted = {fact.subject for fact in one.of("interpreted")}
    for fact in one.of("policy_published"):
        if (month := wanted.get(number_of(fact.on))) is not None:
            one.add(month, "interpretation_missing", fact, int(fact.subject not in interpreted))


def _orders(one: _Pass) -> None:
    closed = one.by_subject("order_closed")
    for fact in one.of("order_issued"):
        ended = next((each.on for each in closed.get(fact.subject, ()) if each.on >= fact.on), None)
        due = date.fromisoformat(fact.due_on) if fact.due_on else None
        for month, end in one.ends():
            if fact.on > end or (ended is not None and ended < month.first):
                continue
            is_open = ended is None or ended > end
            one.add(month, "orders_open", fact, int(is_open))
            one.add(month, "orders_overdue", fact, int(is_open and due is not None and due < end))


def _demonstration(one: _Pass) -> None:
    revoked = one.by_subject("demo_revoked")
    for month, end in one.ends():
        held: dict[str, Happening] = {}
        for fact in one.of("demo_designated"):
            if fact.on <= end and not any(fact.on <= each.on <= end for each in revoked.get(fact.subject, ())):
                held[fact.subject] = fact
        for fact in held.values():
            one.add(month, "demonstration", fact, 1, 0)


def _appraised(one: _Pass) -> None:
    wanted = {month.number: month for month in one.months}
    scale = BY_CODE["appraised"].scale
    for fact in one.of("appraised"):
        if (month := wanted.get(number_of(fact.on))) is not None and fact.value is not None:
            one.add(month, "appraised", fact, round(fact.value * scale))
