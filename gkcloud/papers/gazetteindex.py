"""The indexes at the end of a gazette: by document number and by subject.

There is none by the titles' sound: it needs a table of readings, and a wrong one would hide a document.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

_NUMBER = re.compile(r"(?P<organ>.+?)[〔\[（(](?P<year>\d{4})[〕\]）)]第?(?P<number>\d+)号")
_UNCLASSED = "未标主题"


class _Item(Protocol):
    @property
    def doc_no(self) -> str: ...
    @property
    def subject_class(self) -> str: ...


class _Listed(Protocol):
    @property
    def item(self) -> _Item: ...


_AnyListed = TypeVar("_AnyListed", bound=_Listed)


def by_document_number(listed: Iterable[_AnyListed]) -> Mapping[str, list[_AnyListed]]:
    """Return the numbered documents by organ code (澧政发), by year and number within it.

    Codes stand in the order in which they first occur; numbers of another form stand under their own text.
    """
    found: dict[str, list[tuple[int, int, _AnyListed]]] = {}
    for document in listed:
        text = document.item.doc_no.strip()
        if not text:
            continue
        parsed = _NUMBER.fullmatch(text)
        organ, year, number = (
            (parsed["organ"], int(parsed["year"]), int(parsed["number"])) if parsed else (text, 0, 0)
        )
        found.setdefault(organ, []).append((year, number, document))
    return {organ: [row[2] for row in sorted(rows, key=lambda row: row[:2])] for organ, rows in found.items()}


def by_subject(listed: Iterable[_AnyListed]) -> Mapping[str, list[_AnyListed]]:
    """Return the documents by class of subject, those without one last; empty if none has one."""
    found: dict[str, list[_AnyListed]] = {}
    for document in listed:
        found.setdefault(document.item.subject_class.strip() or _UNCLASSED, []).append(document)
    if set(found) <= {_UNCLASSED}:
        return {}
    return {name: found[name] for name in sorted(found, key=lambda name: name == _UNCLASSED)}
