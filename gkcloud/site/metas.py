"""The meta tags that inspections of government websites look for (国办发〔2017〕47号). Pure.

Home pages carry three, column pages seven, articles ten and the optional ones; names in exactly this case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

Meta = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ColumnMarks:
    """What a page says of its column."""

    name: str
    description: str
    keywords: str
    type: str


@dataclass(frozen=True, slots=True)
class ArticleMarks:
    """What a post's page says of the post; ``published_at`` in Shanghai's time."""

    title: str
    published_at: datetime
    source: str
    keywords: str
    description: str
    author: str
    url: str


def site_metas(name: str, domain: str, site_id: str) -> list[Meta]:
    """Return the three tags of every page; a site that has no identification code yet leaves that one out."""
    return _said([("SiteName", name), ("SiteDomain", domain), ("SiteIDCode", site_id)])


def column_metas(column: ColumnMarks) -> list[Meta]:
    """Return the four tags that a column adds."""
    return _said(
        [
            ("ColumnName", column.name),
            ("ColumnDescription", column.description),
            ("ColumnKeywords", column.keywords),
            ("ColumnType", column.type),
        ]
    )


def article_metas(article: ArticleMarks) -> list[Meta]:
    """Return the tags that an article adds; PubDate is ``YYYY-MM-DD HH:mm`` of a 24-hour clock."""
    return _said(
        [
            ("ArticleTitle", article.title),
            ("PubDate", article.published_at.strftime("%Y-%m-%d %H:%M")),
            ("ContentSource", article.source),
            ("Keywords", article.keywords),
            ("Description", article.description),
            ("Author", article.author),
            ("Url", article.url),
        ]
    )


def _said(metas: Iterable[Meta]) -> list[Meta]:
    return [(name, content) for name, content in metas if content]
