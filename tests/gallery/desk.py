"""Invented content for the officials' pages of the gallery."""

from typing import Any

from .content import BODY, FACTS, FILES, FILTERS, ISSUES, PAGE, TITLES, Context, posts
from .forms import AccountForm, CodeForm, EditForm, IssueForm, PasteForm, UploadForm

TENANT = {"name": "大堰垱镇人民政府", "short_name": "大堰垱镇", "contacts": None}


def office(current: str, **extra: Any) -> Context:
    """Return the office layout's context with one of the four marked as current."""
    four = [("待办", "inbox", 6), ("发布", "publish", 0), ("简报", "bulletin", 0), ("我的", "person", 0)]
    bar = [{"name": n, "href": "#", "icon": i, "is_current": n == current, "count": c} for n, i, c in four]
    tools = [{"name": n, "href": "#", "is_current": n == current} for n in ("人员与角色", "栏目", "操作记录")]
    links = {"public": "home.html", "sign_out": "#", "theme_css": "theme.css", "home": "#"}
    person = {"name": "周明远", "role": "签发"}
    base = {"tenant": TENANT, "person": person, "bar": bar, "tools": tools, "links": links, "flashes": []}
    return {**base, "csrf_token": "token", "submit_key": "k1", "revision_hash": "h1", **extra}


def _sign(text: str, kind: str) -> Context:
    return {"text": text, "kind": kind}


ROWS = [
    {
        "href": "decide.html",
        "title": "县城区自来水管网检修停水通知",
        "unit": "大堰垱镇",
        "kind": "公告",
        "why": "紧急发布，请您补签，已等 3 小时",
        "due": _sign("今天到期", "overdue"),
        "signs": [],
    },
    {
        "href": "decide.html",
        "title": "大堰垱镇2026年10月农村最低生活保障金发放名册公示（含新增和退出对象）",
        "unit": "大堰垱镇",
        "kind": "公示",
        "why": "请您签发，已等 2 天",
        "due": _sign("还剩 1 个工作日", "soon"),
        "signs": [_sign("含 1 处身份证号", "overdue")],
    },
    {
        "href": "decide.html",
        "title": "关于调整城乡居民最低生活保障标准的通知",
        "unit": "大堰垱镇",
        "kind": "通知",
        "why": "请您签发，今天 15:20 送来",
        "due": _sign("还剩 6 个工作日", "waiting"),
        "signs": [_sign("检查没有问题", "met")],
    },
    {
        "href": "decide.html",
        "title": "九垱村2026年第三季度村级财务收支情况",
        "unit": "大堰垱镇九垱村",
        "kind": "公示",
        "why": "改后重新送签，您11月18日退回过",
        "due": _sign("还剩 9 个工作日", "waiting"),
        "signs": [],
    },
    {
        "href": "decide.html",
        "title": "冬季农田水利建设项目安排表",
        "unit": "大堰垱镇",
        "kind": "其他",
        "why": "请您签发，今天 9:05 送来",
        "due": _sign("还剩 12 个工作日", "waiting"),
        "signs": [_sign("表格缺表头", "soon")],
    },
]
INBOX_TABS = [
    {"name": "待我办理", "href": "#", "is_current": True, "count": 6},
    {"name": "我送出的", "href": "#", "is_current": False, "count": 2},
    {"name": "已办", "href": "#", "is_current": False},
]

STEPS = [
    {"name": "采编", "state": "done", "person": "陈晓芸"},
    {"name": "审核", "state": "done", "person": "胡志高"},
    {"name": "保密审查", "state": "done", "person": "龙秀英"},
    {"name": "签发", "state": "current", "person": None},
    {"name": "公开", "state": "next", "person": None},
]

CHANGED = {
    "since": "自您11月18日退回以来",
    "paragraphs": [
        None,
        [
            ("same", "自2026年"),
            ("del", "11月"),
            ("ins", "12月"),
            ("same", "1日起，城镇居民最低生活保障标准由每人每月700元提高到740元"),
        ],
        [("ins", "群众有异议的，可向所在镇、街道或者县民政局反映。")],
    ],
}

