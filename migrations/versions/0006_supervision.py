"""Supervision: standards, campaigns with their sheets, findings and orders, appeals, commendations, circulars

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.protect import OFFICE, OWN, REACH, SUBTREE, Rights, protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The other side of a two-sided row: the unit that is supervised, at work or looking into its inbox.
TARGET = "target_id = (select current_setting('gk.tenant')::uuid)"
TARGET_REACH = "target_id = any ((select current_setting('gk.tenants')::uuid[])::uuid[])"
SHOWN = "shown_at <= statement_timestamp()"
MADE_HERE = "{0} = (select current_setting('gk.tenant')::uuid)"
# In the order in which they can be created; dropped the other way round.
TABLES = (
    "standards",
    "standard_versions",
    "campaigns",
    "campaign_targets",
    "campaign_inspectors",
    "sheets",
    "sheet_answers",
    "answer_files",
    "rectification_orders",
    "order_steps",
    "order_files",
    "findings",
    "appeals",
    "circular_drafts",
    "commendations",
)


def upgrade() -> None:
    op.create_table(
        "standards",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("draft", postgresql.JSONB(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_standards_created_by")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_standards_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_standards")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_standards_tenant_id_code")),
    )
    op.create_table(
        "standard_versions",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("standard_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_standard_versions_created_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "standard_id"],
            ["standards.tenant_id", "standards.id"],
            name=op.f("fk_standard_versions_tenant_id_standard_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_standard_versions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_standard_versions")),
        sa.UniqueConstraint(
            "tenant_id", "standard_id", "number", name=op.f("uq_standard_versions_tenant_id_standard_id_number")
        ),
    )
    op.create_table(
        "campaigns",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("version_id", sa.UUID(), nullable=False),
        sa.Column("has_self_check", sa.Boolean(), nullable=False),
        sa.Column("has_inspection", sa.Boolean(), nullable=False),
        sa.Column("self_check_due", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("overlap_reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.UUID(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.UUID(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_campaigns_closed_by")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_campaigns_created_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_campaigns_opened_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["standard_versions.tenant_id", "standard_versions.id"],
            name=op.f("fk_campaigns_tenant_id_version_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_campaigns_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_updated_at", "campaigns", ["tenant_id", "updated_at"], unique=False)
    op.create_table(
        "campaign_inspectors",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("campaign_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_campaign_inspectors_person_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["campaigns.tenant_id", "campaigns.id"],
            name=op.f("fk_campaign_inspectors_tenant_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_campaign_inspectors_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", "person_id", name=op.f("pk_campaign_inspectors")),
    )
    op.create_table(
        "campaign_targets",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("campaign_id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_campaign_targets_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["campaigns.tenant_id", "campaigns.id"],
            name=op.f("fk_campaign_targets_tenant_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_campaign_targets_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", "target_id", name=op.f("pk_campaign_targets")),
    )
    op.create_index("ix_campaign_targets_target_id", "campaign_targets", ["target_id"], unique=False)
    op.create_table(
        "circular_drafts",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("campaign_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("printing_id", sa.UUID(), nullable=True),
        sa.Column("post_id", sa.UUID(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.UUID(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_circular_drafts_created_by")),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name=op.f("fk_circular_drafts_signed_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["campaigns.tenant_id", "campaigns.id"],
            name=op.f("fk_circular_drafts_tenant_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "printing_id"],
            ["printings.tenant_id", "printings.id"],
            name=op.f("fk_circular_drafts_tenant_id_printing_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_circular_drafts_tenant_id_post_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_circular_drafts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_circular_drafts")),
    )
    op.create_table(
        "commendations",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.UUID(), nullable=True),
        sa.Column("circular_id", sa.UUID(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_commendations_decided_by")),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_commendations_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id", "target_id"],
            ["campaign_targets.tenant_id", "campaign_targets.campaign_id", "campaign_targets.target_id"],
            name=op.f("fk_commendations_tenant_id_campaign_id_target_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "circular_id"],
            ["circular_drafts.tenant_id", "circular_drafts.id"],
            name=op.f("fk_commendations_tenant_id_circular_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_commendations_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_commendations")),
    )
    op.create_index("ix_commendations_target_id", "commendations", ["target_id"], unique=False)
    op.create_table(
        "rectification_orders",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("campaign_id", sa.UUID(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.UUID(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.UUID(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_rectification_orders_closed_by")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_rectification_orders_created_by")),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name=op.f("fk_rectification_orders_issued_by")),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_rectification_orders_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id", "target_id"],
            ["campaign_targets.tenant_id", "campaign_targets.campaign_id", "campaign_targets.target_id"],
            name=op.f("fk_rectification_orders_tenant_id_campaign_id_target_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_rectification_orders_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rectification_orders")),
        sa.UniqueConstraint(
            "tenant_id", "id", "target_id", name=op.f("uq_rectification_orders_tenant_id_id_target_id")
        ),
        sa.UniqueConstraint(
            "tenant_id", "year", "number", name=op.f("uq_rectification_orders_tenant_id_year_number")
        ),
    )
    op.create_index("ix_rectification_orders_target_id", "rectification_orders", ["target_id"], unique=False)
    op.create_table(
        "sheets",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("campaign_id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.UUID(), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.UUID(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"], name=op.f("fk_sheets_holder_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["people.id"], name=op.f("fk_sheets_submitted_by")),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_sheets_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id", "target_id"],
            ["campaign_targets.tenant_id", "campaign_targets.campaign_id", "campaign_targets.target_id"],
            name=op.f("fk_sheets_tenant_id_campaign_id_target_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_sheets_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sheets")),
        sa.UniqueConstraint(
            "tenant_id",
            "campaign_id",
            "target_id",
            "kind",
            name=op.f("uq_sheets_tenant_id_campaign_id_target_id_kind"),
        ),
        sa.UniqueConstraint("tenant_id", "id", "target_id", name=op.f("uq_sheets_tenant_id_id_target_id")),
    )
    op.create_index("ix_sheets_target_id", "sheets", ["target_id"], unique=False)
    op.create_table(
        "answer_files",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("sheet_id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_in", sa.UUID(), nullable=False),
        sa.Column("uploaded_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_answer_files_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sheet_id", "target_id"],
            ["sheets.tenant_id", "sheets.id", "sheets.target_id"],
            name=op.f("fk_answer_files_tenant_id_sheet_id_target_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_answer_files_tenant_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people.id"], name=op.f("fk_answer_files_uploaded_by")),
        sa.ForeignKeyConstraint(["uploaded_in"], ["tenants.id"], name=op.f("fk_answer_files_uploaded_in")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_answer_files")),
        sa.UniqueConstraint("tenant_id", "sheet_id", "key", name=op.f("uq_answer_files_tenant_id_sheet_id_key")),
    )
    op.create_table(
        "appeals",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("sheet_id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.UUID(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=True),
        sa.Column("total_before", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("total_after", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_appeals_decided_by")),
        sa.ForeignKeyConstraint(["filed_by"], ["people.id"], name=op.f("fk_appeals_filed_by")),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_appeals_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sheet_id", "target_id"],
            ["sheets.tenant_id", "sheets.id", "sheets.target_id"],
            name=op.f("fk_appeals_tenant_id_sheet_id_target_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_appeals_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("tenant_id", "sheet_id", name=op.f("uq_appeals_tenant_id_sheet_id")),
    )
    op.create_index("ix_appeals_target_id", "appeals", ["target_id"], unique=False)
    op.create_table(
        "findings",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("campaign_id", sa.UUID(), nullable=True),
        sa.Column("sheet_id", sa.UUID(), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_by", sa.UUID(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["found_by"], ["people.id"], name=op.f("fk_findings_found_by")),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_findings_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id", "target_id"],
            ["campaign_targets.tenant_id", "campaign_targets.campaign_id", "campaign_targets.target_id"],
            name=op.f("fk_findings_tenant_id_campaign_id_target_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id", "target_id"],
            ["rectification_orders.tenant_id", "rectification_orders.id", "rectification_orders.target_id"],
            name=op.f("fk_findings_tenant_id_order_id_target_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sheet_id", "target_id"],
            ["sheets.tenant_id", "sheets.id", "sheets.target_id"],
            name=op.f("fk_findings_tenant_id_sheet_id_target_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_findings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_target_id", "findings", ["target_id"], unique=False)
    op.create_table(
        "order_steps",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("made_in", sa.UUID(), nullable=False),
        sa.Column("made_by", sa.UUID(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_order_steps_made_by")),
        sa.ForeignKeyConstraint(["made_in"], ["tenants.id"], name=op.f("fk_order_steps_made_in")),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_order_steps_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id", "target_id"],
            ["rectification_orders.tenant_id", "rectification_orders.id", "rectification_orders.target_id"],
            name=op.f("fk_order_steps_tenant_id_order_id_target_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_steps_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_steps")),
        sa.UniqueConstraint("tenant_id", "order_id", "key", name=op.f("uq_order_steps_tenant_id_order_id_key")),
        sa.UniqueConstraint(
            "tenant_id", "order_id", "position", name=op.f("uq_order_steps_tenant_id_order_id_position")
        ),
    )
    op.create_table(
        "sheet_answers",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("sheet_id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("of", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("auto", postgresql.JSONB(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("keys", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("answered_in", sa.UUID(), nullable=False),
        sa.Column("answered_by", sa.UUID(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_sheet_answers_answered_by")),
        sa.ForeignKeyConstraint(["answered_in"], ["tenants.id"], name=op.f("fk_sheet_answers_answered_in")),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_sheet_answers_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sheet_id", "target_id"],
            ["sheets.tenant_id", "sheets.id", "sheets.target_id"],
            name=op.f("fk_sheet_answers_tenant_id_sheet_id_target_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_sheet_answers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "sheet_id", "item", name=op.f("pk_sheet_answers")),
    )
    op.create_table(
        "order_files",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("target_id", sa.UUID(), nullable=False),
        sa.Column("step_id", sa.UUID(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_in", sa.UUID(), nullable=False),
        sa.Column("uploaded_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_order_files_target_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id", "target_id"],
            ["rectification_orders.tenant_id", "rectification_orders.id", "rectification_orders.target_id"],
            name=op.f("fk_order_files_tenant_id_order_id_target_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "step_id"],
            ["order_steps.tenant_id", "order_steps.id"],
            name=op.f("fk_order_files_tenant_id_step_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_files_tenant_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people.id"], name=op.f("fk_order_files_uploaded_by")),
        sa.ForeignKeyConstraint(["uploaded_in"], ["tenants.id"], name=op.f("fk_order_files_uploaded_in")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_files")),
        sa.UniqueConstraint("tenant_id", "order_id", "key", name=op.f("uq_order_files_tenant_id_order_id_key")),
    )
    _protect_standards_and_campaigns()
    _protect_sheets()
    _protect_what_follows()


def _county(*verbs: str) -> Rights:
    """Rights of the county alone, at work and over its subtree; a province above reads what its counties do."""
    written = dict.fromkeys(verbs, OWN)
    return {OFFICE: {"select": REACH, **written}, SUBTREE: {"select": REACH, **written}}


def _both(shown: str, *verbs: str, unit: dict[str, str] | None = None) -> Rights:
    """Rights of both sides: the unit reads what is ``shown`` to it, and writes by ``unit``'s conditions."""
    unit = unit or {}
    written = dict.fromkeys(verbs, OWN)
    office = {
        verb: f"{OWN} or ({TARGET} and {unit[verb]})" if verb in unit else OWN
        for verb in dict.fromkeys((*verbs, *unit))
    }
    read = f"{REACH} or ({TARGET_REACH} and {shown})"
    return {OFFICE: {"select": read, **office}, SUBTREE: {"select": REACH, **written}}


