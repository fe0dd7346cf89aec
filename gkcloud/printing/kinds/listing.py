"""A list of the catalogue (目录清单): any filter of it, with the columns that are asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy import ColumnElement, Select, or_, select
from wtforms import BooleanField, DateField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from gkcloud.papers.listing import Listing
from gkcloud.papers.listinglayout import Align, Column
from gkcloud.papers.paper import PaperKind
from gkcloud.printing.kinds import fields
from gkcloud.printing.kinds.base import Maker, Numbered, OptionsForm, Source
from gkcloud.printing.kinds.selecting import publications, published_within
from gkcloud.publishing.content import VALIDITY_LABELS, Validity
from gkcloud.publishing.model import Publication, PublicationColumn
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.fields import CheckboxesField
from gkcloud.web.rendering import iso_date

_ALL = ("", "全部")


@dataclass(frozen=True, slots=True)
class ListingOptions:
    """The filter, in the catalogue's own terms (codes; empty means all), and the columns in order."""

    title: str
    column: str = ""
    subject: str = ""
    genre: str = ""
    validity: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    with_units_below: bool = False
    columns: tuple[str, ...] = ("index_no", "title", "doc_no", "formed_on", "published_on")


@dataclass(frozen=True, slots=True)
class _Kept:
    """One column that can be asked for."""

    column: Column
    value: Callable[[Publication, Source], str]


def _names(source: Source, kind: str) -> Mapping[str, str]:
    return {each.code: each.name for each in getattr(source.tenant.spec, kind)}


_COLUMNS: Mapping[str, _Kept] = {
    "index_no": _Kept(Column("index_no", "索引号", 3), lambda post, _: post.index_no),
    "title": _Kept(Column("title", "名称", 6), lambda post, _: post.title),
    "unit": _Kept(Column("unit", "单位", 2), lambda post, source: source.unit_of(post.tenant_id).short_name),
    "doc_no": _Kept(Column("doc_no", "文号", 3), lambda post, _: post.doc_no),
    "issuer": _Kept(Column("issuer", "发文机关", 3), lambda post, _: post.issuer),
    "subject": _Kept(
        Column("subject", "主题分类", 2),
        lambda post, source: _names(source, "subject_classes").get(post.subject_class, ""),
    ),
    "genre": _Kept(
        Column("genre", "体裁分类", 2),
        lambda post, source: _names(source, "genre_classes").get(post.genre_class, ""),
    ),
    "formed_on": _Kept(
        Column("formed_on", "成文日期", 2, Align.CENTER),
        lambda post, _: iso_date(post.formed_on) if post.formed_on else "",
    ),
    "published_on": _Kept(
        Column("published_on", "公开日期", 2, Align.CENTER), lambda post, _: iso_date(post.published_at)
    ),
    "validity": _Kept(Column("validity", "有效性", 1, Align.CENTER), lambda post, _: Validity(post.validity).label),
}


class ListingForm(OptionsForm):
    """The filter and the columns."""

    title = fields.text("清单名称", 60)
    column = fields.one_of("栏目", [_ALL], is_filter=True)
    subject = fields.one_of("主题分类", [_ALL], is_filter=True)
    genre = fields.one_of("体裁分类", [_ALL], is_filter=True)
    validity = fields.one_of(
        "有效性", [_ALL, *((each.value, label) for each, label in VALIDITY_LABELS.items())], is_filter=True
    )
    words = fields.optional_text("名称、文号或索引号含有", 40)
    since = DateField("公开日期自", [Optional()])
    until = DateField("公开日期至", [Optional()])
    with_units_below = BooleanField("包括下级单位公开的信息")
    columns = CheckboxesField(
        "列",
        [InputRequired("请至少选一列。")],
        choices=[SelectChoice(key, kept.column.heading) for key, kept in _COLUMNS.items()],
    )

    @classmethod
    def of(cls, tenant: Tenant, options: ListingOptions) -> Self:
        """Return the form with the tenant's own columns and classes to choose from."""
        form = super().of(tenant, options)
        spec = tenant.spec
        for field, rows in (
            (form.column, spec.columns),
            (form.subject, spec.subject_classes),
            (form.genre, spec.genre_classes),
        ):
            field.choices = [
                SelectChoice(value, name) for value, name in (_ALL, *((row.code, row.name) for row in rows))
            ]
        return form

    def options(self) -> ListingOptions:
        """Return what was typed."""
        return ListingOptions(
            title=self.title.data.strip(),
            column=self.column.data,
            subject=self.subject.data,
            genre=self.genre.data,
            validity=self.validity.data,
            words=self.words.data.strip(),
            since=self.since.data,
            until=self.until.data,
            with_units_below=self.with_units_below.data,
            columns=tuple(self.columns.data),
        )


def _begin(tenant: Tenant, today: date) -> ListingOptions:
    return ListingOptions(
        title=f"{tenant.short_name}主动公开信息目录", since=today.replace(month=1, day=1), until=today
    )


def _title(_tenant: Tenant, options: ListingOptions) -> str:
    return options.title


def _select(tenant: Tenant, options: ListingOptions) -> Select[Publication]:
    conditions: list[ColumnElement[bool]] = [*published_within(options.since, options.until)]
    if not options.with_units_below:
        conditions.append(Publication.tenant_id == tenant.id)
    if options.column:
        placed = select(PublicationColumn.post_id).where(PublicationColumn.column_code == options.column)
        conditions.append(Publication.post_id.in_(placed))
    same = (
        (Publication.subject_class, options.subject),
        (Publication.genre_class, options.genre),
        (Publication.validity, options.validity),
    )
    conditions += [field == value for field, value in same if value]
    if options.words:
        searched = (Publication.title, Publication.doc_no, Publication.index_no)
        conditions.append(or_(*(field.icontains(options.words, autoescape=True) for field in searched)))
    return publications(*conditions)


def _make(options: ListingOptions, source: Source, numbered: Numbered) -> Listing:
    chosen = [_COLUMNS[key] for key in _COLUMNS if key in options.columns]
    return Listing(
        title=options.title,
        unit=source.tenant.name,
        filter_text=_filter_text(options, source),
        columns=tuple(kept.column for kept in chosen),
        rows=tuple(tuple(kept.value(post, source) for kept in chosen) for post in source.posts),
        made_on=numbered.issued_on,
    )


def _filter_text(options: ListingOptions, source: Source) -> str:
    """Return the filter in words, as the catalogue's page shows it."""
    said = [
        ("栏目", _names(source, "columns").get(options.column, "")),
        ("主题分类", _names(source, "subject_classes").get(options.subject, "")),
        ("体裁分类", _names(source, "genre_classes").get(options.genre, "")),
        ("有效性", Validity(options.validity).label if options.validity else ""),
        ("含有", options.words),
        ("公开日期自", iso_date(options.since) if options.since else ""),
        ("公开日期至", iso_date(options.until) if options.until else ""),
    ]
    parts = [f"{label}：{value}" for label, value in said if value]
    return "；".join(parts) or "全部信息"


MAKER = Maker(
    kind=PaperKind.LISTING,
    purpose="把公开目录按栏目、分类、有效性、日期或关键词筛选出来，印成清单。",
    options=ListingOptions,
    form=ListingForm,
    begin=_begin,
    title=_title,
    select=_select,
    make=_make,
    is_picked=False,
    most_posts=5000,
)
