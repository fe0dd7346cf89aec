"""The pages about duties as people use them, over HTTP."""

import io
import re
import uuid
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.obligations.model import FactRow
from gkcloud.obligations.rules import DutyType, PeriodKind, Shift, Unit
from gkcloud.obligations.standings import assess_tenant
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from gkcloud.web.clock import local
from tests.factories import duties
from tests.factories.cast import Cast
from tests.factories.duty_scenarios import install, make_duties
from tests.factories.signing_in import sign_in
from tests.factories.turns import attachment
from tests.html import fragment_faults, page_faults
from tests.queries import counted

DUTIES = "/lixian-chexi/office/duties"
TODAY = local(utc_now()).date()


def as_person(app: Application, actor: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, actor)
    return client


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page))


def assessed(cast: Cast) -> None:
    with Scope.office(cast.chexi.tenant.id).opened():
        assess_tenant(cast.chexi.tenant.id, now=utc_now())
        db.session.commit()


def photo(*, place: bool = False) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "SECRETPHONE"
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x0112] = 6
    Image.new("RGB", (40, 30), "#0b57a4").save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(client: FlaskClient, kind: str, **typed: object) -> TestResponse:
    address = f"{DUTIES}/record/{kind}"
    data = {**hidden(client.get(address).text), "on": TODAY.isoformat(), **typed}
    # In memory: the client's own way leaves big forms in files that nobody closes.
    files = {name: FileStorage(*given) for name, given in data.items() if isinstance(given, tuple)}
    boundary, body = encode_multipart(data | files)
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


# The attacks first.


def test_records_of_another_office_are_not_there(app: Application, cast: Cast) -> None:
    make_duties(cast)
    ours = as_person(app, cast.chexi.author)
    page = ours.get(f"{DUTIES}/facts").text
    fact = re.search(rf"{DUTIES}/facts/[0-9a-f-]{{36}}", page)
    assert fact
    file = re.search(rf"{fact[0]}/files/[0-9a-f-]{{36}}", ours.get(fact[0]).text)
    assert file
    assert ours.get(file[0]).status_code == 200
    twin = as_person(app, cast.baini.author)
    for path in (fact[0], file[0], f"{fact[0]}/withdraw"):
        assert twin.get(path).status_code == 404
        assert twin.get(path.replace("lixian-chexi", "yuqing-baini")).status_code == 404


def test_a_file_of_the_office_that_is_beside_no_record_is_not_sent(app: Application, cast: Cast) -> None:
    make_duties(cast)
    author = as_person(app, cast.chexi.author)
    fact = re.search(rf"{DUTIES}/facts/[0-9a-f-]{{36}}", author.get(f"{DUTIES}/facts").text)
    assert fact
    stray = attachment(cast.chexi)
    assert author.get(f"{fact[0]}/files/{stray.file_id}").status_code == 404


def test_who_only_reads_records_nothing(app: Application, cast: Cast) -> None:
    make_duties(cast)
    reader = as_person(app, cast.chexi.reviewer)
    page = reader.get(DUTIES).text
    assert "每季度召开会议" in page
    assert f"{DUTIES}/record" not in page
    assert reader.get(f"{DUTIES}/record").status_code == 404
    assert reader.post(f"{DUTIES}/record/test_meeting", data=hidden(page)).status_code == 404
    assert reader.get(f"{DUTIES}/below").status_code == 404


def test_a_township_decides_nothing_for_its_neighbour(app: Application, cast: Cast) -> None:
    make_duties(cast)
    administrator = as_person(app, cast.chexi.administrator)
    assert administrator.get(f"{DUTIES}/below/T001").status_code == 404
    page = administrator.get(DUTIES).text
    sent = {**hidden(page), "choice": "excused", "units": str(cast.chexi.tenant.id), "reason": "自己免除。"}
    assert administrator.post(f"{DUTIES}/below/T001", data=sent).status_code == 404


def test_the_county_cannot_reach_units_of_others(app: Application, cast: Cast) -> None:
    make_duties(cast)
    inspector = as_person(app, cast.inspector)
    address = "/lixian/office/duties/below/T001"
    sent = {"choice": "excused", "units": str(cast.baini.tenant.id), "reason": "越界。", "period": ""}
    refused = inspector.post(address, data={**hidden(inspector.get(address).text), **sent})
    assert refused.status_code == 422


# What is due.


