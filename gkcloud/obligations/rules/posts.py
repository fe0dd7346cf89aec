"""The posts (职务) that are recorded of those who attended: what they are, and never who."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

POSTS: Mapping[str, str] = MappingProxyType(
    {
        "principal_head": "主要负责人",
        "vice_head": "分管负责人",
        "spokesperson": "新闻发言人",
        "office_head": "政务公开机构负责人",
        "staff": "政务公开工作人员",
        "representatives": "代表、监督员或群众",
    }
)


def names_of_posts(posts: Iterable[str]) -> str:
    """Return posts as officials write them, in the order of rank."""
    held = set(posts)
    return "、".join(name for post, name in POSTS.items() if post in held)
