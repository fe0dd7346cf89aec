"""Pages of campaigns and sheets."""

from gkcloud.campaigns.pages import checking as _checking
from gkcloud.campaigns.pages import inbox as _inbox
from gkcloud.campaigns.pages import inspecting as _inspecting
from gkcloud.campaigns.pages import planning as _planning
from gkcloud.campaigns.pages.area import campaigns, checks

__all__ = ["AREAS", "_checking", "_inbox", "_inspecting", "_planning"]

AREAS = (campaigns, checks)
