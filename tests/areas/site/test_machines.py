"""Feeds, site maps, robots.txt, the theme, the platform's front page, and a tenant's own host name."""

import pytest
from defusedxml.ElementTree import fromstring
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from gkcloud.database import db, utc_now
from gkcloud.site.colour import accent_of
from gkcloud.tenancy.model import DirectoryVersion, TenantHost, TenantRecord
from gkcloud.tenancy.scope import Scope
from tests.factories.cast import Cast
from tests.factories.objects import LONG_AGO, publication

SITE = "/lixian-chexi"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def change_directory(statement) -> None:
    with Scope.platform().opened():
        db.session.execute(statement)
        db.session.execute(update(DirectoryVersion).values(version=DirectoryVersion.version + 1))
        db.session.commit()


@pytest.mark.parametrize(("path", "count"), [("/feed.xml", 2), ("/columns/policy/feed.xml", 1)])
def test_feed_holds_what_is_public(path: str, count: int, client: FlaskClient, cast: Cast) -> None:
    post_id = publication(
        cast.chexi.tenant, title="办法 & \x0b通知", columns=("policy",), summary="<摘要>", corrected_at=LONG_AGO
    )
    publication(cast.chexi.tenant, title="通知")
    answer = client.get(SITE + path)
    assert answer.mimetype == "application/atom+xml"
    feed = fromstring(answer.data)
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in feed.iter(f"{ATOM}entry")}
    assert len(entries) == count
    entry = entries[f"urn:uuid:{post_id}"]
    assert entry.findtext(f"{ATOM}title") == "办法 & 通知"
    assert entry.findtext(f"{ATOM}summary") == "<摘要>"
    assert entry.findtext(f"{ATOM}published") == "2026-03-02T09:30:00+08:00"
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost{SITE}/posts/{post_id}"
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"http://localhost{SITE}{path}"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-02T09:30:00+08:00"


def test_empty_feed_is_a_feed(client: FlaskClient, cast: Cast) -> None:
    feed = fromstring(client.get(f"{SITE}/columns/land/feed.xml").data)
    assert feed.findtext(f"{ATOM}updated")
    assert client.get(f"{SITE}/columns/nowhere/feed.xml").status_code == 404


def test_site_map_names_every_public_page(client: FlaskClient, cast: Cast) -> None:
    post_id = publication(cast.chexi.tenant)
    answer = client.get(f"{SITE}/sitemap.xml")
    assert answer.mimetype == "application/xml"
    addresses = [each.text for each in fromstring(answer.data).iter(f"{MAP}loc")]
    assert f"http://localhost{SITE}/posts/{post_id}" in addresses
    assert f"http://localhost{SITE}/columns/notices" in addresses
    for address in addresses:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_robots_know_where_the_maps_are(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert f"Sitemap: http://localhost{SITE}/sitemap.xml\n" in answer.text
    assert "Disallow: /*/office/\n" in answer.text


def test_front_page_lists_the_counties_hosted(client: FlaskClient, cast: Cast) -> None:
    html = client.get("/").text
    for href, name in (("/lixian/", "澧县人民政府"), ("/yuqing/", "余庆县人民政府"), ("/lixian-chexi/", "车溪乡")):
        assert f'<a href="{href}">{name}</a>' in html


def test_closed_tenant_is_in_no_list(client: FlaskClient, cast: Cast) -> None:
    assert 'href="/lixian-chexi/"' in client.get("/lixian/").text
    change_directory(update(TenantRecord).where(TenantRecord.slug == "lixian-chexi").values(status="closed"))
    for path in ("/", "/lixian/", "/lixian/directory", "/lixian/sitemap", "/robots.txt"):
        assert "/lixian-chexi/" not in client.get(path).text
    assert client.get(f"{SITE}/").status_code == 404


def test_site_on_its_own_host(client: FlaskClient, cast: Cast) -> None:
    tenant = cast.chexi.tenant
    host = "chexi.example.gov.cn"
    change_directory(insert(TenantHost).values(host=host, tenant_id=tenant.id, verified_at=utc_now()))
    post_id = publication(tenant)
    html = client.get(f"/posts/{post_id}", base_url=f"http://{host}").text
    assert f'<meta name="SiteDomain" content="{host}">' in html
    assert f'<meta name="Url" content="http://{host}/posts/{post_id}">' in html
    assert 'href="/columns/notices"' in html
    # The county has no host of its own and stays on the platform's.
    assert 'href="http://localhost/lixian/"' in html
    # One document, one address: the platform's copy names it too.
    assert f'content="http://{host}/posts/{post_id}"' in client.get(f"{SITE}/posts/{post_id}").text
    robots = client.get("/robots.txt", base_url=f"http://{host}").text
    assert robots.splitlines() == [
        "User-agent: *",
        "Disallow: /office/",
        f"Sitemap: http://{host}/sitemap.xml",
    ]
    assert client.get("/sitemap.xml", base_url=f"http://{host}").status_code == 200


def test_tenants_own_colours(client: FlaskClient, cast: Cast) -> None:
    assert "theme.css" not in client.get(f"{SITE}/").text
    spec = cast.chexi.tenant.raw_spec | {"theme": {"accent": "#1b5e20", "masthead": "#c4161c"}}
    change_directory(update(TenantRecord).where(TenantRecord.slug == "lixian-chexi").values(spec=spec))
    assert f'href="{SITE}/theme.css"' in client.get(f"{SITE}/").text
    css = client.get(f"{SITE}/theme.css")
    assert css.mimetype == "text/css"
    accent = accent_of("#1b5e20")
    assert f"--accent-h: {accent.hue}; --accent-c: {accent.chroma};" in css.text


def test_guide_and_directory_say_how_to_reach_the_unit(client: FlaskClient, cast: Cast) -> None:
    guide = client.get(f"{SITE}/guide").text
    assert "申请公开" in guide
    assert "20个工作日" in guide
    directory = client.get("/lixian/directory").text
    assert "0000-0000101" in directory
    assert "乡镇街道" in directory
    beside = client.get(f"{SITE}/directory").text
    assert "同级部门" in beside
