"""What a standard says: sections and items with their points, and how a county makes the next version of it.

Pure: no Flask, no SQLAlchemy, no clock.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_POINTS = Decimal(200)
LONGEST_TEXT = 300


class Scoring(StrEnum):
    """How an item comes to its points."""

    AUTO = "auto"
    YES_NO = "yes_no"
    SCALE = "scale"
    SAMPLE = "sample"
    DEDUCTION = "deduction"
    VETO = "veto"
    BONUS = "bonus"

    @property
    def label(self) -> str:
        """The kind of scoring as officials write it."""
        return SCORING_LABELS[self]


SCORING_LABELS: Mapping[Scoring, str] = {
    Scoring.AUTO: "系统记录",
    Scoring.YES_NO: "是否达标",
    Scoring.SCALE: "分档评分",
    Scoring.SAMPLE: "抽查",
    Scoring.DEDUCTION: "扣分",
    Scoring.VETO: "单项否决",
    Scoring.BONUS: "加分",
}

Points = Annotated[Decimal, Field(ge=0, le=MOST_POINTS, decimal_places=2)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Level(_Part):
    """One level of a scale and the share of the points that it gets, in percent."""

    name: Text
    share: Annotated[int, Field(ge=0, le=100)]


class Grade(_Part):
    """What a total is called from a number of points on."""

    name: Text
    least: Points


class Item(_Part):
    """One thing to be checked. ``duty`` is the rule whose standing fills it in; ``each`` is what one fault costs."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]+(\.[0-9]+)*$", max_length=12)]
    text: Text
    points: Points = Decimal(0)
    scoring: Scoring = Scoring.YES_NO
    duty: Annotated[str, Field(max_length=20)] = ""
    evidence: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    basis: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    levels: tuple[Level, ...] = ()
    sample: Annotated[int, Field(ge=0, le=100)] = 0
    each: Points = Decimal(0)
    partly: Annotated[int, Field(ge=0, le=100)] = 50

    @model_validator(mode="after")
    def _is_whole(self) -> "Item":
        if fault := _fault_of(self):
            raise ValueError(fault)
        return self


def _fault_of(item: Item) -> str | None:
    if item.scoring is Scoring.AUTO and not item.duty:
        return f"第 {item.code} 项按系统记录评分，须写明对应的职责编号。"
    if item.scoring is Scoring.SCALE and len(item.levels) < 2:  # noqa: PLR2004 - one level is no scale
        return f"第 {item.code} 项分档评分，至少要有两档。"
    if item.scoring is Scoring.SAMPLE and item.sample == 0:
        return f"第 {item.code} 项抽查，须写明抽查几件。"
    if item.scoring is Scoring.DEDUCTION and item.each == 0:
        return f"第 {item.code} 项扣分，须写明每处扣几分。"
    if item.scoring is not Scoring.VETO and item.points == 0:
        return f"第 {item.code} 项没有分值，请填写。"
    return None


class Section(_Part):
    """A part of a standard."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]+$", max_length=6)]
    title: Text
    items: Annotated[tuple[Item, ...], Field(alias="item", default=())]

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, validate_by_alias=True, validate_by_name=True
    )


class Content(_Part):
    """A whole standard. The total is brought to ``full`` points; ``fail_below`` and the bonus' bounds are of the total."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    title: Text
    kinds: tuple[str, ...] = ()
    basis: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    full: Points = Decimal(100)
    fail_below: Points = Decimal(60)
    bonus_above: Points | None = None
    bonus_most: Points | None = None
    grades: Annotated[tuple[Grade, ...], Field(alias="grade", default=())]
    sections: Annotated[tuple[Section, ...], Field(alias="section", min_length=1)]

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, validate_by_alias=True, validate_by_name=True
    )

    @model_validator(mode="after")
    def _has_unique_codes(self) -> "Content":
        codes = [item.code for item in self.items]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"编号重复：{'、'.join(twice)}。")
        if not codes:
            raise ValueError("标准里一项都没有，请至少保留一项。")
        return self

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def duties(self) -> tuple[str, ...]:
        """The rules that items refer to."""
        return tuple(dict.fromkeys(item.duty for item in self.items if item.duty))

    def item(self, code: str) -> Item | None:
        """Return the item of this code."""
        return next((item for item in self.items if item.code == code), None)

    def sum_of_points(self) -> Decimal:
        """Return the points that can be earned without any bonus."""
        return sum((each.points for each in self.items if each.scoring not in UNCOUNTED), Decimal(0))

    def as_json(self) -> dict[str, Any]:
        """Return what is stored; ``Content.model_validate`` reads it back."""
        return self.model_dump(mode="json")

    def content_hash(self) -> str:
        """Return the SHA-256 of what is stored, in hexadecimal."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Decimal) -> str:
    """Return points without needless zeros: 4.50 is 4.5, and 40.00 is 40."""
    return f"{value.normalize():f}"


def how(item: Item) -> str:
    """Return how an item comes to its points, in words."""
    if item.scoring is Scoring.DEDUCTION:
        return f"扣分，每处 {plain(item.each)} 分"
    if item.scoring is Scoring.SAMPLE:
        return f"抽查 {item.sample} 件，按合格比例得分"
    if item.scoring is Scoring.SCALE:
        return "分档评分：" + "；".join(f"{each.name} {each.share}%" for each in item.levels)
    if item.scoring is Scoring.AUTO:
        return "系统记录，由检查人确认"
    return item.scoring.label


# What does not belong to the sum that a total is a share of.
UNCOUNTED = frozenset({Scoring.VETO, Scoring.BONUS})


def repointed(content: Content, points: Mapping[str, Decimal], left_out: Collection[str] = ()) -> Content:
    """Return a standard with other points and without some items; a section that is left empty goes too."""
    sections = []
    for section in content.sections:
        items = tuple(
            item.model_copy(update={"points": points.get(item.code, item.points)})
            for item in section.items
            if item.code not in left_out
        )
        if items:
            sections.append(section.model_copy(update={"items": items}))
    return Content.model_validate({**content.model_dump(), "sections": [each.model_dump() for each in sections]})


def with_item(content: Content, section_code: str, item: Item) -> Content:
    """Return a standard with one more item at the end of a section."""
    sections = [
        each.model_copy(update={"items": (*each.items, item)}) if each.code == section_code else each
        for each in content.sections
    ]
    return Content.model_validate({**content.model_dump(), "sections": [each.model_dump() for each in sections]})


def free_code(content: Content, section_code: str) -> str:
    """Return a code that no item of the standard has, for a new item of a section."""
    taken = {item.code for item in content.items}
    number = 1
    while f"{section_code}.{number}" in taken:
        number += 1
    return f"{section_code}.{number}"


def differences(old: Content, new: Content) -> Iterator[str]:
    """Yield a sentence for each difference that an appraised unit would feel."""
    before, after = ({item.code: item for item in each.items} for each in (old, new))
    for code, item in before.items():
        if code not in after:
            yield f"删去第 {code} 项“{item.text}”。"
        elif after[code].points != item.points:
            yield f"第 {code} 项由 {plain(item.points)} 分改为 {plain(after[code].points)} 分。"
        elif after[code] != item:
            yield f"第 {code} 项的内容有改动。"
    for code, item in after.items():
        if code not in before:
            yield f"新增第 {code} 项“{item.text}”，{plain(item.points)} 分。"
