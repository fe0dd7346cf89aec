"""Masking in Excel attachments: only the cells concerned change; charts, pictures and formats stay."""

from typing import Any, Final

from lxml import etree

from gkcloud.files.archives import Archive, rewrite
from gkcloud.publishing.screening.numbers import find_numbers, mask_numbers
from gkcloud.publishing.screening.office import (
    CONTENT_TYPES,
    HIDDEN_CELL,
    local,
    mask_other_parts,
    mask_sweep,
    parse_part,
    serialise,
)
from gkcloud.publishing.screening.tables import Hit, TableScan
from gkcloud.publishing.screening.texts import count_matches
from gkcloud.publishing.screening.workbooks import (
    RELATIONS,
    CellText,
    is_truncated_id,
    numbered_cells,
    read_cell,
    sheets_of,
    string_text,
    strings_part,
    text_parts,
)

CALC_CHAIN: Final = "xl/calcChain.xml"
PRESERVE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def mask_workbook(data: bytes, archive: Archive, counts: dict[str, int]) -> bytes:
    """Return the workbook with numbers starred out and cells of forbidden columns as ``***``.

    A changed cell holds plain text: its formula and its shared string go, and a string no cell shows any more
    is emptied where it stood. Raises FileRefused if a part is too large or damaged.
    """
    strings_name = strings_part(archive)
    table = parse_part(archive, strings_name) if strings_name else None
    items = [] if table is None else list(table.iter("{*}si"))
    strings = [string_text(item) for item in items]
    changed: dict[str, bytes] = {}
    used: set[int] = set()
    freed: set[int] = set()
    for sheet in sheets_of(archive):
        root = parse_part(archive, sheet.part)
        if _mask_sheet(root, strings, counts, used, freed):
            changed[sheet.part] = serialise(root)
    if strings_name and _empty_strings(items, used, freed, counts):
        changed[strings_name] = serialise(table)
    changed |= mask_other_parts(archive, counts, seen=text_parts(archive))
    dropped = _drop_calculation_order(archive, changed) if changed else ()
    return rewrite(data, archive, changed, dropped)


def _mask_sheet(root: Any, strings: list[str], counts: dict[str, int], used: set[int], freed: set[int]) -> bool:
    scan = TableScan()
    dirty = False
    for row in root.iter("{*}row"):
        cells = {column: (cell, read_cell(cell, strings)) for column, cell in numbered_cells(row)}
        hits = {hit.column: hit for hit in scan.feed({column: text.value for column, (_, text) in cells.items()})}
        for column, (cell, text) in cells.items():
            replacement = _replacement(cell, text, hits.get(column), counts)
            if text.shared is not None:
                (used if replacement is None else freed).add(text.shared)
            if replacement is not None:
                _write(cell, replacement)
                dirty = True
    for part in root:
        if local(part) != "sheetData":
            dirty = mask_sweep(part, counts, texts=True) or dirty
    return dirty


def _replacement(cell: Any, text: CellText, hit: Hit | None, counts: dict[str, int]) -> str | None:
    if hit:
        counts[hit.code] = counts.get(hit.code, 0) + 1
        return HIDDEN_CELL
    if is_truncated_id(cell, text):
        counts["resident_id_lost_digits"] = counts.get("resident_id_lost_digits", 0) + 1
        return HIDDEN_CELL
    value, matches = mask_numbers(text.value)
    in_formula = find_numbers(text.formula)
    count_matches(counts, [*matches, *in_formula])
    return value if matches or in_formula else None


def _write(cell: Any, text: str) -> None:
    namespace = cell.tag.rpartition("}")[0] + "}"
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    inline = etree.SubElement(etree.SubElement(cell, namespace + "is"), namespace + "t")
    inline.text = text
    inline.set(PRESERVE, "preserve")


def _empty_strings(items: list[Any], used: set[int], freed: set[int], counts: dict[str, int]) -> bool:
    """Empty the strings that lost their last cell, and left-over ones with numbers; positions stay."""
    dirty = False
    for index, item in enumerate(items):
        if index in used:
            continue
        left_over = () if index in freed else find_numbers(string_text(item))
        if index in freed or left_over:
            count_matches(counts, left_over)
            namespace = item.tag.rpartition("}")[0] + "}"
            for child in list(item):
                item.remove(child)
            etree.SubElement(item, namespace + "t").text = ""
            dirty = True
    return dirty


def _drop_calculation_order(archive: Archive, changed: dict[str, bytes]) -> tuple[str, ...]:
    """Take out the list of formula cells: Excel rebuilds it, but calls a file with a stale one damaged."""
    if CALC_CHAIN not in archive:
        return ()
    for part, attribute, value in (
        (CONTENT_TYPES, "PartName", "/" + CALC_CHAIN),
        (RELATIONS, "Target", "calcChain.xml"),
    ):
        root = parse_part(archive, part)
        for entry in list(root):
            if (entry.get(attribute) or "").endswith(value):
                root.remove(entry)
        changed[part] = serialise(root)
    return (CALC_CHAIN,)
