"""What changes a programme and what belongs to it, from its standard to the list and what comes after."""

from gkcloud.demonstration.actions.aftermath import (
    decide_change,
    discard_change,
    draft_change,
    record_review,
)
from gkcloud.demonstration.actions.designating import designate
from gkcloud.demonstration.actions.faults import DemoRefused
from gkcloud.demonstration.actions.nominating import (
    accept_nomination,
    add_proof,
    begin_nomination,
    enter_nomination,
    fill_nomination,
    remove_proof,
    return_nomination,
    submit_nomination,
)
from gkcloud.demonstration.actions.posting import draft_decision, draft_list, draft_notice
from gkcloud.demonstration.actions.programmes import Plan, create_programme, edit_programme, move_programme
from gkcloud.demonstration.actions.visiting import (
    Answer,
    Sheet,
    add_photo,
    begin_visit,
    finish_visit,
    remove_photo,
    save_visit,
)

__all__ = [
    "Answer",
    "DemoRefused",
    "Plan",
    "Sheet",
    "accept_nomination",
    "add_photo",
    "add_proof",
    "begin_nomination",
    "begin_visit",
    "create_programme",
    "decide_change",
    "designate",
    "discard_change",
    "draft_change",
    "draft_decision",
    "draft_list",
    "draft_notice",
    "edit_programme",
    "enter_nomination",
    "fill_nomination",
    "finish_visit",
    "move_programme",
    "record_review",
    "remove_photo",
    "remove_proof",
    "return_nomination",
    "save_visit",
    "submit_nomination",
]
