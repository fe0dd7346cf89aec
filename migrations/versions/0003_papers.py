"""Papers: publications as official documents, and what an office prints of many of them

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.protect import OFFICE, OWN, PUBLIC, PUBLISHED, PUBLISHED_IN_REACH, REACH, SUBTREE, protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publication_papers",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("revision_id", sa.UUID(), nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_files.tenant_id", "stored_files.id"],
            name=op.f("fk_publication_papers_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["publications.tenant_id", "publications.post_id"],
            name=op.f("fk_publication_papers_tenant_id_post_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_publication_papers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "post_id", name=op.f("pk_publication_papers")),
    )
    op.create_table(
        "printings",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("options", postgresql.JSONB(), nullable=False),
        sa.Column("left_out", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("total_number", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("content", postgresql.JSONB(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("job_id", sa.UUID(), nullable=True),
        sa.Column("file_id", sa.UUID(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_printings_created_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_files.tenant_id", "stored_files.id"],
            name=op.f("fk_printings_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "job_id"], ["jobs.tenant_id", "jobs.id"], name=op.f("fk_printings_tenant_id_job_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_printings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_printings")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "year", "number", name=op.f("uq_printings_tenant_id_kind_year_number")
        ),
    )
    op.create_index("ix_printings_updated_at", "printings", ["tenant_id", "updated_at"])
    op.create_table(
        "printing_publications",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("printing_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "printing_id"],
            ["printings.tenant_id", "printings.id"],
            name=op.f("fk_printing_publications_tenant_id_printing_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_printing_publications_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "printing_id", name=op.f("pk_printing_publications")),
    )
    write = {"insert": OWN, "update": OWN}
    # Of the revision that the public reads, and gone with the post.
    shown = (
        "exists (select 1 from publications p where p.tenant_id = publication_papers.tenant_id"
        " and p.post_id = publication_papers.post_id and p.revision_id = publication_papers.revision_id"
        " and p.published_at <= statement_timestamp() and p.withdrawn_at is null)"
    )
    protect(
        "publication_papers",
        {PUBLIC: {"select": f"{OWN} and {shown}"}, OFFICE: {"select": REACH, **write, "delete": OWN}},
    )
    protect("printings", {role: {"select": OWN, **write, "delete": OWN} for role in (OFFICE, SUBTREE)})
    protect(
        "printing_publications",
        {
            PUBLIC: {"select": PUBLISHED},
            OFFICE: {"select": REACH, **write},
            SUBTREE: {"select": PUBLISHED_IN_REACH, **write},
        },
    )


def downgrade() -> None:
    for table in ("printing_publications", "printings", "publication_papers"):
        op.drop_table(table)
