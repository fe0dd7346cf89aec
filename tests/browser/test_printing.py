"""Typesetting as an editor sees it: the preview follows what is typed, saves nothing, and what is ready is downloaded."""

import uuid
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pypdf import PdfReader

from gkcloud.bulletins.model import Issue
from gkcloud.database import db
from gkcloud.jobs.model import Job
from gkcloud.printing.model import Printing
from gkcloud.publishing.actions.printing import PRINT_POST
from gkcloud.tenancy.scope import Scope
from gkcloud.worker import run_job
from tests.browser.conftest import Live, Visitors
from tests.factories import issues, posts, printings
from tests.factories.cast import Staff

pytestmark = pytest.mark.browser
PROCESSES = ("web",)
SITE = "/lixian-chexi"
OFFICE = f"{SITE}/office"
# A preview is typeset by a process of its own, on a machine that may be busy.
PATIENCE = 15_000
IS_DRAWN = "picture => picture.complete && picture.naturalWidth === 800"


@pytest.fixture(scope="module")
def staff(live: Live) -> Staff:
    return live.deployment.cast.chexi


@pytest.fixture(scope="module")
def board(staff: Staff) -> uuid.UUID:
    """Return a notice board of two posts in the making."""
    printings.with_documents(staff)
    return printings.draft(staff)


@pytest.fixture
def desk(staff: Staff, visitor: Visitors) -> Page:
    """Return an author's desktop."""
    return visitor(staff.author, is_phone=False)


def counted(page: Page, pages: int) -> Locator:
    """Wait for a preview of so many pages and return its picture."""
    expect(page.get_by_role("heading", name=f"排版预览（共 {pages} 页）")).to_be_visible(timeout=PATIENCE)
    return picture(page)


def picture(page: Page) -> Locator:
    return page.get_by_role("img", name="第一页的样子")


def source(shown: Locator) -> str:
    """Return the address of a picture, once it is drawn."""
    expect(shown).to_be_visible(timeout=PATIENCE)
    found = shown.get_attribute("src")
    assert found
    shown.evaluate("picture => picture.decode()")
    assert shown.evaluate(IS_DRAWN)
    return found


def changed(shown: Locator, before: str) -> str:
    """Wait for another picture and return its address."""
    expect(shown).not_to_have_attribute("src", before, timeout=PATIENCE)
    return source(shown)


def left_out(staff: Staff, printing_id: uuid.UUID) -> tuple[dict[str, object], list[str]]:
    with printings.desk(staff).opened():
        row = db.session.get_one(Printing, (staff.tenant.id, printing_id), populate_existing=True)
        return dict(row.options), list(row.left_out)


def test_a_bulletins_preview_follows_its_masthead_and_saves_nothing(staff: Staff, desk: Page) -> None:
    issue_id = issues.compiled(staff, [posts.published(staff, title="关于冬修水利的通知")])
    desk.goto(f"{OFFICE}/bulletins/{issue_id}/edit")
    first = source(counted(desk, 1))
    desk.get_by_label("简报名称").fill("车溪乡政务公开简报")
    second = changed(picture(desk), first)
    desk.get_by_label("编者按").fill("本期编发秋季惠农补贴发放安排。" * 25)
    changed(counted(desk, 2), second)
    with Scope.office(staff.tenant.id).opened():
        issue = db.session.get_one(Issue, (staff.tenant.id, issue_id), populate_existing=True)
        assert (issue.masthead, issue.editor_note) == ("政务公开简报", "")
    desk.reload()
    expect(desk.get_by_text("已恢复您上次没有保存的文字。")).to_be_visible()
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.locator("#flashes").get_by_text("已保存。")).to_be_visible()
    expect(desk.get_by_label("简报名称")).to_have_value("车溪乡政务公开简报")
    expect(desk.get_by_text("已恢复您上次没有保存的文字。")).to_be_hidden()
    assert desk.evaluate("localStorage.length") == 0, "what is saved is not kept on the device as well"


