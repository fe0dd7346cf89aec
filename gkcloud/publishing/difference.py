"""What changed between two versions of a body, readable for Chinese text.

Paragraphs are aligned first, then a changed paragraph is compared by segmented words, so that 二十日 → 三十日
shows as one changed word and not as single characters. Link targets, pictures and heading levels are part of
what is compared: a signer must see a link that now leads elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

import rjieba

from gkcloud.publishing.sanitize import clean_body
from gkcloud.publishing.screening.markup import BLOCKS, Token, tokens_of

ChangeKind = Literal["same", "added", "removed", "changed"]
PieceKind = Literal["same", "added", "removed", "elided"]

CONTEXT: Final = 1  # unchanged paragraphs shown beside a change
LONG_STRETCH: Final = 80  # characters of unchanged text inside a changed paragraph that are shown whole
STRETCH_END: Final = 24  # characters kept on either side of a longer one
ALIKE: Final = 0.5  # share of common characters from which two paragraphs are versions of one another
MOST_PAIRS: Final = 2_500  # paragraph pairs compared in one changed stretch; beyond it they are matched in order
MOST_WORDS: Final = 2_000  # words of a paragraph compared word by word; a longer one is shown as replaced
LABELS: Final = {
    "h2": "一级标题",
    "h3": "二级标题",
    "h4": "三级标题",
    "h5": "四级标题",
    "li": "列表项",
    "tr": "表格行",
    "blockquote": "引用",
}
PLAIN: Final = "正文"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``elided`` stands for unchanged text that is not shown, in words."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph of the comparison, or a run of unchanged ones that is elided."""

    kind: ChangeKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    label: str
    text: str


def differences(old_html: str, new_html: str) -> tuple[Change, ...]:
    """Return the comparison from top to bottom; empty if no visible content differs.

    Both bodies are sanitised first. Formatting alone (bold, alignment) is no difference.
    """
    old, new = _paragraphs(old_html), _paragraphs(new_html)
    if old == new:
        return ()
    return tuple(_elide_paragraphs(list(_compare(old, new))))


def _paragraphs(body: str) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    parts: list[str] = []
    label = PLAIN

    def close() -> None:
        text = "".join(parts).strip()
        if text:
            found.append(_Paragraph(label, text))
        parts.clear()

    for token in tokens_of(clean_body(body)):
        if token.tag in {"td", "th"}:
            parts.append("" if token.closes or not "".join(parts).strip() else "｜")
        elif token.tag in BLOCKS and not (token.tag == "p" and label in {"列表项", "表格行", "引用"}):
            close()
            label = PLAIN if token.closes else LABELS.get(token.tag, PLAIN)
        else:
            parts.append(_visible(token))
    close()
    return found


def _visible(token: Token) -> str:
    """Return what a token shows; a link's target follows its opening so that a change of it is seen."""
    if token.tag == "img":
        return f"［图片：{token.attributes.get('alt', '')}，{token.attributes.get('src', '')}］"
    if token.tag == "a" and not token.closes and token.attributes.get("href"):
        return f"［链接：{token.attributes['href']}］"
    return "\n" if token.tag == "br" else token.text


def _compare(old: Sequence[_Paragraph], new: Sequence[_Paragraph]) -> Iterator[Change]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield from _unchanged(new[:head])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    for operation, i, k, j, m in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        if operation == "equal":
            yield from _unchanged(middle[1][j:m])
        else:
            yield from _replace(middle[0][i:k], middle[1][j:m])
    yield from _unchanged(new[len(new) - tail :])


def _common(old: Sequence[_Paragraph], new: Sequence[_Paragraph]) -> int:
    """Count the paragraphs that both begin with."""
    pairs = zip(old, new, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def _unchanged(paragraphs: Sequence[_Paragraph]) -> Iterator[Change]:
    return (Change("same", (Piece("same", one.text),)) for one in paragraphs)


def _replace(old: Sequence[_Paragraph], new: Sequence[_Paragraph]) -> Iterator[Change]:
    """Compare a changed stretch: each new paragraph with the old one it came from, in order."""
    start = 0
    for after in new:
        match = _version_of(after, old, start, bounded=len(old) * len(new) > MOST_PAIRS)
        if match is None:
            yield Change("added", (Piece("added", after.text),))
            continue
        yield from (Change("removed", (Piece("removed", gone.text),)) for gone in old[start:match])
        yield Change("changed", tuple(_within(old[match], after)))
        start = match + 1
    yield from (Change("removed", (Piece("removed", gone.text),)) for gone in old[start:])


def _version_of(after: _Paragraph, old: Sequence[_Paragraph], start: int, *, bounded: bool) -> int | None:
    """Return the first old paragraph from ``start`` on that ``after`` is a version of."""
    signs = frozenset(after.text)
    for place in range(start, min(len(old), start + 1) if bounded else len(old)):
        others = frozenset(old[place].text)
        if 2 * len(signs & others) >= ALIKE * (len(signs) + len(others)):
            return place
    return None


def _words(text: str) -> list[str]:
    words: list[str] = rjieba.cut(text)
    return words if "".join(words) == text else list(text)


def _within(before: _Paragraph, after: _Paragraph) -> Iterator[Piece]:
    if before.label != after.label:
        yield Piece("removed", f"【{before.label}】")
        yield Piece("added", f"【{after.label}】")
    old, new = _words(before.text), _words(after.text)
    if max(len(old), len(new)) > MOST_WORDS:
        yield Piece("removed", before.text)
        yield Piece("added", after.text)
        return
    for operation, i, k, j, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield from _shorten("".join(new[j:m]))
            continue
        if k > i:
            yield Piece("removed", "".join(old[i:k]))
        if m > j:
            yield Piece("added", "".join(new[j:m]))


def _shorten(text: str) -> Iterator[Piece]:
    if len(text) <= LONG_STRETCH:
        yield Piece("same", text)
        return
    hidden = len(text) - 2 * STRETCH_END
    yield Piece("same", text[:STRETCH_END])
    yield Piece("elided", f"……（{hidden} 字未改动）……")
    yield Piece("same", text[-STRETCH_END:])


def _elide_paragraphs(changes: list[Change]) -> Iterator[Change]:
    position = 0
    for unchanged, group in groupby(changes, key=lambda change: change.kind == "same"):
        run = list(group)
        before = CONTEXT if position else 0
        position += len(run)
        after = CONTEXT if position < len(changes) else 0
        hidden = len(run) - before - after
        if not unchanged or hidden <= 1:
            yield from run
            continue
        yield from run[:before]
        yield Change("same", (Piece("elided", f"……（{hidden} 段未改动）……"),))
        yield from run[len(run) - after :]
