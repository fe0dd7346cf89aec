"""Many tenants with many posts, for measuring: `gkcloud bench-data --tenants N --posts M`.

Rows are written as publishing leaves them, by the runtime role in each tenant's own scope, but without the workflow:
nobody signs sixty thousand posts. Never for a deployment that serves the public.
"""

import random
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from gkcloud.database import Base, db
from gkcloud.people.model import Person
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.model import Post, Publication, PublicationColumn, Revision, SearchEntry, SiteColumn
from gkcloud.publishing.searching import IndexedText, index_text, tenant_token, words_of
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.model import DirectoryVersion, TenantRecord
from gkcloud.tenancy.packs import TenantSpec
from gkcloud.tenancy.scope import Scope

COUNTY = "bench"
_BATCH = 500
_BODIES = 40
_FIRST = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
_APART = timedelta(hours=19)
_SUBJECTS = (
    "秋季防火", "耕地地力保护补贴", "农村低保", "饮水工程", "公路养护", "环境整治", "医疗保险", "义务教育", "防汛值班", "招聘"
)  # fmt: skip
_FORMS = ("通知", "公告", "公示", "工作方案", "情况通报")
_SENTENCES = (
    "各村（社区）要提高认识，明确专人负责，按时完成各项任务。",
    "资金由财政统筹安排，实行专款专用，任何单位和个人不得截留、挪用。",
    "公示期为七个工作日，有异议的，请以书面形式向本单位反映。",
    "请于本月底前将办理情况报送办公室，逾期不报的予以通报。",
    "办理事项的依据、条件、程序和时限在本网站和服务大厅同时公开。",
    "工作人员要耐心解答群众的问题，不得推诿拖延。",
    "对工作落实不力的单位，将按照有关规定予以督办。",
)


@dataclass(frozen=True, slots=True)
class _Body:
    """A text that many posts share, segmented once."""

    html: str
    text: IndexedText


def fill(
    pattern: Sequence[TenantSpec], *, tenants: int, posts: int, told: Callable[[int], None] = lambda _done: None
) -> list[str]:
    """Make a county of ``tenants`` units with ``posts`` published posts each; return the units' slugs.

    ``pattern`` is what packs declare: the county is made after the first, the units after the second of them. Units
    that have posts already are left as they are. ``told`` is called with the number of units done.
    """
    person_id = _ensure_person()
    slugs = _ensure_tenants(pattern[0], pattern[1], tenants)
    tree = directory()
    chance = random.Random(20261121)  # noqa: S311 - the same data on each run, nothing secret
    bodies = [_body(chance) for _ in range(_BODIES)]
    for done, slug in enumerate(slugs, start=1):
        tenant = tree.by_slug(slug)
        with Scope.office(tenant.id, person_id).opened():
            if not db.session.execute(select(func.count()).select_from(Post)).scalar_one():
                _fill_tenant(tenant, person_id, posts, bodies, chance)
                db.session.commit()
        told(done)
    return slugs


def _ensure_person() -> uuid.UUID:
    person_id = uuid.uuid5(uuid.NAMESPACE_OID, "gkcloud bench")
    with Scope.identity(person_id).opened():
        if db.session.get(Person, person_id) is None:
            # An empty hash matches no password: nobody signs in as this person.
            person = Person(
                id=person_id,
                login="bench",
                display_name="测试数据",
                password_hash="",
                status="suspended",
                created_at=_FIRST,
                password_changed_at=_FIRST,
            )
            db.session.add(person)
            db.session.commit()
    return person_id


def _ensure_tenants(county: TenantSpec, unit: TenantSpec, count: int) -> list[str]:
    own = {"pack": COUNTY, "hosts": ()}
    specs = [
        county.model_copy(update={**own, "slug": COUNTY, "parent": None, "name": "测试县", "short_name": "测试县"})
    ]
    specs += [
        unit.model_copy(
            update={
                **own,
                "slug": f"{COUNTY}-{number:03}",
                "parent": COUNTY,
                "name": f"测试{number}乡人民政府",
                "short_name": f"测试{number}乡",
            }
        )
        for number in range(1, count + 1)
    ]
    with Scope.platform().opened():
        known = set(db.session.execute(select(TenantRecord.slug)).scalars())
        for position, spec in enumerate(specs):
            if spec.slug not in known:
                _add_tenant(spec, 10_000 + position)
        db.session.execute(update(DirectoryVersion).values(version=DirectoryVersion.version + 1))
        db.session.commit()
    return [spec.slug for spec in specs[1:]]


