"""Every area of the application, in the order of registration."""

from gkcloud.access.area import Area
from gkcloud.bulletins import jobs as _bulletin_jobs  # noqa: F401 - registers its kinds of job
from gkcloud.bulletins.pages import area as bulletins
from gkcloud.campaigns import duties as _campaign_duties  # noqa: F401 - sheets begin with what the duties have seen
from gkcloud.campaigns.pages import AREAS as CAMPAIGNS
from gkcloud.comparison import refreshing as _refreshing  # noqa: F401 - follows facts and standings
from gkcloud.comparison.pages import area as comparison
from gkcloud.demonstration.pages import area as demonstration
from gkcloud.demonstration.pages import public_area as demonstrations
from gkcloud.feeds.pages import area as feeds
from gkcloud.feeds.pages import open_area as calendar
from gkcloud.files.pages import area as files
from gkcloud.obligations import nightly as _nightly  # noqa: F401 - answers changes of the calendar
from gkcloud.obligations import reminding as _reminding  # noqa: F401 - registers what is reminded of
from gkcloud.obligations.pages import area as obligations
from gkcloud.people.pages import AREAS as PEOPLE
from gkcloud.printing import jobs as _printing_jobs  # noqa: F401 - the same
from gkcloud.printing.pages import area as printing
from gkcloud.printing.postpages import area as post_paper
from gkcloud.publishing.pages import inbox_area, office_area
from gkcloud.rectification import duties as _rectification_duties  # noqa: F401 - tells the duties
from gkcloud.rectification.pages import area as rectification
from gkcloud.rectification.pages import circulars_area as circulars
from gkcloud.reminders import jobs as _reminder_jobs  # noqa: F401 - the same
from gkcloud.reminders.pages import area as reminders
from gkcloud.site.pages import front_area, site_area
from gkcloud.standards.pages import area as standards
from gkcloud.supervision.pages import area as supervision
from gkcloud.web import health, static

AREAS: tuple[Area, ...] = (
    static.area,
    health.area,
    *PEOPLE,
    inbox_area,
    office_area,
    bulletins,
    printing,
    post_paper,
    supervision,
    demonstration,
    demonstrations,
    rectification,
    circulars,
    standards,
    *CAMPAIGNS,
    comparison,
    obligations,
    feeds,
    calendar,
    reminders,
    front_area,
    site_area,
    files,
)
