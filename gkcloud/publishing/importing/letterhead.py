"""The head of a text: red head, number, title (over several lines too), date note, addressee."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gkcloud.publishing.importing.blocks import Block, Paragraph
from gkcloud.publishing.importing.dates import FoundDate, find_dates, whole_date
from gkcloud.publishing.importing.headings import read_mark
from gkcloud.publishing.importing.numbers import edge_number, own_number
from gkcloud.publishing.importing.organs import addressee_end, is_addressee, organ_names

# The 15 kinds of official document (党政机关公文处理工作条例 art. 8) and what they annex.
_KINDS = (
    "通知|意见|决定|决议|命令|令|公报|公告|通告|通报|报告|请示|批复|议案|函|复函|纪要|"
    "办法|规定|规则|细则|条例|章程|方案|要点|计划|规划|纲要|预案|制度|规范|标准|指南|指引|目录|清单|名单|公示|启事|说明|解读|"
    "总结|汇报|讲话|发言|致辞|简报|通讯|预算|决算|分工|安排|措施|流程|须知|守则|公约|倡议书|承诺书|答复|回复|声明|情况|一览表|汇总表|统计表|表"
)
_EDITION = (
    r"(?:\s*[（(](?:试行|暂行|草案|征求意见稿|送审稿|修订稿|讨论稿|摘要|摘编|节选|"
    r"[0-9]{4}年?(?:修订|版|修正)[^）)]{0,6})[）)])"
)
_TITLE_END = re.compile(rf"(?:{_KINDS}){_EDITION}?$")
_KIND_ALONE = re.compile(rf"^(?:{_KINDS})$")
_EDITION_LINE = re.compile(rf"^{_EDITION}$")
_FORMAL = re.compile("关于|印发|转发|批转|公告|通告|公示|《")
_RED_HEAD = re.compile(r"^(?P<organ>.{4,60}?)\s*文\s*件$")
_MARKS = re.compile(r"^(?:[0-9０-９]{6}|(?:特\s*急|加\s*急|急\s*件|平\s*急)|签发人\s*[:：].{0,20})$")
_SECRECY = re.compile(r"^(?:绝\s*密|机\s*密|秘\s*密)(?:\s*★.{0,10})?$")
_TEASER = re.compile(
    r"\s*[\[【（(][^\]】）)]{0,12}(?:推荐阅读|推荐|范文|精选|共\d+篇|[五三]篇)[^\]】）)]{0,8}[\]】）)]$"
)
_CJK_GAP = re.compile(
    r"(?<=[^\x00-\x7f])[ \t\u00a0\u3000]+(?=[^\x00-\x7f]|[0-9])|(?<=[0-9])[ \t\u00a0\u3000]+(?=[^\x00-\x7f])"
)
_LONGEST_LINE, _LONGEST_TITLE, _LONGEST_PLAIN = 80, 160, 60
_SHORTEST_TITLE, _LONGEST_ENDING = 4, 30


@dataclass(slots=True)
class Head:
    """What the head of a text says; ``rest`` begins with the addressee, if there is one."""

    title: str = ""
    title_is_certain: bool = True
    doc_no: str = ""
    organ: str = ""
    addressee: str = ""
    note_date: FoundDate | None = None
    note: Paragraph | None = None
    secrecy: str = ""
    dropped: list[str] = field(default_factory=list)
    rest: list[Block] = field(default_factory=list)


def close_gaps(text: str) -> str:
    """Return a title without the white space inside that line breaks and letter-spacing left."""
    return re.sub(r"[ \t\u00a0\u3000]{2,}", " ", _CJK_GAP.sub("", text)).strip()


def is_red_head(text: str) -> bool:
    """Say whether the line is an issuing organ's mark (发文机关标志): organ name and 文件."""
    match = _RED_HEAD.match(text)
    return match is not None and bool(organ_names(match["organ"]))


def is_whole_title(text: str) -> bool:
    """Say whether a line (or joined lines) has the form of a complete title: …关于…的通知, …方案（试行）."""
    text = text.strip()
    if (
        not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE
        or re.search("[。；;！!？?：:]", text.rstrip("！!"))
        or read_mark(text)
    ):
        return False
    return bool(_TITLE_END.search(text)) and not _hangs(text)


