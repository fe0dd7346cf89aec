"""A bulletin's pages, measured."""

import re
from itertools import groupby, pairwise
from typing import Any

import pytest

MM = 72 / 25.4
pytestmark = pytest.mark.pdf


def size_of(char: dict[str, Any]) -> float:
    return round(char["size"], 1)


def body_lines(page: Any) -> list[list[dict[str, Any]]]:
    """Lines of 16 pt characters of the page, by baseline, each from left to right."""
    chars = sorted((c for c in page.chars if size_of(c) == 16.0), key=lambda c: (round(c["matrix"][5]), c["x0"]))
    lines = [list(line) for _, line in groupby(chars, key=lambda c: round(c["matrix"][5]))]
    return sorted(lines, key=lambda line: -line[0]["matrix"][5])


def text_of(chars: list[dict[str, Any]]) -> str:
    return "".join(c["text"] for c in chars)


def test_pages_are_a4(rendered):
    assert {(round(p.width / MM), round(p.height / MM)) for p in rendered.pdf.pages} == {(210, 297)}


def test_masthead_is_red_and_in_the_first_third_of_page_one(rendered):
    page = rendered.pdf.pages[0]
    name = [c for c in page.chars if c["size"] > 40]
    assert text_of(name) == "澧县政务公开简报"
    red, green, blue = name[0]["non_stroking_color"]
    assert red > 0.8
    assert green < 0.1
    assert blue < 0.15
    left, right = name[0]["x0"], name[-1]["x1"]
    assert (left + right) / 2 == pytest.approx((28 + 156 / 2) * MM, abs=1 * MM)
    number = page.search("第9期（总第117期）")[0]
    unit, day = page.search("澧县人民政府办公室编")[0], page.search("2026年9月30日")[0]
    assert unit["x0"] < 35 * MM
    assert day["x1"] > 176 * MM
    assert unit["top"] == pytest.approx(day["top"], abs=1)
    wide = [r for r in page.rects if r["width"] > 155 * MM]
    rule = next(r for r in wide if r["non_stroking_color"] == (red, green, blue))
    assert max(name[0]["bottom"], number["bottom"], unit["bottom"]) < rule["top"] < 99 * MM
    assert rule["width"] == pytest.approx(156 * MM, abs=1 * MM)


def test_type_area_is_156_by_225_mm(rendered):
    for page in rendered.pdf.pages:
        numbers = {id(c) for c in page.chars if c["top"] > 262 * MM}
        inside = [c for c in page.chars if id(c) not in numbers]
        assert min(c["x0"] for c in inside) >= 27 * MM
        assert max(c["x1"] for c in inside) <= 185 * MM
        assert min(c["top"] for c in inside) >= 36 * MM
        assert max(c["bottom"] for c in inside) <= 263 * MM


def test_a_full_page_has_22_lines_on_the_grid(rendered):
    lines = max((body_lines(page) for page in rendered.pdf.pages), key=len)
    assert len(lines) == 22
    baselines = [line[0]["matrix"][5] for line in lines]
    steps = [upper - lower for upper, lower in pairwise(baselines)]
    assert all(step == pytest.approx(28.95, abs=0.1) for step in steps)
    assert baselines[0] - baselines[-1] == pytest.approx(21 * 28.95, abs=0.5 * MM)


def test_full_lines_end_at_the_right_edge(rendered):
    full = []
    for page in rendered.pdf.pages[1:3]:
        lines = body_lines(page)
        for line, after in pairwise(lines):
            goes_on = round(after[0]["x0"]) == round(28 * MM)
            if goes_on and not any(c["text"].isspace() for c in line):
                full.append(line[-1]["x1"])
    assert len(full) > 20
    assert max(full) <= 184.3 * MM
    assert min(full) >= 183.6 * MM


def test_no_line_starts_or_ends_with_a_forbidden_mark(rendered):
    for page in rendered.pdf.pages:
        for line in body_lines(page):
            assert line[0]["text"] not in "，。、；：）〕】》”"
            assert line[-1]["text"] not in "（〔【《“"


def test_first_line_is_in_by_two_cells(rendered):
    page = rendered.pdf.pages[1]
    starts = [line[0]["x0"] for line in body_lines(page) if text_of(line).startswith("（一）")]
    assert starts
    assert all(start == pytest.approx(28 * MM + 2 * 15.793, abs=1.0) for start in starts)


