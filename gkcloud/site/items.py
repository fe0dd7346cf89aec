"""From rows of publications to what lists and pages show. Pure: addresses come from Places."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from gkcloud.papers.paper import PaperKind
from gkcloud.publishing.content import Disclosure, Validity
from gkcloud.site.layout import Item, Layout, Places
from gkcloud.tenancy.packs import Choice
from gkcloud.web.rendering import chinese_date, file_size, iso_date


class PostItem(NamedTuple):
    """A post as a list shows it."""

    title: str
    href: str
    date: str
    status: Item | None = None
    source: str | None = None


# The sign beside the word: see the macro `status`.
_SIGNS: Mapping[Validity, str] = {
    Validity.IN_FORCE: "met",
    Validity.AMENDED: "info",
    Validity.LAPSED: "blocked",
    Validity.REPEALED: "blocked",
}
_ENDINGS: Mapping[Validity, str] = {Validity.AMENDED: "修改", Validity.LAPSED: "失效", Validity.REPEALED: "废止"}


def validity_status(value: str, *, always: bool = False) -> Item | None:
    """Return sign and word of a validity; a list shows them only where a document is no longer simply in force."""
    validity = Validity(value)
    if validity is Validity.IN_FORCE and not always:
        return None
    return {"text": validity.label, "kind": _SIGNS[validity]}


def post_items(rows: Iterable[Any], places: Places) -> list[PostItem]:
    """Return posts as a list shows them."""
    return [
        PostItem(row.title, places.post(row.post_id), iso_date(row.published_at), validity_status(row.validity))
        for row in rows
    ]


def items_below(rows: Iterable[Any], below: Mapping[UUID, tuple[Any, str]]) -> list[PostItem]:
    """Return posts of the tenants below, each with the unit's name and the address on the unit's own site."""
    return [
        PostItem(
            row.title,
            f"{below[row.tenant_id][1]}posts/{row.post_id}",
            iso_date(row.published_at),
            source=below[row.tenant_id][0].short_name,
        )
        for row in rows
    ]


def covers(rows: Iterable[Any], layout: Layout) -> list[Item]:
    """Return bulletin issues as covers."""
    unit = layout.tenant.spec.bulletin.editing_unit
    return [
        {
            "name": row.masthead,
            "number": f"第{row.number}期",
            "unit": unit,
            "date": chinese_date(row.issued_on),
            "heads": [],
            "href": layout.places.issue(row.issue_id),
            "caption": f"{row.year}年第{row.number}期（PDF，{row.pages}页，{file_size(row.size)}）",
            "year": row.year,
        }
        for row in rows
    ]


def printing_groups(rows: Iterable[Any], places: Places) -> list[Item]:
    """Return printings by kind, each with its file."""
    groups: dict[str, list[Item]] = {}
    for row in rows:
        item = {
            "title": row.title,
            "href": places.printing(row.printing_id),
            "date": iso_date(row.issued_on),
            "about": f"PDF，{row.pages}页，{file_size(row.size)}",
        }
        groups.setdefault(PaperKind(row.kind).label, []).append(item)
    return [{"name": name, "files": files} for name, files in groups.items()]


def catalogue_rows(rows: Iterable[Any], places: Places) -> list[Item]:
    """Return publications as lines of the catalogue."""
    return [
        {
            "index_no": row.index_no,
            "title": row.title,
            "href": places.post(row.post_id),
            "doc_no": row.doc_no,
            "formed_on": iso_date(row.formed_on) if row.formed_on else "",
            "published": iso_date(row.published_at),
            "status": validity_status(row.validity, always=True),
        }
        for row in rows
    ]


def file_items(files: Sequence[Sequence[Any]] | None, post_id: UUID, places: Places) -> list[Item]:
    """Return a post's attachments; each is [file_id, name, size, extension]."""
    return [
        {
            "name": name,
            "href": places.file(post_id, file_id),
            "kind": extension.lstrip(".").upper(),
            "size": file_size(size),
        }
        for file_id, name, size, extension in files or ()
    ]


def post_facts(post: Any, layout: Layout) -> list[tuple[str, object]]:
    """Return the catalogue's fields of a post in the order of government pages; empty ones are not shown.

    Of a withdrawn post only what identifies it is left.
    """
    if post.withdrawn_at is not None:
        return [("索引号", post.index_no), ("标题", post.title), ("发布日期", iso_date(post.published_at))]
    spec = layout.tenant.spec
    return [
        ("索引号", post.index_no),
        ("主题分类", _named(spec.subject_classes, post.subject_class)),
        ("发文机关", post.issuer),
        ("成文日期", iso_date(post.formed_on) if post.formed_on else ""),
        ("标题", post.title),
        ("文号", post.doc_no),
        ("发布日期", iso_date(post.published_at)),
        ("体裁分类", _named(spec.genre_classes, post.genre_class)),
        ("有效性", Validity(post.validity).label),
        ("公开方式", Disclosure(post.disclosure).label),
        ("主题词", post.keywords),
        ("内容概述", post.summary),
    ]


def _named(choices: Iterable[Choice], code: str) -> str:
    return next((choice.name for choice in choices if choice.code == code), code)


def post_bands(post: Any) -> list[Item]:
    """Return what a reader must know before the text: withdrawn, repealed, lapsed, amended, corrected, urgent."""
    bands = []
    if post.withdrawn_at is not None:
        title = f"本信息已于{chinese_date(post.withdrawn_at)}撤回"
        bands.append(_band(title, "overdue", f"撤回原因：{post.withdrawal_reason}"))
    validity = Validity(post.validity)
    if validity is not Validity.IN_FORCE:
        day = f"于{chinese_date(post.validity_on)}" if post.validity_on else ""
        bands.append(_band(f"本文件已{day}{_ENDINGS[validity]}", _SIGNS[validity], post.validity_note))
    if post.corrected_at is not None and post.withdrawn_at is None:
        bands.append(_band(f"本信息已于{chinese_date(post.corrected_at)}更正", "info", post.correction_note))
    if post.is_urgent and post.withdrawn_at is None:
        bands.append(_band("应急信息", "soon", "本信息因情况紧急先行发布。"))
    return bands


def _band(title: str, kind: str, text: str) -> Item:
    return {"title": title, "kind": kind, "text": text, "href": None, "link": None}
