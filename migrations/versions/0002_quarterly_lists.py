"""Quarterly lists: what a township's supervision group reviews before it is posted

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from migrations.protect import OFFICE, OWN, REACH, protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quarterly_lists",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.UUID(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_by", sa.UUID(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_where", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_quarterly_lists_created_by")),
        sa.ForeignKeyConstraint(["posted_by"], ["people.id"], name=op.f("fk_quarterly_lists_posted_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["people.id"], name=op.f("fk_quarterly_lists_submitted_by")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quarterly_lists_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quarterly_lists")),
        sa.UniqueConstraint("tenant_id", "year", "quarter", name=op.f("uq_quarterly_lists_tenant_id_year_quarter")),
    )
    op.create_table(
        "quarterly_items",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("list_id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("index_no", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("left_out_reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.UUID(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_quarterly_items_answered_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "list_id"],
            ["quarterly_lists.tenant_id", "quarterly_lists.id"],
            name=op.f("fk_quarterly_items_tenant_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["publications.tenant_id", "publications.post_id"],
            name=op.f("fk_quarterly_items_tenant_id_post_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quarterly_items_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "list_id", "post_id", name=op.f("pk_quarterly_items")),
    )
    op.create_table(
        "quarterly_opinions",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("list_id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("member_id", sa.UUID(), nullable=False),
        sa.Column("given_by", sa.UUID(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["given_by"], ["people.id"], name=op.f("fk_quarterly_opinions_given_by")),
        sa.ForeignKeyConstraint(["member_id"], ["people.id"], name=op.f("fk_quarterly_opinions_member_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "list_id", "post_id"],
            ["quarterly_items.tenant_id", "quarterly_items.list_id", "quarterly_items.post_id"],
            name=op.f("fk_quarterly_opinions_tenant_id_list_id_post_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quarterly_opinions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "list_id", "post_id", "member_id", name=op.f("pk_quarterly_opinions")),
    )
    # The office's inbox reads across the tenants that a person serves; nobody else has a right to any of the three.
    office = {"select": REACH, "insert": OWN, "update": OWN}
    protect("quarterly_lists", {OFFICE: office})
    protect("quarterly_items", {OFFICE: {**office, "delete": OWN}})
    protect("quarterly_opinions", {OFFICE: office})


def downgrade() -> None:
    for table in ("quarterly_opinions", "quarterly_items", "quarterly_lists"):
        op.drop_table(table)
