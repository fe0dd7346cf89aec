"""A clerk on a phone records a meeting with a photo; a photo that is too big is told of before it is sent."""

import io
import logging
import threading
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.axe import axe_faults, overflow, small_targets
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories.duty_scenarios import make_duties
from tests.factories.signing_in import session_cookie
from tests.faults.conftest import Deployment, deployed

pytestmark = pytest.mark.browser
DUTIES = "/lixian-chexi/office/duties"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, str]]:
    """Serve in this process: the duties are those of the tests, and not of whatever packs say."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with deployed(tmp_path_factory.mktemp("duties")) as deployment:
        make_duties(deployment.cast)
        server = make_server("127.0.0.1", 0, deployment.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield deployment, f"http://127.0.0.1:{server.port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture
def page(chromium: Browser, served: tuple[Deployment, str]) -> Iterator[Page]:
    deployment, address = served
    context = chromium.new_context(base_url=address, locale="zh-CN", viewport=PHONE, has_touch=True, is_mobile=True)
    context.set_default_timeout(8000)
    name, value = session_cookie(deployment.app, deployment.cast.chexi.author)
    context.add_cookies([{"name": name, "value": value, "url": address}])
    yield context.new_page()
    context.close()


def photo(width: int = 1600) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, width * 3 // 4), 90).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def test_a_meeting_is_recorded_in_seconds(page: Page) -> None:
    page.goto(DUTIES)
    page.get_by_role("link", name="登记", exact=True).click()
    page.get_by_role("link", name="召开会议").click()
    page.get_by_label("主要负责人", exact=True).check()
    page.get_by_label("拍照或选照片").set_input_files(
        {"name": "会场.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_label("名称").fill("四季度工作会议")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", name="四季度工作会议")).to_be_visible()
    expect(page.locator("#flashes")).to_contain_text("“每季度召开会议”由进行中变为已完成")
    expect(page.get_by_role("link", name="会场.jpg")).to_be_visible()
    page.get_by_role("link", name="每季度召开会议").click()
    expect(page.get_by_text("已有 2 次").first).to_be_visible()


def test_a_photo_that_is_too_big_is_told_of_and_what_was_typed_stays(page: Page) -> None:
    page.goto(f"{DUTIES}/record/test_meeting")
    page.get_by_label("名称").fill("带大照片的会议")
    page.get_by_label("拍照或选照片").set_input_files(
        {"name": "大.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + bytes(11 << 20)}
    )
    expect(page.get_by_text("照片超过 10 MB")).to_be_visible()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("照片超过 10 MB")).to_be_visible()
    expect(page.get_by_label("名称")).to_have_value("带大照片的会议")
    page.get_by_label("拍照或选照片").set_input_files([])
    expect(page.get_by_text("照片超过 10 MB")).to_be_hidden()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", name="带大照片的会议")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["", "/T003", "/month", "/month?m=2026-10", "/record", "/record/test_meeting", "/facts"]
)
@pytest.mark.parametrize("is_phone", [True, False])
def test_pages_fit_and_can_be_read_by_everybody(page: Page, path: str, *, is_phone: bool) -> None:
    page.set_viewport_size(PHONE if is_phone else DESKTOP)
    page.goto(DUTIES + path)
    for fold in page.locator("details").all():
        fold.evaluate("each => { each.open = true; }")
    targets = small_targets(page) if is_phone else []
    assert [*axe_faults(page), *targets, *overflow(page, "normal"), *overflow(page, "larger")] == []
