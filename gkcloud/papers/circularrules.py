"""What is wrong with the facts of a circular, each as a Chinese sentence."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gkcloud.papers.circularfacts import CircularPurpose
from gkcloud.papers.circularparts import names_in

if TYPE_CHECKING:
    from gkcloud.papers.circular import Circular

_MOST_ENTRIES = 99  # that headings count in Chinese numerals


def circular_faults(circular: "Circular") -> Iterator[str]:
    """Return a Chinese sentence for each fault of the facts."""
    if not circular.title.strip() and not circular.subject.strip():
        yield "没有写明通报什么事项。请填写通报事项，或直接填写标题。"
    if not circular.basis.strip():
        yield "没有写明通报的依据。请填写依据，如检查的部署或表扬的决定。"
    if circular.purpose is CircularPurpose.COMMENDATION:
        yield from _commendation_faults(circular)
    else:
        yield from _figure_faults(circular)
        yield from _report_faults(circular)
    if circular.purpose is CircularPurpose.INSPECTION:
        yield from _inspection_faults(circular)
    yield from _entry_faults(circular)
    yield from _list_faults(circular)


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
        if not names_in(practice.units):
            yield f"第{number}条好的做法没有写明单位。请补上单位名称。"
        if not practice.text.strip() and circular.purpose is not CircularPurpose.COMMENDATION:
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
