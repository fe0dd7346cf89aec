"""The texts of a programme's posts, as a first draft for the county's office to finish. Pure but for the rows it reads."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from gkcloud.demonstration.model import Designation, DesignationChange, Programme
from gkcloud.demonstration.rules import Category
from gkcloud.demonstration.sixhaves import Have
from gkcloud.demonstration.standingrules import ChangeKind
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.sanitize import clean_body
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.rendering import chinese_date

_NUMERALS = "一二三四五六"
_TO_ALL = '<p class="addressee">各乡镇人民政府、街道办事处，县直各单位：</p>'


def notice(programme: Programme, tenant: Tenant, today: date) -> PostContent:
    """Return the notice: categories with their numbers, and the six demands."""
    planned = "、".join(
        f"{category.label} {programme.quotas[category.value]} 个"
        for category in Category
        if programme.quotas.get(category.value)
    )
    demands = "".join(
        f"<p>（{_NUMERALS[place]}）{have.label}。{escape(programme.standard[have.value])}</p>"
        for place, have in enumerate(Have)
    )
    body = (
        f"{_TO_ALL}<p>为推进政务公开规范化建设，决定开展{programme.year}年度政务公开示范创建工作。现将有关事项通知如下：</p>"
        f"<h2>一、创建计划</h2><p>本年度计划认定{planned or '若干示范单位'}。</p>"
        f"<h2>二、创建标准</h2>{demands}"
        f"<h2>三、申报办法</h2><p>符合标准的单位于{chinese_date(programme.nominate_by)}前在系统中申报，逐项说明情况并附佐证材料；"
        "没有专门人员的村（社区）、站所由所在乡镇、街道或主管部门代为申报。县里实地走访后择优认定，名单向社会公开。</p>"
    )
    return _content(
        f"关于开展{programme.year}年度政务公开示范创建工作的通知", body, tenant, today, "公布年度示范创建计划和标准。"
    )


def unit_list(
    programme: Programme,
    rows: Sequence[Designation],
    strengths: Mapping[uuid.UUID, str],
    tenant: Tenant,
    today: date,
) -> PostContent:
    """Return the list, a table for each category; what the last cell says of a unit is what its public page says."""
    by_category = [(category, [row for row in rows if row.category == category.value]) for category in Category]
    present = [(category, units) for category, units in by_category if units]
    counted = "、".join(f"{category.label} {len(units)} 个" for category, units in present)
    body = (
        f"{_TO_ALL}<p>经申报、审核和实地走访，决定认定{programme.year}年度政务公开示范单位共 {len(rows)} 个，"
        f"其中{counted}。现予公布，名单如下：</p>"
    )
    for place, (category, units) in enumerate(present):
        body += f"<h2>{_NUMERALS[place]}、{category.label}（{len(units)} 个）</h2>{_table(units, strengths)}"
    body += "<p>被认定的单位要继续做好公开工作。示范资格实行年度复核，不再符合标准的，暂停或者撤销示范资格。</p>"
    title = f"关于认定{programme.year}年度政务公开示范单位的通知"
    return _content(title, body, tenant, today, f"公布{programme.year}年度政务公开示范单位名单。")


def _table(units: Sequence[Designation], strengths: Mapping[uuid.UUID, str]) -> str:
    lines = "".join(
        f"<tr><td>{place}</td><td>{escape(row.unit_name)}</td>"
        f"<td>{escape(' '.join(strengths.get(row.nomination_id, '').split()))}</td></tr>"
        for place, row in enumerate(units, 1)
    )
    head = '<tr><th scope="col">序号</th><th scope="col">单位</th><th scope="col">主要做法</th></tr>'
    return f"<table><thead>{head}</thead><tbody>{lines}</tbody></table>"


def decision(row: Designation, change: DesignationChange, tenant: Tenant, today: date) -> PostContent:
    """Return the decision on a designation, with its reason, for the office to word for the public."""
    kind, category = ChangeKind(change.kind), Category(row.category)
    act = {ChangeKind.SUSPEND: "暂停", ChangeKind.RESTORE: "恢复", ChangeKind.REVOKE: "撤销"}[kind]
    body = (
        f"{_TO_ALL}<p>{escape(change.reason)}</p>"
        f"<p>经研究，决定{act}{escape(row.unit_name)}{row.year}年度政务公开{category.label}的示范资格。</p>"
    )
    title = f"关于{act}{row.unit_name}政务公开示范资格的通知"
    return _content(title, body, tenant, today, f"{act}{row.unit_name}的政务公开示范资格。")


def _content(title: str, body: str, tenant: Tenant, today: date, summary: str) -> PostContent:
    signed = f'<p class="signature">{escape(tenant.name)}</p><p class="date">{chinese_date(today)}</p>'
    spec = tenant.spec
    return PostContent(
        title=title,
        body_html=clean_body(body + signed),
        issuer=tenant.name,
        formed_on=today,
        columns=tuple(column.code for column in spec.columns if column.kind == "notice")[:1],
        subject_class=_code([each.code for each in spec.subject_classes], "general"),
        genre_class=_code([each.code for each in spec.genre_classes], "tongzhi"),
        summary=summary,
        keywords="政务公开 示范创建",
        source=tenant.name,
    )


def _code(codes: Sequence[str], wanted: str) -> str:
    return wanted if wanted in codes else codes[0]
