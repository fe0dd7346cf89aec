"""Why an action did nothing."""

from gkcloud.publishing.model import Revision


class Refused(Exception):
    """The action is not allowed as things are; the text is a Chinese sentence for whoever tried."""


class Changed(Exception):
    """The post is no longer what the person saw: ``seen`` is the revision they saw, if it is known, ``current`` the one in force."""

    def __init__(self, seen: Revision | None, current: Revision) -> None:
        super().__init__("这条信息在您查看之后有修改，本次操作没有生效。请查看修改之处后重新办理。")
        self.seen = seen
        self.current = current
