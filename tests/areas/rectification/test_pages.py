"""Orders, appeals, mentions and circulars as people use them, over HTTP and without scripts."""

import io
import re
import uuid
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.people.model import Membership
from gkcloud.rectification import actions
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from tests.factories import inspected, rectifying
from tests.factories.cast import Cast
from tests.factories.signing_in import sign_in
from tests.html import page_faults
from tests.queries import counted

COUNTY, UNIT = "/lixian/office/rectification", "/lixian-chexi/office/rectification"
CIRCULARS = "/lixian/office/circulars"


def as_person(app: Application, actor: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, actor)
    return client


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden"[^>]* name="([a-z_]+)"[^>]* value="([^"]*)"', page))


def typed(page: str) -> dict[str, Any]:
    """Return what a form already holds, as a browser would send it back."""
    found: dict[str, Any] = dict(re.findall(r'<input[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]*name="([a-z_]+)"[^>]*>\s*([^<]*)</textarea>', page))
    boxes = re.findall(r'<input checked[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
    return found | {name: [value for each, value in boxes if each == name] for name, _ in boxes}


def send(client: FlaskClient, path: str, page: str, **data: Any) -> TestResponse:
    return client.post(path, data={**hidden(page), **data})


def upload(client: FlaskClient, path: str, fields: dict[str, str], size: int) -> TestResponse:
    """Send a photo of so many bytes; the whole request in memory, so that the client leaves no file behind."""
    typed_in = fields | {"words": "已更新。"}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{typed_in[name]}\r\n' for name in typed_in]
    head = '--x\r\nContent-Disposition: form-data; name="files"; filename="公开栏.png"\r\nContent-Type: image/png\r\n\r\n'
    body = "".join([*parts, head]).encode() + b"\x89PNG\r\n\x1a\n" + bytes(size) + b"\r\n--x--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=x")


def test_a_problem_is_found_and_ordered_and_its_unit_hears_of_it_when_it_is_issued(
    app: Application, cast: Cast
) -> None:
    inspector, author = as_person(app, cast.inspector), as_person(app, cast.chexi.author)
    unit = cast.chexi.tenant
    form = inspector.get(f"{COUNTY}/findings/new").text
    assert page_faults(form) == []
    said = {"unit": str(unit.id), "title": "公开栏仍是上季度的内容", "detail": "11月16日现场查看。"}
    assert send(inspector, f"{COUNTY}/findings/new", form, **said).status_code == 303
    found = inspector.get(f"{COUNTY}/findings").text
    assert "公开栏仍是上季度的内容" in found
    assert "车溪乡" in found
    assert "1 个问题" in inspector.get(f"{COUNTY}/new").text
    here = f"{COUNTY}/new?unit={unit.id}"
    form = inspector.get(here).text
    assert page_faults(form) == []
    begun = inspector.post(here, data={**typed(form), **hidden(form), "problems": "意见箱无人开启"})
    assert begun.status_code == 303, begun.text
    order = begun.location.rpartition("/")[2]
    assert "没有等您办理的事项" in author.get("/inbox").text
    assert author.get(f"{UNIT}/orders/{order}").status_code == 404
    page = inspector.get(begun.location).text
    assert "意见箱无人开启" in page
    assert send(inspector, f"{begun.location}/issue", page).status_code == 303

    inbox = author.get("/inbox").text
    assert "请签收，整改后报送" in inbox
    address = f"{UNIT}/orders/{order}"
    assert address in inbox
    page = author.get(address).text
    assert page_faults(page) == []
    assert "整改〔2026〕1号" in page


def test_an_order_is_answered_once_sent_back_answered_again_and_closed_once(app: Application, cast: Cast) -> None:
    inspector, author = as_person(app, cast.inspector), as_person(app, cast.chexi.author)
    order = rectifying.issued(cast.chexi.tenant, cast.inspector)
    address, at_county = f"{UNIT}/orders/{order}", f"{COUNTY}/orders/{order}"
    send(author, f"{address}/receive", author.get(address).text)
    form = author.get(f"{address}/prove").text
    assert page_faults(form) == []
    empty = send(author, f"{address}/prove", form, words="")
    assert empty.status_code == 422
    assert "请写明整改情况" in empty.text
    files = (io.BytesIO(rectifying.photo().data), "公开栏.png")
    sent = send(author, f"{address}/prove", form, words="已于11月20日更新。", files=files)
    assert sent.status_code == 303
    # The same showing of the form again is the same report.
    files = (io.BytesIO(rectifying.photo().data), "公开栏.png")
    assert send(author, f"{address}/prove", form, words="已于11月20日更新。", files=files).status_code == 303
    page = author.get(address).text
    assert page.count("已于11月20日更新。") == 1
    assert "已报送，待核验" in page

    assert "车溪乡已报送整改情况，请核验" in inspector.get("/inbox").text
    page = inspector.get(at_county).text
    proof = re.search(rf'href="({COUNTY}/orders/[^"]+/files/[^"]+)"', page)
    assert proof
    got = inspector.get(proof[1])
    assert got.data.startswith(b"\x89PNG")
    assert got.headers["Content-Disposition"].startswith("attachment")
    form = inspector.get(f"{at_county}/renew").text
    past = send(inspector, f"{at_county}/renew", form, due_on="2020-01-02", reason="照片不清楚。")
    assert past.status_code == 422
    assert "整改期限须在今天之后" in past.text
    later = rectifying.due(20).isoformat()
    assert send(inspector, f"{at_county}/renew", form, due_on=later, reason="照片不清楚。").status_code == 303
    page = author.get(address).text
    assert "核验没有通过，请继续整改" in page
    assert "照片不清楚。" in page
    assert "核验没有通过，请继续整改后报送" in author.get("/inbox").text
    form = author.get(f"{address}/prove").text
    send(author, f"{address}/prove", form, words="已重新拍照，见附件。")
    form = inspector.get(f"{at_county}/close").text
    assert send(inspector, f"{at_county}/close", form, reason="现场复查属实。").status_code == 303
    page = author.get(address).text
    assert "已销号" in page
    assert "现场复查属实。" in page
    assert "没有等您办理的事项" in author.get("/inbox").text
    late = send(author, f"{address}/prove", author.get(address).text, words="再补充一句。")
    assert late.status_code == 422
    assert "已经销号，不需要再办理" in late.text
    again = send(inspector, f"{at_county}/close", inspector.get(f"{at_county}/close").text, reason="再核验。")
    assert again.status_code == 422
    assert "已经销号，不需要再办理" in again.text


def test_the_unit_asks_for_more_time_and_the_county_answers(app: Application, cast: Cast) -> None:
    order_id = rectifying.issued(cast.chexi.tenant, cast.inspector)
    author, inspector = as_person(app, cast.chexi.author), as_person(app, cast.inspector)
    form = author.get(f"{UNIT}/orders/{order_id}/request").text
    assert send(author, f"{UNIT}/orders/{order_id}/request", form, reason="设备未到货。").status_code == 303
    again = send(author, f"{UNIT}/orders/{order_id}/request", author.get("/account").text, reason="再申请。")
    assert again.status_code == 422
    assert "申请已经送出" in again.text
    assert "车溪乡申请延长整改期限，请答复" in inspector.get("/inbox").text
    page = inspector.get(f"{COUNTY}/orders/{order_id}").text
    assert "设备未到货。" in page
    form = inspector.get(f"{COUNTY}/orders/{order_id}/renew").text
    later = rectifying.due(25).isoformat()
    assert (
        send(inspector, f"{COUNTY}/orders/{order_id}/renew", form, due_on=later, reason="同意。").status_code == 303
    )
    page = author.get(f"{UNIT}/orders/{order_id}").text
    assert "整改中" in page
    assert "原定" in page


def test_what_is_overdue_is_told_to_both_sides(app: Application, cast: Cast) -> None:
    rectifying.overdue(cast.chexi.tenant, cast.inspector)
    county, unit = (
        as_person(app, cast.inspector).get("/inbox").text,
        as_person(app, cast.chexi.signer).get("/inbox").text,
    )
    for inbox in (county, unit):
        assert re.search(r"逾期 \d+ 个工作日", inbox)
    assert "车溪乡逾期没有报送，请督促" in county


def test_a_photo_of_fifty_megabytes_is_refused_in_a_sentence(app: Application, cast: Cast) -> None:
    order_id = rectifying.issued(cast.chexi.tenant, cast.inspector)
    author = as_person(app, cast.chexi.author)
    form = author.get(f"{UNIT}/orders/{order_id}/prove").text
    answer = upload(author, f"{UNIT}/orders/{order_id}/prove", hidden(form), 50 * 1024 * 1024)
    assert answer.status_code == 413
    assert "上传的内容太大" in answer.text
    answer = upload(author, f"{UNIT}/orders/{order_id}/prove", hidden(form), 11 * 1024 * 1024)
    assert answer.status_code == 422
    assert "“公开栏.png”没有收下：文件超过 10 MB，请压缩或拆分后上传。" in answer.text
    assert "已更新。" in answer.text
    assert "尚未签收" in author.get(f"{UNIT}/orders/{order_id}").text


def test_an_inspector_who_lost_the_role_is_told_so_and_nothing_happens(app: Application, cast: Cast) -> None:
    order_id, inspector = rectifying.answered(cast.chexi.tenant, cast.inspector), as_person(app, cast.inspector)
    address = f"{COUNTY}/orders/{order_id}/close"
    form = inspector.get(address).text
    with Scope.office(cast.lixian.tenant.id).opened():
        row = db.session.query(Membership).filter_by(person_id=cast.inspector.person_id).one()
        row.ended_at = utc_now()
        new = Membership(tenant_id=row.tenant_id, person_id=row.person_id, role="author", created_at=utc_now())
        db.session.add(new)
        db.session.commit()
    answer = send(inspector, address, form, reason="属实。")
    assert answer.status_code == 422
    assert "您现在没有督查职责" in answer.text
    assert "属实。" in answer.text
    assert "已报送，待核验" in inspector.get(f"{COUNTY}/orders/{order_id}").text


def test_a_file_is_read_through_its_order_alone(app: Application, cast: Cast) -> None:
    mine = rectifying.answered(cast.chexi.tenant, cast.inspector)
    other = rectifying.answered(cast.chexi.tenant, cast.inspector)
    with inspected.county_desk(cast.inspector).opened():
        view = rectifying.queries.access_order(mine, cast.inspector, rectifying.today())
        proof = view.files[0].id
    inspector, twin = as_person(app, cast.inspector), as_person(app, cast.baini.author)
    assert inspector.get(f"{COUNTY}/orders/{mine}/files/{proof}").status_code == 200
    assert inspector.get(f"{COUNTY}/orders/{other}/files/{proof}").status_code == 404
    assert inspector.get(f"/lixian-chexi/office/rectification/orders/{mine}/files/{proof}").status_code == 404
    assert twin.get(f"/yuqing-baini/office/rectification/orders/{mine}/files/{proof}").status_code == 404
    assert app.test_client().get(f"{UNIT}/orders/{mine}/files/{proof}").status_code == 303
    neighbour = next(each for each in cast.lixian.tenant.children if each.id != cast.chexi.tenant.id)
    next_door = as_person(app, rectifying.author_of(neighbour))
    assert next_door.get(f"/{neighbour.slug}/office/rectification/orders/{mine}/files/{proof}").status_code == 404


def test_a_score_is_appealed_once_and_the_decision_is_kept(app: Application, cast: Cast) -> None:
    scored = inspected.score_told(cast.chexi.tenant)
    signer, inspector = as_person(app, cast.chexi.signer), as_person(app, cast.inspector)
    listed = signer.get(f"{UNIT}/appeals").text
    assert "86.5 分" in listed
    address = f"{UNIT}/scores/{scored}/appeal"
    assert address in listed
    form = signer.get(address).text
    assert page_faults(form) == []
    assert send(signer, address, form, reason="有材料。").status_code == 422
    sent = send(signer, address, form, items=["A.1"], reason="公开栏当季已更新两次。")
    assert sent.status_code == 303
    assert signer.get(address).status_code == 303
    assert "同一得分只能申请一次" in signer.get(f"{UNIT}/appeals").text
    second = send(signer, address, form, items=["A.2"], reason="再申请一次。", submit_key=str(uuid.uuid4()))
    assert second.status_code == 422
    assert "同一得分只能申请一次" in second.text

    assert "车溪乡申请复核，请作出决定" in inspector.get("/inbox").text
    appeal = re.search(rf'href="({COUNTY}/appeals/[0-9a-f-]+)"', inspector.get(f"{COUNTY}/appeals").text)[1]  # type: ignore[index]
    page = inspector.get(appeal).text
    assert page_faults(page) == []
    bad = {"verdict": "change", "total": "八十八", "reason": "材料属实。"}
    refused = send(inspector, f"{appeal}/decide", page, **bad)
    assert refused.status_code == 422
    assert "请用数字填写" in refused.text
    ruling = {"verdict": "change", "total": "88.5", "points-A.1": "38", "reason": "材料属实，补记两分。"}
    assert send(inspector, f"{appeal}/decide", page, **ruling).status_code == 303
    told = signer.get(appeal.replace("/lixian/", "/lixian-chexi/")).text
    assert "已调整得分" in told
    assert "88.5 分" in told
    assert "材料属实，补记两分。" in told
    assert "88.5 分" in signer.get(f"{UNIT}/appeals").text
    other = send(inspector, f"{appeal}/decide", page, verdict="uphold", reason="不予调整。")
    assert other.status_code == 422
    assert "已经作出决定" in other.text


def test_who_is_praised_reads_it_and_a_reason_takes_it_back(app: Application, cast: Cast) -> None:
    inspector, author = as_person(app, cast.inspector), as_person(app, cast.chexi.author)
    form = inspector.get(f"{COUNTY}/commendations/new").text
    said = {
        "unit": str(cast.chexi.tenant.id),
        "kind": "commended",
        "reason": "更新及时。",
        "campaign": "",
        "circular": "",
    }
    today = rectifying.today().isoformat()
    bare = send(inspector, f"{COUNTY}/commendations/new", form, **said, decided_on=today)
    assert "请写明依据" in bare.text
    done = send(inspector, f"{COUNTY}/commendations/new", form, **said, basis="下半年督查结果", decided_on=today)
    assert done.status_code == 303
    told = author.get(f"{UNIT}/commendations").text
    assert "更新及时。" in told
    assert "撤销" not in told
    away = re.search(
        rf'href="({COUNTY}/commendations/[^"]+/withdraw)"', inspector.get(f"{COUNTY}/commendations").text
    )
    assert away
    form = inspector.get(away[1]).text
    assert send(inspector, away[1], form, reason="").status_code == 422
    assert send(inspector, away[1], form, reason="登记有误。").status_code == 303
    assert "已撤销：登记有误。" in author.get(f"{UNIT}/commendations").text


def test_the_inbox_asks_no_more_for_many_orders_than_for_one(app: Application, cast: Cast) -> None:
    client = as_person(app, cast.inspector)
    rectifying.answered(cast.chexi.tenant, cast.inspector)
    client.get("/inbox")
    with counted() as one:
        client.get("/inbox")
    for _ in range(3):
        rectifying.answered(cast.chexi.tenant, cast.inspector)
    with counted() as many:
        client.get("/inbox")
    assert len(many) == len(one)


def test_a_circular_goes_from_results_to_its_paper_and_its_public_draft(app: Application, cast: Cast) -> None:
    unit, other = cast.chexi.tenant, next(e for e in cast.lixian.tenant.children if e.id != cast.chexi.tenant.id)
    campaign_id, _ = inspected.campaign(
        cast.lixian.tenant, {unit: rectifying.Decimal("58.5"), other: rectifying.Decimal(93)}
    )
    problem = actions.Problem(unit.id, "公开栏没有更新", campaign_id=campaign_id)
    rectifying.by_county(cast.inspector, lambda: actions.record_finding(problem, actor=cast.inspector, now=utc_now()))
    inspector, signer = as_person(app, cast.inspector), as_person(app, cast.lixian.signer)
    form = inspector.get(f"{CIRCULARS}/new").text
    assert page_faults(form) == []
    due = rectifying.due(15).isoformat()
    begun = send(inspector, f"{CIRCULARS}/new", form, campaign=str(campaign_id), report_by=due)
    assert begun.status_code == 303, begun.text
    here = begun.location.removesuffix("/edit")
    page = inspector.get(begun.location).text
    assert page_faults(page) == []
    for words in ("车溪乡人民政府：公开栏没有更新。", "得分情况", "58.5"):
        assert words in page
    form = typed(page) | {"purpose": "inspection", "overview": "总体情况良好。"}
    saved = inspector.post(f"{here}/edit", data={**form, "then": "submit"})
    assert saved.location.endswith(here)
    assert "请您签发" in signer.get("/inbox").text
    page = signer.get(here).text
    assert page_faults(page) == []
    assert "总体情况良好。" in page
    assert send(signer, f"{here}/sign", page).status_code == 303
    assert "已签发，请印发" in inspector.get("/inbox").text
    page = inspector.get(here).text
    assert send(inspector, f"{here}/issue", page).status_code == 303
    page = inspector.get(here).text
    assert "已印发" in page
    assert "正在排队，等待生成电子版" in page
    public = send(inspector, f"{here}/to-post", page)
    assert public.status_code == 303
    author = as_person(app, cast.lixian.author)
    shown = author.get(here).text
    draft = re.search(r'href="(/lixian/office/posts/[^"]+)"', shown)
    assert draft
    post = author.get(draft[1]).text
    assert "总体情况良好。" in post
    for hidden_words in ("公开栏没有更新", "58.5", due):
        assert hidden_words not in post


def test_a_text_that_changed_while_the_signer_read_is_not_signed(app: Application, cast: Cast) -> None:
    circular_id = rectifying.submitted_circular(cast.lixian.tenant, cast.inspector)
    signer = as_person(app, cast.lixian.signer)
    page = signer.get(f"{CIRCULARS}/{circular_id}").text
    changed = rectifying.circular_text(cast.lixian.tenant, overview="改过的情况。")
    seen = rectifying.seen_hash(cast.inspector, circular_id)
    rectifying.by_county(
        cast.inspector,
        lambda: actions.edit_circular(circular_id, changed, base_hash=seen, actor=cast.inspector, now=utc_now()),
    )
    answer = send(signer, f"{CIRCULARS}/{circular_id}/sign", page)
    assert answer.status_code == 409
    assert "改过的情况。" in answer.text
    assert page_faults(answer.text) == []
    # It is with its drafters again, and nothing to sign until they send it.
    assert "revision_hash" not in answer.text
    assert "拟稿中" in signer.get(f"{CIRCULARS}/{circular_id}").text


def test_the_signer_sends_back_with_a_reason(app: Application, cast: Cast) -> None:
    circular_id = rectifying.submitted_circular(cast.lixian.tenant, cast.inspector)
    signer, inspector = as_person(app, cast.lixian.signer), as_person(app, cast.inspector)
    here = f"{CIRCULARS}/{circular_id}"
    page = signer.get(here).text
    assert send(signer, f"{here}/send-back", page, reason="").status_code == 422
    assert send(signer, f"{here}/send-back", page, reason="数据请再核对。").status_code == 303
    assert "数据请再核对。" in inspector.get(here).text
    assert "数据请再核对。" in inspector.get(f"{here}/edit").text


def test_a_unit_has_no_circulars_and_no_findings_page(app: Application, cast: Cast) -> None:
    author = as_person(app, cast.chexi.author)
    assert author.get("/lixian-chexi/office/circulars").status_code == 404
    assert "督查通报" not in author.get(UNIT).text
    assert author.get(f"{UNIT}/findings").status_code == 404
