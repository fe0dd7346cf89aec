"""Merging layers into the effective description of one tenant.

base ← base per kind ← pack ← pack per kind ← the tenant's own row. A later value replaces an earlier one at
the same path. Rows (columns, words, …) are matched by their code: an override names only what it changes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from gkcloud.tenancy.packfaults import Faults, Place, sentence
from gkcloud.tenancy.packfiles import DROP, OPEN, ROWS, Entry, Path, Row, Table
from gkcloud.tenancy.packspec import Contacts, TenantSpec
from gkcloud.tenancy.rules import Kind

ROW_FIELDS = frozenset(form.field for form in ROWS.values())
# A customer's units are parts of the customer's one site: townships and streets run none of their own
# (国办发〔2017〕47号).
INHERITED = ("area_code", "site_id", "icp_no", "police_no")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NO_VALUE = "\0"


class Merged:
    """The values that hold for one tenant, each with the place it was written at."""

    def __init__(self, row: Row, kind: Kind, layers: Iterable[Sequence[Entry]]) -> None:
        self.row = row
        self._entries: dict[Path, Entry] = {}
        for layer in layers:
            self._apply([entry for entry in layer if entry.kinds is None or kind in entry.kinds])

    def _apply(self, entries: list[Entry]) -> None:
        # Rows keep the order of the file; what is said for a kind beats what is said for all.
        for entry in entries:
            if entry.value is OPEN:
                self._entries.setdefault(entry.path, entry)
        for entry in sorted(entries, key=lambda entry: entry.kinds is not None):
            if entry.value is DROP:
                self._entries = {p: e for p, e in self._entries.items() if p[: len(entry.path)] != entry.path}
            elif entry.value is not OPEN:
                self._entries[entry.path] = entry

    def place(self, *loc: str | int) -> Place:
        """Return where the value at ``loc`` was written; if nowhere, its place in the tenant's own row."""
        path = self._named(loc)
        for length in range(len(path), 0, -1):
            entry = self._entries.get(tuple(str(part) for part in path[:length]))
            if entry:
                return entry.place.below(*path[length:])
        return self.row.place.below(*path)

    def _named(self, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Replace a row's position by its code, as in ``("columns", "news", "name")``."""
        match loc:
            case (str(field), int(position), *rest) if field in ROW_FIELDS:
                return (field, self._identities(field)[position], *rest)
        return loc

    def _identities(self, field: str) -> list[str]:
        return [path[1] for path, entry in self._entries.items() if path[0] == field and entry.value is OPEN]

    def tree(self) -> Table:
        """Return the values as nested tables, rows as lists, ready for validation."""
        tree: Table = {}
        for path, entry in self._entries.items():
            value = {} if entry.value is OPEN else entry.value
            _put(tree, path, value)
        return {key: list(value.values()) if key in ROW_FIELDS else value for key, value in tree.items()}


def _put(tree: Table, path: Path, value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
        if not isinstance(
            tree, dict
        ):  # a table where a lower layer has a text: a fault that the file's check reported
            return
    tree[path[-1]] = value


def effective(row: Row, top: Row, merged: Merged, faults: Faults) -> TenantSpec | None:
    """Return the tenant's effective description, or None and the faults that stand in its way.

    ``top`` is the row of the customer whose pack this is.
    """
    tree = merged.tree() | {"slug": row.slug, "pack": row.pack, "parent": row.parent}
    for key in INHERITED:
        inherited = top.stated(key)
        if inherited is not None:
            tree.setdefault(key, inherited)
    if not tree.get("org_code"):
        tree["org_code"] = tree.get("credit_code", "")
    _fill(tree, row, top, merged, faults)
    try:
        return TenantSpec.model_validate(tree)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            faults.add(merged.place(*detail["loc"]), sentence(detail))
        return None


def _fill(tree: Table, row: Row, top: Row, merged: Merged, faults: Faults) -> None:
    """Replace ``{name}`` and its like in contacts, bulletin, paper and guide by the tenant's own values."""
    values = {
        # A name that is missing is one fault, not one more in every text that would have it.
        "name": tree.get("name") or row.slug,
        "short_name": tree.get("short_name") or row.slug,
        "pack_name": top.stated("name"),
        "pack_short_name": top.stated("short_name"),
    }
    contacts = _fill_table(tree.get("contacts", {}), values, merged, ("contacts",), faults)
    values |= dict.fromkeys(Contacts.model_fields, "") | contacts
    tree["contacts"] = contacts
    for table in ("bulletin", "paper"):
        if table in tree:
            tree[table] = _fill_table(tree[table], values, merged, (table,), faults)
    sections = enumerate(tree.get("guide", ()))
    filled = [_fill_section(section, values, merged, ("guide", i), faults) for i, section in sections]
    tree["guide"] = [section for section in filled if section.get("paragraphs") != []]


def _fill_table(
    table: Table, values: Mapping[str, Any], merged: Merged, loc: tuple[str | int, ...], faults: Faults
) -> Table:
    filled = {key: filled_text(value, values, merged.place(*loc, key), faults) for key, value in table.items()}
    return {key: value.replace(_NO_VALUE, "") if isinstance(value, str) else value for key, value in filled.items()}


def _fill_section(
    section: Table, values: Mapping[str, Any], merged: Merged, loc: tuple[str | int, ...], faults: Faults
) -> Table:
    """Fill one section of the guide, without the paragraphs about a value that the tenant lacks."""
    paragraphs = section.get("paragraphs")
    if not isinstance(paragraphs, list) or not paragraphs:
        return section
    places = (merged.place(*loc, "paragraphs", position) for position in range(len(paragraphs)))
    filled = [filled_text(text, values, place, faults) for text, place in zip(paragraphs, places, strict=True)]
    return section | {"paragraphs": [text for text in filled if not (isinstance(text, str) and _NO_VALUE in text)]}


def filled_text(text: Any, values: Mapping[str, Any], place: Place, faults: Faults) -> Any:
    """Return ``text`` with its placeholders replaced, one without a value by a mark."""
    if not isinstance(text, str):
        return text
    for name in _PLACEHOLDER.findall(text):
        if name not in values:
            faults.add(place, f"没有占位符 {{{name}}}，可用的是：{'、'.join(f'{{{known}}}' for known in values)}。")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        faults.add(place, "花括号不成对，占位符须写成 {name} 的样子。")
    return _PLACEHOLDER.sub(lambda match: str(values.get(match[1], match[0]) or _NO_VALUE), text)
