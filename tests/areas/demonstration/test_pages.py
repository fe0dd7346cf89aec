"""The pages: what a person sees and may press, and that what was typed is not lost."""

import io
import re
import uuid
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from gkcloud.demonstration.standingrules import ChangeKind
from tests.factories import demonstrations as demos
from tests.factories import duties
from tests.factories.cast import Cast
from tests.factories.objects import PNG
from tests.factories.signing_in import signed_in_client

COUNTY = "/lixian/office/demonstration"
OWN = "/lixian-chexi/office/demonstration/own"
CANARY = "渡鸦柒叁玖"


def send(client: FlaskClient, path: str, **data: object) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert token, path
    # Encoded in memory: the client's own way leaves a temporary file open.
    sent = {name: FileStorage(*each) if isinstance(each, tuple) else each for name, each in data.items()}
    boundary, body = encode_multipart({"csrf_token": token[1], **sent})
    return client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def test_a_nomination_from_the_phone_to_the_county(client: FlaskClient, cast: Cast) -> None:
    made = demos.opened(cast)
    author = signed_in_client(client, cast.chexi.author)
    assert "接受申报" in author.get(OWN).text
    answer = send(author, f"{OWN}/programmes/{made}/nominate", unit=str(cast.chexi.tenant.id))
    path = answer.headers["Location"]
    kept = send(author, path, strengths="每月更换公开栏。", note_team="已明确。", then="submit")
    assert kept.status_code == 422
    assert "还缺少" in kept.text
    # What was typed is kept although the nomination was not complete.
    assert "每月更换公开栏。" in author.get(path).text
    files = {f"files_{have}": (io.BytesIO(PNG), f"{have}.png") for have in ("team", "place", "rules")}
    files |= {f"files_{have}": (io.BytesIO(PNG), f"{have}.png") for have in ("funds", "forms", "content")}
    notes = {f"note_{have}": "有。" for have in ("team", "place", "rules", "funds", "forms", "content")}
    sent = send(author, path, strengths="每月更换公开栏。", **notes, **files, then="submit")
    assert sent.status_code == 303
    assert "已申报，待审核" in author.get(path).text
    inspector = signed_in_client(client, cast.inspector)
    assert "1 件" in inspector.get(COUNTY).text
    shown = inspector.get(f"{COUNTY}/nominations/{path.rpartition('/')[2]}")
    assert "每月更换公开栏。" in shown.text
    proof = re.search(r'href="(/lixian/office/demonstration/nominations/[^"]+/files/[^"]+)"', shown.text)
    assert proof
    assert inspector.get(proof[1]).data == PNG


def test_a_large_photo_is_refused_and_the_sheet_keeps_its_words(client: FlaskClient, cast: Cast) -> None:
    nomination_id = demos.accepted(cast, demos.opened(cast))
    visit_id = demos.visit(cast, nomination_id)
    inspector = signed_in_client(client, cast.inspector)
    path = f"{COUNTY}/visits/{visit_id}/edit"
    large = (io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(11 * 1024 * 1024)), "现场.png")
    typed = {"visited_on": demos.today().isoformat(), "visitors": "督查员", "remark_team": "名单上墙。"}
    answer = send(inspector, path, **typed, photos=large)
    assert answer.status_code == 422
    assert "超过 10 MB" in answer.text
    assert "名单上墙。" in inspector.get(path).text


@pytest.mark.parametrize("role", ["author", "reviewer", "signer", "administrator"])
def test_the_countys_pages_are_the_inspectors(client: FlaskClient, cast: Cast, role: str) -> None:
    demos.opened(cast)
    official = signed_in_client(client, getattr(cast.lixian, role))
    assert official.get(COUNTY).status_code == 404


def test_the_public_reads_what_is_listed_and_how_it_stands(client: FlaskClient, cast: Cast) -> None:
    assert "还没有公开的示范单位" in client.get("/lixian/demonstration").text
    made = demos.public_unit(cast)
    demos.change(cast, made, ChangeKind.SUSPEND, CANARY)
    shown, unit = client.get("/lixian/demonstration"), client.get("/lixian/demonstration/lixian-chexi")
    assert "车溪乡" in shown.text
    assert "暂停" in shown.text
    assert demos.STRENGTHS in unit.text
    assert CANARY not in shown.text + unit.text
    assert client.get("/lixian/demonstration/lixian-jinluo").status_code == 404
    assert client.get("/lixian/demonstration/nothing").status_code == 404
    assert client.get("/lixian-chexi/demonstration").status_code == 404
    assert client.get("/yuqing/demonstration/lixian-chexi").status_code == 404


def test_no_public_page_tells_of_what_is_under_way(client: FlaskClient, cast: Cast) -> None:
    made = demos.opened(cast)
    nomination_id = demos.nominated(cast, made, words=CANARY)
    who = signed_in_client(client, cast.inspector)
    send(who, f"{COUNTY}/nominations/{nomination_id}", unit="")
    for path in ("/lixian/demonstration", "/lixian/demonstration/lixian-chexi", "/lixian/", "/lixian/sitemap"):
        assert CANARY not in client.get(path).text


def test_another_units_nomination_is_not_there(client: FlaskClient, cast: Cast) -> None:
    made = demos.nominated(cast, demos.opened(cast))
    twin = signed_in_client(client, cast.baini.author)
    assert twin.get(f"/yuqing-baini/office/demonstration/own/nominations/{made}").status_code == 404
    assert twin.get(f"/yuqing-baini/office/demonstration/own/programmes/{uuid.uuid4()}/nominate").status_code == 404


def test_the_entry_is_there_for_those_who_have_a_part(client: FlaskClient, cast: Cast) -> None:
    author = signed_in_client(client, cast.chexi.author)
    assert OWN not in author.get("/lixian-chexi/office/posts").text
    demos.opened(cast)
    assert OWN in author.get("/lixian-chexi/office/posts").text
    twin = signed_in_client(client, cast.baini.author)
    assert "office/demonstration" not in twin.get("/yuqing-baini/office/posts").text


def test_the_overview_names_units_that_slip(client: FlaskClient, cast: Cast) -> None:
    demos.public_unit(cast)
    inspector = signed_in_client(client, cast.inspector)
    duties.told(
        cast.chexi.tenant.id, "formed", date(2026, 6, 1), subject="post:one", now=duties.noon(date(2026, 9, 1))
    )
    assert "主动公开信息20个工作日内公开" in inspector.get(COUNTY).text
