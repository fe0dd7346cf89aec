"""Reading pack files: TOML in, checked layers of settings out.

Every file is checked on its own, also where no tenant uses what it says. See ``docs/packs.md``.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from gkcloud.tenancy import packspec
from gkcloud.tenancy.packfaults import Faults, Place, sentence
from gkcloud.tenancy.rules import Kind

Table = dict[str, Any]
Path = tuple[str, ...]
PlaceOf = Callable[[tuple[str | int, ...]], Place]

TABLES: Mapping[str, type[BaseModel]] = {
    "contacts": packspec.Contacts,
    "theme": packspec.Theme,
    "workflow": packspec.Workflow,
    "bulletin": packspec.Bulletin,
    "paper": packspec.Paper,
}


@dataclass(frozen=True)
class RowForm:
    """How rows such as ``[[column]]`` are kept: in which field, and by which key they are known."""

    field: str
    identity: str
    model: type[BaseModel]


ROWS: Mapping[str, RowForm] = {
    "column": RowForm("columns", "code", packspec.Column),
    "subject_class": RowForm("subject_classes", "code", packspec.Choice),
    "genre_class": RowForm("genre_classes", "code", packspec.Choice),
    "word": RowForm("words", "word", packspec.Word),
    "guide": RowForm("guide", "title", packspec.GuideSection),
    "audience": RowForm("audiences", "name", packspec.Audience),
    "local_holiday": RowForm("local_holidays", "day", packspec.LocalHoliday),
}
IDENTITY = frozenset(packspec.TenantSpec.model_fields) & {
    *("name", "short_name", "kind", "parent", "area_code", "credit_code", "org_code"),
    *("site_id", "icp_no", "police_no", "hosts", "status", "since"),
}
SCALARS = frozenset({"index_pattern", "doc_kinds"})
SETTINGS = frozenset(TABLES) | SCALARS
LAYER = SETTINGS | frozenset(ROWS)

# What each file may hold. A file that only a customer or only the base may have stands in one of the two.
_SHARED_FILES = {
    "columns.toml": frozenset({"column"}),
    "words.toml": frozenset({"word"}),
    "guide.toml": frozenset({"guide"}),
    "classes.toml": frozenset({"subject_class", "genre_class", "doc_kinds", "audience"}),
}
BASE_FILES: Mapping[str, frozenset[str]] = _SHARED_FILES | {
    "settings.toml": SETTINGS | {"kind"},
    "roles.toml": frozenset({"roles"}),
}
PACK_FILES: Mapping[str, frozenset[str]] = _SHARED_FILES | {
    "pack.toml": SETTINGS | {"kind", "tenant"},
    "units.toml": frozenset({"unit"}),
    "holidays.toml": frozenset({"local_holiday"}),
}


@dataclass(frozen=True)
class Entry:
    """One value that a layer sets at ``path``; ``kinds`` is None where it holds for every kind of tenant.

    A row opens with an entry at its own path whose value is OPEN (or DROP, which takes the row away).
    """

    path: Path
    value: Any
    place: Place
    kinds: frozenset[Kind] | None = None


OPEN = object()
DROP = object()


@dataclass(frozen=True)
class Row:
    """A tenant as its pack declares it, before anything is merged: identity and own settings as entries."""

    slug: str
    pack: str
    entries: tuple[Entry, ...]
    place: Place

    def stated(self, key: str) -> str | None:
        """Return the text that the row itself gives for ``key``; None if it gives none, or no text."""
        for entry in self.entries:
            if entry.path == (key,) and isinstance(entry.value, str):
                return entry.value
        return None

    @property
    def kind(self) -> Kind | None:
        """The row's kind, or None where it is not given or not one."""
        stated = self.stated("kind")
        return Kind(stated) if stated in list(Kind) else None

    @property
    def parent(self) -> str | None:
        """The parent's slug: the customer itself unless the row names another; None for the customer."""
        return self.stated("parent") or (None if self.slug == self.pack else self.pack)


