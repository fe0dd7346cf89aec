"""Posts with their revisions and decisions, and the public projection that a reader sees.

An office works on ``posts`` and ``revisions``; the public role has no right to either. Publishing copies the signed
revision into ``publications``, the only table that public pages read.
"""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, Id, TenantRow


class SiteColumn(Base):
    """A column (栏目) of a tenant's subsite, from its pack; a retired one keeps what was published in it."""

    __tablename__ = "site_columns"
    __table_args__ = (PrimaryKeyConstraint("tenant_id", "code"),)

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    code: Mapped[str]
    name: Mapped[str]
    position: Mapped[int]
    is_retired: Mapped[bool] = mapped_column(default=False)


class Post(TenantRow, Base):
    """A post (信息) in the hands of the office: where it stands and which revision is in force."""

    __tablename__ = "posts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "current_revision_id"],
            ["revisions.tenant_id", "revisions.id"],
            name="fk_posts_current_revision",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["tenant_id", "published_revision_id"],
            ["revisions.tenant_id", "revisions.id"],
            name="fk_posts_published_revision",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(["tenant_id", "policy_id"], ["posts.tenant_id", "posts.id"]),
        Index("ix_posts_state", "tenant_id", "state", "stage"),
        Index("ix_posts_policy_id", "tenant_id", "policy_id"),
        Index("ix_posts_publish_at", "publish_at", postgresql_where=text("publish_at is not null")),
    )

    state: Mapped[str] = mapped_column(default="draft")
    stage: Mapped[str | None]
    stage_entered_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    title: Mapped[str]
    current_revision_id: Mapped[uuid.UUID | None]
    published_revision_id: Mapped[uuid.UUID | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    # When a signed post is to appear; empty again once it has.
    publish_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    index_no: Mapped[str | None]
    returned_reason: Mapped[str] = mapped_column(default="")
    correction_note: Mapped[str] = mapped_column(default="")
    # Set on an interpretation: the policy that it explains.
    policy_id: Mapped[uuid.UUID | None]
    # Set on a policy that may be signed off only together with its interpretation.
    needs_interpretation: Mapped[bool] = mapped_column(default=False)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    urgent_confirm_by: Mapped[datetime | None]
    urgent_confirmed_at: Mapped[datetime | None]


class Revision(TenantRow, Base):
    """One state of a post's content; never changed once written."""

    __tablename__ = "revisions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "post_id"], ["posts.tenant_id", "posts.id"]),
        UniqueConstraint("tenant_id", "post_id", "number"),
    )

    post_id: Mapped[uuid.UUID]
    number: Mapped[int]
    content_hash: Mapped[str]
    content: Mapped[dict[str, Any]]
    # The result of the pre-publication check on this content: what every decider is shown.
    check_report: Mapped[dict[str, Any]]
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")


class Decision(TenantRow, Base):
    """What one person decided about one revision, bound to the hash of what they saw."""

    __tablename__ = "decisions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "post_id"], ["posts.tenant_id", "posts.id"]),
        ForeignKeyConstraint(["tenant_id", "revision_id"], ["revisions.tenant_id", "revisions.id"]),
        UniqueConstraint("tenant_id", "request_key"),
        Index("ix_decisions_post_id", "tenant_id", "post_id"),
    )

    post_id: Mapped[uuid.UUID]
    revision_id: Mapped[uuid.UUID]
    content_hash: Mapped[str]
    stage: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    on_behalf_of: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    check_report: Mapped[dict[str, Any]]
    request_key: Mapped[uuid.UUID]


class Series(Base):
    """The last number given in a series of a tenant and year: index numbers, bulletin issues."""

    __tablename__ = "series"
    __table_args__ = (PrimaryKeyConstraint("tenant_id", "name", "year"),)

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str]
    year: Mapped[int]
    last: Mapped[int]


class Publication(Base):
    """What the public reads of a post. A withdrawn one keeps its title and says why."""

    __tablename__ = "publications"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "post_id"),
        ForeignKeyConstraint(["tenant_id", "post_id"], ["posts.tenant_id", "posts.id"]),
        UniqueConstraint("tenant_id", "index_no"),
        Index("ix_publications_published_at", "tenant_id", "published_at"),
        Index("ix_publications_policy_id", "tenant_id", "policy_id", postgresql_where=text("policy_id is not null")),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    post_id: Mapped[uuid.UUID]
    revision_id: Mapped[uuid.UUID]
    index_no: Mapped[str]
    title: Mapped[str]
    doc_no: Mapped[str]
    issuer: Mapped[str]
    formed_on: Mapped[date | None]
    subject_class: Mapped[str]
    genre_class: Mapped[str]
    disclosure: Mapped[str]
    summary: Mapped[str]
    keywords: Mapped[str]
    source: Mapped[str]
    body_html: Mapped[str]
    validity: Mapped[str] = mapped_column(default="in_force")
    validity_note: Mapped[str] = mapped_column(default="")
    validity_on: Mapped[date | None]
    policy_id: Mapped[uuid.UUID | None]
    is_urgent: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]
    correction_note: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")


class PublicationColumn(Base):
    """A post's place in a column, with what a listing shows, so that a listing reads one index."""

    __tablename__ = "publication_columns"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "column_code", "post_id"),
        ForeignKeyConstraint(["tenant_id", "post_id"], ["publications.tenant_id", "publications.post_id"]),
        ForeignKeyConstraint(["tenant_id", "column_code"], ["site_columns.tenant_id", "site_columns.code"]),
        Index("ix_publication_columns_listing", "tenant_id", "column_code", "published_at", "post_id"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    column_code: Mapped[str]
    post_id: Mapped[uuid.UUID]
    published_at: Mapped[datetime]


class PublicationFile(Base):
    """An attachment as the public downloads it."""

    __tablename__ = "publication_files"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "post_id", "file_id"),
        ForeignKeyConstraint(["tenant_id", "post_id"], ["publications.tenant_id", "publications.post_id"]),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["stored_files.tenant_id", "stored_files.id"]),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    post_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
    position: Mapped[int]
    name: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    extension: Mapped[str]
    sha256: Mapped[str]


class PublicationPaper(Base):
    """A publication as an official document in PDF, printed after it was published; of this revision and no other."""

    __tablename__ = "publication_papers"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "post_id"),
        ForeignKeyConstraint(["tenant_id", "post_id"], ["publications.tenant_id", "publications.post_id"]),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["stored_files.tenant_id", "stored_files.id"]),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    post_id: Mapped[uuid.UUID]
    revision_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
    sha256: Mapped[str]
    size: Mapped[int]
    pages: Mapped[int]


class SearchEntry(Base):
    """Words of a text that is already public; global, because row-level security would keep its index unused.

    The tenant's token in ``words`` is what a search intersects with.
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        Index("ix_search_entries_words", "words", postgresql_using="gin"),
        Index("ix_search_entries_tenant", "tenant_id", "published_at"),
    )

    id: Mapped[Id]
    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    post_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    title: Mapped[str]
    published_at: Mapped[datetime]
    text: Mapped[str]
    words: Mapped[Any] = mapped_column(TSVECTOR)
