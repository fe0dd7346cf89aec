"""Document numbers and dates in all the ways they are typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.publishing.importing.dates import find_dates, is_unfinished_date, numeral, whole_date
from gkcloud.publishing.importing.numbering import chinese_number
from gkcloud.publishing.importing.numbers import edge_number, find_numbers, own_number


@pytest.mark.parametrize(
    "typed",
    [
        "青政办函〔2015〕22号", "青政办函[2015]22号", "青政办函［2015］22号", "青政办函(2015)22号", "青政办函（2015）22号", "青政办函【2015】22号",
        "青政办函﹝2015﹞22号", "青政办函〔２０１５〕２２号", "青政办函 〔2015〕 22 号", "青政办函〔 2015 〕22号", "（青政办函〔2015〕22号）",
        "文号：青政办函〔2015〕22号", "发文字号: 青政办函〔2015〕22号", "【发布文号】青政办函[2015]22号", "青政办函〔二○一五〕二十二号", "青 政 办 函〔2015〕22号",
        "青政办函{2015}22号", "青政办函<2015>22号", "青政办函〔2015年〕22号", "青政办函〈2015〉22号", "青政办函《2015》22号"[:4] + "「2015」22号",
    ],
)  # fmt: skip
def test_number_variants_have_one_form(typed: str) -> None:
    found = own_number(typed)
    assert found is not None
    assert found.value == "青政办函〔2015〕22号"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("第3号", "第3号"), ("第 ３ 号", "第3号"), ("（2024年第3号）", "2024年第3号"), ("2024年 第3号", "2024年第3号"),
        ("第十二号", "第12号"), ("Ｘ政发〔2020〕1号", "Ｘ政发〔2020〕1号"), ("柳府〔2020〕第5号", "柳府〔2020〕第5号"),
        ("国令第711号", None), ("〔2015〕22号", None), ("青政办函〔2015〕号", None), ("青政办函〔15〕22号", None), ("按照青政办函〔2015〕22号要求", None),
        ("青政办函〔2015〕×号", None),
    ],
)  # fmt: skip
def test_numbers_of_other_forms(typed: str, value: str | None) -> None:
    found = own_number(typed)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("关于做好工作的通知 青政发〔2020〕1号", "青政发〔2020〕1号"),
        ("关于做好工作的通知青政发〔2020〕1号", "青政发〔2020〕1号"),
        ("关于做好工作的通知（青政发〔2020〕1号）", "青政发〔2020〕1号"),
        ("青政发〔2020〕1号 关于做好工作的通知", "青政发〔2020〕1号"),
        ("关于做好工作的复函青政函[2020]1号", "青政函〔2020〕1号"),
        ("青禾县公告（2021年第7号）", "2021年第7号"),
        ("青禾县人民政府令第6号", "第6号"),
        ("关于转发《关于公开的意见》（青政发〔2020〕1号）的通知", None),
        ("关于贯彻青政发〔2020〕1号文件的通知", None),
    ],
)
def test_number_at_the_edge_of_a_title(line: str, value: str | None) -> None:
    found = edge_number(line)
    assert (found.value if found else None) == value


@given(
    code=st.text("澧余惠渝内湘政府办发函民财教", min_size=2, max_size=6),
    year=st.integers(1950, 2090),
    serial=st.integers(1, 99999),
    brackets=st.sampled_from(["〔〕", "[]", "［］", "()", "（）", "【】", "﹝﹞"]),
    wide=st.booleans(),
    blank=st.sampled_from(["", " ", "　"]),
)
def test_any_number_survives_its_typing(
    code: str, year: int, serial: int, brackets: str, wide: bool, blank: str
) -> None:
    digits = f"{year}{brackets[1]}{blank}{serial}"
    if wide:
        digits = digits.translate({ord(str(i)): chr(ord("０") + i) for i in range(10)})
    found = own_number(f"{code}{blank}{brackets[0]}{digits}{blank}号")
    assert found is not None
    assert found.value == f"{code}〔{year}〕{serial}号"


@given(st.text(max_size=200))
def test_recognisers_take_any_text(text: str) -> None:
    for found in [*find_numbers(text), *find_dates(text)]:
        assert 0 <= found.start < found.end <= len(text)
    own_number(text)
    edge_number(text)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("二○一○年六月二十一日", date(2010, 6, 21)), ("二O一O年六月二十一日", date(2010, 6, 21)), ("二〇一〇年六月廿一日", date(2010, 6, 21)),
        ("二0一0年六月二十一日", date(2010, 6, 21)), ("二零一零年十一月三十日", date(2010, 11, 30)), ("二〇二四年十二月三十一日", date(2024, 12, 31)),
        ("二〇二四年元月卅一日", date(2024, 1, 31)), ("二〇二四年十月十日", date(2024, 10, 10)), ("二Ｏ一五年七月十六日", date(2015, 7, 16)),
        ("2015年 7月16日", date(2015, 7, 16)), ("2015 年 07 月 06 日", date(2015, 7, 6)), ("２０１５年７月１６日", date(2015, 7, 16)),
        ("2020-05-27", date(2020, 5, 27)), ("2020/5/7", date(2020, 5, 7)), ("2020.05.27", date(2020, 5, 27)), ("（2000年12月7日）", date(2000, 12, 7)),
        ("二〇〇五年八月十八日", date(2005, 8, 18)), ("二00五年八月十八日", date(2005, 8, 18)), ("2015年七月十六日", date(2015, 7, 16)),
        ("2021年2月30日", None), ("2021年13月1日", None),
    ],
)  # fmt: skip
def test_date_variants(typed: str, day: date | None) -> None:
    found = whole_date(typed)
    assert found is not None
    assert found.value == day


@pytest.mark.parametrize(
    "typed", ["2015年7月", "12345-06-07", "5月7日", "二〇一五年", "2015年7月16日前", "电话2020-05-2701", ""]
)
def test_what_is_no_whole_date(typed: str) -> None:
    assert whole_date(typed) is None


@pytest.mark.parametrize("typed", ["2015年7月", "二〇一五年七月　日", "2015年  月  日"])
def test_unfinished_dates(typed: str) -> None:
    assert is_unfinished_date(typed)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from("○〇零OＯ0"), st.booleans(), st.booleans())
def test_every_day_reads_back_from_chinese(day: date, zero: str, blank: bool, short: bool) -> None:
    year = "".join(zero if digit == "0" else "一二三四五六七八九"[int(digit) - 1] for digit in str(day.year))
    days = chinese_number(day.day)
    if short and 20 < day.day < 30:
        days = "廿" + days[2:]
    gap = " " if blank else ""
    found = whole_date(f"{year}{gap}年{gap}{chinese_number(day.month)}月{gap}{days}日")
    assert found is not None
    assert found.value == day


@given(st.integers(1, 99))
def test_chinese_numbers_read_back(number: int) -> None:
    assert numeral(chinese_number(number)) == number
