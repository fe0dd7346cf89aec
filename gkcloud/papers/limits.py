"""How large a paper may be, by its kind, and the sentences that say so: pages, time, pictures, memory.

A worker that sets one paper without end, or is killed for its memory, keeps everybody else's waiting.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from gkcloud.papers.paper import PaperKind, PaperNotPrintable

# What fits on a page at most, so that a paper refused by it is certainly too long: A4 full of the smallest type of a
# table, and two columns of lines.
_MOST_CELLS_A_PAGE = 3_500
_MOST_LINES_A_PAGE = 100
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one job may take.

    ``seconds`` run from the start of the printing process; ``picture_mb`` and ``megapixels`` are of all pictures together;
    ``memory_mb`` is what one process may allocate (its faces, which are mapped files, come on top).
    """

    pages: int
    seconds: float
    picture_mb: int
    megapixels: int
    memory_mb: int


# 300 pages of plain text take 20 s on one core, and 530 MB. A gazette is rendered in parts.
_ONE_DOCUMENT = Limits(pages=300, seconds=120, picture_mb=100, megapixels=400, memory_mb=750)
_SHEETS = Limits(pages=60, seconds=120, picture_mb=100, megapixels=400, memory_mb=750)
_HANDBOOK = Limits(pages=600, seconds=600, picture_mb=100, megapixels=400, memory_mb=1_200)
_LISTING = Limits(pages=400, seconds=600, picture_mb=100, megapixels=400, memory_mb=1_400)  # 5,000 rows take 1,100 MB
_GAZETTE = Limits(pages=2_000, seconds=1_800, picture_mb=400, megapixels=2_000, memory_mb=600)
_LIMITS: Mapping[PaperKind, Limits] = {
    PaperKind.GAZETTE: _GAZETTE,
    PaperKind.HANDBOOK: _HANDBOOK,
    PaperKind.BOARD: _SHEETS,
    PaperKind.LISTING: _LISTING,
}
PREVIEW_LIMITS = Limits(pages=300, seconds=20, picture_mb=100, megapixels=400, memory_mb=750)

_SPLIT: Mapping[PaperKind, str] = {
    PaperKind.BULLETIN: "请减少本期信息，或分成几期",
    PaperKind.DOCUMENT: "请把附件拆开，单独成文",
    PaperKind.CIRCULAR: "请把附件拆开，单独成文",
    PaperKind.GAZETTE: "请分成几期编印",
    PaperKind.BOARD: "请减少事项，或分成几张",
    PaperKind.HANDBOOK: "请缩小范围，分成几册",
    PaperKind.LISTING: "请缩小筛选范围，分成几份",
    PaperKind.COMPARISON: "请少选几项指标，或按名称筛选单位",
}


def limits_for(kind: PaperKind) -> Limits:
    """Return the limits of a job that prints one paper of this kind."""
    return _LIMITS.get(kind, _ONE_DOCUMENT)


def refuse_long_text(kind: PaperKind, stored: Mapping[str, Any], limits: Limits) -> None:
    """Raise PaperNotPrintable if the text of a stored paper cannot fit its pages, however small it were set."""
    if sum(map(_cells, _texts(stored))) > limits.pages * _MOST_CELLS_A_PAGE:
        raise too_many_pages(kind, limits)


def refuse_many_lines(kind: PaperKind, lines: int, limits: Limits) -> None:
    """Raise PaperNotPrintable if so many composed lines cannot fit the pages."""
    if lines > limits.pages * _MOST_LINES_A_PAGE:
        raise too_many_pages(kind, limits)


def refuse_large_pictures(files: Mapping[str, bytes], limits: Limits) -> None:
    """Raise PaperNotPrintable if all pictures together have too many bytes or pixels.

    Every one of ``files`` has been found to be a picture (Paper.faults).
    """
    size = sum(len(files[key]) for key in files)
    if size > limits.picture_mb * 1_000_000:
        message = f"图片合计{size // 1_000_000} MB，超过上限{limits.picture_mb} MB。请缩小或减少图片后重试。"
        raise PaperNotPrintable((message,))
    pixels = sum(_pixels(files[key]) for key in files)
    if pixels > limits.megapixels * 1_000_000:
        found, most = f"{pixels / 100_000_000:.1f}亿", f"{limits.megapixels / 100:g}亿"
        raise PaperNotPrintable((f"图片合计{found}像素，超过上限{most}像素。请缩小或减少图片后重试。",))


def too_many_pages(kind: PaperKind, limits: Limits) -> PaperNotPrintable:
    """Return the refusal of a paper with more pages than one job may print."""
    return PaperNotPrintable((f"这份{kind.label}超过{limits.pages}页，一次排印不了。{_SPLIT[kind]}。",))


def too_much_time(kind: PaperKind, limits: Limits) -> PaperNotPrintable:
    """Return the refusal of a paper that was not set in time."""
    message = (
        f"这份{kind.label}排版超过{limits.seconds:g}秒仍未完成，已经停止。{_SPLIT[kind]}；"
        "如篇幅不长，请检查有无层层嵌套的表格或过大的图片。"
    )
    return PaperNotPrintable((message,))


def too_much_memory(kind: PaperKind, limits: Limits) -> PaperNotPrintable:
    """Return the refusal of a paper that does not fit the memory of its process."""
    message = (
        f"这份{kind.label}排版所需内存超过{limits.memory_mb} MB，已经停止。{_SPLIT[kind]}；有大图片的，请先缩小。"
    )
    return PaperNotPrintable((message,))


def engine_died(kind: PaperKind, signal_name: str) -> PaperNotPrintable:
    """Return the refusal of a paper that ended its printing process by a signal."""
    message = (
        f"这份{kind.label}排版时程序中断（{signal_name}），没有生成文件。"
        "请逐项移出图片、表格后重试，找出引起中断的内容；仍不能解决的，请联系平台运维人员。"
    )
    return PaperNotPrintable((message,))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _pixels(content: bytes) -> int:
    with Image.open(BytesIO(content)) as picture:
        return picture.width * picture.height


def _cells(text: str) -> float:
    """Return the full-width cells that a text fills at least: a character of ASCII takes half of one."""
    shown = _TAG.sub("", text)
    return len(shown) - len(shown.encode("ascii", "ignore")) / 2
