"""The comparison board: each unit's numbers by month

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.protect import OFFICE, OWN, REACH, SUBTREE, protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_rows",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("counts", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_board_rows_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "month", name=op.f("pk_board_rows")),
    )
    # See docs/decisions/0020-board-rows.md.
    protect(
        "board_rows",
        {
            OFFICE: {"select": REACH, "insert": OWN, "update": OWN},
            SUBTREE: {"select": REACH, "insert": REACH, "update": REACH},
        },
    )


def downgrade() -> None:
    op.drop_table("board_rows")
