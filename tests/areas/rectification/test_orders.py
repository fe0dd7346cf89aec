"""Orders between a county and its unit: what each act does and refuses, and what follows from it."""

import struct
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import current_app
from sqlalchemy import update

from gkcloud.access.policy import Actor, Role
from gkcloud.audit.queries import breaks_of, events_about
from gkcloud.database import db, utc_now
from gkcloud.files.inspect import FileRefused
from gkcloud.rectification import actions, facts, queries
from gkcloud.rectification.actions import Problem, Refused, Upload
from gkcloud.rectification.duties import due_orders
from gkcloud.rectification.facts import Told
from gkcloud.rectification.rules import FindingState, Move, OrderState, following_workday
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.model import DirectoryVersion, TenantRecord
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from gkcloud.worktime.announced import ANNOUNCED
from tests.factories import inspected, rectifying
from tests.factories.cast import Cast
from tests.factories.inspected import county_desk


@pytest.fixture
def told() -> Iterator[list[Told]]:
    """Return the facts that are told while the test runs."""
    heard: list[Told] = []
    facts.FACT_HOOKS.append(heard.append)
    yield heard
    facts.FACT_HOOKS.remove(heard.append)


def change_tenant(slug: str, **values: object) -> None:
    """Change a tenant as loading a pack does."""
    with Scope.platform().opened():
        db.session.execute(update(TenantRecord).where(TenantRecord.slug == slug).values(**values))
        db.session.execute(update(DirectoryVersion).values(version=DirectoryVersion.version + 1))
        db.session.commit()
    directory()


def look(actor: Actor, order_id: uuid.UUID) -> queries.OrderView:
    with county_desk(actor).opened():
        return queries.access_order(order_id, actor, rectifying.today())


def act_on(cast: Cast, order_id: uuid.UUID, act: Callable[[], object]) -> queries.OrderView:
    rectifying.by_county(cast.inspector, act)
    return look(cast.inspector, order_id)


def test_what_is_found_goes_into_one_order_and_is_free_again_when_its_draft_is_given_up(cast: Cast) -> None:
    inspector, unit = cast.inspector, cast.chexi.tenant
    found = rectifying.finding(unit, inspector)
    order_id = rectifying.draft(unit, inspector, finding_ids=(found,))
    assert len(look(inspector, order_id).findings) == 3
    with pytest.raises(Refused, match="已经列入别的整改通知"):
        rectifying.draft(unit, inspector, finding_ids=(found,))
    with pytest.raises(Refused, match="已经列入整改通知"):
        rectifying.by_county(inspector, lambda: actions.drop_finding(found, actor=inspector, now=utc_now()))
    rectifying.by_county(inspector, lambda: actions.discard_order(order_id, actor=inspector, now=utc_now()))
    with county_desk(inspector).opened():
        assert {each.state for each in queries.open_findings(cast.lixian.tenant.id)} == {FindingState.OPEN.value}
        assert len(queries.open_findings(cast.lixian.tenant.id)) == 3


def test_a_finding_of_another_unit_gets_into_no_order(cast: Cast) -> None:
    neighbour = next(each for each in cast.lixian.tenant.children if each.id != cast.chexi.tenant.id)
    found = rectifying.finding(neighbour, cast.inspector)
    with pytest.raises(Refused, match="请刷新后重新选择"):
        rectifying.draft(cast.chexi.tenant, cast.inspector, finding_ids=(found,))


