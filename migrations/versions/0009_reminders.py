"""Reminders: where units are reminded, what was told, and calendars with a secret address

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from migrations.protect import IDENTITY, OFFICE, OWN, REACH, protect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _channels()
    _reminders()
    _feeds()
    office = {"select": REACH, "insert": OWN, "update": OWN}
    protect("notice_channels", {OFFICE: office})
    protect("reminder_digests", {OFFICE: office})
    protect("reminders", {OFFICE: {"select": REACH, "insert": OWN}})
    # Whoever asks for a calendar is nobody yet: the secret is looked up as a sign-in is, in the tenant that the address names.
    protect("calendar_feeds", {OFFICE: office, IDENTITY: {"select": OWN}})


def _channels() -> None:
    op.create_table(
        "notice_channels",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_notice_channels_created_by")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_notice_channels_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notice_channels")),
    )


def _reminders() -> None:
    op.create_table(
        "reminder_digests",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("channel_id", sa.UUID(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "channel_id"],
            ["notice_channels.tenant_id", "notice_channels.id"],
            name=op.f("fk_reminder_digests_tenant_id_channel_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_reminder_digests_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reminder_digests")),
        sa.UniqueConstraint(
            "tenant_id", "channel_id", "key", name=op.f("uq_reminder_digests_tenant_id_channel_id_key")
        ),
    )
    op.create_index(
        "ix_reminder_digests_unsent", "reminder_digests", ["tenant_id"], postgresql_where=sa.text("sent_at is null")
    )
    op.create_table(
        "reminders",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("channel_id", sa.UUID(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("moment", sa.Integer(), nullable=False),
        sa.Column("digest_id", sa.UUID(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("href", sa.Text(), nullable=False),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "channel_id"],
            ["notice_channels.tenant_id", "notice_channels.id"],
            name=op.f("fk_reminders_tenant_id_channel_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "digest_id"],
            ["reminder_digests.tenant_id", "reminder_digests.id"],
            name=op.f("fk_reminders_tenant_id_digest_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_reminders_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "channel_id", "subject", "due_on", "moment", name=op.f("pk_reminders")),
    )


def _feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_feeds_person_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_calendar_feeds_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_calendar_feeds_tenant_id_token_hash")),
    )
    # One address that works for each person and tenant.
    op.create_index(
        "uq_calendar_feeds_open",
        "calendar_feeds",
        ["tenant_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )


def downgrade() -> None:
    for table in ("calendar_feeds", "reminders", "reminder_digests", "notice_channels"):
        op.drop_table(table)
