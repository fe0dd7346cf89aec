"""What keeps a gazette from being printed, how its indexes are ordered, how parts are made."""

from copy import copy
from dataclasses import replace
from datetime import date

import pytest

from gkcloud.papers.gazette import Gazette, GazetteItem
from gkcloud.papers.gazetteindex import by_document_number, by_subject
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.parts import gather
from gkcloud.papers.render import render_paper

ITEM = GazetteItem("关于灌溉用水的通知", "<p>正文。</p>", "县政府文件", "澧政发〔2026〕1号")
GAZETTE = Gazette(
    name="澧县人民政府公报",
    year=2026,
    number=1,
    total_number=None,
    organ="澧县人民政府办公室",
    issued_on=date(2026, 3, 31),
    items=(ITEM,),
)  # fmt: skip


def test_a_complete_gazette_has_no_faults(faces):
    assert GAZETTE.faults(faces, {}) == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"items": ()}, "本期没有文件。请至少选入一件。"),
        ({"name": " "}, "没有公报名称。请填写名称。"),
        ({"name": "公报" * 13}, "公报名称超过24个字，封面放不下。请改短。"),
        ({"organ": ""}, "没有主办单位。请填写主办单位。"),
        (
            {"period_from": date(2026, 4, 1), "period_to": date(2026, 3, 1)},
            "收录时段的起始日期晚于截止日期。请改正日期。",
        ),
    ],
)
def test_faults_of_the_gazette_say_what_to_do(faces, changes, sentence):
    assert replace(GAZETTE, **changes).faults(faces) == (sentence,)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body_html": "<p> </p>"}, "第2件《关于灌溉用水的通知》没有正文。请补上正文，或从本期移出。"),
        ({"title": ""}, "第2件没有标题。请补上标题。"),
        ({"group": " "}, "第2件《关于灌溉用水的通知》没有归入类别。请选择类别，如县政府文件。"),
        ({"body_html": "<p>图</p><img src='gk-file:a' alt='流程图'>"}, "第2件《关于灌溉用水的通知》的图片“流程图”没有一并保存。请重新插入图片。"),
    ],
)  # fmt: skip
def test_faults_of_a_document_name_it(faces, changes, sentence):
    assert replace(GAZETTE, items=(ITEM, replace(ITEM, **changes))).faults(faces, {}) == (sentence,)


def test_a_character_that_no_face_has_is_named_with_its_place(faces):
    items = (replace(ITEM, body_html="<p>甲\U0010fffd乙</p>"),)
    (fault,) = replace(GAZETTE, items=items, note="说明").faults(faces)
    assert "U+10FFFD" in fault
    assert "第1件《关于灌溉用水的通知》" in fault
    (fault,) = replace(GAZETTE, contacts=("电话\U0010fffd",)).faults(faces)
    assert "封面、说明或版权页" in fault


def test_a_gazette_with_faults_is_not_set(faces):
    with pytest.raises(PaperNotPrintable) as refused:
        render_paper(replace(GAZETTE, items=()), faces=faces)
    assert refused.value.faults == ("本期没有文件。请至少选入一件。",)


def test_refusal_leaves_the_process_of_a_part_sentence_by_sentence():
    refused = copy(PaperNotPrintable(("甲。", "乙。")))  # as pickling does it
    assert refused.faults == ("甲。", "乙。")
    assert str(refused) == "甲。乙。"


class Row:
    def __init__(self, doc_no: str, subject: str = "") -> None:
        self.item = replace(ITEM, doc_no=doc_no, subject_class=subject)


def test_numbers_stand_by_organ_and_year_and_count_as_numbers():
    rows = [
        Row(text)
        for text in (
            "澧政发〔2026〕10号",
            "澧政办〔2026〕1号",
            "澧政发〔2026〕9号",
            "澧政发〔2025〕12号",
            "",
            "第3号令",
        )
    ]
    index = {organ: [row.item.doc_no for row in listed] for organ, listed in by_document_number(rows).items()}
    assert index == {
        "澧政发": ["澧政发〔2025〕12号", "澧政发〔2026〕9号", "澧政发〔2026〕10号"],
        "澧政办": ["澧政办〔2026〕1号"],
        "第3号令": ["第3号令"],
    }


def test_documents_without_a_subject_come_last_and_alone_make_no_index():
    rows = [Row("a"), Row("b", "水利"), Row("c", "民政"), Row("d", "水利")]
    index = {name: [row.item.doc_no for row in listed] for name, listed in by_subject(rows).items()}
    assert list(index.items()) == [("水利", ["b", "d"]), ("民政", ["c"]), ("未标主题", ["a"])]
    assert by_subject(rows[:1]) == {}


def test_parts_are_whole_pages_in_order_and_never_divide_a_unit():
    units = [(10, ["a"]), (30, ["b", "c"]), (22, ["d"]), (200, ["e"]), (1, ["f"])]
    parts = list(gather(units, pages=4))
    assert [pieces for _, pieces in parts] == [("a", "b", "c", "d"), ("e",), ("f",)]
    assert [lines for lines, _ in parts] == [88, 220, 22]
    assert list(gather([], pages=4)) == []
