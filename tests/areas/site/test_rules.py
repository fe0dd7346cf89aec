"""The pure parts of the public site."""

import pytest

from gkcloud.site.colour import accent_of
from gkcloud.site.excerpts import EXCERPT, excerpt, marked
from gkcloud.site.pages.feeds import xml_text
from gkcloud.site.paging import LAST_PAGE, address, choice, chosen, page_number, pager


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("", 1),
        ("1", 1),
        ("7", 7),
        ("0", 1),
        ("-3", 1),
        ("x", 1),
        ("²", 1),
        ("٣", 1),
        ("9" * 30, 1),
        ("99999", LAST_PAGE),
    ],
)
def test_page_number(given: str, page: int) -> None:
    assert page_number(given) == page


@pytest.mark.parametrize(
    ("page", "total", "pages", "before", "after"),
    [
        (1, 0, 1, None, None),
        (1, 20, 1, None, None),
        (1, 21, 2, None, "/c?q=a&page=2"),
        (2, 21, 2, "/c?q=a", None),
        (3, 100, 5, "/c?q=a&page=2", "/c?q=a&page=4"),
    ],
)
def test_pager(page: int, total: int, pages: int, before: str | None, after: str | None) -> None:
    shown = pager("/c", {"q": "a", "empty": ""}, page, total)
    assert (shown["pages"], shown["prev"], shown["next"]) == (pages, before, after)


def test_filters() -> None:
    year = choice("year", "年份", [("2026", "2026年")], "2026")
    assert year.chosen_text == "2026年"
    assert choice("year", "年份", [("2026", "2026年")], "1999").value == ""
    conditions = [("year", "年份：2026年"), ("q", "")]
    assert chosen("/c", conditions, {"year": "2026", "q": "火"}) == [
        {"name": "年份：2026年", "href": "/c?q=%E7%81%AB"}
    ]
    assert address("/c", {"q": ""}) == "/c"


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("防火通知", ("防火",), "<mark>防火</mark>通知"),
        ("<防火>", ("防火",), "&lt;<mark>防火</mark>&gt;"),
        ("最低生活保障", ("最低", "生活", "最低生活"), "<mark>最低生活</mark>保障"),
        ("A.b 与 axb", ("a.b",), "<mark>A.b</mark> 与 axb"),
        ("防火", (), "防火"),
        ("火", ("火",), "<mark>火</mark>"),
        ("火灾防火", ("火", "防火"), "火灾<mark>防火</mark>"),
    ],
)
def test_marked(text: str, words: tuple[str, ...], html: str) -> None:
    assert marked(text, words) == html


def test_excerpt_is_cut_around_the_word() -> None:
    text = "前" * 200 + "防火" + "后" * 200
    found = excerpt(text, ("防火",))
    assert found.startswith("……前")
    assert found.endswith("后……")
    assert "<mark>防火</mark>" in found
    assert len(found.striptags()) == EXCERPT + 4
    assert excerpt("短文", ("没有",)) == "短文"


@pytest.mark.parametrize(
    ("colour", "hue", "chroma"),
    # The primaries and rebeccapurple as CSS Color 4 gives them in oklch; chroma is cut at what the sheet can carry.
    [("#ff0000", 29.2, 0.16), ("#00ff00", 142.5, 0.16), ("#0000ff", 264.1, 0.16), ("#663399", 303.4, 0.16)],
)
def test_accent(colour: str, hue: float, chroma: float) -> None:
    assert accent_of(colour).hue == pytest.approx(hue, abs=0.1)
    assert accent_of(colour).chroma == pytest.approx(chroma, abs=0.001)


def test_grey_has_no_colour() -> None:
    assert accent_of("#808080").chroma == 0


def test_xml_text() -> None:
    assert xml_text("a\x00\x0b\ud800\ufffe\n\U0001f600") == "a\n\U0001f600"
