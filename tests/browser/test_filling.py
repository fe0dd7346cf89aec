"""An inspector fills a sheet in on a phone while the network comes and goes; nothing is lost and nothing comes twice."""

import base64
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from gkcloud.campaigns.model import AnswerFile, SheetAnswer
from gkcloud.campaigns.rules import SheetKind
from gkcloud.database import db
from tests.browser.axe import axe_faults, overflow, small_targets
from tests.browser.conftest import Live, Visitors
from tests.factories import supervised
from tests.factories.cast import Cast
from tests.factories.objects import PNG

pytestmark = pytest.mark.browser
PROCESSES = ("web",)
PHOTO = {"name": "公开栏.png", "mimeType": "image/png", "buffer": PNG}
POSTS = "**/items/**"


@dataclass
class Sheet:
    """A phone with the sheet open."""

    page: Page
    cast: Cast
    id: uuid.UUID
    sent: list[str] = field(default_factory=list)

    def open(self) -> None:
        self.page.goto(f"/lixian/office/campaigns/sheets/{self.id}/fill")
        expect(self.page.locator("#filling.one")).to_be_visible()

    def item(self, place: int) -> "Page":
        return self.page.locator(f"#item-{place}")  # type: ignore[return-value]

    def pick(self, place: int, label: str) -> None:
        self.item(place).get_by_label(label, exact=True).check()

    def save(self, place: int) -> None:
        self.item(place).get_by_role("button", name="保存，").click()

    def answers(self) -> dict[str, tuple[str, int]]:
        with supervised.over(self.cast.inspector).opened():
            rows = db.session.execute(select(SheetAnswer).where(SheetAnswer.sheet_id == self.id)).scalars()
            return {row.item: (row.result, row.version) for row in rows}

    def photos(self) -> list[str]:
        with supervised.over(self.cast.inspector).opened():
            rows = db.session.execute(select(AnswerFile).where(AnswerFile.sheet_id == self.id)).scalars()
            return [row.item for row in rows]


@pytest.fixture
def sheet(live: Live, visitor: Visitors) -> Iterator[Sheet]:
    cast = live.deployment.cast
    campaign = supervised.opened(cast.inspector, [cast.chexi.tenant])
    sheet_id = supervised.sheet_id(cast.inspector, campaign, cast.chexi.tenant, SheetKind.INSPECTION)
    made = Sheet(visitor(cast.inspector), cast, sheet_id)
    refused: list[str] = []
    made.page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
    made.page.on("request", lambda request: made.sent.append(request.url) if request.method == "POST" else None)
    yield made
    assert refused == []


def lose(route: Route) -> None:
    route.abort("internetdisconnected")


def test_each_step_is_saved_and_the_next_item_follows(sheet: Sheet) -> None:
    sheet.open()
    expect(sheet.item(1)).to_be_visible()
    expect(sheet.item(2)).to_be_hidden()
    sheet.pick(1, "达标")
    sheet.save(1)
    expect(sheet.item(2)).to_be_visible()
    expect(sheet.item(1)).to_be_hidden()
    expect(sheet.page.locator("#fill-count")).to_have_text("已填 1 项，共 7 项")
    sheet.item(2).get_by_text("上一项").click()
    expect(sheet.item(1).locator("[data-status]")).to_contain_text("已保存")
    assert sheet.answers() == {"1.1": ("met", 1)}


