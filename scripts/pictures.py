"""Draw the pictures of the README: a tour through a running demo, with Chromium.

``ADDRESS`` (default http://127.0.0.1:8000) is where a freshly started `make demo` listens. The tour imports a draft and
makes a bulletin issue there, so remove ``var/`` before drawing again. Run by `make pictures`.
"""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PHONE = (390, 844)
WIDE = (1440, 900)  # where the preview stands beside the form
DESKTOP = (1180, 820)
GAP = 24  # pixels between pictures that stand side by side
BETWEEN = "#d0d4d9"
SHEET_WIDTH = 560  # pixels of a printed page
COLOURS = 48
LARGEST = 150_000  # bytes of one picture
LONGEST_RENDERING = 90_000  # milliseconds
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars", "--no-first-run"]

TOWNSHIP, COUNTY = "lixian-chexi", "lixian"
OFFICIAL = "澧县城区公共停车泊位管理办法"
PUBLIC_POST = "耕地地力保护补贴面积和金额公示"
CHOSEN = slice(1, 11)  # of the posts offered to an issue
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
PAPER = (
    "车溪乡人民政府关于做好冬春农田水利建设的通知",
    f"车政发〔{TODAY.year}〕26号",
    "各村民委员会，乡直各单位：",
    "为做好今冬明春农田水利建设，现将有关事项通知如下。",
    "一、建设重点",
    "清淤沟渠、整修山塘、维护泵站，优先安排去年受旱的村组。",
    "二、资金管理",
    "项目、资金和验收结果在村务公开栏和本网站公开，接受群众监督。",
    "车溪乡人民政府",
    f"{TODAY.year}年{TODAY.month}月{TODAY.day}日",
)


@dataclass(frozen=True)
class Tour:
    """A browser in front of one demo, and the password of its accounts."""

    browser: Browser
    address: str
    password: str

    @contextmanager
    def page(self, size: tuple[int, int], login: str = "") -> Iterator[Page]:
        """Open a page of this size with cookies of its own, signed in if ``login`` says as whom."""
        is_phone = size == PHONE
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=is_phone,
            is_mobile=is_phone,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        if login:
            page.goto("/sign-in")
            page.get_by_label("账号").fill(login)
            page.get_by_label("密码", exact=True).fill(self.password)
            page.get_by_role("button", name="登录").click()
            expect(page.get_by_role("heading", name="待办")).to_be_visible()
        yield page
        context.close()


def phone(tour: Tour) -> None:
    """Draw what the signer sees: the inbox, the text to decide on, the one question."""
    with tour.page(PHONE, f"{TOWNSHIP.removeprefix('lixian-')}-signer") as page:
        inbox = shot(page)
        page.locator("main a[href*='/decide']").first.click()
        expect(page.locator(".dock")).to_be_visible()
        text = shot(page)
        page.locator(".dock").get_by_text("签发", exact=True).click()
        expect(page.get_by_role("button", name="确认签发")).to_be_visible()
        page.mouse.move(0, 0)  # a finger does not hover
        keep("phone", side_by_side(inbox, text, shot(page)))


def editor(tour: Tour) -> None:
    """Draw the editor with an imported document in it."""
    with tour.page(DESKTOP, f"{TOWNSHIP.removeprefix('lixian-')}-author") as page:
        page.goto(f"/{TOWNSHIP}/office/posts/new")
        paper: FilePayload = {"name": "通知.docx", "mimeType": "application/octet-stream", "buffer": document()}
        page.locator("input[type=file]").set_input_files(paper)
        page.get_by_role("button", name="导入").click()
        expect(page.get_by_label("标题")).to_have_value(PAPER[0])
        page.wait_for_load_state("networkidle")
        keep("editor", shot(page))


def public(tour: Tour) -> None:
    """Draw what anybody reads."""
    with tour.page(DESKTOP) as page:
        page.goto(f"/{COUNTY}/")
        keep("county", shot(page))
        page.goto(f"/{COUNTY}/catalogue")
        keep("catalogue", shot(page))
        page.goto(f"/{TOWNSHIP}/")
        page.get_by_role("link", name=PUBLIC_POST).first.click()
        expect(page.get_by_role("heading", name=PUBLIC_POST)).to_be_visible()
        keep("post", shot(page))


