"""What public pages read, always as rows and never as entities: only what is published, by the public role's rights.

Whether something is public yet is decided by the row-level policy of ``publications`` at the moment of reading.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, aggregate_order_by
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE

from gkcloud.bulletins.model import IssuePublication
from gkcloud.database import db
from gkcloud.printing.model import PrintingPublication
from gkcloud.publishing.model import (
    Publication,
    PublicationColumn,
    PublicationFile,
    PublicationPaper,
    SearchEntry,
    SiteColumn,
)
from gkcloud.site.statements import Prepared

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Rows = Sequence[AnyRow]

PUBLICATIONS = cast("Table", Publication.__table__)
PLACES = cast("Table", PublicationColumn.__table__)
FILES = cast("Table", PublicationFile.__table__)
PAPERS = cast("Table", PublicationPaper.__table__)
ENTRIES = cast("Table", SearchEntry.__table__)
ISSUES = cast("Table", IssuePublication.__table__)
PRINTINGS = cast("Table", PrintingPublication.__table__)
COLUMNS = cast("Table", SiteColumn.__table__)

TENANT: ColumnElement[UUID] = bindparam("tenant_id", type_=UUID_TYPE(as_uuid=True))
POST: ColumnElement[UUID] = bindparam("post_id", type_=UUID_TYPE(as_uuid=True))
CODE: ColumnElement[str] = bindparam("code", type_=Text)
CODES = bindparam("codes", type_=ARRAY(Text()))
OFFSET: ColumnElement[int] = bindparam("offset", 0)
LIMIT: ColumnElement[int] = bindparam("limit")

_P = PUBLICATIONS.c
_LISTED = (_P.post_id, _P.title, _P.published_at, _P.validity)
_NEWEST_FIRST = (_P.published_at.desc(), _P.post_id.desc())
_OWN = _P.tenant_id == TENANT
_SHOWN = _P.withdrawn_at.is_(None)


def _in_column(within: ColumnElement[bool]) -> AnySelect:
    return select(PLACES.c.post_id, PLACES.c.published_at).where(PLACES.c.tenant_id == TENANT, within)


def _listing(placed: AnySelect) -> AnySelect:
    """Select one page of the posts that ``placed`` names, newest first; the page is cut before the join."""
    page = (
        placed.order_by(PLACES.c.published_at.desc(), PLACES.c.post_id.desc()).offset(OFFSET).limit(LIMIT).subquery()
    )
    joined = PUBLICATIONS.join(page, and_(_OWN, _P.post_id == page.c.post_id))
    return select(*_LISTED).select_from(joined).order_by(*_NEWEST_FIRST)


def _count(placed: AnySelect) -> AnySelect:
    return select(func.count()).select_from(placed.subquery())


def _counted(listing: AnySelect, placed: AnySelect) -> Prepared:
    return Prepared(listing.add_columns(_count(placed).scalar_subquery().label("total")))


_IN_ONE = _in_column(PLACES.c.column_code == CODE)
# A post may be in a column and in one below it.
_IN_MANY = _in_column(PLACES.c.column_code == any_(CODES)).distinct()
_COLUMN_LATEST = Prepared(_listing(_IN_ONE))
_COLUMN_PAGE = _counted(_listing(_IN_ONE), _IN_ONE)
_COLUMN_COUNT = Prepared(_count(_IN_ONE))
_COLUMNS_PAGE = _counted(_listing(_IN_MANY), _IN_MANY)
_COLUMNS_COUNT = Prepared(_count(_IN_MANY))


def column_page(tenant_id: UUID, codes: Sequence[str], *, offset: int, limit: int) -> tuple[int, Rows]:
    """Return how many posts a column has, and those of one page, newest first.

    ``codes`` are the column and those below it.
    """
    if len(codes) == 1:
        return _page(_COLUMN_PAGE, _COLUMN_COUNT, offset, limit, tenant_id=tenant_id, code=codes[0])
    return _page(_COLUMNS_PAGE, _COLUMNS_COUNT, offset, limit, tenant_id=tenant_id, codes=list(codes))


def _page(page: Prepared, count: Prepared, offset: int, limit: int, **values: object) -> tuple[int, Rows]:
    rows = page.run(offset=offset, limit=limit, **values).all()
    if rows or not offset:
        return (rows[0].total if rows else 0), rows
    # A page beyond the last has no row to carry the number.
    return count.run(**values).scalar_one(), rows


def column_latest(tenant_id: UUID, code: str, *, limit: int) -> Rows:
    """Return the newest posts of a column."""
    return _COLUMN_LATEST.run(tenant_id=tenant_id, code=code, offset=0, limit=limit).all()


def retired_column(tenant_id: UUID, code: str) -> str | None:
    """Return the name of a column that is in the pack no more but keeps what was published in it."""
    statement = select(SiteColumn.name).where(SiteColumn.tenant_id == tenant_id, SiteColumn.code == code)
    return db.session.execute(statement).scalar_one_or_none()


def _home() -> Prepared:
    newest = (
        select(literal("").label("code"), *_LISTED).where(_OWN, _SHOWN).order_by(*_NEWEST_FIRST).limit(LIMIT)
    ).subquery()
    asked = func.unnest(CODES).table_valued("code").render_derived("asked")
    place = (
        select(PLACES.c.post_id)
        .where(PLACES.c.tenant_id == TENANT, PLACES.c.column_code == asked.c.code)
        .order_by(PLACES.c.published_at.desc(), PLACES.c.post_id.desc())
        .limit(bindparam("each"))
        .lateral()
    )
    joined = asked.join(place, true()).join(PUBLICATIONS, and_(_OWN, _P.post_id == place.c.post_id))
    placed = select(asked.c.code, *_LISTED).select_from(joined)
    both = union_all(newest.select(), placed).subquery()
    return Prepared(select(both).order_by(both.c.published_at.desc(), both.c.post_id.desc()))


_HOME = _home()


def home_lists(tenant_id: UUID, codes: Sequence[str], *, latest: int, each: int) -> dict[str, list[AnyRow]]:
    """Return the newest posts, under "", and the newest of each column, by its code."""
    lists: dict[str, list[AnyRow]] = {}
    for row in _HOME.run(tenant_id=tenant_id, codes=list(codes), limit=latest, each=each):
        lists.setdefault(row.code, []).append(row)
    return lists


def _last_of_each() -> Prepared:
    ids = bindparam("tenant_ids", type_=ARRAY(UUID_TYPE(as_uuid=True)))
    asked = func.unnest(ids).table_valued("tenant_id").render_derived("asked")
    last = (
        select(ENTRIES.c.post_id, ENTRIES.c.title, ENTRIES.c.published_at)
        .where(ENTRIES.c.tenant_id == asked.c.tenant_id, ENTRIES.c.published_at <= func.now())
        .order_by(ENTRIES.c.published_at.desc())
        .limit(1)
        .lateral()
    )
    statement = select(asked.c.tenant_id, last).select_from(asked.join(last, true()))
    return Prepared(statement.order_by(last.c.published_at.desc()).limit(LIMIT))


_LAST_OF_EACH = _last_of_each()


def last_of_each(tenant_ids: Sequence[UUID], *, limit: int) -> Rows:
    """Return the last post of each of these tenants, the newest first.

    The public role reads one tenant's publications; what the neighbours published is public text in the search index.
    """
    return _LAST_OF_EACH.run(tenant_ids=list(tenant_ids), limit=limit).all()


def _post() -> Prepared:
    policy, other = PUBLICATIONS.alias("policy"), PUBLICATIONS.alias("other")
    codes = select(func.array_agg(PLACES.c.column_code)).where(PLACES.c.tenant_id == TENANT, PLACES.c.post_id == POST)
    file = func.jsonb_build_array(FILES.c.file_id, FILES.c.name, FILES.c.size, FILES.c.extension)
    files = select(func.jsonb_agg(aggregate_order_by(file, FILES.c.position))).where(
        FILES.c.tenant_id == TENANT, FILES.c.post_id == POST
    )
    paper = select(PAPERS.c.size).where(PAPERS.c.tenant_id == TENANT, PAPERS.c.post_id == POST)
    link = func.jsonb_build_array(other.c.post_id, other.c.title)
    interpretations = select(func.jsonb_agg(aggregate_order_by(link, other.c.published_at))).where(
        other.c.tenant_id == TENANT, other.c.policy_id == POST, other.c.withdrawn_at.is_(None)
    )
    explained = and_(policy.c.tenant_id == TENANT, policy.c.post_id == _P.policy_id, policy.c.withdrawn_at.is_(None))
    return Prepared(
        select(
            PUBLICATIONS,
            policy.c.title.label("policy_title"),
            codes.scalar_subquery().label("columns"),
            files.scalar_subquery().label("files"),
            paper.scalar_subquery().label("paper_size"),
            interpretations.scalar_subquery().label("interpretations"),
        )
        .select_from(PUBLICATIONS.outerjoin(policy, explained))
        .where(_OWN, _P.post_id == POST)
    )


_POST = _post()


def public_post(tenant_id: UUID, post_id: UUID) -> AnyRow | None:
    """Return a publication with its columns, its files, its policy and its interpretations, or None.

    ``columns`` are codes; ``files`` are [file_id, name, size, extension]; ``paper_size`` is that of the printed document
    in bytes; ``interpretations`` are [post_id, title]; each is None where there are none.
    """
    return _POST.run(tenant_id=tenant_id, post_id=post_id).one_or_none()


def is_public(tenant_id: UUID, post_id: UUID) -> bool:
    """Return whether a post has a public page."""
    statement = select(Publication.post_id).where(Publication.tenant_id == tenant_id, Publication.post_id == post_id)
    return db.session.execute(statement).first() is not None


def _with_total(statement: AnySelect, count: AnySelect, offset: int, limit: int) -> tuple[int, Rows]:
    """Execute a listing with the number of all its rows, in one statement."""
    counted = statement.add_columns(count.scalar_subquery().label("total"))
    rows = db.session.execute(counted.offset(offset).limit(limit)).all()
    if rows or not offset:
        return (rows[0].total if rows else 0), rows
    return db.session.execute(count).scalar_one(), rows


def catalogue_page(
    tenant_id: UUID,
    *,
    column: str,
    subject: str,
    genre: str,
    validity: str,
    since: datetime | None,
    until: datetime | None,
    words: str,
    offset: int,
    limit: int,
) -> tuple[int, Rows]:
    """Return how many publications meet every condition given, and those of one page, newest first."""
    conditions = [_P.tenant_id == tenant_id, _SHOWN, *_within(_P.published_at, since, until)]
    if column:
        place = select(PLACES.c.post_id).where(PLACES.c.tenant_id == tenant_id, PLACES.c.column_code == column)
        conditions.append(_P.post_id.in_(place))
    same = ((_P.subject_class, subject), (_P.genre_class, genre), (_P.validity, validity))
    conditions += [field == value for field, value in same if value]
    if words:
        fields = (_P.title, _P.doc_no, _P.index_no)
        conditions.append(or_(*(each.icontains(words, autoescape=True) for each in fields)))
    statement = select(*_LISTED, _P.index_no, _P.doc_no, _P.formed_on).where(*conditions)
    count = select(func.count()).select_from(PUBLICATIONS).where(*conditions)
    return _with_total(statement.order_by(*_NEWEST_FIRST), count, offset, limit)


def _within(
    moment: ColumnElement[datetime], since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    after = [moment >= since] if since is not None else []
    return [*after, moment < until] if until is not None else after


def first_published_at(tenant_id: UUID) -> datetime | None:
    """Return when the tenant published for the first time."""
    statement = select(func.min(_P.published_at)).where(_P.tenant_id == tenant_id)
    first: datetime | None = db.session.execute(statement).scalar_one()
    return first


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
    return _with_total(statement, count, offset, limit)


def search_statement(
    tenant_id: UUID, query: str, title_query: str, *, subject: str, since: datetime | None, until: datetime | None
) -> AnySelect:
    """Return the search without its page; apart, so that a test can ask the database how it would run it."""
    entry = ENTRIES.c
    # The tenant is in the query: naming its column too would tempt the planner to read all of the tenant's texts.
    found = entry.words.bool_op("@@")(sql_cast(query, TSQUERY))
    conditions = [found, _SHOWN, *_within(entry.published_at, since, until)]
    if subject:
        conditions.append(_P.subject_class == subject)
    in_title = entry.words.bool_op("@@")(sql_cast(title_query, TSQUERY))
    own = and_(_P.tenant_id == tenant_id, _P.post_id == entry.post_id)
    return (
        select(*_LISTED, _P.doc_no, entry.text)
        .select_from(ENTRIES.join(PUBLICATIONS, own))
        .where(*conditions)
        .order_by(in_title.desc(), entry.published_at.desc(), entry.post_id.desc())
    )


def by_index_no(tenant_id: UUID, index_no: str) -> AnyRow | None:
    """Return the publication that has exactly this index number."""
    statement = select(*_LISTED, _P.doc_no, _P.summary.label("text"))
    return db.session.execute(
        statement.where(_P.tenant_id == tenant_id, _P.index_no == index_no, _SHOWN)
    ).one_or_none()


def feed(tenant_id: UUID, code: str | None, *, limit: int) -> Rows:
    """Return the newest posts of a tenant, or of one of its columns, with what a feed says of them."""
    statement = select(*_LISTED, _P.summary, _P.issuer, _P.corrected_at).where(_P.tenant_id == tenant_id, _SHOWN)
    if code is not None:
        place = select(PLACES.c.post_id).where(PLACES.c.tenant_id == tenant_id, PLACES.c.column_code == code)
        statement = statement.where(_P.post_id.in_(place))
    return db.session.execute(statement.order_by(*_NEWEST_FIRST).limit(limit)).all()


def all_posts(tenant_id: UUID, *, limit: int) -> Rows:
    """Return the newest posts with the time of their last change, for a machine's site map."""
    changed = func.greatest(_P.published_at, _P.corrected_at).label("changed_at")
    statement = select(_P.post_id, changed).where(_P.tenant_id == tenant_id, _SHOWN)
    return db.session.execute(statement.order_by(*_NEWEST_FIRST).limit(limit)).all()


