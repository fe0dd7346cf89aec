"""Numbers and watched words in plain texts, and masking that keeps every piece of a text in its place."""

import unicodedata
from collections.abc import Iterable, Sequence

from gkcloud.publishing.screening.numbers import NumberMatch, find_numbers, mask_numbers, masked, plain
from gkcloud.publishing.screening.report import CATALOGUE, Finding, Severity, Tally, WatchWord


def count_numbers(tally: Tally, place: str, text: str, where: str = "") -> None:
    """Add every number in ``text`` to the tally, with its masked form as the sample."""
    for match in find_numbers(text):
        tally.add(match.kind.value, place, sample=sample_of(text, match), where=where)


def sample_of(text: str, match: NumberMatch) -> str:
    """Return a number as a person may see it: masked, in plain digits, without separators."""
    return "".join(char for char in plain(masked(text, match)) if char.isalnum() or char == "*")


def mask_pieces(pieces: Sequence[str]) -> tuple[list[str], list[NumberMatch]]:
    """Mask numbers that run over several pieces; every piece keeps its length."""
    text, matches = mask_numbers("".join(pieces))
    parts, position = [], 0
    for piece in pieces:
        parts.append(text[position : position + len(piece)])
        position += len(piece)
    return parts, matches


def describe(counts: dict[str, int], place: str = "") -> tuple[str, ...]:
    """Return what masking did, one Chinese sentence per kind."""
    prefix = f"{place}：" if place else ""
    return tuple(f"{prefix}已遮盖 {count} 处{CATALOGUE[code].noun}。" for code, count in counts.items())


def count_matches(counts: dict[str, int], matches: Iterable[NumberMatch]) -> None:
    """Add masked numbers to ``counts`` by code."""
    for match in matches:
        counts[match.kind.value] = counts.get(match.kind.value, 0) + 1


class WordWatch:
    """Counts the tenant's own words per place; spaces, full-width forms and case do not hide a word."""

    def __init__(self, words: Sequence[WatchWord]) -> None:
        self._words = [(compact(word.word), word) for word in words if compact(word.word)]
        self._counts: dict[tuple[str, int], int] = {}

    def read(self, place: str, text: str) -> None:
        """Count the words in one text. Linear in the text for each word."""
        if not self._words or not text:
            return
        searched = compact(text)
        for index, (needle, _) in enumerate(self._words):
            if count := searched.count(needle):
                self._counts[place, index] = self._counts.get((place, index), 0) + count

    def findings(self) -> Iterable[Finding]:
        """Return one finding per word and place."""
        for (place, index), count in self._counts.items():
            word = self._words[index][1]
            advice = word.advice.rstrip("。") or "请核对用词是否妥当"
            yield Finding(
                code="watch_word",
                severity=word.severity,
                place=place,
                count=count,
                sample=word.word,
                message=f"{place}发现 {count} 处提示词“{word.word}”，{advice}。",
                maskable=False,
            )


def compact(text: str) -> str:
    """Return text for comparing words: one form per character, no spaces, no invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if not char.isspace() and unicodedata.category(char) not in {"Cf", "Mn"})


SEVERITY_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}
