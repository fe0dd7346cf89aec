"""What public pages read, always as rows and never as entities: only what is published, by the public role's rights.

Whether something is public yet is decided by the row-level policy of ``publications`` at the moment of reading.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, and_, cast, func, literal, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, aggregate_order_by
from sqlalchemy.orm import aliased

from gkcloud.bulletins.model import IssuePublication
from gkcloud.database import db
from gkcloud.publishing.model import Publication, PublicationColumn, PublicationFile, SearchEntry, SiteColumn

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Rows = Sequence[AnyRow]

_LISTED = (Publication.post_id, Publication.title, Publication.published_at, Publication.validity)
_NEWEST_FIRST = (Publication.published_at.desc(), Publication.post_id.desc())
_SHOWN = Publication.withdrawn_at.is_(None)


def _placed(tenant_id: UUID, codes: Sequence[str]) -> AnySelect:
    """Select the ids of posts in one of the columns; the codes are a column and those below it."""
    place = PublicationColumn
    within = place.column_code == codes[0] if len(codes) == 1 else place.column_code.in_(codes)
    found = select(place.post_id, place.published_at).where(place.tenant_id == tenant_id, within)
    return found if len(codes) == 1 else found.distinct()


def column_page(tenant_id: UUID, codes: Sequence[str], *, offset: int, limit: int) -> tuple[int, Rows]:
    """Return how many posts a column has, and those of one page, newest first."""
    counted = _placed(tenant_id, codes).subquery()
    total = select(func.count()).select_from(counted).scalar_subquery()
    place = _placed(tenant_id, codes)
    ordered = place.order_by(PublicationColumn.published_at.desc(), PublicationColumn.post_id.desc())
    page = ordered.offset(offset).limit(limit).subquery()
    statement = (
        select(*_LISTED, total.label("total"))
        .join(page, and_(Publication.tenant_id == tenant_id, Publication.post_id == page.c.post_id))
        .order_by(*_NEWEST_FIRST)
    )
    return _with_total(statement, select(total))


def _with_total(statement: AnySelect, count: AnySelect) -> tuple[int, Rows]:
    rows = db.session.execute(statement).all()
    # A page beyond the last has no row to carry the number.
    return (rows[0].total if rows else db.session.execute(count).scalar_one()), rows


def retired_column(tenant_id: UUID, code: str) -> str | None:
    """Return the name of a column that is in the pack no more but keeps what was published in it."""
    statement = select(SiteColumn.name).where(SiteColumn.tenant_id == tenant_id, SiteColumn.code == code)
    return db.session.execute(statement).scalar_one_or_none()


def home_lists(tenant_id: UUID, codes: Sequence[str], *, latest: int, each: int) -> dict[str, list[AnyRow]]:
    """Return the newest posts, under "", and the newest of each column, by its code."""
    newest = (
        select(literal("").label("code"), *_LISTED)
        .where(Publication.tenant_id == tenant_id, _SHOWN)
        .order_by(*_NEWEST_FIRST)
        .limit(latest)
    )
    asked = func.unnest(cast(list(codes), ARRAY(Text))).table_valued("code").render_derived("asked")
    place = (
        select(PublicationColumn.post_id)
        .where(PublicationColumn.tenant_id == tenant_id, PublicationColumn.column_code == asked.c.code)
        .order_by(PublicationColumn.published_at.desc(), PublicationColumn.post_id.desc())
        .limit(each)
        .lateral()
    )
    placed = (
        select(asked.c.code, *_LISTED)
        .select_from(asked)
        .join(place, true())
        .join(Publication, and_(Publication.tenant_id == tenant_id, Publication.post_id == place.c.post_id))
    )
    both = union_all(newest.subquery().select(), placed).subquery()
    statement = select(both).order_by(both.c.published_at.desc(), both.c.post_id.desc())
    lists: dict[str, list[AnyRow]] = {}
    for row in db.session.execute(statement):
        lists.setdefault(row.code, []).append(row)
    return lists


def last_of_each(tenant_ids: Sequence[UUID], *, limit: int) -> Rows:
    """Return the last post of each of these tenants, the newest first.

    The public role reads one tenant's publications; what the neighbours published is public text in the search index.
    """
    ids = cast(list(tenant_ids), ARRAY(SearchEntry.tenant_id.type))
    asked = func.unnest(ids).table_valued("tenant_id").render_derived("asked")
    last = (
        select(SearchEntry.post_id, SearchEntry.title, SearchEntry.published_at)
        .where(SearchEntry.tenant_id == asked.c.tenant_id, SearchEntry.published_at <= func.now())
        .order_by(SearchEntry.published_at.desc())
        .limit(1)
        .lateral()
    )
    statement = select(asked.c.tenant_id, last).select_from(asked).join(last, true())
    return db.session.execute(statement.order_by(last.c.published_at.desc()).limit(limit)).all()


def public_post(tenant_id: UUID, post_id: UUID) -> AnyRow | None:
    """Return a publication with its columns, its files, its policy and its interpretations, or None.

    ``columns`` are codes; ``files`` are [file_id, name, size, extension]; ``interpretations`` are [post_id, title].
    """
    policy, other = aliased(Publication), aliased(Publication)
    place, file = PublicationColumn, PublicationFile
    codes = select(place.column_code).where(place.tenant_id == tenant_id, place.post_id == post_id)
    files = select(
        func.jsonb_agg(
            aggregate_order_by(
                func.jsonb_build_array(file.file_id, file.name, file.size, file.extension), file.position
            )
        )
    ).where(file.tenant_id == tenant_id, file.post_id == post_id)
    interpretations = select(
        func.jsonb_agg(aggregate_order_by(func.jsonb_build_array(other.post_id, other.title), other.published_at))
    ).where(other.tenant_id == tenant_id, other.policy_id == post_id, other.withdrawn_at.is_(None))
    statement = (
        select(
            Publication.__table__,
            policy.title.label("policy_title"),
            func.array(codes.scalar_subquery(), type_=ARRAY(Text)).label("columns"),
            files.scalar_subquery().label("files"),
            interpretations.scalar_subquery().label("interpretations"),
        )
        .outerjoin(
            policy,
            and_(
                policy.tenant_id == tenant_id,
                policy.post_id == Publication.policy_id,
                policy.withdrawn_at.is_(None),
            ),
        )
        .where(Publication.tenant_id == tenant_id, Publication.post_id == post_id)
    )
    return db.session.execute(statement).one_or_none()


def is_public(tenant_id: UUID, post_id: UUID) -> bool:
    """Return whether a post has a public page."""
    statement = select(Publication.post_id).where(Publication.tenant_id == tenant_id, Publication.post_id == post_id)
    return db.session.execute(statement).first() is not None


def catalogue_page(
    tenant_id: UUID,
    *,
    column: str,
    subject: str,
    genre: str,
    validity: Sequence[str],
    since: datetime | None,
    until: datetime | None,
    words: str,
    offset: int,
    limit: int,
) -> tuple[int, Rows]:
    """Return how many publications meet every condition given, and those of one page, newest first.

    Each row also carries ``first_at``, the time of the tenant's first publication, from which the years follow.
    """
    conditions = [Publication.tenant_id == tenant_id, _SHOWN]
    if column:
        place = select(PublicationColumn.post_id).where(
            PublicationColumn.tenant_id == tenant_id, PublicationColumn.column_code == column
        )
        conditions.append(Publication.post_id.in_(place))
    if subject:
        conditions.append(Publication.subject_class == subject)
    if genre:
        conditions.append(Publication.genre_class == genre)
    if validity:
        conditions.append(Publication.validity.in_(validity))
    if since is not None:
        conditions.append(Publication.published_at >= since)
    if until is not None:
        conditions.append(Publication.published_at < until)
    if words:
        fields = (Publication.title, Publication.doc_no, Publication.index_no)
        conditions.append(or_(*(each.icontains(words, autoescape=True) for each in fields)))
    count = select(func.count()).select_from(Publication).where(*conditions)
    shown = (Publication.index_no, Publication.doc_no, Publication.formed_on)
    statement = select(*_LISTED, *shown, count.scalar_subquery().label("total")).where(*conditions)
    return _with_total(statement.order_by(*_NEWEST_FIRST).offset(offset).limit(limit), count)


def first_published_at(tenant_id: UUID) -> datetime | None:
    """Return when the tenant published for the first time."""
    statement = select(func.min(Publication.published_at)).where(Publication.tenant_id == tenant_id)
    return db.session.execute(statement).scalar_one()


def search_page(
    tenant_id: UUID,
    query: str,
    title_query: str,
    *,
    subject: str,
    since: datetime | None,
    until: datetime | None,
    offset: int,
    limit: int,
) -> tuple[int, Rows]:
    """Return how many texts hold every word of ``query``, and those of one page: hits in titles first, then the newest.

    Both are tsqueries of gkcloud.publishing.searching: they name the tenant's token, so the index of words intersects
    two short lists. The join takes away what is withdrawn, even if the index should still hold it.
    """
    statement = search_statement(tenant_id, query, title_query, subject=subject, since=since, until=until)
    count = statement.with_only_columns(func.count()).order_by(None)
    statement = statement.add_columns(count.scalar_subquery().label("total"))
    return _with_total(statement.offset(offset).limit(limit), count)


def search_statement(
    tenant_id: UUID, query: str, title_query: str, *, subject: str, since: datetime | None, until: datetime | None
) -> AnySelect:
    """Return the search without its page; apart, so that a test can ask the database how it would run it."""
    entry = SearchEntry
    conditions = [entry.words.bool_op("@@")(cast(query, TSQUERY)), entry.tenant_id == tenant_id, _SHOWN]
    if subject:
        conditions.append(Publication.subject_class == subject)
    if since is not None:
        conditions.append(entry.published_at >= since)
    if until is not None:
        conditions.append(entry.published_at < until)
    in_title = entry.words.bool_op("@@")(cast(title_query, TSQUERY))
    return (
        select(*_LISTED, Publication.doc_no, entry.text)
        .select_from(entry)
        .join(Publication, and_(Publication.tenant_id == tenant_id, Publication.post_id == entry.post_id))
        .where(*conditions)
        .order_by(in_title.desc(), entry.published_at.desc(), entry.post_id.desc())
    )


def by_index_no(tenant_id: UUID, index_no: str) -> AnyRow | None:
    """Return the publication that has exactly this index number."""
    statement = select(*_LISTED, Publication.doc_no, Publication.summary.label("text")).where(
        Publication.tenant_id == tenant_id, Publication.index_no == index_no, _SHOWN
    )
    return db.session.execute(statement).one_or_none()


def feed(tenant_id: UUID, code: str | None, *, limit: int) -> Rows:
    """Return the newest posts of a tenant, or of one of its columns, with what a feed says of them."""
    said = (Publication.summary, Publication.issuer, Publication.corrected_at)
    statement = select(*_LISTED, *said).where(Publication.tenant_id == tenant_id, _SHOWN)
    if code is not None:
        place = PublicationColumn
        statement = statement.join(
            place,
            and_(place.tenant_id == tenant_id, place.post_id == Publication.post_id, place.column_code == code),
        )
    return db.session.execute(statement.order_by(*_NEWEST_FIRST).limit(limit)).all()


def all_posts(tenant_id: UUID, *, limit: int) -> Rows:
    """Return the newest posts with the time of their last change, for a machine's site map."""
    changed = func.greatest(Publication.published_at, Publication.corrected_at).label("changed_at")
    statement = select(Publication.post_id, changed).where(Publication.tenant_id == tenant_id, _SHOWN)
    return db.session.execute(statement.order_by(*_NEWEST_FIRST).limit(limit)).all()


