"""The TOML form of an issue."""

from datetime import date

import pytest

from gkcloud.papers.paperfile import IssueFileInvalid, read_issue_file

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


def read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "issue.toml"
    path.write_bytes(text.encode(encoding))
    return read_issue_file(path)


def faults_of(tmp_path, text, encoding="utf-8"):
    with pytest.raises(IssueFileInvalid) as caught:
        read(tmp_path, text, encoding)
    return {fault.key: fault.message for fault in caught.value.faults}


def test_a_good_file_is_read(tmp_path):
    issue = read(tmp_path, GOOD)
    assert issue.label == "澧县政务公开简报2026年第9期"
    assert issue.send_to == ("县委各部门",)
    assert issue.total_number is None
    assert issue.items[0].published_on == date(2026, 9, 12)
    assert issue.items[0].body_html == "<p>第一段 &lt;b&gt;</p><p>第二段</p>"


def test_the_byte_order_mark_of_an_editor_does_no_harm(tmp_path):
    assert read(tmp_path, GOOD, "utf-8-sig").number == 9


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
    with pytest.raises(IssueFileInvalid, match="打不开"):
        read_issue_file(tmp_path / "none.toml")
