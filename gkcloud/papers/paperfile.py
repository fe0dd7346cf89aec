"""The TOML form of a paper, for ``gkcloud paper FILE.toml`` (see docs/paper-files.md): any kind, by its own fields."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gkcloud.papers.content import adapter
from gkcloud.papers.fileforms import Form, Location
from gkcloud.papers.kinds import KINDS
from gkcloud.papers.paper import Paper, PaperKind
from gkcloud.typeset.pictures import inspect_picture

_MOST_BYTES = 20_000_000
_WORDS = {
    "missing": "缺少这一项",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "float_type": "应为数字",
    "tuple_type": '应为列表，如 ["甲", "乙"]',
    "dataclass_type": "应为一节（[表名] 或 [[表名]]）",
}
_QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A paper, and its pictures by the keys that bodies name."""

    paper: Paper
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault of a paper file: the key it is at, such as ``items[2].title``, and what to do about it."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}：{self.message}" if self.key else self.message


class PaperFileInvalid(ValueError):
    """The file is no paper; ``faults`` lists everything that is wrong with it."""

    def __init__(self, path: Path, faults: Iterable[FileFault]) -> None:
        self.path, self.faults = path, tuple(faults)
        super().__init__(f"{path.name} 有 {len(self.faults)} 处错误。" + "；".join(map(str, self.faults)) + "。")


def read_paper_file(path: Path) -> PaperFile:
    """Return the paper that the TOML file describes; raises PaperFileInvalid with every fault at once.

    Pictures lie where ``[files]`` says, from the file's own folder on. A file that does not name its kind is a bulletin.
    """
    content = dict(_load(path))
    kind = _kind(path, content.pop("kind", PaperKind.BULLETIN))
    faults: list[FileFault] = []
    files = _read_pictures(path.parent, content.pop("files", {}), faults)
    form = Form(kind)
    given = form.prepare(content)
    faults += [FileFault(_key(found.location), found.message) for found in form.faults]
    paper = _parse(kind, given, {found.location for found in form.faults}, faults)
    if paper is None or faults:
        raise PaperFileInvalid(path, faults)
    return PaperFile(paper, files)


def _load(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise PaperFileInvalid(path, [FileFault("", f"文件超过 {_MOST_BYTES // 1_000_000} MB，请拆分")])
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise PaperFileInvalid(path, [FileFault("", f"文件打不开（{fault.strerror}），请检查路径")]) from fault
    except UnicodeDecodeError as fault:
        raise PaperFileInvalid(path, [FileFault("", "文件不是 UTF-8 编码，请另存为 UTF-8")]) from fault
    except tomllib.TOMLDecodeError as fault:
        raise PaperFileInvalid(path, [FileFault("", f"不是正确的 TOML 格式（{fault}）")]) from fault


def _kind(path: Path, named: object) -> PaperKind:
    if isinstance(named, str) and named in set(KINDS):
        return PaperKind(named)
    allowed = "、".join(f"{kind.value}（{kind.label}）" for kind in KINDS)
    raise PaperFileInvalid(path, [FileFault("kind", f"没有这种印件，可用的是 {allowed}")])


def _read_pictures(folder: Path, named: object, faults: list[FileFault]) -> dict[str, bytes]:
    if not isinstance(named, dict):
        faults.append(FileFault("files", "应为一节（[files]），每行一张图片"))
        return {}
    files = {}
    for key, place in named.items():
        try:
            content = (folder / place).read_bytes() if isinstance(place, str) else None
        except OSError as fault:
            faults.append(FileFault(f"files.{key}", f"图片打不开（{fault.strerror}），请检查路径"))
            continue
        message = "应为图片的路径，用引号括起" if content is None else inspect_picture(content)[1]
        if message is not None:
            faults.append(FileFault(f"files.{key}", message))
        elif content is not None:
            files[key] = content
    return files


def _parse(kind: PaperKind, given: Mapping[str, Any], told: set[Location], faults: list[FileFault]) -> Paper | None:
    """Return the paper; add what is wrong where nothing has been told yet."""
    try:
        # As JSON, because only there strictness takes a table for a dataclass and still no text for a number.
        paper: Paper = adapter(kind).validate_json(json.dumps(given, default=_nothing), strict=True)
    except ValidationError as invalid:
        errors = [error for error in invalid.errors() if error["loc"] not in told]
        faults += [FileFault(_key(error["loc"]), _message(error)) for error in errors]
        return None
    return paper


def _nothing(_value: object) -> dict[str, object]:
    """Stand in for a date or a time where none belongs, so that it is told as of the wrong type."""
    return {}


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] in {"enum", "literal_error"}:
        return "应为其中之一：" + "、".join(_QUOTED.findall(error["ctx"]["expected"]))
    return _WORDS.get(error["type"], str(error["msg"]))


def _key(location: Location) -> str:
    """Return the key as the file's writer counts it: the first item is ``items[1]``."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location]
    return "".join(parts).removeprefix(".")
