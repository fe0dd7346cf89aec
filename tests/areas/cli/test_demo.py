"""``gkcloud demo``: what a newcomer finds, made through the same actions as real work."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcloud.access.policy import Role
from gkcloud.database import utc_now
from gkcloud.demo.accounts import PASSWORD
from gkcloud.demo.content import read_demo
from gkcloud.obligations.nightly import assess_units, units
from gkcloud.tenancy.packs import read_packs
from tests.areas.cli.deploying import ROOT, Deployment, run, run_json


@pytest.fixture(scope="module")
def loaded(make_deployment: Callable[[str], Deployment]) -> Deployment:
    deployment = make_deployment("demonstration")
    assert run_json("demo", "load", app=deployment.app)["posts"] >= 60
    return deployment


def _rows(deployment: Deployment, statement: str) -> list[tuple[object, ...]]:
    with deployment.owner.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def _one(deployment: Deployment, statement: str) -> object:
    return _rows(deployment, statement)[0][0]


def _everything(deployment: Deployment) -> list[tuple[object, ...]]:
    counts = []
    tables = ("people", "memberships", "posts", "revisions", "decisions", "audit_events", "stored_files")
    for table in (
        *tables,
        "facts",
        "campaigns",
        "sheet_answers",
        "rectification_orders",
        "order_steps",
        "appeals",
        "printings",
    ):
        counts += _rows(deployment, f"select '{table}', count(*) from {table}")  # noqa: S608 - names from above
    return counts


def test_a_second_run_changes_nothing(loaded: Deployment) -> None:
    before = _everything(loaded)
    assert run_json("demo", "load", app=loaded.app) == {"posts": 0}
    assert _everything(loaded) == before


def test_enough_to_look_at(loaded: Deployment) -> None:
    published = "select count(*) from publications where published_at <= now() and withdrawn_at is null"
    assert _one(loaded, published) >= 60
    assert _one(loaded, "select count(distinct tenant_id) from publications") >= 16
    assert _one(loaded, "select count(distinct column_code) from publication_columns") >= 14
    # All but what tells of the programme of 2015.
    recent = "from publications where published_at > now() - interval '1 year'"
    assert _one(loaded, f"select now() - min(published_at) between '8 weeks' and '11 weeks' {recent}")


def test_the_39_units_of_2015_are_there(loaded: Deployment) -> None:
    counts = "select category, count(*) from demo_designations where year = 2015 group by 1 order by 1"
    assert [tuple(row) for row in _rows(loaded, counts)] == [("township", 12), ("unit", 15), ("village", 12)]
    named = "select count(*) from demo_designations where unit_name in ('艳电局', '大坪乡大兴村', '大堰垱镇西街社区')"
    assert _one(loaded, named) == 3
    listed = (
        "select bool_and(position('>' || d.unit_name || '<' in p.body_html) > 0) from demo_designations d"
        " join publications p on p.tenant_id = d.tenant_id and p.post_id = d.post_id"
    )
    assert _one(loaded, listed)
    assert _one(loaded, "select count(*) from demo_designations where status = 'suspended'") == 1
    assert _one(loaded, "select count(*) from demo_visits where finished_at is not null") == 4


def test_supervision_from_standard_to_appeal(loaded: Deployment) -> None:
    campaigns = _rows(loaded, "select kind, state from campaigns order by opened_at")
    assert campaigns == [("half_year", "closed"), ("special", "open")]
    handed_in = (
        "select c.state, s.kind, count(*) from sheets s"
        " join campaigns c on c.tenant_id = s.tenant_id and c.id = s.campaign_id"
        " where s.submitted_at is not null group by 1, 2 order by 1, 2"
    )
    assert _rows(loaded, handed_in) == [
        ("closed", "inspection", 8),
        ("closed", "self_check", 3),
        ("open", "inspection", 1),
        ("open", "self_check", 2),
    ]
    totals = "select min(total) < 80, max(total) >= 95 from sheets where kind = 'inspection'"
    assert _rows(loaded, totals) == [(True, True)]
    states = _rows(loaded, "select state, due_on < current_date from rectification_orders order by state")
    assert states == [("answered", False), ("closed", True), ("issued", True)]
    assert _one(loaded, "select bool_and(total_after > total_before) from appeals where state = 'changed'")
    circular = (
        "select c.state, p.state, g.file_id is not null from circular_drafts c"
        " join posts p on p.tenant_id = c.tenant_id and p.id = c.post_id"
        " join printings g on g.tenant_id = c.tenant_id and g.id = c.printing_id"
    )
    assert _rows(loaded, circular) == [("issued", "draft", True)]
    assert _one(loaded, "select count(*) from commendations where shown_at is not null") == 1


def test_what_units_recorded_covers_the_year(loaded: Deployment) -> None:
    facts = "from facts where is_recorded"
    assert _one(loaded, f"select count(*) {facts}") >= 60
    assert _one(loaded, f"select count(distinct tenant_id) {facts}") >= 12
    assert _one(loaded, f"select max(on_day) - min(on_day) > 270 {facts}")
    assert _one(loaded, f"select bool_and((created_at at time zone 'Asia/Shanghai')::date = on_day) {facts}")


def test_standings_and_board_are_what_a_nightly_assessment_finds(loaded: Deployment) -> None:
    standings = "select tenant_id, rule_id, period, standing, due_on, sentence, evidence, done, wanted from standings"
    board = "select tenant_id, month, counts from board_rows"
    before = [_rows(loaded, f"{each} order by 1, 2, 3") for each in (standings, board)]
    assert all(before)
    told = [tenant_id for (tenant_id,) in _rows(loaded, "select distinct tenant_id from facts")]
    with loaded.app.app_context():
        assert assess_units([each for each in units() if each.id in told], now=utc_now()) == 0
    assert [_rows(loaded, f"{each} order by 1, 2, 3") for each in (standings, board)] == before


def test_each_turn_that_a_publication_can_take(loaded: Deployment) -> None:
    for condition in (
        "withdrawn_at is not null and withdrawal_reason <> ''",
        "validity = 'repealed' and validity_note <> ''",
        "validity = 'amended' and validity_note <> ''",
        "corrected_at is not null and correction_note <> ''",
        "published_at > now()",
        "policy_id is not null",
    ):
        assert _one(loaded, f"select count(*) from publications where {condition}") >= 1, condition  # noqa: S608
    urgent = (
        "select count(*) from posts where is_urgent and urgent_confirmed_at is null and urgent_confirm_by > now()"
    )
    assert _one(loaded, urgent) == 1
    assert _one(loaded, "select count(distinct extension) from publication_files") == 2


def test_a_policy_and_its_demanded_interpretation_appear_together(loaded: Deployment) -> None:
    moments = _rows(
        loaded,
        "select i.published_at, p.published_at from publications i"
        " join posts o on o.tenant_id = i.tenant_id and o.id = i.policy_id and o.needs_interpretation"
        " join publications p on p.tenant_id = i.tenant_id and p.post_id = i.policy_id",
    )
    assert moments
    assert all(own == policys for own, policys in moments)


def test_work_waits_at_every_stage_in_chexi(loaded: Deployment) -> None:
    rows = _rows(
        loaded,
        "select coalesce(p.stage, p.state), p.returned_reason <> '', jsonb_array_length(r.check_report->'findings')"
        " from posts p join tenants t on t.id = p.tenant_id"
        " join revisions r on r.tenant_id = p.tenant_id and r.id = p.current_revision_id"
        " where t.slug = 'lixian-chexi' and p.state in ('draft', 'in_review')",
    )
    waiting = Counter(stage for stage, _, _ in rows)
    assert waiting["sign_off"] == 2
    assert waiting["review"] >= 1
    assert waiting["secrecy_review"] >= 1
    assert any(returned for _, returned, _ in rows)
    assert sorted(count for stage, _, count in rows if stage == "sign_off") == [0, 1]


def test_only_the_one_finding_that_was_meant(loaded: Deployment) -> None:
    found = _rows(
        loaded,
        "select f->>'code' from revisions r, jsonb_array_elements(r.check_report->'findings') f"
        # A circular's public version comes without a column; whoever goes on with it chooses one.
        " where not exists (select from circular_drafts c where c.tenant_id = r.tenant_id and c.post_id = r.post_id)",
    )
    assert found == [("mobile",)]


def test_nobody_passed_what_they_wrote(loaded: Deployment) -> None:
    assert not _rows(
        loaded,
        "select d.id from decisions d join posts p on p.tenant_id = d.tenant_id and p.id = d.post_id"
        " where d.decided_by = p.created_by",
    )
    assert _one(loaded, "select count(*) from decisions") > 150


def test_numbers_have_no_gap_and_the_records_hold(loaded: Deployment) -> None:
    gaps = _rows(
        loaded,
        "select p.tenant_id from publications p join series s on s.tenant_id = p.tenant_id and s.name = 'index'"
        " group by p.tenant_id having count(distinct p.index_no) <> (select sum(last) from series x"
        " where x.tenant_id = p.tenant_id and x.name = 'index')",
    )
    assert not gaps
    assert run_json("audit", "verify", app=loaded.app)["ok"]
    backwards = (
        "select a.seq from audit_events a join audit_events b on b.tenant_id = a.tenant_id and b.seq = a.seq + 1"
        " join tenants t on t.id = a.tenant_id and t.slug <> '_platform' where b.at < a.at"
    )
    assert not _rows(loaded, backwards)


def test_what_is_public_can_be_searched_and_the_rest_cannot(loaded: Deployment) -> None:
    wrong = (
        "select p.title from publications p full join search_entries s on s.post_id = p.post_id"
        " where (s.post_id is null) <> (p.published_at > now() or p.withdrawn_at is not null)"
    )
    assert not _rows(loaded, wrong)


def test_refuses_where_real_people_work(make_deployment: Callable[[str], Deployment]) -> None:
    real = make_deployment("real")
    real.official("lixian-chexi", Role.ADMINISTRATOR)
    result = run("demo", "load", app=real.app)
    assert result.exit_code == 1
    assert "已有正式账号" in result.stderr
    assert _one(real, "select count(*) from posts") == 0
    assert _one(real, "select count(*) from people") == 1


def test_accounts_need_nothing_and_name_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKCLOUD_PACKS_DIR", str(ROOT / "tenants"))
    told = run_json("demo", "accounts")
    assert told["password"] == PASSWORD
    roles = {account["login"]: account["roles"] for account in told["accounts"]}
    assert roles["chexi-signer"] == {"lixian-chexi": ["signer"]}
    assert len(roles["dayandang-secrecy"]) == 2
    shown = run("demo", "accounts").stdout
    assert PASSWORD in shown
    assert all(login in shown for login in roles)


def test_content_is_in_columns_and_classes_that_its_tenant_has() -> None:
    demo = read_demo(ROOT / "tenants")
    specs = {spec.slug: spec for spec in read_packs(ROOT / "tenants")}
    for slug, posts in demo.posts.items():
        spec = specs[slug]
        for post in posts:
            assert set(post.columns) <= {column.code for column in spec.columns}, post.title
            assert post.subject in {each.code for each in spec.subject_classes}, post.title
            assert post.genre in {each.code for each in spec.genre_classes}, post.title
    for person in demo.people:
        assert set(person.roles) <= set(specs) | {"_platform"}


def test_titles_and_names_are_nobodys_twice() -> None:
    demo = read_demo(ROOT / "tenants")
    titles = Counter(post.title for posts in demo.posts.values() for post in posts)
    names = Counter(person.name for person in demo.people)
    assert max(titles.values()) == 1
    assert max(names.values()) == 1


def test_a_fault_in_the_content_names_file_and_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mou/demo").mkdir(parents=True)
    (tmp_path / "mou/demo/posts.toml").write_text('tenant = "mou"\n[[post]]\ntitle = "标题"\n', encoding="utf-8")
    monkeypatch.setenv("GKCLOUD_PACKS_DIR", str(tmp_path))
    result = run("demo", "accounts")
    assert result.exit_code == 1
    assert "mou/demo/posts.toml: post.0.body" in result.stderr


def test_json_is_readable_as_it_is(loaded: Deployment) -> None:
    assert json.loads(run("demo", "load", "--json", app=loaded.app).stdout) == {"posts": 0}
