"""A circular's text in the order that offices use, its figures, and what is wrong with its facts."""

import re
from dataclasses import replace
from datetime import date

import pytest

from gkcloud.papers.circular import AnnexedList, Circular, CircularPurpose, GoodPractice, Problem
from gkcloud.papers.circularparts import numeral
from gkcloud.papers.content import as_json, from_json
from gkcloud.typeset.faces import load_faces

INSPECTION = Circular(
    purpose=CircularPurpose.INSPECTION,
    subject="2026年第三季度政务公开工作",
    basis="根据县政府2026年政务公开工作要点安排，县人民政府办公室组织了专项检查",
    period="2026年7月至9月",
    checked=46,
    passed=42,
    good_practice=(
        GoodPractice(("车溪乡", "大堰垱镇"), "公开栏按月更新"),
        GoodPractice(("县财政局",), "预决算公开及时。"),
    ),
    problems=(
        Problem("县林业局", "主动公开目录未更新"),
        Problem("盐井镇", "公开栏内容过期。"),
        Problem("县林业局", "依申请公开没有登记"),
    ),
    requirements="各单位要对照问题立行立改。\n县政务公开办要跟踪督办。",
    report_by=date(2026, 10, 31),
    report_to="县政务公开办",
    lists=(AnnexedList("检查结果表", ("单位", "得分"), (("车溪乡", "96"), ("县林业局", "71"))),),
    marks=("澧县人民政府办公室",),
    doc_no="澧政办发〔2026〕15号",
    addressee="各乡镇人民政府、街道办事处，县直各单位",
    issuers=("澧县人民政府办公室",),
    formed_on=date(2026, 10, 12),
)
COMMENDATION = replace(
    INSPECTION,
    purpose=CircularPurpose.COMMENDATION,
    subject="2026年政务公开工作先进单位",
    good_practice=(GoodPractice(("车溪乡人民政府", "县财政局")),),
    problems=(),
    requirements="",
    report_by=None,
)


@pytest.fixture(scope="module")
def faces():
    return load_faces()


def text(circular: Circular) -> str:
    return re.sub("<[^>]+>", "", re.sub("</(p|h2)>", "\n", circular.document().body_html))


def in_order(whole: str, *parts: str) -> bool:
    places = [whole.index(part) for part in parts]
    return places == sorted(places)


def test_title_is_built_of_organ_subject_and_kind():
    assert INSPECTION.label == "澧县人民政府办公室关于2026年第三季度政务公开工作检查情况的通报"
    assert COMMENDATION.label == "澧县人民政府办公室关于表扬2026年政务公开工作先进单位的通报"
    assert replace(INSPECTION, title="关于检查的通报").label == "关于检查的通报"
    information = replace(INSPECTION, purpose=CircularPurpose.INFORMATION, subject="政务公开工作情况", issuers=())
    assert information.label == "关于政务公开工作情况的通报"


@pytest.mark.parametrize(
    ("checked", "passed", "rate"),
    [
        (46, 42, "91.3%"),
        (46, 46, "100%"),
        (8, 1, "12.5%"),
        (3, 2, "66.7%"),
        (2000, 1, "0.1%"),
        (4, 0, "0%"),
        (0, 0, ""),
    ],
)
def test_rate_is_computed_and_rounded_half_up(checked, passed, rate):
    assert replace(INSPECTION, checked=checked, passed=passed).rate == rate


def test_inspection_is_told_in_the_order_of_offices():
    whole = text(INSPECTION)
    assert in_order(
        whole, "根据县政府", "2026年7月至9月", "一、总体情况", "合格率91.3%", "二、好的做法", "车溪乡、大堰垱镇", "三、存在问题", "县林业局", "盐井镇",
        "四、整改要求", "立行立改", "请各有关单位于2026年10月31日前将整改情况报县政务公开办。",
    )  # fmt: skip
    assert "共检查单位46个，合格42个，不合格4个，合格率91.3%。" in whole


def test_a_single_entry_has_no_number():
    whole = text(replace(INSPECTION, problems=INSPECTION.problems[1:2]))
    assert "\n盐井镇：公开栏内容过期。\n" in whole


def test_what_was_counted_need_not_be_units():
    whole = text(replace(INSPECTION, counted="公开栏"))
    assert "共检查公开栏46个" in whole
    assert "请各有关单位于" in whole


def test_a_circular_without_an_issuer_says_to_whom_as_the_facts_do():
    assert "报发文机关。" in text(replace(INSPECTION, report_to="", issuers=()))
    assert "报澧县人民政府办公室。" in text(replace(INSPECTION, report_to=""))


