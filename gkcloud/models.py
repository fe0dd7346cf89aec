"""Every model of the application: foreign keys between areas resolve only once all of them are imported."""

from gkcloud.audit.model import AuditEvent, AuditHead
from gkcloud.bulletins.model import Issue, IssueItem, IssuePublication
from gkcloud.calendar.model import CalendarDayRow, CalendarYear
from gkcloud.feeds.model import CalendarFeed
from gkcloud.files.model import StoredFile
from gkcloud.jobs.model import Job
from gkcloud.obligations.model import DutyChoice, FactFile, FactRow, StandingRow
from gkcloud.people.model import Delegation, Invitation, Membership, Person, SignIn
from gkcloud.printing.model import Printing, PrintingPublication
from gkcloud.publishing.model import (
    Decision,
    Post,
    Publication,
    PublicationColumn,
    PublicationFile,
    PublicationPaper,
    Revision,
    SearchEntry,
    Series,
    SiteColumn,
)
from gkcloud.reminders.model import NoticeChannel, Reminder, ReminderDigest
from gkcloud.supervision.model import QuarterlyItem, QuarterlyList, ReviewOpinion
from gkcloud.tenancy.model import DirectoryVersion, TenantHost, TenantRecord

__all__ = [
    "AuditEvent",
    "AuditHead",
    "CalendarDayRow",
    "CalendarFeed",
    "CalendarYear",
    "Decision",
    "Delegation",
    "DirectoryVersion",
    "DutyChoice",
    "FactFile",
    "FactRow",
    "Invitation",
    "Issue",
    "IssueItem",
    "IssuePublication",
    "Job",
    "Membership",
    "NoticeChannel",
    "Person",
    "Post",
    "Printing",
    "PrintingPublication",
    "Publication",
    "PublicationColumn",
    "PublicationFile",
    "PublicationPaper",
    "QuarterlyItem",
    "QuarterlyList",
    "Reminder",
    "ReminderDigest",
    "ReviewOpinion",
    "Revision",
    "SearchEntry",
    "Series",
    "SignIn",
    "SiteColumn",
    "StandingRow",
    "StoredFile",
    "TenantHost",
    "TenantRecord",
]
