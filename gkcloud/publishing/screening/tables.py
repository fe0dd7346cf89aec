"""Household lists: columns that must not stand in a published table beside people's names.

Which columns: 个人信息保护法 arts. 25, 28 and 社会救助暂行办法 art. 61. What may stay is the name, the
village, the programme, the amount and the period. One ``TableScan`` serves the check and the masking, so that
both see the same cells.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from gkcloud.publishing.screening.numbers import MASK, has_birth_date, is_resident_id, plain

HEADER_SEARCH_ROWS: Final = 12
LONGEST_HEADER: Final = 24
LABEL_DIGITS: Final = 5  # a header may say 2015年, no more
SHORTEST_MASK: Final = 4  # as in 138****1234

_PERSON = re.compile(
    "姓名|户主|申请人|受益人|领取人|领款人|受助人|(?:救助|补贴|补助|保障|资助)对象|承包方|权利人|被征收人|农户"
)
_NOT_PERSON = re.compile("关系|人数|户数|数量|电话|号|地址|住址|账|子女|儿童|孩子|联系")
_STAFF = re.compile("职务|职位|职称|岗位|科室|行政级别")
_OFFICE_PHONE = re.compile("办公|值班|服务|咨询|监督|投诉|举报|单位|座机|热线|传真")
_PLACEHOLDER = re.compile(r"[\s\-—–/\\无略空否.。、]*")
_HOUSE_NUMBER = re.compile("[0-9一二三四五六七八九十百零〇]" + r"\s?(?:号|室|栋|幢|座|单元|弄|户)")
_DIGIT = re.compile("[0-9]")
_IGNORED = re.compile(r"[\s\u200b-\u200f\ufeff*：:]+|[（(][^（()）]{0,20}[）)]")


def _digits(text: str) -> int:
    """Count the digits of a number, none if it is masked."""
    text = plain(text)
    return 0 if text.count(MASK) >= SHORTEST_MASK else len(_DIGIT.findall(text))


def _any(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """A kind of column that must not be published; ``holds`` says whether a filled cell has such data."""

    code: str
    header: re.Pattern[str]
    holds: Callable[[str], bool]


RULES: Final = (
    ColumnRule(
        "column_resident_id",
        re.compile("身份证|公民身份|身份号码|证件号|残疾证号"),
        lambda text: _digits(text) >= 14,  # noqa: PLR2004 - 15-digit numbers too, but not "last four digits"
    ),
    ColumnRule(
        "column_bank",
        re.compile(
            "(?:银行|开户|个人|打卡|社保卡|一卡通|存折|惠农).{0,6}(?:账|帐|卡|存折).{0,2}号|^(?:银行)?(?:账|帐|卡|折)号(?:码)?$"
        ),
        lambda text: _digits(text) >= 9,  # noqa: PLR2004 - the shortest passbook numbers
    ),
    ColumnRule(
        "column_health",
        re.compile(
            "病种|病情|病名|疾病|患病|残疾(?:类别|类型|等级|种类|程度|情况|人证)|伤残等级|健康(?:状况|情况)|诊断"
        ),
        _any,
    ),
    ColumnRule(
        "column_children",
        re.compile("(?:子女|儿童|孩子|未成年人?|孤儿|幼儿|婴儿)的?(?:姓名|名字)|^(?:子女|孩子)$"),
        _any,
    ),
    ColumnRule(
        "column_circumstances",
        re.compile("家庭(?:情况|状况|困难|经济|成员)|(?:致贫|致困|贫困|困难|救助|返贫)(?:原因|情况|类型)"),
        _any,
    ),
    ColumnRule(
        "column_address",
        re.compile("住址|门牌|(?:家庭|详细|居住|户籍|户口|房屋|通讯|联系|收件).{0,3}(?:地址|所在地)|^地址$"),
        lambda text: bool(_HOUSE_NUMBER.search(plain(text))),
    ),
    ColumnRule(
        "column_phone",
        re.compile("手机|电话|联系方式|联系号码"),
        lambda text: _digits(text) >= 7,  # noqa: PLR2004 - the shortest subscriber number
    ),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A cell of a column that must not be published."""

    column: int
    code: str
    header: str


def rule_for(header: str) -> ColumnRule | None:
    """Return the rule that a column header falls under, or None."""
    label = _IGNORED.sub("", header)
    if not label or len(label) > LONGEST_HEADER:
        return None
    for rule in RULES:
        if rule.header.search(label):
            if rule.code == "column_phone" and _OFFICE_PHONE.search(label):
                return None
            return rule
    return None


def is_person_header(header: str) -> bool:
    """Say whether a column under this header holds the names of people."""
    label = _IGNORED.sub("", header)
    return len(label) <= LONGEST_HEADER and bool(_PERSON.search(label)) and not _NOT_PERSON.search(label)


def has_data(cell: str) -> bool:
    """Say whether a cell holds more than a dash, a blank or a mask."""
    return not _PLACEHOLDER.fullmatch(plain(cell).replace(MASK, ""))


def looks_like_truncated_id(cell: str) -> bool:
    """Say whether a numeric cell is an identity number whose last digits a spreadsheet rounded away."""
    return len(cell) == 18 and cell.isdigit() and has_birth_date(cell) and not is_resident_id(cell)  # noqa: PLR2004


@dataclass(slots=True)
class TableScan:
    """Reads a table row by row and names the cells that must not be published.

    The header row is the first of the leading rows with a person column and a second filled cell; the row
    below it is a second header level if it leaves the person cell empty. A later row with 姓名 in it starts a
    new table.
    """

    _rules: dict[int, tuple[ColumnRule, str]] = field(default_factory=dict)
    _person: int | None = None
    _row: int = 0
    _header_row: int = -1

    def feed(self, cells: Mapping[int, str]) -> tuple[Hit, ...]:
        """Return the offending cells of the next row; ``cells`` maps column numbers to texts."""
        self._row += 1
        if self._starts_header(cells):
            self._read_header(cells)
            return ()
        if self._person is None:
            return ()
        if self._row == self._header_row + 1 and not cells.get(self._person, "").strip():
            self._read_second_level(cells)
            return ()
        return tuple(
            Hit(column, rule.code, header)
            for column, (rule, header) in self._rules.items()
            if (text := cells.get(column, "")) and has_data(text) and rule.holds(text)
        )

    def _starts_header(self, cells: Mapping[int, str]) -> bool:
        if self._person is None and self._row > HEADER_SEARCH_ROWS:
            return False
        filled = [text for text in cells.values() if text.strip()]
        lone_title = len(filled) == 1
        if not filled or lone_title or any(_digits(text) > LABEL_DIGITS for text in filled):
            return False
        if self._person is None:
            return any(is_person_header(text) for text in filled)
        return any("姓名" in text and is_person_header(text) for text in filled)

    def _read_header(self, cells: Mapping[int, str]) -> None:
        self._person = next(column for column, text in cells.items() if is_person_header(text))
        self._header_row = self._row
        staff = any(_STAFF.search(text) for text in cells.values())
        self._rules = {}
        for column, text in cells.items():
            rule = rule_for(text)
            # A directory of officials gives telephones on purpose; mobiles are still counted one by one.
            if rule and not (staff and rule.code in {"column_phone", "column_address"}):
                self._rules[column] = (rule, _IGNORED.sub("", text))

    def _read_second_level(self, cells: Mapping[int, str]) -> None:
        for column, text in cells.items():
            if rule := rule_for(text):
                self._rules[column] = (rule, _IGNORED.sub("", text))
