"""The catalogue's filters and the search, its words, its excerpts and its index."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from gkcloud.database import db
from gkcloud.publishing.searching import query_of
from gkcloud.site.queries import search_statement
from gkcloud.tenancy.scope import Scope
from tests.factories.cast import Cast
from tests.factories.objects import publication

SITE = "/lixian-chexi"


@pytest.fixture
def posts(cast: Cast) -> dict[str, str]:
    """Three posts by a nickname: their titles."""
    tenant = cast.chexi.tenant
    publication(
        tenant,
        title="关于农村最低生活保障的通知",
        doc_no="车政发〔2026〕3号",
        index_no="430723/2026-00007",
        subject_class="general",
        body_html="<p>保障对象由村民小组评议。</p>",
        validity="repealed",
    )
    publication(
        tenant,
        title="秋季防火方案",
        columns=("policy",),
        subject_class="economy",
        genre_class="gonggao",
        published_at=datetime(2025, 10, 1, tzinfo=UTC),
        body_html="<p>发现<b>火情</b>立即报告，不影响最低生活保障的发放。</p>",
    )
    # The last evening of 2024 in Greenwich is the first morning of 2025 in Shanghai.
    publication(tenant, title="新年慰问", published_at=datetime(2024, 12, 31, 17, tzinfo=UTC))
    publication(cast.baini.tenant, title="白泥镇最低生活保障的通知")
    return {"relief": "关于农村最低生活保障的通知", "fire": "秋季防火方案", "visit": "新年慰问"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"relief", "fire", "visit"}),
        ("?column=policy", {"fire"}),
        ("?subject=economy", {"fire"}),
        ("?genre=gonggao", {"fire"}),
        ("?year=2025", {"fire", "visit"}),
        ("?year=2024", {"relief", "fire", "visit"}),
        ("?valid=repealed", {"relief"}),
        ("?q=防火", {"fire"}),
        ("?q=车政发", {"relief"}),
        ("?q=2026-00007", {"relief"}),
        ("?q=%25", set()),
        ("?q=防火&year=2026", set()),
        ("?column=nowhere&valid=x", {"relief", "fire", "visit"}),
    ],
)
def test_catalogue_filters(query: str, found: set[str], posts: dict[str, str], client: FlaskClient) -> None:
    html = client.get(f"{SITE}/catalogue{query}").text
    assert {name for name, title in posts.items() if f">{title}<" in html} == found
    assert f"共 {len(found)} 条" in html


def test_catalogue_conditions_can_be_taken_away(posts: dict[str, str], client: FlaskClient) -> None:
    html = client.get(f"{SITE}/catalogue?year=2025&q=防火").text
    assert "年份：2025年" in html
    assert f'href="{SITE}/catalogue?q=%E9%98%B2%E7%81%AB"' in html
    assert f'href="{SITE}/catalogue?year=2025"' in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=最低生活保障", ["relief", "fire"]),
        ("q=最低生活保障&in=title", ["relief"]),
        ("q=最低生活保障&subject=economy", ["fire"]),
        ("q=最低生活保障&from=2026-01-01", ["relief"]),
        ("q=最低生活保障&to=2025-10-01", ["fire"]),
        ("q=最低生活保障&to=2025-09-30", []),
        ("q=车政发〔2026〕3号", ["relief"]),
        ("q=430723/2026-00007", ["relief"]),
        ("q=430723/2026-00008", []),
        ("q=火情", ["fire"]),
        ("q=保障 评议", ["relief"]),
        ("q=没有的词", []),
        ("q='", []),
        ("q=\\' | 'a'", []),
        ("q=%00", []),
        ("q=防火&page=9", []),
    ],
)
def test_search(query: str, found: list[str], posts: dict[str, str], client: FlaskClient) -> None:
    answer = client.get(f"{SITE}/search?{query}")
    assert answer.status_code == 200
    html = re.sub(r"</?mark>", "", answer.text)
    by_place = {html.index(f">{title}<"): name for name, title in posts.items() if f">{title}<" in html}
    assert [by_place[place] for place in sorted(by_place)] == found


def test_hits_are_marked_and_escaped(client: FlaskClient, cast: Cast) -> None:
    publication(cast.chexi.tenant, title="<b>防火</b>公告", body_html="<p>做好&lt;script&gt;防火工作。</p>")
    html = client.get(f"{SITE}/search?q=防火").text
    assert "&lt;b&gt;<mark>防火</mark>&lt;/b&gt;" in html
    assert "做好&lt;script&gt;<mark>防火</mark>" in html


@pytest.mark.usefixtures("posts")
def test_search_uses_the_index_of_words_under_the_public_role(cast: Cast) -> None:
    """Row-level security keeps an operator that is not leakproof from its index; search_entries is made so that it does not."""
    tenant_id = cast.chexi.tenant.id
    query = query_of("最低生活保障", tenant_id)
    statement = search_statement(tenant_id, query, query, subject="", since=None, until=None)
    with Scope.public(tenant_id).opened():
        # Of three rows each way is the shortest; whether this one is open is what matters.
        for way in ("seqscan", "indexscan", "nestloop"):
            db.session.execute(text(f"set local enable_{way} = off"))
        role = db.session.execute(text("select current_user")).scalar_one()
        connection = db.session.connection()
        compiled = statement.compile(dialect=connection.dialect)
        rows = connection.exec_driver_sql(f"explain {compiled.string}", compiled.params)
        plan = "\n".join(row[0] for row in rows)
    assert role == "gkcloud_public"
    scan = plan[plan.index("ix_search_entries_words") :]
    assert re.search(r"Index Cond: \(words @@ '", scan)
