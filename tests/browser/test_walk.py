"""The whole walk: a document from an author's desk over a phone's sign-off to the public page and into a bulletin."""

import io
from collections.abc import Callable

import docx
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Live
from tests.factories.cast import PASSWORD

pytestmark = pytest.mark.browser
TITLE = "车溪乡人民政府关于公布2026年秋季惠农补贴发放安排的通知"
OFFICE = "/lixian-chexi/office"


def document() -> bytes:
    """Return a Word file as a clerk would write it."""
    paper = docx.Document()
    for line in (
        TITLE,
        "车政发〔2026〕18号",
        "各村民委员会、居民委员会：",
        "为做好秋季惠农补贴发放工作，现将有关安排通知如下。",
        "一、发放对象",
        "实际种粮并经村级公示无异议的农户。",
        "二、发放时间",
        "12月10日前通过一卡通发放到户，发放结果在村务公开栏公布。",
        "车溪乡人民政府",
        "2026年11月12日",
    ):
        paper.add_paragraph(line)
    table = paper.add_table(rows=3, cols=3)
    for row, cells in enumerate(
        (("村名", "户数", "面积（亩）"), ("牌楼村", "212", "1840"), ("南阳村", "187", "1622"))
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()


def write_and_submit(page: Page) -> None:
    page.goto(f"{OFFICE}/posts/new")
    page.locator("input[type=file]").set_input_files(
        {"name": "通知.docx", "mimeType": "application/octet-stream", "buffer": document()}
    )
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_label("标题")).to_have_value(TITLE)
    expect(page.get_by_label("文号")).to_have_value("车政发〔2026〕18号")
    expect(page.get_by_label("成文日期")).to_have_value("2026-11-12")
    page.get_by_role("group", name="栏目").get_by_role("checkbox").first.check()
    page.get_by_label("体裁分类").select_option(index=1)
    page.get_by_label("主题分类").select_option(index=1)
    page.get_by_role("button", name="保存并送审").click()
    expect(page.get_by_text("已送审")).to_be_visible()


# Counts every tap that reaches the page, whatever it was meant for.
COUNT_TAPS = """
addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1);
}, true);
"""


def taps(page: Page) -> int:
    return int(page.evaluate("sessionStorage.getItem('taps')"))


def pass_on(page: Page, button: str) -> None:
    """Decide the post of the walk, beginning at the inbox."""
    page.goto("/inbox")
    page.evaluate("sessionStorage.setItem('taps', 0)")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE).first).to_be_visible()
    page.locator(".dock").get_by_text(button, exact=True).click()
    page.get_by_role("button", name=f"确认{button}").click()


def test_the_walk(live: Live, phone: Callable[[], Page], desktop: Callable[[], Page]) -> None:
    author = desktop()
    sign_in(author, "lixian-chexi.author")
    write_and_submit(author)

    for role, button in (("reviewer", "审核通过"), ("secrecy_reviewer", "审查通过")):
        decider = phone()
        sign_in(decider, f"lixian-chexi.{role}")
        pass_on(decider, button)
        expect(decider.get_by_text("没有等您办理的事项")).to_be_visible()

    signer = phone()
    signer.add_init_script(COUNT_TAPS)
    sign_in(signer, "lixian-chexi.signer")
    pass_on(signer, "签发")
    # What is due goes on; nothing more waits for a signature.
    expect(signer.get_by_role("heading", name="待办")).to_be_visible()
    expect(signer.get_by_text("请您签发")).to_have_count(0)
    assert taps(signer) == 3, "from the list to done and back at the list"
    expect(signer.get_by_text("公众现在可以看到")).to_be_visible()

    reader = phone()
    assert TITLE in reader.request.get("/lixian-chexi/").text(), "public with the signature, not some time after it"
    reader.goto("/lixian-chexi/")
    reader.get_by_role("link", name=TITLE).first.click()
    expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(reader.get_by_text("430723206/").first).to_be_attached()

    make_bulletin(author)

    reader.goto("/lixian-chexi/bulletins")
    with reader.expect_download() as waiting:
        reader.get_by_role("link", name="第1期").first.click()
    content = PdfReader(waiting.value.path())
    assert TITLE.replace("2026", "")[:8] in "".join(page.extract_text() for page in content.pages).replace("\n", "")


def make_bulletin(page: Page) -> None:
    page.goto(f"{OFFICE}/bulletins")
    page.get_by_role("link", name="编一期简报").click()
    page.get_by_role("button", name="开始编辑").click()
    page.get_by_role("checkbox", name=TITLE).check()
    page.get_by_role("button", name="选入本期").click()
    expect(page.get_by_text("本期内容（1 条）")).to_be_visible()
    page.get_by_label("编者按").fill("本期编发秋季惠农补贴发放安排。")
    page.get_by_role("button", name="保存并定稿").click()
    page.get_by_role("button", name="确认定稿").click()
    expect(page.get_by_text("电子版已生成")).to_be_visible(timeout=60_000)
    page.reload()
    page.get_by_role("button", name="公开这一期").click()
    expect(page.get_by_text("已公开，公众可以在网站下载。")).to_be_visible()
