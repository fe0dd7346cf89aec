"""Circulars: what a signature binds to, what issuing makes, and what the public gets of it."""

import io
import uuid
from collections.abc import Callable, Iterator

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.files.storage import Storage
from gkcloud.printing.model import Printing
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.model import Post, Revision
from gkcloud.rectification import actions, facts
from gkcloud.rectification.actions import Refused, TextChanged
from gkcloud.rectification.circulars import CircularState, Part
from gkcloud.rectification.facts import Told
from gkcloud.rectification.model import CircularDraft, Commendation
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from gkcloud.worker import run_job
from tests.factories import posts, rectifying
from tests.factories.cast import Cast
from tests.factories.inspected import county_desk


@pytest.fixture
def told() -> Iterator[list[Told]]:
    heard: list[Told] = []
    facts.FACT_HOOKS.append(heard.append)
    yield heard
    facts.FACT_HOOKS.remove(heard.append)


def row(cast: Cast, circular_id: uuid.UUID) -> CircularDraft:
    with county_desk(cast.inspector).opened():
        return db.session.get_one(CircularDraft, (cast.lixian.tenant.id, circular_id))


def issue(cast: Cast, circular_id: uuid.UUID) -> Callable[[], object]:
    return lambda: actions.issue_circular(circular_id, actor=cast.inspector, now=utc_now())


def edit(cast: Cast, circular_id: uuid.UUID, **given: object) -> None:
    changed, seen = rectifying.circular_text(cast.lixian.tenant, **given), row(cast, circular_id).content_hash
    rectifying.by_county(
        cast.inspector,
        lambda: actions.edit_circular(circular_id, changed, base_hash=seen, actor=cast.inspector, now=utc_now()),
    )


def test_an_edit_takes_the_signature_away_and_nothing_unsigned_is_issued(cast: Cast) -> None:
    circular_id = rectifying.signed_circular(cast.lixian.tenant, cast.inspector)
    edit(cast, circular_id)
    assert row(cast, circular_id).state == CircularState.SIGNED.value
    edit(cast, circular_id, overview="改过一个字。")
    after = row(cast, circular_id)
    assert (after.state, after.signed_by, after.signed_at) == (CircularState.DRAFT.value, None, None)
    with pytest.raises(Refused, match="还没有签发，或者签发以后又有改动"):
        rectifying.by_county(cast.inspector, issue(cast, circular_id))


def test_what_the_signer_did_not_read_is_not_signed(cast: Cast) -> None:
    circular_id, signer = rectifying.submitted_circular(cast.lixian.tenant, cast.inspector), cast.lixian.signer
    with pytest.raises(TextChanged, match="刚才的签发没有生效"):
        rectifying.by_county(
            signer, lambda: actions.sign_circular(circular_id, seen_hash="0" * 64, actor=signer, now=utc_now())
        )
    seen = row(cast, circular_id).content_hash
    with pytest.raises(Refused, match="您现在的职责不能进行这项操作"):
        rectifying.by_county(
            cast.inspector,
            lambda: actions.sign_circular(circular_id, seen_hash=seen, actor=cast.inspector, now=utc_now()),
        )


def test_what_cannot_be_printed_is_not_sent_to_the_signer(cast: Cast) -> None:
    circular_id = rectifying.circular(cast.lixian.tenant, cast.inspector, report_by=None, passed=9)
    with pytest.raises(Refused, match="合格数9大于检查数2") as refused:
        rectifying.by_county(
            cast.inspector, lambda: actions.submit_circular(circular_id, actor=cast.inspector, now=utc_now())
        )
    assert "没有写明报送整改情况的日期" in str(refused.value)


def test_issued_it_is_printed_once_with_its_annex(app: Application, cast: Cast, told: list[Told]) -> None:
    circular_id, county = rectifying.issued_circular(cast.lixian.tenant, cast.inspector), cast.lixian.tenant
    rectifying.by_county(cast.inspector, issue(cast, circular_id))
    assert [(each.kind, each.tenant_id) for each in told] == [("circular_issued", county.id)]
    with county_desk(cast.inspector).opened():
        (printing,) = db.session.execute(select(Printing)).scalars().all()
        assert printing.id == row(cast, circular_id).printing_id
        job_id = printing.job_id
    assert job_id is not None
    run_job(str(county.id), str(job_id))
    with Scope.office(county.id).opened():
        printed = db.session.execute(select(Printing)).scalars().one()
        assert printed.file_id is not None
        file = db.session.get_one(StoredFile, (county.id, printed.file_id))
        storage: Storage = app.extensions["storage"]
        text = "".join(
            page.extract_text() for page in PdfReader(io.BytesIO(storage.get(county.id, file.sha256))).pages
        )
    said = "".join(text.split())
    places = [said.index(words) for words in ("总体情况", "好的做法", "存在问题", "整改要求", "得分情况")]
    assert places == sorted(places)
    assert "76.5" in said


def test_its_mentions_are_told_with_it_and_not_before(cast: Cast, told: list[Told]) -> None:
    unit, inspector = cast.chexi.tenant, cast.inspector
    circular_id = rectifying.signed_circular(cast.lixian.tenant, inspector)
    mention_id = rectifying.mention(unit, inspector, circular_id=circular_id)

    def seen_by_the_unit() -> int:
        with Scope.office(unit.id).opened():
            return db.session.execute(select(func.count()).select_from(Commendation)).scalar_one()

    assert (seen_by_the_unit(), told) == (0, [])
    rectifying.by_county(inspector, issue(cast, circular_id))
    assert seen_by_the_unit() == 1
    assert [(each.kind, each.tenant_id) for each in told] == [
        ("circular_issued", cast.lixian.tenant.id),
        ("commended", unit.id),
    ]
    assert told[1].subject == str(mention_id)


def test_the_public_draft_leaves_out_what_is_marked_and_is_made_once(cast: Cast) -> None:
    circular_id, inspector = rectifying.signed_circular(cast.lixian.tenant, cast.inspector), cast.inspector

    def to_post() -> uuid.UUID:
        return rectifying.by_unit(
            inspector, lambda: actions.circular_to_post(circular_id, actor=inspector, now=utc_now()).id
        )

    made = to_post()
    assert to_post() == made
    with posts.as_actor(cast.lixian.author).opened():
        post = db.session.get_one(Post, (cast.lixian.tenant.id, made))
        stored = db.session.get_one(Revision, (post.tenant_id, post.current_revision_id)).content
    content = PostContent.from_json(stored)
    assert (post.state, content.genre_class) == ("draft", "tongbao")
    assert "大堰垱镇：公开栏更新及时。" in content.body_html
    for words in ("车溪乡", "76.5", "得分情况"):
        assert words not in content.body_html


def test_with_nothing_left_out_the_public_draft_has_the_annex(cast: Cast) -> None:
    inspector = cast.inspector
    circular_id = rectifying.signed_circular(cast.lixian.tenant, inspector, left_out=(Part.PROBLEMS,))
    made = rectifying.by_unit(
        inspector, lambda: actions.circular_to_post(circular_id, actor=inspector, now=utc_now()).id
    )
    with posts.as_actor(cast.lixian.author).opened():
        post = db.session.get_one(Post, (cast.lixian.tenant.id, made))
        stored = db.session.get_one(Revision, (post.tenant_id, post.current_revision_id)).content
    assert "<td>76.5</td>" in PostContent.from_json(stored).body_html