def bulletin(tour: Tour) -> None:
    """Make an issue as an editor does; draw it while it is rendered, when it is done, and two of its pages."""
    with tour.page(DESKTOP, f"{COUNTY}-author") as page:
        page.goto(f"/{COUNTY}/office/bulletins")
        page.get_by_role("link", name="编一期简报").click()
        page.get_by_role("button", name="开始编辑").click()
        for box in page.locator("input[name=post]").all()[CHOSEN]:
            box.check()
        page.get_by_role("button", name="选入本期").click()
        expect(page.get_by_text("本期内容（10 条）")).to_be_visible()
        page.get_by_label("编者按").fill("本期选登各乡镇和县直单位近期公开的信息，供学习借鉴。")
        page.get_by_role("button", name="保存并定稿").click()
        page.get_by_role("button", name="确认定稿").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        while (bar := page.get_by_role("progressbar")).count() and bar.get_attribute("value") == "0":
            page.reload()
        keep("rendering", shot(page))
        expect(page.get_by_text("电子版已生成")).to_be_visible(timeout=LONGEST_RENDERING)
        page.reload()
        page.get_by_role("button", name="公开这一期").click()
        expect(page.get_by_text("已公开，公众可以在网站下载。")).to_be_visible()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="下载 PDF").click()
        keep("bulletin", side_by_side(*printed(waiting.value.path(), (0, 2))))


def papers(tour: Tour) -> None:
    """Draw first pages of what the public downloads: a document, the gazette, the handbook, a sheet of a notice board."""
    with tour.page(DESKTOP) as page:
        page.goto(f"/{COUNTY}/catalogue")
        page.get_by_role("link", name=OFFICIAL, exact=True).first.click()
        sheets = [*downloaded(page, "下载正式文本", 0)]
        page.goto(f"/{COUNTY}/printings")
        sheets += [*downloaded(page, "公报", 0), *downloaded(page, "政策清单", 0)]
        page.goto(f"/{TOWNSHIP}/printings")
        sheets += downloaded(page, "公开栏", 0)
        keep("papers", side_by_side(*sheets))


def downloaded(page: Page, link: str, number: int) -> list[Image.Image]:
    """Return one page, counted from 0, of the PDF behind a link."""
    with page.expect_download() as waiting:
        page.locator("main").get_by_role("link", name=link).first.click()
    return printed(waiting.value.path(), (number,))


def printing(tour: Tour) -> None:
    """Draw an editor making a circular, with its first page beside it."""
    with tour.page(WIDE, f"{COUNTY}-author") as page:
        page.goto(f"/{COUNTY}/office/printings")
        page.get_by_role("link", name="通报").first.click()
        expect(page.locator(".preview-page")).to_be_visible(timeout=LONGEST_RENDERING)
        page.wait_for_load_state("networkidle")
        keep("printing", shot(page))


def document() -> bytes:
    """Return a Word file as a clerk would write it."""
    paper = docx.Document()
    for line in PAPER:
        paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def printed(path: Path, pages: tuple[int, ...]) -> list[Image.Image]:
    """Return pages of a PDF, counted from 0, as pictures."""
    with pypdfium2.PdfDocument(path) as pdf:
        drawn = []
        for number in pages:
            page = pdf[number]
            drawn.append(page.render(scale=SHEET_WIDTH / page.get_width()).to_pil().convert("RGB"))
        return drawn


def shot(page: Page) -> Image.Image:
    """Return what the window shows."""
    return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def side_by_side(*pictures: Image.Image) -> Image.Image:
    """Return pictures in one row, parted by a band."""
    width = sum(each.width for each in pictures) + GAP * (len(pictures) + 1)
    row = Image.new("RGB", (width, max(each.height for each in pictures) + 2 * GAP), BETWEEN)
    left = GAP
    for each in pictures:
        row.paste(each, (left, GAP))
        left += each.width + GAP
    return row


def keep(name: str, picture: Image.Image) -> None:
    """Write a picture with few colours; raises ValueError when it is too large for a README."""
    path = PICTURES / f"{name}.png"
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    size = path.stat().st_size
    print(f"  {path.relative_to(ROOT)} {size // 1024} KB")
    if size > LARGEST:
        raise ValueError(f"{path.name} is larger than {LARGEST} bytes")


def demo_password() -> str:
    """Return the password of the demonstration's accounts."""
    command = [sys.executable, "-m", "gkcloud", "demo", "accounts", "--json"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return str(json.loads(told)["password"])


def main() -> int:
    """Draw everything and return the exit code."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("Chromium is not installed: run `make setup`.", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        tour = Tour(browser, os.environ.get("ADDRESS", "http://127.0.0.1:8000"), demo_password())
        for draw in (phone, editor, public, bulletin, papers, printing):
            draw(tour)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