def test_the_same_problem_of_a_sheet_is_kept_once_even_when_it_is_ordered(cast: Cast) -> None:
    unit, inspector = cast.chexi.tenant, cast.inspector
    campaign_id, sheets = inspected.campaign(cast.lixian.tenant, {unit: None})
    problem = Problem(unit.id, "公开栏没有更新", "", campaign_id, sheets[unit.id], "A.1")

    def keep() -> uuid.UUID:
        return rectifying.by_county(
            inspector, lambda: actions.record_finding(problem, actor=inspector, now=utc_now()).id
        )

    found = keep()
    rectifying.draft(unit, inspector, finding_ids=(found,), problems=())
    assert keep() == found


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due_on": date(2020, 1, 2)}, "整改期限须在今天之后"),
        ({"problems": ()}, "请至少写明一个需要整改的问题"),
        ({"title": " "}, "请填写整改通知的标题"),
    ],
)
def test_a_draft_is_refused_in_a_sentence(cast: Cast, given: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        rectifying.draft(cast.chexi.tenant, cast.inspector, **given)


def test_a_due_date_on_a_day_off_names_the_next_working_day(cast: Cast) -> None:
    saturday = rectifying.today() + timedelta(days=7)
    while ANNOUNCED.is_workday(saturday):
        saturday += timedelta(days=1)
    wanted = following_workday(saturday, ANNOUNCED).isoformat()
    with pytest.raises(Refused, match=f"不是工作日，请改为 {wanted}"):
        rectifying.draft(cast.chexi.tenant, cast.inspector, due_on=saturday)


def test_an_order_is_numbered_by_year_when_it_is_issued_and_told_once(cast: Cast, told: list[Told]) -> None:
    unit, inspector = cast.chexi.tenant, cast.inspector
    first, second = rectifying.issued(unit, inspector), rectifying.issued(unit, inspector)
    assert [look(inspector, each).row.number for each in (first, second)] == [1, 2]
    rectifying.by_county(inspector, lambda: actions.issue_order(first, actor=inspector, now=utc_now()))
    assert [(each.kind, each.tenant_id, each.subject) for each in told] == [
        ("order_issued", unit.id, str(first)),
        ("order_issued", unit.id, str(second)),
    ]
    with county_desk(inspector).opened():
        assert [event.action for event in events_about(first)] == ["order.draft", "order.issue"]
        assert breaks_of(cast.lixian.tenant.id) == []


def test_a_unit_that_closed_gets_no_order(cast: Cast) -> None:
    unit, inspector = cast.chexi.tenant, cast.inspector
    order_id, open_one = rectifying.draft(unit, inspector), rectifying.issued(unit, inspector)
    change_tenant(unit.slug, status="closed")
    with pytest.raises(Refused, match="车溪乡已停用或者撤并，收不到整改通知，请改选"):
        rectifying.draft(unit, inspector)
    with pytest.raises(Refused, match="车溪乡已停用或者撤并，收不到整改通知。请删除这份草稿"):
        rectifying.by_county(inspector, lambda: actions.issue_order(order_id, actor=inspector, now=utc_now()))
    # What it had before is taken back with a reason.
    withdrawn = act_on(
        cast,
        open_one,
        lambda: actions.withdraw_order(open_one, "单位已撤并。", key="k", actor=inspector, now=utc_now()),
    )
    assert withdrawn.facts.state is OrderState.WITHDRAWN


def test_a_unit_that_was_renamed_keeps_its_orders(cast: Cast) -> None:
    from gkcloud.rectification.views import order_facts

    unit, inspector = cast.chexi.tenant, cast.inspector
    order_id = rectifying.issued(unit, inspector)
    change_tenant(unit.slug, name="车溪镇人民政府", short_name="车溪镇")
    view = look(inspector, order_id)
    with county_desk(inspector).opened():
        said = dict(order_facts(view, cast.lixian.tenant))
    assert said["整改单位"] == "车溪镇（下达时为车溪乡人民政府）"
    rectifying.prove(cast.chexi.author, order_id)
    assert look(inspector, order_id).facts.state is OrderState.ANSWERED


def test_a_unit_of_another_county_gets_no_order(cast: Cast) -> None:
    with pytest.raises(Refused, match="不是本单位的下级"):
        rectifying.draft(cast.baini.tenant, cast.inspector)


def test_who_has_no_role_for_it_is_refused_in_a_sentence(cast: Cast) -> None:
    order_id = rectifying.answered(cast.chexi.tenant, cast.inspector)
    lost = replace(cast.inspector, roles=frozenset({Role.REVIEWER}))
    with pytest.raises(Refused, match="您现在没有督查职责"):
        rectifying.by_county(lost, lambda: actions.close_order(order_id, "", key="k", actor=lost, now=utc_now()))
    reviewer = cast.chexi.reviewer
    with pytest.raises(Refused, match="由本单位的采编或签发人员报送"):
        rectifying.by_unit(
            reviewer, lambda: actions.send_proof(order_id, "已改。", key="k", actor=reviewer, now=utc_now())
        )


def test_verifying_twice_is_once_and_another_verdict_is_refused(cast: Cast, told: list[Told]) -> None:
    inspector, order_id = cast.inspector, rectifying.answered(cast.chexi.tenant, cast.inspector)

    def close(key: str) -> object:
        return rectifying.by_county(
            inspector, lambda: actions.close_order(order_id, "属实。", key=key, actor=inspector, now=utc_now())
        )

    close("same")
    close("same")
    with pytest.raises(Refused, match="已经销号，不需要再办理"):
        close("another")
    due = rectifying.due(30)
    with pytest.raises(Refused, match="已经销号，不需要再办理"):
        rectifying.by_county(
            inspector, lambda: actions.renew_order(order_id, due, "不行。", key="x", actor=inspector, now=utc_now())
        )
    assert [each.kind for each in told] == ["order_issued", "order_closed"]
    assert [each.kind for each in look(inspector, order_id).steps] == ["issued", "proof", "closed"]


def test_an_order_without_an_answer_is_not_closed(cast: Cast) -> None:
    order_id, inspector = rectifying.issued(cast.chexi.tenant, cast.inspector), cast.inspector
    assert Move.CLOSE not in look(inspector, order_id).possible
    with pytest.raises(Refused, match="单位还没有报送整改情况"):
        rectifying.by_county(
            inspector, lambda: actions.close_order(order_id, "", key="k", actor=inspector, now=utc_now())
        )


def test_more_time_for_what_is_not_answered_is_later_and_has_a_reason(cast: Cast) -> None:
    order_id, inspector = rectifying.issued(cast.chexi.tenant, cast.inspector), cast.inspector

    def renew(due: date, reason: str) -> queries.OrderView:
        return act_on(
            cast,
            order_id,
            lambda: actions.renew_order(order_id, due, reason, key=reason or "-", actor=inspector, now=utc_now()),
        )

    with pytest.raises(Refused, match="新的期限须晚于原定"):
        renew(rectifying.due(5), "同意。")
    with pytest.raises(Refused, match="请写明延长期限的理由"):
        renew(rectifying.due(20), "")
    view = renew(rectifying.due(20), "同意延长。")
    assert (view.facts.state, view.row.due_on, view.row.renewals) == (OrderState.ISSUED, rectifying.due(20), 1)
    assert view.row.first_due_on == rectifying.due(10)


def test_one_file_that_may_not_be_taken_in_leaves_nothing_behind(cast: Cast) -> None:
    order_id, author = rectifying.issued(cast.chexi.tenant, cast.inspector), cast.chexi.author
    uploads = [rectifying.photo(), Upload("程序.exe", b"MZ\x90")]
    with pytest.raises(FileRefused, match=r"“程序\.exe”没有收下"):
        rectifying.by_unit(
            author, lambda: actions.send_proof(order_id, "已改。", uploads, key="k", actor=author, now=utc_now())
        )
    view = look(cast.inspector, order_id)
    assert (view.facts.state, view.files) == (OrderState.ISSUED, ())
    many = [rectifying.photo() for _ in range(13)]
    with pytest.raises(Refused, match="一次最多上传 12 个文件"):
        rectifying.by_unit(
            author, lambda: actions.send_proof(order_id, "已改。", many, key="k", actor=author, now=utc_now())
        )


def test_a_photo_is_kept_without_where_it_was_taken(cast: Cast) -> None:
    from gkcloud.files.storage import Storage

    order_id, author = rectifying.issued(cast.chexi.tenant, cast.inspector), cast.chexi.author
    told = b"GPS 29.6 N 111.7 E"
    chunk = struct.pack(">I", len(told)) + b"tEXt" + told + struct.pack(">I", zlib.crc32(b"tEXt" + told))
    picture = rectifying.photo().data
    upload = Upload("现场.png", picture[:33] + chunk + picture[33:])
    rectifying.by_unit(
        author, lambda: actions.send_proof(order_id, "已改。", [upload], key="k", actor=author, now=utc_now())
    )
    (file,) = look(cast.inspector, order_id).files
    storage: Storage = current_app.extensions["storage"]
    assert storage.get(cast.lixian.tenant.id, file.sha256) == picture
    assert file.size == len(picture)


def test_what_a_unit_has_to_answer_is_something_to_be_reminded_of(cast: Cast) -> None:
    unit, inspector = cast.chexi.tenant, cast.inspector
    order_id = rectifying.overdue(unit, inspector)
    for tenant, wanted in ((unit, [f"order:{order_id}"]), (cast.baini.tenant, [])):
        with Scope.office(tenant.id).opened():
            assert [item.key for item in due_orders(tenant, local(utc_now()).date())] == wanted
