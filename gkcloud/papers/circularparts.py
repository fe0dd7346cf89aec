"""The text of a circular in the order that offices use, and what is wrong with its facts.

Basis and period, overall figures, good practice, problems with the names of units, requirements with a date; lists are
attached (DOMAIN, section 6). A commendation has no problems and nobody reports on rectification.
"""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from markupsafe import escape

from gkcloud.papers.paper import chinese_date

if TYPE_CHECKING:
    from gkcloud.papers.circular import AnnexedList, Circular

_ENCOURAGEMENT = (
    "希望受到表扬的{counted}珍惜荣誉，再接再厉，继续走在前列。"
    "其他{counted}要以先进为榜样，学习好经验、好做法，查找差距，改进工作。"
)
_DIGITS: tuple[str, ...] = ("", *"一二三四五六七八九")
_MOST_ENTRIES = 99
_END_MARKS = "。；，、.;, "


def circular_body(circular: "Circular") -> str:
    """Return the body of the document in HTML, made of escaped text."""
    if circular.purpose.value == "commendation":
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


def list_table(annexed: "AnnexedList") -> str:
    """Return an annexed list as a table in HTML."""
    head = "".join(f"<th>{escape(name)}</th>" for name in annexed.header)
    rows = ("".join(f"<td>{escape(text)}</td>" for text in row) for row in annexed.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def numeral(number: int) -> str:
    """Return ``number``, 1 to 99, as headings count: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + _DIGITS[ones]


def circular_faults(circular: "Circular") -> Iterator[str]:
    """Return a Chinese sentence for each fault of the facts."""
    if not circular.title.strip() and not circular.subject.strip():
        yield "没有写明通报什么事项。请填写通报事项，或直接填写标题。"
    if not circular.basis.strip():
        yield "没有写明通报的依据。请填写依据，如检查的部署或表扬的决定。"
    if circular.purpose.value == "commendation":
        yield from _commendation_faults(circular)
    else:
        yield from _figure_faults(circular)
        yield from _report_faults(circular)
    if circular.purpose.value == "inspection":
        yield from _inspection_faults(circular)
    yield from _entry_faults(circular)
    yield from _list_faults(circular)


def _opening(circular: "Circular") -> list[str]:
    *before, last = circular.basis.strip().splitlines() or [""]
    period = f"{circular.period.strip()}的" if circular.period.strip() else "有关"
    what = "检查情况" if circular.purpose.value == "inspection" else "情况"
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
    entries = [("、".join(_names(practice.units)), practice.text) for practice in circular.good_practice]
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
    """Return a paragraph for each entry, its units as a run-in heading."""
    paragraphs = []
    for number, (units, text) in enumerate(entries, 1):
        mark = f"（{numeral(number)}）" if len(entries) > 1 else ""
        paragraphs += _paragraphs(mark + _ended(units) + (_ended(text) if text.strip() else ""))
    return paragraphs


def _reporting(circular: "Circular") -> list[str]:
    if circular.report_by is None:
        return []
    receiver = circular.report_to.strip() or next(iter(circular.issuers), "")
    what = "整改情况" if circular.problems else "落实情况"
    return _paragraphs(
        f"请各有关{circular.counted}于{chinese_date(circular.report_by)}前将{what}报{receiver or '发文机关'}。"
    )


def _commended(circular: "Circular") -> list[str]:
    named = [name for practice in circular.good_practice for name in _names(practice.units)]
    if not named:
        return _paragraphs(f"经研究，决定对附件所列{circular.counted}予以通报表扬。")
    if not any(practice.text.strip() for practice in circular.good_practice):
        return _paragraphs(f"经研究，决定对{'、'.join(named)}等{len(named)}个{circular.counted}予以通报表扬。" if len(named) > 1
                           else f"经研究，决定对{named[0]}予以通报表扬。")  # fmt: skip
    opening = f"经研究，决定对下列{len(named)}个{circular.counted}予以通报表扬："
    return [*_paragraphs(opening), *_practices(circular)]


def _encouragement(circular: "Circular") -> list[str]:
    return _paragraphs(circular.requirements.strip() or _ENCOURAGEMENT.format(counted=circular.counted))


def _commendation_faults(circular: "Circular") -> Iterator[str]:
    if circular.problems:
        yield "表扬通报不写存在问题。请删去问题，或改为检查情况通报。"
    if circular.report_by is not None:
        yield "表扬通报不要求报送整改情况。请删去报送日期，或改为检查情况通报。"
    if not circular.good_practice and not circular.lists:
        yield "没有写明表扬哪些单位。请填写受表扬的单位，或附上名单。"


def _inspection_faults(circular: "Circular") -> Iterator[str]:
    if not circular.period.strip():
        yield "没有写明检查时段。请填写时段，如“2026年第三季度”。"
    if not (circular.checked or circular.good_practice or circular.problems):
        yield "检查情况通报没有检查结果。请填写检查数，或写明做得好的单位和存在问题的单位。"


def _figure_faults(circular: "Circular") -> Iterator[str]:
    if circular.checked < 0 or circular.passed < 0:
        yield "检查数和合格数不能是负数。请核对。"
    elif circular.passed > circular.checked:
        yield f"合格数{circular.passed}大于检查数{circular.checked}，合格率会超过100%。请核对两个数。"


def _report_faults(circular: "Circular") -> Iterator[str]:
    if circular.problems and circular.report_by is None:
        yield "写了存在问题，没有写明报送整改情况的日期。请填写日期。"
    if circular.report_by and circular.formed_on and circular.report_by < circular.formed_on:
        yield "报送整改情况的日期早于成文日期。请核对两个日期。"


def _entry_faults(circular: "Circular") -> Iterator[str]:
    if max(len(circular.good_practice), len(circular.problems)) > _MOST_ENTRIES:
        yield f"好的做法或存在问题超过{_MOST_ENTRIES}条。请合并同类内容，或列成附表。"
    for number, practice in enumerate(circular.good_practice, 1):
        if not _names(practice.units):
            yield f"第{number}条好的做法没有写明单位。请补上单位名称。"
        if not practice.text.strip() and circular.purpose.value != "commendation":
            yield f"第{number}条好的做法没有内容。请补上做法，或删去这一条。"
    for number, problem in enumerate(circular.problems, 1):
        if not problem.unit.strip():
            yield f"第{number}条问题没有写明单位。请补上单位名称。"
        if not problem.text.strip():
            yield f"第{number}条问题没有内容。请写明问题，或删去这一条。"


def _list_faults(circular: "Circular") -> Iterator[str]:
    for number, annexed in enumerate(circular.lists, 1):
        place = f"附表{number}“{annexed.title}”"
        if not annexed.header or not annexed.rows:
            yield f"{place}是空的。请填写表头和内容，或删去这张表。"
        uneven = [at for at, row in enumerate(annexed.rows, 1) if len(row) != len(annexed.header)]
        if annexed.header and uneven:
            yield f"{place}第{uneven[0]}行有{len(annexed.rows[uneven[0] - 1])}格，表头有{len(annexed.header)}格。请补齐。"


def _names(units: tuple[str, ...]) -> list[str]:
    return [name for unit in units if (name := unit.strip())]


def _ended(text: str) -> str:
    """Return ``text`` with one full stop at its end."""
    text = text.strip()
    return text if not text or text[-1] in "。！？" else text.rstrip(_END_MARKS) + "。"


def _paragraphs(text: str) -> list[str]:
    return [f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip()]
