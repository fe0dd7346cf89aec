"""The demonstration's supervision: what lies before its first post, and what is done on the day of loading."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from gkcloud.audit.model import AuditEvent
from gkcloud.campaigns.model import Campaign
from gkcloud.database import db, utc_now
from gkcloud.demo.aftermath import Aftermath
from gkcloud.demo.campaigning import Campaigning
from gkcloud.demo.content import DemoPerson
from gkcloud.demo.desks import Desks
from gkcloud.demo.happening import Happening
from gkcloud.demo.recorded import record_demo_fact
from gkcloud.demo.supervisioncontent import POSTS_BEGIN, DemoFact, DemoSupervision
from gkcloud.papers.paper import PaperKind
from gkcloud.printing.model import Printing
from gkcloud.worker import run_job


class Supervision:
    """One county's supervision; it is made in one run of loading, or was made in an earlier one and is left alone."""

    def __init__(self, demo: DemoSupervision, people: Sequence[DemoPerson], now: datetime) -> None:
        self._demo = demo
        self._desks = Desks(demo.tenant, people)
        self.is_new = self._desks.over(self._is_untouched)
        self._happenings = tuple(self._all_happenings(now)) if self.is_new else ()

    def before_the_posts(self) -> list[Happening]:
        """Return what happened before any unit wrote its first post."""
        return [each for each in self._happenings if each.days >= POSTS_BEGIN]

    def today(self) -> None:
        """Do what is of the day of loading: its duties are assessed by then, so that sheets come filled in."""
        # As a request to the platform's host: what a sheet shows of the system's own record are links from there.
        with current_app.test_request_context():
            for each in self._happenings:
                if each.days == 0:
                    # Jobs kept the real time before this, and the records of a tenant run in one direction.
                    each.act(utc_now())

    def print_circulars(self) -> None:
        """Print what was issued long ago: the job keeps the real time, so it comes after all that lies in the past."""
        for job_id in self._desks.over(self._unprinted) if self.is_new else ():
            run_job(self._desks.county.id, job_id)

    def _all_happenings(self, now: datetime) -> Iterator[Happening]:
        campaigning = Campaigning(self._desks, self._demo.standard, now)
        aftermath = Aftermath(self._desks, campaigning, now)
        for campaign in self._demo.campaign:
            yield from campaigning.happenings(campaign)
        for appeal in self._demo.appeal:
            yield from aftermath.appeal(appeal)
        for circular in self._demo.circular:
            yield from aftermath.circular(circular)
        for order in self._demo.order:
            yield from aftermath.order(order)
        for slug, fact in self._demo.facts():
            if fact.days >= POSTS_BEGIN:
                yield self._recorded(slug, fact)

    def _recorded(self, slug: str, fact: DemoFact) -> Happening:
        staff = self._desks.staff(slug)

        def act(at: datetime) -> None:
            self._desks.at_home(slug, staff[0], lambda: record_demo_fact(fact, staff, at=at))

        return Happening(fact.days, act)

    def _is_untouched(self) -> bool:
        county_id = self._desks.county.id
        loaded = select(AuditEvent.id).where(AuditEvent.tenant_id == county_id, AuditEvent.action == "demo.load")
        campaigns = select(Campaign.id).where(Campaign.tenant_id == county_id)
        return not any(db.session.execute(each).first() for each in (loaded, campaigns))

    def _unprinted(self) -> list[uuid.UUID]:
        statement = select(Printing.job_id).where(
            Printing.tenant_id == self._desks.county.id,
            Printing.kind == PaperKind.CIRCULAR.value,
            Printing.job_id.is_not(None),
            Printing.file_id.is_(None),
        )
        return [job_id for job_id in db.session.execute(statement).scalars() if job_id is not None]
