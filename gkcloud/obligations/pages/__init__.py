"""The office's pages about duties: what is due, one duty, a month, recording what happened, and deciding for units below."""

from gkcloud.obligations.pages import choosing, duty, facts, inbox, month, recording, today
from gkcloud.obligations.pages.area import area

__all__ = ["area", "choosing", "duty", "facts", "inbox", "month", "recording", "today"]
