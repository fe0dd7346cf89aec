"""The office's pages about quarterly lists; only tenants whose pack asks for the group's review have them."""

from gkcloud.supervision.pages import inbox, lists, reviewing
from gkcloud.supervision.pages.area import area

__all__ = ["area", "inbox", "lists", "reviewing"]
