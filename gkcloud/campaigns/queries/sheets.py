"""Reading sheets: with the standard that they are pinned to, what was answered, and what the system has seen."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.campaigns.model import AnswerFile, Campaign, CampaignInspector, CampaignTarget, Sheet, SheetAnswer
from gkcloud.campaigns.prefill import Prefill, kept_prefill, prefilled
from gkcloud.campaigns.queries.campaigns import inspectors_now, tenant_now
from gkcloud.campaigns.rules import CampaignState, Period, SheetFacts, SheetKind, SheetState
from gkcloud.database import db
from gkcloud.people import queries as people
from gkcloud.standards import queries as standards
from gkcloud.standards.answering import Answer, Result
from gkcloud.standards.rules import Content, Item
from gkcloud.standards.scoring import Score, score_of


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet as whoever fills it in, or reads it, sees it. ``prefills`` are by the items' codes."""

    row: Sheet
    campaign: Campaign
    target: CampaignTarget
    content: Content
    answers: Mapping[str, SheetAnswer]
    files: Mapping[str, Sequence[AnswerFile]]
    prefills: Mapping[str, Prefill]
    score: Score
    facts: SheetFacts

    @property
    def kind(self) -> SheetKind:
        """Who fills it in."""
        return SheetKind(self.row.kind)

    def place_of(self, code: str) -> int:
        """Return which item of the sheet this is, from 1."""
        return [item.code for item in self.content.items].index(code) + 1

    def item_at(self, place: int) -> Item:
        """Return the item at a place; 404 when there is none."""
        if not 1 <= place <= len(self.content.items):
            abort(404)
        return self.content.items[place - 1]

    def first_open(self) -> int | None:
        """Return the place of the first item that nobody answered."""
        return next((place for place, each in enumerate(self.score.items, 1) if each.is_open), None)


def access_own_sheet(sheet_id: uuid.UUID, actor: Actor, today: date) -> SheetView:
    """Return a sheet of the actor's unit that was shown to it; 404 when there is none."""
    statement = select(Sheet).where(
        Sheet.id == sheet_id, Sheet.target_id == actor.tenant_id, Sheet.shown_at.is_not(None)
    )
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        abort(404)
    return sheet_view(row, today)


def access_campaign_sheet(sheet_id: uuid.UUID, actor: Actor, today: date) -> SheetView:
    """Return a sheet of a campaign of the actor's county; 404 when there is none."""
    row = db.session.get(Sheet, (actor.tenant_id, sheet_id))
    if row is None:
        abort(404)
    return sheet_view(row, today)


def access_file(view: SheetView, file_id: uuid.UUID) -> AnswerFile:
    """Return a file of a sheet; 404 when there is none."""
    file = next((each for files in view.files.values() for each in files if each.id == file_id), None)
    if file is None:
        abort(404)
    return file


def sheet_view(row: Sheet, today: date) -> SheetView:
    """Return a sheet with everything that belongs to it."""
    return views_of([row], today)[0]


def views_of(rows: Sequence[Sheet], today: date) -> list[SheetView]:
    """Return sheets with everything that belongs to them; as many statements for many of one campaign as for one."""
    ids = [row.id for row in rows]
    answers = _by_sheet(db.session.execute(select(SheetAnswer).where(SheetAnswer.sheet_id.in_(ids))).scalars())
    kept = select(AnswerFile).where(AnswerFile.sheet_id.in_(ids), AnswerFile.removed_at.is_(None))
    files: dict[uuid.UUID, list[AnswerFile]] = defaultdict(list)
    for file in db.session.execute(kept.order_by(AnswerFile.created_at, AnswerFile.id)).scalars():
        files[file.sheet_id].append(file)
    return [_view(row, answers[row.id], files[row.id], today) for row in rows]


def self_check_beside(view: SheetView, today: date) -> SheetView | None:
    """Return the unit's own self-check of the same campaign, once it was handed in and where the reader may see it."""
    row = view.row
    statement = select(Sheet).where(
        Sheet.tenant_id == row.tenant_id,
        Sheet.campaign_id == row.campaign_id,
        Sheet.target_id == row.target_id,
        Sheet.kind == SheetKind.SELF_CHECK.value,
        Sheet.state == SheetState.SUBMITTED.value,
    )
    found = db.session.execute(statement).scalar_one_or_none()
    return sheet_view(found, today) if found is not None else None


def _by_sheet(rows: Iterable[SheetAnswer]) -> dict[uuid.UUID, dict[str, SheetAnswer]]:
    found: dict[uuid.UUID, dict[str, SheetAnswer]] = defaultdict(dict)
    for row in rows:
        found[row.sheet_id][row.item] = row
    return found


