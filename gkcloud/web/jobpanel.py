"""How far a PDF is that a job makes: what templates/ui/_render.html draws."""

from typing import Any

from gkcloud.files.model import StoredFile
from gkcloud.jobs.model import Job
from gkcloud.jobs.queues import ProgressSeen
from gkcloud.web.rendering import file_size


def job_panel(
    job: Job | None,
    seen: ProgressSeen | None,
    file: StoredFile | None,
    *,
    is_draft: bool,
    poll_href: str,
    file_href: str,
    retry_action: str | None,
) -> dict[str, Any]:
    """Return state, percentage and words of the work that makes a file."""
    panel: dict[str, Any] = {
        "state": "waiting",
        "percent": 0,
        "text": "正在排队，等待生成电子版",
        "poll_href": poll_href,
        "retry_action": retry_action,
        "error": None,
        "pdf": None,
    }
    if file is not None:
        return {**panel, "state": "done", "percent": 100, "pdf": {"href": file_href, "size": file_size(file.size)}}
    if is_draft:
        return {**panel, "state": "draft", "text": "还没有定稿，定稿后开始生成电子版。"}
    if job is None or job.state == "failed":
        error = job.error if job and job.error else "生成没有完成，请重新生成。"
        return {**panel, "state": "failed", "error": error}
    if job.state == "running" and seen is not None:
        return {**panel, "state": "running", "percent": seen.percent, "text": f"正在{seen.stage}"}
    return {**panel, "state": "running"} if job.state == "running" else panel