def test_the_network_is_cut_in_the_middle_and_comes_back(sheet: Sheet) -> None:
    sheet.open()
    sheet.pick(1, "达标")
    sheet.save(1)
    expect(sheet.page.locator("#fill-count")).to_contain_text("已填 1 项")
    sheet.page.route(POSTS, lose)
    sheet.item(2).locator("input[type=file]").last.set_input_files([PHOTO])
    expect(sheet.item(2).locator("[data-shots] li")).to_contain_text("待发送")
    sheet.pick(2, "未达标")
    sheet.item(2).get_by_label("说明（不适用时必填）").fill("没有分工文件")
    sheet.save(2)
    expect(sheet.item(3)).to_be_visible()
    expect(sheet.page.locator("#fill-net")).to_contain_text("有 2 条内容待发送，已存在这台设备上")
    sheet.pick(3, "能打通（100%）")
    sheet.save(3)
    expect(sheet.page.locator("#fill-net")).to_contain_text("有 3 条内容待发送")
    assert sheet.answers() == {"1.1": ("met", 1)}
    sheet.page.unroute(POSTS)
    sheet.page.evaluate("dispatchEvent(new Event('online'))")
    expect(sheet.page.locator("#fill-net")).to_have_text("全部内容已保存")
    assert sheet.answers() == {"1.1": ("met", 1), "1.2": ("not_met", 1), "1.3": ("met", 1)}
    assert sheet.photos() == ["1.2"]


@pytest.mark.parametrize("what", ["answer", "photo"])
def test_what_arrived_although_the_phone_did_not_hear_of_it_is_kept_once(sheet: Sheet, what: str) -> None:
    sheet.open()
    delivered: list[str] = []

    def deliver_and_lose(route: Route) -> None:
        delivered.append(route.fetch().text())
        route.abort("connectionreset")

    sheet.page.route(POSTS, deliver_and_lose)
    if what == "photo":
        sheet.item(1).locator("input[type=file]").last.set_input_files([PHOTO])
    else:
        sheet.pick(1, "达标")
        sheet.save(1)
    expect(sheet.page.locator("#fill-net")).to_contain_text("待发送")
    sheet.page.unroute_all(behavior="wait")
    sheet.page.evaluate("dispatchEvent(new Event('online'))")
    expect(sheet.page.locator("#fill-net")).to_have_text("全部内容已保存")
    assert '"state":"saved"' in delivered[0].replace(" ", "")
    assert sheet.answers() == ({"1.1": ("met", 1)} if what == "answer" else {})
    assert sheet.photos() == (["1.1"] if what == "photo" else [])


def test_a_closed_browser_loses_neither_what_waits_nor_what_was_being_typed(sheet: Sheet) -> None:
    sheet.open()
    sheet.page.route(POSTS, lose)
    sheet.item(1).locator("input[type=file]").last.set_input_files([PHOTO])
    sheet.pick(1, "部分达标")
    sheet.save(1)
    expect(sheet.page.locator("#fill-net")).to_contain_text("有 2 条内容待发送")
    sheet.item(2).get_by_label("说明（不适用时必填）").fill("正在找文件")
    sheet.page.wait_for_timeout(200)
    context = sheet.page.context
    sheet.page.close()
    sheet.page = context.new_page()
    sheet.open()
    expect(sheet.page.locator("#fill-net")).to_have_text("全部内容已保存")
    sheet.page.goto(f"{sheet.page.url.partition('#')[0]}#item-2")
    expect(sheet.item(2).get_by_label("说明（不适用时必填）")).to_have_value("正在找文件")
    expect(sheet.item(2).locator("[data-status]")).to_contain_text("已恢复您上次没有保存的内容")
    assert sheet.answers() == {"1.1": ("partly", 1)}
    assert sheet.photos() == ["1.1"]


def test_a_refusal_stands_at_its_item_until_it_is_put_right(sheet: Sheet) -> None:
    sheet.open()
    sheet.page.goto(f"{sheet.page.url.partition('#')[0]}#item-2")
    sheet.pick(2, "不适用")
    sheet.save(2)
    expect(sheet.page.locator("#fill-net")).to_contain_text("有 1 条内容没有送达")
    sheet.item(3).get_by_text("上一项").click()
    expect(sheet.item(2).locator("[data-error]")).to_contain_text("选择“不适用”须写明理由")
    sheet.item(2).get_by_label("说明（不适用时必填）").fill("没有这项职责")
    sheet.save(2)
    expect(sheet.page.locator("#fill-net")).not_to_contain_text("没有送达")
    sheet.page.wait_for_timeout(300)
    assert sheet.answers() == {"1.2": ("not_applicable", 1)}


