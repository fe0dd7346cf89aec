"""The handbook of policies (政策清单手册): documents in force by theme, and for whom they are, for handing out."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select

from gkcloud.papers.handbook import Handbook
from gkcloud.papers.paper import PaperKind
from gkcloud.papers.policies import Extent, Policy, Theme, Validity
from gkcloud.printing.kinds import fields
from gkcloud.printing.kinds.base import Maker, Numbered, OptionsForm, Source
from gkcloud.printing.kinds.selecting import is_document, publications, published_within
from gkcloud.printing.rules import audiences_of, key_points
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import Tenant

_LONGEST_POINT = 120
_NO_TEXT = "none"
_EXTENTS = ((_NO_TEXT, "只印要点"), (Extent.EXCERPT.value, "要点和原文摘录"), (Extent.WHOLE.value, "要点和原文全文"))
_EXCERPT = 1200  # characters of markup; a page of A5 at most
_HOW_TO_USE = "每项政策后附二维码，扫码可看原文和附件。\n办理前请先拨打咨询电话，核对政策是否有调整。"


@dataclass(frozen=True, slots=True)
class HandbookOptions:
    """Which policies, and how much of each."""

    title: str
    edition: str
    published_from: date
    published_to: date
    extent: str
    how_to_use: str
    phone: str


class HandbookForm(OptionsForm):
    """Title, period and extent."""

    title = fields.text("手册名称", 40)
    edition = fields.text("版次", 20, "印在封面名称下，例如 2026年版。")
    published_from = fields.day("政策公开日期自")
    published_to = fields.day("政策公开日期至")
    extent = fields.one_of("原文", _EXTENTS)
    how_to_use = fields.long_text("使用说明", 600, "一段一行。")
    phone = fields.text("咨询电话", 30)

    def options(self) -> HandbookOptions:
        """Return what was typed."""
        return HandbookOptions(
            title=self.title.data.strip(),
            edition=self.edition.data.strip(),
            published_from=self.published_from.data,
            published_to=self.published_to.data,
            extent=self.extent.data,
            how_to_use=self.how_to_use.data.strip(),
            phone=self.phone.data.strip(),
        )


def _begin(tenant: Tenant, today: date) -> HandbookOptions:
    return HandbookOptions(
        title=tenant.spec.paper.handbook,
        edition=f"{today.year}年版",
        published_from=today.replace(month=1, day=1),
        published_to=today,
        extent=_NO_TEXT,
        how_to_use=_HOW_TO_USE,
        phone=tenant.spec.contacts.phone,
    )


def _title(_tenant: Tenant, options: HandbookOptions) -> str:
    return f"{options.title}（{options.edition}）"


def _select(_tenant: Tenant, options: HandbookOptions) -> Select[Publication]:
    in_force = Publication.validity.in_((Validity.IN_FORCE.value, Validity.AMENDED.value))
    return publications(is_document(), in_force, *published_within(options.published_from, options.published_to))


def _make(options: HandbookOptions, source: Source, numbered: Numbered) -> Handbook:
    spec = source.tenant.spec
    names = {each.code: each.name for each in spec.subject_classes}
    themes: dict[str, list[Policy]] = {name: [] for name in names.values()}
    for post in source.posts:
        unit = source.unit_of(post.tenant_id)
        words = f"{post.title}{post.keywords}{post.summary}{post.body_html}"
        theme = names.get(post.subject_class) or next(reversed(names.values()))
        themes[theme].append(
            Policy(
                title=post.title,
                issuer=post.issuer or unit.name,
                audiences=audiences_of(words, spec.audiences),
                key_points=(post.summary,) if post.summary else key_points(post.body_html, _LONGEST_POINT),
                doc_no=post.doc_no,
                formed_on=post.formed_on,
                validity=Validity(post.validity),
                apply_at=_where_to_apply(unit),
                body_html=_text(post.body_html, options.extent),
                extent=Extent.WHOLE if options.extent == Extent.WHOLE.value else Extent.EXCERPT,
                address=source.address_of(post),
            )
        )
    return Handbook(
        title=options.title,
        unit=source.tenant.name,
        edition=options.edition,
        made_on=numbered.issued_on,
        themes=tuple(Theme(name, tuple(policies)) for name, policies in themes.items() if policies),
        how_to_use=options.how_to_use,
        phone=options.phone,
    )


def _where_to_apply(unit: Tenant) -> str:
    contacts = unit.spec.contacts
    place = "，".join(part for part in (contacts.address, contacts.office) if part)
    return f"{place}，电话 {contacts.phone}" if contacts.phone else place


def _text(body_html: str, extent: str) -> str:
    """Return as much of a text as is printed; an excerpt ends with a whole paragraph."""
    if extent == _NO_TEXT:
        return ""
    if extent == Extent.WHOLE.value or len(body_html) <= _EXCERPT:
        return body_html
    end = body_html.rfind("</p>", 0, _EXCERPT)
    return body_html[: end + len("</p>")] if end > 0 else body_html


MAKER = Maker(
    kind=PaperKind.HANDBOOK,
    purpose="把有效的政策文件按主题和适用对象编成 A5 手册，每项附要点、办理地点和二维码，双面印、可骑马订。",
    options=HandbookOptions,
    form=HandbookForm,
    begin=_begin,
    title=_title,
    select=_select,
    make=_make,
)
