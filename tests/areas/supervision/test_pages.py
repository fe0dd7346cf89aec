"""The pages about quarterly lists as people use them, over HTTP."""

import re
import uuid

from flask.testing import FlaskClient

from gkcloud.access.policy import Actor
from gkcloud.supervision.rules import Verdict
from gkcloud.web.application import Application
from tests.factories import quarterly
from tests.factories.cast import Cast
from tests.factories.signing_in import sign_in
from tests.html import page_faults
from tests.queries import counted

LISTS = "/yuqing-baini/office/lists"
HTMX = {"HX-Request": "true"}
THREE = ("关于发放水稻种植补贴的公告", "关于饮水工程资金使用情况的公示", "关于秋季护林防火的通知")


def as_person(app: Application, actor: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, actor)
    return client


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields that every form of a page shares."""
    found = re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    return dict(found)


def review(list_id: uuid.UUID, post_id: uuid.UUID) -> str:
    return f"{LISTS}/{list_id}/items/{post_id}/review"


def test_from_opening_a_list_to_posting_it_without_scripts(app: Application, cast: Cast) -> None:
    quarter = quarterly.quarter_ended()
    made = [quarterly.published_in(cast.baini, quarter, title=title) for title in THREE]
    author, member = as_person(app, cast.baini.author), as_person(app, quarterly.member(cast.baini))
    assert "请整理上季度公开清单" in author.get("/inbox").text
    asked = author.get(f"{LISTS}/new").text
    assert f'selected value="{quarter.year}-{quarter.number}"' in asked
    opened = author.post(f"{LISTS}/new", data={**hidden(asked), "quarter": f"{quarter.year}-{quarter.number}"})
    assert opened.status_code == 303
    here = opened.location
    page = author.get(here).text
    assert all(title in page for title in THREE)
    left = f"{here}/items/{made[2]}/leave-out"
    assert author.post(left, data={**hidden(page), "reason": ""}).status_code == 422
    assert author.post(left, data={**hidden(page), "reason": "每年固定张贴。"}).status_code == 303
    assert author.post(f"{here}/submit", data=hidden(page)).status_code == 303

    address = re.search(rf'href="({LISTS}/[0-9a-f-]+/items/[0-9a-f-]+/review)"', member.get("/inbox").text)[1]  # type: ignore[index]
    for place in (1, 2):
        page = member.get(address).text
        assert f"第 {place} 件，共 2 件" in page
        done = member.post(f"{address}?verdict=agree", data=hidden(page))
        assert done.status_code == 303
        address = done.location.partition("?")[0]
    assert address == here
    assert "没有等您办理的事项" in member.get("/inbox").text

    signer = as_person(app, cast.baini.signer)
    assert "请张贴并登记" in signer.get("/inbox").text
    form = signer.get(f"{here}/post").text
    refused = signer.post(f"{here}/post", data={**hidden(form), "where": "公开栏", "on": "2020-01-01"})
    assert refused.status_code == 422
    assert "早于监督小组完成审查" in refused.text
    on = re.search(r'name="on"[^>]*value="([0-9-]+)"', form)[1]  # type: ignore[index]
    assert signer.post(f"{here}/post", data={**hidden(form), "where": "公开栏", "on": on}).status_code == 303
    assert "已张贴" in signer.get(here).text
    overview = signer.get(LISTS).text
    assert "公开栏" in overview
    assert 'data-label="件数">2<' in overview
    assert "请张贴并登记" not in signer.get("/inbox").text


def test_an_objection_reaches_the_author_who_answers_it(app: Application, cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    author, member = as_person(app, cast.baini.author), as_person(app, quarterly.member(cast.baini))
    page = member.get(review(list_id, made[0])).text
    empty = member.post(f"{review(list_id, made[0])}?verdict=object", data={**hidden(page), "reason": ""})
    assert empty.status_code == 422
    assert "须写明理由" in empty.text
    said = member.post(f"{review(list_id, made[0])}?verdict=object", data={**hidden(page), "reason": "金额不一致。"})
    assert said.status_code == 303
    assert "监督小组对 1 件有意见" in author.get("/inbox").text
    asked = author.get(f"{LISTS}/{list_id}/items/{made[0]}/answer").text
    assert "金额不一致。" in asked
    author.post(f"{LISTS}/{list_id}/items/{made[0]}/answer", data={**hidden(asked), "answer": "公示栏为旧数。"})
    assert "意见已处理，请重新送审" in author.get("/inbox").text
    author.post(f"{LISTS}/{list_id}/submit", data=hidden(asked))
    again = member.get(review(list_id, made[0])).text
    assert "公示栏为旧数。" in again
    assert "您已提出意见" in again


def test_htmx_takes_the_next_item_as_a_fragment_and_says_what_was_done(app: Application, cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini, THREE)
    member = as_person(app, quarterly.member(cast.baini))
    fragment = member.get(review(list_id, made[0]), headers=HTMX)
    assert fragment.text.lstrip().startswith("<div")
    done = member.post(f"{review(list_id, made[0])}?verdict=agree", data=hidden(fragment.text), headers=HTMX)
    following = member.get(done.location, headers=HTMX)
    assert f"同意公开：{THREE[0]}" in following.text
    assert following.headers["HX-Push-Url"].endswith(review(list_id, made[1]))
    for post_id in made[1:]:
        page = member.get(review(list_id, post_id), headers=HTMX).text
        done = member.post(f"{review(list_id, post_id)}?verdict=agree", data=hidden(page), headers=HTMX)
    assert done.headers["HX-Redirect"] == f"{LISTS}/{list_id}"


def test_a_correction_while_reading_is_shown_and_nothing_is_lost(app: Application, cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    member = as_person(app, quarterly.member(cast.baini))
    page = member.get(review(list_id, made[0])).text
    quarterly.correct(cast.baini, made[0], "更正后的标题")
    data = {**hidden(page), "reason": "标题有误。"}
    conflict = member.post(f"{review(list_id, made[0])}?verdict=object", data=data)
    assert conflict.status_code == 409
    assert "更正后的标题" in conflict.text
    assert "标题有误。" in conflict.text
    assert member.post(f"{review(list_id, made[0])}?verdict=agree", data=hidden(conflict.text)).status_code == 303


def test_a_form_without_a_verdict_says_nothing(app: Application, cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    member = as_person(app, quarterly.member(cast.baini))
    page = member.get(review(list_id, made[0])).text
    assert member.post(review(list_id, made[0]), data=hidden(page)).status_code == 303
    assert not quarterly.look(quarterly.member(cast.baini), list_id).items[0].opinions


def test_a_tenant_whose_pack_does_not_ask_for_it_has_no_lists(app: Application, cast: Cast) -> None:
    author = as_person(app, cast.chexi.author)
    list_id = quarterly.empty_list(cast.chexi.tenant)
    for path in ("", "/new", f"/{list_id}"):
        assert author.get(f"/lixian-chexi/office/lists{path}").status_code == 404
    assert "季度公开清单" not in author.get("/lixian-chexi/office/posts").text
    assert "季度公开清单" in as_person(app, cast.baini.author).get("/yuqing-baini/office/posts").text


def test_every_page_is_valid(app: Application, cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini, THREE)
    quarterly.say(quarterly.member(cast.baini), list_id, made[0], Verdict.OBJECT, "请核对。")
    author, member = as_person(app, cast.baini.author), as_person(app, quarterly.member(cast.baini))
    here, item = f"{LISTS}/{list_id}", f"{LISTS}/{list_id}/items/{made[0]}"
    pages = [(author, path) for path in (LISTS, f"{LISTS}/new", here, f"{item}/answer", f"{item}/leave-out")]
    for client, path in [*pages, (member, here), (member, f"{item}/review")]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert page_faults(answer.text) == [], path


def test_more_items_and_lists_take_no_more_statements(app: Application, cast: Cast) -> None:
    member = as_person(app, quarterly.member(cast.baini))

    def statements(path: str) -> int:
        with counted() as found:
            assert member.get(path).status_code == 200
        return len(found)

    short, few = quarterly.submitted(cast.baini, THREE[:1])
    statements("/inbox")
    one_list = statements("/inbox")
    long, many = quarterly.submitted(cast.baini, THREE, quarter=quarterly.quarter_ended().before)
    assert statements("/inbox") == one_list
    for list_id, post_id in [(short, few[0]), *((long, each) for each in many)]:
        quarterly.say(quarterly.member(cast.baini), list_id, post_id, Verdict.OBJECT, "请核对。")
    assert statements(f"{LISTS}/{long}") == statements(f"{LISTS}/{short}")
    assert statements(review(long, many[0])) == statements(review(short, few[0]))
