"""What the public may not see is in no page, feed, map, search result or download, whatever state it is in."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from gkcloud.access.area import PAGES
from gkcloud.access.policy import Can
from gkcloud.database import db
from gkcloud.publishing.actions.aftermath import start_correction, withdraw
from gkcloud.publishing.actions.drafting import discard, save_revision
from gkcloud.publishing.model import Post, Revision
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import Scope
from tests.areas.site.addresses import arguments, make_arguments, path_of, public_pages
from tests.factories.cast import Cast, Staff
from tests.factories.objects import LONG_AGO, attach, publication
from tests.factories.workflow import content, draft, published, submitted

# A word of Chinese that no demonstration text holds; found whole by the search, which segments it.
CANARY = "渡鸦柒叁玖"
SOME_DAY = datetime(2999, 1, 1, tzinfo=UTC)
LATER = LONG_AGO + timedelta(hours=1)
ALL_FIELDS = {
    "summary": f"{CANARY}摘要",
    "keywords": CANARY,
    "source": CANARY,
    "doc_no": f"{CANARY}〔2026〕1号",
    "body_html": f"<p>{CANARY}正文</p>",
}


def a_draft(cast: Cast) -> uuid.UUID:
    return draft(cast.chexi, content(CANARY, **ALL_FIELDS))


def a_post_in_review(cast: Cast) -> uuid.UUID:
    return submitted(cast.chexi, content(CANARY, **ALL_FIELDS))


def a_discarded_draft(cast: Cast) -> uuid.UUID:
    post_id = a_draft(cast)
    with Scope.office(cast.chexi.tenant.id, cast.chexi.author.person_id).opened():
        discard(post_id, actor=cast.chexi.author, now=LATER)
        db.session.commit()
    return post_id


def a_scheduled_post(cast: Cast) -> uuid.UUID:
    return published(cast.chexi, content(CANARY, **ALL_FIELDS), publish_at=SOME_DAY)


def another_tenants_post(cast: Cast) -> uuid.UUID:
    return published(cast.baini, content(CANARY, **ALL_FIELDS))


def a_scheduled_row(cast: Cast) -> uuid.UUID:
    """Even a search index that was filled too early tells nothing: the publication decides."""
    return publication(cast.chexi.tenant, title=CANARY, published_at=SOME_DAY, is_indexed=True, **ALL_FIELDS)


def a_correction_under_way(cast: Cast) -> uuid.UUID:
    """The new text waits for its signature; the public reads the old one."""
    staff = cast.chexi
    post_id = published(staff, content("关于防火的通知"))
    with Scope.office(staff.tenant.id, staff.author.person_id).opened():
        start_correction(post_id, note=f"{CANARY}更正", actor=staff.author, now=LATER)
        post = db.session.get_one(Post, (staff.tenant.id, post_id))
        base = db.session.get_one(Revision, (staff.tenant.id, post.current_revision_id))
        what = content(CANARY, **ALL_FIELDS)
        save_revision(post_id, what, base_hash=base.content_hash, actor=staff.author, now=LATER)
        db.session.commit()
    return post_id


def a_withdrawn_post(cast: Cast) -> uuid.UUID:
    """The title stays on the page of the withdrawal; all else is gone."""
    staff = cast.chexi
    post_id = published(staff, content("关于防火的通知", issuer=CANARY, **ALL_FIELDS))
    take_back(staff, post_id)
    return post_id


def take_back(staff: Staff, post_id: uuid.UUID) -> None:
    with Scope.office(staff.tenant.id, staff.signer.person_id).opened():
        withdraw(post_id, reason="附表有误", actor=staff.signer, now=LATER)
        db.session.commit()


HIDDEN = [
    a_draft,
    a_post_in_review,
    a_discarded_draft,
    a_scheduled_post,
    a_scheduled_row,
    another_tenants_post,
    a_correction_under_way,
    a_withdrawn_post,
]


def everything_public(client: FlaskClient, hidden: uuid.UUID) -> dict[str, str]:
    """Return the text of every public page of 车溪乡 and of 澧县 above it, with the hidden post's id where one is asked."""
    texts = {}
    for page in public_pages():
        made = make_arguments(page)
        for arguments_given in (made, {**made, "post_id": hidden} if "post_id" in arguments(page) else made):
            path = path_of(page, arguments_given)
            for address in {path, path.replace("/lixian-chexi", "/lixian", 1)}:
                for query in ("", f"?q={CANARY}", f"?q={CANARY[:2]}&in=title"):
                    answer = client.get(address + query)
                    # What was asked for is repeated; what is looked for is the answer to it.
                    text = answer.data.decode("utf-8", "replace")
                    texts[address + query] = asked_away(text) if query else text
    return texts


def asked_away(html: str) -> str:
    for repeated in (
        f"“{CANARY}”",
        f'value="{CANARY}"',
        f"{CANARY}</mark>",
    ):
        html = html.replace(repeated, "")
    return html


@pytest.mark.parametrize("make", HIDDEN, ids=lambda make: make.__name__)
def test_hidden_text_is_nowhere(make, client: FlaskClient, cast: Cast) -> None:
    hidden = make(cast)
    leaks = [path for path, text in everything_public(client, hidden).items() if CANARY in text]
    assert leaks == []


def test_the_sweep_would_find_a_leak(client: FlaskClient, cast: Cast) -> None:
    seen = published(cast.chexi, content(CANARY, **ALL_FIELDS))
    texts = everything_public(client, seen)
    leaking = {path.partition("?")[0].rpartition("/")[2] for path, text in texts.items() if CANARY in text}
    # "" is the home page, of the township and of the county above it.
    assert {"", "notices", "catalogue", "feed.xml", "search", str(seen)} <= leaking


@pytest.mark.parametrize("make", [a_draft, a_post_in_review, a_scheduled_post, another_tenants_post])
def test_hidden_post_is_as_if_it_were_not_there(make, client: FlaskClient, cast: Cast) -> None:
    hidden = make(cast)
    nothing = client.get(f"/lixian-chexi/posts/{uuid.uuid4()}")
    for ending in ("", "/qr.svg"):
        answer = client.get(f"/lixian-chexi/posts/{hidden}{ending}")
        assert answer.status_code == 404
    assert client.get(f"/lixian-chexi/posts/{hidden}").text == nothing.text


def test_attachments_of_hidden_posts_cannot_be_downloaded(client: FlaskClient, cast: Cast) -> None:
    tenant = cast.chexi.tenant
    scheduled = publication(tenant, published_at=SOME_DAY)
    withdrawn = publication(tenant, withdrawn_at=LONG_AGO, withdrawal_reason="附表有误")
    abroad = publication(cast.baini.tenant)
    for owner, post_id in ((tenant, scheduled), (tenant, withdrawn), (cast.baini.tenant, abroad)):
        file_id = attach(owner, post_id)
        assert client.get(f"/lixian-chexi/posts/{post_id}/files/{file_id}").status_code == 404


def test_every_public_page_is_looked_at(client: FlaskClient, cast: Cast) -> None:
    swept = {path.partition("?")[0] for path in everything_public(client, uuid.uuid4())}
    public = [page for page in PAGES.values() if page.needs is Can.PUBLIC_READ and page.realm is Realm.TENANT]
    for slug in ("lixian-chexi", "lixian"):
        assert len([path for path in swept if path.startswith(f"/{slug}/")]) >= len(public)