def _view(row: Sheet, answers: Mapping[str, SheetAnswer], held: Iterable[AnswerFile], today: date) -> SheetView:
    campaign = db.session.get_one(Campaign, (row.tenant_id, row.campaign_id))
    target = db.session.get_one(CampaignTarget, (row.tenant_id, row.campaign_id, row.target_id))
    content = standards.content_of(standards.version(row.tenant_id, campaign.version_id))
    files: dict[str, list[AnswerFile]] = defaultdict(list)
    for file in held:
        files[file.item].append(file)
    prefills = _prefills(row, campaign, content, answers, today)
    given = {code: _answer(each, len(files[code]), prefills.get(code)) for code, each in answers.items()}
    score = score_of(content, given)
    return SheetView(row, campaign, target, content, answers, files, prefills, score, _facts(row, campaign, today))


def _prefills(
    row: Sheet, campaign: Campaign, content: Content, answers: Mapping[str, SheetAnswer], today: date
) -> dict[str, Prefill]:
    """Return what the person saw when they answered; for what is open, what the system sees now."""
    kept = {code: kept_prefill(each.auto) for code, each in answers.items() if each.auto is not None}
    tenant = tenant_now(row.target_id)
    if row.state != SheetState.OPEN.value or campaign.state != CampaignState.OPEN.value or tenant is None:
        return kept
    wanted = {item.code: item.duty for item in content.items if item.duty and item.code not in answers}
    period = Period(campaign.period_from, campaign.period_to)
    seen = prefilled(frozenset(wanted.values()), target=tenant, period=period, today=today)
    return kept | {code: seen[duty] for code, duty in wanted.items() if duty in seen}


def _answer(row: SheetAnswer, files: int, prefill: Prefill | None) -> Answer:
    return Answer(Result(row.result), row.value, row.of, files, len(prefill.evidence) if prefill else 0)


def _facts(row: Sheet, campaign: Campaign, today: date) -> SheetFacts:
    name, may = "", True
    if row.holder_id is not None:
        name = people.names_of([row.holder_id]).get(row.holder_id, "原督查员")
        may = row.holder_id in inspectors_now(row.tenant_id, today)
    return SheetFacts(
        SheetKind(row.kind), SheetState(row.state), CampaignState(campaign.state), row.holder_id, name, may
    )


def own_sheets(tenant_id: uuid.UUID) -> list[tuple[Sheet, Campaign]]:
    """Return the sheets about a unit that were shown to it, the newest first."""
    statement = (
        select(Sheet, Campaign)
        .join(Campaign, (Campaign.tenant_id == Sheet.tenant_id) & (Campaign.id == Sheet.campaign_id))
        .where(Sheet.target_id == tenant_id, Sheet.shown_at.is_not(None))
        .order_by(Sheet.created_at.desc(), Sheet.kind.desc())
    )
    return [(sheet, campaign) for sheet, campaign in db.session.execute(statement)]


def open_here(target_ids: Sequence[uuid.UUID]) -> list[tuple[Sheet, Campaign]]:
    """Return the self-checks that wait for units; for the inbox, in one statement."""
    statement = (
        select(Sheet, Campaign)
        .join(Campaign, (Campaign.tenant_id == Sheet.tenant_id) & (Campaign.id == Sheet.campaign_id))
        .where(
            Sheet.target_id.in_(target_ids),
            Sheet.kind == SheetKind.SELF_CHECK.value,
            Sheet.state == SheetState.OPEN.value,
            Campaign.state == CampaignState.OPEN.value,
        )
    )
    return [(sheet, campaign) for sheet, campaign in db.session.execute(statement)]


def to_inspect(tenant_ids: Sequence[uuid.UUID], person_id: uuid.UUID) -> list[tuple[Sheet, Campaign]]:
    """Return the inspections that wait for an inspector: their own, and those that nobody has taken up yet."""
    mine = select(CampaignInspector.campaign_id).where(CampaignInspector.person_id == person_id)
    statement = (
        select(Sheet, Campaign)
        .join(Campaign, (Campaign.tenant_id == Sheet.tenant_id) & (Campaign.id == Sheet.campaign_id))
        .where(
            Sheet.tenant_id.in_(tenant_ids),
            Sheet.kind == SheetKind.INSPECTION.value,
            Sheet.state == SheetState.OPEN.value,
            Campaign.state == CampaignState.OPEN.value,
            (Sheet.holder_id == person_id) | (Sheet.holder_id.is_(None) & Sheet.campaign_id.in_(mine)),
        )
    )
    return [(sheet, campaign) for sheet, campaign in db.session.execute(statement)]
