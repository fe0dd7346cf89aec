"""The county office comparing its units: on a desktop in a table, on a phone in a list; a number opens to its rows."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gkcloud.tenancy.directory import directory
from tests.browser.axe import axe_faults
from tests.browser.conftest import Live, Visitors
from tests.factories import board

pytestmark = pytest.mark.browser
PROCESSES = ("web",)
BOARD = "/lixian/office/compare?kind=townships&span=12"
# Where to keep pictures for somebody to look at; none are kept otherwise.
PICTURES = os.environ.get("BOARD_PICTURES", "")


@pytest.fixture(scope="module")
def townships(live: Live) -> None:
    with live.deployment.app.app_context(), board.board_rules():
        for shift, slug in enumerate(("lixian-chexi", "lixian-dayandang", "lixian-yanjing", "lixian-lidan")):
            board.rich_year(directory().by_slug(slug), shift=shift)


def kept(page: Page, name: str, *, whole: bool = False) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=whole)


@pytest.mark.usefixtures("townships")
def test_on_a_desktop_a_number_opens_to_the_rows_that_make_it(live: Live, visitor: Visitors) -> None:
    page = visitor(live.deployment.cast.inspector, is_phone=False)
    page.goto(BOARD)
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader", name="综合得分", exact=True)).to_have_attribute(
        "aria-sort", "descending"
    )
    kept(page, "board-desktop")
    assert axe_faults(page) == []
    page.get_by_role("columnheader", name="公开信息", exact=True).get_by_role("link").click()
    expect(table.get_by_role("columnheader", name="公开信息", exact=True)).to_have_attribute(
        "aria-sort", "descending"
    )
    row = table.get_by_role("row").filter(has_text="车溪乡")
    number = row.locator("td:has(a[href*='/published/']) a")
    told = number.inner_text()
    number.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("车溪乡：公开信息")
    expect(page.locator(".number b")).to_have_text(f"{told} 条")
    assert page.locator(".rows-made tbody tr").count() == int(told)
    expect(page.locator(".rows-made tfoot")).to_contain_text(told)
    kept(page, "cell-desktop", whole=True)
    assert axe_faults(page) == []
    page.get_by_role("link", name="返回该单位的全部指标").click()
    kept(page, "unit-desktop", whole=True)
    assert axe_faults(page) == []


@pytest.mark.usefixtures("townships")
def test_columns_are_picked_and_the_choice_is_in_the_address(live: Live, visitor: Visitors) -> None:
    page = visitor(live.deployment.cast.inspector, is_phone=False)
    page.goto(BOARD)
    page.get_by_text("筛选、排序和指标").click()
    page.get_by_label("整改逾期").check()
    page.get_by_label("更正", exact=True).uncheck()
    kept(page, "picks-desktop")
    page.get_by_role("button", name="查看").last.click()
    expect(page.get_by_role("columnheader", name="整改逾期")).to_be_visible()
    expect(page.get_by_role("columnheader", name="更正", exact=True)).to_have_count(0)
    assert "col=orders_overdue" in page.url


@pytest.mark.usefixtures("townships")
def test_on_a_phone_it_is_a_list_with_the_worst_points_first(live: Live, visitor: Visitors) -> None:
    page = visitor(live.deployment.cast.inspector)
    page.goto(BOARD)
    first = page.locator(".board tbody tr").first
    expect(first.locator(".weak")).to_be_visible()
    assert first.locator("td:visible").count() <= 3, "the numbers are on the unit's own page"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways"
    kept(page, "board-phone", whole=True)
    assert axe_faults(page) == []
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    kept(page, "unit-phone", whole=True)
    page.goto("/lixian/office/compare/chart?kind=townships&span=12")
    kept(page, "chart-phone", whole=True)
    page.goto("/lixian/office/compare/method")
    kept(page, "method-phone", whole=True)
    assert axe_faults(page) == []