def test_what_is_due_is_told_most_urgent_first_with_the_way_to_do_it(app: Application, cast: Cast) -> None:
    make_duties(cast)
    page = as_person(app, cast.chexi.author).get(DUTIES).text
    assert page_faults(page) == []
    order = re.findall(r'aria-label="(已逾期|即将到期|尚无佐证|进行中)"', page)
    assert order == [name for name in ("已逾期", "即将到期", "尚无佐证", "进行中") if name in order]
    assert "主动公开信息20个工作日内公开" in page
    assert f"{DUTIES}/record/test_report?duty=T002" in page
    assert "/lixian-chexi/office/posts/new" in page
    only = as_person(app, cast.chexi.author).get(f"{DUTIES}?state=overdue&type=deadline").text
    assert "主动公开信息20个工作日内公开" in only
    assert "每月1日前" not in only


def test_the_bar_leads_to_duties_and_the_tools_to_bulletins(app: Application, cast: Cast) -> None:
    page = as_person(app, cast.chexi.author).get(DUTIES).text
    bar = page.partition('class="bar-list"')[2].partition("</ul>")[0]
    assert re.findall(r"<span>([^<]+)</span>", bar) == ["待办", "发布", "期限", "我的"]
    account = as_person(app, cast.chexi.author).get("/account").text
    assert "/lixian-chexi/office/bulletins" in account.partition('id="tools-title"')[2]


def test_a_unit_without_duties_is_told_so(app: Application, cast: Cast) -> None:
    with duties.rules():
        assert "还没有设定期限" in as_person(app, cast.chexi.author).get(DUTIES).text


def test_a_page_of_duties_asks_few_statements_however_many_there_are(app: Application, cast: Cast) -> None:
    make_duties(cast)
    author = as_person(app, cast.chexi.author)
    author.get(DUTIES)
    with counted() as found:
        author.get(DUTIES)
    assert len(found) <= 6, found.texts


def test_one_duty_shows_its_rule_its_count_and_its_year(app: Application, cast: Cast) -> None:
    make_duties(cast)
    author = as_person(app, cast.chexi.author)
    page = author.get(f"{DUTIES}/T003").text
    assert page_faults(page) == []
    assert "国务院令第711号第二十六条" in page
    assert "个工作日以内" in page
    assert re.search(r"第 \d+ 天（共 20 天", page) or "已计" in page
    assert "逐日计算" in page
    assert "周末" in page
    noted = author.get(f"{DUTIES}/T002").text
    assert "文件没有规定遇休息日如何处理" in noted
    assert "顺延到后一个工作日" in noted
    assert "澧县" in noted.partition("上级的处理")[2]
    assert author.get(f"{DUTIES}/T999").status_code == 404


def test_the_count_names_the_days_that_do_not_count(app: Application, cast: Cast) -> None:
    rule = duties.rule(
        DutyType.DEADLINE, id="T003", period=PeriodKind.YEAR, trigger="formed", within=20, unit=Unit.WORKING_DAYS,
        evidence=("published",),
    )  # fmt: skip
    with duties.rules(rule):
        duties.told(cast.chexi.tenant.id, "formed", date(2026, 9, 24), subject="post:x", now=utc_now())
        page = as_person(app, cast.chexi.author).get(f"{DUTIES}/T003?period=2026").text
    assert "国庆节" in page
    assert "10月1日至7日不计" in page
    assert "中秋节" in page


def test_a_month_names_days_off_and_due_days(app: Application, cast: Cast) -> None:
    make_duties(cast)
    author = as_person(app, cast.chexi.author)
    page = author.get(f"{DUTIES}/month").text
    assert page_faults(page) == []
    assert "每月1日前报送信息公开统计" in page
    assert "今天" in page
    october = author.get(f"{DUTIES}/month?m={TODAY.year}-10").text
    assert "国庆节" in october
    ahead = author.get(f"{DUTIES}/month?m={TODAY.year + 1}-01").text
    assert "年度报告1月31日前公布" in ahead
    assert fragment_faults(author.get(f"{DUTIES}/month", headers={"HX-Request": "true"}).text) == []
    for wrong in ("2026", "2026-13", "x", "1999-01", "2999-01"):
        assert author.get(f"{DUTIES}/month?m={wrong}").status_code == 404


