"""From rows to what the templates draw: plain dicts, every word that a person reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from gkcloud.calendar.queries import calendar_for
from gkcloud.publishing.content import FIELD_LABELS, FileRef, PostContent
from gkcloud.publishing.difference import differences
from gkcloud.publishing.model import Decision, Post, Publication, Revision
from gkcloud.publishing.queries import PostView, Waiting, names_of
from gkcloud.publishing.rules import Move, State
from gkcloud.publishing.screening import Report
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.packs import TenantSpec
from gkcloud.tenancy.rules import Stage
from gkcloud.web.addresses import tenant_address
from gkcloud.web.clock import local
from gkcloud.web.rendering import chinese_date, file_size, iso_minute
from gkcloud.worktime import WorkCalendar, due_after, working_days_until

STATE_SIGNS = {
    State.DRAFT: "waiting",
    State.IN_REVIEW: "soon",
    State.PUBLISHED: "met",
    State.FILED: "info",
    State.WITHDRAWN: "blocked",
    State.DISCARDED: "blocked",
}
PASS_LABELS = {
    Stage.REVIEW: "审核通过",
    Stage.SECRECY_REVIEW: "审查通过",
    Stage.SUPERVISION: "同意公开",
    Stage.SIGN_OFF: "签发",
}
DID = {
    "pass": {
        Stage.REVIEW: "审核通过",
        Stage.SECRECY_REVIEW: "保密审查通过",
        Stage.SUPERVISION: "监督小组同意",
        Stage.SIGN_OFF: "签发",
    },
    "return": dict.fromkeys(Stage, "退回修改"),
    "urgent": dict.fromkeys(Stage, "紧急发布"),
    "confirm": dict.fromkeys(Stage, "补核紧急发布"),
}


def minute(moment: datetime) -> str:
    """Return a moment as a list of events has it: 11月21日 09:30."""
    there = local(moment)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def report_of(revision: Revision) -> Report:
    """Return what the check found on a revision."""
    return Report.from_json(revision.check_report)


def findings(report: Report) -> list[dict[str, Any]]:
    """Return the findings as ui/review.html draws them."""
    return [
        {
            "level": finding.severity.value,
            "title": finding.message,
            "detail": f"例如：{finding.sample}" if finding.sample else None,
            "where": f"{finding.place}，共 {finding.count} 处" if finding.count > 1 else finding.place,
            "href": None,
        }
        for finding in report.findings
    ]


def signs(report: Report) -> list[dict[str, str]]:
    """Return the check's result for a row of the inbox."""
    if not report.findings:
        return [{"text": "检查未发现问题", "kind": "met"}]
    return [{"text": report.summary(), "kind": "overdue" if report.blocks else "soon"}]


