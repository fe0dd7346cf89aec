"""Months as the board counts them, and stretches of them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = 12
_FORM = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
SPANS = (1, 3, 12)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of the calendar, as a number that counts on through the years."""

    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month that a day lies in."""
        return cls(number_of(day))

    @classmethod
    def parsed(cls, text: str) -> "Month":
        """Return the month that 2026-09 names. Raises ValueError."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return cls(int(found[1]) * _YEAR + int(found[2]) - 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.number // _YEAR, self.number % _YEAR + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.back(-1).first - timedelta(days=1)

    @property
    def key(self) -> str:
        """The month as addresses and tables write it: 2026-09."""
        return f"{self.number // _YEAR}-{self.number % _YEAR + 1:02}"

    @property
    def label(self) -> str:
        """The month as officials write it: 2026年9月."""
        return f"{self.number // _YEAR}年{self.number % _YEAR + 1}月"

    def back(self, months: int) -> "Month":
        """Return the month that lies so many before."""
        return Month(self.number - months)


def number_of(day: date) -> int:
    """Return the number of a day's month."""
    return day.year * _YEAR + day.month - 1


def up_to(last: Month, count: int) -> tuple[Month, ...]:
    """Return ``count`` months that end with ``last``, the oldest first."""
    return tuple(last.back(step) for step in range(count - 1, -1, -1))


def reach_of(span: int, last: Month, this_month: Month, kept: int) -> int:
    """Return how many months a stretch that ends with ``last`` has, where only the ``kept`` up to this month are looked at."""
    return max(1, min(span, kept - (this_month.number - last.number)))


def stretch_label(last: Month, span: int) -> str:
    """Return what a stretch of months is called: 2026年9月, 2026年7月至9月."""
    if span == 1:
        return last.label
    first = last.back(span - 1)
    tail = last.label if first.first.year != last.first.year else f"{last.first.month}月"
    return f"{first.label}至{tail}"
