"""The library of standards: adopted, changed, made into versions, and taken out of use."""

import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gkcloud.database import db, utc_now
from gkcloud.standards import actions, queries
from gkcloud.standards.actions import StandardRefused
from gkcloud.standards.model import StandardVersion
from gkcloud.standards.rules import repointed
from tests.factories import supervised
from tests.factories.cast import Cast
from tests.factories.posts import as_actor
from tests.factories.signing_in import signed_in_client

pytestmark = pytest.mark.usefixtures("app")
PATH = "/lixian/office/standards"


def post(client: FlaskClient, path: str, data: dict[str, str] | None = None) -> object:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PATH).text)
    assert token
    return client.post(path, data={"csrf_token": token[1], **(data or {})})


def versions(cast: Cast) -> list[tuple[int, str]]:
    with as_actor(cast.inspector).opened():
        rows = db.session.execute(select(StandardVersion).order_by(StandardVersion.number)).scalars()
        return [(row.number, row.note) for row in rows]


def test_a_shipped_standard_is_adopted_changed_and_published(client: FlaskClient, cast: Cast) -> None:
    browser = signed_in_client(client, cast.inspector)
    assert "乡镇（街道）政务公开工作考核测评标准" in browser.get(PATH).text
    show = post(browser, f"{PATH}/adopt", {"code": "township"}).location
    page = browser.get(f"{show}/edit").text
    points = dict(re.findall(r'name="(points-[^"]+)"[^>]*value="([^"]+)"', page))
    keeps = dict.fromkeys(re.findall(r'name="(keep-[^"]+)"', page), "1")
    keeps.pop("keep-2.6")
    assert post(browser, f"{show}/edit", {**points, **keeps, "points-1.1": "9"}).status_code == 303
    page = browser.get(show).text
    assert "第 1.1 项由 4 分改为 9 分。" in page
    assert "删去第 2.6 项" in page
    assert versions(cast) == [(1, "采用系统提供的标准。")]
    assert post(browser, f"{show}/publish", {"note": ""}).status_code == 303
    assert [number for number, _ in versions(cast)] == [1, 2]
    assert "第 1.1 项由 4 分改为 9 分。" in versions(cast)[1][1]


def test_an_item_of_the_countys_own_is_added(client: FlaskClient, cast: Cast) -> None:
    standard_id, _ = supervised.standard(cast.inspector)
    browser = signed_in_client(client, cast.inspector)
    typed = {
        "section": "1",
        "text": "错别字",
        "scoring": "deduction",
        "points": "5",
        "each": "",
        "sample": "",
        "evidence": "",
    }
    refused = post(browser, f"{PATH}/{standard_id}/items/new", typed)
    assert refused.status_code == 422
    assert "须写明每处扣几分" in refused.text
    assert post(browser, f"{PATH}/{standard_id}/items/new", {**typed, "each": "0.5"}).status_code == 303
    assert "新增第 1.7 项“错别字”，5 分。" in browser.get(f"{PATH}/{standard_id}").text


@pytest.mark.parametrize("typed", ["", "abc", "-1", "201", "1.005", "NaN", "Infinity"])
def test_points_that_are_no_points_are_refused_in_a_sentence(client: FlaskClient, cast: Cast, typed: str) -> None:
    standard_id, _ = supervised.standard(cast.inspector)
    browser = signed_in_client(client, cast.inspector)
    data = {f"points-{each.code}": str(each.points) for each in supervised.SMALL.items}
    data |= {f"keep-{each.code}": "1" for each in supervised.SMALL.items}
    answer = post(browser, f"{PATH}/{standard_id}/edit", {**data, "points-1.2": typed})
    assert answer.status_code == 422
    assert "第 1.2 项的分值应" in answer.text


def test_going_back_to_what_stands_leaves_no_draft(cast: Cast) -> None:
    standard_id, _ = supervised.standard(cast.inspector)
    with as_actor(cast.inspector).opened():
        changed = repointed(supervised.SMALL, {"1.2": Decimal(12)})
        assert actions.edit(standard_id, changed, actor=cast.inspector, now=utc_now()).draft is not None
        assert actions.edit(standard_id, supervised.SMALL, actor=cast.inspector, now=utc_now()).draft is None
        assert actions.publish(standard_id, "", actor=cast.inspector, now=utc_now()).number == 1


def test_a_retired_standard_is_offered_to_no_campaign_and_changed_by_nobody(cast: Cast) -> None:
    standard_id, _ = supervised.standard(cast.inspector)
    with as_actor(cast.inspector).opened():
        actions.retire(standard_id, actor=cast.inspector, now=utc_now())
        assert queries.newest_versions(cast.lixian.tenant.id) == []
        changed = repointed(supervised.SMALL, {"1.2": Decimal(12)})
        with pytest.raises(StandardRefused, match="已停用，不能再修改"):
            actions.edit(standard_id, changed, actor=cast.inspector, now=utc_now())


def test_a_standard_of_another_county_is_not_there(client: FlaskClient, cast: Cast) -> None:
    standard_id, version_id = supervised.standard(cast.inspector)
    from gkcloud.access.policy import Actor, Role

    stranger = Actor(cast.baini.author.person_id, "外县", cast.baini.tenant.id, frozenset({Role.INSPECTOR}))
    with as_actor(stranger).opened(), pytest.raises(StandardRefused, match="没有找到这份标准"):
        actions.discard(standard_id, actor=stranger, now=utc_now())
    browser = signed_in_client(client, cast.inspector)
    assert browser.get(f"{PATH}/versions/{version_id}").status_code == 200
    assert browser.get(f"{PATH}/{version_id}").status_code == 404
