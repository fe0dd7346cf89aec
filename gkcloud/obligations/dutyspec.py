"""One duty and one kind of fact, as packs write them. See ``docs/duties.md``.

A duty's keys depend on its type; a key of another type is a fault, as is a pair of keys that contradict each other.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, ValidationError, model_validator
from pydantic import StringConstraints as Text
from pydantic_core import InitErrorDetails, PydanticCustomError

from gkcloud.obligations.dutyterms import (
    Ask,
    Count,
    Cycle,
    DutyId,
    DutyType,
    FactKind,
    Items,
    MonthAndDay,
    Phrase,
    Post,
    Source,
    Title,
    Value,
    fault,
    month_and_day,
    unique,
)
from gkcloud.tenancy.packspec import Code, Day, Spec
from gkcloud.tenancy.rules import Kind

__all__ = [
    "MODELS",
    "Cycle",
    "DeadlineDuty",
    "DutySpec",
    "DutyType",
    "EvidenceMode",
    "FactSpec",
    "FixedDateDuty",
    "FrequencyDuty",
    "PairingDuty",
    "RecencyDuty",
    "Source",
    "ThresholdDuty",
    "duty_json",
    "evidence_mode",
    "parse_duty",
]


class FactSpec(Spec):
    """A kind of fact. ``asks``: what a fact of this kind may carry, and so what its form shows."""

    kind: FactKind
    name: Annotated[str, Text(min_length=1, max_length=20, pattern=r"^\S+$")]
    source: Source
    group: Annotated[str, Text(min_length=1, max_length=12, pattern=r"^\S+$")]
    asks: Annotated[tuple[Ask, ...], AfterValidator(unique)] = ()


class DutySpec(Spec):
    """What all duties have; the six classes below add what their type needs.

    ``about``: only facts with one of these items count (for ``published``, the kinds of column).
    """

    id: DutyId
    title: Title
    document: Annotated[str, Text(max_length=60)] = ""
    document_title: Annotated[str, Text(max_length=100)] = ""
    article: Annotated[str, Text(max_length=40)] = ""
    owed_by: Phrase
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1), AfterValidator(unique)]
    tags: Annotated[tuple[Code, ...], AfterValidator(unique)] = ()
    type: DutyType
    period: Cycle
    weight: Annotated[StrictInt, Field(ge=1, le=5)] = 1
    valid_from: Day | None = None
    valid_until: Day | None = None
    note: Annotated[str, Text(max_length=200)] = ""
    evidence: Annotated[tuple[FactKind, ...], Field(min_length=1), AfterValidator(unique)]
    about: Items = ()

    # What the facts of its kinds must be able to carry, by the key that asks for it.
    CARRIES: ClassVar[Mapping[str, Ask]] = MappingProxyType({"about": "item"})

    @property
    def trigger_kind(self) -> str | None:
        """The kind of fact that starts the duty, for the types that have one."""
        return getattr(self, "trigger", None)

    @property
    def trigger_items(self) -> tuple[str, ...]:
        """The items one of which a triggering fact must have; empty where any will do."""
        return getattr(self, "trigger_about", ())

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield the key and the sentence of each contradiction between keys."""
        if not self.document and not self.document_title:
            yield "document", "文号（document）和文件名（document_title）须至少写一个。"
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            yield "valid_until", "不能早于 valid_from。"
        if self.trigger_kind in self.evidence:
            yield "trigger", "触发的事实不能同时是佐证，请核对。"

    @model_validator(mode="after")
    def _no_problems(self) -> Self:
        problems = list(self.problems())
        if problems:
            errors = [InitErrorDetails(type=fault(text), loc=(key,), input=None) for key, text in problems]
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self


class FrequencyDuty(DutySpec):
    """So many facts in each period; ``distinct`` says what of two facts must differ for both to count."""

    type: Literal[DutyType.FREQUENCY]
    at_least: Count = 1
    distinct: Literal["", "item", "day", "working_day"] = ""
    attended_by: Post = ""

    CARRIES: ClassVar[Mapping[str, Ask]] = MappingProxyType({"about": "item", "attended_by": "attended"})

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what contradicts itself."""
        yield from super().problems()
        if self.distinct == "working_day" and "at_least" in self.model_fields_set and self.at_least != 1:
            yield "at_least", "distinct 为 working_day 时每个工作日都要有，不再写次数。"
        if self.period is Cycle.ONCE:
            yield "period", "次数须有周期，不能是 once。"


class DeadlineDuty(DutySpec):
    """Within a time after an event, or ahead of it; without ``within``: 及时, by the end of the period."""

    type: Literal[DutyType.DEADLINE]
    trigger: FactKind
    trigger_about: Items = ()
    within: Count | None = None
    unit: Literal["working_days", "days", "hours"] = "working_days"
    direction: Literal["after", "before"] = "after"

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what contradicts itself."""
        yield from super().problems()
        if self.within is None:
            for key in ("unit", "direction"):
                if key in self.model_fields_set and getattr(self, key) != type(self).model_fields[key].default:
                    yield key, "没有写期限（within），不能写单位和方向。"