def test_who_is_no_inspector_any_more_is_told_and_keeps_what_was_saved(sheet: Sheet, visitor: Visitors) -> None:
    other = supervised.second_inspector(sheet.cast.lixian.tenant)
    page = visitor(other)
    mine = Sheet(page, sheet.cast, sheet.id)
    mine.open()
    mine.pick(1, "达标")
    mine.save(1)
    expect(page.locator("#fill-count")).to_contain_text("已填 1 项")
    supervised.end_role(other)
    mine.pick(2, "达标")
    mine.save(2)
    expect(page.locator("#fill-net")).to_contain_text("没有送达")
    mine.item(3).get_by_text("上一项").click()
    expect(mine.item(2).locator("[data-error]")).to_contain_text("可由其他督查员接手")
    sheet.page.goto(f"/lixian/office/campaigns/sheets/{sheet.id}")
    expect(sheet.page.get_by_text("已不再担任督查员，已保存的内容仍在")).to_be_visible()
    sheet.page.get_by_role("button", name="接手填写").click()
    sheet.page.get_by_role("link", name="继续填写").click()
    sheet.pick(2, "未达标")
    sheet.save(2)
    expect(sheet.page.locator("#fill-count")).to_contain_text("已填 2 项")
    assert sheet.answers() == {"1.1": ("met", 1), "1.2": ("not_met", 1)}


def test_a_camera_photo_arrives_small(sheet: Sheet) -> None:
    sheet.open()
    # A picture of 3000 × 2000 pixels, made by the browser itself.
    data = sheet.page.evaluate("""() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 2000 });
      const pen = canvas.getContext("2d");
      for (let n = 0; n < 400; n += 1) { pen.fillStyle = `hsl(${n},80%,50%)`; pen.fillRect((n * 97) % 3000, (n * 61) % 2000, 90, 60); }
      return canvas.toDataURL("image/png").split(",")[1];
    }""")
    photo = {"name": "IMG_1.png", "mimeType": "image/png", "buffer": base64.b64decode(data)}
    sheet.item(1).locator("input[capture]").set_input_files([photo])
    expect(sheet.item(1).locator("[data-shots] li")).to_contain_text("已保存")
    with supervised.over(sheet.cast.inspector).opened():
        kept = db.session.execute(select(AnswerFile).where(AnswerFile.sheet_id == sheet.id)).scalar_one()
        assert (kept.extension, kept.name) == ("jpg", "IMG_1.jpg")
        assert kept.size < 600_000


def test_without_scripts_every_step_is_a_plain_form(live: Live, visitor: Visitors, sheet: Sheet) -> None:
    page = visitor(sheet.cast.inspector, java_script_enabled=False)
    page.goto(f"/lixian/office/campaigns/sheets/{sheet.id}/fill")
    first = page.locator("#item-1")
    first.get_by_label("达标", exact=True).check()
    first.locator("input[type=file]").last.set_input_files([PHOTO])
    first.get_by_role("button", name="保存，下一项").click()
    assert page.url.endswith("#item-2")
    expect(page.locator("#item-1 [data-status]")).to_contain_text("已保存")
    expect(page.locator("#item-1 [data-shots] img")).to_have_count(1)
    assert sheet.answers() == {"1.1": ("met", 1)}
    assert sheet.photos() == ["1.1"]


def test_the_page_is_right_for_thumbs_and_for_screen_readers(sheet: Sheet) -> None:
    sheet.open()
    assert [*small_targets(sheet.page), *overflow(sheet.page, "normal"), *overflow(sheet.page, "larger")] == []
    assert axe_faults(sheet.page) == []