def _add_tenant(spec: TenantSpec, position: int) -> None:
    parent = select(TenantRecord.id).where(TenantRecord.slug == spec.parent).scalar_subquery()
    values = {
        "id": uuid.uuid4(),
        "slug": spec.slug,
        "name": spec.name,
        "short_name": spec.short_name,
        "kind": spec.kind.value,
        "status": spec.status.value,
        "parent_id": parent if spec.parent else None,
        "position": position,
        "spec": spec.model_dump(mode="json"),
    }
    db.session.execute(insert(TenantRecord).values(**values))
    columns = [
        {"tenant_id": values["id"], "code": column.code, "name": column.name, "position": place, "is_retired": False}
        for place, column in enumerate(spec.columns)
    ]
    db.session.execute(insert(SiteColumn), columns)


def _body(chance: random.Random) -> _Body:
    paragraphs = ["".join(chance.sample(_SENTENCES, 4)) for _ in range(8)]
    html = "".join(
        f"<h2>{number}</h2><p>{text}</p>" for number, text in zip("一二三四五六七八", paragraphs, strict=True)
    )
    return _Body(html, index_text("", "", "", html))


def _fill_tenant(
    tenant: Tenant, person_id: uuid.UUID, posts: int, bodies: Sequence[_Body], chance: random.Random
) -> None:
    for batch in _batches(_rows(tenant, person_id, posts, bodies, chance), _BATCH):
        # Each table's rows in the order in which the keys between them ask for.
        for model in (Post, Revision, Publication, PublicationColumn, SearchEntry):
            db.session.execute(insert(model), [rows[model] for rows in batch])


def _batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _rows(
    tenant: Tenant, person_id: uuid.UUID, posts: int, bodies: Sequence[_Body], chance: random.Random
) -> Iterator[dict[type[Base], dict[str, Any]]]:
    """Yield the rows of one post after the other: table -> values."""
    spec, token = tenant.spec, tenant_token(tenant.id)
    for number in range(1, posts + 1):
        title = f"{tenant.short_name}关于{chance.choice(_SUBJECTS)}的{chance.choice(_FORMS)}（第{number}号）"
        body, at = chance.choice(bodies), _FIRST + number * _APART
        column = chance.choice(spec.columns).code
        content = PostContent(
            title=title,
            body_html=body.html,
            issuer=tenant.name,
            formed_on=at.date(),
            columns=(column,),
            subject_class=chance.choice(spec.subject_classes).code,
            genre_class=chance.choice(spec.genre_classes).code,
            summary=_SENTENCES[number % len(_SENTENCES)],
            keywords="测试",
        )
        yield _post_rows(tenant, person_id, content, body, number=number, at=at, token=token)


def _post_rows(
    tenant: Tenant, person_id: uuid.UUID, content: PostContent, body: _Body, *, number: int, at: datetime, token: str
) -> dict[type[Base], dict[str, Any]]:
    post_id, revision_id = uuid.uuid4(), uuid.uuid4()
    key, index_no = {"tenant_id": tenant.id}, f"BENCH/{at.year}-{number:05}"
    text = IndexedText(body.text.plain, words_of(content.title), body.text.body_words)
    names = (
        "title",
        "doc_no",
        "issuer",
        "formed_on",
        "subject_class",
        "genre_class",
        "summary",
        "keywords",
        "source",
    )
    said = {name: getattr(content, name) for name in (*names, "body_html")}
    return {
        Post: {
            **key,
            "id": post_id,
            "state": "published",
            "title": content.title,
            "current_revision_id": revision_id,
            "published_revision_id": revision_id,
            "created_by": person_id,
            "created_at": at,
            "updated_at": at,
            "published_at": at,
            "index_no": index_no,
        },
        Revision: {
            **key,
            "id": revision_id,
            "post_id": post_id,
            "number": 1,
            "content_hash": content.content_hash(),
            "content": content.as_json(),
            "check_report": {},
            "author_id": person_id,
            "created_at": at,
        },
        Publication: {
            **key,
            **said,
            "post_id": post_id,
            "revision_id": revision_id,
            "index_no": index_no,
            "disclosure": content.disclosure.value,
            "published_at": at,
        },
        PublicationColumn: {**key, "post_id": post_id, "column_code": content.columns[0], "published_at": at},
        SearchEntry: {
            **key,
            "post_id": post_id,
            "title": content.title,
            "published_at": at,
            "text": text.plain,
            "words": text.vector(token),
        },
    }
