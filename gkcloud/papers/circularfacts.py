"""What a circular (通报) is made of: its purpose, good practice, problems, annexed lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class CircularPurpose(StrEnum):
    """What a circular is for (党政机关公文处理工作条例, art. 8): criticism follows from an inspection."""

    INSPECTION = "inspection"
    COMMENDATION = "commendation"
    INFORMATION = "information"

    @property
    def label(self) -> str:
        """The purpose as officials call it."""
        return _PURPOSE_LABELS[self]


_PURPOSE_LABELS: Mapping[CircularPurpose, str] = {
    CircularPurpose.INSPECTION: "检查情况通报",
    CircularPurpose.COMMENDATION: "表扬通报",
    CircularPurpose.INFORMATION: "情况通报",
}


@dataclass(frozen=True, slots=True)
class GoodPractice:
    """What units did well; in a commendation the units are those commended, and the text may be empty."""

    units: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What was found wanting in a unit."""

    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class AnnexedList:
    """A list attached to the circular, such as the results of every unit."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
