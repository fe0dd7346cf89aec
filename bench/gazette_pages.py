"""How time and memory of a gazette grow from 100 to 1,000 pages.

Run from the root of the project: python -m bench gazette_pages
Prints pages, seconds, the ratio (goal: at most 11), the most memory that the printing processes hold at a time, the
worker that waits included (goal: under 600 MB), and the files' sizes. Linux only: memory is read from /proc.
"""

import multiprocessing
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Self

from pikepdf import Pdf

from gkcloud.papers.content import as_json
from gkcloud.papers.gazette import Gazette, GazetteItem
from gkcloud.papers.press import print_paper

SENTENCE = "各乡镇要把公开事项、办理依据和办结时限在2026年9月底前全部上墙上网，第{}批共{}件，逐件对照《条例》核查。"
CLASSES = (
    ("县政府文件", "澧政发"),
    ("县政府办公室文件", "澧政办发"),
    ("部门文件", "澧财发"),
    ("乡镇文件", "大堰垱政发"),
)
SUBJECTS = ("财政、金融、审计", "农业、林业、水利", "教育、科技", "民政、社会保障", "综合政务")
PARTS = "一二三四五"
# The 3,755 common characters of GB/T 2312, so that faces are cut to what a real gazette shows and not to fifty.
COMMON = "".join(
    bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
)


def sample(documents: int) -> Gazette:
    """A gazette of ``documents`` documents, a little over three pages each, no two paragraphs alike."""
    items, chance = [], Random(documents)
    for number in range(documents):
        group, code = CLASSES[number * len(CLASSES) // documents]
        body = '<p class="addressee">各乡镇人民政府、街道办事处，县直各单位：</p>' + "".join(
            f"<h2>{PARTS[part]}、第{part + 1}方面</h2><p>（一）压实责任。"
            + "".join(SENTENCE.format(number + part, part * 7 + line) for line in range(7))
            + f"涉及{''.join(chance.choices(COMMON, k=40))}。"
            + "</p>"
            for part in range(5)
        )
        day = date(2026, 7, 1) + timedelta(days=number % 90)
        body += f'<p class="signature">澧县人民政府</p><p class="date">2026年{day.month}月{day.day}日</p>'
        items.append(
            GazetteItem(
                title=f"澧县人民政府关于做好第{number + 1}批公开事项办理工作的通知",
                body_html=body,
                group=group,
                doc_no=f"{code}〔2026〕{number + 1}号",
                issuer="澧县人民政府",
                subject_class=SUBJECTS[number % len(SUBJECTS)],
                formed_on=day,
                published_on=day + timedelta(days=3),
            )
        )
    return Gazette(
        name="澧县人民政府公报",
        year=2026,
        number=3,
        total_number=27,
        organ="澧县人民政府办公室",
        issued_on=date(2026, 10, 15),
        items=tuple(items),
        period_from=date(2026, 7, 1),
        period_to=date(2026, 9, 30),
    )


@dataclass(frozen=True)
class Printed:
    """What one gazette took: pages, seconds by the clock and of the processors, memory in MB, size in KB."""

    pages: int
    seconds: float
    busy: float
    together: int
    added_up: int
    largest: int
    size: int


def print_gazette(documents: int) -> Printed:
    """Print a gazette as a worker's job has it printed, from its stored content to the bytes."""
    stored = as_json(sample(documents))
    fonts = Path(os.environ.get("GKCLOUD_FONTS_DIR", "var/fonts")).resolve()
    with Watch() as watch:
        start = time.perf_counter()
        content = print_paper(stored, fonts=fonts, progress=lambda _stage, _percent: None)
        seconds = time.perf_counter() - start
    with Pdf.open(BytesIO(content)) as pdf:
        pages = len(pdf.pages)
    return Printed(
        pages,
        seconds,
        busy=sum(watch.busy.values()),
        together=watch.together // 1024,
        added_up=watch.added_up // 1024,
        largest=watch.largest // 1024,
        size=len(content) // 1024,
    )


class Watch:
    """Looks, twenty times a second, at the memory of this process and of all that descend from it; peaks in KB.

    ``together`` is what all hold at a time, ``added_up`` the same with shared pages counted for each that shares them,
    ``largest`` what one of them held at most; ``busy`` is the processor time of each in seconds.
    """

    def __init__(self) -> None:
        self.together = self.added_up = self.largest = 0
        self.busy: dict[int, float] = {}
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(0.05):
            processes = list(family(os.getpid()))
            held = [memory(process) for process in processes]
            self.busy |= {process: max(self.busy.get(process, 0), processor_time(process)) for process in processes}
            self.together = max(self.together, sum(own for own, _ in held))
            self.added_up = max(self.added_up, sum(resident for _, resident in held))
            self.largest = max(self.largest, *(resident for _, resident in held))


def family(process: int) -> Iterator[int]:
    """Yield a process and its descendants."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # ended meanwhile
            for child in children.read_text().split():
                yield from family(int(child))


def memory(process: int) -> tuple[int, int]:
    """Return a process's share of the memory it holds, and all of it, in KB; zeros if it has ended."""
    with suppress(OSError):
        found = dict(
            re.findall(r"^(Pss|Rss):\s*(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
        )
        return int(found.get("Pss", 0)), int(found.get("Rss", 0))
    return 0, 0


def processor_time(process: int) -> float:
    """Return the seconds that a process has been at work, 0 if it has ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0


def main() -> None:
    """Print a short and a long gazette, each from a process of its own, and compare them."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 19
    context = multiprocessing.get_context("spawn")
    results = []
    for number in (documents, 10 * documents):
        with context.Pool(1) as pool:
            results.append(pool.apply(print_gazette, (number,)))
    for printed in results:
        print(
            f"{printed.pages} pages: {printed.seconds:.1f} s, {printed.busy:.1f} s of the processors,"
            f" file {printed.size} KB; all processes together hold {printed.together} MB at most (goal under 600),"
            f" {printed.added_up} MB with shared pages counted for each, the largest {printed.largest} MB"
        )
    short, long = results
    print(
        f"{long.pages / short.pages:.1f} times the pages take {long.seconds / short.seconds:.1f} times the time,"
        f" {long.busy / short.busy:.1f} times the processors' time (goal: at most 11)"
    )


if __name__ == "__main__":
    main()
