"""Finding: the disclosure catalogue with its filters, and the search."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_tenant
from gkcloud.publishing.content import VALIDITY_LABELS, Validity
from gkcloud.publishing.searching import query_of, words_of
from gkcloud.site import items, queries
from gkcloud.site.answers import show_page
from gkcloud.site.excerpts import excerpt, marked
from gkcloud.site.layout import Item, Layout, layout_of
from gkcloud.site.pages.areas import site
from gkcloud.site.paging import PAGE_SIZE, Filter, choice, chosen, offset_of, page_number, pager
from gkcloud.tenancy.packs import Choice
from gkcloud.web.clock import SHANGHAI, local, today
from gkcloud.web.rendering import iso_date

_LONGEST_QUERY = 100
# As index numbers are written: 政府信息公开目录系统实施指引.
_INDEX_NO = re.compile(r"[0-9A-Za-z-]{1,30}/[0-9]{4}-[0-9]{1,8}")
_CATALOGUE = "政府信息公开目录"


@site.page("/catalogue", needs=Can.PUBLIC_READ)
def catalogue() -> ResponseReturnValue:
    """Show the disclosure catalogue under the conditions of the query string."""
    layout = layout_of(current_tenant())
    given = {name: request.args.get(name, "") for name in ("column", "subject", "genre", "year", "valid")}
    words = _words("q")
    filters = _catalogue_filters(layout, given, queries.first_published_at(layout.tenant.id))
    values = {"q": words, **{each.name: each.value for each in filters}}
    page = page_number(request.args.get("page", ""))
    since, until = _year(values["year"])
    total, rows = queries.catalogue_page(
        layout.tenant.id,
        column=values["column"],
        subject=values["subject"],
        genre=values["genre"],
        validity=values["valid"],
        since=since,
        until=until,
        words=words,
        offset=offset_of(page),
        limit=PAGE_SIZE,
    )
    path = layout.places.page("catalogue")
    conditions = [("q", f"含有“{words}”" if words else ""), *_told(filters)]
    return show_page(
        layout,
        "site/catalogue.html",
        _CATALOGUE,
        crumbs=[{"name": _CATALOGUE, "href": None}],
        filters=filters,
        action=path,
        words=words,
        chosen=chosen(path, conditions, values),
        clear_href=path,
        rows=items.catalogue_rows(rows, layout.places),
        page=pager(path, values, page, total),
    )


def _catalogue_filters(layout: Layout, given: dict[str, str], first: datetime | None) -> list[Filter]:
    spec = layout.tenant.spec
    this_year = today().year
    years = range(this_year, local(first).year - 1 if first else this_year - 1, -1)
    return [
        choice("column", "栏目", ((code, column.name) for code, column in layout.columns.items()), given["column"]),
        choice("subject", "主题", _options(spec.subject_classes), given["subject"]),
        choice("genre", "体裁", _options(spec.genre_classes), given["genre"]),
        choice("year", "年份", ((str(year), f"{year}年") for year in years), given["year"]),
        choice("valid", "有效性", ((each.value, VALIDITY_LABELS[each]) for each in Validity), given["valid"]),
    ]


def _options(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in choices]


def _told(filters: Iterable[Filter]) -> list[tuple[str, str]]:
    return [(each.name, f"{each.label}：{each.chosen_text}" if each.chosen_text else "") for each in filters]


def _year(given: str) -> tuple[datetime | None, datetime | None]:
    """Return the beginnings of a year and of the next, in Shanghai's time."""
    if not given:
        return None, None
    year = int(given)
    return datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year + 1, 1, 1, tzinfo=SHANGHAI)


def _words(name: str) -> str:
    # PostgreSQL takes no NUL in a text, and nobody types one.
    return " ".join(request.args.get(name, "").replace("\0", " ").split())[:_LONGEST_QUERY]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search asks for: words, where they stand, a class, and the first and last day of publication."""

    words: str
    place: Filter
    subject: Filter
    first: date | None
    last: date | None

    @property
    def values(self) -> dict[str, str]:
        """The query string that asks for the same."""
        return {
            "q": self.words,
            "in": self.place.value,
            "subject": self.subject.value,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
        }

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """Each condition beside the words, as (parameter, what it says)."""
        days = [
            ("from", f"不早于 {self.first}" if self.first else ""),
            ("to", f"不晚于 {self.last}" if self.last else ""),
        ]
        return [*_told((self.place, self.subject)), *days]


@site.page("/search", needs=Can.PUBLIC_READ)
def search() -> ResponseReturnValue:
    """Search the tenant's published texts: every word of the query, hits in titles first."""
    layout = layout_of(current_tenant())
    asked = _asked(layout)
    page = page_number(request.args.get("page", ""))
    total, rows = _found(layout, asked, page) if asked.words else (0, ())
    path, values = layout.places.page("search"), asked.values
    return show_page(
        layout,
        "site/search.html",
        f"“{asked.words}”的搜索结果" if asked.words else "搜索",
        crumbs=[{"name": "搜索", "href": None}],
        query=asked.words,
        action=path,
        filters=[asked.place, asked.subject],
        days=[("from", "不早于", values["from"]), ("to", "不晚于", values["to"])],
        chosen=chosen(path, asked.conditions, values),
        clear_href=f"{path}?q={asked.words}",
        page=pager(path, values, page, total),
        hits=_hits(rows, asked.words, layout),
        advice=[
            {"name": _CATALOGUE, "href": layout.places.page("catalogue")},
            {"name": "政府信息公开指南", "href": layout.places.page("guide")},
        ],
    )


def _asked(layout: Layout) -> Asked:
    return Asked(
        words=_words("q"),
        place=choice("in", "范围", [("title", "标题和文号")], request.args.get("in", "")),
        subject=choice(
            "subject", "主题", _options(layout.tenant.spec.subject_classes), request.args.get("subject", "")
        ),
        first=_day("from"),
        last=_day("to"),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _found(layout: Layout, asked: Asked, page: int) -> tuple[int, Iterable[Any]]:
    tenant_id = layout.tenant.id
    in_titles = query_of(asked.words, tenant_id, in_titles=True)
    everywhere = in_titles if asked.place.value else query_of(asked.words, tenant_id)
    if not words_of(asked.words):
        return 0, ()
    total, rows = queries.search_page(
        tenant_id,
        everywhere,
        in_titles,
        subject=asked.subject.value,
        since=_midnight(asked.first) if asked.first else None,
        until=_midnight(asked.last + timedelta(days=1)) if asked.last else None,
        offset=offset_of(page),
        limit=PAGE_SIZE,
    )
    if total == 0 and _INDEX_NO.fullmatch(asked.words):
        exact = queries.by_index_no(tenant_id, asked.words)
        return (1, [exact]) if exact else (0, ())
    return total, rows


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _hits(rows: Iterable[Any], words: str, layout: Layout) -> list[Item]:
    sought = words_of(words)
    return [
        {
            "title": marked(row.title, sought),
            "href": layout.places.post(row.post_id),
            "snippet": excerpt(row.text, sought),
            "unit": layout.tenant.short_name,
            "published": iso_date(row.published_at),
            "doc_no": row.doc_no,
            "status": items.validity_status(row.validity),
        }
        for row in rows
    ]
