"""Every model of the application: foreign keys between areas resolve only once all of them are imported."""

from gkcloud.audit.model import AuditEvent, AuditHead
from gkcloud.bulletins.model import Issue, IssueItem, IssuePublication
from gkcloud.calendar.model import CalendarDayRow, CalendarYear
from gkcloud.campaigns.model import AnswerFile, Campaign, CampaignInspector, CampaignTarget, Sheet, SheetAnswer
from gkcloud.comparison.model import BoardRow
from gkcloud.demonstration.model import (
    Designation,
    DesignationChange,
    DesignationReview,
    Nomination,
    Programme,
    Proof,
    Visit,
    VisitPhoto,
)
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
from gkcloud.rectification.model import Appeal, CircularDraft, Commendation, Finding, Order, OrderFile, OrderStep
from gkcloud.reminders.model import NoticeChannel, Reminder, ReminderDigest
from gkcloud.standards.model import Standard, StandardVersion
from gkcloud.supervision.model import QuarterlyItem, QuarterlyList, ReviewOpinion
from gkcloud.tenancy.model import DirectoryVersion, TenantHost, TenantRecord

__all__ = [
    "AnswerFile",
    "Appeal",
    "AuditEvent",
    "AuditHead",
    "BoardRow",
    "CalendarDayRow",
    "CalendarFeed",
    "CalendarYear",
    "Campaign",
    "CampaignInspector",
    "CampaignTarget",
    "CircularDraft",
    "Commendation",
    "Decision",
    "Delegation",
    "Designation",
    "DesignationChange",
    "DesignationReview",
    "DirectoryVersion",
    "DutyChoice",
    "FactFile",
    "FactRow",
    "Finding",
    "Invitation",
    "Issue",
    "IssueItem",
    "IssuePublication",
    "Job",
    "Membership",
    "Nomination",
    "NoticeChannel",
    "Order",
    "OrderFile",
    "OrderStep",
    "Person",
    "Post",
    "Printing",
    "PrintingPublication",
    "Programme",
    "Proof",
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
    "Sheet",
    "SheetAnswer",
    "SignIn",
    "SiteColumn",
    "Standard",
    "StandardVersion",
    "StandingRow",
    "StoredFile",
    "TenantHost",
    "TenantRecord",
    "Visit",
    "VisitPhoto",
]
