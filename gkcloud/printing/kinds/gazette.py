"""The government gazette (政府公报): the documents of a period, whole, by the kind of unit that issued them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select

from gkcloud.papers.gazette import Gazette, GazetteItem
from gkcloud.papers.paper import PaperKind
from gkcloud.printing.kinds import fields
from gkcloud.printing.kinds.base import Maker, Numbered, OptionsForm, Source
from gkcloud.printing.kinds.selecting import is_document, publications, published_within
from gkcloud.printing.rules import month_before
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.rules import Kind
from gkcloud.web.clock import local

# Classes in the order in which gazettes print them; a unit's own kind decides.
_CLASSES: Mapping[Kind, str] = {
    Kind.PROVINCE: "省政府文件",
    Kind.PREFECTURE: "市政府文件",
    Kind.COUNTY: "县政府文件",
    Kind.DEPARTMENT: "部门文件",
    Kind.TOWNSHIP: "乡镇文件",
    Kind.STREET: "街道文件",
}
_OFFICE = "政府办公室文件"
_OTHERS = "其他单位文件"
_ORDER = (*list(_CLASSES.values())[:3], _OFFICE, *list(_CLASSES.values())[3:], _OTHERS)


@dataclass(frozen=True, slots=True)
class GazetteOptions:
    """What an editor says of one number."""

    name: str
    period_from: date
    period_to: date
    editor: str = ""
    note: str = ""


class GazetteForm(OptionsForm):
    """Name, period and note."""

    name = fields.text("公报名称", 24)
    period_from = fields.day("起始日期")
    period_to = fields.day("截止日期")
    editor = fields.optional_text("编辑单位", 40)
    note = fields.long_text("编辑说明", 600, "印在目录之前。")

    def options(self) -> GazetteOptions:
        """Return what was typed."""
        return GazetteOptions(
            name=self.name.data.strip(),
            period_from=self.period_from.data,
            period_to=self.period_to.data,
            editor=self.editor.data.strip(),
            note=self.note.data.strip(),
        )


def _begin(tenant: Tenant, today: date) -> GazetteOptions:
    first, last = month_before(today)
    return GazetteOptions(tenant.spec.paper.gazette, first, last, tenant.spec.bulletin.editing_unit)


def _title(_tenant: Tenant, options: GazetteOptions) -> str:
    return f"{options.name}（{options.period_from.year}年{options.period_from.month}月）"


def _select(_tenant: Tenant, options: GazetteOptions) -> Select[Publication]:
    return publications(is_document(), *published_within(options.period_from, options.period_to))


def _make(options: GazetteOptions, source: Source, numbered: Numbered) -> Gazette:
    subjects = {each.code: each.name for each in source.tenant.spec.subject_classes}
    contacts = source.tenant.spec.contacts
    items = [
        GazetteItem(
            title=post.title,
            body_html=post.body_html,
            group=class_of(source.unit_of(post.tenant_id), post.doc_no),
            doc_no=post.doc_no,
            issuer=post.issuer,
            subject_class=subjects.get(post.subject_class, ""),
            formed_on=post.formed_on,
            published_on=local(post.published_at).date(),
        )
        for post in source.posts
    ]
    items.sort(key=lambda item: (_ORDER.index(item.group), item.formed_on or numbered.issued_on))
    return Gazette(
        name=options.name,
        year=numbered.year,
        number=numbered.number,
        total_number=numbered.total_number or None,
        organ=source.tenant.name,
        issued_on=numbered.issued_on,
        items=tuple(items),
        editor=options.editor,
        period_from=options.period_from,
        period_to=options.period_to,
        note=options.note,
        contacts=tuple(
            f"{label}：{value}" for label, value in (("地址", contacts.address), ("电话", contacts.phone)) if value
        ),
    )


def class_of(unit: Tenant, doc_no: str) -> str:
    """Return the class under which a unit's document is listed.

    An office that signs for its government (政办函, 政办发) is listed as such, wherever it stands in the tree.
    """
    if "政办" in doc_no:
        return _OFFICE
    return _CLASSES.get(unit.kind, _OTHERS)


MAKER = Maker(
    kind=PaperKind.GAZETTE,
    purpose="收入一段时间内有文号的文件全文，按类别编排，有目录和索引；定稿时编定期号，可在网站公开。",
    options=GazetteOptions,
    form=GazetteForm,
    begin=_begin,
    title=_title,
    select=_select,
    make=_make,
    is_numbered=True,
)
