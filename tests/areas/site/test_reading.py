"""Home, column, post and bulletins as a reader meets them."""

import re
from datetime import date, timedelta
from html import unescape

from flask.testing import FlaskClient

from gkcloud.tenancy.directory import directory
from gkcloud.web.application import Application
from tests.factories.cast import Cast
from tests.factories.objects import LONG_AGO, attach, issue, publication
from tests.factories.workflow import content, published

SITE = "/lixian-chexi"


def metas(html: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'<meta name="(\w+)" content="([^"]*)">', html)}


def test_post_shows_its_fields_text_and_attachments(client: FlaskClient, cast: Cast) -> None:
    tenant = cast.chexi.tenant
    post_id = publication(
        tenant,
        title="关于<防火>的通知",
        doc_no="车政发〔2026〕3号",
        index_no="4307230/2026-00007",
        summary="防火摘要",
    )
    file_id = attach(tenant, post_id, b"x" * 2048, "名册.xlsx", "application/vnd.ms-excel")
    html = client.get(f"{SITE}/posts/{post_id}").text
    assert "<h1" in html
    assert "关于&lt;防火&gt;的通知" in html
    for shown in (
        "车政发〔2026〕3号",
        "4307230/2026-00007",
        "2026-03-01",
        "综合政务",
        "通知",
        "主动公开",
        "有效",
        "防火摘要",
    ):
        assert shown in html
    assert "<p>请各村做好秋季防火工作。</p>" in html
    assert f'href="{SITE}/posts/{post_id}/files/{file_id}"' in html
    assert "XLSX，2 KB" in html
    assert f"http://localhost{SITE}/posts/{post_id}" in html
    assert client.get(f"{SITE}/posts/{post_id}/qr.svg").mimetype == "image/svg+xml"


def test_meta_tags_of_each_kind_of_page(client: FlaskClient, cast: Cast) -> None:
    post_id = publication(cast.chexi.tenant, title="防火通知", source="乡政府办公室", summary="摘要", keywords="防火")
    three = {"SiteName": "车溪乡人民政府", "SiteDomain": "localhost", "SiteIDCode": "N000000001"}
    home = metas(client.get(f"{SITE}/").text)
    assert {name: value for name, value in home.items() if name[0].isupper()} == three
    column = metas(client.get(f"{SITE}/columns/notices").text)
    four = {
        "ColumnName": "通知公告",
        "ColumnDescription": "发布面向社会的通知、公告、公示和通告。",
        "ColumnKeywords": "通知,公告,公示",
        "ColumnType": "通知公告",
    }
    assert {name: value for name, value in column.items() if name[0].isupper()} == three | four
    article = metas(client.get(f"{SITE}/posts/{post_id}").text)
    assert {name: value for name, value in article.items() if name[0].isupper()} == three | four | {
        "ArticleTitle": "防火通知",
        # 01:30 in Greenwich.
        "PubDate": "2026-03-02 09:30",
        "ContentSource": "乡政府办公室",
        "Keywords": "防火",
        "Description": "摘要",
        "Author": "车溪乡人民政府",
        "Url": f"http://localhost{SITE}/posts/{post_id}",
    }


def test_column_is_paged_newest_first(client: FlaskClient, cast: Cast) -> None:
    for number in range(23):
        publication(cast.chexi.tenant, title=f"第{number}号通知", published_at=LONG_AGO + timedelta(days=number))
    first = client.get(f"{SITE}/columns/notices").text
    assert "共 23 条" in first
    assert "第 1 页，共 2 页" in first
    assert first.index("第22号通知") < first.index("第21号通知")
    assert "第2号通知" not in first
    second = client.get(f"{SITE}/columns/notices?page=2").text
    assert [f"第{number}号通知" in second for number in (0, 1, 2, 3)] == [True, True, True, False]
    assert client.get(f"{SITE}/columns/notices?page=3").status_code == 404
    assert "第 1 页" in client.get(f"{SITE}/columns/notices?page=x").text
    assert client.get(f"{SITE}/columns/nowhere").status_code == 404


def test_empty_column_says_who_is_responsible(client: FlaskClient, cast: Cast) -> None:
    html = client.get(f"{SITE}/columns/land").text
    assert "本栏目还没有公开的信息" in html


def test_policy_and_interpretation_lead_to_each_other(client: FlaskClient, cast: Cast) -> None:
    policy = publication(cast.chexi.tenant, title="补贴办法", columns=("policy",))
    reading = publication(cast.chexi.tenant, title="补贴办法解读", policy_id=policy)
    hidden = publication(
        cast.chexi.tenant, title="撤回的解读", policy_id=policy, withdrawn_at=LONG_AGO, withdrawal_reason="有误"
    )
    of_policy = client.get(f"{SITE}/posts/{policy}").text
    assert f'href="{SITE}/posts/{reading}"' in of_policy
    assert str(hidden) not in of_policy
    of_reading = client.get(f"{SITE}/posts/{reading}").text
    assert "本文解读的政策文件" in of_reading
    assert f'<a href="{SITE}/posts/{policy}">补贴办法</a>' in of_reading


