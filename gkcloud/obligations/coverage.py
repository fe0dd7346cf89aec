"""What is covered: each D-id with its evidence, and each system of the domain with what serves it, as ``docs/coverage.md``."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from gkcloud.obligations.dutybook import DutyBook
from gkcloud.obligations.dutyspec import DutySpec, EvidenceMode, evidence_mode
from gkcloud.tenancy.packspec import Spec

DOMAIN_IDS: tuple[str, ...] = tuple(f"D{number:03}" for number in range(1, 195))
SYSTEMS = 137
MODES: tuple[EvidenceMode, ...] = ("automatic", "recorded", "mixed")
STATES: Mapping[str, str] = {"served": "served", "partly": "partly", "not_yet": "not yet"}


@dataclass(frozen=True)
class CoverageRow:
    """One duty as coverage tells it; a part (``D122-2``) belongs to the duty before its hyphen."""

    pack: str
    duty: DutySpec
    mode: EvidenceMode

    @property
    def domain_id(self) -> str:
        """The D-id whose duty this is or is a part of; empty for a national rule."""
        head = self.duty.id.partition("-")[0]
        return head if head in DOMAIN_IDS else ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facts that it reads: the trigger first, then the evidence."""
        return ((self.duty.trigger_kind,) if self.duty.trigger_kind else ()) + self.duty.evidence

    def as_json(self) -> dict[str, Any]:
        """Return the row for a program."""
        return {
            "id": self.duty.id,
            "pack": self.pack,
            "title": self.duty.title,
            "type": self.duty.type.value,
            "mode": self.mode,
            "trigger": self.duty.trigger_kind,
            "evidence": list(self.duty.evidence),
            "owed_by": self.duty.owed_by,
        }


@dataclass(frozen=True)
class Coverage:
    """Counts and rows. The counts are of D-ids, a duty in two parts once; national rules are counted apart."""

    rows: tuple[CoverageRow, ...]

    @property
    def of_domain(self) -> tuple[CoverageRow, ...]:
        """The D-ids' own rows, without further parts."""
        return tuple(row for row in self.rows if row.duty.id == row.domain_id)

    @property
    def national(self) -> tuple[CoverageRow, ...]:
        """The rows of national rules."""
        return tuple(row for row in self.rows if not row.domain_id)

    @property
    def missing(self) -> tuple[str, ...]:
        """D-ids that no pack has."""
        have = {row.duty.id for row in self.rows}
        return tuple(each for each in DOMAIN_IDS if each not in have)

    @property
    def repeated(self) -> tuple[str, ...]:
        """D-ids that more than one pack has."""
        return tuple(each for each, count in Counter(row.duty.id for row in self.of_domain).items() if count > 1)

    def counts(self) -> dict[str, Any]:
        """Return how many there are, by evidence, by pack and by type."""
        rows = self.of_domain
        modes = Counter(row.mode for row in rows)
        return {
            "total": len(rows),
            **{mode: modes[mode] for mode in MODES},
            "per_pack": dict(sorted(Counter(row.pack for row in rows).items())),
            "per_type": dict(sorted(Counter(row.duty.type.value for row in rows).items())),
            "national": len(self.national),
        }


class SystemSpec(Spec):
    """One system of the domain: its number and name there, and what serves it."""

    number: Annotated[int, Field(ge=1, le=SYSTEMS)]
    name: str
    state: Literal["served", "partly", "not_yet"]
    served_by: str = ""


def coverage_of(book: DutyBook) -> Coverage:
    """Return the coverage of what the packs hold, ordered by id, the national rules last."""
    rows = [CoverageRow(pack, duty, evidence_mode(duty, book.by_kind)) for pack, duty in book.duties]
    return Coverage(tuple(sorted(rows, key=lambda row: (not row.domain_id, row.duty.id))))


def read_systems(path: Path) -> tuple[SystemSpec, ...]:
    """Return the systems of ``docs/systems.toml``; raises ValueError if one is missing or says too little."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    systems = tuple(SystemSpec.model_validate(row) for row in table["system"])
    if [each.number for each in systems] != list(range(1, SYSTEMS + 1)):
        raise ValueError(f"{path.name} must have the systems 1 to {SYSTEMS}, each once, in order")
    for each in systems:
        if (each.state == "not_yet") is bool(each.served_by):
            raise ValueError(f"{path.name}: system {each.number} says either what serves it or that nothing does")
    return systems


def markdown(coverage: Coverage, book: DutyBook, systems: Sequence[SystemSpec]) -> str:
    """Return ``docs/coverage.md``."""
    return "\n".join([*_head(coverage), *_duties(coverage, book), *_facts(book), *_systems(systems), ""])


def _head(coverage: Coverage) -> Iterator[str]:
    counts = coverage.counts()
    yield "# Coverage"
    yield ""
    yield "Made by `gkcloud duties coverage --markdown`; a test compares. How a duty is written: [duties.md](duties.md)."
    yield ""
    yield "## Duties"
    yield ""
    yield (
        f"{counts['total']} duties: {counts['automatic']} with automatic evidence, {counts['recorded']} with evidence that"
        f" a person records, {counts['mixed']} with both. Besides them {counts['national']} rules hold nationally."
    )
    yield ""
    yield from _count_table("pack", counts["per_pack"])
    yield from _count_table("type", counts["per_type"])


def _count_table(name: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield from _table((name, "duties"), [(key, str(count)) for key, count in counts.items()])
    yield ""


def _duties(coverage: Coverage, book: DutyBook) -> Iterator[str]:
    header = ("id", "pack", "duty", "type", "evidence", "facts (trigger → evidence)")
    yield from _table(header, [_cells(row, book) for row in coverage.rows if row.domain_id])
    yield ""
    yield "### Rules that hold nationally"
    yield ""
    yield from _table(header, [_cells(row, book) for row in coverage.national])
    yield ""


def _cells(row: CoverageRow, book: DutyBook) -> tuple[str, ...]:
    names = "、".join(book.by_kind[kind].name for kind in row.duty.evidence)
    if row.duty.trigger_kind:
        names = f"{book.by_kind[row.duty.trigger_kind].name} → {names}"
    return (row.duty.id, row.pack, row.duty.title, row.duty.type.value, row.mode, names)


def _facts(book: DutyBook) -> Iterator[str]:
    yield "### Kinds of facts"
    yield ""
    rows = [(fact.kind, fact.name, fact.source.value, " ".join(fact.asks)) for fact in book.facts]
    yield from _table(("kind", "name", "source", "carries"), rows)
    yield ""


def _systems(systems: Sequence[SystemSpec]) -> Iterator[str]:
    states = Counter(each.state for each in systems)
    yield "## Systems"
    yield ""
    yield (
        f"{len(systems)} systems: {states['served']} served, {states['partly']} partly, {states['not_yet']} not yet."
        " Partly means that what it takes for a duty is there, and the rest is not."
    )
    yield ""
    yield from _table(
        ("no.", "system", "state", "what serves it today"),
        [(str(each.number), each.name, STATES[each.state], each.served_by or "not yet（尚未）") for each in systems],
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
