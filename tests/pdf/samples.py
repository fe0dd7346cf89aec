"""A paper of every kind, with everything in it that a file may go wrong on. A new kind adds its own here."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

from PIL import Image

from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.circular import AnnexedList, Circular, CircularPurpose, GoodPractice, Problem
from gkcloud.papers.document import Attachment, OfficialDocument, Seal
from gkcloud.papers.paper import Paper, PaperKind

TABLE = (
    "<table><caption>公开事项</caption><thead><tr><th>村名</th><th>件数</th><th>周期</th></tr></thead><tbody>"
    + "".join(f"<tr><td>第{number}村</td><td>{number * 7}</td><td>按季公开</td></tr>" for number in range(1, 41))
    + "</tbody></table>"
)
BODY = (
    "<h2>一、压实责任</h2><p>（一）明确分工。各村<strong>每月</strong>召开一次公开例会，按照澧政办函〔2015〕22号文件要求，"
    "2026年9月底前全部整改到位。</p><p>大堰垱镇的𬭎与龘，面积3269.5m<sup>2</sup>。</p>"
    "<ul><li>惠民补贴</li><li>村级财务</li></ul><ol><li>登记</li><li>上墙</li></ol>"
)


def coloured(mode: str = "RGB", form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (1200, 400), (30, 90, 160)).convert(mode).save(out, form)
    return out.getvalue()


FILES: Mapping[str, bytes] = {"rgb": coloured(), "alpha": coloured("RGBA"), "cmyk": coloured("CMYK", "JPEG")}
PICTURES = "".join(f'<p>如图。</p><img src="gk-file:{key}" alt="公开栏（{key}）">' for key in FILES)

_BULLETIN = BulletinIssue(
    masthead="澧县政务公开简报",
    year=2026,
    number=9,
    total_number=117,
    editing_unit="澧县人民政府办公室",
    issued_on=date(2026, 9, 30),
    editor_note="现选登部分单位的做法，供各地学习借鉴。",
    items=(
        BulletinItem("车溪乡把公开栏建到家门口", "车溪乡人民政府", BODY, date(2026, 9, 12)),
        BulletinItem("大堰垱镇让惠民补贴看得见", "大堰垱镇人民政府", "<p>情况如下。</p>" + TABLE + PICTURES),
    ),
    report_to=("市人民政府办公室", "县委书记", "县长"),
    distribute_to=("各乡镇人民政府、街道办事处", "县直各单位"),
    copies=120,
)

_DOCUMENT = OfficialDocument(
    title="澧县人民政府办公室关于做好2026年全县政务公开重点工作的通知",
    body_html="<p>现将有关事项通知如下。</p>" + BODY + PICTURES,
    marks=("中共澧县委办公室", "澧县人民政府办公室"),
    doc_no="澧政办发〔2026〕12号",
    copy_no="000012",
    secrecy="秘密★1年",
    urgency="特急",
    signed_by=("周某某", "李某"),
    addressee="各乡镇人民政府、街道办事处，县直各单位",
    issuers=("中共澧县委办公室", "澧县人民政府办公室"),
    formed_on=date(2026, 9, 30),
    seal=Seal.SEALED,
    note="此件公开发布",
    attachments=(Attachment("任务分解表", TABLE), Attachment("评分细则", BODY)),
    copies_to=("县委办公室", "县人大常委会办公室"),
    printed_by="澧县人民政府办公室",
    printed_on=date(2026, 10, 8),
)
_CIRCULAR = Circular(
    purpose=CircularPurpose.INSPECTION,
    subject="2026年第三季度政务公开工作",
    basis="根据县政府2026年政务公开工作要点，县人民政府办公室组织了专项检查。",
    period="2026年7月至9月",
    checked=46,
    passed=42,
    good_practice=(GoodPractice(("车溪乡", "大堰垱镇"), "公开栏按月更新，群众看得到、看得懂。"),),
    problems=(Problem("县林业局", "主动公开目录未更新"), Problem("盐井镇", "公开栏内容过期")),
    requirements="各单位要对照问题立行立改。",
    report_by=date(2026, 10, 31),
    lists=(AnnexedList("检查结果表", ("单位", "得分"), (("车溪乡", "96"), ("县林业局", "71"))),),
    marks=("澧县人民政府办公室",),
    doc_no="澧政办发〔2026〕15号",
    addressee="各乡镇人民政府、街道办事处，县直各单位",
    issuers=("澧县人民政府办公室",),
    formed_on=date(2026, 10, 12),
)

SAMPLES: Mapping[PaperKind, Paper] = {
    PaperKind.BULLETIN: _BULLETIN,
    PaperKind.DOCUMENT: _DOCUMENT,
    PaperKind.CIRCULAR: _CIRCULAR,
}
