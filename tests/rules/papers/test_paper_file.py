"""The TOML form of a paper."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

import pytest
from PIL import Image

from gkcloud.papers import content, fileforms, paperfile
from gkcloud.papers.bulletin import BulletinIssue
from gkcloud.papers.kinds import KINDS
from gkcloud.papers.paper import PaperKind
from gkcloud.papers.paperfile import PaperFileInvalid, read_paper_file

GOOD = """
masthead = "澧县政务公开简报"
year = 2026
number = 9
editing_unit = "澧县人民政府办公室"
issued_on = 2026-09-30
copies = 12
send_to = ["县委各部门"]
[[items]]
title = "甲"
source = "车溪乡人民政府"
text = "第一段 <b>\\n\\n第二段"
published_on = 2026-09-12
"""


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    body_html: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """A kind with every type of field that kinds have; it stands in for one of them."""

    KIND: ClassVar = PaperKind.LISTING

    title: str
    body_html: str
    parts: tuple[Part, ...]
    day: date
    maybe: int | None
    side: Side = Side.LEFT
    names: tuple[str, ...] = ()
    lead: Part | None = None


@pytest.fixture
def every(monkeypatch):
    kinds = {**KINDS, PaperKind.LISTING: Every}
    for module in (content, fileforms, paperfile):
        monkeypatch.setattr(module, "KINDS", kinds)
    content.adapter.cache_clear()
    yield
    content.adapter.cache_clear()


EVERY = """
kind = "listing"
title = "甲"
text = "乙\\n丙"
day = 2026-09-30
side = "right"
names = ["丁", "戊"]
[[parts]]
title = "己"
on = 2026-01-02
[lead]
title = "庚"
text = "辛"
"""


def read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "paper.toml"
    path.write_bytes(text.encode(encoding))
    return read_paper_file(path)


def faults_of(tmp_path, text, encoding="utf-8"):
    with pytest.raises(PaperFileInvalid) as caught:
        read(tmp_path, text, encoding)
    faults = [(fault.key, fault.message) for fault in caught.value.faults]
    assert len(dict(faults)) == len(faults), "a key is told twice"
    return dict(faults)


def test_a_file_without_a_kind_is_a_bulletin(tmp_path):
    issue = read(tmp_path, GOOD).paper
    assert isinstance(issue, BulletinIssue)
    assert read(tmp_path, 'kind = "bulletin"\n' + GOOD).paper == issue
    assert issue.label == "澧县政务公开简报2026年第9期"
    assert issue.send_to == ("县委各部门",)
    assert issue.total_number is None
    assert issue.items[0].published_on == date(2026, 9, 12)
    assert issue.items[0].body_html == "<p>第一段 &lt;b&gt;</p><p>第二段</p>"


def test_any_kind_is_read_by_its_own_fields(tmp_path, every):
    paper = read(tmp_path, EVERY).paper
    assert paper == Every(
        title="甲",
        body_html="<p>乙</p><p>丙</p>",
        parts=(Part("己", "", date(2026, 1, 2)),),
        day=date(2026, 9, 30),
        maybe=None,
        side=Side.RIGHT,
        names=("丁", "戊"),
        lead=Part("庚", "<p>辛</p>"),
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('title = "甲"', "", "title", "缺少"),
        ('title = "甲"', 'title = " "', "title", "不能为空"),
        ('title = "甲"', "title = 3", "title", "应为文字"),
        ('title = "甲"', "title = 2026-09-30", "title", "应为文字"),
        ('title = "甲"', 'title = "甲"\nmaybe = "3"', "maybe", "应为整数"),
        ('title = "甲"', 'title = "甲"\nmaybe = true', "maybe", "应为整数"),
        ('title = "甲"', 'titel = "甲"\ntitle = "甲"', "titel", "拼写"),
        ('side = "right"', 'side = "up"', "side", "应为其中之一：left、right"),
        ('names = ["丁", "戊"]', 'names = "丁"', "names", "应为列表"),
        ('names = ["丁", "戊"]', 'names = ["丁", 3]', "names[2]", "应为文字"),
        ("on = 2026-01-02", 'on = "2026-01-02"', "parts[1].on", "日期"),
        ("on = 2026-01-02", "off = 1", "parts[1].off", "拼写"),
        ("[lead]", "[lead]\nbody_html = '<p>壬</p>'", "lead", "只填一项"),
        ('text = "乙', "body_html = '<p>壬</p>'\ntext = \"乙", "", "只填一项"),
        ('text = "乙\\n丙"', "", "", "只填一项"),
        ("[[parts]]", "[parts]", "parts", "应为列表"),
    ],
)
def test_each_fault_is_told_at_its_key(old, new, key, words, tmp_path, every):
    assert old in EVERY
    faults = faults_of(tmp_path, EVERY.replace(old, new, 1))
    assert words in faults[key]
    assert len(faults) == 1, faults


def test_an_unknown_kind_is_answered_with_the_known_ones(tmp_path):
    for kind in ('"poster"', "3"):
        message = faults_of(tmp_path, f"kind = {kind}\n" + GOOD)["kind"]
        assert "bulletin（简报）" in message


def test_pictures_are_read_from_beside_the_file(tmp_path):
    Image.new("RGB", (3, 3)).save(tmp_path / "a.png")
    read_file = read(tmp_path, GOOD + '[files]\np1 = "a.png"\n')
    assert read_file.files == {"p1": (tmp_path / "a.png").read_bytes()}


def test_pictures_that_are_none_are_told_with_everything_else(tmp_path):
    (tmp_path / "b.png").write_bytes(b"text")
    named = '[files]\np1 = "none.png"\np2 = "b.png"\np3 = 4\n'
    faults = faults_of(tmp_path, GOOD.replace("number = 9", 'number = "9"') + named)
    assert set(faults) == {"files.p1", "files.p2", "files.p3", "number"}
    assert "打不开" in faults["files.p1"]
    assert "不是能打印的图片" in faults["files.p2"]
    assert "[files]" in faults_of(tmp_path, "files = 3\n" + GOOD)["files"]


def test_the_byte_order_mark_of_an_editor_does_no_harm(tmp_path):
    assert read(tmp_path, GOOD, "utf-8-sig").paper.number == 9


def test_every_fault_is_listed_at_its_key(tmp_path):
    text = (
        GOOD.replace('"澧县政务公开简报"', '""').replace("number = 9", 'number = "9"').replace("2026-09-30", '"九月"')
    )
    text = (
        text.replace("copies = 12", "copies = 0\ncopys = 3").replace('title = "甲"\n', "") + 'body_html = "<p>乙</p>"'
    )
    assert set(faults_of(tmp_path, text)) == {
        "masthead", "number", "issued_on", "copies", "copys", "items[1].title", "items[1]",
    }  # fmt: skip


@pytest.mark.parametrize("value", ["2026-09-30T08:00:00", "20260930", '"2026-09-30"'])
def test_only_a_date_is_a_date(tmp_path, value):
    assert "日期" in faults_of(tmp_path, GOOD.replace("2026-09-30", value))["issued_on"]


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    assert "TOML" in faults_of(tmp_path, "masthead = ")[""]
    assert "UTF-8" in faults_of(tmp_path, GOOD, "gb18030")[""]
    with pytest.raises(PaperFileInvalid, match="打不开"):
        read_paper_file(tmp_path / "none.toml")