def test_page_numbers_lie_outside_odd_right_even_left(rendered):
    for number, page in enumerate(rendered.pdf.pages, 1):
        foot = [c for c in page.chars if c["top"] > 262 * MM and not c["text"].isspace()]
        assert text_of(foot) == f"—{number}—"
        assert {size_of(c) for c in foot} == {14.0}
        dash = foot[0]
        assert dash["bottom"] - 14 >= (262 + 5) * MM
        if number % 2:
            assert foot[-1]["x1"] == pytest.approx(184 * MM - 14, abs=1.5)
        else:
            assert foot[0]["x0"] == pytest.approx(28 * MM + 14, abs=1.5)


def test_contents_give_the_real_pages(rendered):
    first = rendered.pdf.pages[0].extract_text()
    for item in rendered.issue.items:
        listed = int(re.search(rf"{item.title}\D*(\d+)", first)[1])
        titled = [
            number
            for number, page in enumerate(rendered.pdf.pages, 1)
            if item.title in text_of([c for c in page.chars if size_of(c) == 22.0])
        ]
        assert titled == [listed]


def test_headings_are_set_in_the_faces_of_their_levels(rendered, faces):
    from gkcloud.typeset.faces import Role

    page = rendered.pdf.pages[1]
    lines = body_lines(page)
    first = next(line for line in lines if re.match("[一二三四五]、", text_of(line)))
    second = next(line for line in lines if text_of(line).startswith("（一）"))

    def name(role: Role) -> str:
        return faces.which_face_plays(role).css_family.replace(" ", "-").replace("gk-", "")

    assert all(name(Role.HEI) in c["fontname"] for c in first)
    assert all(name(Role.KAI) in c["fontname"] for c in second[:8])
    assert name(Role.BODY) in second[9]["fontname"]


def test_rare_characters_are_shown_by_a_serif_face(rendered):
    for char in "垱𬭎龘":
        shown = [c for page in rendered.pdf.pages for c in page.chars if c["text"] == char and size_of(c) == 16.0]
        assert shown, char
        assert all("Serif" in c["fontname"] or "Song" in c["fontname"] for c in shown), char


def test_foot_lies_at_the_foot_of_the_last_page_only(rendered):
    *others, last = rendered.pdf.pages
    assert not any("共印120份" in page.extract_text() for page in others)
    copies = last.search("共印120份")[0]
    assert copies["bottom"] == pytest.approx(262 * MM, abs=5 * MM)
    assert copies["x1"] > 170 * MM
    order = [last.search(label)[0]["top"] for label in ("报：", "送：", "发：", "共印")]
    assert order == sorted(order)
    report = last.search("报：市人民政府办公室")[0]
    below = [c for c in last.chars if report["bottom"] < c["top"] < report["bottom"] + 20 and size_of(c) == 14.0]
    assert min(c["x0"] for c in below) == pytest.approx(report["x0"] + 28, abs=1.5)
    assert any(edge["width"] > 155 * MM and 0 < report["top"] - edge["top"] < 16 for edge in last.rects)


def test_table_header_is_repeated_on_every_page_of_the_table(rendered):
    with_rows = [page for page in rendered.pdf.pages if "按季公开" in page.extract_text()]
    assert len(with_rows) >= 2
    assert all("村名" in page.extract_text() for page in with_rows)


def test_picture_is_scaled_into_the_type_area(rendered):
    (shown,) = [image for page in rendered.pdf.pages for image in page.images]
    assert shown["x0"] >= 27.9 * MM
    assert shown["x1"] <= 184.1 * MM
    assert shown["width"] / shown["height"] == pytest.approx(3, rel=0.01)


def test_text_comes_out_in_order_and_without_added_blanks(rendered):
    text = "".join(page.extract_text(x_tolerance=6) for page in rendered.pdf.pages[1:3])
    joined = re.sub(r"\s|—\s*\d+\s*—", "", text)
    sentence = "按照《中华人民共和国政府信息公开条例》（以下简称《条例》）和澧政办函〔2015〕22号文件要求"
    assert joined.count(sentence) > 5
    lines = [line for page in rendered.pdf.pages[1:3] for line in page.extract_text().splitlines()]
    assert not [line for line in lines if " " in line and not line.startswith("—")]
