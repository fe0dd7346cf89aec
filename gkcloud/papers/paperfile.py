"""The TOML form of a bulletin issue, for ``gkcloud bulletin FILE.toml`` (see docs/bulletin-file.md)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError, field_validator

from gkcloud.papers.bulletin import BulletinIssue, BulletinItem

_MOST_BYTES = 20_000_000
_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个键，请检查拼写",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_too_long": "太长",
    "int_type": "应为整数",
    "greater_than_equal": "数字太小",
    "less_than_equal": "数字太大",
    "date_type": "应为日期，如 2026-09-30（不加引号）",
    "tuple_type": '应为列表，如 ["甲", "乙"]',
    "list_type": '应为列表，如 ["甲", "乙"]',
    "model_type": "应为一节（[[items]]）",
    "too_short": "至少要有一条",
    "too_long": "太多",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault of an issue file: the key it is at, such as ``items[2].title``, and what to do about it."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}：{self.message}" if self.key else self.message


class IssueFileInvalid(ValueError):
    """The file is no bulletin issue; ``faults`` lists everything that is wrong with it."""

    def __init__(self, path: Path, faults: Iterable[FileFault]) -> None:
        self.path, self.faults = path, tuple(faults)
        super().__init__(f"{path.name} 有 {len(self.faults)} 处错误。" + "；".join(map(str, self.faults)) + "。")


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Item(_Form):
    title: StrictStr = Field(min_length=1, max_length=200)
    source: StrictStr = Field(min_length=1, max_length=100)
    body_html: StrictStr = ""
    text: StrictStr = ""
    published_on: date | None = None
    doc_no: StrictStr = Field(default="", max_length=60)

    @field_validator("published_on", mode="before")
    @classmethod
    def _is_date(cls, value: object) -> object:
        return _plain_date(value)


class _Issue(_Form):
    masthead: StrictStr = Field(min_length=1, max_length=24)
    year: StrictInt = Field(ge=1949, le=2999)
    number: StrictInt = Field(ge=1, le=9999)
    total_number: StrictInt | None = Field(default=None, ge=1, le=99999)
    editing_unit: StrictStr = Field(min_length=1, max_length=60)
    issued_on: date
    editor_note: StrictStr = ""
    report_to: tuple[StrictStr, ...] = ()
    send_to: tuple[StrictStr, ...] = ()
    distribute_to: tuple[StrictStr, ...] = ()
    copies: StrictInt = Field(ge=1, le=100_000)
    secrecy: StrictStr = Field(default="", max_length=20)
    copy_no: StrictStr = Field(default="", max_length=10)
    items: tuple[_Item, ...] = Field(min_length=1, max_length=500)

    @field_validator("issued_on", mode="before")
    @classmethod
    def _is_date(cls, value: object) -> object:
        return _plain_date(value)


def read_issue_file(path: Path) -> BulletinIssue:
    """Return the issue that the TOML file describes; raises IssueFileInvalid with every fault at once."""
    form = _parse(path, _load(path))
    items = tuple(
        BulletinItem(
            title=item.title,
            source=item.source,
            body_html=item.body_html or _as_html(item.text),
            published_on=item.published_on,
            doc_no=item.doc_no,
        )
        for item in form.items
    )
    return BulletinIssue(items=items, **form.model_dump(exclude={"items"}))


def _load(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise IssueFileInvalid(path, [FileFault("", f"文件超过 {_MOST_BYTES // 1_000_000} MB，请拆分")])
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise IssueFileInvalid(path, [FileFault("", f"文件打不开（{fault.strerror}），请检查路径")]) from fault
    except UnicodeDecodeError as fault:
        raise IssueFileInvalid(path, [FileFault("", "文件不是 UTF-8 编码，请另存为 UTF-8")]) from fault
    except tomllib.TOMLDecodeError as fault:
        raise IssueFileInvalid(path, [FileFault("", f"不是正确的 TOML 格式（{fault}）")]) from fault


def _parse(path: Path, content: Mapping[str, Any]) -> _Issue:
    faults: list[FileFault] = []
    form: _Issue | None = None
    try:
        form = _Issue.model_validate(content)
    except ValidationError as invalid:
        inner = {fault["loc"][0] for fault in invalid.errors() if len(fault["loc"]) > 1}
        faults = [
            FileFault(_key(fault["loc"]), _WORDS.get(fault["type"], fault["msg"]))
            for fault in invalid.errors()
            if len(fault["loc"]) > 1 or fault["loc"][0] not in inner  # a list of faulty items is no second fault
        ]
    faults += _body_faults(content.get("items"))
    if form is None or faults:
        raise IssueFileInvalid(path, faults)
    return form


def _body_faults(items: object) -> list[FileFault]:
    """Look for items with no body or two, also where something else is wrong with the file."""
    faults = []
    for number, item in enumerate(items if isinstance(items, list) else [], 1):
        if isinstance(item, dict) and bool(item.get("body_html")) == bool(item.get("text")):
            faults.append(FileFault(f"items[{number}]", "body_html 与 text 应填且只填一项"))
    return faults


def _key(location: tuple[int | str, ...]) -> str:
    """Return the key as the file's writer counts it: the first item is ``items[1]``."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location]
    return "".join(parts).removeprefix(".")


def _plain_date(value: object) -> object:
    # TOML has dates of its own; pydantic would also take a number or a time of day for one.
    return value if value is None or (isinstance(value, date) and not isinstance(value, datetime)) else object()


def _as_html(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines if line)
    return "".join(f"<p>{line}</p>" for line in escaped)
