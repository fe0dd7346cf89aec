"""Duties: facts, standings, and what was decided about them

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.protect import OFFICE, OWN, REACH, SUBTREE, protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("attended", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("href", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("is_recorded", sa.Boolean(), nullable=False),
        sa.Column("recorded_in", sa.UUID(), nullable=True),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("inherited_from", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(["inherited_from"], ["tenants.id"], name=op.f("fk_facts_inherited_from")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_facts_recorded_by")),
        sa.ForeignKeyConstraint(["recorded_in"], ["tenants.id"], name=op.f("fk_facts_recorded_in")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_facts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_facts")),
        sa.UniqueConstraint("tenant_id", "kind", "key", name=op.f("uq_facts_tenant_id_kind_key")),
    )
    op.create_index("ix_facts_kind", "facts", ["tenant_id", "kind", "on_day"])
    op.create_table(
        "fact_files",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("fact_id", sa.UUID(), nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "fact_id"], ["facts.tenant_id", "facts.id"], name=op.f("fk_fact_files_tenant_id_fact_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_files.tenant_id", "stored_files.id"],
            name=op.f("fk_fact_files_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_fact_files_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "fact_id", "file_id", name=op.f("pk_fact_files")),
    )
    op.create_table(
        "standings",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_standings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "rule_id", "period", name=op.f("pk_standings")),
    )
    op.create_index("ix_standings_state", "standings", ["tenant_id", "standing", "due_on"])
    op.create_table(
        "duty_choices",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_in", sa.UUID(), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_duty_choices_decided_by")),
        sa.ForeignKeyConstraint(["decided_in"], ["tenants.id"], name=op.f("fk_duty_choices_decided_in")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_duty_choices_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "rule_id", "period", "choice", name=op.f("pk_duty_choices")),
    )
    # What a supervising office sees and notes of the units below it: see docs/decisions/0017-facts.md.
    supervised = {"select": REACH, "insert": REACH, "update": REACH}
    own = {"select": REACH, "insert": OWN, "update": OWN}
    protect("facts", {OFFICE: own, SUBTREE: supervised})
    protect("fact_files", {OFFICE: {"select": REACH, "insert": OWN}, SUBTREE: {"select": REACH}})
    protect("standings", {OFFICE: {**own, "delete": OWN}, SUBTREE: {**supervised, "delete": REACH}})
    protect("duty_choices", {OFFICE: {"select": REACH}, SUBTREE: {**supervised, "delete": REACH}})


def downgrade() -> None:
    for table in ("duty_choices", "standings", "fact_files", "facts"):
        op.drop_table(table)
