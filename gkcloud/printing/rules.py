"""Printings: their states, and which kinds are numbered or offered to the public."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from gkcloud.papers.paper import PaperKind
from gkcloud.tenancy.packspec import Audience
from gkcloud.typeset.body import Paragraph, read_body
from gkcloud.typeset.headings import numbered_level


class PrintingState(StrEnum):
    """Where a printing stands: only a draft changes; a locked one has its content, and its number if it has any."""

    DRAFT = "draft"
    LOCKED = "locked"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return LABELS[self]


LABELS: Mapping[PrintingState, str] = MappingProxyType(
    {PrintingState.DRAFT: "编辑中", PrintingState.LOCKED: "已定稿", PrintingState.PUBLISHED: "已公开"}
)

# Kinds that may have hundreds of pages.
LONG = frozenset({PaperKind.GAZETTE, PaperKind.HANDBOOK, PaperKind.LISTING})

EVERYBODY = "社会公众"
_LEADS_OVER = ("：", ":")
_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十百]{1,5}、|[（(](?:[一二三四五六七八九十百]{1,5}|\d{1,2})[）)]、?|\d{1,2}[.．、](?!\d))\s*"
)

# A list is the office's own working paper; a circular is published as a post, with its own sign-off.
# What a published one tells the duties. A board on the website is not yet one on the wall: that is told by the list.
TOLD_AS = {PaperKind.GAZETTE: "gazette_issued", PaperKind.HANDBOOK: "handbook_issued"}
OFFERED_TO_THE_PUBLIC = frozenset({PaperKind.GAZETTE, PaperKind.HANDBOOK, PaperKind.BOARD})


def left_out_after(before: Iterable[str], offered: Iterable[str], ticked: Iterable[str]) -> list[str]:
    """Return the posts that are left out once an editor has sent a list back.

    What the list did not offer keeps its place: it may come back with another period.
    """
    shown, kept = set(offered), set(ticked)
    return sorted((set(before) - shown) | (shown - kept))


def first_sentence(body_html: str, longest: int) -> str:
    """Return the first sentence of a text that says something, cut at ``longest`` characters.

    Addressee, signature and what only leads over to the next paragraph (现就有关事项通知如下：) say nothing; a heading is
    only taken where there is nothing else. Empty if there is no text at all.
    """
    paragraphs = [block for block in read_body(body_html) if isinstance(block, Paragraph) and not block.part]
    telling = [each for each in paragraphs if not each.text.endswith(_LEADS_OVER)] or paragraphs
    return _sentence(min(telling, key=lambda each: each.level > 0, default=None), longest)


def key_points(body_html: str, longest: int, most: int = 4) -> tuple[str, ...]:
    """Return what a text lays down: the first sentences of its first ``most`` numbered paragraphs, without the numbers.

    The first sentence where nothing is numbered.
    """
    paragraphs = [block for block in read_body(body_html) if isinstance(block, Paragraph)]
    numbered = [each for each in paragraphs if numbered_level(each.text) and not each.text.endswith(_LEADS_OVER)]
    points = [_sentence(each, longest) for each in numbered[:most]]
    return tuple(filter(None, points or (first_sentence(body_html, longest),)))


def _sentence(block: Paragraph | None, longest: int) -> str:
    if block is None:
        return ""
    text = _NUMBER.sub("", block.text)
    sentence = text.partition("。")[0].rstrip("；，：;,:") + "。"
    return sentence if len(sentence) <= longest else f"{sentence[: longest - 2]}……"


def audiences_of(text: str, audiences: Iterable[Audience]) -> tuple[str, ...]:
    """Return the names of those audiences of whom ``text`` has a word; everybody where there is none."""
    return tuple(each.name for each in audiences if any(word in text for word in each.words)) or (EVERYBODY,)


def units_and_texts(typed: str) -> list[tuple[tuple[str, ...], str]]:
    """Return the lines of a text such as 车溪乡、大堰垱镇：公开及时 as units and what is said of them.

    A line without a colon names units only.
    """
    found = []
    for line in filter(None, (each.strip() for each in typed.splitlines())):
        names, _, text = line.replace(":", "：").partition("：")
        units = tuple(name.strip() for name in names.replace("，", "、").split("、") if name.strip())
        found.append((units, text.strip()))
    return found


def month_before(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month before that of ``day``."""
    last = date.fromordinal(day.replace(day=1).toordinal() - 1)
    return last.replace(day=1), last
