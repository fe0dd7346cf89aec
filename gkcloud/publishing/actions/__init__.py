"""What changes a post: drafting, deciding, publishing, and what follows a publication."""

from gkcloud.publishing.actions.aftermath import confirm_urgent, mark_validity, start_correction, withdraw
from gkcloud.publishing.actions.deciding import Verdict, decide, publish_urgently
from gkcloud.publishing.actions.drafting import create_draft, discard, recall, save_revision, submit
from gkcloud.publishing.actions.faults import Changed, Refused

__all__ = [
    "Changed",
    "Refused",
    "Verdict",
    "confirm_urgent",
    "create_draft",
    "decide",
    "discard",
    "mark_validity",
    "publish_urgently",
    "recall",
    "save_revision",
    "start_correction",
    "submit",
    "withdraw",
]
