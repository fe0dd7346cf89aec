"""What a paper file may hold, read off the dataclasses of its kind; what pydantic would let pass is found here.

That is: keys that are none, required text and lists that are empty, dates in quotation marks, numbers out of reason, and a
body given twice or not at all.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

from gkcloud.papers.kinds import KINDS
from gkcloud.papers.paper import PaperKind

Location = tuple[int | str, ...]

_BODY, _TEXT = "body_html", "text"
_BOUNDS = {"year": (1949, 2999), "number": (1, 9_999), "total_number": (1, 99_999), "copies": (1, 100_000)}
# Where the dataclass, which also holds issues that are being edited, asks for less or more than a file does.
_MAY_BE_LEFT_OUT: Mapping[PaperKind, Mapping[str, str]] = {PaperKind.BULLETIN: {"editor_note": ""}}
_MUST_BE_THERE: Mapping[PaperKind, frozenset[str]] = {PaperKind.BULLETIN: frozenset({"copies"})}
_NO_DATE = "应为日期，如 2026-09-30（不加引号）"
_ANY_DATE = "2000-01-01"


@dataclass(frozen=True, slots=True)
class FaultAt:
    """What is wrong at a place of the file, such as ``("items", 0, "title")``."""

    location: Location
    message: str


class Form:
    """The fields of one kind of paper; ``faults`` grows while a file is prepared."""

    def __init__(self, kind: PaperKind) -> None:
        self._kind = kind
        self.faults: list[FaultAt] = []

    def prepare(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return the file's content as JSON has it: dates as text, plain text as paragraphs of HTML."""
        given = {**_MAY_BE_LEFT_OUT.get(self._kind, {}), **content}
        for name in sorted(_MUST_BE_THERE.get(self._kind, frozenset()) - set(given)):
            self._fault((name,), "缺少这一项")
        return self._table(KINDS[self._kind], given, ())

    def _fault(self, location: Location, message: str) -> None:
        self.faults.append(FaultAt(location, message))

    def _table(self, kind: Any, given: Mapping[str, Any], at: Location) -> dict[str, Any]:
        known = {field.name: field for field in fields(kind)}
        hints = get_type_hints(kind)
        given = self._with_body(known, given, at)
        for name in sorted(set(given) - set(known)):
            self._fault((*at, name), "没有这个键，请检查拼写")
        result = {name: None for name in known if _is_optional(hints[name]) and _is_required(known[name])}
        for name, field in known.items():
            if name in given:
                value = given[name].strip() if isinstance(given[name], str) else given[name]
                may_be_empty = not _is_required(field) or name in _MAY_BE_LEFT_OUT.get(self._kind, {})
                result[name] = self._value(hints[name], value, (*at, name), may_be_empty=may_be_empty)
        return result

    def _with_body(
        self, known: Mapping[str, Field[Any]], given: Mapping[str, Any], at: Location
    ) -> Mapping[str, Any]:
        """Take ``text`` for the body where a table has one."""
        if _BODY not in known or _TEXT in known:
            return given
        text, body = given.get(_TEXT), given.get(_BODY)
        rest = {name: value for name, value in given.items() if name != _TEXT}
        if (text and body) or (not text and not body and _is_required(known[_BODY])):
            self._fault(at, "body_html 与 text 应填且只填一项" if at else "正文 body_html 与 text 应填且只填一项")
            return {**rest, _BODY: "x"}
        if text is not None and not isinstance(text, str):
            self._fault((*at, _TEXT), "应为文字")
            return {**rest, _BODY: "x"}
        return {**rest, _BODY: as_html(text)} if text else rest

    def _value(self, hint: Any, value: Any, at: Location, *, may_be_empty: bool) -> Any:
        hint = _without_none(hint)
        if hint is date:
            if isinstance(value, date) and not isinstance(value, datetime):
                return value.isoformat()
            self._fault(at, _NO_DATE)
            return _ANY_DATE
        if is_dataclass(hint) and isinstance(value, dict):
            return self._table(hint, value, at)
        if get_origin(hint) is tuple and isinstance(value, list):
            if not value and not may_be_empty:
                self._fault(at, "至少要有一条")
            inner = get_args(hint)[0]
            return [self._value(inner, each, (*at, number), may_be_empty=False) for number, each in enumerate(value)]
        return self._plain(hint, value, at, may_be_empty=may_be_empty)

    def _plain(self, hint: Any, value: Any, at: Location, *, may_be_empty: bool) -> Any:
        if hint is str and value == "" and not may_be_empty:
            self._fault(at, "不能为空")
        if hint is int and isinstance(value, int) and at[-1] in _BOUNDS:
            least, most = _BOUNDS[str(at[-1])]
            if not least <= value <= most:
                self._fault(at, f"数字应在 {least} 到 {most} 之间")
        return value


def as_html(text: str) -> str:
    """Return plain text, one paragraph a line, as HTML."""
    lines = (line.strip() for line in text.splitlines())
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines if line)
    return "".join(f"<p>{line}</p>" for line in escaped)


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _is_optional(hint: Any) -> bool:
    return get_origin(hint) in {Union, types.UnionType} and type(None) in get_args(hint)


def _without_none(hint: Any) -> Any:
    if not _is_optional(hint):
        return hint
    inner = [each for each in get_args(hint) if each is not type(None)]
    return inner[0] if len(inner) == 1 else hint
