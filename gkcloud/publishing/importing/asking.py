"""What an import asks its user: a sentence for each thing not found, left out, or found twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from gkcloud.publishing.importing.closing import Closing
from gkcloud.publishing.importing.dates import is_unfinished_date
from gkcloud.publishing.importing.letterhead import Head
from gkcloud.publishing.importing.result import ImportedText

# Kinds that address everybody and so name no addressee (党政机关公文处理工作条例 art. 8 and 9).
_TO_EVERYBODY = re.compile(r"(?:公告|通告|公报|公示|令|启事)(?:[（(].*)?$")


def sentences(text: ImportedText, head: Head, closing: Closing, posted: date | None) -> list[str]:
    """Return the requests for what was not recognised, in the order of the form's fields."""
    asked = []
    if not text.title:
        asked.append("没有找到标题，请填写标题。")
    elif not head.title_is_certain:
        asked.append(f"标题取自首行“{text.title}”，请核对。")
    if not text.doc_no:
        asked.append("没有找到文号，请填写文号；确实没有文号的，请留空。")
    if not text.issuer:
        asked.append("没有找到可以确定的发文机关，请填写发文机关。")
    if not text.addressee and not _TO_EVERYBODY.search(text.title):
        asked.append("没有找到主送机关，请填写主送机关；确实没有的，请留空。")
    if text.formed_on is None:
        asked.append(_ask_for_date(closing, posted))
    if head.secrecy:
        asked.append(f"文件标有密级“{head.secrecy}”，涉密文件不得公开，请立即停止导入并联系保密审查人员。")
    return asked


def _ask_for_date(closing: Closing, posted: date | None) -> str:
    if closing.date_text and is_unfinished_date(closing.date_text):
        return f"成文日期“{closing.date_text}”不完整，请填写完整的成文日期。"
    if closing.date_text:
        return f"成文日期“{closing.date_text}”不存在，请核对并填写成文日期。"
    if posted is not None:
        return f"只找到网页发布日期{posted.isoformat()}，它不是成文日期，请填写成文日期。"
    return "没有找到成文日期，请填写成文日期。"


def about_dropped(dropped: Sequence[str]) -> list[str]:
    """Return one sentence that quotes everything left out, so that nothing disappears unseen."""
    if not dropped:
        return []
    quoted = "".join(f"「{text}」" for text in dropped)
    return [f"下列文字不属于正文（网页导航、页脚、版头等），没有导入，请核对：{quoted}。"]


def about_differences(what: str, used: str, other: str) -> str:
    """Return the sentence for two differing statements about one field."""
    return f"{what}有两种写法：“{used}”和“{other}”，已采用前者，请核对。"
