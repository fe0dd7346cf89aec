"""Fifty papers of one page queued at once, while a gazette is being set: how long does each wait?

Run from the root of the project: python bench/queues.py [PAGES OF THE GAZETTE]
Starts PostgreSQL, Valkey and the two workers of fly.toml; the papers are set as a worker's job has them set. Goal: no
paper waits behind the gazette; each waits only for the papers before it.
"""

import os
import shlex
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from redis import Redis  # noqa: E402 - the project is run from its folder
from rq import Queue as RqQueue  # noqa: E402
from rq.job import Job, JobStatus  # noqa: E402

from bench.bulletin_pages import sample  # noqa: E402
from bench.site_pages import _environment  # noqa: E402
from gkcloud.embedded import start  # noqa: E402
from gkcloud.jobs.registry import Queue  # noqa: E402
from gkcloud.papers.content import as_json  # noqa: E402
from gkcloud.papers.press import print_paper  # noqa: E402
from gkcloud.schema import upgrade  # noqa: E402

PAPERS = 50
POSTS_A_PAGE = 42 / 100


def set_paper(posts: int) -> int:
    """Set one paper; return the size of its file. Called by the workers."""
    fonts = Path(os.environ.get("GKCLOUD_FONTS_DIR", "var/fonts")).resolve()
    stored = as_json(sample(posts))
    if posts == 0:
        stored["items"] = [{"title": "公示", "source": "车溪乡", "body_html": "<p>全乡补贴已发放到户。</p>"}]
    return len(print_paper(stored, fonts=fonts, progress=lambda _stage, _percent: None))


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 290
    commands = tomllib.loads((ROOT / "fly.toml").read_text(encoding="utf-8"))["processes"].values()
    workers = [shlex.split(command)[1:] for command in commands if command.split()[1] == "worker"]
    with (
        tempfile.TemporaryDirectory(prefix="gkcloud-bench-") as folder,
        start(Path(folder) / "var", durable=False) as servers,
    ):
        upgrade(servers.database_url)
        environment = _environment(servers, Path(folder))
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "gkcloud", *words], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
            )
            for words in workers
        ]
        try:
            with Redis.from_url(servers.redis_url) as connection:
                _measure(connection, pages)
        finally:
            for worker in running:
                worker.terminate()
                worker.wait(60)


def _measure(connection: Redis, pages: int) -> None:
    heavy, short = (RqQueue(name.value, connection=connection) for name in (Queue.HEAVY, Queue.PRINT))
    gazette = heavy.enqueue_call("bench.queues.set_paper", args=(round(pages * POSTS_A_PAGE),), timeout=600)
    while gazette.get_status() is not JobStatus.STARTED:
        time.sleep(0.05)
    time.sleep(1)
    papers = [short.enqueue_call("bench.queues.set_paper", args=(0,), result_ttl=600) for _ in range(PAPERS)]
    while not all(_is_over(job) for job in papers):
        time.sleep(0.1)
    is_gazette_done = _is_over(gazette)
    while not _is_over(gazette):
        time.sleep(0.1)
    waits = sorted(_seconds(job.enqueued_at, job.started_at) for job in papers)
    lengths = sorted(_seconds(job.started_at, job.ended_at) for job in papers)
    for_gazette = _seconds(gazette.started_at, gazette.ended_at)
    print(
        f"gazette of {pages} pages: {for_gazette:.1f} s, {'done' if is_gazette_done else 'not done'} before the papers"
    )
    print(
        f"{PAPERS} papers: each set in {lengths[PAPERS // 2]:.2f} s (median), waited {waits[0]:.2f} to {waits[-1]:.2f} s"
    )
    behind = sum(job.worker_name == gazette.worker_name and job.started_at < gazette.ended_at for job in papers)
    print(f"papers that stood behind the gazette: {behind} (goal 0)")


def _is_over(job: Job) -> bool:
    job.refresh()
    if job.get_status() is JobStatus.FAILED:
        raise SystemExit(f"a job failed: {job.latest_result()}")
    return job.get_status() is JobStatus.FINISHED


def _seconds(start: object, end: object) -> float:
    return (end - start).total_seconds()  # type: ignore[operator, no-any-return]


if __name__ == "__main__":
    main()
