"""Numbers and files built for the tests; no number of a real person, no phone that could ring by design."""

import io
import re
import zipfile
from collections.abc import Mapping

from docx import Document
from openpyxl import Workbook

from gkcloud.publishing.screening import Attachment, Report, screen
from gkcloud.publishing.screening.numbers import CREDIT_ALPHABET, ID_CHECKS, ID_WEIGHTS

AREA = "990000"
MOBILE = "1" + "38" + "0000" + "1234"  # built from pieces: syntactically valid, never written whole


def resident_id(birth: str = "19900101", serial: str = "123", area: str = AREA) -> str:
    """Return a number of nobody: area 990000 does not exist."""
    body = area + birth + serial
    return body + ID_CHECKS[sum(w * int(d) for w, d in zip(ID_WEIGHTS, body, strict=True)) % 11]


def resident_id_ending_x() -> str:
    return next(number for serial in range(100, 999) if (number := resident_id(serial=str(serial)))[-1] == "X")


def bank_card(body: str = "622202990000000123") -> str:
    """Return ``body`` with its Luhn digit."""
    digits = [int(digit) for digit in body]
    total = sum(digits[-2::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[::-2])
    return body + str(-total % 10)


def credit_code(body: str) -> str:
    """Return the 17 characters of ``body`` with their check character."""
    total = sum(CREDIT_ALPHABET.index(char) * 3**place for place, char in enumerate(body))
    return body + CREDIT_ALPHABET[-total % 31]


def codes(report: Report) -> set[str]:
    return {found.code for found in report.findings}


def screen_file(name: str, data: bytes, **options: object) -> Report:
    return screen({}, "", [Attachment(name, data)], **options)  # type: ignore[arg-type]


def workbook(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for name, content in sheets.items():
        extra = book.create_sheet(name)
        for row in content:
            extra.append(row)
    return saved(book)


def with_shared_strings(data: bytes) -> bytes:
    """Return the workbook as Excel writes it: texts in a list of their own, cells naming them by number."""
    texts: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v></c>' % (len(texts) - 1)

    spaces = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = re.sub(rb't="inlineStr"><is>(.*?)</is></c>', share, part(data, "xl/worksheets/sheet1.xml"))
    strings = b"<sst %s>%s</sst>" % (spaces, b"".join(b"<si>%s</si>" % text for text in texts))
    relation = (
        b'<Relationship Id="rIdS" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    override = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    relations = part(data, "xl/_rels/workbook.xml.rels").replace(b"</Relationships>", relation)
    types = part(data, "[Content_Types].xml").replace(b"</Types>", override)
    return with_parts(
        data,
        {
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": strings,
            "xl/_rels/workbook.xml.rels": relations,
            "[Content_Types].xml": types,
        },
    )


def document(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    return saved(made)


def saved(thing: object) -> bytes:
    out = io.BytesIO()
    thing.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def with_parts(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return the archive with parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in changed:
                target.writestr(name, source.read(name))
        for name, part in changed.items():
            target.writestr(name, part)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read(name)


def everything_in(data: bytes) -> bytes:
    """Return all unpacked bytes of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return b"\n".join(source.read(name) for name in source.namelist())
