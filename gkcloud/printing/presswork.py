"""Printing for a job: with the deployment's faces, and what keeps a paper from being printed told as the job's failure."""

from collections.abc import Mapping
from typing import Any

from gkcloud.jobs.registry import JobFailed, Progress
from gkcloud.papers.paper import NO_FILES, PaperNotPrintable
from gkcloud.papers.press import print_paper
from gkcloud.web.faces import fonts_folder


def print_for_job(stored: Mapping[str, Any], progress: Progress, *, files: Mapping[str, bytes] = NO_FILES) -> bytes:
    """Return a stored paper as a PDF; raises JobFailed with the sentences for the person who asked."""
    try:
        return print_paper(stored, fonts=fonts_folder(), files=files, progress=progress)
    except PaperNotPrintable as refused:
        raise JobFailed(str(refused)) from refused
