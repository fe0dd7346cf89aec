"""Who is compared with whom: each kind of unit with its own kind, and a government as all that is below it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.rules import Kind, TenantStatus

GOVERNMENTS = frozenset({Kind.PROVINCE, Kind.PREFECTURE, Kind.COUNTY})


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the board: one unit, or a government with everything below it. ``units`` are those whose numbers it sums."""

    unit: Tenant
    units: Sequence[uuid.UUID]

    @property
    def is_summed(self) -> bool:
        """Whether it is a government, whose numbers are those of its units together."""
        return self.unit.kind in GOVERNMENTS

    @property
    def is_closed(self) -> bool:
        """Whether the unit is no more; it stays on the board with its history and takes no rank."""
        return self.unit.status is TenantStatus.CLOSED


@dataclass(frozen=True, slots=True)
class Group:
    """Units of one kind, which are compared with each other."""

    key: str
    name: str
    counter: str
    places: Sequence[Place]


_GROUPS = (
    ("prefectures", "市州", "个市州", frozenset({Kind.PREFECTURE})),
    ("counties", "县市区", "个县市区", frozenset({Kind.COUNTY})),
    ("townships", "乡镇街道", "个乡镇街道", frozenset({Kind.TOWNSHIP, Kind.STREET})),
    ("departments", "部门", "个部门", frozenset({Kind.DEPARTMENT})),
    ("villages", "村（社区）", "个村（社区）", frozenset({Kind.VILLAGE, Kind.COMMUNITY})),
    ("bodies", "站所和公共单位", "个单位", frozenset({Kind.STATION, Kind.PUBLIC_BODY})),
)


def groups_below(tenant: Tenant) -> list[Group]:
    """Return the groups that a tenant compares; itself alone where nothing is below it.

    Counties are found however deep they lie; all others are those directly below.
    """
    below, direct = directory().below(tenant), tenant.children
    found = []
    for key, name, counter, kinds in _GROUPS:
        units = [unit for unit in (below if key == "counties" else direct) if unit.kind in kinds]
        if units:
            found.append(Group(key, name, counter, [place_of(unit) for unit in units]))
    return found or [Group("own", "本单位", "个单位", [Place(tenant, (tenant.id,))])]


def place_of(unit: Tenant) -> Place:
    """Return a unit as a row of the board."""
    below = directory().below(unit) if unit.kind in GOVERNMENTS else []
    return Place(unit, [unit.id, *(each.id for each in below)])


def parts_of(unit: Tenant) -> list[Place]:
    """Return the units that a government's numbers are made of, itself first, each alone."""
    return [Place(each, (each.id,)) for each in (unit, *directory().below(unit))]


def notes_of(unit: Tenant) -> list[str]:
    """Return what happened to a unit as a unit: earlier names, what it took over, what took it over."""
    raw = unit.raw_spec
    notes = []
    names = raw.get("former_names")
    if isinstance(names, list | tuple) and names:
        notes.append(f"原名{'、'.join(_name(each) for each in names)}")
    taken = [each for each in directory().all() if each.raw_spec.get("merged_into") == unit.slug]
    if taken:
        notes.append(f"{'、'.join(_merged(each) for each in taken)}并入本单位，其记录一并计入")
    into = raw.get("merged_into")
    if isinstance(into, str) and into:
        target = next((each.name for each in directory().all() if each.slug == into), into)
        notes.append(f"{_on(unit)}并入{target}，此后的数字计入该单位")
    elif unit.status is TenantStatus.CLOSED:
        notes.append("已关闭，只保留以前的数字")
    return notes


def _merged(unit: Tenant) -> str:
    return f"{unit.short_name}{_on(unit)}"


def _on(unit: Tenant) -> str:
    day = unit.raw_spec.get("merged_on")
    if not day:
        return "已"
    year, month, of_month = str(day).split("-")
    return f"于{year}年{int(month)}月{int(of_month)}日"


def _name(given: object) -> str:
    return str(given.get("name", "")) if isinstance(given, dict) else str(given)
