"""The decider's path: the text as the public will read it, approve or return under the thumb, then the next item."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.publishing import actions, queries, views
from gkcloud.publishing.actions import Verdict
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.facts import interpretations_ready
from gkcloud.publishing.forms import request_key
from gkcloud.publishing.model import Decision, Post, Revision
from gkcloud.publishing.pages.area import office_area
from gkcloud.publishing.pages.inbox import next_for
from gkcloud.publishing.queries import PostView
from gkcloud.publishing.rules import Move
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.rules import Stage
from gkcloud.web.addresses import platform_address, tenant_address
from gkcloud.web.office import show_office
from gkcloud.web.rendering import asks_for_part, chinese_date, iso_minute, see_other


@office_area.page("/posts/<uuid:post_id>/decide", needs=Can.POST_DECIDE)
def decide_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Show a post to whoever has to decide on it."""
    view = queries.access_post(post_id, current_actor())
    if not {Move.PASS, Move.RETURN} & (view.possible.allowed | set(view.possible.refusals)):
        flash("这条信息现在不需要您办理。", "soon")
        return see_other("publishing.show_post", post_id=post_id)
    response = _show_decision(view)
    # HTMX follows a decision to the next item; the address bar should too.
    response.headers["HX-Push-Url"] = url_for("publishing.decide_post", post_id=post_id)
    return response


@office_area.page(
    "/posts/<uuid:post_id>/decide/<any(pass,return):verdict>/<stage>", needs=Can.POST_DECIDE, methods=["GET", "POST"]
)
def record_decision(post_id: uuid.UUID, verdict: str, stage: str) -> ResponseReturnValue:
    """Take a decision; by GET, ask for it on a page of its own, for browsers that cannot open the sheet."""
    view = queries.access_post(post_id, current_actor())
    at_stage = Stage(stage) if stage in set(Stage) else None
    if at_stage is None:
        return see_other("publishing.decide_post", post_id=post_id)
    if request.method == "GET":
        return _show_confirmation(view, verdict)
    reason, seen = request.form.get("reason", ""), request.form.get("revision_hash", "")
    try:
        post = actions.decide(
            post_id,
            Verdict(verdict),
            stage=at_stage,
            seen_hash=seen,
            request_key=request_key(),
            actor=current_actor(),
            now=utc_now(),
            reason=reason[:500],
            publish_at=view.post.publish_at,
        )
    except actions.Changed as changed:
        return _show_conflict(changed, post_id)
    except actions.Refused as refused:
        return _show_refusal(post_id, verdict, str(refused), reason)
    flash(_what_happened(post, Verdict(verdict), at_stage), "met")
    return _to_next()


def _to_next() -> ResponseReturnValue:
    """Lead to the next item that waits for this person in this tenant, or to the inbox, which has all their tenants."""
    item = _next_item()
    if item is not None:
        tenant = directory().by_id(item.tenant_id)
        return redirect(tenant_address(tenant, "publishing.decide_post", post_id=item.id), 303)
    inbox = platform_address("inbox.show_inbox")
    if asks_for_part():
        return Response(status=200, headers={"HX-Redirect": inbox})
    return redirect(inbox, 303)


def _next_item() -> Post | None:
    """Return the next post of this tenant; one scope sees one tenant, the inbox gathers the others."""
    item = next_for(queries.waiting_for([current_actor()]), utc_now())
    return item.post if item else None


def _what_happened(post: Post, verdict: Verdict, stage: Stage) -> str:
    if verdict is Verdict.RETURN:
        return f"已退回《{post.title}》，起草人会看到您的意见。"
    if stage is not Stage.SIGN_OFF:
        return f"《{post.title}》已通过，转入下一环节。"
    if post.published_at is None:
        return f"《{post.title}》已签发并存档，不向社会公开。"
    if post.publish_at is not None and post.published_at > utc_now():
        return f"已签发《{post.title}》，将于 {iso_minute(post.published_at)} 发布。发布前可撤回。"
    return f"已签发《{post.title}》，公众现在可以看到。如需撤回，请打开这条信息选择“撤回公开内容”。"


def _show_conflict(changed: actions.Changed, post_id: uuid.UUID) -> Response:
    view = queries.access_post(post_id, current_actor())
    paragraphs = views.changed_paragraphs(changed.seen, changed.current) if changed.seen else None
    since = {"since": "您查看之后", "paragraphs": paragraphs} if paragraphs else None
    return _show_decision(view, status=409, conflict=str(changed), changed=since)


def _show_refusal(post_id: uuid.UUID, verdict: str, message: str, reason: str) -> Response:
    view = queries.access_post(post_id, current_actor())
    if not {Move.PASS, Move.RETURN} & view.possible.allowed:
        flash(message, "overdue")
        return make_response(see_other("publishing.show_post", post_id=post_id))
    if asks_for_part():
        return _show_decision(view, status=422, failed=(verdict, message, reason))
    return _show_confirmation(view, verdict, error=message, reason=reason, status=422)