def test_bands_say_what_happened_to_a_document(client: FlaskClient, cast: Cast) -> None:
    tenant = cast.chexi.tenant
    said = {
        "本文件已于2026年10月1日废止": {
            "validity": "repealed",
            "validity_on": date(2026, 10, 1),
            "validity_note": "依据清理结果",
        },
        "本文件已失效": {"validity": "lapsed"},
        "本文件已于2026年5月1日修改": {"validity": "amended", "validity_on": date(2026, 5, 1)},
        "本信息已于2026年3月2日更正": {"corrected_at": LONG_AGO, "correction_note": "更正了金额"},
        "应急信息": {"is_urgent": True},
    }
    for band, fields in said.items():
        html = client.get(f"{SITE}/posts/{publication(tenant, **fields)}").text
        assert band in html
    assert (
        "依据清理结果"
        in client.get(f"{SITE}/posts/{publication(tenant, **said['本文件已于2026年10月1日废止'])}").text
    )


def test_withdrawn_post_keeps_a_page_that_says_why(client: FlaskClient, cast: Cast) -> None:
    post_id = publication(
        cast.chexi.tenant,
        title="补贴名册",
        withdrawn_at=LONG_AGO,
        withdrawal_reason="附表金额有误",
        body_html="",
        columns=(),
    )
    answer = client.get(f"{SITE}/posts/{post_id}")
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "本信息已于2026年3月2日撤回" in answer.text
    assert "撤回原因：附表金额有误" in answer.text
    for path in ("/", "/catalogue", "/search?q=补贴名册", "/feed.xml", "/sitemap.xml"):
        assert str(post_id) not in client.get(SITE + path).text


def test_home_of_the_county_shows_what_its_units_published_last(client: FlaskClient, cast: Cast) -> None:
    publication(cast.chexi.tenant, title="车溪乡的旧通知", published_at=LONG_AGO - timedelta(days=2))
    post_id = publication(cast.chexi.tenant, title="车溪乡的新通知")
    publication(cast.baini.tenant, title="白泥镇的通知")
    html = client.get("/lixian/").text
    assert f'href="/lixian-chexi/posts/{post_id}"' in html
    assert "车溪乡的新通知" in html
    assert "车溪乡的旧通知" not in html
    assert "白泥镇" not in html
    assert 'href="/lixian-chexi/"' in html


def test_bulletins_and_their_files(client: FlaskClient, cast: Cast) -> None:
    issue_id = issue(cast.chexi.tenant, number=4)
    html = client.get(f"{SITE}/bulletins").text
    assert "第4期" in html
    assert f'href="{SITE}/bulletins/{issue_id}.pdf"' in html
    assert "第4期" in client.get(f"{SITE}/").text
    assert client.get(f"/yuqing-baini/bulletins/{issue_id}.pdf").status_code == 404


def test_published_through_the_workflow_is_on_the_site_at_once(client: FlaskClient, cast: Cast) -> None:
    post_id = published(cast.chexi, content("关于农村低保的公示", summary="低保名册"))
    assert "关于农村低保的公示" in client.get(f"{SITE}/").text
    assert client.get(f"{SITE}/posts/{post_id}").status_code == 200
    assert str(post_id) in client.get(f"{SITE}/search?q=低保").text


def test_addresses_put_together_by_hand_are_those_of_the_map(app: Application, cast: Cast) -> None:
    from flask import url_for

    from gkcloud.site.layout import layout_of
    from gkcloud.tenancy.routing import REALM, SLUG, Realm

    post_id, file_id = LONG_AGO and (cast.chexi.author.person_id, cast.chexi.signer.person_id)
    environ = {REALM: Realm.TENANT, SLUG: "lixian-chexi", "SCRIPT_NAME": SITE}
    with app.test_request_context("/", environ_overrides=environ):
        places = layout_of(directory().by_slug("lixian-chexi")).places
        assert places.root == url_for("site.home")
        assert places.post(post_id) == url_for("site.post", post_id=post_id)
        assert places.qr(post_id) == url_for("site.post_qr", post_id=post_id)
        assert places.file(post_id, file_id) == url_for("files.attachment", post_id=post_id, file_id=file_id)
        assert places.column("notices") == url_for("site.column", code="notices")
        assert places.column_feed("notices") == url_for("site.column_feed", code="notices")
        assert places.issue(post_id) == url_for("files.bulletin", issue_id=post_id)
        for name in ("catalogue", "search", "sitemap", "guide", "directory", "bulletins"):
            assert places.page(name) == url_for(f"site.{name}")
        for name, endpoint in (("feed.xml", "feed"), ("sitemap.xml", "sitemap_xml"), ("theme.css", "theme")):
            assert places.page(name) == url_for(f"site.{endpoint}")
        assert places.page("text-size") == url_for("site.text_size")
        assert places.post(post_id, whole=True) == f"http://localhost{SITE}/posts/{post_id}"
