"""Who may appeal a score and until when, and what a decision may say."""

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gkcloud.access.policy import Actor, Role
from gkcloud.rectification.appealing import (
    AppealState,
    Ruling,
    ScoreFacts,
    refuse_deciding,
    refuse_filing,
    refuse_ruling,
    rescored,
)

COUNTY, UNIT = uuid.UUID(int=1), uuid.UUID(int=2)
TOLD, UNTIL = date(2026, 9, 25), date(2026, 10, 9)
FACTS = ScoreFacts(COUNTY, UNIT, Decimal("86.5"), TOLD, UNTIL)
SIGNER = Actor(uuid.UUID(int=9), "某人", UNIT, frozenset({Role.SIGNER}))
INSPECTOR = Actor(uuid.UUID(int=8), "某人", COUNTY, frozenset({Role.INSPECTOR}))


def test_the_last_day_still_counts() -> None:
    assert refuse_filing(FACTS, SIGNER, UNTIL) is None
    assert "2026-10-09" in str(refuse_filing(FACTS, SIGNER, date(2026, 10, 10)))


@pytest.mark.parametrize(
    ("facts", "who", "words"),
    [
        (replace(FACTS, has_appeal=True), SIGNER, "同一得分只能申请一次"),
        (replace(FACTS, told_on=None, until=None), SIGNER, "得分还没有告知"),
        (replace(FACTS, total=None), SIGNER, "得分还没有告知"),
        (FACTS, replace(SIGNER, roles=frozenset({Role.AUTHOR})), "须由本单位的签发人员提出"),
        (FACTS, INSPECTOR, "只有被考核的单位"),
    ],
)
def test_an_appeal_is_refused_in_a_sentence(facts: ScoreFacts, who: Actor, words: str) -> None:
    assert words in str(refuse_filing(facts, who, TOLD))


def test_the_county_decides_once() -> None:
    assert refuse_deciding(AppealState.FILED, COUNTY, INSPECTOR) is None
    assert "已经作出决定" in str(refuse_deciding(AppealState.UPHELD, COUNTY, INSPECTOR))
    assert "没有督查职责" in str(refuse_deciding(AppealState.FILED, COUNTY, SIGNER))
    lost = replace(INSPECTOR, roles=frozenset({Role.AUTHOR}))
    assert "没有督查职责" in str(refuse_deciding(AppealState.FILED, COUNTY, lost))


@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        (Ruling("材料属实。", Decimal("88.5"), {"A.1": Decimal(38)}), None),
        (Ruling("维持。"), None),
        (Ruling(" "), "请写明复核的理由"),
        (Ruling("维持。", None, {"A.1": Decimal(1)}), "各项得分不变"),
        (Ruling("调整。", Decimal("86.50")), "得分不变的"),
        (Ruling("调整。", Decimal(-1)), "须在 0 至"),
        (Ruling("调整。", Decimal(88), {"B.1": Decimal(1)}), "第 B.1 项没有申请复核"),
    ],
)
def test_a_decision_says_what_changes(ruling: Ruling, words: str | None) -> None:
    found = refuse_ruling(ruling, Decimal("86.5"), ("A.1", "A.2"))
    assert (found is None) if words is None else (found is not None and words in found)


def test_a_new_total_brings_its_grade_and_says_why() -> None:
    content = {"fail_below": "60", "grades": [{"name": "优秀", "least": "90"}, {"name": "良好", "least": "80"}]}
    before = {"outcome": "failed", "grade": "不合格", "earned": "59", "sentences": ["一项不适用。"]}
    after = rescored(before, content, Decimal("88.5"), "经复核调整。")
    assert after == {
        "outcome": "passed",
        "grade": "良好",
        "earned": "59",
        "sentences": ["一项不适用。", "经复核调整。"],
    }
    assert rescored({}, content, Decimal("59.99"), "")["grade"] == "不合格"
    assert rescored({}, content, Decimal(60), "")["grade"] == "合格"
