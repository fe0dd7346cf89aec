"""The office's pages of rectification, for the county and for its units, and of the county's circulars."""

from gkcloud.rectification.pages import appeals, circulars, county, inbox, mentions, orders, unit
from gkcloud.rectification.pages.area import area
from gkcloud.rectification.pages.circulars import area as circulars_area

__all__ = ["appeals", "area", "circulars", "circulars_area", "county", "inbox", "mentions", "orders", "unit"]
