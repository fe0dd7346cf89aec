"""A paper of every kind, with everything in it that a file may go wrong on. A new kind adds its own here."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

from PIL import Image

from gkcloud.comparison.charts import bar_chart
from gkcloud.papers.board import BoardClass, BoardItem, NoticeBoard
from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.circular import AnnexedList, Circular, CircularPurpose, GoodPractice, Problem
from gkcloud.papers.comparison import Comparison
from gkcloud.papers.document import Attachment, OfficialDocument, Seal
from gkcloud.papers.gazette import Gazette, GazetteItem
from gkcloud.papers.handbook import Handbook
from gkcloud.papers.listing import Listing
from gkcloud.papers.listinglayout import Align, Column
from gkcloud.papers.paper import Paper, PaperKind
from gkcloud.papers.policies import Policy, Theme, Validity
from gkcloud.papers.sheetsizes import Sheet

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

_GAZETTE = Gazette(
    name="澧县人民政府公报",
    year=2026,
    number=3,
    total_number=27,
    organ="澧县人民政府",
    editor="澧县人民政府办公室",
    issued_on=date(2026, 10, 15),
    period_from=date(2026, 7, 1),
    period_to=date(2026, 9, 30),
    note="本期收录第三季度印发的文件。",
    items=(
        GazetteItem(
            "澧县公开点管理办法",
            BODY,
            "县政府文件",
            "澧政发〔2026〕7号",
            "澧县人民政府",
            "综合政务",
            date(2026, 8, 3),
        ),
        GazetteItem(
            "关于水稻种植补贴发放工作的通知",
            BODY + TABLE,
            "部门文件",
            "澧农发〔2026〕31号",
            "澧县农业局",
            "农业",
            date(2026, 9, 1),
        ),
    ),
    contacts=("电话：0000-0000000",),
)
_ADDRESS = "https://www.example.gov.cn/lixian-chexi/posts/4f1d"
_BOARD = NoticeBoard(
    unit="车溪乡人民政府",
    period="2026年第三季度",
    classes=(
        BoardClass(
            "村级财务",
            (BoardItem("兴隆村收支情况", "兴隆村", body_html=TABLE.replace("<caption>公开事项</caption>", "")),),
        ),
        BoardClass(
            "惠民补贴",
            (
                BoardItem(
                    "耕地地力保护补贴发放",
                    "财政所",
                    "全乡补贴已发放到户。",
                    published_on=date(2026, 9, 20),
                    address=_ADDRESS,
                ),
            ),
        ),
    ),
    posted_on=date(2026, 10, 8),
    keep_until=date(2026, 12, 31),
    phone="0000-0000000",
    sheet=Sheet.A3,
)
_HANDBOOK = Handbook(
    title="澧县惠民政策清单",
    unit="澧县人民政府办公室",
    edition="2026年版",
    made_on=date(2026, 9, 30),
    themes=(
        Theme(
            "种粮补贴",
            (
                Policy(
                    "耕地地力保护补贴",
                    "澧县农业局",
                    ("农户",),
                    ("按承包耕地面积发放。",),
                    "澧农发〔2026〕31号",
                    address=_ADDRESS,
                ),
                Policy(
                    "农机购置补贴",
                    "澧县农机局",
                    ("农户", "企业"),
                    ("凭发票申请。",),
                    validity=Validity.AMENDED,
                    body_html=BODY,
                ),
            ),
        ),
    ),
    how_to_use="办理前请先拨打咨询电话。",
    phone="0000-0000000",
)
_COMPARISON = Comparison(
    title="澧县乡镇街道政务公开对比表（2026年10月）",
    unit="澧县人民政府",
    filter_text="按综合得分排名，好的在前",
    columns=(
        Column("unit", "单位", 2.0),
        Column("rank", "名次", 0.5, Align.CENTER),
        Column("score", "综合得分", 1.0, Align.RIGHT),
    ),
    rows=(("车溪乡", "1", "92%"), ("大堰垱镇", "2", "71%"), ("盐井镇", "—", "2/3")),
    made_on=date(2026, 11, 2),
    note="“—”表示不适用，不等于零。",
    pictures=(
        str(bar_chart(("车溪乡", "大堰垱镇", "盐井镇"), (92.0, 71.0, None), alternative="综合得分", top=100.0)),
    ),
    picture_text="综合得分（%），3 个单位：最高 92，最低 71",
)

_LISTING = Listing(
    title="车溪乡主动公开信息目录",
    unit="车溪乡人民政府",
    filter_text="主题分类：农业",
    columns=(Column("index_no", "索引号"), Column("title", "名称", 3), Column("sum", "金额（元）", 1, Align.RIGHT)),
    rows=tuple(
        (f"430723206/2026-{number:05}", "关于发放种植补贴的公告", f"{number * 1305.5:,.2f}")
        for number in range(1, 61)
    ),
    made_on=date(2026, 10, 8),
    totals=("", "合计", "2,389,065.00"),
)

SAMPLES: Mapping[PaperKind, Paper] = {
    PaperKind.BULLETIN: _BULLETIN,
    PaperKind.DOCUMENT: _DOCUMENT,
    PaperKind.CIRCULAR: _CIRCULAR,
    PaperKind.GAZETTE: _GAZETTE,
    PaperKind.BOARD: _BOARD,
    PaperKind.HANDBOOK: _HANDBOOK,
    PaperKind.LISTING: _LISTING,
    PaperKind.COMPARISON: _COMPARISON,
}
