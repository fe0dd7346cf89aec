"""The office's pages as a person uses them, over HTTP, without scripts and with HTMX."""

import io
import re
import uuid

import pytest
from flask.testing import FlaskClient

from gkcloud.database import db
from gkcloud.publishing.model import Post
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.signing_in import sign_in
from tests.queries import counted

OFFICE = "/lixian-chexi/office"


def fields(page: str, *names: str) -> dict[str, str]:
    """Return the hidden fields of the first form of a page that has them."""
    return {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in names}  # type: ignore[index]


def as_person(app, actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, actor)
    return client


def test_an_author_imports_a_text_completes_and_submits_it(app, cast: Cast) -> None:
    author = as_person(app, cast.chexi.author)
    page = author.get(f"{OFFICE}/posts/new")
    assert page.status_code == 200
    text = "车溪乡人民政府关于公布惠农补贴名册的公告\n车政发〔2026〕12号\n各村民委员会：\n现将今年惠农补贴名册予以公布。\n车溪乡人民政府\n2026年11月3日"
    answer = author.post(
        f"{OFFICE}/posts/import-text", data={"text": text, **fields(page.text, "csrf_token")}, follow_redirects=True
    )
    assert answer.status_code == 200
    assert 'value="车政发〔2026〕12号"' in answer.text
    assert 'value="2026-11-03"' in answer.text
    address = answer.request.path
    spec = cast.chexi.tenant.spec
    form = {
        **fields(answer.text, "csrf_token", "revision_hash", "submit_key"),
        "title": "车溪乡人民政府关于公布惠农补贴名册的公告",
        "body": "<p>现将今年惠农补贴名册予以公布。</p>",
        "doc_no": "车政发〔2026〕12号",
        "issuer": "车溪乡人民政府",
        "formed_on": "2026-11-03",
        "column": spec.columns[0].code,
        "genre": spec.genre_classes[0].code,
        "subject": spec.subject_classes[0].code,
        "disclosure": "proactive",
        "interprets": "",
        "then": "submit",
    }
    done = author.post(f"/lixian-chexi{address}" if not address.startswith("/lixian") else address, data=form)
    assert done.status_code == 303, done.text
    shown = author.get(done.location)
    assert "已送审" in shown.text


def test_the_signer_passes_three_posts_and_ends_at_the_inbox(app, cast: Cast) -> None:
    for number in range(2):
        posts.at_sign_off(cast.chexi, title=f"第{number}号公告")
    signer = as_person(app, cast.chexi.signer)
    inbox = signer.get("/inbox")
    assert inbox.text.count("请您签发") == 2
    address = re.search(r'href="(/lixian-chexi/office/posts/[0-9a-f-]+/decide)"', inbox.text)[1]  # type: ignore[index]
    for left in (1, 0):
        page = signer.get(address)
        form = fields(page.text, "csrf_token", "submit_key", "revision_hash")
        done = signer.post(f"{address}/pass/sign_off", data=form)
        assert done.status_code == 303
        address = done.location
        assert address.endswith("/decide" if left else "/inbox")
    assert "请您签发" not in signer.get("/inbox").text


def test_htmx_gets_the_next_item_as_a_fragment(app, cast: Cast) -> None:
    post_id = posts.at_sign_off(cast.chexi)
    signer = as_person(app, cast.chexi.signer)
    fragment = signer.get(f"{OFFICE}/posts/{post_id}/decide", headers={"HX-Request": "true"})
    assert fragment.text.lstrip().startswith("<div")
    assert fragment.headers["HX-Push-Url"] == f"{OFFICE}/posts/{post_id}/decide"
    form = fields(fragment.text, "csrf_token", "submit_key", "revision_hash")
    last = signer.post(f"{OFFICE}/posts/{post_id}/decide/pass/sign_off", data=form, headers={"HX-Request": "true"})
    assert last.headers["HX-Redirect"] == "/inbox"


def test_htmx_tells_what_the_last_decision_did_above_the_next_item(app, cast: Cast) -> None:
    first, second = (posts.at_sign_off(cast.chexi, title=f"第{number}号公告") for number in range(2))
    signer = as_person(app, cast.chexi.signer)
    form = fields(signer.get(f"{OFFICE}/posts/{first}/decide").text, "csrf_token", "submit_key", "revision_hash")
    address = f"{OFFICE}/posts/{first}/decide/pass/sign_off"
    answer = signer.post(address, data=form, headers={"HX-Request": "true"})
    shown = signer.get(answer.location, headers={"HX-Request": "true"})
    assert str(second) in answer.location
    assert "已签发《第0号公告》" in shown.text


