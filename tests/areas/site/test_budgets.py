"""What a page may cost: statements, whatever the number of items, and bytes."""

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from gkcloud.tenancy.directory import directory
from tests.factories.cast import Cast
from tests.factories.objects import LONG_AGO, attach, issue, publication
from tests.queries import counted
from tests.weights import compressed

SITE = "/lixian-chexi"
# Statements after the one that opens the scope.
BUDGETS = {
    "/": 2,
    "/columns/notices": 1,
    "/catalogue": 2,
    "/catalogue?q=防火&year=2026&column=notices": 2,
    "/search?q=防火": 1,
    "/bulletins": 1,
    "/guide": 0,
    "/directory": 0,
    "/sitemap": 0,
    "/sitemap.xml": 1,
    "/feed.xml": 1,
    "/columns/notices/feed.xml": 1,
    "/theme.css": 0,
}
_MOST_BYTES = 30 * 1024


def add_items(cast: Cast, count: int) -> str:
    """Add posts with attachments, interpretations and issues, here and in a unit beside, and return a policy's address."""
    beside = directory().by_slug("lixian-zhengwu")
    policy = publication(cast.chexi.tenant, title="防火办法", columns=("notices", "policy"))
    for number in range(count):
        at = LONG_AGO + timedelta(minutes=number)
        publication(cast.chexi.tenant, title=f"防火通知{number}", published_at=at, policy_id=policy)
        attach(cast.chexi.tenant, policy)
        issue(cast.chexi.tenant, number=1000 * count + number)
        publication(beside, title=f"别的通知{number}", published_at=at)
    return f"/posts/{policy}"


def statements(client: FlaskClient, path: str) -> int:
    with counted() as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_statements_do_not_grow_with_the_items(client: FlaskClient, cast: Cast) -> None:
    few = add_items(cast, 1)
    client.get(f"{SITE}/")
    first = {path: statements(client, SITE + path) for path in BUDGETS}
    post = statements(client, SITE + few)
    many = add_items(cast, 8)
    assert {path: statements(client, SITE + path) for path in BUDGETS} == first == BUDGETS
    assert statements(client, SITE + many) == post == 2
    assert statements(client, "/lixian/") == 3
    assert statements(client, "/") == 0


def test_counting_sees_statements(client: FlaskClient, cast: Cast) -> None:
    with counted() as found:
        client.get(f"{SITE}/columns/notices")
    assert len(found) == 1
    assert "publication_columns" in found.texts[0]


@pytest.mark.parametrize("page", [lambda _post: "/", lambda _post: "/columns/notices", lambda post: post])
def test_pages_weigh_at_most_30_kilobytes(page: Callable[[str], str], client: FlaskClient, cast: Cast) -> None:
    for number in range(20):
        title = f"关于做好第{number}批城乡居民最低生活保障对象复核和资金发放工作的通知"
        publication(cast.chexi.tenant, title=title, published_at=LONG_AGO + timedelta(minutes=number))
    body = "".join(f"<p>第{number}条　{'保障对象名单应当在村务公开栏长期公示。' * 3}</p>" for number in range(60))
    post_id = publication(cast.chexi.tenant, title="办法", body_html=body)
    path = page(f"/posts/{post_id}")
    assert compressed(client, SITE + path) <= _MOST_BYTES
    assert compressed(client, f"/lixian{page('/guide')}") <= _MOST_BYTES


def test_compressed_page_is_the_page(client: FlaskClient, cast: Cast) -> None:
    plain = client.get(f"{SITE}/guide")
    packed = client.get(f"{SITE}/guide", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    refused = client.get(f"{SITE}/guide", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_a_persons_pages_hide_their_length(client: FlaskClient, cast: Cast) -> None:
    """The size of a compressed page with a secret in it would tell about the secret (BREACH)."""
    address = f"{SITE}/text-size?size=large&next=/{'x' * 2000}"
    sizes = set()
    for _ in range(12):
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert b"xxxx" in gzip.decompress(answer.data)
        sizes.add(len(answer.data))
    assert len(sizes) > 1