def read_toml(path: FilePath, root: FilePath, faults: Faults) -> Table:
    """Return the file's content, or an empty table and a fault that names line and column."""
    place = Place(path.relative_to(root).as_posix(), "")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        faults.add(place, "文件不是 UTF-8 编码，请另存为 UTF-8。")
    except tomllib.TOMLDecodeError as error:
        faults.add(place, _syntax_sentence(str(error)))
    return {}


def _syntax_sentence(message: str) -> str:
    at = re.search(r"at line (\d+), column (\d+)", message)
    where = f"第 {at[1]} 行第 {at[2]} 列" if at else "文件末尾"
    return f"{where}不合 TOML 语法，请核对引号、括号和等号。"


def read_folder(
    folder: FilePath, root: FilePath, files: Mapping[str, frozenset[str]], faults: Faults
) -> dict[str, Table]:
    """Return every TOML file of ``folder`` by name, keeping only the keys that the file may hold."""
    tables = {}
    for path in sorted(folder.glob("*.toml")):
        place = Place(path.relative_to(root).as_posix(), "")
        if path.name not in files:
            faults.add(place, f"这个位置没有这种文件，可用的是：{'、'.join(sorted(files))}。")
            continue
        table = read_toml(path, root, faults)
        tables[path.name] = known(table, files[path.name], place, faults)
    return tables


def known(table: Table, keys: frozenset[str], place: Place, faults: Faults) -> Table:
    """Return ``table`` without the keys that are not in ``keys``; each of those is a fault."""
    for key in table.keys() - keys:
        faults.add(place.below(key), "没有这个键，请核对拼写。")
    return {key: value for key, value in table.items() if key in keys}


def tables_in(value: Any, place: Place, faults: Faults) -> Iterator[tuple[int, Table]]:
    """Yield the tables of an array of tables with their positions; anything else is a fault."""
    if not isinstance(value, list):
        faults.add(place, f"应写成 [[{place.key.rpartition('.')[2]}]] 的列表。")
        return
    for position, item in enumerate(value):
        if isinstance(item, dict):
            yield position, item
        else:
            faults.add(place.below(position), "应为一张表。")


def read_layer(table: Table, place: Place, faults: Faults) -> list[Entry]:
    """Return the entries of one table of settings: rows, tables, single values and ``kind.<kind>`` tables."""
    entries: list[Entry] = []
    for key, value in table.items():
        if key in ROWS:
            entries += _read_rows(ROWS[key], value, place.below(key), faults)
        elif key in SETTINGS:
            entries += _read_setting(key, value, place.below(key), None, faults)
    return entries + _read_kinds(table.get("kind", {}), place.below("kind"), faults)


def _read_kinds(table: Any, place: Place, faults: Faults) -> list[Entry]:
    if not isinstance(table, dict):
        faults.add(place, "应为一张表。")
        return []
    entries: list[Entry] = []
    for name, settings in table.items():
        at = place.below(name)
        kinds = _kinds([name], at, faults)
        if kinds and isinstance(settings, dict):
            for key, value in known(settings, SETTINGS, at, faults).items():
                entries += _read_setting(key, value, at.below(key), kinds, faults)
        elif kinds:
            faults.add(at, "应为一张表。")
    return entries


def _read_setting(key: str, value: Any, place: Place, kinds: frozenset[Kind] | None, faults: Faults) -> list[Entry]:
    if key not in TABLES:
        check(packspec.TenantSpec, {key: value}, lambda loc: place.below(*loc[1:]), faults)
        return [Entry((key,), value, place, kinds)]
    if not isinstance(value, dict):
        faults.add(place, "应为一张表。")
        return []
    check(TABLES[key], value, lambda loc: place.below(*loc), faults)
    return list(_leaves((key,), value, place, kinds))