def test_a_return_without_reason_keeps_the_person_on_the_page(app, cast: Cast) -> None:
    post_id = posts.at_sign_off(cast.chexi)
    signer = as_person(app, cast.chexi.signer)
    page = signer.get(f"{OFFICE}/posts/{post_id}/decide")
    form = fields(page.text, "csrf_token", "submit_key", "revision_hash")
    for headers in ({}, {"HX-Request": "true"}):
        refused = signer.post(f"{OFFICE}/posts/{post_id}/decide/return/sign_off", data=form, headers=headers)
        assert refused.status_code == 422
        assert "退回须写明原因" in refused.text
    returned = signer.post(
        f"{OFFICE}/posts/{post_id}/decide/return/sign_off", data={**form, "reason": "请写明发放时间"}
    )
    assert returned.status_code == 303
    author = as_person(app, cast.chexi.author)
    assert "已退回，请您修改" in author.get("/inbox").text


def test_a_changed_post_is_answered_with_what_changed(app, cast: Cast) -> None:
    from gkcloud.database import utc_now
    from gkcloud.publishing import actions
    from gkcloud.tenancy.rules import Stage

    post_id = posts.at_sign_off(cast.chexi)
    signer = as_person(app, cast.chexi.signer)
    form = fields(signer.get(f"{OFFICE}/posts/{post_id}/decide").text, "csrf_token", "submit_key", "revision_hash")
    author = cast.chexi.author
    with posts.as_actor(author).opened():
        actions.recall(post_id, actor=author, now=utc_now())
        changed = posts.content(cast.chexi.tenant.id, body_html=posts.BODY.replace("二号窗口", "五号窗口"))
        actions.save_revision(post_id, changed, base_hash=form["revision_hash"], actor=author, now=utc_now())
        actions.submit(post_id, actor=author, now=utc_now())
        db.session.commit()
    now_seen = posts.seen_hash(cast.chexi, post_id)
    posts.decide(cast.chexi.reviewer, post_id, Stage.REVIEW, now_seen)
    posts.decide(cast.chexi.secrecy, post_id, Stage.SECRECY_REVIEW, now_seen)
    answer = signer.post(f"{OFFICE}/posts/{post_id}/decide/pass/sign_off", data=form)
    assert answer.status_code == 409
    assert "本次操作没有生效" in answer.text
    assert re.search(r"<del>.*二.*</del>", answer.text)
    assert re.search(r"<ins>.*五.*</ins>", answer.text)


def test_a_finding_that_blocks_can_be_masked_by_its_author(app, cast: Cast) -> None:
    from tests.factories.numbers import resident_id

    number = resident_id()
    post_id = posts.draft(cast.chexi, body_html=f"<p>领取人证件号码{number}。</p>")
    author = as_person(app, cast.chexi.author)
    page = author.get(f"{OFFICE}/posts/{post_id}/edit")
    assert "必须处理" in page.text
    form = fields(page.text, "csrf_token", "revision_hash")
    done = author.post(f"{OFFICE}/posts/{post_id}/mask", data=form, follow_redirects=True)
    assert number not in done.text
    assert "必须处理" not in done.text


def test_attachments_are_taken_in_offered_and_removed(app, cast: Cast) -> None:
    post_id = posts.draft(cast.chexi)
    author = as_person(app, cast.chexi.author)
    address = f"{OFFICE}/posts/{post_id}/edit"
    page = author.get(address)
    spec = cast.chexi.tenant.spec
    form = {
        **fields(page.text, "csrf_token", "revision_hash"),
        "title": "有附件的公告",
        "body": posts.BODY,
        "issuer": "车溪乡人民政府",
        "formed_on": "2026-11-03",
        "column": spec.columns[0].code,
        "genre": spec.genre_classes[0].code,
        "subject": spec.subject_classes[0].code,
        "disclosure": "proactive",
        "interprets": "",
    }
    bad = author.post(address, data={**form, "files": (io.BytesIO(b"MZ\x90"), "名册.xlsx")})
    assert bad.status_code == 422
    assert 'value="有附件的公告"' in bad.text
    good = author.post(address, data={**form, "files": (io.BytesIO("村,金额\n夹堤村,3\n".encode()), "名册.csv")})
    assert good.status_code == 303, good.text
    page = author.get(address)
    assert "名册.csv" in page.text
    file = author.get(re.search(rf'href="({OFFICE}/files/[0-9a-f-]+)"', page.text)[1])  # type: ignore[index]
    assert file.headers["Content-Disposition"].startswith("attachment;")
    remove = re.search(r'formaction="([^"]+/remove)"', page.text)[1]  # type: ignore[index]
    form.update(fields(page.text, "csrf_token", "revision_hash"))
    assert author.post(remove, data=form).status_code == 303
    assert "名册.csv" not in author.get(address).text