def steps(post: Post, tenant: Tenant, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Return the stages of the workflow with who passed them in the present round."""
    names = names_of(decision.decided_by for decision in decisions)
    passed = {
        decision.stage: decision
        for decision in decisions
        if decision.verdict == "pass" and (post.submitted_at is None or decision.decided_at >= post.submitted_at)
    }
    done_all = post.state in {State.PUBLISHED.value, State.FILED.value}
    drawn = [{"name": "起草", "state": "current" if post.state == State.DRAFT.value else "done", "person": None}]
    for stage in tenant.spec.workflow.stages:
        decision = passed.get(stage.value)
        is_current = post.stage == stage.value
        if is_current:
            state = "current"
        elif post.state == State.DRAFT.value:
            state = "next"
        else:
            state = "done" if decision or done_all else "next"
        person = names.get(decision.decided_by) if decision and state == "done" else None
        drawn.append({"name": stage.label, "state": state, "person": person})
    return [{**step, "at": None} for step in drawn]


def facts(content: PostContent, spec: TenantSpec, publication: Publication | None = None) -> list[tuple[str, str]]:
    """Return the metadata table as the public will read it."""
    subjects = {each.code: each.name for each in spec.subject_classes}
    genres = {each.code: each.name for each in spec.genre_classes}
    columns = {each.code: each.name for each in spec.columns}
    return [
        ("索引号", publication.index_no if publication else "发布时生成"),
        (FIELD_LABELS["doc_no"], content.doc_no),
        (FIELD_LABELS["issuer"], content.issuer),
        (FIELD_LABELS["formed_on"], chinese_date(content.formed_on) if content.formed_on else ""),
        (FIELD_LABELS["subject_class"], subjects.get(content.subject_class, content.subject_class)),
        (FIELD_LABELS["genre_class"], genres.get(content.genre_class, content.genre_class)),
        (FIELD_LABELS["columns"], "、".join(columns.get(code, code) for code in content.columns)),
        (FIELD_LABELS["disclosure"], content.disclosure.label),
        (FIELD_LABELS["withheld_basis"], content.withheld_basis),
        (FIELD_LABELS["keywords"], content.keywords),
        (FIELD_LABELS["source"], content.source),
        (FIELD_LABELS["summary"], content.summary),
    ]


def file_rows(post: Post, files: Sequence[FileRef], *, removable: bool = False) -> list[dict[str, Any]]:
    """Return attachments as lists draw them."""
    return [
        {
            "name": file.name,
            "href": url_for("publishing.download", file_id=file.file_id),
            "kind": file.extension.upper(),
            "size": file_size(file.size),
            "remove_action": url_for("publishing.remove_file", post_id=post.id, file_id=file.file_id)
            if removable
            else None,
        }
        for file in files
    ]


def changed_paragraphs(old: Revision, new: Revision) -> list[list[tuple[str, str]] | None]:
    """Return what differs between two revisions: fields first, then the text, unchanged stretches left out."""
    before, after = PostContent.from_json(old.content), PostContent.from_json(new.content)
    paragraphs: list[list[tuple[str, str]] | None] = []
    for name, label in FIELD_LABELS.items():
        if name != "body_html" and getattr(before, name) != getattr(after, name):
            was, now = _field_text(before, name), _field_text(after, name)
            paragraphs.append(
                [("same", f"{label}："), *([("del", was)] if was else []), *([("ins", now)] if now else [])]
            )
    for change in differences(before.body_html, after.body_html):
        is_left_out = all(piece.kind == "elided" for piece in change.pieces)
        paragraphs.append(None if is_left_out else [(MARKS[piece.kind], piece.text) for piece in change.pieces])
    return paragraphs


def _field_text(content: PostContent, name: str) -> str:
    value = getattr(content, name)
    if name == "attachments":
        return "、".join(file.name for file in value)
    if name == "columns":
        return "、".join(value)
    if name == "disclosure":
        return content.disclosure.label
    return str(value) if value else ""


def log(post: Post, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Return what happened to a post, oldest first."""
    people = names_of([post.created_by, *(d.decided_by for d in decisions), *(d.on_behalf_of for d in decisions)])
    first = {"person": people.get(post.created_by, ""), "did": "起草", "at": minute(post.created_at), "text": None}
    drawn = [first]
    for decision in decisions:
        lender = f"（代{people.get(decision.on_behalf_of, '')}）" if decision.on_behalf_of else ""
        drawn.append(
            {
                "person": people.get(decision.decided_by, "") + lender,
                "did": DID[decision.verdict][Stage(decision.stage)],
                "at": minute(decision.decided_at),
                "text": decision.reason or None,
            }
        )
    return drawn


def revision_rows(post: Post, revisions: Sequence[Revision]) -> list[dict[str, Any]]:
    """Return the revisions of a post, newest first, each with an address that shows its difference to the present."""
    names = names_of(revision.author_id for revision in revisions)
    return [
        {
            "number": revision.number,
            "at": minute(revision.created_at),
            "person": names.get(revision.author_id, ""),
            "what": revision.note or "修改",
            "href": url_for("publishing.show_post", post_id=post.id, since=revision.number),
            "is_current": revision.id == post.current_revision_id,
        }
        for revision in revisions
    ]


def bands(view: PostView) -> list[dict[str, str]]:
    """Return the notices at the top of a post's page."""
    post, publication = view.post, view.publication
    drawn = []
    if view.facts.urgent_signer is not None and post.urgent_confirm_by is not None:
        by = minute(post.urgent_confirm_by)
        drawn.append(
            {"kind": "overdue", "title": "紧急发布，等待补核", "text": f"请另一名审核人或签发人在 {by} 前补核。"}
        )
    if post.returned_reason:
        drawn.append({"kind": "overdue", "title": "已退回修改", "text": post.returned_reason})
    if publication is not None and publication.withdrawn_at is not None:
        drawn.append({"kind": "overdue", "title": "已撤回", "text": publication.withdrawal_reason})
    if post.correction_note and post.state in {State.DRAFT.value, State.IN_REVIEW.value}:
        drawn.append(
            {
                "kind": "info",
                "title": "正在更正",
                "text": f"签发前公众看到的仍是原内容。更正说明：{post.correction_note}",
            }
        )
    return drawn


def post_head(post: Post, revision: Revision) -> dict[str, Any]:
    """Return a post's title, state and text."""
    state = State(post.state)
    text = Stage(post.stage).label + "中" if post.stage else state.label
    body = PostContent.from_json(revision.content).body_html
    return {
        "title": post.title,
        "state": {"text": text, "kind": STATE_SIGNS[state]},
        # Sanitised when it was saved, whatever the editor did.
        "body_html": Markup(body),  # noqa: S704
    }


MARKS = {"same": "same", "elided": "same", "added": "ins", "removed": "del"}
ASKED = {
    Move.PASS: "请您{0}",
    Move.RETURN: "请您{0}（检查未通过，需退回修改）",
    Move.EDIT: "已退回，请您修改",
    Move.CONFIRM_URGENT: "请您补核紧急发布",
}


def inbox_row(item: Waiting, now: datetime) -> dict[str, Any]:
    """Return a row of the inbox: what it is, why it waits for me, since when, until when, and the check's result."""
    post = item.post
    tenant = directory().by_id(post.tenant_id)
    content = PostContent.from_json(item.revision.content)
    due = due_moment(item, tenant)
    asked = ASKED[item.move].format(Stage(post.stage).label if post.stage else "")
    endpoint = "publishing.show_post" if item.move in {Move.EDIT, Move.CONFIRM_URGENT} else "publishing.decide_post"
    if item.move is Move.EDIT:
        endpoint = "publishing.edit_post"
    return {
        "href": tenant_address(tenant, endpoint, post_id=post.id),
        "title": post.title,
        "unit": tenant.short_name,
        "kind": _column_name(content, tenant.spec),
        "why": f"{asked}，{waited(post.stage_entered_at or post.updated_at, now)}",
        "due": due_words(due, now, calendar_for(tenant)) if due else None,
        "signs": signs(report_of(item.revision)),
    }


def due_moment(item: Waiting, tenant: Tenant) -> datetime | None:
    """Return when a waiting post is due: so many working days after it came to its stage."""
    post = item.post
    if item.move is Move.CONFIRM_URGENT:
        return post.urgent_confirm_by
    if not post.stage or post.stage_entered_at is None:
        return None
    days = tenant.spec.workflow.waiting_days.get(Stage(post.stage))
    if days is None:
        return None
    entered = local(post.stage_entered_at)
    due = due_after(entered.date(), days, calendar_for(tenant))
    return entered.replace(year=due.day.year, month=due.day.month, day=due.day.day, hour=23, minute=59, second=59)


def due_words(due: datetime, now: datetime, calendar: WorkCalendar) -> dict[str, str]:
    """Return how long is left, in the words that people use."""
    today, last = local(now).date(), local(due).date()
    left = working_days_until(today, last, calendar)
    if due < now:
        return {"text": f"已超期 {max(1, -left)} 个工作日" if left else "今天已超期", "kind": "overdue"}
    if last == today:
        return {"text": "今天到期", "kind": "soon"}
    doubt = "（暂定）" if calendar.is_provisional(today, last) else ""
    return {
        "text": (f"还剩 {left} 个工作日" if left else "下个工作日前到期") + doubt,
        "kind": "soon" if left <= 1 else "waiting",
    }


def waited(since: datetime, now: datetime) -> str:
    """Return how long something has waited."""
    days = (local(now).date() - local(since).date()).days
    return f"已等 {days} 天" if days else "今天送来"


def list_row(post: Post, author: str, tenant: Tenant, column: str, *, may_write: bool = False) -> dict[str, Any]:
    """Return a row of the office's list."""
    state = State(post.state)
    text = Stage(post.stage).label + "中" if post.stage else state.label
    opens_editor = may_write and state is State.DRAFT
    return {
        "title": post.title,
        "href": tenant_address(tenant, "publishing.show_post", post_id=post.id),
        "edit_href": tenant_address(tenant, "publishing.edit_post", post_id=post.id) if opens_editor else None,
        "column": column,
        "author": author,
        "state": {"text": text, "kind": STATE_SIGNS[state]},
        "changed": iso_minute(post.updated_at),
    }


def _column_name(content: PostContent, spec: TenantSpec) -> str:
    names = {column.code: column.name for column in spec.columns}
    return names.get(content.columns[0], content.columns[0]) if content.columns else "未选栏目"


def column_name(revision: Revision, spec: TenantSpec) -> str:
    """Return the name of a revision's first column."""
    return _column_name(PostContent.from_json(revision.content), spec)
