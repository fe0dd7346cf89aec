"""Invented content for the gallery: shapes as the page templates' comments promise, words of our own."""

from typing import Any

from markupsafe import Markup

Context = dict[str, Any]

TENANT = {
    "slug": "lixian",
    "name": "澧县人民政府",
    "short_name": "澧县",
    "kind": "county",
    "contacts": {
        "office": "县政务公开办公室",
        "address": "澧县行政中心一楼东侧",
        "phone": "0000-3200001",
        "email": "gongkai@lixian.example",
        "postcode": "415500",
        "hours": "工作日 8:30 至 12:00，14:30 至 17:30",
    },
    "site_id": "4307230001",
    "icp_no": "湘ICP备00000000号",
    "police_no": "湘公网安备 43072300000000号",
}

COLUMNS = ["政策文件", "重大决策", "财政资金", "社会救助", "教育卫生", "惠农补贴", "公共资源", "监督检查"]

NAV = [{"name": name, "href": f"column.html?c={i}", "is_current": False} for i, name in enumerate(COLUMNS)]

PUBLIC: Context = {
    "tenant": TENANT,
    "nav": NAV,
    "ancestors": [{"name": "湖南省人民政府", "href": "#"}, {"name": "常德市人民政府", "href": "#"}],
    "crumbs": [],
    "metas": [
        ("SiteName", "澧县人民政府"),
        ("SiteDomain", "www.lixian.example"),
        ("SiteIDCode", "4307230001"),
    ],
    "text_size": "normal",
    "links": {
        "home": "home.html",
        "search": "search.html",
        "sitemap": "sitemap.html",
        "report_error": "#",
        "feed": "#",
        "theme_css": "theme.css",
        "text_size": {"normal": "?text=normal", "large": "?text=large", "larger": "?text=larger"},
    },
}

TITLES = [
    ("2026-11-20", "澧县2026年秋季耕地地力保护补贴发放情况公示（第三批）"),
    ("2026-11-19", "关于调整城乡居民最低生活保障标准的通知"),
    ("2026-11-18", "大堰垱镇至王家厂镇公路改造工程环境影响评价公众参与公告"),
    ("2026-11-17", "澧县义务教育学校划片招生范围（2026年修订）"),
    ("2026-11-16", "《澧县农村宅基地审批管理办法》文字解读"),
    ("2026-11-13", "关于公开征求城区公交线路优化方案意见的公告"),
    ("2026-11-12", "澧县2026年第三季度“双随机、一公开”抽查结果"),
    ("2026-11-11", "2025年度县本级部门决算公开目录"),
    ("2026-11-09", "县城区自来水管网检修停水通知"),
    ("2026-11-06", "澧县人民医院药品集中采购结果公示"),
]


def posts(count: int, start: int = 0, **extra: Any) -> list[Context]:
    """Return ``count`` post items, newest first."""
    chosen = [TITLES[(start + i) % len(TITLES)] for i in range(count)]
    return [{"title": title, "href": "post.html", "date": day, **extra} for day, title in chosen]


TOWNS = [
    "澧西街道",
    "澧阳街道",
    "澧浦街道",
    "澧澹街道",
    "小渡口镇",
    "梦溪镇",
    "复兴镇",
    "盐井镇",
    "大堰垱镇",
    "王家厂镇",
    "金罗镇",
    "甘溪滩镇",
]
DEPARTMENTS = [
    "发展和改革局",
    "教育局",
    "民政局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源局",
    "住房和城乡建设局",
    "农业农村局",
    "卫生健康局",
    "审计局",
]

UNITS: list[Context] = [
    {"name": "乡镇街道", "items": [{"name": name, "href": "#"} for name in TOWNS]},
    {"name": "县直部门", "items": [{"name": name, "href": "#"} for name in DEPARTMENTS]},
]

ISSUES = [
    {
        "name": "澧县政务公开简报",
        "number": f"第{n}期",
        "unit": "县政务公开办公室",
        "date": f"2026年{m}月31日",
        "heads": ["补贴发放情况集中公开", "乡镇公开栏整改过半", "政策解读同步率提高"],
        "href": "#",
        "caption": f"2026年第{n}期（PDF，1.{n} MB）",
    }
    for n, m in [(10, 10), (9, 8), (8, 7), (7, 5)]
]

WAYS = [
    {
        "name": "依申请公开",
        "text": "目录里没有的信息，可以书面或在网上申请。一般在 20 个工作日内答复。",
        "href": "#",
    },
    {
        "name": "县长信箱",
        "text": "反映问题、提出建议。来信和答复经您同意后公开。",
        "href": "#",
    },
    {
        "name": "意见征集",
        "text": "正在征求意见的重大决策，共 2 项。",
        "href": "#",
    },
]

