"""Demonstration units: programmes, nominations, visits, designations and what comes after

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.protect import OFFICE, OWN, PUBLIC, REACH, SUBTREE, protect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ME = "(select current_setting('gk.tenant')::uuid)"
_IN_REACH = "{0} = any ((select current_setting('gk.tenants')::uuid[])::uuid[])"
ABOUT_ME = _IN_REACH.format("target_id")
# A county's units stand right below it, or below one of its townships and departments.
ABOVE_ME = (
    "exists (select 1 from tenants t left join tenants p on p.id = t.parent_id"
    f" where {_IN_REACH.format('t.id')} and demo_programmes.tenant_id in (t.parent_id, p.parent_id))"
)
TARGET_BELOW = (
    "exists (select 1 from tenants t left join tenants p on p.id = t.parent_id"
    " where t.id = target_id and demo_nominations.tenant_id in (t.parent_id, p.parent_id))"
)
# What a unit may write for itself, or for one right below it, into a programme that is open.
MAY_NOMINATE = (
    f"state = 'draft' and (target_id = {ME}"
    f" or exists (select 1 from tenants t where t.id = target_id and t.parent_id = {ME}))"
    " and exists (select 1 from demo_programmes p where p.tenant_id = demo_nominations.tenant_id"
    " and p.id = programme_id and p.state = 'open')"
)
# The nomination is seen or not by its own policy.
MY_PROOF = (
    f"holder_id = {ME} and exists (select 1 from demo_nominations n where n.tenant_id = demo_proofs.tenant_id"
    f" and n.id = nomination_id and n.nominator_id = {ME}"
    f" and (n.tenant_id = {ME} or n.state in ('draft', 'returned')))"
)
SEEN_NOMINATION = (
    "exists (select 1 from demo_nominations n where n.tenant_id = demo_proofs.tenant_id and n.id = nomination_id)"
)
SEEN_VISIT = (
    "exists (select 1 from demo_visits v where v.tenant_id = demo_visit_photos.tenant_id and v.id = visit_id)"
)
_PUBLIC_POST = "p.published_at <= statement_timestamp() and p.withdrawn_at is null"
# The published list is the designation: a unit that its text does not name in a cell of its own is not on it.
LISTED = (
    f"{OWN} and exists (select 1 from publications p where p.tenant_id = demo_designations.tenant_id"
    f" and p.post_id = demo_designations.post_id and {_PUBLIC_POST}"
    " and position('>' || demo_designations.unit_name || '<' in p.body_html) > 0)"
)
ANNOUNCED = (
    f"{OWN} and exists (select 1 from publications p where p.tenant_id = demo_programmes.tenant_id"
    f" and p.post_id in (demo_programmes.notice_post_id, demo_programmes.list_post_id) and {_PUBLIC_POST})"
)
PUBLIC_DESIGNATION = (
    "select (tenant_id, id, target_id, post_id, year, category, position, unit_name, designated_on, status, status_on,"
    " status_post_id, passed_on)"
)


def upgrade() -> None:
    _programmes()
    _nominations()
    _visits()
    _designations()
    _aftermath()
    _protect()


def _key(*more: sa.Column[object]) -> list[sa.Column[object]]:
    return [sa.Column("tenant_id", sa.UUID(), nullable=False), sa.Column("id", sa.UUID(), nullable=False), *more]


def _text(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.Text(), nullable=False)


def _uuid(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.UUID(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str) -> "sa.Column[object]":
    return sa.Column(name, postgresql.JSONB(), nullable=False)


def _to(table: str, other: str, *columns: str, at: tuple[str, ...] = ("id",)) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}")
    return sa.ForeignKeyConstraint(list(columns), [f"{other}.{column}" for column in at], name=name)


def _tenant(table: str, column: str = "tenant_id") -> sa.ForeignKeyConstraint:
    return _to(table, "tenants", column)


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _post(table: str, column: str) -> sa.ForeignKeyConstraint:
    return _to(table, "posts", "tenant_id", column, at=("tenant_id", "id"))


def _two_sided(table: str, other: str, column: str) -> sa.ForeignKeyConstraint:
    return _to(table, other, "tenant_id", column, "target_id", at=("tenant_id", "id", "target_id"))


def _programmes() -> None:
    name = "demo_programmes"
    op.create_table(
        name,
        *_key(),
        sa.Column("year", sa.Integer(), nullable=False),
        _text("state"),
        _json("quotas"),
        _json("standard"),
        sa.Column("nominate_by", sa.Date(), nullable=False),
        _uuid("notice_post_id", nullable=True),
        _uuid("list_post_id", nullable=True),
        sa.Column("designated_on", sa.Date(), nullable=True),
        _text("over_quota_reason"),
        _uuid("created_by"),
        _moment("created_at"),
        _moment("updated_at"),
        _to(name, "people", "created_by"),
        _post(name, "list_post_id"),
        _post(name, "notice_post_id"),
        _tenant(name),
        _primary(name),
        _unique(name, "tenant_id", "year"),
    )


def _nominations() -> None:
    name = "demo_nominations"
    op.create_table(
        name,
        *_key(),
        _uuid("programme_id"),
        _uuid("target_id"),
        _uuid("nominator_id"),
        _text("category"),
        _text("unit_name"),
        _text("state"),
        _text("strengths"),
        _json("notes"),
        _text("returned_reason"),
        _uuid("created_by"),
        _moment("created_at"),
        _moment("updated_at"),
        _moment("submitted_at", nullable=True),
        _moment("decided_at", nullable=True),
        _to(name, "people", "created_by"),
        _tenant(name, "nominator_id"),
        _tenant(name, "target_id"),
        _to(name, "demo_programmes", "tenant_id", "programme_id", at=("tenant_id", "id")),
        _tenant(name),
        _primary(name),
        _unique(name, "tenant_id", "id", "target_id"),
        _unique(name, "tenant_id", "programme_id", "target_id"),
    )
    op.create_index("ix_demo_nominations_target_id", name, ["target_id"])
    name = "demo_proofs"
    op.create_table(
        name,
        *_key(),
        _uuid("nomination_id"),
        _uuid("target_id"),
        _text("have"),
        _uuid("holder_id"),
        _uuid("file_id"),
        _text("name"),
        _text("extension"),
        _text("media_type"),
        sa.Column("size", sa.Integer(), nullable=False),
        _text("sha256"),
        _moment("created_at"),
        _tenant(name, "holder_id"),
        _two_sided(name, "demo_nominations", "nomination_id"),
        _tenant(name),
        _primary(name),
        _unique(name, "tenant_id", "nomination_id", "have", "file_id"),
    )


def _visits() -> None:
    name = "demo_visits"
    op.create_table(
        name,
        *_key(),
        _uuid("nomination_id"),
        _uuid("target_id"),
        sa.Column("visited_on", sa.Date(), nullable=False),
        _text("visitors"),
        _json("answers"),
        _text("remark"),
        _uuid("created_by"),
        _moment("created_at"),
        _moment("updated_at"),
        _moment("finished_at", nullable=True),
        _to(name, "people", "created_by"),
        _two_sided(name, "demo_nominations", "nomination_id"),
        _tenant(name),
        _primary(name),
        _unique(name, "tenant_id", "id", "target_id"),
    )
    op.create_index("ix_demo_visits_nomination_id", name, ["tenant_id", "nomination_id"])
    name = "demo_visit_photos"
    op.create_table(
        name,
        *_key(),
        _uuid("visit_id"),
        _uuid("target_id"),
        _uuid("file_id"),
        _text("name"),
        _text("media_type"),
        _text("sha256"),
        _moment("created_at"),
        _to(name, "stored_files", "tenant_id", "file_id", at=("tenant_id", "id")),
        _two_sided(name, "demo_visits", "visit_id"),
        _tenant(name),
        _primary(name),
        _unique(name, "tenant_id", "visit_id", "file_id"),
    )


def _designations() -> None:
    name = "demo_designations"
    op.create_table(
        name,
        *_key(),
        _uuid("programme_id"),
        _uuid("nomination_id"),
        _uuid("target_id"),
        _uuid("post_id", nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        _text("category"),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("unit_name"),
        sa.Column("designated_on", sa.Date(), nullable=False),
        _text("status"),
        sa.Column("status_on", sa.Date(), nullable=True),
        _uuid("status_post_id", nullable=True),
        sa.Column("passed_on", sa.Date(), nullable=True),
        _tenant(name, "target_id"),
        _two_sided(name, "demo_nominations", "nomination_id"),
        _post(name, "post_id"),
        _to(name, "demo_programmes", "tenant_id", "programme_id", at=("tenant_id", "id")),
        _post(name, "status_post_id"),
        _tenant(name),
        _primary(name),
        _unique(name, "tenant_id", "id", "target_id"),
        _unique(name, "tenant_id", "nomination_id"),
    )
    op.create_index("ix_demo_designations_target_id", name, ["target_id"])


def _aftermath() -> None:
    name = "demo_reviews"
    op.create_table(
        name,
        *_key(),
        _uuid("designation_id"),
        _uuid("target_id"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        _text("result"),
        _text("remark"),
        _uuid("reviewed_by"),
        _moment("created_at"),
        _to(name, "people", "reviewed_by"),
        _two_sided(name, "demo_designations", "designation_id"),
        _tenant(name),
        _primary(name),
        _unique(name, "tenant_id", "designation_id", "year"),
    )
    name = "demo_changes"
    op.create_table(
        name,
        *_key(),
        _uuid("designation_id"),
        _uuid("target_id"),
        _text("kind"),
        _text("reason"),
        _uuid("post_id", nullable=True),
        _uuid("created_by"),
        _moment("created_at"),
        _uuid("decided_by", nullable=True),
        _moment("decided_at", nullable=True),
        _to(name, "people", "created_by"),
        _to(name, "people", "decided_by"),
        _two_sided(name, "demo_designations", "designation_id"),
        _post(name, "post_id"),
        _tenant(name),
        _primary(name),
    )
    op.create_index("ix_demo_changes_designation_id", name, ["tenant_id", "designation_id"])


def _protect() -> None:
    written = {"insert": OWN, "update": OWN}
    mine = f"target_id = {ME} or nominator_id = {ME}"
    told = f"state <> 'draft' and ({REACH} or {ABOUT_ME} or {_IN_REACH.format('nominator_id')})"
    hers = f"nominator_id = {ME} and state in ('draft', 'returned')"
    sent = f"nominator_id = {ME} and state in ('draft', 'returned', 'submitted')"
    rights: dict[str, dict[str, str]] = {
        "demo_programmes": {"select": f"{REACH} or (state <> 'draft' and {ABOVE_ME})", **written},
        "demo_nominations": {
            "select": f"({mine}) or ({told})",
            "insert": f"nominator_id = {ME} and {TARGET_BELOW} and ({OWN} or ({MAY_NOMINATE}))",
            "update": f"({OWN}) or ({hers})",
        },
        "demo_proofs": {
            "select": f"({REACH} or {ABOUT_ME} or {_IN_REACH.format('holder_id')}) and {SEEN_NOMINATION}",
            "insert": MY_PROOF,
            "delete": MY_PROOF,
        },
        "demo_visits": {"select": f"{REACH} or (finished_at is not null and {ABOUT_ME})", **written},
        "demo_visit_photos": {
            "select": f"({REACH} or {ABOUT_ME}) and {SEEN_VISIT}",
            "insert": OWN,
            "delete": OWN,
        },
        "demo_designations": {"select": f"{REACH} or {ABOUT_ME}", **written},
        "demo_reviews": {"select": f"{REACH} or {ABOUT_ME}", "insert": OWN},
        "demo_changes": {
            "select": f"{REACH} or (decided_at is not null and {ABOUT_ME})",
            **written,
            "delete": OWN,
        },
    }
    public = {
        "demo_programmes": {"select (tenant_id, id, year, notice_post_id, list_post_id)": ANNOUNCED},
        "demo_designations": {PUBLIC_DESIGNATION: LISTED},
    }
    for table, verbs in rights.items():
        shown = {PUBLIC: public[table]} if table in public else {}
        protect(table, {OFFICE: verbs, SUBTREE: verbs, **shown})
    # What a unit leaves behind when it writes is another state than what it finds: it submits.
    for role in (OFFICE, SUBTREE):
        policy = f"demo_nominations_update_{role.removeprefix('gkcloud_')}"
        op.execute(f"alter policy {policy} on demo_nominations with check (({OWN}) or ({sent}))")


def downgrade() -> None:
    for table in (
        "demo_changes",
        "demo_reviews",
        "demo_designations",
        "demo_visit_photos",
        "demo_visits",
        "demo_proofs",
        "demo_nominations",
        "demo_programmes",
    ):
        op.drop_table(table)
