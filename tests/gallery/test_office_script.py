"""What js/office.js adds to pages that work without it, tried in Chromium under the strict policy."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from .build import FLAGS, ROOT, SIZES, build, render

HTMX = ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js"
SITE = "http://gallery.test/"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not HTMX.exists(), reason="htmx is not installed: run make setup"),
]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("gallery")
    build(target)
    vendor = target / "static" / "vendor"
    vendor.mkdir(exist_ok=True)
    (vendor / "htmx.min.js").write_bytes(HTMX.read_bytes())
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


class Desk:
    """A phone's page on the gallery, with a server for posts that each test decides."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.posts: list[str] = []
        self.refused: list[str] = []
        self.answer: Callable[[Route], None] = lambda route: route.fulfill(
            status=200, body="<div id='decision'>好</div>"
        )
        page.on(
            "console", lambda message: self.refused.append(message.text) if "Policy" in message.text else None
        )
        page.route(SITE + "**", self._serve)

    def _serve(self, route: Route) -> None:
        if route.request.method == "POST":
            self.posts.append(route.request.post_data or "")
            self.answer(route)
            return
        path = self.folder / route.request.url.removeprefix(SITE).split("?")[0].split("#")[0]
        types = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}
        if not path.is_file():
            route.fulfill(status=404, body="")
            return
        headers = {"content-type": types.get(path.suffix, "image/svg+xml"), "content-security-policy": POLICY}
        route.fulfill(status=200, body=path.read_bytes(), headers=headers)

    def open(self, name: str) -> Page:
        self.page.goto(f"{SITE}{name}.html")
        return self.page


@pytest.fixture
def desk(browser: Browser, gallery: Path) -> Iterator[Desk]:
    width, height = SIZES["phone"]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(4000)
    yield (made := Desk(page, gallery))
    assert made.refused == []
    page.close()


def test_sheet_opens_and_posts_without_scripts(browser: Browser, gallery: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    desk = Desk(page, gallery)
    desk.open("decide")
    page.get_by_role("link", name="签发", exact=True).click()
    page.get_by_role("button", name="签发并发布").click()
    assert len(desk.posts) == 1
    assert "submit_key=k1" in desk.posts[0]
    assert "revision_hash=h1" in desk.posts[0]
    page.close()


def test_sheet_is_a_dialog_that_escape_closes(desk: Desk) -> None:
    page = desk.open("decide")
    page.get_by_role("link", name="签发", exact=True).click()
    expect(page.locator("#sheet-sign:modal")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sheet-sign")).to_be_hidden()
    page.get_by_role("link", name="退回", exact=True).click()
    page.locator("#sheet-return").get_by_text("取消").click()
    expect(page.locator("#sheet-return")).to_be_hidden()


def test_decision_swaps_in_the_answer(desk: Desk) -> None:
    page = desk.open("decide")
    page.get_by_role("link", name="签发", exact=True).click()
    page.get_by_role("button", name="签发并发布").click()
    expect(page.locator("#decision")).to_have_text("好")
    assert len(desk.posts) == 1


def test_two_quick_taps_send_once(desk: Desk) -> None:
    held: list[Route] = []
    desk.answer = held.append
    page = desk.open("decide")
    page.get_by_role("link", name="签发", exact=True).click()
    page.get_by_role("button", name="签发并发布").dblclick()
    page.wait_for_timeout(200)
    assert len(desk.posts) == 1
    held[0].fulfill(status=200, body="<div id='decision'>好</div>")


def test_lost_connection_keeps_the_comment_and_offers_to_try_again(desk: Desk) -> None:
    page = desk.open("decide")
    desk.answer = lambda route: route.abort("internetdisconnected")
    page.get_by_role("link", name="退回", exact=True).click()
    page.get_by_label("请写明需要改什么").fill("第三条的日期有误")
    page.locator("#sheet-return").get_by_role("button", name="退回").click()
    expect(page.locator("#net")).to_be_visible()

    page.reload()
    page.get_by_role("link", name="退回", exact=True).click()
    expect(page.get_by_label("请写明需要改什么")).to_have_value("第三条的日期有误")
    expect(page.get_by_text("已恢复您上次没有送出的文字。")).to_be_visible()

    page.locator("#sheet-return").get_by_role("button", name="退回").click()
    expect(page.locator("#net")).to_be_visible()
    desk.answer = lambda route: route.fulfill(status=200, body="<div id='decision'>好</div>")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#decision")).to_have_text("好")
    expect(page.locator("#net")).to_be_hidden()
    assert len(desk.posts) == 3

    page = desk.open("decide")
    page.get_by_role("link", name="退回", exact=True).click()
    expect(page.get_by_label("请写明需要改什么")).to_have_value("")


def test_refused_decision_shows_its_reason_in_the_sheet(desk: Desk) -> None:
    whole = render("return-sheet")
    found = re.search(r'<div class="decision".*</dialog>\s*</div>', whole, re.DOTALL)
    assert found
    desk.answer = lambda route: route.fulfill(
        status=422, content_type="text/html; charset=utf-8", body=found[0]
    )
    page = desk.open("decide")
    page.get_by_role("link", name="退回", exact=True).click()
    page.locator("#sheet-return").get_by_role("button", name="退回").click()
    expect(page.locator("#sheet-return:modal")).to_contain_text("请写明退回的理由")


def test_keys_walk_the_list_and_explain_themselves(desk: Desk) -> None:
    page = desk.open("inbox")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".row a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".row a").first).to_be_focused()
    page.keyboard.press("Shift+?")
    expect(page.locator("#keys:modal")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{SITE}decide.html")


def test_password_can_be_shown(desk: Desk) -> None:
    page = desk.open("sign-in")
    page.get_by_label("密码", exact=True).fill("abc")
    page.get_by_role("button", name="显示").click()
    expect(page.get_by_label("密码", exact=True)).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="隐藏")).to_be_visible()


def test_signing_out_forgets_what_was_typed(desk: Desk) -> None:
    page = desk.open("decide")
    page.get_by_role("link", name="退回", exact=True).click()
    page.get_by_label("请写明需要改什么").fill("待核")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page = desk.open("account")
    page.locator("main").get_by_role("button", name="退出登录").click()
    page.wait_for_load_state()
    desk.open("inbox")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_failed_polling_says_that_the_page_may_be_old(desk: Desk) -> None:
    page = desk.open("inbox")
    page.route("**/poll", lambda route: route.abort("internetdisconnected"))
    page.evaluate("htmx.ajax('GET', '/poll', '#inbox-list')")
    expect(page.locator("#net")).to_contain_text("可能不是最新的")
    expect(page.get_by_role("button", name="再试一次")).to_be_hidden()
