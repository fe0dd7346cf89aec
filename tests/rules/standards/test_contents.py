"""Standards as data: the shipped ones are whole, and a county's changes make a new one without touching the old."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from gkcloud.standards.rules import (
    UNCOUNTED,
    Content,
    Item,
    Scoring,
    differences,
    free_code,
    repointed,
    with_item,
)
from gkcloud.standards.shipped import shipped_standards
from gkcloud.tenancy.rules import Kind

SHIPPED = shipped_standards(Path(__file__).parents[3] / "tenants")


def test_three_standards_are_shipped_each_of_100_points() -> None:
    assert set(SHIPPED) == {"township", "department", "website"}
    assert {code: content.sum_of_points() for code, content in SHIPPED.items()} == dict.fromkeys(
        SHIPPED, Decimal(100)
    )


@pytest.mark.parametrize("content", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_standard_survives_being_stored(content: Content) -> None:
    again = Content.model_validate(content.as_json())
    assert again == content
    assert again.content_hash() == content.content_hash()
    assert {Kind(kind) for kind in content.kinds} <= set(Kind)


def test_the_website_indicators_are_those_of_the_inspection() -> None:
    website = SHIPPED["website"]
    vetoes = [each for each in website.items if each.scoring is Scoring.VETO]
    groups = {
        each.title: sum(item.points for item in each.items if item.scoring not in UNCOUNTED)
        for each in website.sections
    }
    assert len(vetoes) == 7
    assert groups == {"单项否决": 0, "发布解读": 40, "办事服务": 25, "互动交流": 20, "功能设计": 15, "加分": 0}
    assert (website.full, website.fail_below, website.bonus_above, website.bonus_most) == (100, 60, 80, 30)


def test_other_points_make_another_standard_and_leave_the_old_one_alone() -> None:
    old = SHIPPED["township"]
    before = old.content_hash()
    new = repointed(old, {"1.1": Decimal(9)}, {"2.6"})
    assert old.content_hash() == before != new.content_hash()
    assert new.item("2.6") is None
    assert list(differences(old, new)) == [
        "第 1.1 项由 4 分改为 9 分。",
        "删去第 2.6 项“群众关心的热点问题有答复、有公开”。",
    ]


def test_an_added_item_gets_a_free_code() -> None:
    old = SHIPPED["department"]
    new = with_item(old, "1", Item(code=free_code(old, "1"), text="新增内容", points=Decimal(3)))
    added = new.item("1.5")
    assert added is not None
    assert list(differences(old, new)) == ["新增第 1.5 项“新增内容”，3 分。"]


def test_a_section_that_is_left_empty_goes() -> None:
    old = SHIPPED["department"]
    new = repointed(old, {}, {"4.1", "4.2"})
    assert "依申请公开" not in [each.title for each in new.sections]


BAD = [
    {"scoring": Scoring.AUTO},
    {"scoring": Scoring.SCALE},
    {"scoring": Scoring.SAMPLE},
    {"scoring": Scoring.DEDUCTION},
    {"points": Decimal(0)},
    {"points": Decimal(-1)},
    {"points": Decimal("1.005")},
    {"code": "a b"},
    {"text": "  "},
]


@pytest.mark.parametrize("fault", BAD)
def test_an_item_that_cannot_be_scored_is_no_item(fault: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Item.model_validate({"code": "1.1", "text": "内容", "points": 5, **fault})


def test_codes_are_unique_and_a_standard_is_never_empty() -> None:
    content = SHIPPED["department"]
    with pytest.raises(ValidationError, match="编号重复"):
        with_item(content, "2", Item(code="1.1", text="重复", points=Decimal(1)))
    with pytest.raises(ValidationError):
        repointed(content, {}, {each.code for each in content.items})
