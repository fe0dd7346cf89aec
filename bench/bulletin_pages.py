"""How much longer a bulletin of about 100 pages takes than the PDF engine alone on the same page.

Run from the root of the project: python bench/bulletin_pages.py [POSTS]
Prints seconds, the ratio (goal: at most 1.5) by the clock and by processor time, the share of composing, and the
process's peak memory (goal: under 400 MB). Each way runs in a process of its own; the best of three runs counts. Where
others use the machine too, the ratio of processor times is the one to believe.
"""

import multiprocessing
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.content import as_json
from gkcloud.papers.press import print_paper
from gkcloud.typeset.faces import load_faces
from gkcloud.typeset.sealed import SealedFetcher

RUNS = 3
SENTENCE = "各乡镇要把公开事项、办理依据和办结时限在2026年9月底前全部上墙上网，第{}批共{}件，逐件对照《条例》核查。"


def sample(posts: int) -> BulletinIssue:
    """An issue of ``posts`` posts, about two pages each, no two paragraphs alike."""
    items = []
    for post in range(posts):
        body = "".join(
            f"<h2>{'一二三四五'[part]}、第{part + 1}方面</h2><p>（一）压实责任。"
            + "".join(SENTENCE.format(post + part, part * 7 + line) for line in range(4))
            + "</p>"
            for part in range(5)
        )
        items.append(BulletinItem(f"大堰垱镇第{post + 1}批公开事项办理情况", "大堰垱镇人民政府", body))
    return BulletinIssue(
        "政务公开简报", 2026, 9, 117, "澧县人民政府办公室", date(2026, 9, 30), "", tuple(items), copies=100
    )  # fmt: skip


def engine_alone(posts: int) -> tuple[float, float, int, float]:
    """Seconds of the engine for the composed page, with its default options, by clock and processor; pages; composing."""
    faces, issue = load_faces(), sample(posts)
    start = time.perf_counter()
    html = issue.compose(faces)
    composing = time.perf_counter() - start
    start, used = time.perf_counter(), time.process_time()
    document = HTML(string=html, url_fetcher=SealedFetcher(faces, {})).render(font_config=FontConfiguration())
    document.write_pdf()
    return time.perf_counter() - start, time.process_time() - used, len(document.pages), composing


def whole_job(posts: int) -> tuple[float, float, int, float]:
    """Seconds from the stored issue to the PDF's bytes, as a worker's job has it printed; peak memory in MB; KB."""
    stored = as_json(sample(posts))
    start = time.perf_counter()
    content = print_paper(
        stored,
        fonts=Path(os.environ.get("GKCLOUD_FONTS_DIR", "var/fonts")).resolve(),
        progress=lambda _stage, _percent: None,
    )
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, len(content) / 1024


def main() -> None:
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 42
    context = multiprocessing.get_context("spawn")
    alone, whole = [], []
    for _ in range(RUNS):
        for way, results in ((engine_alone, alone), (whole_job, whole)):
            with context.Pool(1) as pool:
                results.append(pool.apply(way, (posts,)))
    engine, _, pages, composing = min(alone)
    seconds, _, memory, size = min(whole)
    processor = min(run[1] for run in whole) / min(run[1] for run in alone)
    print(f"pages {pages}, file {size:.0f} KB")
    print(f"engine alone {engine:.2f} s, whole job {seconds:.2f} s: ratio {seconds / engine:.2f} (goal 1.5)")
    print(f"ratio of processor times {processor:.2f}")
    print(f"composing {composing:.2f} s, {composing / engine:.0%} of the engine (goal 10 %)")
    print(f"peak memory {memory} MB (goal under 400)")


if __name__ == "__main__":
    main()