def _hangs(text: str) -> bool:
    return any(text.count(opening) > text.count(closing) for opening, closing in ("《》", "“”", "（）", "()"))


def _may_be_title_line(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    text = block.text
    if not text or (len(text) > _LONGEST_LINE and not is_whole_title(text)):
        return False
    if read_mark(text) or own_number(text) or whole_date(text) or addressee_end(text) is not None:
        return False
    return not re.search("[。；;]|[，,：:、]$", text)


def gather_title(blocks: Sequence[Block]) -> int:
    """Return how many blocks at the start make up a title; 0 when the first cannot be one."""
    if not blocks or not _may_be_title_line(blocks[0]):
        return 0
    texts: list[str] = []
    for block in blocks[:4]:
        if not _may_be_title_line(block) or not isinstance(block, Paragraph):
            break
        texts.append(block.text)
    for count in range(1, len(texts) + 1):
        joined = close_gaps("".join(texts[:count]))
        following = texts[count] if count < len(texts) else ""
        if _EDITION_LINE.match(following):
            continue
        if count > 1 and not (_FORMAL.search(joined) or organ_names(texts[0])):
            break
        if _numbered_title(joined) or (is_whole_title(joined) and not _goes_on(joined, following)):
            return count
    return 1


def _numbered_title(joined: str) -> bool:
    number = edge_number(joined)
    return number is not None and number.start > 0


def _goes_on(title: str, following: str) -> bool:
    if re.match(r"的|》|、|和|及|与", following):
        return True
    if title.endswith(("的通知", "的意见", "的函", "的公告", "的通告", "的决定")) or not following:
        return False
    issues = re.search("(?:关于)?(?:印发|转发|批转|发布|下达)", title)
    return (
        bool(issues)
        and following.endswith(("通知", "的函", "公告", "意见"))
        and not following.startswith(("关于",))
        and len(following) <= _LONGEST_ENDING
    )


def read_head(blocks: Sequence[Block], name: str = "") -> Head:
    """Read the head of a text; ``name`` is the title that a separator line or the page gave it, or ""."""
    head = Head()
    index = 0
    while index < len(blocks):
        used = _read_head_line(head, blocks, index)
        if not used:
            break
        index += used
    head.rest = [*([head.note] if head.note else []), *blocks[index:]]
    if name and not head.title:
        head.title = close_gaps(name)
        first = head.rest[0] if head.rest else None
        if isinstance(first, Paragraph) and close_gaps(first.text) == head.title:
            head.rest.pop(0)
        if not head.doc_no and (number := edge_number(head.title)):
            head.doc_no, head.title = number.value, head.title[: number.start].strip()
    _read_addressee(head)
    return head


def _read_head_line(head: Head, blocks: Sequence[Block], index: int) -> int:
    """Take what stands at ``index`` into the head; return how many blocks that were, 0 at its end."""
    block = blocks[index]
    if not isinstance(block, Paragraph):
        return 0
    if (not head.title and _read_mark_line(head, block.text)) or _read_number_line(head, block):
        return 1
    if head.title:
        return _read_below_title(head, block)
    if (organs := organ_names(block.text)) and _is_letterhead(blocks, index):
        head.organ = "、".join(organs)
        head.dropped.append(block.text)
        return 1
    return _read_title(head, blocks, index)


def _read_number_line(head: Head, block: Paragraph) -> bool:
    if head.doc_no:
        return False
    if number := own_number(block.text):
        head.doc_no = number.value
        return True
    return _read_number_with_note(head, block)


def _read_mark_line(head: Head, text: str) -> bool:
    if is_red_head(text):
        match = _RED_HEAD.match(text)
        head.organ = "、".join(organ_names(match["organ"])) if match else ""
    elif _SECRECY.match(text):
        head.secrecy = text
    elif not _MARKS.match(text):
        # Number and signer on one line, as in a report to a superior.
        signed = re.match(r"^(?P<number>.+?)\s+签发人\s*[:：].{0,20}$", text)
        number = own_number(signed["number"]) if signed else None
        if number is None:
            return False
        head.doc_no = head.doc_no or number.value
        text = text[signed.end("number") :].strip() if signed else text
    head.dropped.append(text)
    return True


def _read_number_with_note(head: Head, block: Paragraph) -> bool:
    """Read (内政发[2000]132号2000年12月7日): the number goes into the head, the date stays as a note."""
    text = block.text
    if not re.fullmatch(r"[（(].*[）)]", text):
        return False
    dates = find_dates(text)
    if not dates or dates[-1].end != len(text) - 1:
        return False
    number = own_number(text[1 : dates[-1].start].rstrip("，, ；;"))
    if number is None:
        return False
    head.doc_no, head.note_date = number.value, dates[-1]
    head.note = Paragraph(block.cut(0, 1).runs + block.cut(dates[-1].start).runs)
    return True


def _read_below_title(head: Head, block: Paragraph) -> int:
    if _EDITION_LINE.match(block.text):
        head.title += close_gaps(block.text)
        return 1
    bracketed = re.fullmatch(r"[（(].*[）)]", block.text)
    if head.note is None and bracketed and (found := whole_date(block.text) or _passing_date(block.text)):
        head.note, head.note_date = block, found
        return 1
    return 0


def _passing_date(note: str) -> FoundDate | None:
    """Return the day in a note （某年某月某日某会议通过）, which is the date of such a text (条例 art. 9)."""
    dates = find_dates(note)
    return dates[0] if len(dates) == 1 and dates[0].start == 1 and note[:-1].endswith("通过") else None


def _is_letterhead(blocks: Sequence[Block], index: int) -> bool:
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    below = blocks[index + 2] if index + 2 < len(blocks) else None
    if not isinstance(following, Paragraph) or not isinstance(below, Paragraph):
        return False
    if _KIND_ALONE.match(below.text):
        return False
    return own_number(following.text) is not None and _may_be_title_line(below)


def _read_title(head: Head, blocks: Sequence[Block], index: int) -> int:
    count = gather_title(blocks[index:])
    if not count:
        return 0
    title = close_gaps("".join(block.text for block in blocks[index : index + count] if isinstance(block, Paragraph)))
    if teaser := _TEASER.search(title):
        head.dropped.append(teaser[0].strip())
        title = title[: teaser.start()]
    number = edge_number(title)
    # A number of its own above or below the title makes the one at the title's end a citation.
    if number and not (number.start and (head.doc_no or _own_number_at(blocks, index + count))):
        head.doc_no = head.doc_no or number.value
        title = (title[: number.start] if number.start else title[number.end :]).strip()
    words = title[: number.start] if number and title.endswith(("）", ")", "号")) else title
    certain = is_whole_title(words) or is_whole_title(title) or getattr(blocks[index], "source_level", None) in (0, 1)
    if not certain and not _stands_alone(title, blocks[index + count :]):
        return 0
    head.title, head.title_is_certain = title, certain
    return count


def _own_number_at(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index] if index < len(blocks) else None
    return isinstance(block, Paragraph) and own_number(block.text) is not None


def _stands_alone(title: str, below: Sequence[Block]) -> bool:
    """Say whether a line without a title's ending heads the text: short, no organ, prose below."""
    if len(title) > _LONGEST_PLAIN or organ_names(title) or not below or re.search("[，,]$", title):
        return False
    first = below[0]
    return not isinstance(first, Paragraph) or len(first.text) > len(title) or bool(read_mark(first.text))


def _closed(name: str) -> str:
    """Return a letter-spaced name (各 村) without its blanks."""
    return "".join(name.split()) if all(len(part) == 1 for part in name.split()) else name


def _read_addressee(head: Head) -> None:
    index = 1 if head.note else 0
    if index >= len(head.rest):
        return
    block = head.rest[index]
    if not isinstance(block, Paragraph):
        return
    # An addressee broken over two lines: the first ends with a comma, the second with the colon.
    following = head.rest[index + 1] if index + 1 < len(head.rest) else None
    if re.search("[，,、]$", block.text) and isinstance(following, Paragraph) and re.search("[:：]$", following.text):
        joined = block.joined(following)
        if is_addressee(joined.text.rstrip(":：")):
            head.rest[index : index + 2] = [joined]
            head.addressee = joined.text.rstrip(":： ")
            return
    end = addressee_end(block.text)
    if end is None:
        return
    head.addressee = _closed(block.text[:end].strip())
    head.rest[index : index + 1] = block.split_at([end + 1])
