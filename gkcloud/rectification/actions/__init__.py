"""What changes findings, orders, appeals, circulars, and what is said of units."""

from gkcloud.rectification.actions.appeals import decide_appeal, file_appeal
from gkcloud.rectification.actions.circulars import (
    TextChanged,
    circular_to_post,
    discard_circular,
    draft_circular,
    edit_circular,
    issue_circular,
    send_back_circular,
    sign_circular,
    submit_circular,
)
from gkcloud.rectification.actions.common import Refused
from gkcloud.rectification.actions.findings import Problem, drop_finding, record_finding
from gkcloud.rectification.actions.mentions import MentionText, record_mention, withdraw_mention
from gkcloud.rectification.actions.orders import (
    OrderText,
    close_order,
    discard_order,
    draft_order,
    edit_order,
    issue_order,
    renew_order,
    withdraw_order,
)
from gkcloud.rectification.actions.proofs import Upload, receive_order, request_time, send_proof

__all__ = [
    "MentionText",
    "OrderText",
    "Problem",
    "Refused",
    "TextChanged",
    "Upload",
    "circular_to_post",
    "close_order",
    "decide_appeal",
    "discard_circular",
    "discard_order",
    "draft_circular",
    "draft_order",
    "drop_finding",
    "edit_circular",
    "edit_order",
    "file_appeal",
    "issue_circular",
    "issue_order",
    "receive_order",
    "record_finding",
    "record_mention",
    "renew_order",
    "request_time",
    "send_back_circular",
    "send_proof",
    "sign_circular",
    "submit_circular",
    "withdraw_mention",
    "withdraw_order",
]
