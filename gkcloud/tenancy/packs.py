"""Tenant packs: one folder of TOML for each customer, and ``_base`` with what holds nationally.

``read_packs`` is the one way in. It reads everything, reports every fault at once, and changes nothing.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gkcloud.tenancy.packfaults import Fault, Faults, PackFaults, Place
from gkcloud.tenancy.packfiles import (
    BASE_DUTY_FILES,
    BASE_FILES,
    PACK_DUTY_FILES,
    PACK_FILES,
    Entry,
    Row,
    Table,
    read_folder,
    read_layer,
    read_row,
    tables_in,
)
from gkcloud.tenancy.packmerge import Merged, effective
from gkcloud.tenancy.packspec import (
    Bulletin,
    Choice,
    Column,
    Contacts,
    GuideSection,
    TenantSpec,
    Theme,
    Word,
    Workflow,
)
from gkcloud.tenancy.packtree import check_drops, check_mergers, check_spec, check_tree, check_unshared, parents_first
from gkcloud.tenancy.rules import is_slug

__all__ = [
    "Bulletin",
    "Choice",
    "Column",
    "Contacts",
    "Fault",
    "GuideSection",
    "PackFaults",
    "TenantSpec",
    "Theme",
    "Word",
    "Workflow",
    "read_packs",
    "role_names",
]

BASE = "_base"
ROLES = frozenset(
    {
        "author",
        "reviewer",
        "secrecy_reviewer",
        "signer",
        "supervisor",
        "inspector",
        "administrator",
        "operator",
    }
)


class _Pack:
    """One customer's folder as read: its settings, and its rows with the customer's own first."""

    def __init__(self, folder: Path, root: Path, faults: Faults) -> None:
        slug = folder.name
        tables = read_folder(folder, root, PACK_FILES, faults, others=PACK_DUTY_FILES)
        place = Place(f"{slug}/pack.toml", "")
        main = tables.get("pack.toml", {})
        own = main.get("tenant", {})
        if not isinstance(own, dict):
            faults.add(place.below("tenant"), "应为一张表。")
            own = {}
        self.top = read_row(own, slug, slug, place.below("tenant"), faults)
        self.rows = [self.top, *_units(tables.get("units.toml", {}), slug, faults)]
        self.entries = _entries(tables, slug, faults)


def _units(table: Table, pack: str, faults: Faults) -> list[Row]:
    place = Place(f"{pack}/units.toml", "unit")
    rows = []
    for position, unit in tables_in(table.get("unit", []), place, faults):
        slug = unit.get("slug")
        if not isinstance(slug, str) or not is_slug(slug):
            faults.add(
                place.below(position, "slug"),
                "缺少网址名或写法不对：须以小写字母开头，只用小写字母、数字和连字符。",
            )
            continue
        values = {key: value for key, value in unit.items() if key != "slug"}
        rows.append(read_row(values, slug, pack, Place(place.file, f"unit[{slug}]"), faults))
    return rows


def _entries(tables: Mapping[str, Table], folder: str, faults: Faults) -> list[Entry]:
    """Return the settings of a folder's files; ``pack.toml`` and ``settings.toml`` before the lists."""
    order = sorted(tables, key=lambda name: name not in {"pack.toml", "settings.toml"})
    return [entry for name in order for entry in read_layer(tables[name], Place(f"{folder}/{name}", ""), faults)]


def _read_roles(value: Any, faults: Faults) -> dict[str, str]:
    place = Place(f"{BASE}/roles.toml", "roles")
    if not isinstance(value, dict):
        faults.add(place, "应为一张表。")
        return {}
    for key in sorted(value.keys() - ROLES):
        faults.add(place.below(key), "没有这个角色，请核对拼写。")
    for key in sorted(ROLES):
        name = value.get(key)
        if not isinstance(name, str) or not name.strip():
            faults.add(place.below(key), "缺少这个角色的名称，请补上。")
    return {key: name for key, name in value.items() if key in ROLES and isinstance(name, str)}


def _read_base(root: Path, faults: Faults) -> tuple[list[Entry], dict[str, str]]:
    folder = root / BASE
    if not folder.is_dir():
        faults.add(Place(BASE, ""), "缺少全国通用的基础包，请核对租户包所在的文件夹。")
        faults.raise_any()
    tables = read_folder(folder, root, BASE_FILES, faults, others=BASE_DUTY_FILES)
    roles = _read_roles(tables.pop("roles.toml", {}).get("roles", {}), faults)
    return _entries(tables, BASE, faults), roles


def _folders(root: Path, faults: Faults) -> list[Path]:
    """Return the customers' folders, hidden ones left alone; one that cannot be a customer's is a fault."""
    folders = []
    for path in sorted(root.iterdir()):
        if not path.is_dir() or path.name.startswith(".") or path.name == BASE:
            continue
        if not is_slug(path.name):
            faults.add(Place(path.name, ""), "文件夹名就是网址名，须以小写字母开头，只用小写字母、数字和连字符。")
        elif not (path / "pack.toml").is_file():
            faults.add(Place(f"{path.name}/pack.toml", ""), "缺少这个文件，请补上。")
        else:
            folders.append(path)
    return folders


def _merge_pack(pack: _Pack, base: list[Entry], faults: Faults) -> dict[str, tuple[TenantSpec, Merged]]:
    specs = {}
    for row in pack.rows:
        if row.kind is None:
            if not any(entry.path == ("kind",) for entry in row.entries):
                faults.add(row.place.below("kind"), "缺少单位类型，请补上。")
            continue
        layers = (base, pack.entries, row.entries)
        check_drops(layers, faults)
        merged = Merged(row, row.kind, layers)
        spec = effective(row, pack.top, merged, faults)
        if spec:
            check_spec(spec, merged, faults)
            specs[row.slug] = (spec, merged)
    return specs


def read_packs(root: Path) -> tuple[TenantSpec, ...]:
    """Return the effective description of every tenant under ``root``, parents before their children.

    Otherwise packs come by name and units as in their file. Reading the same files twice gives equal results.

    Raises PackFaults with every fault of every file; then nothing is returned.
    """
    faults = Faults()
    base, _ = _read_base(root, faults)
    packs = [_Pack(folder, root, faults) for folder in _folders(root, faults)]
    rows = [row for pack in packs for row in pack.rows]
    check_tree(rows, faults)
    specs: dict[str, tuple[TenantSpec, Merged]] = {}
    for pack in packs:
        specs |= _merge_pack(pack, base, faults)
    check_unshared(specs.values(), faults)
    check_mergers(specs, faults)
    faults.raise_any()
    return tuple(specs[row.slug][0] for row in parents_first(rows))


def role_names(root: Path) -> Mapping[str, str]:
    """Return the roles' Chinese names by key, such as ``{"author": "采编", …}``, from ``_base/roles.toml``.

    Raises PackFaults if one is missing or unknown.
    """
    faults = Faults()
    _, roles = _read_base(root, faults)
    faults.raise_any()
    return MappingProxyType(roles)
