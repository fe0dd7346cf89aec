"""A part of a page brings along what just happened."""

import re

from flask.testing import FlaskClient

from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.signing_in import signed_in_client

HTMX = {"HX-Request": "true"}


def test_a_decision_without_a_new_page_still_says_what_happened(client: FlaskClient, cast: Cast) -> None:
    first, second = (posts.at_sign_off(cast.chexi, title=title) for title in ("第一号公告", "第二号公告"))
    signer = signed_in_client(client, cast.chexi.signer)
    address = f"/lixian-chexi/office/posts/{first}/decide"
    typed = dict(
        re.findall(r'name="(csrf_token|submit_key|revision_hash)" value="([^"]*)"', signer.get(address).text)
    )
    answer = signer.post(f"{address}/pass/sign_off", data=typed, headers=HTMX)
    assert answer.location.endswith(f"{second}/decide")
    part = signer.get(answer.location, headers=HTMX)
    assert part.status_code == 200
    assert "<!doctype" not in part.text
    said = part.text.partition('<div id="flashes" hx-swap-oob="innerHTML">')[2]
    assert "已签发《第一号公告》" in said
    assert "已签发" not in signer.get(answer.location, headers=HTMX).text