FINDINGS = [
    {
        "level": "warn",
        "title": "1 处手机号码",
        "detail": "138****0000，在“接受监督”一段。",
        "where": "查看这一段",
        "href": "#",
    },
    {"level": "note", "title": "附件1 的表格没有表头", "detail": "读屏软件读不出各列的含义。", "where": None},
]
BLOCKING = [
    {
        "level": "block",
        "title": "1 处完整的身份证号码",
        "detail": "附件“发放名册.xlsx”第 3 列第 17 行。",
        "where": None,
    },
    *FINDINGS,
]

_SHEET_FACTS = [
    ("标题", "关于调整城乡居民最低生活保障标准的通知"),
    ("单位", "大堰垱镇人民政府"),
    ("发布时间", "签发后立即发布"),
]


def decisions(*, open_sheet: str | None = None, blocked: bool = False) -> list[Context]:
    """Return the signer's two decisions."""
    sign = {
        "name": "sign",
        "label": "签发",
        "is_primary": True,
        "is_blocked": blocked,
        "sentence": "确认签发并发布？",
        "facts": _SHEET_FACTS,
        "asks_reason": False,
        "note": "发布后不能收回已读的内容；可以更正或撤回，页面会写明。",
        "action": "#",
        "confirm_label": "签发并发布",
        "is_open": open_sheet == "sign",
        "cancel_href": "decide.html",
    }
    back = {
        "name": "return",
        "label": "退回",
        "is_primary": False,
        "is_blocked": False,
        "sentence": "退回修改",
        "facts": [],
        "asks_reason": True,
        "reason_label": "请写明需要改什么",
        "reason": "",
        "error": "请写明退回的理由，采编人员才知道改什么。" if open_sheet == "return" else None,
        "action": "#",
        "confirm_label": "退回",
        "is_open": open_sheet == "return",
        "cancel_href": "decide.html",
    }
    return [sign, back]


def decide(**extra: Any) -> Context:
    """Return the decide page's context."""
    post = {
        "key": "post-12",
        "title": "关于调整城乡居民最低生活保障标准的通知",
        "unit": "大堰垱镇",
        "kind": "通知",
        "author": "陈晓芸",
        "submitted": "11月21日 15:20",
        "publish_at": None,
        "body_html": BODY,
    }
    page = {
        "page_title": post["title"],
        "post": post,
        "back_href": "inbox.html",
        "position": "第 3 件，共 6 件",
        "facts": FACTS,
        "steps": STEPS,
        "changed": CHANGED,
        "findings": FINDINGS,
        "mask": {"action": "#", "text": "遮盖手机号码"},
        "comments": [
            {"person": "胡志高（审核）", "at": "11月20日 9:12", "text": "标准与县民政局文件一致，可以发布。"}
        ],
        "files": FILES,
        "decisions": decisions(),
    }
    return office("待办", **{**page, **extra})


def post_rows() -> list[Context]:
    """Return rows for the officials' list of posts."""
    states = [
        _sign("草稿", "waiting"),
        _sign("待审核", "soon"),
        _sign("待签发", "soon"),
        _sign("已公开", "met"),
        _sign("已退回", "overdue"),
        _sign("已撤回", "blocked"),
    ]
    return [
        {
            "title": title,
            "href": "show.html",
            "edit_href": "edit.html" if i == 0 else None,
            "state": states[min(i, 5) if i < 6 else 3],
            "column": ["惠农补贴", "社会救助", "政策文件"][i % 3],
            "author": ["陈晓芸", "唐立新"][i % 2],
            "changed": f"{day} 15:2{i % 10}",
        }
        for i, (day, title) in enumerate(TITLES)
    ]


POST_TABS = [
    {"name": name, "href": "#", "is_current": i == 0, "count": c}
    for i, (name, c) in enumerate([("全部", 272), ("草稿", 3), ("办理中", 5), ("已公开", 262), ("已撤回", 2)])
]

