"""Reading duties, facts and tasks from the packs: ``read_duties`` is the one way in, as ``read_packs`` is for tenants.

``_base/facts.toml`` has the kinds of facts, ``_base/duties.toml`` what holds nationally, ``<pack>/duties.toml`` what a
customer's own documents lay down, ``<pack>/tasks.toml`` who does the tasks of its plan.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, Field, StrictInt, ValidationError, model_validator

from gkcloud.obligations.dutyspec import MODELS, DutySpec, DutyType, FactSpec
from gkcloud.obligations.dutyterms import DutyId, Items, Title, fault, unique
from gkcloud.tenancy.packfaults import Faults, Place, sentence
from gkcloud.tenancy.packfiles import Table, known, read_toml, tables_in
from gkcloud.tenancy.packs import BASE
from gkcloud.tenancy.packspec import Spec
from gkcloud.tenancy.rules import is_slug

AnySpec = TypeVar("AnySpec", bound=Spec)


class TaskSpec(Spec):
    """One task of a year's plan and who does it: units by their slugs, others (各行业主管部门, an office) by name."""

    number: Annotated[StrictInt, Field(ge=1, le=999)]
    title: Title
    lead: Items = ()
    responsible: Items = ()
    cooperating: Items = ()
    duties: Annotated[tuple[DutyId, ...], AfterValidator(unique)] = ()

    @model_validator(mode="after")
    def _somebody_does_it(self) -> Self:
        if not self.lead and not self.responsible:
            raise fault("牵头单位（lead）和责任单位（responsible）须至少写一个。")
        return self


@dataclass(frozen=True)
class DutyBook:
    """Everything that the packs say about duties; duties and tasks each with the slug of its pack."""

    facts: tuple[FactSpec, ...]
    duties: tuple[tuple[str, DutySpec], ...]
    tasks: tuple[tuple[str, TaskSpec], ...]

    @property
    def by_kind(self) -> Mapping[str, FactSpec]:
        """The kinds of facts by their identifiers."""
        return {fact.kind: fact for fact in self.facts}

    def of(self, pack: str) -> tuple[DutySpec, ...]:
        """Return what holds in a pack: the national duties, then its own."""
        return tuple(duty for owner, duty in self.duties if owner in {BASE, pack})


@dataclass(frozen=True)
class _Units:
    """What duties and tasks may name of their pack: the units' slugs, and the tags that one of them carries."""

    slugs: frozenset[str]
    tags: frozenset[str]


def read_duties(root: Path) -> DutyBook:
    """Return all that the packs under ``root`` say about duties; a file that is not there says nothing.

    Raises PackFaults with every fault of every file; then nothing is returned. The tenants themselves are read and
    checked by ``read_packs``.
    """
    faults = Faults()
    facts = tuple(fact for _, fact in _read(FactSpec, "fact", "kind", root / BASE / "facts.toml", root, faults))
    by_kind = {fact.kind: fact for fact in facts}
    national = list(_read_duties(root / BASE / "duties.toml", root, by_kind, faults))
    duties = [(BASE, duty) for duty in national]
    tasks: list[tuple[str, TaskSpec]] = []
    for folder in sorted(path.parent for path in root.glob("*/pack.toml")):
        units = _units(folder, root)
        own = list(_read_duties(folder / "duties.toml", root, by_kind, faults, units=units, taken=national))
        duties += [(folder.name, duty) for duty in own]
        tasks += [(folder.name, task) for task in _read_tasks(folder / "tasks.toml", root, own, units, faults)]
    faults.raise_any()
    return DutyBook(facts, tuple(duties), tuple(tasks))


def _read(
    model: type[AnySpec], key: str, identity: str, path: Path, root: Path, faults: Faults
) -> Iterator[tuple[Place, AnySpec]]:
    """Yield each ``[[key]]`` of a file that is sound, with its place; ``identity`` is unique in the file."""
    rows = list(_rows(key, path, root, faults))
    seen: Counter[str] = Counter()
    for position, row in rows:
        name = row.get(identity)
        at = Place(path.relative_to(root).as_posix(), f"{key}[{name if name is not None else position + 1}]")
        seen[str(name)] += 1
        if name is not None and seen[str(name)] > 1:
            faults.add(at, f"“{name}”在同一文件中重复，请合并或改号。")
        spec = _valid(_model_of(model, row, at, faults), row, at, faults)
        if spec is not None:
            yield at, spec


def _rows(key: str, path: Path, root: Path, faults: Faults) -> Iterator[tuple[int, Table]]:
    if not path.is_file():
        return
    place = Place(path.relative_to(root).as_posix(), "")
    table = known(read_toml(path, root, faults), frozenset({key}), place, faults)
    yield from tables_in(table.get(key, []), place.below(key), faults)