BODY = Markup(
    """<p class="flush">各镇人民政府、街道办事处，县直有关单位：</p>
<p>为保障困难群众基本生活，经县人民政府同意，现就调整城乡居民最低生活保障标准有关事项通知如下。</p>
<h2>一、调整标准</h2>
<p>自2026年12月1日起，城镇居民最低生活保障标准由每人每月700元提高到740元；农村居民最低生活保障标准由每人每年6120元提高到6480元。</p>
<table><caption>调整前后对照</caption><thead>
<tr><th scope="col">类别</th>
<th scope="col">原标准</th><th scope="col">新标准</th></tr></thead>
<tbody><tr><th scope="row">城镇</th><td>700元/月</td><td>740元/月</td></tr>
<tr><th scope="row">农村</th><td>6120元/年</td><td>6480元/年</td></tr></tbody></table>
<h2>二、工作要求</h2>
<h3>（一）及时审核</h3>
<p>各镇、街道要在11月底前完成在册对象复核。新申请的家庭，自受理之日起30日内办结。</p>
<h3>（二）公开透明</h3>
<h4>1.公示范围。</h4>
<p>保障对象姓名、所在村（社区）、保障人数和金额在村务公开栏长期公示，身份证号码、银行账号、联系电话不得公开。</p>
<h4>2.接受监督。</h4>
<p>群众有异议的，可向所在镇、街道或者县民政局反映，受理单位应当在10个工作日内调查答复。</p>
<h2>三、资金保障</h2>
<p>所需资金由县财政统筹安排，按月通过社会化方式发放到户，不得代领、截留。</p>
<p class="signature">澧县民政局</p>
<p class="signature">2026年11月18日</p>"""
)

FACTS = [
    ("索引号", "4307230007/2026-00318"),
    ("主题分类", "民政、扶贫、救灾"),
    ("发文机关", "澧县民政局"),
    ("成文日期", "2026-11-18"),
    ("标题", "关于调整城乡居民最低生活保障标准的通知"),
    ("文号", "澧民发〔2026〕31号"),
    ("公开日期", "2026-11-19"),
    ("有效性", "有效"),
    ("公开方式", "主动公开"),
    ("关键词", "最低生活保障　标准　社会救助"),
]

FILES = [
    {"name": "城乡居民最低生活保障标准表", "href": "#", "kind": "XLSX", "size": "18 KB"},
    {"name": "最低生活保障申请书（样式）", "href": "#", "kind": "DOCX", "size": "36 KB"},
]

PAGE = {"page": 2, "pages": 14, "total": 272, "prev": "#", "next": "#"}

FILTERS = [
    {
        "name": "year",
        "label": "年份",
        "options": [("", "全部"), ("2026", "2026年"), ("2025", "2025年")],
        "value": "2026",
    },
    {
        "name": "genre",
        "label": "体裁",
        "options": [("", "全部"), ("tz", "通知"), ("gg", "公告")],
        "value": "",
    },
    {"name": "unit", "label": "发文机关", "options": [("", "全部"), ("mzj", "县民政局")], "value": ""},
    {
        "name": "valid",
        "label": "有效性",
        "options": [("", "全部"), ("yes", "有效"), ("no", "失效或废止")],
        "value": "",
    },
]
CHOSEN = [{"name": "2026年", "href": "#"}]


def catalogue_rows() -> list[Context]:
    """Return ten rows of the disclosure catalogue, one of them repealed."""
    rows = []
    for i, (day, title) in enumerate(TITLES):
        state = {"text": "已废止", "kind": "blocked"} if i == 3 else {"text": "有效", "kind": "met"}
        rows.append(
            {
                "index_no": f"4307230007/2026-{318 - i:05}",
                "title": title,
                "href": "post.html",
                "doc_no": f"澧民发〔2026〕{31 - i}号" if i % 3 else None,
                "formed_on": day,
                "published": day,
                "status": state,
            }
        )
    return rows


HITS = [
    {
        "title": Markup("关于调整城乡居民<mark>最低生活保障</mark>标准的通知"),
        "href": "post.html",
        "snippet": Markup(
            "自2026年12月1日起，城镇居民<mark>最低生活保障</mark>标准由每人每月700元提高到740元……"
        ),
        "unit": "县民政局",
        "published": "2026-11-19",
        "doc_no": "澧民发〔2026〕31号",
        "status": None,
    },
    {
        "title": Markup("2026年10月农村<mark>低保</mark>金发放名册公示"),
        "href": "post.html",
        "snippet": Markup("大堰垱镇10月农村<mark>低保</mark>在册312户，发放资金共计11.4万元，名册见附件……"),
        "unit": "大堰垱镇",
        "published": "2026-10-28",
        "doc_no": None,
        "status": None,
    },
    {
        "title": Markup("<mark>最低生活保障</mark>家庭收入核算办法"),
        "href": "post.html",
        "snippet": Markup("家庭收入按申请前12个月计算，包括工资性收入、经营净收入、财产净收入……"),
        "unit": "县民政局",
        "published": "2021-03-15",
        "doc_no": "澧民发〔2021〕8号",
        "status": {"text": "已废止", "kind": "blocked"},
    },
]
