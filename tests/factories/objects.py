"""Objects that a sweep needs in a tenant's addresses: the argument's name -> what makes one and returns its id."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app

from gkcloud.bulletins.model import Issue, IssuePublication
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.people.model import Person
from gkcloud.publishing.actions.publication import index_for_search
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.model import Post, Publication, PublicationColumn, PublicationFile, Revision
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.scope import Scope

# Before every test's transaction began, as `now()` stands still in it.
LONG_AGO = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)


def somebody() -> UUID:
    """Return a new person's id."""
    person_id = uuid.uuid4()
    now = utc_now()
    with Scope.identity(person_id).opened():
        person = Person(
            id=person_id,
            login=f"p{person_id.hex}",
            display_name="张三",
            password_hash="",
            created_at=now,
            password_changed_at=now,
        )
        db.session.add(person)
        db.session.commit()
    return person_id


def publication(
    tenant: Tenant, *, columns: tuple[str, ...] = ("notices",), is_indexed: bool | None = None, **fields: Any
) -> UUID:
    """Put a post before the public as publishing does, and return its id. ``fields`` are columns of publications.

    ``is_indexed`` says whether the search index holds it; by default, when it is public now.
    """
    person_id = somebody()
    with Scope.office(tenant.id, person_id).opened():
        row = _insert(tenant, person_id, columns, fields)
        is_public = row.published_at <= utc_now() and row.withdrawn_at is None
        if is_public if is_indexed is None else is_indexed:
            index_for_search(row)
        db.session.commit()
        return row.post_id


def _insert(tenant: Tenant, person_id: UUID, columns: tuple[str, ...], fields: dict[str, Any]) -> Publication:
    key = {"tenant_id": tenant.id}
    title = fields.pop("title", "关于做好秋季防火工作的通知")
    now, published_at = utc_now(), fields.pop("published_at", LONG_AGO)
    content = PostContent(title=title)
    post = Post(**key, id=uuid.uuid4(), title=title, created_by=person_id, created_at=now, updated_at=now)
    db.session.add(post)
    db.session.flush()
    revision = Revision(
        **key,
        id=uuid.uuid4(),
        post_id=post.id,
        number=1,
        content_hash=content.content_hash(),
        content=content.as_json(),
        check_report={},
        author_id=person_id,
        created_at=now,
    )
    db.session.add(revision)
    values = {
        "index_no": f"TEST/2026-{uuid.uuid4().int % 10**8:08}",
        "doc_no": "",
        "issuer": tenant.name,
        "formed_on": date(2026, 3, 1),
        "subject_class": "general",
        "genre_class": "tongzhi",
        "disclosure": "proactive",
        "summary": "",
        "keywords": "防火",
        "source": "",
        "body_html": "<p>请各村做好秋季防火工作。</p>",
    }
    row = Publication(
        **key, post_id=post.id, revision_id=revision.id, title=title, published_at=published_at, **(values | fields)
    )
    db.session.add(row)
    db.session.flush()
    for code in columns:
        db.session.add(PublicationColumn(**key, post_id=post.id, column_code=code, published_at=published_at))
    db.session.flush()
    return row


def attach(
    tenant: Tenant, post_id: UUID, data: bytes | None = None, name: str = "附图.png", media_type: str = "image/png"
) -> UUID:
    """Attach a stored file to a publication and return the file's id."""
    storage = current_app.extensions["storage"]
    data = PNG + uuid.uuid4().bytes if data is None else data
    sha256 = storage.put(tenant.id, data)
    about = {
        "name": name,
        "extension": name.rpartition(".")[2],
        "media_type": media_type,
        "size": len(data),
        "sha256": sha256,
    }
    with Scope.office(tenant.id, somebody()).opened():
        file = StoredFile(tenant_id=tenant.id, id=uuid.uuid4(), created_at=utc_now(), **about)
        db.session.add(file)
        db.session.flush()
        db.session.add(PublicationFile(tenant_id=tenant.id, post_id=post_id, file_id=file.id, position=0, **about))
        db.session.commit()
        return file.id


def issue(tenant: Tenant, *, number: int = 1, published_at: datetime = LONG_AGO, data: bytes = b"%PDF-1.7 x") -> UUID:
    """Put a bulletin issue before the public and return its id."""
    person_id = somebody()
    sha256 = current_app.extensions["storage"].put(tenant.id, data)
    day, now = date(2026, 3, 31), utc_now()
    with Scope.office(tenant.id, person_id).opened():
        row = Issue(
            tenant_id=tenant.id,
            id=uuid.uuid4(),
            masthead="政务公开简报",
            editing_unit=tenant.name,
            period_from=day - timedelta(days=30),
            period_to=day,
            report_to=[],
            send_to=[],
            distribute_to=[],
            copies=10,
            created_by=person_id,
            created_at=now,
            updated_at=now,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(
            IssuePublication(
                tenant_id=tenant.id,
                issue_id=row.id,
                masthead=row.masthead,
                year=2026,
                number=number,
                issued_on=day,
                pages=8,
                size=len(data),
                sha256=sha256,
                published_at=published_at,
            )
        )
        db.session.commit()
        return row.id


FACTORIES: dict[str, Callable[[Tenant], UUID]] = {
    "post_id": publication,
    "file_id": lambda tenant: attach(tenant, publication(tenant)),
    "issue_id": issue,
}
