"""What a ``supervision.toml`` of a ``demo`` folder declares, typed: recorded facts, campaigns, and what came of them.

Days count back from the day of loading. The supervising office's work lies before the first post of the demonstration,
or it is of the day of loading itself (0): so the records of every tenant run forward in time.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gkcloud.campaigns.rules import CampaignKind
from gkcloud.standards.answering import Result

# The first post of the demonstration is written later than so many days ago.
POSTS_BEGIN = 80
# Days between two units that recorded the same.
_APART = 3

LongAgo = Annotated[int, Field(ge=POSTS_BEGIN, le=400)]
Ago = Annotated[int, Field(ge=1, le=400)]
# A due day: so many days ago, or ahead where it is below zero.
Due = Annotated[int, Field(ge=-60, le=400)]


class Form(BaseModel):
    """Base of all parts: frozen, and a key that is not known is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoFact(Form):
    """Something that people of units recorded on the day on which it happened, each unit some days before the one before."""

    slugs: Annotated[tuple[str, ...], Field(min_length=1)]
    days: Ago
    kind: str
    label: str = ""
    item: str = ""
    attended: tuple[str, ...] = ()
    value: float | None = None
    note: str = ""

    def of_each(self) -> Iterator[tuple[str, "DemoFact"]]:
        """Yield the units with what each of them recorded."""
        for place, slug in enumerate(self.slugs):
            yield slug, self.model_copy(update={"slugs": (slug,), "days": self.days + place * _APART})


class DemoAnswer(Form):
    """What was said of an item where it was not simply met."""

    result: Result | None = None
    value: Decimal | None = None
    reason: str = ""


class DemoSheet(Form):
    """A sheet that was handed in."""

    slug: str
    days: LongAgo | Literal[0]
    summary: str
    answers: Mapping[str, DemoAnswer] = {}


class DemoCampaign(Form):
    """A campaign over some units, ended where ``closed`` says when."""

    key: str
    kind: CampaignKind
    title: str
    note: str
    opened: LongAgo
    self_check_due: Due
    ends: Due
    closed: LongAgo | None = None
    targets: tuple[str, ...]
    self_check: tuple[DemoSheet, ...] = ()
    inspection: tuple[DemoSheet, ...] = ()


class DemoOrder(Form):
    """An order to a unit: about what a campaign found there, and further ``problems``; and how the unit answered."""

    slug: str
    campaign: str = ""
    title: str
    demand: str
    problems: tuple[str, ...] = ()
    issued: LongAgo
    received: LongAgo
    due: Due
    proved: LongAgo | Literal[0] | None = None
    proof: str = ""
    closed: LongAgo | None = None
    verified: str = ""


class DemoAppeal(Form):
    """A unit's appeal against its score in a campaign, which gained it ``points`` by item."""

    slug: str
    campaign: str
    reason: str
    filed: LongAgo
    decided: LongAgo
    decision: str
    points: Mapping[str, Decimal]


class DemoMention(Form):
    """A unit that a campaign's circular commends."""

    slug: str
    reason: str


class DemoCircular(Form):
    """The circular on a campaign, issued, and its public version left as a draft."""

    campaign: str
    drafted: LongAgo
    report_by: Due
    mention: tuple[DemoMention, ...] = ()


class DemoSupervision(Form):
    """What was recorded in a county's units, and how the county supervised them."""

    tenant: str
    standard: str = ""
    fact: tuple[DemoFact, ...] = ()
    campaign: tuple[DemoCampaign, ...] = ()
    order: tuple[DemoOrder, ...] = ()
    appeal: tuple[DemoAppeal, ...] = ()
    circular: tuple[DemoCircular, ...] = ()

    def facts(self) -> Iterator[tuple[str, DemoFact]]:
        """Yield the units with everything that was recorded there."""
        for each in self.fact:
            yield from each.of_each()

    def facts_of(self, slug: str) -> list[DemoFact]:
        """Return what was recorded in a unit while it also wrote posts."""
        return [fact for unit, fact in self.facts() if unit == slug and fact.days < POSTS_BEGIN]


def half_year_of(day: date) -> tuple[date, date, str]:
    """Return the first and the last day of the half-year of a day, and what it is called."""
    if day.month <= 6:  # noqa: PLR2004 - June
        return date(day.year, 1, 1), date(day.year, 6, 30), f"{day.year}年上半年"
    return date(day.year, 7, 1), date(day.year, 12, 31), f"{day.year}年下半年"
