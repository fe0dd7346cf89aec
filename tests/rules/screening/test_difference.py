import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.publishing.difference import Change, Piece, differences

OLD = "<p>各乡镇应于六月二十日前完成政务公开目录编制工作，并报县政府办公室备案。</p>"
NEW = "<p>各乡镇应于六月三十日前完成政务公开目录编制工作，并报县政府办公室备案。</p>"


def texts(changes: tuple[Change, ...], kind: str) -> list[str]:
    return [piece.text for change in changes for piece in change.pieces if piece.kind == kind]


def test_a_changed_date_shows_as_one_word() -> None:
    (change,) = differences(OLD, NEW)
    assert change.kind == "changed"
    assert [(piece.kind, piece.text) for piece in change.pieces] == [
        ("same", "各乡镇应于六月"),
        ("removed", "二十日"),
        ("added", "三十日"),
        ("same", "前完成政务公开目录编制工作，并报县政府办公室备案。"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [(OLD, OLD), (OLD, OLD.replace("六月", "<strong>六月</strong>")), ("", ""), ("<p>甲</p>", "<p> 甲 </p>")],
)
def test_nothing_visible_changed(old: str, new: str) -> None:
    assert differences(old, new) == ()


def test_added_and_removed_paragraphs() -> None:
    changes = differences(OLD + "<p>附则旧文。</p>", "<p>引言全新。</p>" + OLD)
    assert [change.kind for change in changes] == ["added", "same", "removed"]


def test_long_unchanged_parts_are_elided_with_one_paragraph_of_context() -> None:
    many = "".join(f"<p>第{number}条</p>" for number in range(20))
    changes = differences(many + OLD + many, many + NEW + many)
    assert [change.pieces[0].text for change in changes if change.kind == "same"] == [
        "……（19 段未改动）……",
        "第19条",
        "第0条",
        "……（19 段未改动）……",
    ]


def test_a_long_unchanged_stretch_inside_a_paragraph_is_elided() -> None:
    tail = "政务公开" * 60
    (change,) = differences(f"<p>甲{tail}</p>", f"<p>乙{tail}</p>")
    assert Piece("elided", "……（192 字未改动）……") in change.pieces


def test_a_link_that_leads_elsewhere_is_a_change() -> None:
    changes = differences(
        '<p><a href="https://a.example/">目录</a></p>', '<p><a href="https://b.example/">目录</a></p>'
    )
    assert texts(changes, "removed") == ["a.example"]
    assert texts(changes, "added") == ["b.example"]


def test_a_heading_that_becomes_text_is_a_change() -> None:
    (change,) = differences("<h2>一、总体要求</h2>", "<p>一、总体要求</p>")
    assert [piece.text for piece in change.pieces] == ["【一级标题】", "【正文】", "一、总体要求"]


def test_table_rows_are_compared_as_rows() -> None:
    old = "<table><tr><th>村</th><th>金额</th></tr><tr><td>甲村</td><td>300</td></tr></table>"
    (_, change) = differences(old, old.replace("300", "400"))
    assert [(piece.kind, piece.text) for piece in change.pieces] == [
        ("same", "甲村｜"),
        ("removed", "300"),
        ("added", "400"),
    ]


def test_text_is_never_markup() -> None:
    (change,) = differences("<p>政务公开工作安排</p>", "<p>政务公开&lt;i&gt;工作安排</p>")
    assert "".join(texts((change,), "added")) == "<i>"


BODIES = st.lists(st.text(alphabet="甲乙丙丁、1 ", max_size=8).map(lambda text: f"<p>{text}</p>"), max_size=8).map(
    "".join
)


@given(BODIES, BODIES)
def test_both_versions_can_be_read_out_of_the_comparison(old: str, new: str) -> None:
    changes = differences(old, new)
    if changes and not texts(changes, "elided"):
        for kind, body in (("removed", old), ("added", new)):
            shown = [
                "".join(piece.text for piece in change.pieces if piece.kind in {"same", kind}) for change in changes
            ]
            expected = [text for part in body.split("</p>") if (text := part.removeprefix("<p>").strip())]
            assert [text for text in shown if text] == expected
