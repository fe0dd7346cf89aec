"""Pictures on the page, measured."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

import pdfplumber
import pypdf
import pytest
from PIL import Image

from gkcloud.papers.render import render_paper
from gkcloud.typeset.pictures import fit_picture

MM = 72 / 25.4
pytestmark = pytest.mark.pdf


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(width: int, height: int) -> bytes:
    return saved(Image.new("RGB", (width, height), (30, 90, 160)))


@pytest.fixture
def content(issue, faces) -> Callable[..., bytes]:
    def render(body: str, files: Mapping[str, bytes]) -> bytes:
        item = dataclasses.replace(issue.items[0], title="题", body_html=body)
        one = dataclasses.replace(issue, items=(item,), editor_note="")
        return render_paper(one, faces=faces, files={key: fit_picture(file) for key, file in files.items()})

    return render


@pytest.fixture
def pages(content) -> Iterator[Callable[..., list[Any]]]:
    opened = []

    def render(body: str, **files: bytes) -> list[Any]:
        opened.append(pdfplumber.open(BytesIO(content(body, files))))
        return list(opened[-1].pages)

    yield render
    for pdf in opened:
        pdf.close()


def only_picture(pages: list[Any]) -> tuple[Any, Any]:
    ((page, picture),) = [(page, picture) for page in pages for picture in page.images]
    return page, picture


@pytest.mark.parametrize("size", [(6000, 1000), (1000, 6000), (4000, 3000)])
def test_a_large_picture_is_scaled_into_the_type_area(pages, size):
    page, shown = only_picture(pages('<img src="gk-file:p" alt="图">', p=plain(*size)))
    assert shown["x0"] >= 28 * MM - 0.5
    assert shown["x1"] <= 184 * MM + 0.5
    assert shown["top"] >= 37 * MM - 0.5
    assert shown["bottom"] <= page.height - 35 * MM + 0.5
    assert shown["width"] / shown["height"] == pytest.approx(size[0] / size[1], rel=0.02)


def test_a_small_picture_stays_small_and_is_centred(pages):
    _, shown = only_picture(pages('<img src="gk-file:p" alt="图">', p=plain(150, 75)))
    assert shown["width"] == pytest.approx(72, abs=0.5), "150 dots an inch"
    assert (shown["x0"] + shown["x1"]) / 2 == pytest.approx((28 + 78) * MM, abs=1)


@pytest.mark.parametrize("before", [0, 7, 8, 9, 10, 11, 12])
def test_a_caption_stays_with_its_picture(pages, before):
    body = "<p>各村公开。</p>" * before
    shown = pages(
        f'{body}<p><img src="gk-file:p" alt="公开栏"></p><p>图1 公开栏实景</p><p>后文。</p>', p=plain(900, 450)
    )
    page, picture = only_picture(shown)
    (caption,) = page.search("图1 公开栏实景")
    assert 0 < caption["top"] - picture["bottom"] < 15
    assert (caption["x0"] + caption["x1"]) / 2 == pytest.approx((28 + 78) * MM, abs=2)


@pytest.mark.parametrize("count", [2, 3])
def test_pictures_of_one_paragraph_stand_side_by_side(pages, count):
    images = "".join(f'<img src="gk-file:p{number}" alt="图{number}">' for number in range(count))
    files = {f"p{number}": plain(1200 + number, 800) for number in range(count)}
    shown = [picture for page in pages(f"<p>{images}</p>", **files) for picture in page.images]
    assert len(shown) == count
    assert max(p["top"] for p in shown) - min(p["top"] for p in shown) < 1
    assert [p["x0"] for p in shown] == sorted(p["x0"] for p in shown)
    assert shown[0]["x0"] >= 28 * MM - 0.5
    assert shown[-1]["x1"] <= 184 * MM + 0.5


def test_a_common_caption_stands_under_the_whole_row(pages):
    body = '<figure><img src="gk-file:a"><img src="gk-file:b"><figcaption>整改前后对比</figcaption></figure>'
    shown = pages(body, a=plain(1200, 800), b=plain(1201, 800))
    ((page, caption),) = [(page, found) for page in shown for found in page.search("整改前后对比")]
    assert (caption["x0"] + caption["x1"]) / 2 == pytest.approx((28 + 78) * MM, abs=2)
    assert 0 < caption["top"] - max(picture["bottom"] for picture in page.images) < 15


def test_a_picture_in_a_cell_stays_in_its_column(pages):
    body = '<table><tr><th>整改前</th><th>整改后</th></tr><tr><td>甲<img src="gk-file:a" alt="前"></td><td><img src="gk-file:b" alt="后"></td></tr></table>'
    (page,) = pages(body, a=plain(1600, 900), b=plain(900, 1600))
    first, second = sorted(page.images, key=lambda picture: picture["x0"])
    middle = (28 + 78) * MM
    assert 28 * MM < first["x0"] < first["x1"] < middle < second["x0"] < second["x1"] < 184 * MM
    assert page.search("甲")[0]["bottom"] < first["top"] + 3


def test_the_description_is_read_aloud(content):
    reader = pypdf.PdfReader(
        BytesIO(content('<img src="gk-file:p" alt="村务公开栏的照片"><p>后文。</p>', {"p": plain(300, 200)}))
    )

    def alternatives(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from alternatives(child)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                yield str(node.get("/Alt", ""))
            if "/K" in node:
                yield from alternatives(node["/K"])

    assert list(alternatives(reader.trailer["/Root"]["/StructTreeRoot"])) == ["村务公开栏的照片"]


def unusual_pictures() -> dict[str, bytes]:
    lying = Image.Exif()
    lying[0x0112] = 6
    colours = Image.new("RGBA", (60, 30), (0, 0, 0, 0))
    colours.paste((200, 30, 30, 255), (0, 0, 30, 30))
    return {
        "inks": saved(Image.new("CMYK", (60, 30), (0, 200, 200, 20)), "JPEG"),
        "deep": saved(Image.new("I;16", (60, 30), 40_000)),
        "palette": saved(colours.convert("P"), transparency=0),
        "lying": saved(Image.new("RGB", (60, 30), (30, 90, 160)), "JPEG", exif=lying),
        "moving": saved(Image.new("P", (60, 30)), "GIF", save_all=True, append_images=[Image.new("P", (60, 30), 9)]),
    }


def test_unusual_pictures_are_printed_as_pdf_a_allows(content):
    """PDF/A-2b with an sRGB intent: no inks, no interpolation (ISO 19005-2, 6.2.4.3 and 6.2.8.1)."""
    files = unusual_pictures()
    body = "".join(f'<p><img src="gk-file:{key}" alt="{key}"></p>' for key in files)
    reader = pypdf.PdfReader(BytesIO(content(body, files)))
    found = [node.get_object() for node in map(reader.get_object, range(1, reader.trailer["/Size"]))]
    pictures = [node for node in found if isinstance(node, dict) and node.get("/Subtype") == "/Image"]
    shown = [picture for picture in pictures if picture["/Width"] in {30, 60}]
    assert len([picture for picture in shown if "/SMask" in picture]) == 1
    assert len(shown) == len(files) + 1, "one transparency mask"
    for picture in shown:
        assert picture["/ColorSpace"] in {"/DeviceRGB", "/DeviceGray"}
        assert picture["/BitsPerComponent"] == 8
        assert not picture["/Interpolate"].value
    assert sum(1 for picture in shown if (picture["/Width"], picture["/Height"]) == (30, 60)) == 1
