"""A circular drafted from results, its order, its public version, and who may do what with it."""

import re
import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from gkcloud.access.policy import Actor, Role
from gkcloud.papers.circular import AnnexedList
from gkcloud.papers.circularparts import circular_body
from gkcloud.papers.circularrules import circular_faults
from gkcloud.rectification.circulars import (
    Act,
    CircularFacts,
    CircularState,
    CircularText,
    Part,
    allowed_acts,
    annexed,
    entries,
    typed_annex,
    why_not,
)
from gkcloud.rectification.drafting import CampaignResults, UnitResult, draft_circular, ranked

COUNTY = uuid.UUID(int=1)
TEXT_DAY = date(2026, 12, 11)
UNITS = ranked(
    [
        UnitResult("车溪乡", Decimal("58.5"), False, "不合格", findings=("公开栏没有更新。", "意见箱无人开启")),
        UnitResult("大堰垱镇", Decimal("93.25"), True, "优秀"),
        UnitResult("梦溪镇", Decimal("93.25"), True, "优秀", good_words="清单逐件审查后张贴"),
        UnitResult("县水利局", Decimal(80), True, "良好"),
    ]
)
RESULTS = CampaignResults(
    "2026年下半年政务公开督查", "督查", date(2026, 7, 1), date(2026, 10, 31), "", UNITS, ("县城管局",)
)
TEXT = draft_circular(RESULTS, issuer="澧县人民政府办公室", addressee="各乡镇", report_by=date(2026, 12, 11))


def person(*roles: Role, tenant_id: uuid.UUID = COUNTY) -> Actor:
    return Actor(uuid.UUID(int=9), "某人", tenant_id, frozenset(roles))


def test_equal_totals_share_a_rank_and_the_next_one_is_skipped() -> None:
    assert [(each.unit, each.rank) for each in UNITS] == [
        ("大堰垱镇", 1),
        ("梦溪镇", 1),
        ("县水利局", 3),
        ("车溪乡", 4),
    ]


def test_townships_are_ranked_with_townships_and_listed_apart() -> None:
    mixed = ranked(
        [
            UnitResult("县水利局", Decimal(95), True, "优秀", kind="部门"),
            UnitResult("车溪乡", Decimal(80), True, "良好", kind="乡镇"),
            UnitResult("梦溪镇", Decimal(70), True, "合格", kind="乡镇"),
        ]
    )
    assert [(each.unit, each.rank) for each in mixed] == [("县水利局", 1), ("车溪乡", 1), ("梦溪镇", 2)]
    text = draft_circular(
        replace(RESULTS, units=mixed), issuer="澧县人民政府办公室", addressee="", report_by=TEXT_DAY
    )
    assert [(each.title[-4:], len(each.rows)) for each in annexed(text.annex)] == [("（部门）", 1), ("（乡镇）", 2)]


def test_it_follows_the_order_that_offices_use() -> None:
    body = circular_body(TEXT.paper(formed_on=date(2026, 11, 21)))
    assert re.findall(r"<h2>(.*?)</h2>", body) == ["一、总体情况", "二、好的做法", "三、存在问题", "四、整改要求"]
    plain = re.sub(r"<[^>]+>", "", body)
    places = [
        plain.index(words)
        for words in (
            "按照年度督查工作安排",
            "2026年7月1日至2026年10月31日的检查情况通报如下",
            "共检查单位4个，合格3个，不合格1个，合格率75%",
            "平均得分81.25分",
            "县城管局未完成检查",
            "梦溪镇：清单逐件审查后张贴",
            "车溪乡：公开栏没有更新；意见箱无人开启。",
            "2026年12月11日前将整改情况报澧县人民政府办公室",
        )
    ]
    assert places == sorted(places)
    assert list(circular_faults(TEXT.paper(formed_on=date(2026, 11, 21)))) == []