class FixedDateDuty(DutySpec):
    """By a day of the calendar: of the year, of the period, or so many days after the period's end."""

    type: Literal[DutyType.FIXED_DATE]
    month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    day: Annotated[StrictInt, Field(ge=1, le=31)] | None = None
    days_after: Annotated[StrictInt, Field(ge=1, le=366)] | None = None
    month_of_period: Annotated[StrictInt, Field(ge=1, le=6)] | None = None
    opens: MonthAndDay = ""
    shift: Literal["keep", "before", "after"] = "keep"

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what contradicts itself."""
        yield from super().problems()
        if self.days_after is not None:
            yield from self._after_the_end()
        elif self.day is None or (self.month is None) == (self.month_of_period is None):
            yield "day", "须写 month 和 day，或 month_of_period 和 day，或只写 days_after。"
        elif self.month_of_period is not None:
            yield from self._in_the_period()
        else:
            yield from self._of_the_year()

    def _after_the_end(self) -> Iterator[tuple[str, str]]:
        if (self.month, self.day, self.month_of_period) != (None, None, None):
            yield "days_after", "写了 days_after，就不写月和日。"
        if self.period is Cycle.ONCE:
            yield "period", "days_after 从周期结束起算，须有周期。"

    def _in_the_period(self) -> Iterator[tuple[str, str]]:
        if self.period not in {Cycle.TWO_MONTHS, Cycle.QUARTER, Cycle.HALF_YEAR}:
            yield "period", "month_of_period 只用于 two_months、quarter 和 half_year。"
        elif (self.month_of_period or 1) > self.period.months:
            yield "month_of_period", f"这个周期只有 {self.period.months} 个月。"
        if (self.day or 1) > 28:  # noqa: PLR2004 - the last day that every month has
            yield "day", "按周期的月份算时，日不能大于 28，因为月份长短不同。"

    def _of_the_year(self) -> Iterator[tuple[str, str]]:
        if self.period not in {Cycle.YEAR, Cycle.ONCE}:
            yield "period", "写了 month 和 day，周期须为 year 或 once。"
        if self.period is Cycle.ONCE and self.valid_until is None:
            yield "valid_until", "只做一次的固定日期，年份取自 valid_until，请写上。"
        try:
            month_and_day(f"{self.month:02}-{self.day:02}")
        except PydanticCustomError:
            yield "day", "没有这一天，或者不是每年都有，请核对。"


class RecencyDuty(DutySpec):
    """The latest fact is not older than so many days."""

    type: Literal[DutyType.RECENCY]
    within: Count
    unit: Literal["days", "working_days"] = "days"


class PairingDuty(DutySpec):
    """Each event has its evidence; without a trigger, the thing itself is there (with ``once``: until withdrawn)."""

    type: Literal[DutyType.PAIRING]
    trigger: FactKind | None = None
    trigger_about: Items = ()
    same_day: StrictBool = False
    at_least_share: Annotated[StrictInt, Field(ge=1, le=100)] = 100

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what contradicts itself."""
        yield from super().problems()
        if self.trigger is None:
            for key in ("trigger_about", "same_day", "at_least_share"):
                if getattr(self, key) != type(self).model_fields[key].default:
                    yield key, "没有写 trigger，这一项不起作用，请删去。"


class ThresholdDuty(DutySpec):
    """Every item is there, or so many different subjects, or the latest value reaches a figure."""

    type: Literal[DutyType.THRESHOLD]
    items: Items = ()
    at_least: Count | None = None
    at_least_value: Value | None = None
    at_most_value: Value | None = None

    CARRIES: ClassVar[Mapping[str, Ask]] = MappingProxyType(
        {"about": "item", "items": "item", "at_least": "subject", "at_least_value": "value", "at_most_value": "value"}
    )

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what contradicts itself."""
        yield from super().problems()
        by_value = (self.at_least_value, self.at_most_value) != (None, None)
        if [bool(self.items), self.at_least is not None, by_value].count(True) != 1:
            yield "items", "items、at_least、at_least_value（at_most_value）须写一种，并且只写一种。"
        if None not in {self.at_least_value, self.at_most_value} and self.at_least_value > self.at_most_value:  # type: ignore[operator]
            yield "at_most_value", "不能小于 at_least_value。"
        if self.items and self.about:
            yield "about", "写了 items，就不写 about。"


MODELS: Mapping[DutyType, type[DutySpec]] = MappingProxyType(
    {
        DutyType.FREQUENCY: FrequencyDuty,
        DutyType.DEADLINE: DeadlineDuty,
        DutyType.FIXED_DATE: FixedDateDuty,
        DutyType.RECENCY: RecencyDuty,
        DutyType.PAIRING: PairingDuty,
        DutyType.THRESHOLD: ThresholdDuty,
    }
)

EvidenceMode = Literal["automatic", "recorded", "mixed"]


def parse_duty(content: Mapping[str, Any]) -> DutySpec:
    """Return the duty that ``content`` (a table of a pack, or what ``duty_json`` made) describes.

    Raises ValueError (pydantic's ValidationError is one) if it is none.
    """
    return MODELS[DutyType(content.get("type", ""))].model_validate(dict(content))


def duty_json(duty: DutySpec) -> dict[str, Any]:
    """Return the duty as JSON values, without what is not said; ``parse_duty`` reads it back."""
    return duty.model_dump(mode="json", exclude_defaults=True)


def evidence_mode(duty: DutySpec, facts: Mapping[str, FactSpec]) -> EvidenceMode:
    """Say whether the system sees all that the duty asks about, nothing of it, or some; ``facts`` by kind."""
    kinds = {*duty.evidence, *([duty.trigger_kind] if duty.trigger_kind else [])}
    sources = {facts[kind].source for kind in kinds}
    if len(sources) > 1:
        return "mixed"
    return "automatic" if Source.AUTOMATIC in sources else "recorded"
