"""Every area of the application, in the order of registration."""

from gkcloud.access.area import Area
from gkcloud.people.pages import AREAS as PEOPLE
from gkcloud.web import health, static

AREAS: tuple[Area, ...] = (static.area, health.area, *PEOPLE)