def _show_confirmation(
    view: PostView, verdict: str, *, error: str = "", reason: str = "", status: int = 200
) -> Response:
    tenant = current_tenant()
    wanted = [each for each in _decisions(view, tenant, (verdict, error, reason)) if each["name"] == verdict]
    if not wanted or wanted[0]["is_blocked"]:
        flash(view.possible.why_not(Move(verdict)), "soon")
        return see_other("publishing.decide_post", post_id=view.post.id)
    return show_office(
        "publishing/confirm.html",
        here="inbox",
        title=wanted[0]["sentence"],
        tenant=tenant,
        status=status,
        post={"key": str(view.post.id), "title": view.post.title},
        back_href=url_for("publishing.decide_post", post_id=view.post.id),
        decision=wanted[0],
        submit_key=str(uuid.uuid4()),
        revision_hash=view.revision.content_hash,
    )


def _show_decision(
    view: PostView,
    *,
    status: int = 200,
    conflict: str | None = None,
    changed: dict[str, Any] | None = None,
    failed: tuple[str, str, str] | None = None,
) -> Response:
    tenant, post, revision = current_tenant(), view.post, view.revision
    content = PostContent.from_json(revision.content)
    decisions = queries.decisions_of(post)
    column = views.column_name(revision, tenant.spec)
    author = queries.names_of([post.created_by]).get(post.created_by, "")
    return show_office(
        "publishing/decide.html",
        here="inbox",
        title=post.title,
        tenant=tenant,
        block="decision",
        status=status,
        post={
            "key": str(post.id),
            "title": post.title,
            "unit": tenant.name,
            "kind": column,
            "author": author,
            "submitted": views.minute(post.submitted_at) if post.submitted_at else "",
            "publish_at": iso_minute(post.publish_at) if post.publish_at else None,
            # Sanitised when it was saved.
            "body_html": Markup(content.body_html),  # noqa: S704
        },
        back_href=platform_address("inbox.show_inbox"),
        position=None,
        is_urgent=post.is_urgent,
        facts=views.facts(content, tenant.spec, view.publication),
        steps=views.steps(post, tenant, decisions),
        conflict=conflict,
        changed=changed or _since_last_seen(view),
        findings=views.findings(views.report_of(revision)),
        mask=None,
        comments=_comments(decisions),
        files=views.file_rows(post, content.attachments),
        decisions=_decisions(view, tenant, failed),
        blocked_note=view.possible.refusals.get(Move.PASS),
        submit_key=str(uuid.uuid4()),
        revision_hash=revision.content_hash,
        done=None,
    )


def _decisions(view: PostView, tenant: Tenant, failed: tuple[str, str, str] | None) -> list[dict[str, Any]]:
    stage = view.facts.stage
    if stage is None:
        return []
    is_last = stage is Stage.SIGN_OFF
    facts = [("标题", view.post.title), ("单位", tenant.name)]
    if is_last:
        facts.append(("发布时间", iso_minute(view.post.publish_at) if view.post.publish_at else "签发后立即发布"))
        facts += _together(view)
    rows = [
        _decision_row(
            view,
            "return",
            label="退回修改",
            sentence="退回修改",
            confirm="确认退回",
            reason_label="退回原因（起草人会看到）",
            facts=facts[:1],
        ),
        _decision_row(
            view,
            "pass",
            label=views.PASS_LABELS[stage],
            sentence=f"确认{views.PASS_LABELS[stage]}？",
            confirm=f"确认{views.PASS_LABELS[stage]}",
            reason_label="",
            facts=facts,
            note="签发后公众即可看到，撤回须写明原因。" if is_last else "",
        ),
    ]
    if failed is not None:
        for row in rows:
            if row["name"] == failed[0]:
                row.update(error=failed[1] or None, reason=failed[2], is_open=bool(failed[1]))
    return rows


def _decision_row(
    view: PostView,
    name: str,
    *,
    label: str,
    sentence: str,
    confirm: str,
    reason_label: str,
    facts: list[Any],
    note: str = "",
) -> dict[str, Any]:
    stage = view.facts.stage.value if view.facts.stage else ""
    return {
        "name": name,
        "label": label,
        "is_primary": name == "pass",
        "is_blocked": Move(name) not in view.possible,
        "sentence": sentence,
        "facts": facts,
        "asks_reason": bool(reason_label),
        "reason_label": reason_label,
        "reason": "",
        "note": note,
        "error": None,
        "cancel_href": url_for("publishing.decide_post", post_id=view.post.id),
        "action": url_for("publishing.record_decision", post_id=view.post.id, verdict=name, stage=stage),
        "confirm_label": confirm,
        "is_open": False,
    }


def _together(view: PostView) -> list[tuple[str, str]]:
    if not view.post.needs_interpretation:
        return []
    titles = [post.title for post in interpretations_ready(view.post)]
    return [("一并签发的解读", "；".join(titles))] if titles else []


def _since_last_seen(view: PostView) -> dict[str, Any] | None:
    seen: Revision | None = queries.last_seen_revision(view.post, current_actor())
    if seen is None:
        return None
    paragraphs = views.changed_paragraphs(seen, view.revision)
    return (
        {"since": f"自您 {chinese_date(seen.created_at)} 那一稿以来", "paragraphs": paragraphs}
        if paragraphs
        else None
    )


def _comments(decisions: Sequence[Decision]) -> list[dict[str, str]]:
    said = [decision for decision in decisions if decision.reason]
    names = queries.names_of(decision.decided_by for decision in said)
    return [
        {
            "person": names.get(decision.decided_by, ""),
            "at": views.minute(decision.decided_at),
            "text": decision.reason,
        }
        for decision in said
    ]
