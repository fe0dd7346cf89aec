"""An operator's file for a newly announced year: TOML in, a schedule or all of its faults out. Pure.

year = 2026
document_no = "国办发明电〔2025〕7号"
document_date = 2025-11-04

[[holiday]]
name = "元旦"
from = 2026-01-01
until = 2026-01-03
worked = [2026-01-04]
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, ValidationError

from gkcloud.tenancy.packfaults import Fault, Faults, PackFaults, Place, sentence
from gkcloud.tenancy.packspec import Day
from gkcloud.worktime import ONE_DAY, SATURDAY, CalendarDay
from gkcloud.worktime.packages import make_up_name
from gkcloud.worktime.schedule import YearSchedule

# The days off that the law gives everybody (全国年节及纪念日放假办法, art. 2): an announcement that lacks one was not copied whole.
STATUTORY = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_DOCUMENT_NO = re.compile(r"\S+〔(\d{4})〕\d+号")
_LONGEST = 15


class ScheduleInvalid(Exception):
    """The file cannot be used. ``faults`` has every fault, each with its place and a Chinese sentence."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Holiday(_Part):
    name: Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^\S+$")]
    first: Day = Field(alias="from")
    until: Day
    worked: tuple[Day, ...] = ()


class _File(_Part):
    year: Annotated[StrictInt, Field(ge=2004, le=2100)]
    document_no: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    document_date: Day
    revision: Annotated[StrictInt, Field(ge=1, le=99)] = 1
    holiday: Annotated[tuple[_Holiday, ...], Field(min_length=1)]


def read_schedule(content: bytes, name: str) -> YearSchedule:
    """Return the schedule that a file describes. Raises ScheduleInvalid with every fault of the file ``name``."""
    place = Place(name, "")
    described = _parsed(content, place)
    faults = Faults()
    _check(described, place, faults)
    try:
        faults.raise_any()
    except PackFaults as found:
        raise ScheduleInvalid(found.faults) from None
    source = described.document_no
    return YearSchedule(
        described.year,
        is_final=True,
        source=source,
        days=tuple(sorted(_days(described, source), key=lambda each: each.day)),
        document_no=described.document_no,
        document_date=described.document_date,
        revision=described.revision,
    )


def _parsed(content: bytes, place: Place) -> _File:
    try:
        return _File.model_validate(tomllib.loads(content.decode("utf-8")))
    except UnicodeDecodeError:
        found = [(place, "文件不是 UTF-8 编码，请另存为 UTF-8。")]
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"第 {at[1]} 行第 {at[2]} 列" if at else "文件末尾"
        found = [(place, f"{where}不合 TOML 语法，请核对引号、括号和日期。")]
    except ValidationError as error:
        found = [(place.below(*each["loc"]), sentence(each)) for each in error.errors(include_url=False)]
    raise ScheduleInvalid(tuple(Fault(at.file, at.key, message) for at, message in found))


def _check(described: _File, place: Place, faults: Faults) -> None:
    number = _DOCUMENT_NO.fullmatch(described.document_no)
    if number is None:
        faults.add(place.below("document_no"), "文号须写全，例如 国办发明电〔2026〕1号。")
    elif described.document_date.year != int(number[1]):
        faults.add(place.below("document_date"), f"与文号的年份 {number[1]} 不符，请核对。")
    if described.document_date.year not in {described.year - 1, described.year}:
        faults.add(place.below("document_date"), f"{described.year}年的安排应在上年或当年公布，请核对年份。")
    for statutory in STATUTORY:
        if not any(statutory in each.name for each in described.holiday):
            faults.add(place.below("holiday"), f"缺少{statutory}，请对照通知补全。")
    seen: dict[date, str] = {}
    for position, holiday in enumerate(described.holiday):
        _check_holiday(holiday, described.year, place.below("holiday", position), seen, faults)


def _check_holiday(holiday: _Holiday, year: int, place: Place, seen: dict[date, str], faults: Faults) -> None:
    if holiday.until < holiday.first:
        faults.add(place.below("until"), f"{holiday.name}的止日早于起日，请核对。")
        return
    if (holiday.until - holiday.first).days >= _LONGEST:
        faults.add(place.below("until"), f"{holiday.name}超过 {_LONGEST} 天，请核对起止日期。")
        return
    for key, days in (("from", _off(holiday)), ("worked", holiday.worked)):
        for day in days:
            _check_day(day, key, holiday, year, place, seen, faults)


def _check_day(
    day: date, key: str, holiday: _Holiday, year: int, place: Place, seen: dict[date, str], faults: Faults
) -> None:
    told = f"{day.year}年{day.month}月{day.day}日"
    if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
        faults.add(place.below(key), f"{told}不在{year}年，请核对。")
    if key == "worked" and day.weekday() < SATURDAY:
        faults.add(place.below(key), f"{told}不是周六或周日，不会是调休上班日，请核对。")
    if day in seen:
        faults.add(place.below(key), f"{told}与{seen[day]}重复，请核对。")
    seen.setdefault(day, f"{holiday.name}的{'调休上班日' if key == 'worked' else '假期'}")


def _off(holiday: _Holiday) -> tuple[date, ...]:
    return tuple(
        holiday.first + timedelta(days=step) for step in range((holiday.until - holiday.first) // ONE_DAY + 1)
    )


def _days(described: _File, source: str) -> Iterator[CalendarDay]:
    for holiday in described.holiday:
        yield from (CalendarDay(day, False, holiday.name, source) for day in _off(holiday))
        yield from (CalendarDay(day, True, make_up_name(holiday.name), source) for day in holiday.worked)
