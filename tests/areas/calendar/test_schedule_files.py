"""An operator's file: what it says, and a Chinese sentence with its place for everything that is wrong in it."""

from datetime import date

import pytest

from gkcloud.calendar.schedulefile import ScheduleInvalid, read_schedule
from tests.factories.calendar_scenarios import ANNOUNCEMENT


def faults(content: str | bytes) -> dict[str, str]:
    with pytest.raises(ScheduleInvalid) as caught:
        read_schedule(content.encode() if isinstance(content, str) else content, "2027.toml")
    assert all(fault.file == "2027.toml" and fault.message.endswith("。") for fault in caught.value.faults)
    return {fault.key: fault.message for fault in caught.value.faults}


def test_reads_days_off_and_days_worked() -> None:
    schedule = read_schedule(ANNOUNCEMENT.encode(), "2027.toml")
    days = {each.day: each for each in schedule.days}
    assert (schedule.year, schedule.is_final, schedule.revision) == (2027, True, 1)
    assert (schedule.document_no, schedule.document_date) == ("国办发明电〔2026〕7号", date(2026, 11, 10))
    assert len(days) == 3 + 8 + 3 + 5 + 1 + 1 + 7 + 6
    assert (days[date(2027, 2, 14)].is_workday, days[date(2027, 2, 14)].name) == (True, "春节调休上班")
    assert (days[date(2027, 2, 12)].is_workday, days[date(2027, 2, 12)].name) == (False, "春节")
    assert {each.source for each in schedule.days} == {"国办发明电〔2026〕7号"}


WRONG = [
    ("year = 2027", "year = '2027'", "year", "应为整数"),
    ("year = 2027", "year = 1999", "year", "不能小于 2004"),
    ("year = 2027", "", "year", "缺少这一项"),
    ("year = 2027", "jahr = 2027", "jahr", "没有这个键"),
    ("year = 2027", "year = 2029", "document_date", "2029年的安排应在上年或当年公布"),
    ("国办发明电〔2026〕7号", "国办发明电7号", "document_no", "文号须写全"),
    ("国办发明电〔2026〕7号", "国办发明电〔2025〕7号", "document_date", "与文号的年份 2025 不符"),
    ("document_date = 2026-11-10", "document_date = '昨天'", "document_date", "应为日期"),
    ("document_date = 2026-11-10", "document_date = 20261110", "document_date", "应为日期"),
    ("document_date = 2026-11-10", "document_date = 2026-11-10T08:00:00", "document_date", "应为日期"),
    ('name = "端午节"', 'name = "端五节"', "holiday", "缺少端午节"),
    ('name = "端午节"', 'name = "端 午节"', "holiday[5].name", "空白"),
    ("until = 2027-02-12", "until = 2027-02-02", "holiday[2].until", "春节的止日早于起日"),
    ("until = 2027-02-12", "until = 2027-03-12", "holiday[2].until", "超过 15 天"),
    ("until = 2027-01-03", "until = 2026-12-03", "holiday[1].until", "早于起日"),
    ("from = 2027-01-01\nuntil = 2027-01-03", "from = 2026-11-28\nuntil = 2026-12-01", "holiday[1].from", "不在2027年"),
    ("worked = [2027-02-14, 2027-02-20]", "worked = [2027-02-15]", "holiday[2].worked", "不是周六或周日"),
    ("worked = [2027-02-14, 2027-02-20]", "worked = [2027-02-06]", "holiday[2].worked", "与春节的假期重复"),
    ("worked = [2027-02-14, 2027-02-20]", "worked = [2027-04-25]", "holiday[4].worked", "与春节的调休上班日重复"),
    ("worked = [2027-02-14, 2027-02-20]", "worked = 2027-02-14", "holiday[2].worked", "应为列表"),
    ("worked = [2027-02-14, 2027-02-20]", "worked = ['2027-02-30']", "holiday[2].worked[1]", "应为日期"),
    ("from = 2027-06-09\nuntil = 2027-06-09", "from = 2027-06-09", "holiday[5].until", "缺少这一项"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "message"), WRONG)
def test_names_the_place_of_what_is_wrong(old: str, new: str, key: str, message: str) -> None:
    assert ANNOUNCEMENT.count(old) == 1
    assert message in faults(ANNOUNCEMENT.replace(old, new))[key]


def test_all_faults_at_once() -> None:
    broken = ANNOUNCEMENT.replace("国办发明电〔2026〕7号", "7号").replace("2027-02-14", "2027-02-15")
    assert set(faults(broken)) == {"document_no", "holiday[2].worked"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"year = 2027 2028", "第 1 行第 13 列不合 TOML 语法"),
        ("元旦 = 1".encode("gb18030"), "UTF-8"),
        (b"", "缺少这一项"),
        (b"year = 2027\nholiday = 3", "列表"),
    ],
)
def test_what_is_no_schedule_at_all(content: bytes, message: str) -> None:
    assert message in "".join(faults(content).values())
