"""Every area of the application, in the order of registration."""

from gkcloud.access.area import Area
from gkcloud.files.pages import area as files
from gkcloud.people.pages import AREAS as PEOPLE
from gkcloud.site.pages import front_area, site_area
from gkcloud.web import health, static

AREAS: tuple[Area, ...] = (static.area, health.area, *PEOPLE, front_area, site_area, files)
