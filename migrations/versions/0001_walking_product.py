"""The walking product: tenants, people, posts, bulletins, audit

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.protect import (
    ANY,
    IDENTITY,
    OFFICE,
    OWN,
    PLATFORM,
    PUBLIC,
    PUBLISHED,
    PUBLISHED_IN_REACH,
    REACH,
    RUNTIME,
    SUBTREE,
    make_roles,
    protect,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_roles()
    op.create_table(
        "directory_version",
        sa.Column("is_only", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_only", name=op.f("ck_directory_version_is_only")),
        sa.PrimaryKeyConstraint("is_only", name=op.f("pk_directory_version")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("login", name=op.f("uq_people_login")),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("spec", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["tenants.id"], name=op.f("fk_tenants_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenants_slug")),
    )
    op.create_index("ix_tenants_parent_id", "tenants", ["parent_id"], unique=False)
    op.create_table(
        "audit_events",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.UUID(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_events_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("tenant_id", "seq", name=op.f("uq_audit_events_tenant_id_seq")),
    )
    op.create_index("ix_audit_events_subject", "audit_events", ["tenant_id", "subject_id"], unique=False)
    op.create_table(
        "audit_heads",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_heads_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "delegations",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("from_person_id", sa.UUID(), nullable=False),
        sa.Column("to_person_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["from_person_id"], ["people.id"], name=op.f("fk_delegations_from_person_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_delegations_tenant_id")),
        sa.ForeignKeyConstraint(["to_person_id"], ["people.id"], name=op.f("fk_delegations_to_person_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_delegations")),
    )
    op.create_index("ix_delegations_to_person_id", "delegations", ["to_person_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("invited_by", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.UUID(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["people.id"], name=op.f("fk_invitations_invited_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invitations_person_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_invitations_tenant_id")),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name=op.f("fk_invitations_used_by")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_invitations_tenant_id_token_hash")),
    )
    op.create_index("ix_invitations_token_hash", "invitations", ["token_hash"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.UUID(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requested_by", sa.UUID(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_jobs_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_jobs")),
    )
    op.create_index(
        "ix_jobs_open",
        "jobs",
        ["state"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_index(
        "uq_jobs_open_subject",
        "jobs",
        ["tenant_id", "kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_table(
        "memberships",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_memberships_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("tenant_id", "person_id", "role", name=op.f("uq_memberships_tenant_id_person_id_role")),
    )
    op.create_index("ix_memberships_person_id", "memberships", ["person_id"], unique=False)
    op.create_table(
        "posts",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("stage_entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("current_revision_id", sa.UUID(), nullable=True),
        sa.Column("published_revision_id", sa.UUID(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("index_no", sa.Text(), nullable=True),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("correction_note", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.UUID(), nullable=True),
        sa.Column("needs_interpretation", sa.Boolean(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("urgent_confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("urgent_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_posts_created_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "current_revision_id"],
            ["revisions.tenant_id", "revisions.id"],
            name="fk_posts_current_revision",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "policy_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_posts_tenant_id_policy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "published_revision_id"],
            ["revisions.tenant_id", "revisions.id"],
            name="fk_posts_published_revision",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_posts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_posts")),
    )
    op.create_index("ix_posts_policy_id", "posts", ["tenant_id", "policy_id"], unique=False)
    op.create_index(
        "ix_posts_publish_at",
        "posts",
        ["publish_at"],
        unique=False,
        postgresql_where=sa.text("publish_at is not null"),
    )
    op.create_index("ix_posts_state", "posts", ["tenant_id", "state", "stage"], unique=False)
    op.create_table(
        "search_entries",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_search_entries_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("post_id", name=op.f("uq_search_entries_post_id")),
    )
    op.create_index("ix_search_entries_tenant", "search_entries", ["tenant_id", "published_at"], unique=False)
    op.create_index("ix_search_entries_words", "search_entries", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "series",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_series_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "name", "year", name=op.f("pk_series")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index("ix_sign_ins_person_id", "sign_ins", ["person_id"], unique=False)
    op.create_table(
        "site_columns",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_site_columns_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "code", name=op.f("pk_site_columns")),
    )
    op.create_table(
        "stored_files",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_stored_files_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("tenant_id", "sha256", "name", name=op.f("uq_stored_files_tenant_id_sha256_name")),
    )
    op.create_table(
        "tenant_hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_hosts_tenant_id")),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_tenant_hosts")),
    )
    op.create_table(
        "bulletin_issues",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("masthead", sa.Text(), nullable=False),
        sa.Column("editing_unit", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("editor_note", sa.Text(), nullable=False),
        sa.Column("report_to", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("send_to", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("distribute_to", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("total_number", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("job_id", sa.UUID(), nullable=True),
        sa.Column("file_id", sa.UUID(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_bulletin_issues_created_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_files.tenant_id", "stored_files.id"],
            name=op.f("fk_bulletin_issues_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "job_id"],
            ["jobs.tenant_id", "jobs.id"],
            name=op.f("fk_bulletin_issues_tenant_id_job_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_bulletin_issues_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bulletin_issues")),
        sa.UniqueConstraint("tenant_id", "year", "number", name=op.f("uq_bulletin_issues_tenant_id_year_number")),
    )
    op.create_table(
        "publications",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("revision_id", sa.UUID(), nullable=False),
        sa.Column("index_no", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("doc_no", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("formed_on", sa.Date(), nullable=True),
        sa.Column("subject_class", sa.Text(), nullable=False),
        sa.Column("genre_class", sa.Text(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("validity", sa.Text(), nullable=False),
        sa.Column("validity_note", sa.Text(), nullable=False),
        sa.Column("validity_on", sa.Date(), nullable=True),
        sa.Column("policy_id", sa.UUID(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("correction_note", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_publications_tenant_id_post_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_publications_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "post_id", name=op.f("pk_publications")),
        sa.UniqueConstraint("tenant_id", "index_no", name=op.f("uq_publications_tenant_id_index_no")),
    )
    op.create_index("ix_publications_published_at", "publications", ["tenant_id", "published_at"], unique=False)
    op.create_index(
        "ix_publications_policy_id",
        "publications",
        ["tenant_id", "policy_id"],
        unique=False,
        postgresql_where=sa.text("policy_id is not null"),
    )
    op.create_table(
        "revisions",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("check_report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("author_id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_revisions_author_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_revisions_tenant_id_post_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_revisions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("tenant_id", "post_id", "number", name=op.f("uq_revisions_tenant_id_post_id_number")),
    )
    op.create_table(
        "bulletin_items",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("issue_id", sa.UUID(), nullable=False),
        sa.Column("post_tenant_id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_tenant_id"], ["tenants.id"], name=op.f("fk_bulletin_items_post_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "issue_id"],
            ["bulletin_issues.tenant_id", "bulletin_issues.id"],
            name=op.f("fk_bulletin_items_tenant_id_issue_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_bulletin_items_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "issue_id", "post_tenant_id", "post_id", name=op.f("pk_bulletin_items")),
    )
    op.create_index(
        "ix_bulletin_items_position", "bulletin_items", ["tenant_id", "issue_id", "position"], unique=False
    )
    op.create_table(
        "bulletin_publications",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("issue_id", sa.UUID(), nullable=False),
        sa.Column("masthead", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "issue_id"],
            ["bulletin_issues.tenant_id", "bulletin_issues.id"],
            name=op.f("fk_bulletin_publications_tenant_id_issue_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_bulletin_publications_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "issue_id", name=op.f("pk_bulletin_publications")),
    )
    op.create_table(
        "decisions",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("revision_id", sa.UUID(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=False),
        sa.Column("on_behalf_of", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_key", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_decisions_decided_by")),
        sa.ForeignKeyConstraint(["on_behalf_of"], ["people.id"], name=op.f("fk_decisions_on_behalf_of")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_decisions_tenant_id_post_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "revision_id"],
            ["revisions.tenant_id", "revisions.id"],
            name=op.f("fk_decisions_tenant_id_revision_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_decisions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("tenant_id", "request_key", name=op.f("uq_decisions_tenant_id_request_key")),
    )
    op.create_index("ix_decisions_post_id", "decisions", ["tenant_id", "post_id"], unique=False)
    op.create_table(
        "publication_columns",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("column_code", sa.Text(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "column_code"],
            ["site_columns.tenant_id", "site_columns.code"],
            name=op.f("fk_publication_columns_tenant_id_column_code"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["publications.tenant_id", "publications.post_id"],
            name=op.f("fk_publication_columns_tenant_id_post_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_publication_columns_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "column_code", "post_id", name=op.f("pk_publication_columns")),
    )
    op.create_index(
        "ix_publication_columns_listing",
        "publication_columns",
        ["tenant_id", "column_code", "published_at", "post_id"],
        unique=False,
    )
    op.create_table(
        "publication_files",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_files.tenant_id", "stored_files.id"],
            name=op.f("fk_publication_files_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["publications.tenant_id", "publications.post_id"],
            name=op.f("fk_publication_files_tenant_id_post_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_publication_files_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "post_id", "file_id", name=op.f("pk_publication_files")),
    )
    protect_everything()


def protect_everything() -> None:
    read, write = "select", {"insert": OWN, "update": OWN}
    everyone = (PUBLIC, OFFICE, SUBTREE, PLATFORM, IDENTITY)
    for role in everyone:
        op.execute(f"grant select on tenants, tenant_hosts to {role}")
    op.execute(f"grant select on directory_version to {RUNTIME}, {', '.join(everyone)}")
    op.execute(f"grant insert, update on tenants, tenant_hosts to {PLATFORM}")
    op.execute(f"grant delete on tenant_hosts to {PLATFORM}")
    op.execute(f"grant update on directory_version to {PLATFORM}")
    op.execute("insert into directory_version (is_only, version) values (true, 1)")
    # `gkcloud doctor` compares the schema with the code, as the runtime role.
    op.execute(f"grant select on alembic_version to {PLATFORM}")
    # No condition for readers: a condition would keep the search operator from using its index.
    protect("search_entries", {PUBLIC: {read: ANY}, OFFICE: {read: OWN, **write, "delete": OWN}})

    colleague = (
        "exists (select 1 from memberships m where m.person_id = people.id"
        " and m.tenant_id = any ((select current_setting('gk.tenants')::uuid[])::uuid[]))"
    )
    visible = "select (id, login, display_name, status)"
    protect(
        "people",
        {
            OFFICE: {visible: colleague},
            SUBTREE: {visible: colleague},
            PLATFORM: {
                "select (id, login, display_name, status, created_at)": ANY,
                "insert": ANY,
                "update (status, display_name)": ANY,
            },
            IDENTITY: {read: ANY, "insert": ANY, "update": ANY},
        },
    )
    op.execute(
        "create function gk_person_serves(person uuid, tenants uuid[]) returns boolean stable language sql"
        " return exists (select 1 from memberships m where m.person_id = person and m.tenant_id = any (tenants))"
    )
    own_people = "gk_person_serves(person_id, (select current_setting('gk.tenants')::uuid[]))"
    protect(
        "sign_ins",
        {
            IDENTITY: {read: ANY, "insert": ANY, "update": ANY},
            OFFICE: {"select (id, person_id, ended_at)": own_people, "update (ended_at)": own_people},
            PLATFORM: {"select (id, person_id, ended_at)": ANY, "update (ended_at)": ANY},
        },
    )
    for table in ("memberships", "invitations", "delegations"):
        protect(
            table,
            {
                OFFICE: {read: REACH, **write},
                SUBTREE: {read: REACH},
                PLATFORM: {read: ANY, "insert": ANY, "update": ANY},
                IDENTITY: {read: ANY, **write},
            },
        )
    for role_table in ("audit_events", "audit_heads"):
        rights = {role: {read: REACH, **write} for role in (OFFICE, SUBTREE, PLATFORM, IDENTITY)}
        if role_table == "audit_events":
            for verbs in rights.values():
                del verbs["update"]
        protect(role_table, rights)
    op.execute("""
        create function gk_refuse() returns trigger language plpgsql as $$
        begin raise exception 'audit events are never changed or removed'; end $$""")
    op.execute("""
        create trigger audit_events_append_only before update or delete or truncate on audit_events
        for each statement execute function gk_refuse()""")
    protect("jobs", {OFFICE: {read: REACH, **write}, SUBTREE: {read: OWN, **write}, PLATFORM: {read: ANY}})
    protect("stored_files", {OFFICE: {read: REACH, "insert": OWN}, SUBTREE: {read: OWN, "insert": OWN}})
    protect(
        "site_columns",
        {
            PUBLIC: {read: OWN},
            OFFICE: {read: REACH},
            SUBTREE: {read: REACH},
            PLATFORM: {read: ANY, "insert": ANY, "update": ANY},
        },
    )
    for table in ("posts", "revisions", "decisions"):
        protect(table, {OFFICE: {read: REACH, **write}})
    protect("series", {OFFICE: {read: REACH, **write}, SUBTREE: {read: OWN, **write}})
    for table in ("publications", "publication_columns"):
        protect(
            table,
            {
                PUBLIC: {read: PUBLISHED},
                OFFICE: {read: REACH, **write, "delete": OWN},
                SUBTREE: {read: PUBLISHED_IN_REACH},
            },
        )
    shown = (
        "exists (select 1 from publications p where p.tenant_id = publication_files.tenant_id"
        " and p.post_id = publication_files.post_id and p.published_at <= statement_timestamp() and p.withdrawn_at is null)"
    )
    protect(
        "publication_files",
        {
            PUBLIC: {read: f"{OWN} and {shown}"},
            OFFICE: {read: REACH, **write, "delete": OWN},
            SUBTREE: {read: REACH},
        },
    )
    for table in ("bulletin_issues", "bulletin_items"):
        protect(table, {role: {read: OWN, **write, "delete": OWN} for role in (OFFICE, SUBTREE)})
    protect(
        "bulletin_publications",
        {PUBLIC: {read: PUBLISHED}, OFFICE: {read: REACH, **write}, SUBTREE: {read: PUBLISHED_IN_REACH, **write}},
    )


def downgrade() -> None:
    raise NotImplementedError("the first migration is not undone: drop the database instead")
