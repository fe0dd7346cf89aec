"""Checks that no single file can make: the tree of tenants, and what two tenants must not share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gkcloud.tenancy.index_numbers import MAX_LENGTH, Codes, missing_codes
from gkcloud.tenancy.packfaults import Faults, Place
from gkcloud.tenancy.packfiles import DROP, OPEN, Entry, Row
from gkcloud.tenancy.packmerge import Merged
from gkcloud.tenancy.packspec import Column, TenantSpec
from gkcloud.tenancy.rules import TenantStatus, may_stand_under

REVIEWERS_OF_TRIPLE_REVIEW = 3


def check_tree(rows: Iterable[Row], faults: Faults) -> None:
    """Check slugs, parents and cycles over all packs."""
    by_slug: dict[str, Row] = {}
    for row in rows:
        first = by_slug.setdefault(row.slug, row)
        if first is not row:
            faults.add(row.place.below("slug"), f"网址名“{row.slug}”已由 {first.place.file} 使用，请换一个。")
        if row.slug != row.pack and not row.slug.startswith(f"{row.pack}-"):
            faults.add(row.place.below("slug"), f"单位的网址名须以“{row.pack}-”开头。")
    for row in by_slug.values():
        _check_parent(row, by_slug, faults)


def _check_parent(row: Row, by_slug: Mapping[str, Row], faults: Faults) -> None:
    place = row.place.below("parent")
    parent = by_slug.get(row.parent) if row.parent else None
    if row.parent and not parent:
        faults.add(place, f"找不到上级单位“{row.parent}”，请核对网址名。")
        return
    cycle = _cycle(row, by_slug)
    if cycle:
        faults.add(place, f"上下级关系成环：{' → '.join(cycle)}。")
        return
    above = parent.kind if parent else None
    # A kind that cannot be read is a fault of its own and says nothing about the tree.
    if row.kind and (above or not parent) and not may_stand_under(row.kind, above):
        where = f"设在{above.label}之下" if above else "没有上级单位"
        faults.add(place, f"{row.kind.label}不能{where}，请核对类型和上级单位。")


def _cycle(row: Row, by_slug: Mapping[str, Row]) -> list[str]:
    """Return the way from ``row`` up to itself, or an empty list if it does not come back."""
    way = [row.slug]
    while (parent := by_slug[way[-1]].parent) in by_slug:
        if parent == row.slug:
            return [*way, row.slug]
        if parent in way:  # a cycle higher up, reported at its own members
            return []
        way.append(str(parent))
    return []


def parents_first(rows: Iterable[Row]) -> list[Row]:
    """Return ``rows`` so that every parent comes before its children, otherwise in the order given.

    The rows must form a tree: see check_tree.
    """
    by_slug = {row.slug: row for row in rows}
    ordered: dict[str, Row] = {}

    def place(row: Row) -> None:
        if row.parent and row.parent not in ordered:
            place(by_slug[row.parent])
        ordered[row.slug] = row

    for row in by_slug.values():
        place(row)
    return list(ordered.values())


def check_drops(layers: Sequence[Sequence[Entry]], faults: Faults) -> None:
    """Check that what a layer drops was there to be dropped: otherwise the code is mistyped."""
    opened: set[tuple[str, ...]] = set()
    for layer in layers:
        for entry in layer:
            if entry.value is DROP and entry.path not in opened:
                faults.add(entry.place, f"没有“{entry.path[1]}”可删除，请核对。")
        opened |= {entry.path for entry in layer if entry.value is OPEN}


def check_spec(spec: TenantSpec, merged: Merged, faults: Faults) -> None:
    """Check what must agree inside one tenant's effective description."""
    for position, message in _column_problems(spec.columns):
        faults.add(merged.place("columns", position, "parent"), message)
    stages = spec.workflow.stages
    if spec.workflow.three_people and len(stages) < REVIEWERS_OF_TRIPLE_REVIEW:
        faults.add(merged.place("workflow", "three_people"), "三审须有三个环节，请补充 stages 或改为 false。")
    for stage in stages:
        if stage not in spec.workflow.waiting_days:
            message = f"缺少{stage.label}的办理时限，请在 waiting_days 中补上。"
            faults.add(merged.place("workflow", "stages"), message)
    _check_index_pattern(spec, merged, faults)


