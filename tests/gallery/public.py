"""The gallery's public pages: template and context of each."""

from typing import Any

from .content import (
    BODY,
    CHOSEN,
    COLUMNS,
    FACTS,
    FILES,
    FILTERS,
    HITS,
    ISSUES,
    PAGE,
    PUBLIC,
    TOWNS,
    UNITS,
    WAYS,
    Context,
    catalogue_rows,
    posts,
)


def public(title: str, *trail: str, **extra: Any) -> Context:
    """Return the public layout's context with a breadcrumb of ``trail``."""
    crumbs = [{"name": name, "href": "#" if i < len(trail) - 1 else None} for i, name in enumerate(trail)]
    return {**PUBLIC, "page_title": title, "crumbs": crumbs, **extra}


POST: Context = {
    "title": "关于调整城乡居民最低生活保障标准的通知",
    "source": "澧县民政局",
    "published": "2026年11月19日 10:24",
    "published_iso": "2026-11-19T10:24",
    "body_html": BODY,
}


def post_page(**extra: Any) -> Context:
    """Return a post page's context."""
    page = {
        "post": POST,
        "facts": FACTS,
        "bands": [],
        "files": FILES,
        "pdf": {"href": "#", "size": "212 KB"},
        "policy": None,
        "interpretations": [
            {"title": "《关于调整城乡居民最低生活保障标准的通知》政策解读", "href": "#", "form": "文字解读"},
            {"title": "一图读懂低保新标准", "href": "#", "form": "图解"},
        ],
        "related": posts(3, 4),
        "notes": [],
        "is_withdrawn": False,
        "address": "https://www.lixian.example/posts/4307230007-2026-00318",
        "qr_src": "qr.svg",
        "print_href": "#",
    }
    return public("关于调整城乡居民最低生活保障标准的通知", "社会救助", "正文", **{**page, **extra})


SEARCH = {
    "action": "search.html",
    "filters": FILTERS[:3],
    "days": [("from", "不早于", "2026-01-01"), ("to", "不晚于", "")],
    "chosen": [],
    "clear_href": "#",
    "advice": [],
}
HOME = {
    "hot": [{"name": name, "href": "#"} for name in ("惠农补贴", "低保标准", "招生范围", "预算决算")],
    "latest": posts(8),
    "latest_href": "#",
    "groups": [{"name": name, "href": "#", "items": posts(4, i)} for i, name in enumerate(COLUMNS[:6])],
    "units": UNITS,
    "below": [{**item, "source": TOWNS[i]} for i, item in enumerate(posts(3, 2))],
    "issues": ISSUES,
    "issues_href": "#",
    "catalogue_href": "catalogue.html",
    "guide_href": "guide.html",
    "directory_href": "directory.html",
    "ways": WAYS,
}
SIBLINGS = [{"name": name, "href": "#", "count": 12 + 7 * i, "is_current": i == 0} for i, name in enumerate(COLUMNS)]
CONTACTS = [("机构", "县政务公开办公室"), ("地址", "澧县行政中心一楼东侧"), ("电话", "0000-3200001")]
DIRECTORY = [
    {
        "name": group["name"],
        "id": f"g{i}",
        "units": [
            {
                "name": unit["name"],
                "href": "#",
                "phone": f"0000-32{n:05}",
                "address": f"{unit['name']}办公楼",
                "hours": "工作日 8:30 至 17:30",
            }
            for n, unit in enumerate(group["items"])
        ],
    }
    for i, group in enumerate(UNITS)
]
WITHDRAWN = [
    {
        "title": "本信息已于2026年11月20日撤回",
        "kind": "overdue",
        "text": "撤回原因：附表金额有误，核对后将重新公开。原文不再提供。",
        "href": None,
    }
]
REPEALED = [
    {
        "title": "本文件已于2026年10月1日废止",
        "kind": "blocked",
        "text": "废止依据：《关于公布规范性文件清理结果的通知》。",
        "href": "#",
        "link": "查看现行文件",
    }
]

FRONT = {
    "page_title": "政务公开",
    "text_size": "normal",
    "links": {"home": "#", "theme_css": None},
    "sign_in_href": "#",
    "governments": [
        {"name": "澧县人民政府", "href": "home.html", "groups": [{"id": "g", **group} for group in UNITS]},
        {"name": "余庆县人民政府", "href": "#", "groups": []},
    ],
}

PAGES: dict[str, tuple[str, Context]] = {
    "front": ("site/front.html", FRONT),
    "home": ("site/home.html", public("首页", **HOME, metas=PUBLIC["metas"])),
    "column": (
        "site/column.html",
        public(
            "社会救助",
            "社会救助",
            column={
                "name": "社会救助",
                "description": "最低生活保障、特困供养、临时救助的政策、标准和名册。",
                "feed_href": "#",
            },
            siblings=SIBLINGS,
            items=posts(10),
            page=PAGE,
        ),
    ),
    "column-empty": (
        "site/column.html",
        public(
            "重大决策",
            "重大决策",
            column={"name": "重大决策", "description": None, "feed_href": "#"},
            siblings=[],
            items=[],
            page={"pages": 1, "total": 0},
        ),
    ),
    "post": ("site/post.html", post_page()),
    "post-withdrawn": (
        "site/post.html",
        post_page(
            post={**POST, "body_html": None},
            bands=WITHDRAWN,
            files=[],
            pdf=None,
            interpretations=[],
            related=[],
        ),
    ),
    "post-repealed": ("site/post.html", post_page(bands=REPEALED)),
    "catalogue": (
        "site/catalogue.html",
        public(
            "政府信息公开目录",
            "政府信息公开目录",
            filters=FILTERS,
            action="catalogue.html",
            words="",
            chosen=CHOSEN,
            clear_href="#",
            rows=catalogue_rows(),
            page=PAGE,
        ),
    ),
    "search": (
        "site/search.html",
        public("搜索", "搜索", **SEARCH, query="低保", hits=HITS, page={"pages": 1, "total": 3}),
    ),
    "search-empty": (
        "site/search.html",
        public(
            "搜索",
            "搜索",
            **{**SEARCH, "advice": [{"name": "申请公开信息", "href": "#"}]},
            query="渔船补助",
            hits=[],
            page={"pages": 1, "total": 0},
        ),
    ),
    "guide": (
        "site/guide.html",
        public(
            "政府信息公开指南",
            "政府信息公开指南",
            sections=[
                {"title": "公开的范围", "paragraphs": ["本机关主动公开机构职能、政策文件、财政信息和办事事项。"]},
                {"title": "申请公开", "paragraphs": ["可以书面提出申请。", "自收到申请之日起20个工作日内答复。"]},
            ],
            contacts=CONTACTS,
        ),
    ),
    "directory": ("site/directory.html", public("机构设置", "机构设置", groups=DIRECTORY)),
    "sitemap": (
        "site/sitemap.html",
        public(
            "网站地图",
            "网站地图",
            tree=[
                {
                    "name": name,
                    "href": "#",
                    "children": [{"name": f"{name}公示", "href": "#", "children": []}],
                }
                for name in COLUMNS
            ],
            units=UNITS,
        ),
    ),
    "bulletins": (
        "site/bulletins.html",
        public("政务公开简报", "政务公开简报", years=[{"year": 2026, "issues": ISSUES}], page={"pages": 1}),
    ),
    "error-404": ("errors/error.html", public("没有找到", what="没有找到这个页面", advice="请从首页查找，或使用搜索。", request_id=None)),
}
