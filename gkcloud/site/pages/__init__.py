"""The public subsite of each tenant, and the platform's front page."""

from gkcloud.site.pages import about, feeds, finding, front, reading
from gkcloud.site.pages.areas import front as front_area
from gkcloud.site.pages.areas import site as site_area

__all__ = ["about", "feeds", "finding", "front", "front_area", "reading", "site_area"]
