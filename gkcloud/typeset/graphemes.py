"""Characters made of several code points, and letters written from right to left: what may not be pulled apart."""

import re
import unicodedata
from dataclasses import dataclass

# Text of these alone has one character for each code point; nearly every paragraph is such.
_PLAIN = re.compile(
    r"[\t\n\r -\u02ff\u0370-\u0482\u048a-\u058f\u2000-\u200a\u2010-\u2027\u202f-\u205f\u2070-\u20cf\u2100-\u2bff"
    r"\u2e00-\u3029\u3030-\u3098\u309b-\ua4ff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef"
    r"\U00020000-\U0003ffff]*"
)
RIGHT_TO_LEFT = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_RIGHT_TO_LEFT = re.compile(RIGHT_TO_LEFT)
# Words from right to left with the blanks between them: the engine orders them only in one piece.
RIGHT_TO_LEFT_PHRASE = re.compile(rf"{RIGHT_TO_LEFT}[\u200c\u200d]?(?:[\s\u200c\u200d]*{RIGHT_TO_LEFT})*")
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]{2,}")
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Clusters:
    """``joined``: offsets of code points that belong to the one before; ``unspaced``: those without letter-spacing."""

    joined: frozenset[int]
    unspaced: frozenset[int]


NO_CLUSTERS = Clusters(frozenset(), frozenset())


def find_clusters(text: str) -> Clusters:
    """Return what belongs together in ``text``, after UAX #29: combining marks, emoji sequences, flags.

    Letters from right to left are joined by the pen or read as a word, so that they get no letter-spacing.
    """
    if _PLAIN.fullmatch(text):
        return NO_CLUSTERS
    joined = {at for at in range(1, len(text)) if _belongs_to_the_one_before(text, at)}
    for flags in _FLAG_LETTERS.finditer(text):
        joined.update(range(flags.start() + 1, flags.end(), 2))
    unspaced = (range(*found.span()) for found in RIGHT_TO_LEFT_PHRASE.finditer(text))
    return Clusters(frozenset(joined), frozenset(joined.union(*unspaced)))


def _belongs_to_the_one_before(text: str, at: int) -> bool:
    char, before = text[at], text[at - 1]
    return (before == _JOINER or _extends(char)) and not before.isspace()


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or char in "\u200c\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin colours
        or "\U000e0020" <= char <= "\U000e007f"  # the letters of a region's flag
        or "\u1160" <= char <= "\u11ff"  # vowels and finals of a Korean syllable
    )
