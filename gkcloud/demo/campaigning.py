"""The demonstration's campaigns: planned and opened, self-checks and inspections handed in, and ended."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from gkcloud.access.policy import Actor, Role
from gkcloud.calendar.queries import calendar_for
from gkcloud.campaigns import actions, queries
from gkcloud.campaigns.actions import CampaignPlan, Typed
from gkcloud.campaigns.actions.sheets import lock_sheet
from gkcloud.campaigns.model import Campaign
from gkcloud.campaigns.queries import SheetView
from gkcloud.campaigns.rules import Period, SheetKind
from gkcloud.database import db
from gkcloud.demo.desks import Desks
from gkcloud.demo.happening import Happening
from gkcloud.demo.supervisioncontent import DemoAnswer, DemoCampaign, DemoSheet, half_year_of
from gkcloud.rectification.actions import Problem, record_finding
from gkcloud.rectification.rules import following_workday
from gkcloud.standards import actions as standards
from gkcloud.standards import queries as library
from gkcloud.standards.answering import HUNDRED, NUMBERED, Result, result_of
from gkcloud.standards.rules import Item, Scoring
from gkcloud.web.clock import local

_AS_IT_IS = DemoAnswer()
_ON_PAPER = "系统中没有记录，已核对纸质材料。"
_FOUND = frozenset({Result.PARTLY, Result.NOT_MET})


class Campaigning:
    """The campaigns of a county by their keys, as they come into being."""

    def __init__(self, desks: Desks, standard: str, now: datetime) -> None:
        self._desks = desks
        self._standard = standard
        self._now = now
        self.made: dict[str, uuid.UUID] = {}

    def happenings(self, demo: DemoCampaign) -> Iterator[Happening]:
        """Yield everything that happened in a campaign, each with how many days ago."""
        yield Happening(demo.opened, partial(self._open, demo))
        for sheet in demo.self_check:
            yield Happening(sheet.days, partial(self._check_itself, demo, sheet))
        for sheet in demo.inspection:
            yield Happening(sheet.days, partial(self._inspect, demo, sheet))
        if demo.closed is not None:
            yield Happening(demo.closed, partial(self._close, demo))

    def sheet_id(self, key: str, slug: str, kind: SheetKind) -> uuid.UUID:
        """Return a unit's sheet of a campaign, in the county's scope."""
        row = db.session.get_one(Campaign, (self._desks.county.id, self.made[key]))
        sheet = queries.view_of(row, self._desks.inspector).sheet(self._desks.id_of(slug), kind)
        if sheet is None:
            raise LookupError(f"{slug} has no sheet in {key}")
        return sheet.id

    def _open(self, demo: DemoCampaign, at: datetime) -> None:
        desks, who = self._desks, self._desks.inspector
        first, last, half = half_year_of(local(at).date())
        today = local(self._now).date()

        def act() -> uuid.UUID:
            calendar = calendar_for(desks.county)
            standard = standards.adopt(self._standard, actor=who, now=at)
            plan = CampaignPlan(
                kind=demo.kind,
                title=demo.title.replace("{half}", half),
                period=Period(first, last),
                version_id=library.view_of(standard).newest.id,
                has_self_check=True,
                has_inspection=True,
                self_check_due=following_workday(today - timedelta(days=demo.self_check_due), calendar),
                ends_on=following_workday(today - timedelta(days=demo.ends), calendar),
                targets=frozenset(desks.id_of(slug) for slug in demo.targets),
                inspectors=frozenset({who.person_id}),
                note=demo.note,
            )
            row = actions.create(plan, actor=who, now=at)
            actions.open_campaign(row.id, actor=who, now=at)
            return row.id

        self.made[demo.key] = desks.over(act)

    def _check_itself(self, demo: DemoCampaign, sheet: DemoSheet, at: datetime) -> None:
        desks, actor = self._desks, self._desks.one(sheet.slug, Role.AUTHOR)
        sheet_id = desks.over(lambda: self.sheet_id(demo.key, sheet.slug, SheetKind.SELF_CHECK))
        desks.at_home(sheet.slug, actor, lambda: _fill_in(sheet_id, sheet, actor, at))

    def _inspect(self, demo: DemoCampaign, sheet: DemoSheet, at: datetime) -> None:
        """Fill an inspection in and keep what was not met as problems found."""
        desks, who = self._desks, self._desks.inspector

        def act() -> None:
            sheet_id = self.sheet_id(demo.key, sheet.slug, SheetKind.INSPECTION)
            view = _fill_in(sheet_id, sheet, who, at)
            for code, answer in view.answers.items():
                if code in sheet.answers and Result(answer.result) in _FOUND:
                    item = view.content.item(code)
                    title, detail = answer.reason.rstrip("。"), item.text if item else ""
                    problem = Problem(desks.id_of(sheet.slug), title, detail, view.campaign.id, sheet_id, code)
                    record_finding(problem, actor=who, now=at)

        desks.over(act)

    def _close(self, demo: DemoCampaign, at: datetime) -> None:
        who = self._desks.inspector
        self._desks.over(lambda: actions.close(self.made[demo.key], is_sure=True, actor=who, now=at))


def _fill_in(sheet_id: uuid.UUID, sheet: DemoSheet, actor: Actor, at: datetime) -> SheetView:
    view = lock_sheet(sheet_id, actor, at)
    for item in view.content.items:
        actions.save(sheet_id, _typed(view, item, sheet.answers.get(item.code, _AS_IT_IS)), actor=actor, now=at)
    return actions.submit(sheet_id, sheet.summary, actor=actor, now=at)


def _typed(view: SheetView, item: Item, said: DemoAnswer) -> Typed:
    """Return an answer: what is declared, else what the system has seen, else that it is met."""
    prefill = view.prefills.get(item.code)
    suggested = prefill.suggested if prefill else None
    if item.scoring in NUMBERED and said.result is None:
        of = Decimal(item.sample) if item.scoring is Scoring.SAMPLE else None
        value = said.value if said.value is not None else _best(item)
        result = result_of(item, value, of)
        typed = Typed(item.code, None, value, of, said.reason)
    else:
        result = said.result or suggested or Result.MET
        typed = Typed(item.code, result, reason=said.reason)
    is_known = result is not Result.NOT_APPLICABLE and suggested in {None, result}
    return typed if typed.reason or is_known else replace(typed, reason=_ON_PAPER)


def _best(item: Item) -> Decimal:
    """Return the number of an item at which nothing is missing; no bonus is asked for."""
    if item.scoring is Scoring.SAMPLE:
        return Decimal(item.sample)
    return HUNDRED if item.scoring is Scoring.SCALE else Decimal(0)