LOG = [
    {
        "person": "周明远",
        "did": "退回修改",
        "at": "11月18日 16:40",
        "text": "起始月份有误，请与县民政局文件核对。",
    },
    {"person": "龙秀英", "did": "保密审查通过", "at": "11月18日 10:05", "text": None},
    {"person": "胡志高", "did": "审核通过", "at": "11月17日 17:30", "text": None},
    {"person": "陈晓芸", "did": "送审", "at": "11月17日 15:02", "text": None},
]
REVISIONS = [
    {
        "number": 3,
        "at": "11月20日 8:50",
        "person": "陈晓芸",
        "what": "改正文 2 处",
        "href": "#",
        "is_current": True,
    },
    {
        "number": 2,
        "at": "11月17日 15:00",
        "person": "陈晓芸",
        "what": "补充文号",
        "href": "#",
        "is_current": False,
    },
]

PAGES: dict[str, tuple[str, Context]] = {
    "inbox": (
        "publishing/inbox.html",
        office(
            "待办",
            page_title="待办",
            items=ROWS,
            tabs_items=INBOX_TABS,
            refresh="#",
            new_href="#",
            page={"pages": 1},
        ),
    ),
    "inbox-empty": (
        "publishing/inbox.html",
        office(
            "待办",
            page_title="待办",
            items=[],
            tabs_items=INBOX_TABS,
            refresh=None,
            new_href=None,
            page={"pages": 1},
        ),
    ),
    "decide": ("publishing/decide.html", decide(done={"text": "已签发，“停水通知”已公开。", "undo": None})),
    "decide-blocked": (
        "publishing/decide.html",
        decide(
            decisions=decisions(blocked=True),
            findings=BLOCKING,
            mask={"action": "#", "text": "遮盖身份证号和手机号码"},
            conflict="陈晓芸 15:42 改了正文 1 处。下面标出了改动，请重新审阅后再签发。",
            blocked_note="有 1 处必须先处理，才能签发。",
        ),
    ),
    "confirm-sheet": ("publishing/decide.html", decide(decisions=decisions(open_sheet="sign"))),
    "return-sheet": ("publishing/decide.html", decide(decisions=decisions(open_sheet="return"))),
    "confirm": (
        "publishing/confirm.html",
        office(
            "待办",
            page_title="确认签发",
            post={"key": "p", "title": "x"},
            back_href="#",
            decision=decisions()[0],
        ),
    ),
    "list": (
        "publishing/list.html",
        office(
            "发布",
            page_title="发布",
            tabs_items=POST_TABS,
            filters=FILTERS[:2],
            query="",
            action="#",
            new_href="#",
            rows=post_rows(),
            page=PAGE,
            flashes=[("met", "已保存为草稿。")],
        ),
    ),
    "new": (
        "publishing/new.html",
        office(
            "发布",
            page_title="新建信息",
            back_href="#",
            upload={"form": UploadForm(), "action": "#"},
            paste={"form": PasteForm(), "action": "#"},
            blank_href="#",
        ),
    ),
    "edit": (
        "publishing/edit.html",
        office(
            "发布",
            page_title="编辑信息",
            form=EditForm.example(),
            action="#",
            back_href="#",
            heading="编辑信息",
            warnings=["没有找到文号。如果有，请填写。", "没有找到主题分类，请选择。"],
            findings=FINDINGS,
            check_action="#",
            files=[{**file, "remove_action": "#"} for file in FILES],
            returned={"person": "周明远", "at": "11月18日 16:40", "text": "起始月份有误，请核对。"},
            saved="11月21日 10:32 已保存",
            can_submit=True,
        ),
    ),
    "show": (
        "publishing/show.html",
        office(
            "发布",
            page_title="信息",
            post={"title": TITLES[1][1], "state": _sign("待签发", "soon"), "body_html": BODY},
            back_href="#",
            bands=[],
            facts=FACTS,
            steps=STEPS,
            actions=[
                {"label": "编辑", "href": "#", "kind": ""},
                {"label": "撤回送审", "href": "#", "kind": ""},
            ],
            findings=FINDINGS,
            files=FILES,
            revisions=REVISIONS,
            log=LOG,
            changed=None,
        ),
    ),
    "act": (
        "publishing/act.html",
        office(
            "发布",
            page_title="撤回信息",
            heading="撤回信息",
            lead="撤回后，原网址保留，页面只显示标题、撤回日期和理由。",
            facts=_SHEET_FACTS[:2],
            form=PasteForm(),
            action="#",
            back_href="#",
            confirm_label="确认撤回",
            is_danger=True,
        ),
    ),
    "bulletin-list": (
        "bulletins/list.html",
        office(
            "简报",
            page_title="简报",
            new_href="#",
            page={"pages": 1},
            rows=[
                {
                    "name": "2026年第11期",
                    "href": "#",
                    "period": "11月1日至11月30日",
                    "posts": 9,
                    "state": _sign("编辑中", "soon"),
                    "changed": "2026-11-21 10:02",
                    "pdf": None,
                },
                {
                    "name": "2026年第10期",
                    "href": "#",
                    "period": "10月1日至10月31日",
                    "posts": 14,
                    "state": _sign("已公开", "met"),
                    "changed": "2026-11-03 16:20",
                    "pdf": {"href": "#", "size": "1.2 MB"},
                },
            ],
        ),
    ),
    "bulletin-edit": (
        "bulletins/edit.html",
        office(
            "简报",
            page_title="编辑简报",
            heading="2026年第11期（编辑中）",
            back_href="#",
            action="#",
            preview_href="#",
            lock_href="#",
            form=IssueForm.example(),
            add_action="#",
            problems_before_lock=[],
            chosen=[
                {
                    "id": i,
                    "title": p["title"],
                    "unit": "县民政局",
                    "published": p["date"],
                    "up_action": "#" if i else None,
                    "down_action": "#",
                    "remove_action": "#",
                }
                for i, p in enumerate(posts(4))
            ],
            offered=[
                {"id": 10 + i, "title": p["title"], "unit": "县财政局", "published": p["date"]}
                for i, p in enumerate(posts(4, 4))
            ],
        ),
    ),
    "bulletin-progress": (
        "bulletins/show.html",
        office(
            "简报",
            page_title="2026年第11期",
            issue={"title": "澧县政务公开简报 2026年第11期", "number": 11, "state": _sign("已定稿", "met")},
            back_href="#",
            cover={**ISSUES[0], "number": "第11期", "date": "2026年11月21日"},
            facts=[
                ("期号", "第11期（总第86期）"),
                ("起止日期", "2026-11-01 至 2026-11-30"),
                ("定稿", "周明远，11月21日 16:10"),
            ],
            posts=posts(5),
            job={"state": "running", "percent": 40, "text": "正在排版，第 3 页", "poll_href": "#"},
            publish=None,
        ),
    ),
}

PLAIN = {"links": {"home": "#", "theme_css": None}, "csrf_token": "token", "action": "#", "flashes": []}
PAGES |= {
    "sign-in": (
        "people/sign_in.html",
        {**PLAIN, "page_title": "登录", "form": AccountForm(), "error": None, "demo": []},
    ),
    "sign-in-error": (
        "people/sign_in.html",
        {
            **PLAIN,
            "page_title": "登录",
            "form": AccountForm.with_errors(),
            "demo": [],
            "error": "账号或密码不对，请核对后再试。",
        },
    ),
    "totp": (
        "people/totp.html",
        {**PLAIN, "page_title": "动态口令", "form": CodeForm(), "setup": None, "back_href": "#"},
    ),
    "error-429": (
        "errors/error.html",
        {
            **PLAIN,
            "page_title": "操作过于频繁",
            "tenant": None,
            "what": "操作过于频繁",
            "advice": "请稍候几分钟再试。",
            "request_id": None,
        },
    ),
}