def test_commendation_by_a_list_points_to_it():
    assert "对附件所列单位予以通报表扬" in text(replace(COMMENDATION, good_practice=()))
    assert "对县财政局予以通报表扬" in text(replace(COMMENDATION, good_practice=(GoodPractice(("县财政局",)),)))


def test_problems_of_one_unit_stand_together():
    assert "（一）县林业局。1.主动公开目录未更新；2.依申请公开没有登记。\n（二）盐井镇。公开栏内容过期。\n" in text(
        INSPECTION
    )


def test_sections_without_content_are_left_out_and_numbers_close_up():
    whole = text(replace(INSPECTION, checked=0, passed=0, good_practice=()))
    assert in_order(whole, "一、存在问题", "二、整改要求")
    assert "总体情况" not in whole
    assert "好的做法" not in whole


def test_nothing_is_rectified_where_nothing_is_wrong():
    whole = text(replace(INSPECTION, problems=(), passed=46))
    assert "工作要求" in whole
    assert "整改" not in whole
    assert "不合格" not in whole


def test_commendation_names_the_units_and_has_no_rectification():
    whole = text(COMMENDATION)
    assert in_order(
        whole, "根据县政府", "决定对车溪乡人民政府、县财政局等2个单位予以通报表扬。", "希望受到表扬的单位"
    )
    assert "整改" not in whole
    assert "问题" not in whole


def test_commendation_with_deeds_lists_them():
    deeds = (GoodPractice(("车溪乡",), "公开栏按月更新"), GoodPractice(("县财政局",), "预决算公开及时"))
    whole = text(replace(COMMENDATION, good_practice=deeds, requirements="望再接再厉。"))
    assert in_order(
        whole, "下列2个单位", "（一）车溪乡。公开栏按月更新。", "（二）县财政局。预决算公开及时。", "望再接再厉。"
    )


def test_lists_are_attached_as_tables():
    (attachment,) = INSPECTION.document().attachments
    assert attachment.title == "检查结果表"
    assert "<td>车溪乡</td><td>96</td>" in attachment.body_html


def test_facts_are_text_and_never_markup():
    html = replace(INSPECTION, basis="<b>依据</b>").document().body_html
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("circular", [INSPECTION, COMMENDATION])
def test_good_circulars_have_no_faults_and_are_stored_and_read_back(faces, circular):
    assert circular.faults(faces, {}) == ()
    assert from_json(as_json(circular)) == circular


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject": ""}, "没有写明通报什么事项"),
        ({"basis": ""}, "依据"),
        ({"period": ""}, "检查时段"),
        ({"passed": 47}, "合格率会超过100%"),
        ({"checked": -1}, "负数"),
        ({"report_by": None}, "报送整改情况的日期"),
        ({"report_by": date(2026, 10, 11)}, "早于成文日期"),
        ({"problems": (Problem("", "过期"),)}, "第1条问题没有写明单位"),
        ({"problems": (Problem("盐井镇", " "),)}, "第1条问题没有内容"),
        ({"good_practice": (GoodPractice((), "及时"),)}, "第1条好的做法没有写明单位"),
        ({"good_practice": (GoodPractice(("盐井镇",)),)}, "第1条好的做法没有内容"),
        ({"checked": 0, "passed": 0, "good_practice": (), "problems": ()}, "没有检查结果"),
        ({"lists": (AnnexedList("结果", ("单位", "得分"), (("盐井镇",),)),)}, "第1行有1格，表头有2格"),
        ({"lists": (AnnexedList("结果", (), ()),)}, "附表1“结果”是空的"),
        ({"problems": (Problem("盐井镇", "过期"),) * 100}, "超过99条"),
        ({"doc_no": "澧政办发[2026]15号"}, "六角括号"),
    ],
)
def test_each_fault_is_a_sentence(faces, changes, said):
    found = "".join(replace(INSPECTION, **changes).faults(faces))
    assert said in found
    assert found.endswith("。")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"problems": (Problem("盐井镇", "过期"),)}, "不写存在问题"),
        ({"report_by": date(2026, 10, 31)}, "不要求报送整改情况"),
        ({"good_practice": (), "lists": ()}, "没有写明表扬哪些单位"),
    ],
)
def test_a_commendation_blames_nobody(faces, changes, said):
    assert said in "".join(replace(COMMENDATION, **changes).faults(faces))


def test_numerals():
    assert [numeral(number) for number in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]
