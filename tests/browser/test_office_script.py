"""What js/office.js and HTMX add to pages that work without them, on the live pages under their strict policy."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Live, Visitors
from tests.factories import posts
from tests.factories.cast import Cast

pytestmark = pytest.mark.browser
PROCESSES = ("web",)
DECISIONS = "**/decide/*/*"
REASON = "第三条的日期有误"
ASKED = "退回原因（起草人会看到）"


@dataclass
class Desk:
    """A signer's phone, and what it sent."""

    page: Page
    cast: Cast
    sent: list[str] = field(default_factory=list)

    def open(self, title: str) -> None:
        """Make a post that waits for the signature, and open it."""
        self.page.goto(self.waiting(title))
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def waiting(self, title: str) -> str:
        """Make a post that waits for the signature and return the address of its decision."""
        return f"/lixian-chexi/office/posts/{posts.at_sign_off(self.cast.chexi, title=title)}/decide"

    def sheet(self, name: str) -> None:
        self.page.locator(".dock").get_by_text(name, exact=True).click()

    def write_and_return(self) -> None:
        self.sheet("退回修改")
        self.page.get_by_label(ASKED).fill(REASON)
        self.page.get_by_role("button", name="确认退回").click()

    def is_kept(self) -> int:
        return int(self.page.evaluate("Object.keys(localStorage).length"))


@pytest.fixture
def desk(live: Live, visitor: Visitors) -> Desk:
    cast = live.deployment.cast
    page = visitor(cast.chexi.signer)
    made = Desk(page, cast)
    page.on("request", lambda request: made.sent.append(request.url) if request.method == "POST" else None)
    return made


@pytest.fixture(autouse=True)
def _policy(desk: Desk) -> Iterator[None]:
    """Refuse a test in which the content policy refused anything."""
    refused: list[str] = []
    desk.page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
    yield
    assert refused == []


def lose(route: Route) -> None:
    route.abort("internetdisconnected")


def test_sheet_is_a_dialog_that_escape_closes(desk: Desk) -> None:
    desk.open("第一号公告")
    desk.sheet("签发")
    expect(desk.page.locator("#sheet-pass:modal")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("#sheet-pass")).to_be_hidden()
    desk.sheet("退回修改")
    desk.page.locator("#sheet-return").get_by_text("取消").click()
    expect(desk.page.locator("#sheet-return")).to_be_hidden()
    assert desk.sent == []


def test_decision_leads_to_the_next_and_says_what_happened(desk: Desk) -> None:
    desk.waiting("第三号公告")
    desk.open("第二号公告")
    before = desk.page.url
    desk.page.evaluate("window.isSamePage = true")
    desk.sheet("签发")
    desk.page.get_by_role("button", name="确认签发").click()
    expect(desk.page.locator("#flashes")).to_contain_text("已签发《第二号公告》")
    expect(desk.page.get_by_role("heading", name="第二号公告", level=1)).to_have_count(0)
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    assert desk.page.evaluate("window.isSamePage")
    assert desk.page.url.endswith("/decide")
    assert desk.page.url != before, "the address follows, so that a reload shows what is on the screen"


def test_two_quick_taps_send_once(desk: Desk) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.open("第四号公告")
    desk.page.route(DECISIONS, hold)
    desk.sheet("签发")
    desk.page.get_by_role("button", name="确认签发").dblclick()
    desk.page.wait_for_timeout(200)
    assert len(desk.sent) == len(held) == 1
    held[0].continue_()
    expect(desk.page.get_by_text("已签发《第四号公告》")).to_be_visible()


def test_lost_connection_keeps_the_comment_and_offers_to_try_again(desk: Desk) -> None:
    page = desk.page
    desk.open("第五号公告")
    address = page.url
    page.route(DECISIONS, lose)
    desk.write_and_return()
    expect(page.locator("#net")).to_contain_text("您写的内容已保存在这台设备上")

    page.goto(address)
    desk.sheet("退回修改")
    expect(page.get_by_label(ASKED)).to_have_value(REASON)
    expect(page.get_by_text("已恢复您上次没有送出的文字。")).to_be_visible()

    page.get_by_role("button", name="确认退回").click()
    expect(page.locator("#net")).to_be_visible()
    page.unroute(DECISIONS)
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_text("已退回《第五号公告》")).to_be_visible()
    expect(page.locator("#net")).to_be_hidden()
    assert len(desk.sent) == 3
    assert desk.is_kept() == 0


def test_what_was_not_delivered_survives_a_look_at_other_pages(desk: Desk) -> None:
    page = desk.page
    desk.open("第十一号公告")
    address = page.url
    page.route(DECISIONS, lose)
    desk.write_and_return()
    expect(page.locator("#net")).to_be_visible()
    page.goto("/inbox")
    page.goto(address)
    desk.sheet("退回修改")
    expect(page.get_by_label(ASKED)).to_have_value(REASON)


def test_a_session_that_ended_is_said_on_a_page_of_its_own_and_costs_no_comment(desk: Desk) -> None:
    page = desk.page
    desk.open("第十二号公告")
    address, cookies = page.url, page.context.cookies()
    page.context.clear_cookies()
    desk.write_and_return()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("dialog:modal")).to_have_count(0)
    page.goto("/sign-in")
    page.context.add_cookies([{**cookie} for cookie in cookies])  # type: ignore[typeddict-item]
    page.goto(address)
    desk.sheet("退回修改")
    expect(page.get_by_label(ASKED)).to_have_value(REASON)


def test_refused_decision_shows_its_reason_in_the_sheet(desk: Desk) -> None:
    desk.open("第六号公告")
    desk.sheet("退回修改")
    desk.page.get_by_role("button", name="确认退回").click()
    sheet = desk.page.locator("#sheet-return:modal")
    expect(sheet.locator(".error")).to_be_visible()
    expect(sheet.get_by_label(ASKED)).to_have_attribute("aria-invalid", "true")


def test_keys_walk_the_list_and_explain_themselves(desk: Desk) -> None:
    page = desk.page
    desk.waiting("第七号公告")
    desk.waiting("第八号公告")
    page.goto("/inbox")
    rows = page.locator(".row a")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.first).to_be_focused()
    page.keyboard.press("Shift+?")
    expect(page.locator("#keys:modal")).to_be_visible()
    page.keyboard.press("Escape")
    title = rows.first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def test_password_can_be_shown(desk: Desk) -> None:
    page = desk.page
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_label("密码", exact=True).fill("abc")
    page.get_by_role("button", name="显示").click()
    expect(page.get_by_label("密码", exact=True)).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="隐藏")).to_be_visible()


def test_signing_out_forgets_what_was_typed(desk: Desk) -> None:
    desk.open("第九号公告")
    desk.sheet("退回修改")
    desk.page.get_by_label(ASKED).fill(REASON)
    assert desk.is_kept() == 1
    desk.page.goto("/account")
    desk.page.locator("main").get_by_role("button", name="退出登录").click()
    expect(desk.page.get_by_text("您已退出登录。")).to_be_visible()
    assert desk.is_kept() == 0


def test_failed_polling_says_that_the_page_may_be_old(desk: Desk) -> None:
    desk.waiting("第十号公告")
    desk.page.goto("/inbox")
    desk.page.route("**/inbox", lose)
    desk.page.evaluate("htmx.ajax('GET', '/inbox', '#inbox-list')")
    expect(desk.page.locator("#net")).to_contain_text("可能不是最新的")
    expect(desk.page.get_by_role("button", name="再试一次")).to_be_hidden()
