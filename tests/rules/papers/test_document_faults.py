"""What keeps an official document from being printed, said in sentences."""

from dataclasses import replace
from datetime import date

import pytest

from gkcloud.papers.document import Attachment, Form, OfficialDocument, Seal
from gkcloud.typeset.faces import load_faces

GOOD = OfficialDocument(
    title="澧县人民政府办公室关于做好政务公开工作的通知",
    body_html="<p>请认真贯彻执行。</p>",
    marks=("澧县人民政府办公室",),
    doc_no="澧政办发〔2026〕12号",
    issuers=("澧县人民政府办公室",),
    formed_on=date(2026, 9, 30),
)


@pytest.fixture(scope="module")
def faces():
    return load_faces()


def faults(faces, **changes) -> str:
    return "".join(replace(GOOD, **changes).faults(faces))


def test_a_good_document_has_no_faults(faces):
    assert GOOD.faults(faces, {}) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "没有标题"),
        ({"body_html": "<p> </p>"}, "没有正文"),
        ({"marks": ()}, "没有发文机关标志"),
        ({"marks": ("澧县", " ")}, "没有发文机关标志"),
        ({"marks": ("澧县农村土地承包经营权确权登记颁证工作领导小组办公室",)}, "规范化简称"),
        ({"marks": tuple("甲乙丙丁戊己庚")}, "超过6个"),
        ({"title": "关于" + "做好政务公开" * 40 + "的通知"}, "正文不能从首页开始"),
        ({"addressee": "各乡镇人民政府、" * 70}, "正文不能从首页开始"),
        ({"formed_on": None}, "没有成文日期"),
        ({"printed_on": date(2026, 9, 1)}, "印发日期早于成文日期"),
        ({"attachments": (Attachment("", "<p>表</p>"),)}, "附件1没有标题"),
        ({"seal": Seal.STAMP}, "签发人职务"),
        ({"title": "澧县人民政府关于调整用地的请示"}, "签发人"),
        ({"form": Form.LETTER, "signed_by": ("周某某",)}, "信函格式不标注签发人"),
        ({"signed_by": ("周某某", "")}, "姓名是空的"),
        ({"printed_by": "澧县农村土地承包经营权确权登记工作领导小组"}, "排不进一行"),
        (
            {"form": Form.MINUTES, "doc_no": "", "issuers": ("澧县农村土地承包经营权确权登记工作领导小组",)},
            "排不进一行",
        ),
        ({"doc_no": "中共澧县委农村工作领导小组发〔2026〕105号", "signed_by": ("周某某", "李某")}, "发文字号太长"),
        ({"issuers": ("澧县\U0010ffff",)}, "U+10FFFF"),
        ({"attachments": (Attachment("表", "<p>\U0010ffff</p>"),)}, "附件1"),
    ],
)
def test_each_fault_is_a_sentence(faces, changes, said):
    found = faults(faces, **changes)
    assert said in found
    assert found.endswith("。")


@pytest.mark.parametrize("number", ["澧政发〔2026〕5号", "澧政办函〔2015〕22号", "中共澧县委发〔2026〕105号", ""])
def test_document_numbers_in_the_standards_form(faces, number):
    assert faults(faces, doc_no=number) == ""


@pytest.mark.parametrize(
    "number",
    [
        "澧政发〔2026〕第5号", "澧政发〔2026〕005号", "澧政发[2026]5号", "澧政发（2026）5号", "澧政发〔26〕5号",
        "〔2026〕5号", "澧政发〔2026〕5", "澧政发〔2026〕 5号", "澧政发2026年5号",
    ],
)  # fmt: skip
def test_other_document_numbers_are_told_how_to_be_written(faces, number):
    found = faults(faces, doc_no=number)
    assert f"“{number}”" in found
    assert "澧政办发〔2026〕5号" in found


@pytest.mark.parametrize(
    ("form", "number", "is_good"),
    [
        (Form.ORDER, "第5号", True),
        (Form.ORDER, "澧县人民政府令第5号", True),
        (Form.ORDER, "", False),
        (Form.ORDER, "第05号", False),
        (Form.MINUTES, "第5期", True),
        (Form.MINUTES, "2026年第5期", True),
        (Form.MINUTES, "澧政阅〔2026〕5号", True),
        (Form.MINUTES, "第05期", False),
        (Form.PLAIN, "无号", True),
    ],
)
def test_numbers_of_the_special_forms(faces, form, number, is_good):
    assert (faults(faces, form=form, doc_no=number) == "") is is_good


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("copy_no", ["000001", "120000"], ["1", "00001", "0000001", "00000a"]),
        ("secrecy", ["秘密", "机密★5年", "绝密★长期", "秘密★6个月"], ["内部", "秘密5年", "机密★", "秘密★05年"]),
        ("urgency", ["特急", "加急"], ["急", "平急", "加急件"]),
    ],
)
def test_markings(faces, field, good, bad):
    assert {value: faults(faces, **{field: value}) for value in good} == dict.fromkeys(good, "")
    assert all(value in faults(faces, **{field: value}) for value in bad)


def test_date_of_the_body_is_a_date(faces):
    html = '<p>请执行。</p><p class="date">2026年9月30日</p>'
    assert faults(faces, formed_on=None, body_html=html) == ""


def test_a_picture_that_was_not_stored_is_named(faces):
    html = '<p>如图。</p><img src="gk-file:gone" alt="公开栏">'
    assert "公开栏" in "".join(replace(GOOD, body_html=html).faults(faces, {}))
    assert replace(GOOD, body_html=html).faults(faces) == ()


def test_a_joint_letter_has_the_lead_organs_mark(faces):
    letter = replace(GOOD, form=Form.LETTER, marks=("澧县财政局", "澧县审计局"))
    assert letter.faults(faces) == ()
    assert letter.marks_shown == ("澧县财政局",)


def test_minutes_of_an_organ_are_called_so(faces):
    assert replace(GOOD, form=Form.MINUTES).full_mark_ending == "会议纪要"
    assert replace(GOOD, form=Form.MINUTES, marks=("澧县人民政府常务会议纪要",)).full_mark_ending == ""
