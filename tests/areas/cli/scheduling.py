"""A post that was signed to appear at a later moment."""

import uuid
from datetime import date, timedelta

from gkcloud.database import db, utc_now
from gkcloud.publishing import actions
from gkcloud.publishing.content import PostContent
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from tests.factories.cast import Staff


def scheduled_post(staff: Staff, *, due_in: timedelta) -> uuid.UUID:
    """Return a post that was signed two hours ago, to appear ``due_in`` from now."""
    content = PostContent(
        title="定时公告",
        body_html="<p>正文。</p>",
        issuer=staff.tenant.name,
        formed_on=date(2026, 1, 5),
        columns=("notices",),
        subject_class="general",
        genre_class="gonggao",
    )
    then = utc_now() - timedelta(hours=2)
    stages = {Stage.REVIEW: staff.reviewer, Stage.SECRECY_REVIEW: staff.secrecy, Stage.SIGN_OFF: staff.signer}
    with Scope.office(staff.tenant.id).opened():
        post = actions.create_draft(content, actor=staff.author, now=then)
        actions.submit(post.id, actor=staff.author, now=then)
        for stage, actor in stages.items():
            actions.decide(
                post.id,
                actions.Verdict.PASS,
                stage=stage,
                seen_hash=content.content_hash(),
                request_key=uuid.uuid4(),
                actor=actor,
                now=then,
                publish_at=utc_now() + due_in if stage is Stage.SIGN_OFF else None,
            )
        db.session.commit()
        return post.id
