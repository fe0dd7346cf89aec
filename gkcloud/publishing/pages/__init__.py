"""The office's pages about posts, and the inbox that gathers a person's work."""

from gkcloud.publishing.pages import aftermath, deciding, drafting, inbox, reading
from gkcloud.publishing.pages.area import inbox_area, office_area

__all__ = ["aftermath", "deciding", "drafting", "inbox", "inbox_area", "office_area", "reading"]