def test_a_date_that_may_still_move_says_so(app: Application, cast: Cast) -> None:
    given = duties.rule(
        DutyType.FIXED_DATE,
        id="T010",
        title="元旦前报送",
        period=PeriodKind.YEAR,
        month=1,
        day=2,
        shift=Shift.AFTER,
    )
    with duties.rules(given):
        page = as_person(app, cast.chexi.author).get(f"{DUTIES}/month?m={TODAY.year + 1}-01").text
    assert "元旦前报送" in page
    assert "暂定" in page


# Recording.


def test_a_meeting_is_recorded_with_a_photo_and_says_what_moved(app: Application, cast: Cast) -> None:
    install()
    assessed(cast)
    author = as_person(app, cast.chexi.author)
    kinds = author.get(f"{DUTIES}/record").text
    assert page_faults(kinds) == []
    asked, _, others = kinds.partition("其他事项")
    assert "召开会议" in asked
    assert "开展调研" in others
    form = author.get(f"{DUTIES}/record/test_meeting").text
    assert page_faults(form) == []
    assert 'capture="environment"' in form
    assert "主要负责人" in form
    assert f'value="{TODAY.isoformat()}"' in form
    assert 'name="value"' not in form
    for number in range(2):
        answer = send(
            author, "test_meeting", attended=["principal_head", "staff"], label=f"例会{number}",
            photos=(io.BytesIO(photo(place=True)), "会场.jpg"),
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
    page = author.get(answer.location).text
    assert page_faults(page) == []
    assert "“每季度召开会议”由" in page
    assert "变为已完成" in page
    assert "主要负责人、政务公开工作人员" in page
    assert "会场.jpg" in page
    with Scope.office(cast.chexi.tenant.id).opened():
        file = db.session.execute(select(StoredFile).where(StoredFile.name == "会场.jpg")).scalars().first()
        assert file is not None
        kept = app.extensions["storage"].get(file.tenant_id, file.sha256)
    assert b"SECRETPHONE" not in kept
    assert Image.open(io.BytesIO(kept)).getexif().get(0x0112) == 6, "the side that is up stays"


def test_the_same_form_sent_twice_is_one_record(app: Application, cast: Cast) -> None:
    install()
    author = as_person(app, cast.chexi.author)
    address = f"{DUTIES}/record/test_meeting"
    data = {**hidden(author.get(address).text), "on": TODAY.isoformat()}
    assert "submit_key" in data
    first, second = (author.post(address, data=data) for _ in range(2))
    assert first.location == second.location
    with Scope.office(cast.chexi.tenant.id).opened():
        assert len(db.session.execute(select(FactRow).where(FactRow.kind == "test_meeting")).all()) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "晚于今天"),
        ({"on": ""}, "请填写日期"),
        ({"on": "昨天"}, "日期"),
        ({"photos": (io.BytesIO(b"MZ nothing"), "病毒.exe")}, "不支持"),
        ({"photos": (io.BytesIO(b"\xff\xd8\xff" + bytes(11 * 1024 * 1024)), "大.jpg")}, "文件超过 10 MB"),
        ({"attended": ["张三"]}, "参加人员"),
        ({"label": "长" * 61}, "最多 60 字"),
    ],
)
def test_what_cannot_be_recorded_is_told_in_a_sentence(
    app: Application, cast: Cast, typed: dict[str, object], said: str
) -> None:
    install()
    answer = send(as_person(app, cast.chexi.author), "test_meeting", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert page_faults(answer.text) == []
    with Scope.office(cast.chexi.tenant.id).opened():
        assert db.session.execute(select(FactRow)).all() == []


def test_a_photo_of_50_megabytes_gets_a_sentence(app: Application, cast: Cast) -> None:
    install()
    answer = send(as_person(app, cast.chexi.author), "test_meeting", photos=(io.BytesIO(bytes(50 << 20)), "大.jpg"))
    assert answer.status_code == 413
    assert "请压缩或拆分文件后重新上传" in answer.text


def test_a_kind_that_the_system_sees_by_itself_has_no_form(app: Application, cast: Cast) -> None:
    install()
    author = as_person(app, cast.chexi.author)
    for kind in ("published", "nothing"):
        assert author.get(f"{DUTIES}/record/{kind}").status_code == 404


def test_the_answer_to_a_matter_is_chosen_from_those_that_wait(app: Application, cast: Cast) -> None:
    rule = duties.rule(
        DutyType.DEADLINE, id="T020", title="意见十日内答复", period=PeriodKind.YEAR, trigger="returned", within=10,
        evidence=("test_meeting",),
    )  # fmt: skip
    with duties.rules(rule):
        chexi = cast.chexi.tenant.id
        duties.told(chexi, "returned", TODAY, subject="letter:1", label="一号来信", now=utc_now())
        author = as_person(app, cast.chexi.author)
        page = author.get(f"{DUTIES}/record/test_meeting").text
        assert "一号来信" in page
        answer = send(author, "test_meeting", subject="letter:1")
        assert answer.status_code == 303
        assert "一号来信" not in author.get(f"{DUTIES}/record/test_meeting").text
        found = duties.standing(chexi, "T020", f"{TODAY.year}")
        assert found is not None
        assert found.standing == "met"


def test_a_record_is_withdrawn_with_a_reason(app: Application, cast: Cast) -> None:
    install()
    author = as_person(app, cast.chexi.author)
    here = send(author, "test_meeting").location
    form = author.get(f"{here}/withdraw").text
    assert author.post(f"{here}/withdraw", data={**hidden(form), "reason": " "}).status_code == 422
    assert author.post(f"{here}/withdraw", data={**hidden(form), "reason": "日期记错。"}).status_code == 303
    page = author.get(here).text
    assert "这条记录已撤销" in page
    assert "日期记错。" in page
    assert f"{here}/withdraw" not in page
    assert author.get(f"{here}/withdraw").status_code == 303
    assert "已撤销" in author.get(f"{DUTIES}/facts").text


# What the county decides.


def test_the_county_excuses_a_unit_which_sees_why(app: Application, cast: Cast) -> None:
    make_duties(cast)
    inspector = as_person(app, cast.inspector)
    below = inspector.get("/lixian/office/duties/below").text
    assert page_faults(below) == []
    assert "每季度召开会议" in below
    address = "/lixian/office/duties/below/T001"
    form = inspector.get(address).text
    assert page_faults(form) == []
    sent = {**hidden(form), "choice": "excused", "units": str(cast.chexi.tenant.id), "period": ""}
    assert inspector.post(address, data={**sent, "reason": " "}).status_code == 422
    assert inspector.post(address, data={**sent, "reason": "班子换届。"}).status_code == 303
    page = as_person(app, cast.chexi.author).get(f"{DUTIES}/T001").text
    assert "已说明，不计" in page
    assert "班子换届。" in page
    lifted = {**hidden(form), "unit": str(cast.chexi.tenant.id), "choice": "excused", "period": ""}
    assert inspector.post(f"{address}/lift", data=lifted).status_code == 303
    assert "班子换届。" not in as_person(app, cast.chexi.author).get(f"{DUTIES}/T001").text
    assert inspector.post(f"{address}/lift", data={**lifted, "unit": str(uuid.uuid4())}).status_code == 404


def test_the_county_decides_for_all_units_at_once(app: Application, cast: Cast) -> None:
    make_duties(cast)
    inspector = as_person(app, cast.inspector)
    address = "/lixian/office/duties/below/T002"
    sent = {**hidden(inspector.get(address).text), "choice": "shift", "shift": "before", "period": ""}
    refused = inspector.post(address, data=sent)
    assert refused.status_code == 422
    assert "请选择单位" in refused.text
    assert page_faults(refused.text) == []
    assert inspector.post(address, data={**sent, "all_units": "y"}).status_code == 303
    page = inspector.get(address).text
    assert page.count("提前到前一个工作日（各期）") > 30
    assert "提前到前一个工作日" in as_person(app, cast.chexi.author).get(f"{DUTIES}/T002").text


def test_only_a_fixed_date_can_be_shifted(app: Application, cast: Cast) -> None:
    make_duties(cast)
    inspector = as_person(app, cast.inspector)
    assert "调整遇休息日的日期" in inspector.get("/lixian/office/duties/below/T002").text
    assert "调整遇休息日的日期" not in inspector.get("/lixian/office/duties/below/T001").text


# The inbox.


def test_the_inbox_has_one_row_for_a_unit_and_only_for_who_can_act(app: Application, cast: Cast) -> None:
    make_duties(cast)
    row = re.compile(r"期限：\d+ 项(逾期|即将到期)")
    assert len(row.findall(as_person(app, cast.chexi.author).get("/inbox").text)) == 1
    assert row.search(as_person(app, cast.chexi.signer).get("/inbox").text)
    for other in (cast.chexi.reviewer, cast.chexi.administrator, cast.baini.author, cast.inspector):
        assert not row.search(as_person(app, other).get("/inbox").text)
