"""From issues to what the templates draw."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from gkcloud.bulletins.model import Issue
from gkcloud.bulletins.queries import IssueRow
from gkcloud.bulletins.rules import IssueState
from gkcloud.files.model import StoredFile
from gkcloud.jobs.model import Job
from gkcloud.jobs.queues import ProgressSeen
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import directory
from gkcloud.web.addresses import tenant_address
from gkcloud.web.jobpanel import job_panel as panel_of
from gkcloud.web.rendering import chinese_date, iso_date, iso_minute

SIGNS = {IssueState.DRAFT: "soon", IssueState.LOCKED: "info", IssueState.PUBLISHED: "met"}


def name_of(issue: Issue) -> str:
    """Return what an issue is called: by its number once it has one."""
    if issue.number is None:
        return f"{issue.masthead}（{issue.period_from.year}年{issue.period_from.month}月，编辑中）"
    return f"{issue.masthead}{issue.year}年第{issue.number}期"


def state_of(issue: Issue) -> dict[str, str]:
    """Return an issue's state with its sign."""
    state = IssueState(issue.state)
    return {"text": state.label, "kind": SIGNS[state]}


def list_row(row: IssueRow, *, may_edit: bool) -> dict[str, Any]:
    """Return a row of the office's list."""
    issue = row.issue
    opens_editor = may_edit and issue.state == IssueState.DRAFT.value
    has_file = issue.file_id is not None
    return {
        "name": name_of(issue),
        "href": url_for("bulletins.edit" if opens_editor else "bulletins.show_issue", issue_id=issue.id),
        "period": f"{iso_date(issue.period_from)} 至 {iso_date(issue.period_to)}",
        "posts": row.posts,
        "state": state_of(issue),
        "changed": iso_minute(issue.updated_at),
        "pdf": {"href": url_for("bulletins.download", issue_id=issue.id), "size": "下载"} if has_file else None,
    }


def chosen(issue: Issue, posts: Sequence[Publication]) -> list[dict[str, Any]]:
    """Return the posts of a draft with the addresses that move them."""
    last = len(posts) - 1
    rows = []
    for place, post in enumerate(posts):
        key: dict[str, Any] = {"issue_id": issue.id, "tenant_id": post.tenant_id, "post_id": post.post_id}
        rows.append(
            {
                **_post(post),
                "up_action": url_for("bulletins.arrange", way="up", **key) if place else None,
                "down_action": url_for("bulletins.arrange", way="down", **key) if place < last else None,
                "remove_action": url_for("bulletins.arrange", way="out", **key),
            }
        )
    return rows


def offered(posts: Sequence[Publication]) -> list[dict[str, Any]]:
    """Return the posts that may be ticked."""
    return [_post(post) for post in posts]


def post_items(posts: Sequence[Publication]) -> list[dict[str, Any]]:
    """Return an issue's posts as a plain list with addresses of their public pages."""
    tree = directory()
    return [
        {
            "title": post.title,
            "href": tenant_address(tree.by_id(post.tenant_id), "site.post", post_id=post.post_id),
            "date": iso_date(post.published_at),
            "status": None,
            "source": tree.by_id(post.tenant_id).short_name,
        }
        for post in posts
    ]


def _post(post: Publication) -> dict[str, Any]:
    return {
        "id": f"{post.tenant_id}.{post.post_id}",
        "title": post.title,
        "unit": directory().by_id(post.tenant_id).short_name,
        "published": iso_date(post.published_at),
    }


def job_panel(
    issue: Issue, job: Job | None, seen: ProgressSeen | None, file: StoredFile | None, *, may_retry: bool
) -> dict[str, Any]:
    """Return how far the PDF is, in words."""
    return panel_of(
        job,
        seen,
        file,
        is_draft=issue.state == IssueState.DRAFT.value,
        poll_href=url_for("bulletins.show_issue", issue_id=issue.id),
        file_href=url_for("bulletins.download", issue_id=issue.id),
        retry_action=url_for("bulletins.retry", issue_id=issue.id) if may_retry else None,
    )


def cover(issue: Issue, heads: Sequence[str]) -> dict[str, Any]:
    """Return an issue's cover as ui/lists.html draws it."""
    return {
        "name": issue.masthead,
        "number": f"第{issue.number}期" if issue.number else "编辑中",
        "unit": issue.editing_unit,
        "date": chinese_date(issue.issued_on) if issue.issued_on else "",
        "heads": list(heads),
        "href": "#render",
        "caption": name_of(issue),
    }


def facts(issue: Issue) -> list[tuple[str, str]]:
    """Return what there is to know of an issue."""
    number = f"{issue.year}年第{issue.number}期（总第{issue.total_number}期）" if issue.number else "定稿时编定"
    return [
        ("期号", number),
        ("编印单位", issue.editing_unit),
        ("编印日期", chinese_date(issue.issued_on) if issue.issued_on else ""),
        ("信息起止", f"{chinese_date(issue.period_from)}至{chinese_date(issue.period_to)}"),
        ("报", "、".join(issue.report_to)),
        ("送", "、".join(issue.send_to)),
        ("发", "、".join(issue.distribute_to)),
        ("印数", f"{issue.copies} 份"),
    ]