def _column_problems(columns: Sequence[Column]) -> Iterator[tuple[int, str]]:
    parents = {column.code: column.parent for column in columns}
    for position, column in enumerate(columns):
        if column.parent is not None and column.parent not in parents:
            yield position, f"找不到上级栏目“{column.parent}”，请核对代码。"
        above, steps = column.parent, 0
        while above is not None and above != column.code and steps < len(columns):
            above, steps = parents.get(above), steps + 1
        if above == column.code:
            yield position, f"栏目“{column.code}”的上级又是它自己，请改正。"


def _codes(spec: TenantSpec) -> Codes:
    return Codes(org=spec.org_code, credit=spec.credit_code, area=spec.area_code)


def _index_prefix(spec: TenantSpec) -> str:
    """Return the pattern with the organ's codes filled in, year and serial left open."""
    codes = _codes(spec)
    known = {"{org}": codes.org, "{credit}": codes.credit, "{area}": codes.area}
    prefix = spec.index_pattern
    for token, value in known.items():
        prefix = prefix.replace(token, value)
    return prefix


def _check_index_pattern(spec: TenantSpec, merged: Merged, faults: Faults) -> None:
    for code in missing_codes(spec.index_pattern, _codes(spec)):
        faults.add(
            merged.place(f"{code}_code"),
            f"索引号格式 {spec.index_pattern} 要用 {{{code}}}，这个单位没有相应代码，请补上。",
        )
    # The tokens for year and serial are longer than the digits they become, for serials up to nine digits.
    if len(_index_prefix(spec)) - len("{year}{serial:05}") + len("2000123456789") > MAX_LENGTH:
        faults.add(merged.place("index_pattern"), f"按此格式生成的索引号会超过 {MAX_LENGTH} 个字符，请缩短。")


def check_unshared(specs: Iterable[tuple[TenantSpec, Merged]], faults: Faults) -> None:
    """Check what two tenants must not share: host names, credit codes, the codes in index numbers."""
    owners: dict[tuple[str, str], str] = {}
    for spec, merged in specs:
        for place, what, value in _exclusive(spec, merged):
            owner = owners.setdefault((what, value), spec.slug)
            if owner != spec.slug:
                faults.add(place, f"{what}“{value}”已由“{owner}”使用，请核对。")


def _exclusive(spec: TenantSpec, merged: Merged) -> Iterator[tuple[Place, str, str]]:
    for position, host in enumerate(spec.hosts):
        yield merged.place("hosts", position), "域名", host
    if spec.credit_code:
        yield merged.place("credit_code"), "统一社会信用代码", spec.credit_code
    if not missing_codes(spec.index_pattern, _codes(spec)):
        yield merged.place("org_code"), "索引号", _index_prefix(spec)


def check_mergers(specs: Mapping[str, tuple[TenantSpec, Merged]], faults: Faults) -> None:
    """Check that a merged unit names where it went and when, is closed, and is not itself where it went."""
    for spec, merged in specs.values():
        for key, message in _merger_problems(spec, specs):
            faults.add(merged.row.place.below(key), message)


def _merger_problems(spec: TenantSpec, specs: Mapping[str, tuple[TenantSpec, Merged]]) -> Iterator[tuple[str, str]]:
    if spec.former_names and spec.name in {each.name for each in spec.former_names}:
        yield "former_names", "曾用名与现在的名称相同，请核对。"
    if spec.merged_into is None:
        if spec.merged_on:
            yield "merged_on", "写了合并日期，请补上并入的单位（merged_into）。"
        return
    if spec.merged_on is None:
        yield "merged_on", "缺少合并日期，请补上。"
    if spec.status is not TenantStatus.CLOSED:
        yield "status", '已并入其他单位，状态须为 "closed"。'
    into = specs.get(spec.merged_into)
    if into is None or into[0].pack != spec.pack:
        yield "merged_into", f"本包没有单位“{spec.merged_into}”，请核对网址名。"
    elif _comes_back(spec, specs):
        yield "merged_into", "合并关系成环，请核对。"


def _comes_back(spec: TenantSpec, specs: Mapping[str, tuple[TenantSpec, Merged]]) -> bool:
    """Tell whether the way from a merged unit leads back to it."""
    seen: set[str] = set()
    at = spec.merged_into
    while at is not None and at in specs and at not in seen:
        seen.add(at)
        at = specs[at][0].merged_into
    return spec.slug in seen
