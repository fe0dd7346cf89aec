"""What the tests of printed documents measure with: lines, edges and rules of a page, in millimetres from its corner."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pypdfium2

from gkcloud.papers.document import Attachment, OfficialDocument
from gkcloud.papers.render import render_paper
from gkcloud.typeset.faces import Faces

MM = 72 / 25.4
LINE = 28.95 / MM
CELL = 156 / 28
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
ASCENT, DEPTH = 0.88, 0.12  # of the size: the square that a Chinese character stands in
RED = (230 / 255, 0.0, 18 / 255)

SENTENCE = "各乡镇、各单位要把政务公开列入年度工作要点，明确专人负责，按季度更新主动公开目录，确保群众看得到、看得懂、用得上。"
DOCUMENT = OfficialDocument(
    title="澧县人民政府办公室关于做好2026年全县政务公开重点工作的通知",
    body_html=f"<p>{SENTENCE}</p><h2>一、总体要求</h2><p>（一）压实责任。{SENTENCE}</p><p>{SENTENCE}</p>",
    marks=("澧县人民政府办公室",),
    doc_no="澧政办发〔2026〕12号",
    copy_no="000012",
    secrecy="秘密★1年",
    urgency="特急",
    addressee="各乡镇人民政府、街道办事处，县直各单位",
    issuers=("澧县人民政府办公室",),
    formed_on=date(2026, 9, 30),
    note="此件公开发布",
    attachments=(
        Attachment("2026年全县政务公开重点工作任务分解表。", f"<p>{SENTENCE}</p>"),
        Attachment("澧县政务公开示范乡镇、示范村（社区）名单和年度考核评分细则（试行）", f"<p>{SENTENCE}</p>"),
    ),
    copies_to=("县委办公室", "县人大常委会办公室", "县政协办公室", "县监察委员会", "县人民法院", "县人民检察院"),
    printed_by="澧县人民政府办公室",
    printed_on=date(2026, 10, 8),
)


@dataclass(frozen=True)
class Row:
    """Characters on one baseline, in the order they were drawn."""

    chars: tuple[dict[str, Any], ...]
    baseline: float

    @property
    def text(self) -> str:
        return "".join(char["text"] for char in self.chars)

    @property
    def size(self) -> float:
        return round(self.chars[0]["size"], 1)

    @property
    def left(self) -> float:
        return self.chars[0]["x0"] / MM

    @property
    def right(self) -> float:
        return max(char["x1"] for char in self.chars) / MM

    @property
    def top(self) -> float:
        """Upper edge of the squares that the characters stand in."""
        return self.baseline - ASCENT * self.size / MM

    @property
    def bottom(self) -> float:
        return self.baseline + DEPTH * self.size / MM

    @property
    def line_top(self) -> float:
        """Upper edge of a line of the grid with these characters in its middle."""
        return self.top - (LINE - self.size / MM) / 2


@dataclass(frozen=True)
class Rule:
    """A horizontal rule or a box with borders."""

    top: float
    bottom: float
    left: float
    right: float
    colour: tuple[float, ...]


@dataclass(frozen=True)
class Sheet:
    """One printed page."""

    page: Any

    @property
    def rows(self) -> list[Row]:
        """Rows from top to bottom; characters of one row that stand far apart stay together."""
        found: dict[float, list[dict[str, Any]]] = {}
        for char in self.page.chars:
            if not char["text"].isspace():
                found.setdefault(round(char["matrix"][5], 0), []).append(char)
        rows = [Row(tuple(chars), (self.page.height - chars[0]["matrix"][5]) / MM) for chars in found.values()]
        return sorted(rows, key=lambda row: row.baseline)

    @property
    def text(self) -> str:
        """All characters in the order they were drawn."""
        return "".join(char["text"] for char in self.page.chars if not char["text"].isspace())

    def row(self, text: str) -> Row:
        """The first row that holds ``text``, cut down to it."""
        return cut(next(row for row in self.rows if text in row.text), text)

    def row_below(self, row: Row) -> Row:
        return next(other for other in self.rows if other.baseline > row.baseline + 1)

    @property
    def rules(self) -> list[Rule]:
        shown = [
            Rule(
                rect["top"] / MM,
                rect["bottom"] / MM,
                rect["x0"] / MM,
                rect["x1"] / MM,
                tuple(round(part, 3) for part in rect["non_stroking_color"] or ()),
            )
            for rect in (*self.page.rects, *self.page.lines, *self.page.curves)
            if rect["width"] > 100 * MM
        ]
        return sorted(shown, key=lambda rule: rule.top)

    def ink(self, dpi: int = 200) -> Any:
        """The page as it is seen: an RGB picture."""
        return self.page.pdf.seen[self.page.page_number - 1].render(scale=dpi / 72).to_pil().convert("RGB")


def cut(row: Row, text: str) -> Row:
    at = row.text.index(text)
    return Row(row.chars[at : at + len(text)], row.baseline)


def print_sheets(document: Any, faces: Faces) -> list[Sheet]:
    content = render_paper(document, faces=faces)
    pdf = pdfplumber.open(BytesIO(content))
    pdf.seen = pypdfium2.PdfDocument(content)
    return [Sheet(page) for page in pdf.pages]


def red_rows(sheet: Sheet, dpi: int = 200) -> list[float]:
    """Distances in millimetres of all rows of the page that hold red ink."""
    picture = sheet.ink(dpi).reduce((4, 1))
    width, height = picture.size
    data = picture.tobytes()
    rows = []
    for y in range(height):
        line = data[3 * width * y : 3 * width * (y + 1)]
        if any(r > 180 and g < 110 and b < 110 for r, g, b in zip(line[::3], line[1::3], line[2::3], strict=True)):
            rows.append(y * 25.4 / dpi)
    return rows
