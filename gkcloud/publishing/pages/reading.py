"""Lists of posts, one post with its history, and its attachments."""

import uuid

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.files.sending import send_download
from gkcloud.files.storage import Storage
from gkcloud.publishing import queries, views
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.facts import revisions_in_force
from gkcloud.publishing.pages.area import office_area
from gkcloud.publishing.queries import ListFilter, PostView
from gkcloud.publishing.rules import Move, State
from gkcloud.web.office import page_address, show_office
from gkcloud.web.paging import pager, slice_asked_for

GROUPS: dict[str, tuple[str, tuple[State, ...]]] = {
    "": ("全部", ()),
    "draft": ("草稿", (State.DRAFT,)),
    "review": ("办理中", (State.IN_REVIEW,)),
    "public": ("已公开", (State.PUBLISHED,)),
    "withdrawn": ("已撤回", (State.WITHDRAWN,)),
    "urgent": ("紧急发布", ()),
}
URGENT = "urgent"

# The order in which a post's page offers what may be done with it: move, its page, its words, its look.
BUTTONS = (
    (Move.PASS, "publishing.decide_post", "办理", "primary"),
    (Move.EDIT, "publishing.edit_post", "修改", "primary"),
    (Move.CONFIRM_URGENT, "publishing.confirm_urgent_post", "补核", "primary"),
    (Move.CORRECT, "publishing.correct_post", "更正", ""),
    (Move.RECALL, "publishing.recall_post", "取回修改", ""),
    (Move.MARK_VALIDITY, "publishing.mark_post", "标注有效性", ""),
    (Move.PUBLISH_URGENTLY, "publishing.publish_post_urgently", "紧急发布", ""),
    (Move.WITHDRAW, "publishing.withdraw_post", "撤回公开内容", "danger"),
    (Move.DISCARD, "publishing.discard_post", "作废", "danger"),
)


@office_area.page("/posts", needs=Can.POST_READ)
def list_posts() -> ResponseReturnValue:
    """List the tenant's posts."""
    actor, tenant, part = current_actor(), current_tenant(), slice_asked_for()
    group = request.args.get("state", "")
    group = group if group in GROUPS else ""
    words = request.args.get("q", "").strip()[:100]
    narrowed = ListFilter(GROUPS[group][1], words, is_urgent=group == URGENT)
    posts, total = queries.list_posts([tenant.id], narrowed, part)
    names, revisions = queries.names_of(post.created_by for post in posts), revisions_in_force(posts)
    counts, may_write = queries.count_by_state(tenant.id), actor.may(Can.POST_WRITE)
    tabs = [
        {
            "name": name,
            "href": url_for("publishing.list_posts", state=key or None),
            "is_current": key == group,
            "count": _count(key, counts, tenant.id),
        }
        for key, (name, _) in GROUPS.items()
    ]
    rows = [
        views.list_row(
            post,
            names.get(post.created_by, ""),
            tenant,
            views.column_name(revisions[post.id], tenant.spec),
            may_write=may_write,
        )
        for post in posts
    ]
    return show_office(
        "publishing/list.html",
        here="publish",
        title="发布",
        tenant=tenant,
        block="post_rows",
        tabs_items=tabs,
        filters=[],
        query=words,
        action=url_for("publishing.list_posts"),
        new_href=url_for("publishing.new_post") if may_write else None,
        rows=rows,
        page=pager(part, total, lambda page: page_address("publishing.list_posts", page=page)),
    )


@office_area.page("/posts/<uuid:post_id>", needs=Can.POST_READ)
def show_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Show a post with its history; ``since`` names a revision to compare with."""
    tenant = current_tenant()
    view = queries.access_post(post_id, current_actor())
    revisions, decisions = queries.revisions_of(view.post), queries.decisions_of(view.post)
    content = PostContent.from_json(view.revision.content)
    return show_office(
        "publishing/show.html",
        here="publish",
        title=view.post.title,
        tenant=tenant,
        block="history_panel",
        post=views.post_head(view.post, view.revision),
        back_href=url_for("publishing.list_posts"),
        paper_href=url_for("post_paper.show_paper", post_id=post_id),
        bands=views.bands(view),
        facts=views.facts(content, tenant.spec, view.publication),
        steps=views.steps(view.post, tenant, decisions),
        actions=_buttons(view),
        findings=views.findings(views.report_of(view.revision)),
        files=views.file_rows(view.post, content.attachments),
        revisions=views.revision_rows(view.post, revisions),
        log=views.log(view.post, decisions),
        changed=_changed_since(view),
    )


@office_area.page("/files/<uuid:file_id>", needs=Can.POST_READ)
def download(file_id: uuid.UUID) -> Response:
    """Send an attachment for download; nothing is ever shown from the tenant's own origin."""
    file = queries.access_file(file_id, current_actor())
    storage: Storage = current_app.extensions["storage"]
    return send_download(storage.get(file.tenant_id, file.sha256), file.name, file.media_type)


def _count(group: str, counts: dict[State, int], tenant_id: uuid.UUID) -> int:
    if group == URGENT:
        return queries.count_urgent(tenant_id)
    states = GROUPS[group][1] or tuple(State)
    return sum(counts.get(state, 0) for state in states)


def _buttons(view: PostView) -> list[dict[str, str]]:
    return [
        {"label": label, "href": url_for(endpoint, post_id=view.post.id), "kind": kind}
        for move, endpoint, label, kind in BUTTONS
        if move in view.possible or (move is Move.PASS and Move.RETURN in view.possible)
    ]


def _changed_since(view: PostView) -> dict[str, object] | None:
    since = request.args.get("since", type=int)
    if since is None:
        return None
    old = queries.access_revision(view.post, since)
    return {
        "since": f"第 {old.number} 稿之后的改动",
        "paragraphs": views.changed_paragraphs(old, view.revision),
    }
