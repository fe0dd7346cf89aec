"""Every shipped duty becomes a rule, and every unit of a pack has those of its kind and tags."""

from datetime import date
from pathlib import Path

import pytest

from gkcloud.obligations.dutybook import read_duties
from gkcloud.obligations.rulebook import book_of
from gkcloud.obligations.rules import DutyType, PeriodKind, assess, periods_of
from tests.factories.years import CALENDAR

BOOK = book_of(read_duties(Path(__file__).parents[3] / "tenants"))
RULES = [rule for rules in BOOK.rules.values() for rule in rules]
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_can_be_assessed_where_nothing_happened(rule: object) -> None:
    for period in periods_of(rule, date(2026, 1, 1), TODAY):  # type: ignore[arg-type]
        found = assess(rule, (), period, TODAY, CALENDAR)  # type: ignore[arg-type]
        assert found.sentence.endswith("。")
        assert found.evidence == ()


def test_a_township_has_the_national_duties_and_its_countys() -> None:
    ids = {rule.id for rule in BOOK.owed_by("yuqing", "township", ())}
    assert {"CN-26-1", "D113", "D117"} <= ids
    assert "D122" not in ids  # the county's
    assert not any(rule.id == "D113" for rule in BOOK.owed_by("lixian", "township", ()))


def test_what_is_asked_of_tagged_units_is_not_asked_of_others() -> None:
    tagged = next(rule for rule in BOOK.rules["bishan"] if rule.tags)
    kind, tag = min(tagged.kinds), min(tagged.tags)
    assert tagged in BOOK.owed_by("bishan", kind, (tag,))
    assert tagged not in BOOK.owed_by("bishan", kind, ())


def test_what_is_to_be_kept_fresh_for_good_is_looked_at_by_month() -> None:
    fresh = [rule for rule in RULES if rule.type is DutyType.RECENCY]
    assert fresh
    assert PeriodKind.ONCE not in {rule.period for rule in fresh}
