"""Faults of a pack: where, and in a sentence what. Pydantic's errors become such sentences here."""

from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Place:
    """A key in a file of the packs; ``file`` is relative to the folder of the packs."""

    file: str
    key: str

    def below(self, *parts: str | int) -> "Place":
        """Return the place of a key inside this one; a list's items are counted from 1."""
        key = self.key
        for part in parts:
            if part == "[key]":  # pydantic's word for "the key itself", which the part before has named
                continue
            if isinstance(part, int):
                key += f"[{part + 1}]"
            else:
                key += f".{part}" if key else part
        return Place(self.file, key)


@dataclass(frozen=True)
class Fault:
    """One thing to put right: ``message`` is a Chinese sentence for the person who edits the pack."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


class PackFaults(Exception):
    """The packs cannot be used. ``faults`` has every fault, in the order of the files."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Faults:
    """Collects faults during one reading; the same fault seen through several tenants counts once."""

    def __init__(self) -> None:
        self._seen: dict[Fault, None] = {}

    def add(self, place: Place, message: str) -> None:
        """Record one fault."""
        self._seen.setdefault(Fault(place.file, place.key, message))

    def raise_any(self) -> None:
        """Raise PackFaults if there are any."""
        if self._seen:
            raise PackFaults(tuple(self._seen))


_SENTENCES = {
    "missing": "缺少这一项，请补上。",
    "extra_forbidden": "没有这个键，请核对拼写。",
    "string_type": "应为文字，请加引号。",
    "int_type": "应为整数，不加引号。",
    "bool_type": "应为 true 或 false，不加引号。",
    "tuple_type": "应为列表，写在方括号里。",
    "mapping_type": "应为一张表。",
    "dict_type": "应为一张表。",
    "model_type": "应为一张表。",
    "enum": "应为其中之一：{expected}。",
    "literal_error": "应为其中之一：{expected}。",
    "string_too_short": "不能少于 {min_length} 个字。",
    "string_too_long": "不能多于 {max_length} 个字。",
    "too_short": "至少要有 {min_length} 项。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "string_pattern_mismatch": "不能有空白或换行。",
}


def sentence(error: ErrorDetails) -> str:
    """Return the Chinese sentence for one of pydantic's errors.

    Raises KeyError for a type of error that no field can give today: a new constraint needs a new sentence.
    """
    if error["type"] == "pack":
        return error["msg"]
    context: dict[str, Any] = error.get("ctx", {})
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
    return _SENTENCES[error["type"]].format(**{**context, "expected": expected})
