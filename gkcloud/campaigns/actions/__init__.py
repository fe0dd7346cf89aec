"""Planning, opening and closing campaigns; filling sheets in, handing them over and in."""

from gkcloud.campaigns.actions.campaigns import CampaignPlan, cancel, close, create, edit, open_campaign
from gkcloud.campaigns.actions.files import add_file, remove_file
from gkcloud.campaigns.actions.refusals import CampaignRefused, SheetConflict, SheetRefused
from gkcloud.campaigns.actions.sheets import Saved, Typed, correct, reopen, save, submit, take_over

__all__ = [
    "CampaignPlan",
    "CampaignRefused",
    "Saved",
    "SheetConflict",
    "SheetRefused",
    "Typed",
    "add_file",
    "cancel",
    "close",
    "correct",
    "create",
    "edit",
    "open_campaign",
    "remove_file",
    "reopen",
    "save",
    "submit",
    "take_over",
]
