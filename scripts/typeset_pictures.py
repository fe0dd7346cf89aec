"""Draw the pictures of docs/typesetting.md: parts of real pages, with the composer's rules laid over them.

Run from the root of the project: python scripts/typeset_pictures.py. Takes the faces of ``GKCLOUD_FONTS_DIR``.
"""

import io
import sys
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gkcloud.typeset.body import read_body  # noqa: E402 - the project is run from its folder
from gkcloud.typeset.faces import Faces, Role, load_faces  # noqa: E402
from gkcloud.typeset.lines import BODY  # noqa: E402
from gkcloud.typeset.markup import blocks_markup  # noqa: E402
from gkcloud.typeset.sealed import SealedFetcher  # noqa: E402
from gkcloud.typeset.titles import title_lines  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
MM = 72 / 25.4
LARGEST = 60_000  # bytes
RED, BLUE = (214, 40, 40), (120, 160, 220)
WIDTH_CSS = "width: 156mm; margin: 6mm 8mm"

GRID = (
    "<h2>一、公开栏建设</h2><p>（一）压实责任。全县各乡镇把公开栏建到群众家门口，村民出门就能看到补贴发了多少、发给了谁。截至9月底，"
    "共建成公开栏46处，更新信息1,326条，办结率达到98.5%；按照澧政办函〔2015〕22号文件要求，车溪乡、大堰垱镇率先完成整改任务。</p>"
    "<p>（二）方便群众。凡是涉及群众切身利益的事项，一律先公开后办理，让群众看得见听得懂能监督。</p>"
)
EDGE = (
    "<p>按照《中华人民共和国政府信息公开条例》（以下简称《条例》）和澧政办函〔2015〕22号文件要求，各村（社区）要把“一栏一册一码”"
    "（公开栏、明白册、二维码）建好用好，2026年9月底前全部整改到位，资金到户率达到98.5%以上。</p>"
)
MARKS = "<p>会议强调，政务公开不是“选择题”，而是“必答题”（见《条例》《办法》）。要坚持“谁公开、谁负责”“先审查、后公开”。</p>"
TITLES = (
    "澧县人民政府办公室关于印发《澧县2026年政务公开工作要点》的通知",
    "关于对2026年第三季度全县政务公开工作考核情况进行通报并对甘溪滩镇等5个单位予以表扬的决定",
    "澧县财政局 澧县农业农村局关于做好2026年耕地地力保护补贴资金发放和公开公示工作的通知",
)


class WholeMarks:
    """The faces as they are, without half-width marks: what lines look like before squeezing."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self.advance, self.is_borrowed = faces.advance, faces.is_borrowed

    def half_marks(self, _role: Role) -> frozenset[str]:
        return frozenset()


def draw(inside: str, faces: Faces, height_mm: float, scale: float) -> Image.Image:
    """Return a strip of page of the type area's width and 8 mm at either side, ``scale`` pixels a point."""
    style = faces.stylesheet() + (ROOT / "templates" / "pdf" / "page.css").read_text(encoding="utf-8")
    page = f"@page {{ size: 172mm {height_mm}mm; margin: 0; @bottom-left {{ content: none }} @bottom-right {{ content: none }} }}"
    song = faces.which_face_plays(Role.SONG).css_family
    html = (
        f'<html lang="zh-CN"><style>html {{ --song: "{song}" }} {style} {page} @page :left {{ @bottom-left {{ content: none }} }}'
        f' @page :right {{ @bottom-right {{ content: none }} }} div {{ {WIDTH_CSS} }}</style><body class="face-body"><div>{inside}</div>'
    )
    content = HTML(string=html, url_fetcher=SealedFetcher(faces, {})).write_pdf(font_config=FontConfiguration())
    picture: Image.Image = pypdfium2.PdfDocument(content)[0].render(scale=scale).to_pil().convert("RGB")
    return picture


def edge_lines(picture: Image.Image, scale: float, colour: tuple[int, int, int] = RED) -> None:
    pen = ImageDraw.Draw(picture)
    for x in (8 * MM * scale, (8 + 156) * MM * scale):
        pen.line([(x, 0), (x, picture.height)], fill=colour)


def with_grid(picture: Image.Image, scale: float, lines: int) -> Image.Image:
    """Lay the 28 cells of each line over a picture."""
    grid = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(grid)
    left, top, pitch = 8 * MM * scale, 6 * MM * scale, 28.95 * scale
    for line in range(lines + 1):
        pen.line([(left, top + line * pitch), (left + BODY.width * scale, top + line * pitch)], fill=BLUE)
    for cell in range(BODY.cells + 1):
        x = left + cell * BODY.cell * scale
        pen.line([(x, top), (x, top + lines * pitch)], fill=BLUE)
    grid.paste(picture, mask=picture.convert("L").point(lambda value: 255 - value))
    return grid


def stack(pictures: Iterable[Image.Image]) -> Image.Image:
    pictures = list(pictures)
    gap = 10
    height = sum(picture.height for picture in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGB", (max(picture.width for picture in pictures), height), (225, 229, 234))
    top = 0
    for picture in pictures:
        whole.paste(picture, (0, top))
        top += picture.height + gap
    return whole


def save(picture: Image.Image, name: str) -> None:
    """Write a picture in few colours; raises ValueError if it is too large for the documents."""
    out = io.BytesIO()
    picture.quantize(32).save(out, "PNG", optimize=True)
    if len(out.getvalue()) > LARGEST:
        message = f"typesetting-{name}.png has {len(out.getvalue())} bytes, more than {LARGEST}"
        raise ValueError(message)
    (PICTURES / f"typesetting-{name}.png").write_bytes(out.getvalue())


def main() -> None:
    """Draw all."""
    faces = load_faces()
    scale = 1.6
    save(with_grid(draw(blocks_markup(read_body(GRID), faces), faces, 96, scale), scale, 8), "grid")

    plain = f'<p class="para" style="text-align: justify">{EDGE.removeprefix("<p>").removesuffix("</p>")}</p>'
    edges = [draw(inside, faces, 54, scale) for inside in (plain, blocks_markup(read_body(EDGE), faces))]
    for picture in edges:
        edge_lines(picture, scale)
    save(stack(edges), "edges")

    whole = blocks_markup(read_body(MARKS), WholeMarks(faces))
    marks = [draw(inside, faces, 43, scale) for inside in (whole, blocks_markup(read_body(MARKS), faces))]
    save(stack(marks), "marks")

    style = "font-size: 22pt; line-height: 34pt; text-align: center; letter-spacing: 0; padding: 4pt 0 12pt"
    titles = "".join(
        f'<p class="{Role.TITLE.css_class}" style="{style}">{"<br>".join(title_lines(title, 19))}</p>'
        for title in TITLES
    )
    save(draw(titles, faces, 125, 1.2), "titles")


if __name__ == "__main__":
    main()