def public_file(tenant_id: UUID, post_id: UUID, file_id: UUID) -> AnyRow | None:
    """Return an attachment of a published, not withdrawn post."""
    statement = select(FILES).where(
        FILES.c.tenant_id == tenant_id, FILES.c.post_id == post_id, FILES.c.file_id == file_id
    )
    return db.session.execute(statement).one_or_none()


def public_paper(tenant_id: UUID, post_id: UUID) -> AnyRow | None:
    """Return the printed document of a published, not withdrawn post, with the post's title."""
    statement = (
        select(PAPERS.c.sha256, _P.title)
        .join_from(PAPERS, PUBLICATIONS, and_(_P.tenant_id == PAPERS.c.tenant_id, _P.post_id == PAPERS.c.post_id))
        .where(PAPERS.c.tenant_id == tenant_id, PAPERS.c.post_id == post_id)
    )
    return db.session.execute(statement).one_or_none()


def issues(tenant_id: UUID, *, offset: int, limit: int) -> tuple[int, Rows]:
    """Return how many bulletin issues are public, and those of one page, newest first."""
    count = select(func.count()).select_from(ISSUES).where(ISSUES.c.tenant_id == tenant_id)
    statement = select(ISSUES).where(ISSUES.c.tenant_id == tenant_id)
    return _with_total(statement.order_by(ISSUES.c.year.desc(), ISSUES.c.number.desc()), count, offset, limit)


def printings(tenant_id: UUID, *, offset: int, limit: int) -> tuple[int, Rows]:
    """Return how many gazettes, handbooks and notice boards are public, and those of one page, newest first."""
    own = PRINTINGS.c.tenant_id == tenant_id
    count = select(func.count()).select_from(PRINTINGS).where(own)
    newest_first = (PRINTINGS.c.issued_on.desc(), PRINTINGS.c.published_at.desc())
    return _with_total(select(PRINTINGS).where(own).order_by(*newest_first), count, offset, limit)


def public_printing(tenant_id: UUID, printing_id: UUID) -> AnyRow | None:
    """Return a published gazette, handbook or notice board."""
    statement = select(PRINTINGS).where(PRINTINGS.c.tenant_id == tenant_id, PRINTINGS.c.printing_id == printing_id)
    return db.session.execute(statement).one_or_none()


def public_issue(tenant_id: UUID, issue_id: UUID) -> AnyRow | None:
    """Return a published bulletin issue."""
    statement = select(ISSUES).where(ISSUES.c.tenant_id == tenant_id, ISSUES.c.issue_id == issue_id)
    return db.session.execute(statement).one_or_none()