def _protect_standards_and_campaigns() -> None:
    protect("standards", _county("insert", "update"))
    protect("campaign_inspectors", _county("insert", "delete"))
    protect("campaign_targets", _both(SHOWN, "insert", "update", "delete"))
    targeted = (
        "exists (select 1 from campaign_targets t where t.tenant_id = campaigns.tenant_id"
        f" and t.campaign_id = campaigns.id and t.{TARGET_REACH} and t.{SHOWN})"
    )
    pinned = (
        "exists (select 1 from campaigns c join campaign_targets t on t.tenant_id = c.tenant_id and t.campaign_id = c.id"
        " where c.tenant_id = standard_versions.tenant_id and c.version_id = standard_versions.id"
        f" and t.{TARGET_REACH} and t.{SHOWN})"
    )
    county = _county("insert", "update")
    protect("campaigns", {**county, OFFICE: {**county[OFFICE], "select": f"{REACH} or {targeted}"}})
    # A version is never changed: nobody has the right to.
    version = _county("insert")
    protect("standard_versions", {**version, OFFICE: {**version[OFFICE], "select": f"{REACH} or {pinned}"}})


def _protect_sheets() -> None:
    protect("sheets", _both(SHOWN, "insert", "update", unit={"update": "kind = 'self_check'"}))
    for table in ("sheet_answers", "answer_files"):
        sheet = f"exists (select 1 from sheets s where s.tenant_id = {table}.tenant_id and s.id = {table}.sheet_id"
        shown = f"{sheet} and s.{SHOWN})"
        open_here = f"{sheet} and s.kind = 'self_check' and s.state = 'open')"
        protect(table, _both(shown, "insert", "update", unit={"insert": open_here, "update": open_here}))