def _model_of(model: type[AnySpec], row: Table, at: Place, faults: Faults) -> type[Any] | None:
    """Return what a row is checked against: for a duty, the model of its type."""
    if not issubclass(model, DutySpec):
        return model
    if row.get("type") in list(DutyType):
        return MODELS[DutyType(row["type"])]
    faults.add(at.below("type"), f"应为其中之一：{'、'.join(DutyType)}。")
    return None


def _valid(model: type[Any] | None, row: Table, at: Place, faults: Faults) -> Any:
    if model is None:
        return None
    try:
        return model.model_validate(row)
    except ValidationError as error:
        details = error.errors(include_url=False)
        wrong = {detail["loc"][:-1] for detail in details}
        for detail in details:
            # A list with one wrong item also counts as one that is too short.
            if detail["type"] != "too_short" or detail["loc"] not in wrong:
                faults.add(at.below(*detail["loc"]), sentence(detail))
    return None


def _read_duties(
    path: Path,
    root: Path,
    facts: Mapping[str, FactSpec],
    faults: Faults,
    *,
    units: _Units | None = None,
    taken: Iterable[DutySpec] = (),
) -> Iterator[DutySpec]:
    national = {duty.id for duty in taken}
    for at, duty in _read(DutySpec, "duty", "id", path, root, faults):
        if duty.id in national:
            faults.add(at, f"编号“{duty.id}”已由全国通用的规则使用，请换一个。")
        for key, message in [*_fact_problems(duty, facts), *_tag_problems(duty, units)]:
            faults.add(at.below(key), message)
        yield duty


def _fact_problems(duty: DutySpec, facts: Mapping[str, FactSpec]) -> Iterator[tuple[str, str]]:
    named = [("evidence", kind) for kind in duty.evidence]
    if duty.trigger_kind:
        named.append(("trigger", duty.trigger_kind))
    for key, kind in named:
        if kind not in facts:
            yield key, f"没有“{kind}”这种事实，请核对，或在 {BASE}/facts.toml 中补上。"
    for key, carried in duty.CARRIES.items():
        for kind in duty.evidence:
            if getattr(duty, key) and kind in facts and carried not in facts[kind].asks:
                yield key, f"“{facts[kind].name}”不带 {carried}，这一项不会有结果，请核对。"
    if duty.trigger_kind:
        yield from _trigger_problems(duty, duty.trigger_kind, facts)


def _trigger_problems(duty: DutySpec, trigger: str, facts: Mapping[str, FactSpec]) -> Iterator[tuple[str, str]]:
    """Yield why the evidence could not be matched to the event: both need the same subject."""
    for key, kind in [("trigger", trigger), *(("evidence", kind) for kind in duty.evidence)]:
        if kind in facts and "subject" not in facts[kind].asks:
            yield key, f"“{facts[kind].name}”不带 subject，无法与触发的事项对应，请核对。"
    if trigger in facts and duty.trigger_items and "item" not in facts[trigger].asks:
        yield "trigger_about", f"“{facts[trigger].name}”不带 item，这一项不会有结果，请核对。"


def _tag_problems(duty: DutySpec, units: _Units | None) -> Iterator[tuple[str, str]]:
    for tag in duty.tags:
        if units is not None and tag not in units.tags:
            yield "tags", f"本包没有单位带标签“{tag}”，请核对，或在 units.toml 中补上。"


def _read_tasks(
    path: Path, root: Path, duties: Iterable[DutySpec], units: _Units, faults: Faults
) -> Iterator[TaskSpec]:
    ids = {duty.id for duty in duties}
    for at, task in _read(TaskSpec, "task", "number", path, root, faults):
        for key in ("lead", "responsible", "cooperating"):
            for unit in getattr(task, key):
                if is_slug(unit) and unit not in units.slugs:
                    faults.add(at.below(key), f"本包没有单位“{unit}”，请核对网址名，或写单位的名称。")
        for duty in task.duties:
            if duty not in ids:
                faults.add(at.below("duties"), f"本包没有编号“{duty}”的规则，请核对。")
        yield task


def _units(folder: Path, root: Path) -> _Units:
    """Return what a pack's units are called and tagged; what is wrong there is for ``read_packs`` to say."""
    unsaid = Faults()
    top = read_toml(folder / "pack.toml", root, unsaid).get("tenant", {})
    path = folder / "units.toml"
    listed = read_toml(path, root, unsaid).get("unit", []) if path.is_file() else []
    rows = [row for row in (top, *(listed if isinstance(listed, list) else ())) if isinstance(row, dict)]
    tags = {tag for row in rows if isinstance(row.get("tags"), list) for tag in row["tags"]}
    return _Units(
        frozenset({folder.name, *(str(row["slug"]) for row in rows if "slug" in row)}), frozenset(map(str, tags))
    )
