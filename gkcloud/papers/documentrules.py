"""What keeps an official document from being printed (GB/T 9704-2012, 7 and 10), each as a Chinese sentence."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from gkcloud.papers import masthead
from gkcloud.papers.documentforms import Form, Seal
from gkcloud.papers.documentparts import title_of
from gkcloud.papers.paper import body_report, glyph_faults
from gkcloud.typeset.body import Run, read_body
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import compose_lines

if TYPE_CHECKING:
    from gkcloud.papers.document import OfficialDocument

_NUMBER = re.compile(r"[\u3400-\u9fff]{2,15}〔(?:19|20)\d{2}〕[1-9]\d*号")
_ORDER_NUMBER = re.compile(r"(?:[\u3400-\u9fff]+令)?(第[1-9]\d*号)")
_MINUTES_NUMBER = re.compile(r"(?:(?:19|20)\d{2}年)?第[1-9]\d*[号期]|〔(?:19|20)\d{2}〕[1-9]\d*号|" + _NUMBER.pattern)
_COPY_NO = re.compile(r"\d{6}")
_SECRECY = re.compile(r"(?:秘密|机密|绝密)(?:★(?:长期|[1-9]\d*(?:年|个月|日)))?")
_URGENCIES = ("特急", "加急")
# A report (报告) goes upwards as well, but is also published, and then without those who signed it.
_UPWARD = re.compile(r"关于.*的请示$")
_LINE = 28.95
_ABOVE_MARK = 35 / 25.4 * 72
_AROUND_NUMBER = 4 * _LINE + 7  # two lines above the number, the rule and two lines below it
_MOST_SIGNERS = 6
# Characters of a number: of 28, one is free at both sides and one after it, 签发人： takes four, a name three.
_BESIDE_ONE_SIGNER, _BESIDE_TWO_SIGNERS = 18, 14
_LONGEST_BESIDE_DATE = 18  # characters


def number_shown(document: "OfficialDocument") -> str:
    """Return the document's number as it is printed: an order's mark says whose it is, its number is 第5号 alone."""
    found = _ORDER_NUMBER.fullmatch(document.doc_no) if document.form is Form.ORDER else None
    return found[1] if found else document.doc_no


def document_faults(document: "OfficialDocument", faces: Faces, files: Mapping[str, bytes] | None) -> Iterator[str]:
    """Return every fault of ``document``; pictures are looked at where ``files`` is given."""
    yield from _text_faults(document)
    if document.form is not Form.PLAIN:
        yield from _mark_faults(document, faces)
        yield from _number_faults(document)
        yield from _marking_faults(document)
    yield from _signature_faults(document)
    yield from _frame_faults(document)
    yield from _content_faults(document, faces, files)


def _text_faults(document: "OfficialDocument") -> Iterator[str]:
    if not document.title.strip():
        yield "公文没有标题。请填写标题。"
    if not read_body(document.body_html):
        yield "公文没有正文。请补上正文。"
    for number, attachment in enumerate(document.attachments, 1):
        if not attachment.title.strip():
            yield f"附件{number}没有标题。请补上标题，或删去这个附件。"
    if document.formed_on and document.printed_on and document.printed_on < document.formed_on:
        yield "印发日期早于成文日期。请核对两个日期。"


def _mark_faults(document: "OfficialDocument", faces: Faces) -> Iterator[str]:
    marks = document.marks
    if not marks or not all(mark.strip() for mark in marks):
        yield "没有发文机关标志。请填写发文机关名称，或改用无版头格式。"
        return
    if len(document.marks_shown) > masthead.MOST_ORGANS:
        yield f"联合发文的机关超过{masthead.MOST_ORGANS}个，首页放不下正文。请只列主办机关。"
    elif masthead.set_mark(document.marks_shown, document.full_mark_ending, faces).size < masthead.SMALLEST:
        yield "发文机关标志太长，一行排不下。请用发文机关的规范化简称。"
    elif _head_height(document, faces) > _LINE * 21:
        yield "版头、标题和主送机关占满了首页，正文不能从首页开始。请缩短标题或主送机关。"


def _head_height(document: "OfficialDocument", faces: Faces) -> float:
    """Return the points that everything above the body takes at most; a letter's takes less."""
    mark = masthead.set_mark(document.marks_shown, document.full_mark_ending, faces).height
    numbers = max(-(-len(document.signed_by) // 2), 1)
    addressee = len(compose_lines([Run(document.addressee, Role.BODY)], faces, indent_cells=0))
    lines = numbers + len(title_of(document.title)) + 1 + addressee
    return _ABOVE_MARK + mark + _AROUND_NUMBER + _LINE * lines


def _number_faults(document: "OfficialDocument") -> Iterator[str]:
    number, form = document.doc_no, document.form
    if form is Form.ORDER:
        if not _ORDER_NUMBER.fullmatch(number):
            yield f"令号“{number}”不合规定。请写成“第5号”，序号不编虚位。"
    elif form is Form.MINUTES:
        if number and not _MINUTES_NUMBER.fullmatch(number):
            yield f"纪要编号“{number}”不合规定。请写成“第5号”或“第5期”，序号不编虚位。"
    elif number and not _NUMBER.fullmatch(number):
        yield (
            f"发文字号“{number}”不合规定。请写成“机关代字〔年份〕序号号”，如“澧政办发〔2026〕5号”："
            "年份写全四位，用六角括号，序号不加“第”字，不编虚位。"
        )


def _marking_faults(document: "OfficialDocument") -> Iterator[str]:
    if document.copy_no and not _COPY_NO.fullmatch(document.copy_no):
        yield f"份号“{document.copy_no}”不是6位数字。请写成“000001”的样子。"
    if document.secrecy and not _SECRECY.fullmatch(document.secrecy):
        yield f"密级和保密期限“{document.secrecy}”不合规定。请写成“秘密★1年”“机密★5年”“绝密★长期”的样子。"
    if document.urgency and document.urgency not in _URGENCIES:
        yield f"紧急程度“{document.urgency}”不合规定。请写“特急”或“加急”。"


def _signature_faults(document: "OfficialDocument") -> Iterator[str]:
    signers, form = document.signed_by, document.form
    if form is Form.GENERAL and not signers and _UPWARD.search(document.title):
        yield "请示是上行文，应当标注签发人。请填写签发人姓名。"
    if signers and form is not Form.GENERAL:
        yield f"{document.form.label}不标注签发人。请删去签发人，或改用一般格式。"
    if signers and _cells(document.doc_no) > (_BESIDE_TWO_SIGNERS if len(signers) > 1 else _BESIDE_ONE_SIGNER):
        yield "发文字号太长，和签发人排不进一行。请核对发文机关代字。"
    if len(signers) > _MOST_SIGNERS:
        yield f"签发人超过{_MOST_SIGNERS}个，版头放不下。请只列各联合机关的签发人。"
    if any(not name.strip() for name in signers):
        yield "有一个签发人的姓名是空的。请补上姓名，或删去这一行。"
    if form in {Form.GENERAL, Form.LETTER, Form.ORDER} and not document.has_date:
        yield "没有成文日期。请填写成文日期。"
    if document.seal is Seal.STAMP and form is not Form.MINUTES and not document.stamp_office.strip():
        yield "加盖签名章的公文要标注签发人职务。请填写职务，如“县长”。"


def _frame_faults(document: "OfficialDocument") -> Iterator[str]:
    if _cells(document.printed_by) > _LONGEST_BESIDE_DATE:
        yield f"印发机关名称超过{_LONGEST_BESIDE_DATE}个字，和印发日期排不进一行。请用规范化简称。"
    if document.form is Form.MINUTES and _cells(next(iter(document.issuers), "")) > _LONGEST_BESIDE_DATE:
        yield f"纪要的印发机关名称超过{_LONGEST_BESIDE_DATE}个字，和日期排不进一行。请用规范化简称。"


def _cells(text: str) -> int:
    """Return the full-width characters that ``text`` takes, two figures or letters for one."""
    return -(-sum(1 if char.isascii() else 2 for char in text) // 2)


def _content_faults(document: "OfficialDocument", faces: Faces, files: Mapping[str, bytes] | None) -> Iterator[str]:
    yield from glyph_faults(faces, "公文版头、落款或版记", _frame_text(document))
    places = [("正文", document.title, document.body_html)]
    places += [(f"附件{at}", text.title, text.body_html) for at, text in enumerate(document.attachments, 1)]
    for place, title, html in places:
        blocks = read_body(html)
        yield from body_report(place, blocks, faces, files, beside=title)


def _frame_text(document: "OfficialDocument") -> str:
    listed = (*document.marks, *document.signed_by, *document.issuers, *document.copies_to)
    single = (
        document.mark_ending, document.doc_no, document.secrecy, document.addressee, document.stamp_office,
        document.stamp_name, document.note, document.printed_by, document.present, document.absent,
        document.observers, document.source_line,
    )  # fmt: skip
    return "".join((*listed, *single))
