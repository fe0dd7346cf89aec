"""Circulars (通报): drafted, edited, signed off, issued as a paper, and turned into a draft for the public.

The signature binds to the hash of the text that was signed: an edit makes it a draft again.
"""

import uuid
from datetime import datetime
from typing import Any

from markupsafe import escape
from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.campaigns.model import Campaign
from gkcloud.database import db
from gkcloud.papers.circularparts import circular_body, list_table
from gkcloud.papers.circularrules import circular_faults
from gkcloud.printing.actions import PrintingRefused, set_paper
from gkcloud.publishing.actions import create_draft
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.model import Post
from gkcloud.publishing.sanitize import clean_body
from gkcloud.rectification import facts
from gkcloud.rectification.actions.common import Refused
from gkcloud.rectification.actions.mentions import tell_fact
from gkcloud.rectification.circulars import Act, CircularState, CircularText, why_not
from gkcloud.rectification.model import CircularDraft, Commendation
from gkcloud.rectification.queries.circulars import CircularView, circular_view
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.clock import local

GENRE = "tongbao"


class TextChanged(Refused):
    """The circular is no longer what the signer read."""

    def __init__(self) -> None:
        super().__init__("这份通报在您查看之后有修改，刚才的签发没有生效。下面是修改后的内容，请重新审阅。")


