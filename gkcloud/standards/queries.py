"""Reading standards. ``access_…`` answer 404 for what is not the reader's."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, current_app
from sqlalchemy import func, select

from gkcloud.database import db
from gkcloud.standards.model import Standard, StandardVersion
from gkcloud.standards.rules import Content
from gkcloud.standards.shipped import shipped_standards


@dataclass(frozen=True, slots=True)
class StandardView:
    """A standard with its versions, the newest first."""

    row: Standard
    versions: tuple[StandardVersion, ...]

    @property
    def newest(self) -> StandardVersion:
        """The version that new campaigns take."""
        return self.versions[0]

    @property
    def draft(self) -> Content | None:
        """What the next version will be, None when nothing was changed."""
        return None if self.row.draft is None else Content.model_validate(self.row.draft)


def content_of(version: StandardVersion) -> Content:
    """Return what a version says."""
    return Content.model_validate(version.content)


def shipped() -> Mapping[str, Content]:
    """Return the standards that came with the product."""
    return shipped_standards(current_app.settings.packs_dir)  # type: ignore[attr-defined]


def access_standard(standard_id: uuid.UUID, tenant_id: uuid.UUID) -> StandardView:
    """Return a standard of the tenant; 404 when there is none."""
    row = db.session.get(Standard, (tenant_id, standard_id))
    if row is None:
        abort(404)
    return view_of(row)


def access_version(version_id: uuid.UUID, tenant_id: uuid.UUID) -> StandardVersion:
    """Return a version of a standard of the tenant; 404 when there is none."""
    row = db.session.get(StandardVersion, (tenant_id, version_id))
    if row is None:
        abort(404)
    return row


def view_of(row: Standard) -> StandardView:
    """Return a standard with its versions."""
    statement = select(StandardVersion).where(
        StandardVersion.tenant_id == row.tenant_id, StandardVersion.standard_id == row.id
    )
    versions = db.session.execute(statement.order_by(StandardVersion.number.desc())).scalars().all()
    return StandardView(row, tuple(versions))


def list_standards(tenant_id: uuid.UUID) -> list[StandardView]:
    """Return the standards that a county keeps, in order of their titles."""
    rows = db.session.execute(select(Standard).where(Standard.tenant_id == tenant_id)).scalars().all()
    found = select(StandardVersion).where(StandardVersion.tenant_id == tenant_id)
    versions = db.session.execute(found.order_by(StandardVersion.number.desc())).scalars().all()
    views = [StandardView(row, tuple(each for each in versions if each.standard_id == row.id)) for row in rows]
    return sorted(views, key=lambda view: (view.row.retired_at is not None, view.row.code))


def newest_versions(tenant_id: uuid.UUID) -> Sequence[StandardVersion]:
    """Return the newest version of each standard that is in use, for a new campaign to choose from."""
    newest = (
        select(StandardVersion.standard_id, func.max(StandardVersion.number).label("number"))
        .where(StandardVersion.tenant_id == tenant_id)
        .group_by(StandardVersion.standard_id)
        .subquery()
    )
    statement = (
        select(StandardVersion)
        .join(
            newest,
            (newest.c.standard_id == StandardVersion.standard_id) & (newest.c.number == StandardVersion.number),
        )
        .join(
            Standard,
            (Standard.tenant_id == StandardVersion.tenant_id) & (Standard.id == StandardVersion.standard_id),
        )
        .where(StandardVersion.tenant_id == tenant_id, Standard.retired_at.is_(None))
    )
    return db.session.execute(statement.order_by(Standard.code)).scalars().all()


def version(tenant_id: uuid.UUID, version_id: uuid.UUID) -> StandardVersion:
    """Return a version that a row of the database names."""
    return db.session.get_one(StandardVersion, (tenant_id, version_id))


def newest_number(tenant_id: uuid.UUID, standard_id: uuid.UUID) -> int:
    """Return the number of a standard's newest version."""
    statement = select(func.max(StandardVersion.number)).where(
        StandardVersion.tenant_id == tenant_id, StandardVersion.standard_id == standard_id
    )
    return db.session.execute(statement).scalar_one() or 0