def test_the_annex_lists_every_unit_by_rank() -> None:
    (annex,) = annexed(TEXT.annex)
    assert annex.header == ("位次", "单位", "得分", "等次")
    assert annex.rows[0] == ("1", "大堰垱镇", "93.25", "优秀")
    assert annex.rows[-1] == ("4", "车溪乡", "58.5", "不合格")


def test_without_findings_nobody_is_asked_to_report() -> None:
    clean = replace(RESULTS, units=tuple(replace(each, findings=()) for each in UNITS))
    text = draft_circular(clean, issuer="澧县人民政府办公室", addressee="", report_by=date(2026, 12, 11))
    assert (text.problems, text.report_by) == ("", None)


def test_the_public_version_has_nothing_of_what_it_leaves_out() -> None:
    public = TEXT.for_the_public()
    paper = public.paper(formed_on=date(2026, 11, 21))
    said = circular_body(paper) + str(paper.lists)
    for words in ("公开栏没有更新", "意见箱", "车溪乡", "2026年12月11日", "各乡镇"):
        assert words not in said
    assert "共检查单位4个" in said
    assert paper.lists == ()
    everything = replace(TEXT, left_out=()).for_the_public().paper(formed_on=None)
    assert "公开栏没有更新" in circular_body(everything)


@pytest.mark.parametrize("part", list(Part))
def test_each_part_can_be_left_out(part: Part) -> None:
    assert getattr(replace(TEXT, left_out=(part,)).for_the_public(), part.value) == ""


def test_what_is_stored_is_read_back_and_hashed_as_one() -> None:
    again = CircularText.from_json(TEXT.as_json())
    assert again == TEXT
    assert again.content_hash() == TEXT.content_hash()
    for changed in (replace(TEXT, problems=""), replace(TEXT, left_out=()), replace(TEXT, report_by=None)):
        assert changed.content_hash() != TEXT.content_hash()


def test_typed_lines_are_read() -> None:
    assert entries("车溪乡、梦溪镇：更新及时：每季一次\n\n大堰垱镇: 好") == (
        (("车溪乡", "梦溪镇"), "更新及时：每季一次"),
        (("大堰垱镇",), "好"),
    )
    two = typed_annex("甲", ("a", "b"), [("1", "2")]) + "\r\n\r\n" + "乙\nc|d\n3|4\n5\t6"
    assert annexed(two) == (
        AnnexedList("甲", ("a", "b"), (("1", "2"),)),
        AnnexedList("乙", ("c", "d"), (("3", "4"), ("5", "6"))),
    )
    assert annexed("") == ()


def test_each_state_has_its_acts() -> None:
    writer, signer, author = person(Role.INSPECTOR), person(Role.SIGNER), person(Role.AUTHOR)
    wanted = {
        CircularState.DRAFT: ({Act.EDIT, Act.SUBMIT, Act.DISCARD}, set(), set()),
        CircularState.SUBMITTED: ({Act.EDIT, Act.DISCARD}, {Act.SIGN, Act.SEND_BACK}, set()),
        CircularState.SIGNED: ({Act.EDIT, Act.ISSUE, Act.TO_POST, Act.DISCARD}, set(), {Act.TO_POST}),
        CircularState.ISSUED: ({Act.TO_POST}, set(), {Act.TO_POST}),
        CircularState.DISCARDED: (set(), set(), set()),
    }
    for state, acts in wanted.items():
        facts = CircularFacts(COUNTY, state)
        assert tuple(allowed_acts(facts, who) for who in (writer, signer, author)) == acts
    assert Act.TO_POST not in allowed_acts(CircularFacts(COUNTY, CircularState.ISSUED, has_post=True), writer)


def test_nobody_of_another_tenant_has_any_and_every_refusal_is_a_sentence() -> None:
    stranger = person(*Role, tenant_id=uuid.UUID(int=2))
    for state, act in product(CircularState, Act):
        facts = CircularFacts(COUNTY, state)
        assert allowed_acts(facts, stranger) == frozenset()
        assert why_not(act, facts, person(Role.INSPECTOR, Role.SIGNER, Role.AUTHOR)).endswith("。")
