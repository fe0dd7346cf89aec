"""What a copied web page carries around a text: navigation, posting line, metadata, footer, links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from gkcloud.publishing.importing.blocks import Block, Paragraph, Table
from gkcloud.publishing.importing.dates import find_dates, whole_date
from gkcloud.publishing.importing.headings import read_mark
from gkcloud.publishing.importing.numbers import own_number
from gkcloud.publishing.importing.organs import addressee_end, organ_names

_CRUMB = re.compile(
    r"^[【\[]?(?:您|你)?(?:现在|当前|目前|所在|所处|的)*位置(?:是)?\s*[:：]|^(?:网站)?首页\s*[>＞»›→/\\|·-]"
)
_POSTED = r"发布时间|发布日期|发稿时间|发表时间|更新时间|公开日期|上传时间|录入时间|发文时间|添加时间"
_SOURCE = (
    r"信息来源|文章来源|稿件来源|来源|供稿|本文作者|作者|发布人|点击数|点击率|点击|浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|访问量|访问次数|"
    r"字号|字体|字体大小|打印|分享|视力保护色|责任编辑|编辑|审核|校对"
)
_POSTING_LINE = re.compile(rf"^[【\[（(]?\s*(?:{_POSTED}|{_SOURCE})\s*[:：】\]]")
_STAMPED = re.compile(
    r"^[【\[（(]?\s*(?:日期|时间)\s*[:：]\s*[0-9]{4}\s*[-/.][0-9\s\-/.:]{4,}|^\s*[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:\s+[0-9:]{4,8})?(?:\s|$)"
)
_DATE_AND_SOURCE = re.compile(rf"(?:{_POSTED}|{_SOURCE})\s*[:：]")
_NAV_WORDS = frozenset(
    re.split(
        r"\s+",
        """首页 网站首页 返回首页 登录 注册 搜索 检索 无障碍 无障碍浏览 长者模式 适老模式 关怀版 繁体 简体
        English 设为首页 加入收藏 收藏 网站地图 政务公开 政府信息公开 信息公开 政务服务 政民互动 互动交流
        新闻中心 政务要闻 通知公告 公示公告 政策文件 政策解读 联系我们 站内搜索 当前位置 打印 关闭 分享
        大 中 小 【打印】 【关闭】 手机版 智能问答 正文""",
    )
)
_INTRODUCTION = re.compile(r"^简介\s*[:：].*(?:小编|文库|本站|整理|范文)")

# A line that only a page footer has, wherever it stands.
_FOOTER = re.compile(
    r"^扫一扫|^微信扫|^用手机扫|^手机扫|^(?:\S{0,6}下载)?本?文档为?\s*\S{0,6}格式|^下载\S.*(?:文档|\.docx?|\.pdf|格式)|^点此处下载|^点击下载|^将本文档?下载|"
    r"^(?:免责)?声明\s*[:：].*(?:互联网|版权|侵权|转载|立场)|版权所有|^Copyright|ICP备|网站标识码|公网安备|公安网?备|"
    r"^本(?:内容|文|文档|信息|站).{0,4}来源于.*(?:网站|为准)|^(?:上|下)一(?:篇|条)\s*[:：]?|^分享到?\s*[:：]?$|^分享到|"
    r"^【?(?:打印|关闭|收藏|返回顶部|返回列表)(?:本页|本文|窗口|页面)?】?(?:\s*【?(?:打印|关闭|收藏|返回顶部)(?:本页|本文|窗口|页面)?】?)*$|"
    r"^(?:网站地图|联系我们|关于我们|使用帮助|隐私(?:声明|保护)|网站声明|我要纠错|我为政府网站找错|政府网站找错)(?:[\s|｜].*)?$|"
    r"^(?:国务院部门|地方政府|各?省.{0,6}政府|.{0,3}市政府部门|.{0,3}省政府部门|区?[（(]?[区市县]{0,2}[）)]?政府(?:部门)?|其他|县直部门|部门|乡镇)网站(?:链接|导航)?$|"
    r"^(?:责任编辑|网站编辑|编辑|编审|校对|初审|复审|终审)\s*[:：]\s*\S{0,10}(?:\s|$)"
)
# A heading after which a page has nothing but links and teasers.
_RELATED = re.compile(
    r"^[【\[]?(?:相关范文推荐|相关范文|相关文章(?:推荐)?|相关推荐|相关阅读|相关新闻|相关信息|相关链接|猜你喜欢|你可能(?:还)?喜欢|推荐阅读|热门文章|"
    r"热门推荐|精彩推荐|延伸阅读|最新文章|友情链接|网站链接)[】\]]?\s*[:：]?$"
)
_TRAILING = re.compile(r"^(?:主办|承办|协办|技术支持|维护|地址|邮编|电话|传真|来源|稿源|信息来源)(?:单位)?\s*[:：]")
_SHORT, _LONGEST_FOOTER, _LONGEST_HEAD = 30, 200, 60

_LABELS = {
    "title": "信息名称|文件名称|名称|标题",
    "doc_no": "发文字号|发布文号|文件编号|文号",
    "issuer": "发文机关|发布机构|发布单位|发布机关|制发机关|制定机关|发文单位",
    "formed_on": "成文日期|成文时间|印发日期|生成日期",
    "posted": "发布日期|公开日期|发布时间|公开时间|发文日期",
    "other": "索引号|索引编号|主题分类|体裁分类|组配分类|主题词|关键词|内容概述|"
    "有效性|是否有效|效力状态|生效日期|实施日期|失效日期|废止日期|"
    "所属类别|文件来源|公开方式|公开属性|公开责任部门|责任部门|信息分类|公开范围|统一登记号|公开形式|登记号|发布渠道",
}
_ANY_LABEL = "|".join(_LABELS.values())
_PAIR = re.compile(rf"[【\[]?\s*(?P<label>{_ANY_LABEL})\s*(?:[】\]]\s*[:：]?|[:：])\s*")


@dataclass(slots=True)
class Page:
    """A text without what the page put around it, and what that said."""

    blocks: list[Block]
    dropped: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    posted: date | None = None


def strip_page(blocks: Sequence[Block]) -> Page:
    """Take navigation, posting lines, metadata and footer from a text; all of it goes to ``dropped``."""
    page = Page(list(blocks))
    _cut_head(page)
    _cut_footer(page)
    return page


def _take(page: Page, index: int) -> None:
    block = page.blocks.pop(index)
    page.dropped.append(plain_text(block))


def plain_text(block: Block) -> str:
    """Return a block's characters on one line, for quoting in a warning."""
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Table):
        return " ".join(cell.text for row in block.rows for cell in row if cell.text)
    return " ".join(plain_text(part) for item in block.items for part in item)


