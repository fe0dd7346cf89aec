"""Acts on a post that need words, each on a page of its own: correction, withdrawal, validity, urgency."""

import uuid
from collections.abc import Callable

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.publishing import actions, queries
from gkcloud.publishing.content import Validity
from gkcloud.publishing.forms import CorrectionForm, UrgentForm, ValidityForm, WithdrawalForm, request_key
from gkcloud.publishing.model import Post
from gkcloud.publishing.pages.area import office_area
from gkcloud.publishing.queries import PostView
from gkcloud.publishing.rules import Move
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import see_other

BOTH = ("GET", "POST")


@office_area.page("/posts/<uuid:post_id>/correct", needs=Can.POST_WRITE, methods=BOTH)
def correct_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Open a correction."""
    form = CorrectionForm()

    def act() -> Post:
        return actions.start_correction(post_id, note=form.note.data, actor=current_actor(), now=utc_now())

    lead = "更正期间，公众看到的仍是原内容；更正后的内容签发后才会替换，并附上更正说明。"
    return _act(
        post_id,
        Move.CORRECT,
        form,
        act,
        ("更正信息", lead, "开始更正"),
        "已打开更正，请修改后送审。",
        "publishing.edit_post",
    )


@office_area.page("/posts/<uuid:post_id>/withdraw", needs=Can.POST_WITHDRAW, methods=BOTH)
def withdraw_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Withdraw what is public."""
    form = WithdrawalForm()

    def act() -> Post:
        return actions.withdraw(post_id, reason=form.reason.data, actor=current_actor(), now=utc_now())

    lead = "撤回后正文和附件立即不再公开，原页面保留标题、时间和撤回原因。"
    return _act(
        post_id, Move.WITHDRAW, form, act, ("撤回公开内容", lead, "确认撤回"), "已撤回，公众不再看到正文和附件。"
    )


@office_area.page("/posts/<uuid:post_id>/validity", needs=Can.POST_MARK_VALIDITY, methods=BOTH)
def mark_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Mark a document as amended, lapsed, repealed, or in force again."""
    view = queries.access_post(post_id, current_actor())
    now_valid = view.publication.validity if view.publication else Validity.IN_FORCE.value
    form = ValidityForm(data={"validity": now_valid, "on": today()})

    def act() -> Post:
        return actions.mark_validity(
            post_id,
            Validity(form.validity.data),
            on=form.on.data,
            note=form.note.data or "",
            actor=current_actor(),
            now=utc_now(),
        )

    lead = "标注会立即显示在已公开的页面上方。"
    return _act(post_id, Move.MARK_VALIDITY, form, act, ("标注有效性", lead, "保存标注"), "标注已公开。")


@office_area.page("/posts/<uuid:post_id>/publish-urgently", needs=Can.POST_PUBLISH_URGENTLY, methods=BOTH)
def publish_post_urgently(post_id: uuid.UUID) -> ResponseReturnValue:
    """Publish on the signer's word alone."""
    form = UrgentForm()
    view = queries.access_post(post_id, current_actor())

    def act() -> Post:
        return actions.publish_urgently(
            post_id,
            seen_hash=request.form.get("seen", view.revision.content_hash),
            request_key=request_key(),
            actor=current_actor(),
            now=utc_now(),
            reason=form.reason.data,
        )

    lead = "不经审核和保密审查环节，由您一人负责立即发布。页面会标明紧急发布，并须由另一人按时补核。"
    return _act(
        post_id, Move.PUBLISH_URGENTLY, form, act, ("紧急发布", lead, "立即发布"), "已紧急发布，请提醒同事补核。"
    )


@office_area.page("/posts/<uuid:post_id>/confirm-urgent", needs=Can.POST_CONFIRM_URGENT, methods=BOTH)
def confirm_urgent_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm an urgent publication as the second person."""

    def act() -> Post:
        return actions.confirm_urgent(post_id, request_key=request_key(), actor=current_actor(), now=utc_now())

    lead = "请核对已公开的内容。如有问题，请由签发人撤回或由采编更正。"
    words = ("补核紧急发布", lead, "确认无误")
    return _act(post_id, Move.CONFIRM_URGENT, FlaskForm(), act, words, "已补核。")


@office_area.page("/posts/<uuid:post_id>/recall", needs=Can.POST_WRITE, methods=BOTH)
def recall_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Take a post out of review to change it."""

    def act() -> Post:
        return actions.recall(post_id, actor=current_actor(), now=utc_now())

    lead = "取回后可以修改；再次送审时，各环节须重新办理。"
    words = ("取回修改", lead, "确认取回")
    return _act(post_id, Move.RECALL, FlaskForm(), act, words, "已取回，可以修改。", "publishing.edit_post")


@office_area.page("/posts/<uuid:post_id>/discard", needs=Can.POST_WRITE, methods=BOTH)
def discard_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Give up a draft."""

    def act() -> Post:
        return actions.discard(post_id, actor=current_actor(), now=utc_now())

    words = ("作废草稿", "作废后不能再送审，办理记录仍会保留。", "确认作废")
    return _act(post_id, Move.DISCARD, FlaskForm(), act, words, "已作废。")


def _act(
    post_id: uuid.UUID,
    move: Move,
    form: FlaskForm,
    act: Callable[[], Post],
    words: tuple[str, str, str],
    done: str,
    then: str = "publishing.show_post",
) -> ResponseReturnValue:
    """Ask for the words that an act needs, carry it out, and go on; ``words``: heading, what will happen, button."""
    view = queries.access_post(post_id, current_actor())
    if request.method == "GET" and move not in view.possible:
        flash(view.possible.why_not(move), "soon")
        return see_other("publishing.show_post", post_id=post_id)
    if not form.validate_on_submit():
        return _ask(view, move, form, words, status=422 if request.method == "POST" else 200)
    try:
        act()
    except (actions.Refused, actions.Changed) as problem:
        if not {move} & view.possible.allowed:
            flash(str(problem), "overdue")
            return see_other("publishing.show_post", post_id=post_id)
        form.form_errors.append(str(problem))
        return _ask(view, move, form, words, status=409 if isinstance(problem, actions.Changed) else 422)
    flash(done, "met")
    return see_other(then, post_id=post_id)


def _ask(
    view: PostView, move: Move, form: FlaskForm, words: tuple[str, str, str], *, status: int
) -> ResponseReturnValue:
    heading, lead, confirm = words
    return show_office(
        "publishing/act.html",
        here="publish",
        title=heading,
        tenant=current_tenant(),
        status=status,
        heading=heading,
        lead=lead,
        facts=[("标题", view.post.title)],
        form=form,
        action=request.path if not request.script_root else f"{request.script_root}{request.path}",
        back_href=url_for("publishing.show_post", post_id=view.post.id),
        submit_key=str(uuid.uuid4()),
        seen=view.revision.content_hash,
        confirm_label=confirm,
        is_danger=move in {Move.WITHDRAW, Move.DISCARD, Move.PUBLISH_URGENTLY},
    )
