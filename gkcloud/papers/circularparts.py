"""The text of a circular in the order that offices use.

Basis and period, overall figures, good practice, problems with the names of units, requirements with a date; lists are
attached (DOMAIN, section 6). A commendation has no problems and nobody reports on rectification.
"""

from itertools import chain
from typing import TYPE_CHECKING

from markupsafe import escape

from gkcloud.papers.circularfacts import AnnexedList, CircularPurpose
from gkcloud.papers.paper import chinese_date

if TYPE_CHECKING:
    from gkcloud.papers.circular import Circular

_ENCOURAGEMENT = (
    "希望受到表扬的单位珍惜荣誉，再接再厉，继续走在前列。"
    "其他单位要以先进为榜样，学习好经验、好做法，查找差距，改进工作。"
)
_DIGITS: tuple[str, ...] = ("", *"一二三四五六七八九")
_END_MARKS = "。；，、.;, "


def circular_body(circular: "Circular") -> str:
    """Return the body of the document in HTML, made of escaped text."""
    if circular.purpose is CircularPurpose.COMMENDATION:
        return "".join(chain(_paragraphs(_ended(circular.basis)), _commended(circular), _encouragement(circular)))
    sections = (
        ("总体情况", [*_figures(circular), *_paragraphs(circular.overview)]),
        ("好的做法", _practices(circular)),
        ("存在问题", _problems(circular)),
        (
            "整改要求" if circular.problems else "工作要求",
            [*_paragraphs(circular.requirements), *_reporting(circular)],
        ),
    )
    shown = [(name, content) for name, content in sections if content]
    body = _opening(circular)
    for number, (name, content) in enumerate(shown, 1):
        body += [f"<h2>{numeral(number)}、{name}</h2>", *content]
    return "".join(body)


def list_table(annexed: AnnexedList) -> str:
    """Return an annexed list as a table in HTML."""
    head = "".join(f"<th>{escape(name)}</th>" for name in annexed.header)
    rows = ("".join(f"<td>{escape(text)}</td>" for text in row) for row in annexed.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def numeral(number: int) -> str:
    """Return ``number``, 1 to 99, as headings count: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + _DIGITS[ones]


def _opening(circular: "Circular") -> list[str]:
    *before, last = circular.basis.strip().splitlines() or [""]
    period = f"{circular.period.strip()}的" if circular.period.strip() else "有关"
    what = "检查情况" if circular.purpose is CircularPurpose.INSPECTION else "情况"
    closing = f"现将{period}{what}通报如下："
    return [*_paragraphs("\n".join(before)), *_paragraphs(_ended(last) + closing)]


def _figures(circular: "Circular") -> list[str]:
    if circular.checked <= 0:
        return []
    counted, failed = circular.counted, circular.checked - circular.passed
    wanting = f"，不合格{failed}个" if failed else ""
    text = f"共检查{counted}{circular.checked}个，合格{circular.passed}个{wanting}，合格率{circular.rate}。"
    return _paragraphs(text)


def _practices(circular: "Circular") -> list[str]:
    entries = [("、".join(names_in(practice.units)), practice.text) for practice in circular.good_practice]
    return _entries(entries)


def _problems(circular: "Circular") -> list[str]:
    """Return a paragraph for each unit, whatever the order its problems were entered in."""
    found: dict[str, list[str]] = {}
    for problem in circular.problems:
        found.setdefault(problem.unit.strip(), []).append(problem.text.strip())
    return _entries([(unit, _joined(texts)) for unit, texts in found.items()])


def _joined(texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    numbered = (f"{number}.{text.rstrip(_END_MARKS)}" for number, text in enumerate(texts, 1))
    return "；".join(numbered)


def _entries(entries: list[tuple[str, str]]) -> list[str]:
    """Return a paragraph for each entry, its units as a run-in heading; a single one has no number and a colon."""
    if len(entries) == 1:
        ((units, text),) = entries
        return _paragraphs(f"{units}：{_ended(text)}" if text.strip() else _ended(units))
    marked = ((f"（{numeral(number)}）", *entry) for number, entry in enumerate(entries, 1))
    return [part for mark, units, text in marked for part in _paragraphs(mark + _ended(units) + _ended(text))]


def _reporting(circular: "Circular") -> list[str]:
    if circular.report_by is None:
        return []
    receiver = circular.report_to.strip() or next(iter(circular.issuers), "")
    what = "整改情况" if circular.problems else "落实情况"
    return _paragraphs(f"请各有关单位于{chinese_date(circular.report_by)}前将{what}报{receiver or '发文机关'}。")


def _commended(circular: "Circular") -> list[str]:
    named = [name for practice in circular.good_practice for name in names_in(practice.units)]
    if not named:
        return _paragraphs("经研究，决定对附件所列单位予以通报表扬。")
    if any(practice.text.strip() for practice in circular.good_practice):
        opening = f"经研究，决定对下列{len(named)}个单位予以通报表扬："
        return [*_paragraphs(opening), *_practices(circular)]
    count = f"等{len(named)}个单位" if len(named) > 1 else ""
    return _paragraphs(f"经研究，决定对{'、'.join(named)}{count}予以通报表扬。")


def _encouragement(circular: "Circular") -> list[str]:
    return _paragraphs(circular.requirements.strip() or _ENCOURAGEMENT)


def names_in(units: tuple[str, ...]) -> list[str]:
    """Return the names that are not empty."""
    return [name for unit in units if (name := unit.strip())]


def _ended(text: str) -> str:
    """Return ``text`` with one full stop at its end."""
    text = text.strip()
    return text if not text or text[-1] in "。！？" else text.rstrip(_END_MARKS) + "。"


def _paragraphs(text: str) -> list[str]:
    return [f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip()]
