"""What publishing tells of a post, for duties to be measured by: facts, in the transaction of what happened.

A fact about what is not public names no title.
"""

from datetime import date, datetime, time

from gkcloud.obligations.emitting import emit, retract
from gkcloud.obligations.subjects import of_post
from gkcloud.publishing.content import Disclosure, PostContent
from gkcloud.publishing.model import Post, Publication, Revision
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.clock import SHANGHAI, local

# What the pre-publication check blocks on because it identifies a person.
_PERSONAL = ("resident_id", "column_", "bank_card")


def tell_submitted(post: Post, content: PostContent, now: datetime) -> None:
    """Tell that a document was formed, so that the time it has to be published in begins (条例第二十六条).

    The document of a post that is not for the public, or says no date, has no such time.
    """
    key = of_post(post.id)
    if content.disclosure is not Disclosure.PROACTIVE or content.formed_on is None:
        retract("formed", tenant_id=post.tenant_id, key=key, reason="不属主动公开或没有成文日期", now=now)
        return
    if content.formed_on > local(now).date() or post.published_at is not None:
        # What is public already is told by its publication; the draft of a correction is not.
        return
    _tell_formed(post, content.formed_on, "", now)


def _tell_formed(post: Post, formed_on: date, label: str, now: datetime) -> None:
    at = datetime.combine(formed_on, time(12), SHANGHAI)
    emit("formed", tenant_id=post.tenant_id, at=at, now=now, subject=of_post(post.id), label=label)


def tell_discarded(post: Post, now: datetime) -> None:
    """Take back that a document was formed: nothing of it will be published."""
    retract("formed", tenant_id=post.tenant_id, key=of_post(post.id), reason="稿件已不再使用", now=now)


def tell_returned(post: Post, decision_id: object, stage: str, now: datetime) -> None:
    """Tell that a post was returned."""
    emit(
        "returned",
        tenant_id=post.tenant_id,
        at=now,
        now=now,
        subject=of_post(post.id),
        key=f"decision:{decision_id}",
        data={"stage": stage},
    )


def tell_blocked(post: Post, revision: Revision, now: datetime) -> None:
    """Tell that the check kept a revision back because it holds what identifies a person."""
    report = revision.check_report.get("findings", ())
    if any(finding["severity"] == "block" and finding["code"].startswith(_PERSONAL) for finding in report):
        emit(
            "privacy_blocked",
            tenant_id=post.tenant_id,
            at=now,
            now=now,
            subject=of_post(post.id),
            key=f"content:{post.id}:{revision.content_hash}",
        )


def tell_published(publication: Publication, post: Post, content: PostContent, now: datetime) -> None:
    """Tell that a post is public, what it pairs with, and that it was urgent; a correction is told as one."""
    subject = of_post(publication.post_id)
    if publication.corrected_at is not None:
        emit(
            "corrected",
            tenant_id=post.tenant_id,
            at=now,
            now=now,
            subject=subject,
            key=f"revision:{publication.revision_id}",
            label=publication.title,
        )
    # Its date of formation is public now, whatever way the post came; a correction's words replace those before it.
    if content.formed_on is not None and content.formed_on <= local(now).date():
        _tell_formed(post, content.formed_on, publication.title, now)
    data = _data(directory().by_id(post.tenant_id), publication, content)

    def tell(kind: str, about: str, key: str = "") -> None:
        emit(
            kind,
            tenant_id=post.tenant_id,
            at=publication.published_at,
            now=now,
            subject=about,
            key=key,
            label=publication.title,
            data=data,
        )

    tell("published", subject)
    if post.needs_interpretation:
        tell("policy_published", subject)
    if publication.policy_id is not None:
        tell("interpreted", of_post(publication.policy_id), subject)
    if post.is_urgent:
        tell("urgent_published", subject)


def tell_confirmed(post: Post, now: datetime) -> None:
    """Tell that a second person confirmed an urgent publication."""
    emit(
        "urgent_confirmed",
        tenant_id=post.tenant_id,
        at=now,
        now=now,
        subject=of_post(post.id),
        label=post.title,
    )


def tell_withdrawn(post: Post, publication: Publication, now: datetime) -> None:
    """Tell that a publication was withdrawn: it is evidence of nothing any more."""
    subject = of_post(post.id)
    emit("withdrawn", tenant_id=post.tenant_id, at=now, now=now, subject=subject, label=publication.title)
    for kind in ("published", "policy_published", "interpreted", "formed"):
        retract(kind, tenant_id=post.tenant_id, key=subject, reason="信息已撤回", now=now)


def _data(tenant: Tenant, publication: Publication, content: PostContent) -> dict[str, object]:
    kinds = {column.code: column.kind for column in tenant.spec.columns}
    return {
        "column_kinds": sorted({kinds[code] for code in content.columns if code in kinds}),
        "genre": content.genre_class,
        "subject_class": content.subject_class,
        "index_no": publication.index_no,
        "formed_on": content.formed_on.isoformat() if content.formed_on else None,
    }
