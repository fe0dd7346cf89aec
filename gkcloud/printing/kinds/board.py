"""Sheets for the notice board (公开栏): what a unit published in a quarter, by column, each item with its QR code."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select

from gkcloud.papers.board import LONGEST_SUMMARY, BoardClass, BoardItem, NoticeBoard
from gkcloud.papers.paper import PaperKind
from gkcloud.papers.sheetsizes import Orientation, Sheet
from gkcloud.printing.kinds import fields
from gkcloud.printing.kinds.base import Maker, Numbered, OptionsForm, Source
from gkcloud.printing.kinds.selecting import publications, published_within
from gkcloud.printing.rules import first_sentence
from gkcloud.publishing.model import Publication
from gkcloud.supervision.rules import Quarter, quarter_of
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.clock import local

_POSTED_DAYS = 92  # until the next quarter's sheets hang
_OTHERS = "其他事项"


@dataclass(frozen=True, slots=True)
class BoardOptions:
    """Which quarter, on which paper, and what stands at the foot."""

    name: str
    year: int
    quarter: int
    sheet: Sheet
    orientation: Orientation
    posted_on: date
    keep_until: date
    phone: str

    @property
    def period(self) -> Quarter:
        """The quarter that is shown."""
        return Quarter(self.year, self.quarter)


class BoardForm(OptionsForm):
    """Quarter, paper and foot."""

    name = fields.text("栏名", 10)
    year = fields.number("年份", 2000, 2099)
    quarter = fields.one_of("季度", ((str(number), Quarter(1, number).name) for number in range(1, 5)))
    sheet = fields.one_of("纸张", ((each.value, each.label) for each in Sheet))
    orientation = fields.one_of("方向", ((each.value, each.label) for each in Orientation))
    posted_on = fields.day("张贴日期")
    keep_until = fields.day("保留至")
    phone = fields.text("监督电话", 30)

    def options(self) -> BoardOptions:
        """Return what was typed."""
        return BoardOptions(
            name=self.name.data.strip(),
            year=self.year.data,
            quarter=int(self.quarter.data),
            sheet=Sheet(self.sheet.data),
            orientation=Orientation(self.orientation.data),
            posted_on=self.posted_on.data,
            keep_until=self.keep_until.data,
            phone=self.phone.data.strip(),
        )


def _begin(tenant: Tenant, today: date) -> BoardOptions:
    quarter = quarter_of(today).before
    return BoardOptions(
        name="政务公开栏",
        year=quarter.year,
        quarter=quarter.number,
        sheet=Sheet.A2,
        orientation=Orientation.PORTRAIT,
        posted_on=today,
        keep_until=today + timedelta(days=_POSTED_DAYS),
        phone=tenant.spec.contacts.phone,
    )


def _title(tenant: Tenant, options: BoardOptions) -> str:
    return f"{tenant.short_name}{options.name}（{options.period.label}）"


def _select(tenant: Tenant, options: BoardOptions) -> Select[Publication]:
    period = options.period
    return publications(Publication.tenant_id == tenant.id, *published_within(period.first_day, period.last_day))


def _make(options: BoardOptions, source: Source, _numbered: Numbered) -> NoticeBoard:
    names = {column.code: column.name for column in source.tenant.spec.columns}
    classes: dict[str, list[BoardItem]] = {}
    for post in source.posts:
        code = next((code for code in source.columns_of(post) if code in names), "")
        classes.setdefault(names.get(code, _OTHERS), []).append(
            BoardItem(
                title=post.title,
                source=post.source or post.issuer,
                summary=post.summary or first_sentence(post.body_html, LONGEST_SUMMARY),
                published_on=local(post.published_at).date(),
                address=source.address_of(post),
            )
        )
    order = {name: place for place, name in enumerate((*names.values(), _OTHERS))}
    return NoticeBoard(
        unit=source.tenant.name,
        period=options.period.label,
        classes=tuple(
            BoardClass(name, tuple(items)) for name, items in sorted(classes.items(), key=lambda each: order[each[0]])
        ),
        posted_on=options.posted_on,
        keep_until=options.keep_until,
        phone=options.phone,
        name=options.name,
        sheet=options.sheet,
        orientation=options.orientation,
    )


MAKER = Maker(
    kind=PaperKind.BOARD,
    purpose="把一个季度公开的信息排成 A3 或 A2 张贴页，每条附二维码，供办公地点外的公开栏张贴。",
    options=BoardOptions,
    form=BoardForm,
    begin=_begin,
    title=_title,
    select=_select,
    make=_make,
)