def _leaves(path: Path, table: Table, place: Place, kinds: frozenset[Kind] | None) -> Iterator[Entry]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves((*path, key), value, place.below(key), kinds)
        else:
            yield Entry((*path, key), value, place.below(key), kinds)


def _read_rows(form: RowForm, value: Any, place: Place, faults: Faults) -> list[Entry]:
    entries: list[Entry] = []
    seen: dict[str, list[frozenset[Kind] | None]] = {}
    for position, row in tables_in(value, place, faults):
        identity = _identity(row.get(form.identity))
        if not identity:
            faults.add(place.below(position, form.identity), "缺少这一项，请补上。")
            continue
        at = Place(place.file, f"{place.key}[{identity}]")
        kinds = _kinds(row["kinds"], at.below("kinds"), faults) if "kinds" in row else None
        if any(_overlap(kinds, others) for others in seen.setdefault(identity, [])):
            faults.add(at, f"“{identity}”在同一文件中重复，请合并。")
        seen[identity].append(kinds)
        entries += _read_row(form, identity, row, at, kinds, faults)
    return entries


def _identity(value: Any) -> str:
    """Return what a row is known by, a date as 2026-07-20; "" where nothing usable is given."""
    if isinstance(value, date):
        return value.isoformat()  # a moment is a fault, which the row's own check tells
    return value if isinstance(value, str) else ""


def _overlap(kinds: frozenset[Kind] | None, others: frozenset[Kind] | None) -> bool:
    """Tell whether two rows of one file compete; a row for some kinds only refines the row for all."""
    if kinds is None or others is None:
        return kinds is others
    return bool(kinds & others)


def _read_row(
    form: RowForm, identity: str, row: Table, place: Place, kinds: frozenset[Kind] | None, faults: Faults
) -> list[Entry]:
    path = (form.field, identity)
    values = {key: value for key, value in row.items() if key not in {"kinds", "drop"}}
    if "drop" in row:
        if row["drop"] is not True or len(values) > 1:
            faults.add(place.below("drop"), f"删除时只写 {form.identity} 和 drop = true。")
            return []
        return [Entry(path, DROP, place, kinds)]
    check(form.model, values, lambda loc: place.below(*loc), faults)
    # A row's values are leaves even when they are tables by mistake: the check above has refused those.
    return [
        Entry(path, OPEN, place, kinds),
        *(Entry((*path, key), value, place.below(key), kinds) for key, value in values.items()),
    ]


def _kinds(names: Any, place: Place, faults: Faults) -> frozenset[Kind]:
    if not isinstance(names, list) or not names:
        faults.add(place, '应为单位类型的列表，例如 ["township", "street"]。')
        return frozenset()
    wrong = [name for name in names if name not in list(Kind)]
    for name in wrong:
        faults.add(place, f"没有“{name}”这种单位类型，可用的是：{'、'.join(Kind)}。")
    return frozenset(Kind(name) for name in names if name not in wrong)


def read_row(table: Table, slug: str, pack: str, place: Place, faults: Faults) -> Row:
    """Return one ``[tenant]`` or ``[[unit]]`` table as a row."""
    table = known(table, IDENTITY | LAYER, place, faults)
    identity = {key: value for key, value in table.items() if key in IDENTITY}
    check(packspec.TenantSpec, {"slug": slug, **identity}, lambda loc: place.below(*loc), faults)
    entries = [Entry((key,), value, place.below(key)) for key, value in identity.items()]
    settings = {key: value for key, value in table.items() if key in LAYER}
    return Row(slug, pack, (*entries, *read_layer(settings, place, faults)), place)


def check(model: type[BaseModel], values: Table, place_of: PlaceOf, faults: Faults) -> None:
    """Record what is wrong in ``values`` as a part of ``model``; a later layer may still add the rest."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            # Placeholders are longer or shorter than what replaces them: the filled text is measured later.
            template = detail["type"] == "string_too_long" and "{" in detail["input"]
            if detail["type"] != "missing" and not template:
                faults.add(place_of(detail["loc"]), sentence(detail))