@action("circular.draft")
def draft_circular(
    text: CircularText,
    *,
    actor: Actor,
    now: datetime,
    campaign_id: uuid.UUID | None = None,
    circular_id: uuid.UUID | None = None,
) -> CircularDraft:
    """Return a new circular with its first text; ``circular_id`` is the form's own, so that twice is once."""
    known = db.session.get(CircularDraft, (actor.tenant_id, circular_id)) if circular_id else None
    if known is not None:
        nothing_to_do("circular.draft")
        return known
    if campaign_id is not None and db.session.get(Campaign, (actor.tenant_id, campaign_id)) is None:
        raise Refused("没有找到所选的检查，请重新选择。")
    row = CircularDraft(
        tenant_id=actor.tenant_id,
        id=circular_id or uuid.uuid4(),
        campaign_id=campaign_id,
        kind=text.purpose.value,
        title=text.paper(formed_on=None).label,
        content={"text": text.as_json()},
        content_hash=text.content_hash(),
        state=CircularState.DRAFT.value,
        created_by=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _record("circular.draft", row, actor, now, campaign=str(campaign_id or ""))
    return row


@action("circular.edit")
def edit_circular(
    circular_id: uuid.UUID, text: CircularText, *, base_hash: str, actor: Actor, now: datetime
) -> CircularDraft:
    """Save a text; one that differs takes submission and signature away.

    Raises Refused once it is issued, and when somebody else saved another text since ``base_hash`` was opened.
    """
    view = _lock(circular_id, actor)
    row = view.row
    _require(Act.EDIT, view, actor)
    if row.content_hash == text.content_hash():
        nothing_to_do("circular.edit")
        return row
    if row.content_hash != base_hash:
        raise Refused("这份通报在您打开之后已由他人修改，您的改动没有保存。请另开一页查看最新内容，再合并您的改动。")
    row.content = {**row.content, "text": text.as_json()}
    row.content_hash, row.kind = text.content_hash(), text.purpose.value
    row.title = text.paper(formed_on=None).label
    was = row.state
    row.state, row.signed_by, row.signed_at = CircularState.DRAFT.value, None, None
    _record("circular.edit", row, actor, now, was=was)
    return row


@action("circular.submit")
def submit_circular(circular_id: uuid.UUID, *, actor: Actor, now: datetime) -> CircularDraft:
    """Send a circular to the signer. Raises Refused with what keeps it from being printed."""
    view = _lock(circular_id, actor)
    if view.row.state == CircularState.SUBMITTED.value:
        nothing_to_do("circular.submit")
        return view.row
    _require(Act.SUBMIT, view, actor)
    if faults := faults_of(view, now):
        raise Refused("".join(faults))
    view.row.state = CircularState.SUBMITTED.value
    view.row.content = {"text": view.row.content["text"]}
    _record("circular.submit", view.row, actor, now)
    return view.row


@action("circular.sign")
def sign_circular(circular_id: uuid.UUID, *, seen_hash: str, actor: Actor, now: datetime) -> CircularDraft:
    """Sign a circular off as it was read. Raises TextChanged when it was edited since."""
    view = _lock(circular_id, actor)
    row = view.row
    if row.state == CircularState.SIGNED.value and row.content_hash == seen_hash and row.signed_by == actor.person_id:
        nothing_to_do("circular.sign")
        return row
    if row.content_hash != seen_hash:
        raise TextChanged
    _require(Act.SIGN, view, actor)
    row.state, row.signed_by, row.signed_at = CircularState.SIGNED.value, actor.person_id, now
    _record("circular.sign", row, actor, now)
    return row


@action("circular.send-back")
def send_back_circular(circular_id: uuid.UUID, reason: str, *, actor: Actor, now: datetime) -> CircularDraft:
    """Give a circular back to its drafters, for a reason. Raises Refused without one."""
    view = _lock(circular_id, actor)
    row = view.row
    if row.state == CircularState.DRAFT.value and row.content.get("returned") == reason.strip():
        nothing_to_do("circular.send-back")
        return row
    _require(Act.SEND_BACK, view, actor)
    if not reason.strip():
        raise Refused("请写明退回修改的理由。")
    row.state, row.content = CircularState.DRAFT.value, {**row.content, "returned": reason.strip()}
    _record("circular.send-back", row, actor, now)
    return row


@action("circular.issue")
def issue_circular(circular_id: uuid.UUID, *, actor: Actor, now: datetime) -> CircularDraft:
    """Issue a signed circular: it becomes a locked printing, whose file a job makes, and its mentions are told.

    Raises Refused unless it is signed as it stands, and with every fault of the paper.
    """
    view = _lock(circular_id, actor)
    row = view.row
    if row.state == CircularState.ISSUED.value:
        nothing_to_do("circular.issue")
        return row
    _require(Act.ISSUE, view, actor)
    tenant, today = directory().by_id(row.tenant_id), local(now).date()
    paper = view.text.paper(formed_on=today, printed_by=tenant.spec.paper.printed_by)
    try:
        printing = set_paper(paper, uuid.uuid5(row.id, "paper"), tenant, issued_on=today, actor=actor, now=now)
    except PrintingRefused as refused:
        raise Refused(str(refused)) from refused
    row.state, row.printing_id = CircularState.ISSUED.value, printing.id
    _record("circular.issue", row, actor, now, printing=str(printing.id))
    facts.circular_issued(row, actor_id=actor.person_id, at=now)
    _tell_mentions(row, now)
    return row


@action("circular.to-post")
def circular_to_post(circular_id: uuid.UUID, *, actor: Actor, now: datetime) -> Post:
    """Return the draft post of a circular's public version, without the parts that it leaves out; twice is once."""
    view = _lock(circular_id, actor)
    row = view.row
    if row.post_id is not None:
        nothing_to_do("circular.to-post")
        return db.session.get_one(Post, (row.tenant_id, row.post_id))
    _require(Act.TO_POST, view, actor)
    content = public_content(view, directory().by_id(row.tenant_id), now)
    post = create_draft(content, actor=actor, now=now, note="由督查通报生成的公开稿。")
    row.post_id = post.id
    left_out = [each.value for each in view.text.left_out]
    _record("circular.to-post", row, actor, now, post=str(post.id), left_out=left_out)
    return post


@action("circular.discard")
def discard_circular(circular_id: uuid.UUID, *, actor: Actor, now: datetime) -> CircularDraft:
    """Give up a circular that was never issued; it stays in the records."""
    view = _lock(circular_id, actor)
    if view.row.state == CircularState.DISCARDED.value:
        nothing_to_do("circular.discard")
        return view.row
    _require(Act.DISCARD, view, actor)
    view.row.state = CircularState.DISCARDED.value
    _record("circular.discard", view.row, actor, now)
    return view.row


def faults_of(view: CircularView, now: datetime) -> tuple[str, ...]:
    """Return what keeps a circular from being printed, a sentence each; characters are looked at when it is issued."""
    return tuple(circular_faults(view.text.paper(formed_on=local(now).date())))


def public_content(view: CircularView, tenant: Tenant, now: datetime) -> PostContent:
    """Return the public version as a post's content, in the order of the circular itself."""
    text = view.text.for_the_public()
    formed_on = local(view.row.signed_at or now).date()
    paper = text.paper(formed_on=formed_on)
    annexed = "".join(f"<h2>附：{escape(each.title)}</h2>{list_table(each)}" for each in paper.lists)
    genres = {each.code for each in tenant.spec.genre_classes}
    return PostContent(
        title=paper.label,
        body_html=clean_body(circular_body(paper) + annexed),
        doc_no=text.doc_no,
        issuer=text.issuers,
        formed_on=formed_on,
        genre_class=GENRE if GENRE in genres else "",
        source=text.issuers or tenant.name,
    )


def _tell_mentions(row: CircularDraft, now: datetime) -> None:
    waiting = {"tenant_id": row.tenant_id, "circular_id": row.id, "shown_at": None, "withdrawn_at": None}
    for mention in db.session.execute(select(Commendation).filter_by(**waiting)).scalars():
        mention.shown_at = now
        tell_fact(mention, now)
    db.session.flush()


def _lock(circular_id: uuid.UUID, actor: Actor) -> CircularView:
    statement = select(CircularDraft).where(
        CircularDraft.tenant_id == actor.tenant_id, CircularDraft.id == circular_id
    )
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise Refused("没有找到这份通报，请返回列表查看。")
    return circular_view(row, actor)


def _require(act: Act, view: CircularView, actor: Actor) -> None:
    if act not in view.acts:
        raise Refused(why_not(act, view.facts, actor))


def _record(name: str, row: CircularDraft, actor: Actor, now: datetime, **data: Any) -> None:
    row.updated_at = now
    db.session.flush()
    subject, hashed = ("circular", row.id), row.content_hash
    record(name, actor_id=actor.person_id, subject=subject, at=now, content_hash=hashed, **data)
