"""A count told day by day and in a sentence, and what may not happen to a clock."""

from datetime import date

import pytest

from gkcloud.worktime.clocks import (
    Clock,
    ClockInvalid,
    CountedDay,
    count,
    due_of,
    due_sentence,
    extension,
    pause,
    refusal,
    resume,
    sentence,
    start,
)
from tests.factories.years import CALENDAR

LAW = "《政府信息公开条例》第三十三条"
AUTUMN = Clock(date(2025, 9, 26), 20)
CONSULTED = Clock(date(2026, 3, 2), 20, (pause(date(2026, 3, 5), "征求第三方意见"), resume(date(2026, 3, 20))))


def test_day_by_day() -> None:
    days = count(AUTUMN, date(2025, 10, 13), CALENDAR)
    assert len(days) == 17
    assert days[:3] == [
        CountedDay(date(2025, 9, 27), None, "周末"),
        CountedDay(date(2025, 9, 28), 1, note="国庆节调休上班"),
        CountedDay(date(2025, 9, 29), 2),
    ]
    assert days[9] == CountedDay(date(2025, 10, 6), None, "中秋节")
    assert days[-1] == CountedDay(date(2025, 10, 13), 7)


def test_a_paused_day_says_why() -> None:
    days = {each.day: each for each in count(CONSULTED, date(2026, 4, 15), CALENDAR)}
    assert days[date(2026, 3, 5)].number == 3
    assert days[date(2026, 3, 6)] == CountedDay(date(2026, 3, 6), None, "征求第三方意见")
    assert days[date(2026, 3, 7)].why_not == "征求第三方意见"
    assert days[date(2026, 3, 23)].number == 4
    assert days[date(2026, 4, 15)].number == 20


@pytest.mark.parametrize(
    ("clock", "upto", "told"),
    [
        (AUTUMN, date(2025, 9, 26), "从9月26日的次日起算（共 20 天）"),
        (AUTUMN, date(2025, 9, 27), "已计 0 天（共 20 天），9月27日 周六不计（周末）"),
        (AUTUMN, date(2025, 9, 28), "第 1 天（共 20 天），9月28日 周日"),
        (AUTUMN, date(2025, 10, 1), "已计 3 天（共 20 天），10月1日 周三不计；10月1日不计（国庆节）"),
        (AUTUMN, date(2025, 10, 13), "第 7 天（共 20 天），10月13日 周一；10月1日至8日不计（国庆节、中秋节）"),
        (
            AUTUMN,
            date(2025, 11, 3),
            "第 22 天（共 20 天，已超 2 天），11月3日 周一；10月1日至8日不计（国庆节、中秋节）",
        ),
        (
            CONSULTED,
            date(2026, 4, 15),
            "第 20 天（共 20 天），4月15日 周三；3月6日至20日不计（征求第三方意见）；4月4日至6日不计（清明节）",
        ),
        (
            Clock(date(2025, 12, 31), 20),
            date(2026, 1, 5),
            "第 2 天（共 20 天），1月5日 周一；1月1日至3日不计（元旦）",
        ),
        (
            Clock(date(2026, 12, 31), 20),
            date(2027, 1, 4),
            "第 1 天（共 20 天），1月4日 周一；1月1日不计（元旦）；2027年放假安排尚未公布，暂按法定节日推算",
        ),
        (
            Clock(date(2025, 12, 24), 20, (pause(date(2025, 12, 26), "等待补正"),)),
            date(2026, 1, 4),
            "已计 2 天（共 20 天），1月4日 周日不计；2025年12月27日至2026年1月4日不计（等待补正）",
        ),
    ],
)
def test_in_a_sentence(clock: Clock, upto: date, told: str) -> None:
    assert sentence(clock, upto, CALENDAR) == told


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        (AUTUMN, "2025年10月30日 周四到期（共 20 天）"),
        (AUTUMN.with_(extension(date(2025, 10, 28), 20, LAW)), "2025年11月27日 周四到期（共 40 天）"),
        (
            Clock(date(2026, 12, 25), 20),
            "2027年1月25日 周一到期（共 20 天，暂定，2027年放假安排尚未公布）",
        ),
        (AUTUMN.with_(pause(date(2025, 10, 9), "等待补正")), "已暂停（等待补正），恢复后再推算到期日"),
    ],
)
def test_when_it_ends(clock: Clock, told: str) -> None:
    assert due_sentence(clock, CALENDAR) == told


@pytest.mark.parametrize(
    ("segment", "told"),
    [
        (pause(date(2025, 9, 1), "等待补正"), "不能早于起算日"),
        (pause(date(2025, 10, 9), " "), "须写明原因"),
        (resume(date(2025, 10, 9)), "没有暂停，不能恢复"),
        (extension(date(2025, 10, 9), 20, ""), "须写明法律依据"),
        (extension(date(2025, 10, 9), 0, LAW), "须大于零"),
    ],
)
def test_what_makes_no_clock(segment: object, told: str) -> None:
    with pytest.raises(ClockInvalid, match=told):
        AUTUMN.with_(segment)  # type: ignore[arg-type]
    assert told in refusal(AUTUMN, segment, CALENDAR)  # type: ignore[arg-type]


def test_no_second_pause_while_it_stands_still() -> None:
    with pytest.raises(ClockInvalid, match="已经暂停"):
        AUTUMN.with_(pause(date(2025, 10, 9), "等待补正"), pause(date(2025, 10, 10), "征求意见"))
    with pytest.raises(ClockInvalid, match="不能是负数"):
        Clock(date(2025, 9, 26), -1)


def test_what_comes_too_late_is_refused_but_not_undone() -> None:
    in_time, late = extension(date(2025, 10, 30), 20, LAW), extension(date(2025, 10, 31), 20, LAW)
    assert refusal(AUTUMN, in_time, CALENDAR) == ""
    assert refusal(AUTUMN, late, CALENDAR) == "期限已于2025年10月30日届满，不能再延长。"
    assert refusal(AUTUMN, pause(date(2025, 10, 31), "等待补正"), CALENDAR).endswith("不能再暂停。")
    assert refusal(AUTUMN, start(date(2025, 11, 3)), CALENDAR) == ""
    # Decided when it was in time, kept when a calendar that came later ends the first period earlier.
    assert due_of(AUTUMN.with_(late), CALENDAR) == due_of(AUTUMN.with_(in_time), CALENDAR)
