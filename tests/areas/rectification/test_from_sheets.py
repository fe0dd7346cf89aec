"""From what an inspector found to an order, and from results to a circular: the pages lead on."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from gkcloud.campaigns.actions import Typed
from gkcloud.campaigns.rules import CampaignKind, SheetKind
from gkcloud.database import db
from gkcloud.rectification.model import Finding
from gkcloud.standards.answering import Result
from tests.factories import supervised
from tests.factories.cast import Cast
from tests.factories.signing_in import signed_in_client


def test_an_item_found_wanting_becomes_a_problem_with_its_place(client: FlaskClient, cast: Cast) -> None:
    unit, inspector = cast.chexi.tenant, cast.inspector
    campaign = supervised.opened(inspector, [unit], CampaignKind.INSPECTION)
    sheet = supervised.sheet_id(inspector, campaign, unit, SheetKind.INSPECTION)
    supervised.say(inspector, sheet, Typed("1.2", Result.NOT_MET, reason="没有专人负责。"), Typed("1.1", Result.MET))
    browser = signed_in_client(client, inspector)
    page = browser.get(f"/lixian/office/campaigns/sheets/{sheet}").text
    (href,) = re.findall(r'href="([^"]+/findings/sheets/[^"]+)"', page)
    form = browser.get(href).text
    assert "没有专人负责。" in form
    data = {
        "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', form)[0],
        "unit": str(unit.id),
        "title": "没有专人负责。",
        "detail": "查看了分工文件。",
    }
    assert browser.post(href, data=data).status_code == 303
    with supervised.over(inspector).opened():
        found = db.session.execute(select(Finding)).scalar_one()
    assert (found.sheet_id, found.item, found.target_id) == (sheet, "1.2", unit.id)
    assert browser.get(href.rsplit("/", 1)[0] + "/99").status_code == 404


def test_results_that_are_final_lead_to_the_circular(client: FlaskClient, cast: Cast) -> None:
    unit, inspector = cast.chexi.tenant, cast.inspector
    campaign = supervised.opened(inspector, [unit], CampaignKind.INSPECTION)
    address = f"/lixian/office/campaigns/{campaign}/results"
    browser = signed_in_client(client, inspector)
    assert "起草通报" not in browser.get(address).text
    supervised.submitted(inspector, supervised.sheet_id(inspector, campaign, unit, SheetKind.INSPECTION))
    supervised.closed(inspector, campaign)
    (href,) = re.findall(r'href="([^"]+)">起草通报', browser.get(address).text)
    assert str(campaign) in href
    assert browser.get(href.replace("&amp;", "&")).status_code == 200