def test_ticking_a_post_off_changes_the_preview_which_says_that_it_is_being_typeset(
    board: uuid.UUID, staff: Staff, desk: Page
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.goto(f"{OFFICE}/printings/{board}/edit")
    before, stored = source(picture(desk)), left_out(staff, board)
    busy, button = desk.get_by_text("正在排版…"), desk.get_by_role("button", name="更新预览")
    expect(busy).to_be_hidden()
    place = button.bounding_box()
    desk.route("**/preview", hold)
    desk.locator("input[name=post]").first.uncheck()
    expect(busy).to_be_visible()
    assert button.bounding_box() == place, "nothing moves"
    held[0].continue_()
    without = changed(picture(desk), before)
    expect(busy).to_be_hidden()
    assert button.bounding_box() == place
    desk.unroute("**/preview")
    desk.locator("input[name=post]").first.check()
    assert changed(picture(desk), without) == before, "the same content is the same picture"
    assert left_out(staff, board) == stored


def test_a_fault_is_a_sentence_in_the_place_of_the_picture(board: uuid.UUID, desk: Page) -> None:
    desk.goto(f"{OFFICE}/printings/{board}/edit")
    source(picture(desk))
    phone = desk.get_by_label("监督电话")
    number = phone.input_value()
    phone.fill("")
    expect(desk.locator("#preview").get_by_text("请填写监督电话。")).to_be_visible(timeout=PATIENCE)
    expect(picture(desk)).to_have_count(0)
    phone.fill(number)
    source(picture(desk))
    expect(desk.get_by_text("请填写监督电话。")).to_have_count(0)


def test_without_scripts_the_button_shows_what_is_typed(board: uuid.UUID, staff: Staff, visitor: Visitors) -> None:
    page = visitor(staff.author, java_script_enabled=False)
    stored = left_out(staff, board)
    page.goto(f"{OFFICE}/printings/{board}/edit")
    expect(page.get_by_text("第一页的样子和总页数显示在这里。")).to_be_visible()
    page.get_by_label("栏名").fill("村务公开栏")
    page.locator("input[name=post]").first.uncheck()
    page.get_by_role("button", name="更新预览").click()
    counted(page, 1)
    expect(page.get_by_label("栏名")).to_have_value("村务公开栏")
    expect(page.locator("input[name=post]").first).not_to_be_checked()
    assert left_out(staff, board) == stored


def test_a_post_is_set_as_a_document_and_downloaded_twice(staff: Staff, desk: Page) -> None:
    post_id = posts.draft(staff, title="关于冬修水利的通知", doc_no="车政发〔2026〕31号")
    desk.goto(f"{OFFICE}/posts/{post_id}/paper")
    expect(desk.get_by_label("签名章职务")).to_be_hidden()
    desk.get_by_label("格式").select_option(label="纪要格式")
    expect(desk.get_by_label("出席")).to_be_visible()
    desk.get_by_label("格式").select_option(label="一般格式")
    expect(desk.get_by_label("出席")).to_be_hidden()
    desk.get_by_label("抄送").fill("县水利局")
    with desk.expect_download(timeout=PATIENCE) as waiting:
        desk.get_by_role("button", name="下载 PDF").click()
    text = "".join(page.extract_text() for page in PdfReader(waiting.value.path()).pages)
    assert "县水利局" in text.replace("\n", "")
    with desk.expect_download(timeout=PATIENCE) as waiting:
        desk.get_by_role("button", name="下载 Word").click()
    assert waiting.value.suggested_filename == "关于冬修水利的通知.docx"
    assert "县水利局" in zipfile.ZipFile(waiting.value.path()).read("word/document.xml").decode()


def test_the_public_downloads_the_official_text_once_it_is_printed(staff: Staff, phone: Callable[[], Page]) -> None:
    post_id = posts.published(staff, title="关于发放补贴的通知", doc_no="车政发〔2026〕32号")
    reader = phone()
    reader.goto(f"{SITE}/posts/{post_id}")
    link = reader.get_by_role("link", name="下载正式文本")
    expect(reader.get_by_role("heading", name="关于发放补贴的通知", level=1)).to_be_visible()
    expect(link).to_have_count(0)
    with Scope.office(staff.tenant.id).opened():
        job = db.session.query(Job).filter_by(subject_id=post_id, kind=PRINT_POST).one()
        job_id = job.id
    run_job(staff.tenant.id, job_id)
    reader.reload()
    with reader.expect_download() as waiting:
        link.click()
    assert "车政发〔2026〕32号" in "".join(page.extract_text() for page in PdfReader(waiting.value.path()).pages)