def _cut_footer(page: Page) -> None:
    texts = [block.text if isinstance(block, Paragraph) else None for block in page.blocks]
    last = max((index for index, text in enumerate(texts) if _is_substance(text)), default=-1)
    for index, text in enumerate(texts):
        if index > last and text and _RELATED.match(text):
            texts = texts[:index]
            break
    end = len(texts)
    start = end
    # Walk up from the end; short lines without a stop go only if a sure footer line is above them.
    for index in range(end - 1, -1, -1):
        text = texts[index]
        if text is not None and _FOOTER.search(text):
            start = index
        elif not (text is not None and _may_trail(text)):
            break
    keep = [
        i
        for i in range(start)
        if not (texts[i] and _FOOTER.search(texts[i] or "") and len(texts[i] or "") <= _LONGEST_FOOTER)
    ]
    kept = set(keep)
    page.dropped.extend(plain_text(block) for i, block in enumerate(page.blocks) if i not in kept)
    page.blocks = [page.blocks[i] for i in keep]


def _is_substance(text: str | None) -> bool:
    """Say whether a line after "related articles" shows that a real text goes on there."""
    if text is None or text.endswith(("......", "……", "...")):
        return False
    return own_number(text) is not None or (addressee_end(text) is not None and text.endswith((":", "：")))


