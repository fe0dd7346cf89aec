"""The main pages of every area in a real browser: phone and desktop, light and dark, narrow, by keyboard, without scripts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

from gkcloud.access.policy import Actor, Role
from tests.browser.axe import axe_faults, overflow, small_targets
from tests.browser.conftest import PHONE, Live, Visitors
from tests.factories.cast import PASSWORD, Cast
from tests.factories.world import World, make_world

pytestmark = pytest.mark.browser
PROCESSES = ("web",)
NARROW: ViewportSize = {"width": 320, "height": 640}
# A row of a list shows the focus of its link around itself.
FOCUS_IS_SEEN = """() => {
  const style = getComputedStyle(document.activeElement.closest(".row") ?? document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
SITE = "/lixian-chexi"
OFFICE = f"{SITE}/office"


@pytest.fixture(scope="module")
def world(live: Live) -> World:
    return make_world(live.deployment.cast)


@dataclass(frozen=True)
class Shown:
    """A page of somebody's: ``path`` may name a post, an issue or a printing of the world."""

    path: str
    who: Callable[[Cast], Actor] | None = None
    post: str = ""
    issue: str = ""
    printing: str = ""

    def at(self, world: World) -> str:
        return self.path.format(
            post=world.posts.get(self.post),
            issue=world.issues.get(self.issue),
            printing=world.printings.get(self.printing),
        )


def of(role: Role) -> Callable[[Cast], Actor]:
    return lambda cast: cast.chexi[role]


AUTHOR, REVIEWER, SIGNER, ADMINISTRATOR = map(of, (Role.AUTHOR, Role.REVIEWER, Role.SIGNER, Role.ADMINISTRATOR))
PAGES = {
    "front": Shown("/"),
    "home": Shown(f"{SITE}/"),
    "column": Shown(f"{SITE}/columns/notices"),
    "catalogue": Shown(f"{SITE}/catalogue?year=2026"),
    "search": Shown(f"{SITE}/search?q=补贴"),
    "post": Shown(f"{SITE}/posts/{{post}}", post="published"),
    "withdrawn post": Shown(f"{SITE}/posts/{{post}}", post="withdrawn"),
    "guide": Shown(f"{SITE}/guide"),
    "directory": Shown(f"{SITE}/directory"),
    "not found": Shown(f"{SITE}/nothing/here"),
    "sign-in": Shown("/sign-in"),
    "inbox": Shown("/inbox", SIGNER),
    "decision": Shown(f"{OFFICE}/posts/{{post}}/decide", SIGNER, post="at sign-off"),
    "decision after a change": Shown(f"{OFFICE}/posts/{{post}}/decide", REVIEWER, post="changed since seen"),
    "confirmation": Shown(f"{OFFICE}/posts/{{post}}/decide/return/sign_off", SIGNER, post="at sign-off"),
    "posts": Shown(f"{OFFICE}/posts", AUTHOR),
    "returned post": Shown(f"{OFFICE}/posts/{{post}}", AUTHOR, post="returned"),
    "new post": Shown(f"{OFFICE}/posts/new", AUTHOR),
    "editor": Shown(f"{OFFICE}/posts/{{post}}/edit", AUTHOR, post="with findings"),
    "act": Shown(f"{OFFICE}/posts/{{post}}/validity", SIGNER, post="published"),
    "issues": Shown(f"{OFFICE}/bulletins", AUTHOR),
    "issue in the making": Shown(f"{OFFICE}/bulletins/{{issue}}/edit", AUTHOR, issue="compiled"),
    "failed issue": Shown(f"{OFFICE}/bulletins/{{issue}}", AUTHOR, issue="failed"),
    "printed": Shown(f"{SITE}/printings"),
    "printings": Shown(f"{OFFICE}/printings", AUTHOR),
    "new printing": Shown(f"{OFFICE}/printings/new", AUTHOR),
    "notice board in the making": Shown(f"{OFFICE}/printings/{{printing}}/edit", AUTHOR, printing="board"),
    "circular in the making": Shown(f"{OFFICE}/printings/{{printing}}/edit", AUTHOR, printing="circular"),
    "locking": Shown(f"{OFFICE}/printings/{{printing}}/lock", AUTHOR, printing="board"),
    "printed board": Shown(f"{OFFICE}/printings/{{printing}}", AUTHOR, printing="done"),
    "post as a document": Shown(f"{OFFICE}/posts/{{post}}/paper", AUTHOR, post="draft"),
    "account": Shown("/account", ADMINISTRATOR),
    "members": Shown(f"{OFFICE}/members", ADMINISTRATOR),
    "delegations": Shown(f"{OFFICE}/delegations", SIGNER),
    "people": Shown("/platform/people?q=lixian", lambda cast: cast.operator),
}


@pytest.fixture(scope="module")
def desks(chromium: Browser, live: Live) -> Iterator[Callable[[Actor | None, bool], Page]]:
    """Give each person one phone and one desktop, which they keep: a browser that is warm is quicker."""
    visitors = Visitors(chromium, live, [])
    made: dict[tuple[UUID | None, bool], Page] = {}

    def desk(actor: Actor | None, is_phone: bool) -> Page:
        key = (actor.person_id if actor else None, is_phone)
        if key not in made:
            made[key] = visitors(actor, is_phone=is_phone)
        return made[key]

    yield desk
    visitors.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_in_anybodys_way(name: str, world: World, desks: Callable[[Actor | None, bool], Page]) -> None:
    shown = PAGES[name]
    actor = shown.who(world.cast) if shown.who else None
    found: list[str] = []
    for is_phone in (True, False):
        page = desks(actor, is_phone)
        refused = listening(page)
        page.goto(shown.at(world))
        if page.locator(".watch").count():
            expect(page.locator("#preview :is(img, li)").first).to_be_visible(timeout=15_000)
        found += [f"{'phone' if is_phone else 'desktop'} {line}" for line in axe_faults(page)]
        if is_phone:
            found += small_targets(page)
            page.set_viewport_size(NARROW)
            found += [*overflow(page, "normal"), *overflow(page, "larger")]
            page.set_viewport_size(PHONE)
        found += refused
    assert found == []


def listening(page: Page) -> list[str]:
    """Return a list that fills with what the content policy refuses and what scripts stumble over."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_a_keyboard_is_enough(world: World, visitor: Visitors) -> None:
    page = visitor(world.cast.chexi.signer, is_phone=False)
    page.goto("/inbox")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到主要内容")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    seen = 0
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement === document.body"):
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML")
        seen += 1
        page.keyboard.press("Tab")
    assert seen >= page.locator(".row").count() + 3


def test_without_scripts_a_signer_signs_in_reads_and_decides(world: World, visitor: Visitors) -> None:
    page = visitor(java_script_enabled=False)
    page.goto("/sign-in")
    page.get_by_label("账号").fill("lixian-chexi.signer")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="关于农村道路养护的公告").click()
    expect(page.get_by_role("heading", name="关于农村道路养护的公告", level=1)).to_be_visible()
    page.locator(".dock").get_by_text("退回修改", exact=True).click()
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_text("请填写")).to_be_visible()
    page.get_by_label("退回原因").fill("第一段请补上路段名称。")
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_text("已退回《关于农村道路养护的公告》")).to_be_visible()
    page.goto("/inbox")
    expect(page.get_by_role("link", name="关于惠农补贴发放安排的通知")).to_be_visible()
    expect(page.get_by_role("link", name="关于农村道路养护的公告")).to_have_count(0)