def test_what_it_interprets_and_when_it_appears_is_saved_told_and_kept_through_a_return(app, cast: Cast) -> None:
    from gkcloud.audit.queries import events_about
    from gkcloud.publishing.actions import Verdict
    from gkcloud.tenancy.rules import Stage

    policy_id = posts.published(cast.chexi, title="补贴办法")
    post_id = posts.draft(cast.chexi, title="补贴办法解读")
    author, spec = as_person(app, cast.chexi.author), cast.chexi.tenant.spec
    address = f"{OFFICE}/posts/{post_id}/edit"
    form = {
        **fields(author.get(address).text, "csrf_token", "revision_hash"),
        "title": "补贴办法解读",
        "body": posts.BODY,
        "doc_no": "车政发〔2026〕7号",
        "issuer": "车溪乡人民政府",
        "source": "车溪乡人民政府",
        "formed_on": "2026-11-02",
        "column": spec.columns[0].code,
        "genre": spec.genre_classes[0].code,
        "subject": spec.subject_classes[0].code,
        "disclosure": "proactive",
        "interprets": str(policy_id),
        "publish_at": "2999-01-02T09:30",
        "then": "submit",
    }
    assert author.post(address, data=form).status_code == 303
    seen = posts.seen_hash(cast.chexi, post_id)
    posts.decide(cast.chexi.reviewer, post_id, Stage.REVIEW, seen, Verdict.RETURN, reason="请补充示例。")
    with posts.as_actor(cast.chexi.author).opened():
        post = db.session.get_one(Post, (cast.chexi.tenant.id, post_id))
        assert (post.policy_id, post.state) == (policy_id, "draft")
        assert post.publish_at is not None
        assert post.publish_at.isoformat() == "2999-01-02T01:30:00+00:00"
        told = [event.data for event in events_about(post_id) if event.action == "post.revise"]
        assert told[-1]["policy"] == str(policy_id)
    again = author.get(address).text
    assert f'<option selected value="{policy_id}">' in again
    assert 'value="2999-01-02T09:30"' in again


@pytest.mark.parametrize("path", ["correct", "withdraw", "validity", "publish-urgently", "recall", "discard"])
def test_each_act_asks_before_it_acts(app, cast: Cast, path: str) -> None:
    make, actor = {
        "correct": (posts.published, cast.chexi.author),
        "withdraw": (posts.published, cast.chexi.signer),
        "validity": (posts.published, cast.chexi.signer),
        "publish-urgently": (posts.draft, cast.chexi.signer),
        "recall": (posts.submitted, cast.chexi.author),
        "discard": (posts.draft, cast.chexi.author),
    }[path]
    post_id = make(cast.chexi)
    person = as_person(app, actor)
    address = f"{OFFICE}/posts/{post_id}/{path}"
    page = person.get(address)
    assert page.status_code == 200
    form = fields(page.text, "csrf_token", "submit_key", "seen")
    words = {"note": "车政发〔2026〕9号", "reason": "数据有误", "validity": "repealed", "on": "2026-11-20"}
    done = person.post(address, data={**form, **words})
    assert done.status_code == 303, done.text
    assert person.get(done.location).status_code == 200


def test_the_post_of_another_county_does_not_exist(app, cast: Cast) -> None:
    post_id = posts.at_sign_off(cast.chexi)
    twin = as_person(app, cast.baini.signer)
    assert twin.get(f"{OFFICE}/posts/{post_id}/decide").status_code == 404
    assert twin.get(f"/yuqing-baini/office/posts/{post_id}/decide").status_code == 404
    assert twin.get(f"/yuqing-baini/office/posts/{uuid.uuid4()}/decide").status_code == 404


def test_the_inbox_reads_as_many_statements_for_many_posts_as_for_one(app, cast: Cast) -> None:
    signer = as_person(app, cast.chexi.signer)
    counts = []
    for more in (1, 6):
        for _ in range(more):
            posts.at_sign_off(cast.chexi)
        with counted() as statements:
            assert signer.get("/inbox").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_list_reads_as_many_statements_for_many_posts_as_for_one(app, cast: Cast) -> None:
    author = as_person(app, cast.chexi.author)
    counts = []
    for more in (1, 6):
        for _ in range(more):
            posts.draft(cast.chexi)
        with counted() as statements:
            assert author.get(f"{OFFICE}/posts").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_stored(cast: Cast) -> None:
    post_id = posts.published(cast.chexi)
    with posts.as_actor(cast.chexi.author).opened():
        assert db.session.get_one(Post, (cast.chexi.tenant.id, post_id)).index_no