def _may_trail(text: str) -> bool:
    if _TRAILING.match(text):
        return True
    return len(text) <= _SHORT and not (
        re.search("[。；;，,：:]", text)
        or read_mark(text)
        or whole_date(text)
        or organ_names(text)
        or re.match("附|抄送|（此件|\\(此件", text)
    )


def _cut_head(page: Page) -> None:
    index = 0
    while index < min(len(page.blocks), _LONGEST_HEAD):
        block = page.blocks[index]
        if isinstance(block, Table):
            if not _read_meta_table(page, block):
                return
            _take(page, index)
            continue
        if not isinstance(block, Paragraph):
            return
        text = block.text
        if _read_meta_line(page, text) or _is_head_furniture(page, text, index):
            _take(page, index)
            continue
        if addressee_end(text) is not None or "。" in text or len(text) > 100 or read_mark(text):  # noqa: PLR2004
            return
        index += 1


def _is_crumb(text: str) -> bool:
    """Say whether a line is a breadcrumb: it says so, or is at least two short names parted by > signs."""
    if _CRUMB.search(text):
        return True
    names = [name.strip() for name in re.split("[>＞»›→]+", text)]
    return len(names) > 2 and "。" not in text and all(0 < len(name) <= _SHORT for name in names[:-1])  # noqa: PLR2004


def _is_head_furniture(page: Page, text: str, index: int) -> bool:
    if own_number(text):
        return False
    if (
        _is_crumb(text)
        or _INTRODUCTION.match(text)
        or all(word in _NAV_WORDS for word in re.split(r"[\s|｜]+", text))
    ):
        return True
    if "。" in text or len(text) > 160:  # noqa: PLR2004
        return False
    dates = find_dates(text)
    bare = bool(dates) and dates[0].start == 0
    posting = bool(_POSTING_LINE.match(text) or _STAMPED.match(text))
    posting = posting or (bare and bool(_DATE_AND_SOURCE.search(text[dates[0].end :])))
    posting = posting or (bare and dates[0].end == len(text) and index > 0 and not _closes(page.blocks, index))
    if posting and dates and page.posted is None:
        page.posted = dates[0].value
    return posting


def _closes(blocks: Sequence[Block], index: int) -> bool:
    """Say whether a bare date is the end of a text: an organ stands above it, or nothing follows."""
    before = blocks[index - 1]
    return index + 1 >= len(blocks) or (isinstance(before, Paragraph) and bool(organ_names(before.text)))


def _read_meta_line(page: Page, text: str) -> bool:
    """Read a line of label and value pairs into ``page.meta``; say whether it was one."""
    pairs = list(_PAIR.finditer(text))
    if not pairs or pairs[0].start() != 0 or "。" in text:
        return False
    if len(pairs) == 1 and pairs[0]["label"] in ("名称", "标题") and not page.meta:
        return False
    for pair, following in zip(pairs, [*pairs[1:], None], strict=True):
        value = text[pair.end() : following.start() if following else len(text)]
        _remember(page, pair["label"], value.strip(" \t\u3000\u00a0;；【"))
    return True


def _read_meta_table(page: Page, table: Table) -> bool:
    cells = [cell.text.strip() for row in table.rows for cell in row]
    label = re.compile(rf"(?P<label>{_ANY_LABEL})\s*[:：]?")
    if sum(bool(label.fullmatch(cell)) for cell in cells) < 3:  # noqa: PLR2004
        return all(_PAIR.match(cell) for cell in cells if cell) and all(
            _read_meta_line(page, cell) for cell in cells if cell
        )
    for name, value in pairwise(cells):
        match = label.fullmatch(name)
        if match and not label.fullmatch(value):
            _remember(page, match["label"], value)
    return True


def _remember(page: Page, label: str, value: str) -> None:
    for key, labels in _LABELS.items():
        if label in labels.split("|") and value and key not in page.meta:
            page.meta[key] = value
            if key == "posted" and page.posted is None and (dates := find_dates(value)):
                page.posted = dates[0].value
