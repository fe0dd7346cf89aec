"""Names of organs and addressees, judged by how they end."""

from __future__ import annotations

import re

_SUFFIXES = (
    "人民政府|政府|办公室|办公厅|委员会|人大常委会|政协|党委|县委|市委|区委|省委|州委|工委|党组|党支部|总支|局|厅|部|委|办|署|"
    "法院|检察院|研究院|设计院|医院|卫生院|学院|大学|学校|中学|小学|幼儿园|中心|处|队|站|所|馆|社|公司|集团|银行|"
    "协会|学会|联合会|商会|总工会|工会|团委|妇联|科协|残联|文联|工商联|红十字会|供销社|基金会|"
    "领导小组|小组|指挥部|联席会议|专班|办事处|管委会|村委会|居委会|社区|行政公署|公署|分局|支局|镇|乡|街道"
)
_ORGAN = re.compile(rf"[\u4e00-\u9fffＸX×（）()·]{{1,44}}(?:{_SUFFIXES})(?:[（(](?:代章|章|盖章|公章|印)[）)])?")
_NOT_A_NAME = re.compile(
    r"关于|印发|转发|通知|如下|工作要点|特此|以及|情况|办法|方案|为了|应当|进一步|开展|严禁|请|联系|电话|各[乡镇县市区]|有关单位|等$"
)
_SEAL = re.compile(r"\s*[（(](?:代章|章|盖章|公章|印)[）)]\s*$")
_SHORTEST = 4
_PERSON = re.compile(
    r"^(?:代)?(?:省长|市长|县长|区长|州长|旗长|镇长|乡长|主任|局长|厅长|部长)[:：\s]\s*[\u4e00-\u9fff×\s]{2,8}$"
)


def organ_names(text: str) -> tuple[str, ...]:
    """Return the organs when the text is nothing but names of organs, without seal notes; () otherwise.

    Several organs may stand apart by white space or 、; blanks inside a name (letter-spacing) are closed.
    """
    text = re.sub(r"^\s*(?:发布|发文|制发|落款)?(?:单位|机关|机构)\s*[:：]\s*", "", text.strip())
    closed = _SEAL.sub("", re.sub(r"\s", "", text))
    parts = [part for part in re.split(r"[、\s]+", _SEAL.sub("", text)) if part]
    if len(parts) > 1 and all(_is_name(part) for part in parts):
        return tuple(parts)
    return (closed,) if _is_name(closed) else ()


def _is_name(text: str) -> bool:
    return len(text) >= _SHORTEST and bool(_ORGAN.fullmatch(text)) and not _NOT_A_NAME.search(text)


def is_person_signature(text: str) -> bool:
    """Say whether the line is an office and a name, such as 县长：某某某 under an order."""
    return bool(_PERSON.match(text.strip()))


def title_organ(title: str) -> str:
    """Return the organ that a title names before 关于, 印发, 转发, 批转 or 公告; "" if not certain."""
    match = re.match(r"^(.+?)(?:关于|印发|转发|批转|办公室会议纪要$)", title)
    if match is None:
        match = re.match(r"^(.+?)(?:公告|通告|令|公报)$", title)
    if match is None:
        return ""
    return "、".join(organ_names(match[1]))


_ADDRESSEE_WORD = re.compile(
    rf"(?:{_SUFFIXES}|单位|企业|部门|机构|各户|同志|代表|市民|居民|村民|群众|先生|女士|同学|家长|委员|会员|领导|镇街|乡镇|村|场|园区|"
    r"直属机构|各办|工厂|事业单位)(?:[（(][^（）()]{1,30}[）)])?$"
)
_NOT_ADDRESSED = re.compile(
    r"如下|以下|下列|要求|包括|通知$|公告$|通告$|说明|事项|附件|^一|^（|^\(|^\d|[。！？；]|时间|地点|电话|联系人|^注|^其中|^经|^现|原则"
)
_LONGEST_ADDRESSEE = 240


def addressee_end(text: str) -> int | None:
    """Return the offset of the colon that ends the addressee a line begins with; None otherwise."""
    colon = re.search(r"[:：]", text[: _LONGEST_ADDRESSEE + 1])
    if colon is None:
        return None
    name = text[: colon.start()].strip()
    return colon.start() if is_addressee(name) else None


def is_addressee(name: str) -> bool:
    """Say whether the words, without a colon, name those whom a text is sent to."""
    if not name or _NOT_ADDRESSED.search(name) or re.search(r"关于|《", name):
        return False
    last = re.split(r"[、,，\s]", name)[-1]
    return name.startswith(("各", "全体", "全县", "全市", "全区", "广大")) or bool(_ADDRESSEE_WORD.search(last))
