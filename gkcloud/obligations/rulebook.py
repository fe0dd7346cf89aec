"""The rules of all packs, as every process keeps them: read once when the application starts.

What a tenant owes is what the national base states and what its customer's pack states, for its kind and its tags.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app

from gkcloud.obligations.dutybook import DutyBook, read_duties
from gkcloud.obligations.dutyspec import Source
from gkcloud.obligations.rules import DutyType, PeriodKind, Rule, rule_from
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.packs import BASE

EXTENSION = "duties"


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: what officials call it, and which fields the form for recording it shows."""

    kind: str
    name: str
    is_recorded: bool
    group: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Every rule by its pack, and every kind of fact. One is as good as another only if it is the same."""

    rules: Mapping[str, Sequence[Rule]]
    fact_kinds: Mapping[str, FactKind] = field(default_factory=dict)

    def owed_by(self, pack: str, kind: str, tags: Iterable[str]) -> tuple[Rule, ...]:
        """Return the rules that a tenant of this pack, kind and tags has, the national ones first."""
        carried = frozenset(tags)
        return tuple(
            rule
            for each in dict.fromkeys((BASE, pack))
            for rule in self.rules.get(each, ())
            if (not rule.kinds or kind in rule.kinds) and (not rule.tags or rule.tags & carried)
        )


def install(app: Flask, packs_dir: Path) -> None:
    """Read the rules of all packs; a fault keeps the application from starting (PackFaults)."""
    app.extensions[EXTENSION] = book_of(read_duties(packs_dir))


def book_of(duties: DutyBook) -> RuleBook:
    """Return the rules that packs state, as they are assessed."""
    rules: dict[str, list[Rule]] = {}
    for pack, duty in duties.duties:
        rules.setdefault(pack, []).append(rule_from(duty.model_dump(mode="json")))
    kinds = {
        fact.kind: FactKind(fact.kind, fact.name, fact.source is Source.RECORDED, fact.group, tuple(fact.asks))
        for fact in duties.facts
    }
    return RuleBook(rules, kinds)


class DutyUnknown(LookupError):
    """The tenant has no duty of this id."""


def rule_book() -> RuleBook:
    """Return the application's rules."""
    book: RuleBook = current_app.extensions[EXTENSION]
    return book


def rules_for(tenant: Tenant) -> tuple[Rule, ...]:
    """Return what a tenant owes."""
    raw = tenant.raw_spec
    tags = raw.get("tags")
    carried = tuple(str(tag) for tag in tags) if isinstance(tags, list | tuple) else ()
    return _owed(rule_book(), str(raw.get("pack", "")), tenant.kind.value, carried)


def rule_for(tenant: Tenant, rule_id: str) -> Rule:
    """Return one of a tenant's rules. Raises DutyUnknown."""
    for rule in rules_for(tenant):
        if rule.id == rule_id:
            return rule
    raise DutyUnknown(rule_id)


def lasting_kinds(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the kinds of fact whose age does not matter: they hold until they are withdrawn."""
    return frozenset(
        kind
        for rule in rules
        if rule.period is PeriodKind.ONCE or (rule.type is DutyType.PAIRING and not rule.trigger)
        for kind in rule.fact_kinds
    )


@lru_cache(maxsize=256)
def _owed(book: RuleBook, pack: str, kind: str, tags: tuple[str, ...]) -> tuple[Rule, ...]:
    return book.owed_by(pack, kind, tags)
