"""The vocabulary of duties: their types and periods, and the small values that packs write."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt
from pydantic import StringConstraints as Text
from pydantic_core import PydanticCustomError

LONGEST_TITLE = 30


class Source(StrEnum):
    """Who says that a fact happened: the system that saw it, or a person who records it."""

    AUTOMATIC = "automatic"
    RECORDED = "recorded"


class DutyType(StrEnum):
    """The six shapes of a duty."""

    FREQUENCY = "frequency"
    DEADLINE = "deadline"
    FIXED_DATE = "fixed_date"
    RECENCY = "recency"
    PAIRING = "pairing"
    THRESHOLD = "threshold"

    @property
    def label(self) -> str:
        """The type's name as officials write it."""
        return TYPE_LABELS[self]


class Cycle(StrEnum):
    """How often a duty begins anew; ``once`` never does."""

    WEEK = "week"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ONCE = "once"

    @property
    def months(self) -> int:
        """Months of one period; 0 for a week, and for what has no end."""
        return MONTHS.get(self, 0)


TYPE_LABELS: Mapping[DutyType, str] = MappingProxyType(
    {
        DutyType.FREQUENCY: "次数",
        DutyType.DEADLINE: "事后（事前）期限",
        DutyType.FIXED_DATE: "固定日期",
        DutyType.RECENCY: "更新间隔",
        DutyType.PAIRING: "配套",
        DutyType.THRESHOLD: "达标",
    }
)
MONTHS: Mapping[Cycle, int] = MappingProxyType(
    {Cycle.MONTH: 1, Cycle.TWO_MONTHS: 2, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}
)


def fault(sentence: str) -> PydanticCustomError:
    """Return the error that tells the editor of a pack this sentence."""
    return PydanticCustomError("pack", "{sentence}", {"sentence": sentence})


def unique(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return ``items``; refuse them if one stands there twice."""
    repeated = sorted({str(item) for item in items if items.count(item) > 1})
    if repeated:
        raise fault(f"“{'、'.join(repeated)}”重复，请只保留一个。")
    return items


def _like(pattern: str, message: str) -> AfterValidator:
    def checked(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise fault(message)
        return text

    return AfterValidator(checked)


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fault("应为数字，不加引号。")
    return value


def month_and_day(text: str) -> str:
    """Return ``text``; refuse what is not a day of every year, such as 07-01."""
    try:
        if text:
            date.fromisoformat(f"2001-{text}")  # no leap year: 29 February is a day of one year in four
    except ValueError:
        raise fault("须写成 07-01 的样子，并且是每年都有的一天。") from None
    return text


FactKind = Annotated[
    str, Text(min_length=1), _like(r"[a-z][a-z0-9_]{1,39}", "类别只用小写字母、数字和下划线，以字母开头。")
]
DutyId = Annotated[
    str,
    Text(min_length=1),
    _like(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*", "编号只用大写字母、数字和连字符，以字母开头，例如 D113、CN-26-1。"),
]
Title = Annotated[str, Text(min_length=1, max_length=LONGEST_TITLE, pattern=r"^\S+$")]
Phrase = Annotated[str, Text(min_length=1, max_length=60, pattern=r"^[^\r\n]*$")]
Item = Annotated[str, Text(min_length=1, max_length=40, pattern=r"^\S+$")]
Items = Annotated[tuple[Item, ...], AfterValidator(unique)]
Count = Annotated[StrictInt, Field(ge=1, le=10_000)]
Value = Annotated[float, BeforeValidator(_number)]
MonthAndDay = Annotated[str, AfterValidator(month_and_day)]
Post = Literal["", "principal_head", "vice_head"]
Ask = Literal["attended", "item", "value", "subject", "deadline", "period", "place", "file"]
