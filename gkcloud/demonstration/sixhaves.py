"""The six haves (六有): what a demonstration unit must have, in the order in which they are asked for. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Have(StrEnum):
    """One of the six."""

    TEAM = "team"
    PLACE = "place"
    RULES = "rules"
    FUNDS = "funds"
    FORMS = "forms"
    CONTENT = "content"

    @property
    def label(self) -> str:
        """The item as officials write it."""
        return HAVE_LABELS[self]


HAVE_LABELS: Mapping[Have, str] = MappingProxyType(
    {
        Have.TEAM: "有队伍",
        Have.PLACE: "有场所",
        Have.RULES: "有制度",
        Have.FUNDS: "有经费",
        Have.FORMS: "有多种形式",
        Have.CONTENT: "有规范内容",
    }
)

# What a new programme begins with; the county writes its own.
USUAL_DEMANDS: Mapping[Have, str] = MappingProxyType(
    {
        Have.TEAM: "明确分管领导和经办人员，分工写成文件。",
        Have.PLACE: "设有群众方便到达的公开栏或查阅点，内容按时更换。",
        Have.RULES: "公开审查、更新、责任追究等制度齐全并执行。",
        Have.FUNDS: "公开工作所需经费列入预算，能够保障日常更新。",
        Have.FORMS: "除网站外，还采用公开栏、广播、会议、入户资料等多种形式。",
        Have.CONTENT: "公开内容与目录一致，要素齐全，群众看得懂。",
    }
)
