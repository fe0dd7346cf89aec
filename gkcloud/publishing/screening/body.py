"""The check and the masking of a post's body."""

from gkcloud.publishing.sanitize import clean_body
from gkcloud.publishing.screening.markup import (
    Cell,
    Table,
    Token,
    cell_text,
    grid,
    paragraphs,
    pieces_of,
    tables,
    tokens_of,
)
from gkcloud.publishing.screening.numbers import NumberKind, find_numbers, mask_numbers
from gkcloud.publishing.screening.report import Masked, Tally
from gkcloud.publishing.screening.tables import Hit, TableScan
from gkcloud.publishing.screening.texts import (
    WordWatch,
    count_matches,
    count_numbers,
    describe,
    mask_pieces,
    sample_of,
)

BODY = "正文"
HIDDEN_CELL = "***"
MASKED_ATTRIBUTES = ("alt", "title")
ADDRESSES = ("href", "src")


def screen_body(body_html: str, tally: Tally, watch: WordWatch) -> None:
    """Add what the body holds to ``tally`` and ``watch``."""
    tokens = tokens_of(clean_body(body_html))
    for run in paragraphs(tokens):
        text = "".join(pieces_of(tokens, run))
        count_numbers(tally, BODY, text)
        watch.read(BODY, text)
    _screen_tags(tokens, tally, watch)
    for number, table in enumerate(tables(tokens), start=1):
        _screen_table(tokens, table, f"{BODY}第 {number} 个表格", tally)


def _screen_tags(tokens: list[Token], tally: Tally, watch: WordWatch) -> None:
    for index, token in enumerate(tokens):
        for name in MASKED_ATTRIBUTES:
            if text := token.attributes.get(name, ""):
                count_numbers(tally, BODY, text)
                watch.read(BODY, text)
        for name in ADDRESSES:
            address = token.attributes.get(name, "")
            for match in find_numbers(address):
                if match.kind is NumberKind.RESIDENT_ID:
                    tally.add("resident_id_in_code", BODY, sample=sample_of(address, match))
        if token.tag == "img" and not token.attributes.get("alt", "").strip():
            tally.add("image_without_alt", BODY)
        if token.tag == "a" and not token.closes and _is_empty_link(tokens, index):
            tally.add("empty_link", BODY)


def _is_empty_link(tokens: list[Token], index: int) -> bool:
    if tokens[index].attributes.get("href", "").strip() in {"", "#"}:
        return True
    for place in range(index + 1, len(tokens)):
        token = tokens[place]
        if token.text.strip() or token.tag == "img":
            return False
        if token.tag == "a":
            break
    return True


def _screen_table(tokens: list[Token], table: Table, place: str, tally: Tally) -> None:
    if len(table.rows) > 1 and not any(cell.is_header for row in table.rows for cell in row):
        tally.add("table_without_header", place)
    for _, hit in _offending_cells(tokens, table):
        tally.add(hit.code, place, sample=hit.header)


def _offending_cells(tokens: list[Token], table: Table) -> list[tuple[Cell, Hit]]:
    scan = TableScan()
    offending = []
    for placed in grid(table):
        hits = scan.feed({column: cell_text(tokens, cell) for column, cell in placed.items()})
        offending += [(placed[hit.column], hit) for hit in hits]
    return offending


def mask_html(body_html: str) -> Masked:
    """Return the body with its numbers starred out and the columns that must not be published taken away.

    A column is dropped whole where no cell of its table spans others, else its cells become ``***``. A body
    without anything to mask comes back unchanged; otherwise it is also sanitised.
    """
    tokens = tokens_of(clean_body(body_html))
    counts: dict[str, int] = {}
    removed: set[int] = set()
    for table in tables(tokens):
        _mask_table(tokens, table, counts, removed)
    for run in paragraphs(tokens):
        parts, matches = mask_pieces(pieces_of(tokens, run))
        if matches:
            count_matches(counts, (match for match in matches if not removed.intersection(run)))
            for index, part in zip(run, parts, strict=True):
                if not tokens[index].tag:
                    tokens[index].write(part)
    for token in tokens:
        for name in MASKED_ATTRIBUTES:
            text, matches = mask_numbers(token.attributes.get(name, ""))
            if matches:
                count_matches(counts, matches)
                token.set_attribute(name, text)
    if not counts:
        return Masked(body_html, ())
    kept = "".join(token.raw for index, token in enumerate(tokens) if index not in removed)
    return Masked(kept, describe(counts, BODY))


def _mask_table(tokens: list[Token], table: Table, counts: dict[str, int], removed: set[int]) -> None:
    offending = _offending_cells(tokens, table)
    for _, hit in offending:
        counts[hit.code] = counts.get(hit.code, 0) + 1
    if table.has_spans:
        for cell, _ in offending:
            for place, index in enumerate(cell.texts):
                tokens[index].write("" if place else HIDDEN_CELL)
        return
    for column in {hit.column for _, hit in offending}:
        for row in table.rows:
            if column < len(row):
                removed.update(range(row[column].first, row[column].last + 1))


def has_content(body_html: str) -> bool:
    """Say whether a body shows anything: text or a picture."""
    return any(token.text.strip() or token.tag == "img" for token in tokens_of(clean_body(body_html)))