def public_file(tenant_id: UUID, post_id: UUID, file_id: UUID) -> AnyRow | None:
    """Return an attachment of a published, not withdrawn post."""
    file = PublicationFile
    statement = select(file.name, file.extension, file.media_type, file.size, file.sha256).where(
        file.tenant_id == tenant_id, file.post_id == post_id, file.file_id == file_id
    )
    return db.session.execute(statement).one_or_none()


def public_issue(tenant_id: UUID, issue_id: UUID) -> AnyRow | None:
    """Return a published bulletin issue."""
    statement = select(IssuePublication.__table__).where(
        IssuePublication.tenant_id == tenant_id, IssuePublication.issue_id == issue_id
    )
    return db.session.execute(statement).one_or_none()


def issues(tenant_id: UUID, *, offset: int, limit: int) -> tuple[int, Rows]:
    """Return how many bulletin issues are public, and those of one page, newest first."""
    issue = IssuePublication
    count = select(func.count()).select_from(issue).where(issue.tenant_id == tenant_id)
    statement = (
        select(issue.__table__, count.scalar_subquery().label("total"))
        .where(issue.tenant_id == tenant_id)
        .order_by(issue.year.desc(), issue.number.desc())
        .offset(offset)
        .limit(limit)
    )
    return _with_total(statement, count)
