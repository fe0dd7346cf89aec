"""The demonstration's attachments, generated so that no binary file lies in the repository."""

import io
from html import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from gkcloud.demo.content import DemoFile
from gkcloud.demo.lighttext import to_html


def make_file(file: DemoFile) -> bytes:
    """Return the bytes of an attachment."""
    return _workbook(file) if file.kind == "xlsx" else _pdf(file)


def _workbook(file: DemoFile) -> bytes:
    book = Workbook()
    # The library signs with its own name, which the check would report as a person's.
    book.properties.creator = None
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "明细"
    for line in filter(None, (line.strip() for line in file.table.splitlines())):
        sheet.append([_number(cell.strip()) for cell in line.strip("|").split("|")])
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    for column in "ABCDEFGH":
        sheet.column_dimensions[column].width = 18
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _number(text: str) -> str | float | int:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def _pdf(file: DemoFile) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 - slow to import, and needed for few files

    title = file.name.removesuffix(".pdf")
    page = (
        f'<html lang="zh-CN"><head><title>{escape(title)}</title><style>@page {{ size: A4; margin: 3cm }}'
        "h1 { font-size: 18pt; text-align: center } p { text-indent: 2em; line-height: 1.8 }"
        "table { border-collapse: collapse; width: 100% } th, td { border: 1px solid; padding: 4pt }"
        f"</style></head><body><h1>{escape(title)}</h1>{to_html(file.text)}</body></html>"
    )
    content: bytes = HTML(string=page).write_pdf()
    return content
