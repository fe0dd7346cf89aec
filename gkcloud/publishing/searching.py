"""Chinese words for the search index: segmented in Python, so that PostgreSQL needs no extension."""

import re
import uuid
from dataclasses import dataclass
from html import unescape

import rjieba

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w")
_LONGEST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class IndexedText:
    """A text ready for the index: readable for excerpts, and in words for the vector."""

    plain: str
    heading_words: tuple[str, ...]
    body_words: tuple[str, ...]

    def vector(self, token: str) -> str:
        """Return a tsvector literal: the tenant's token, headings weighted A, the body D."""
        parts = [f"{_quoted(token)}"]
        parts += [f"{_quoted(word)}:1A" for word in dict.fromkeys(self.heading_words)]
        parts += [f"{_quoted(word)}:2" for word in dict.fromkeys(self.body_words)]
        return " ".join(parts)


def tenant_token(tenant_id: uuid.UUID) -> str:
    """Return the word that stands for a tenant in every vector of its texts."""
    return f"t{tenant_id.hex}"


def index_text(title: str, doc_no: str, summary: str, body_html: str) -> IndexedText:
    """Return title, number, summary and body as words."""
    body = plain_text(body_html)[:_LONGEST_TEXT]
    plain = f"{summary} {body}".strip()
    return IndexedText(plain, words_of(f"{title} {doc_no}"), words_of(plain))


def query_of(text: str, tenant_id: uuid.UUID, *, in_titles: bool = False) -> str:
    """Return a tsquery literal that asks for every word of ``text`` in the texts of one tenant.

    With ``in_titles`` the words have to stand in the title or the number, which carry the weight A.
    """
    mark = ":A" if in_titles else ""
    words = [f"{_quoted(word)}{mark}" for word in dict.fromkeys(words_of(text))]
    return " & ".join([_quoted(tenant_token(tenant_id)), *words])


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, in lower case, with the shorter words inside long ones."""
    return tuple(word.lower() for word in rjieba.cut_for_search(text, True) if _WORD.search(word))


def plain_text(html: str) -> str:
    """Return the text of sanitised HTML."""
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", html))).strip()


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
