"""Announced years and the days that they name."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base


class CalendarYear(Base):
    """What holds for one year, and who says so.

    Global on purpose: the State Council announces it for everybody. ``told_at`` is empty until every area has answered
    the change of ``changed_at``.
    """

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_final: Mapped[bool]
    source: Mapped[str]
    document_no: Mapped[str]
    document_date: Mapped[date | None]
    revision: Mapped[int]
    changed_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class CalendarDayRow(Base):
    """One day that a year's schedule names: off, or worked although it is a weekend; others follow the weekday."""

    __tablename__ = "calendar_days"
    __table_args__ = (Index("ix_calendar_days_year", "year"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_years.year"))
    is_workday: Mapped[bool]
    name: Mapped[str]
    source: Mapped[str]
