"""When the demonstration's posts happened; nothing here needs an application."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gkcloud.demo.content import DemoPost
from gkcloud.demo.lighttext import to_html
from gkcloud.demo.moments import (
    PlaceholderUnknown,
    fill_dates,
    next_office_opening,
    past_office_moment,
    working_days_before,
)
from gkcloud.demo.timeline import Do, plan
from gkcloud.tenancy.rules import Stage
from gkcloud.web.clock import local

STAGES = (Stage.REVIEW, Stage.SECRECY_REVIEW, Stage.SIGN_OFF)
SATURDAY_NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MONDAY_DAWN = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # 6:30 of the 23rd in Shanghai


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{date:0}", "2026年1月9日"),
        ("{date:-10}", "2025年12月30日"),
        ("{day:30}", "2月8日"),
        ("{year:-1}年", "2025年"),
        ("{month:-1}", "12月"),
        ("{ym:-1}", "2025年12月"),
        ("{ym:12}", "2027年1月"),
        ("{quarter:-1}", "2025年四季度"),
        ("{quarter}", "2026年一季度"),
    ],
)
def test_dates_in_texts(text: str, filled: str) -> None:
    assert fill_dates(text, date(2026, 1, 9)) == filled


@pytest.mark.parametrize("text", ["{dat:1}", "{date:x}", "}"])
def test_other_braces_are_a_fault(text: str) -> None:
    with pytest.raises(PlaceholderUnknown):
        fill_dates(text, date(2026, 1, 9))


@pytest.mark.parametrize("now", [SATURDAY_NOON, MONDAY_DAWN])
@pytest.mark.parametrize("days", [0, 1, 2, 3, 40])
def test_nothing_happened_at_night_at_weekends_or_later_than_now(now: datetime, days: int) -> None:
    for key in ("一", "二", "三"):
        moment = past_office_moment(now, days, key)
        assert moment <= now - timedelta(hours=1)
        assert local(moment).weekday() < 5
        assert 9 <= local(moment).hour < 17


def test_working_days_skip_weekends() -> None:
    assert working_days_before(date(2026, 11, 23), 1) == date(2026, 11, 20)
    assert working_days_before(date(2026, 11, 20), 5) == date(2026, 11, 13)


def test_the_next_opening_is_a_monday_after_a_friday() -> None:
    friday_evening = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert local(next_office_opening(friday_evening)).isoformat() == "2026-11-23T09:00:00+08:00"


def _post(**values: object) -> DemoPost:
    given = {
        "title": "标题",
        "body": "正文。",
        "days": 5,
        "columns": ("news",),
        "subject": "general",
        "genre": "qita",
    }
    return DemoPost.model_validate({**given, **values})


@pytest.mark.parametrize("now", [SATURDAY_NOON, MONDAY_DAWN])
def test_a_plan_runs_forward_and_ends_before_now(now: datetime) -> None:
    posts = [
        _post(title=f"标题{days}{at}", days=days, at=at)
        for days in (0, 1, 3, 30)
        for at in ("published", "review", "sign_off", "draft", "returned", "scheduled", "urgent")
    ]
    steps = plan(posts, STAGES, now)
    assert all(step.at <= now for step in steps)
    for number, post in enumerate(posts):
        own = [step for step in steps if step.post == number]
        assert own[0].do is Do.CREATE
        assert [step.at for step in own] == sorted(step.at for step in own)
        passed = [step.stage for step in own if step.do is Do.PASS]
        expected = {"published": 3, "scheduled": 3, "sign_off": 2}.get(post.at, 0)
        assert passed == list(STAGES[:expected])


def test_a_demanded_interpretation_is_left_for_the_policys_decision() -> None:
    policy = _post(key="p", title="政策", needs_interpretation=True)
    steps = plan([policy, _post(title="解读", interprets="p")], STAGES, SATURDAY_NOON)
    created = [step.post for step in steps if step.do is Do.CREATE]
    assert created == [0, 1]
    assert [step.stage for step in steps if step.post == 1 and step.do is Do.PASS] == list(STAGES[:2])
    assert steps[-1].post == 0
    assert steps[-1].stage is Stage.SIGN_OFF


def test_light_text() -> None:
    html = to_html(
        "各村：\n一、范围\n（一）道路\n一、这是一句以句号结束的话。\n| 甲 | 乙 |\n| 1 | <2> |\n", "某乡", "今日"
    )
    assert html == (
        '<p class="addressee">各村：</p><h2>一、范围</h2><h3>（一）道路</h3><p>一、这是一句以句号结束的话。</p>'
        '<table><thead><tr><th scope="col">甲</th><th scope="col">乙</th></tr></thead>'
        "<tbody><tr><td>1</td><td>&lt;2&gt;</td></tr></tbody></table>"
        '<p class="signature">某乡</p><p class="date">今日</p>'
    )