def _protect_what_follows() -> None:
    protect("findings", _both(SHOWN, "insert", "update", "delete"))
    answerable = "state in ('issued', 'answered', 'returned')"
    orders = _both(SHOWN, "insert", "update", unit={"update": answerable})
    # At work in one tenant nobody sets a due date: a unit writes that it answered.
    narrow = {
        name if name != "update" else "update(state, updated_at)": each for name, each in orders[OFFICE].items()
    }
    protect("rectification_orders", {**orders, OFFICE: narrow})
    order_shown = (
        "exists (select 1 from rectification_orders o where o.tenant_id = {0}.tenant_id and o.id = {0}.order_id"
        f" and o.{SHOWN})"
    )
    made_here, sent_here = MADE_HERE.format("made_in"), MADE_HERE.format("uploaded_in")
    steps = f"{made_here} and kind in ('received', 'proof', 'request')"
    protect("order_steps", _both(order_shown.format("order_steps"), "insert", unit={"insert": steps}))
    protect("order_files", _both(order_shown.format("order_files"), "insert", unit={"insert": sent_here}))
    # What a unit filed stands as it was filed; the county's decision is written beside it.
    protect("appeals", _both("true", "update", unit={"insert": "state = 'filed' and decided_at is null"}))
    protect("circular_drafts", _county("insert", "update"))
    protect("commendations", _both(SHOWN, "insert", "update"))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
