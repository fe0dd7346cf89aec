"""What came of the demonstration's campaigns: orders and their answers, appeals against scores, the circular."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from gkcloud.access.policy import Role
from gkcloud.calendar.queries import calendar_for
from gkcloud.campaigns.rules import SheetKind
from gkcloud.database import db
from gkcloud.demo.campaigning import Campaigning
from gkcloud.demo.desks import Desks
from gkcloud.demo.happening import Happening
from gkcloud.demo.supervisioncontent import DemoAppeal, DemoCircular, DemoOrder
from gkcloud.rectification import actions, queries
from gkcloud.rectification.actions import MentionText, OrderText
from gkcloud.rectification.appealing import Ruling
from gkcloud.rectification.drafting import draft_circular
from gkcloud.rectification.model import CircularDraft, Finding
from gkcloud.rectification.rules import FindingState, Mention, following_workday
from gkcloud.web.clock import local


class Aftermath:
    """What came of a county's campaigns."""

    def __init__(self, desks: Desks, campaigning: Campaigning, now: datetime) -> None:
        self._desks = desks
        self._campaigning = campaigning
        self._today = local(now).date()

    def order(self, demo: DemoOrder) -> Iterator[Happening]:
        """Yield what happened with an order."""
        order_id, author = uuid.uuid4(), self._desks.one(demo.slug, Role.AUTHOR)

        def receive(at: datetime) -> None:
            self._desks.at_home(demo.slug, author, lambda: actions.receive_order(order_id, actor=author, now=at))

        def prove(at: datetime) -> None:
            key = str(uuid.uuid4())
            self._desks.at_home(
                demo.slug,
                author,
                lambda: actions.send_proof(order_id, demo.proof, key=key, actor=author, now=at),
            )

        def close(at: datetime) -> None:
            who, key = self._desks.inspector, str(uuid.uuid4())
            self._desks.over(lambda: actions.close_order(order_id, demo.verified, key=key, actor=who, now=at))

        yield Happening(demo.issued, lambda at: self._issue(demo, order_id, at))
        yield Happening(demo.received, receive)
        if demo.proved is not None:
            yield Happening(demo.proved, prove)
        if demo.closed is not None:
            yield Happening(demo.closed, close)

    def appeal(self, demo: DemoAppeal) -> Iterator[Happening]:
        """Yield what happened with an appeal."""
        appeal_id, signer = uuid.uuid4(), self._desks.one(demo.slug, Role.SIGNER)

        def file(at: datetime) -> None:
            sheet_id = self._desks.over(
                lambda: self._campaigning.sheet_id(demo.campaign, demo.slug, SheetKind.INSPECTION)
            )
            self._desks.at_home(
                demo.slug,
                signer,
                lambda: actions.file_appeal(
                    sheet_id, tuple(demo.points), demo.reason, key=appeal_id, actor=signer, now=at
                ),
            )

        yield Happening(demo.filed, file)
        yield Happening(demo.decided, lambda at: self._decide(demo, appeal_id, at))

    def circular(self, demo: DemoCircular) -> Iterator[Happening]:
        """Yield what happened with a circular: drafted, sent to the signer, signed, issued, and drafted for the public."""
        circular_id, who = uuid.uuid4(), self._desks.inspector
        signer = self._desks.one(self._desks.county.slug, Role.SIGNER)

        def sign(at: datetime) -> None:
            seen = db.session.get_one(CircularDraft, (self._desks.county.id, circular_id)).content_hash
            actions.sign_circular(circular_id, seen_hash=seen, actor=signer, now=at)

        def issue(at: datetime) -> None:
            self._desks.over(lambda: actions.issue_circular(circular_id, actor=who, now=at))
            slug = self._desks.county.slug
            self._desks.at_home(slug, who, lambda: actions.circular_to_post(circular_id, actor=who, now=at))

        yield Happening(demo.drafted, lambda at: self._draft(demo, circular_id, at))
        yield Happening(
            demo.drafted,
            lambda at: self._desks.over(lambda: actions.submit_circular(circular_id, actor=who, now=at)),
        )
        yield Happening(demo.drafted - 1, lambda at: self._desks.over(lambda: sign(at)))
        yield Happening(demo.drafted - 2, issue)

    def _issue(self, demo: DemoOrder, order_id: uuid.UUID, at: datetime) -> None:
        who, target_id = self._desks.inspector, self._desks.id_of(demo.slug)
        campaign_id = self._campaigning.made.get(demo.campaign)

        def act() -> None:
            text = OrderText(
                demo.title,
                demo.demand,
                self._workday(demo.due),
                finding_ids=_found(campaign_id, target_id) if campaign_id else (),
                problems=demo.problems,
                campaign_id=campaign_id,
            )
            actions.draft_order(target_id, text, actor=who, now=at, order_id=order_id)
            actions.issue_order(order_id, actor=who, now=at)

        self._desks.over(act)

    def _decide(self, demo: DemoAppeal, appeal_id: uuid.UUID, at: datetime) -> None:
        who = self._desks.inspector

        def act() -> None:
            view = queries.access_appeal(appeal_id, who)
            before, gained = view.row.total_before or Decimal(0), sum(demo.points.values(), Decimal(0))
            ruling = Ruling(demo.decision, before + gained, demo.points)
            actions.decide_appeal(appeal_id, ruling, actor=who, now=at)

        self._desks.over(act)

    def _draft(self, demo: DemoCircular, circular_id: uuid.UUID, at: datetime) -> None:
        county, who = self._desks.county, self._desks.inspector
        campaign_id = self._campaigning.made[demo.campaign]
        issuer, addressee = county.spec.bulletin.editing_unit, county.spec.bulletin.distribute_to

        def act() -> None:
            for each in demo.mention:
                target_id, on = self._desks.id_of(each.slug), local(at).date()
                said = MentionText(target_id, Mention.COMMENDED, each.reason, "", on, campaign_id)
                actions.record_mention(said, actor=who, now=at)
            results = queries.results_of(campaign_id, county.id)
            if results is None:
                raise LookupError(demo.campaign)
            report_by = self._workday(demo.report_by)
            text = draft_circular(results, issuer=issuer, addressee=addressee, report_by=report_by)
            actions.draft_circular(text, actor=who, now=at, campaign_id=campaign_id, circular_id=circular_id)

        self._desks.over(act)

    def _workday(self, days: int) -> date:
        return following_workday(self._today - timedelta(days=days), calendar_for(self._desks.county))


def _found(campaign_id: uuid.UUID, target_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """Return the problems that a campaign found at a unit and that no order has taken up."""
    statement = select(Finding.id).where(
        Finding.campaign_id == campaign_id,
        Finding.target_id == target_id,
        Finding.state == FindingState.OPEN.value,
    )
    return tuple(db.session.execute(statement).scalars())
