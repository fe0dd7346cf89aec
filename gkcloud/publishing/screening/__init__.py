"""The pre-publication check (发布前检查): what must not, or had better not, be published as it stands.

``screen`` reads a post and its attachments and reports; the ``mask_…`` functions take away what can be taken
away without a person's judgement. Pure: bytes and text in, findings out.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from gkcloud.publishing.screening.attachments import mask_attachment, screen_attachment
from gkcloud.publishing.screening.body import has_content, mask_html, screen_body
from gkcloud.publishing.screening.numbers import mask_numbers
from gkcloud.publishing.screening.report import (
    CATALOGUE,
    Attachment,
    Finding,
    Masked,
    Report,
    Severity,
    Tally,
    WatchWord,
)
from gkcloud.publishing.screening.texts import (
    SEVERITY_ORDER,
    WordWatch,
    count_matches,
    count_numbers,
    describe,
)

__all__ = [
    "Attachment",
    "Finding",
    "Masked",
    "Report",
    "Severity",
    "WatchWord",
    "mask_attachment",
    "mask_html",
    "mask_text",
    "screen",
]

FIELD_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "标题",
        "summary": "内容概述",
        "keywords": "关键词",
        "doc_no": "发文字号",
        "issuer": "发文机关",
        "source": "信息来源",
        "addressee": "主送机关",
        "note": "说明",
        "body": "正文",
    }
)
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def screen(
    fields: Mapping[str, str],
    body_html: str,
    attachments: Sequence[Attachment],
    *,
    words: Sequence[WatchWord] = (),
    required: Mapping[str, str] = NOTHING,
) -> Report:
    """Return everything the check finds, the gravest first, otherwise in reading order.

    ``fields`` are the post's short texts by key; ``required`` maps the keys that must be filled to the
    Chinese label of the field (``body`` stands for the body). A file that cannot be read is a finding, never
    an error.
    """
    tally = Tally()
    watch = WordWatch(words)
    for key, text in fields.items():
        place = required.get(key) or FIELD_LABELS.get(key, key)
        count_numbers(tally, place, text)
        watch.read(place, text)
    _screen_required(fields, body_html, required, tally)
    screen_body(body_html, tally, watch)
    for attachment in attachments:
        screen_attachment(attachment, tally, watch)
    found = [*tally.findings(), *watch.findings()]
    return Report(tuple(sorted(found, key=lambda one: SEVERITY_ORDER[one.severity])))


def _screen_required(fields: Mapping[str, str], body_html: str, required: Mapping[str, str], tally: Tally) -> None:
    entry = CATALOGUE["missing_field"]
    for key, label in required.items():
        filled = has_content(body_html) if key == "body" and key not in fields else fields.get(key, "").strip()
        if not filled:
            message = f"“{label}”还没有填写，{entry.advice}。"
            tally.put(Finding("missing_field", entry.severity, label, 1, "", message, maskable=False))


def mask_text(text: str) -> Masked:
    """Return a plain text with its numbers starred out, of unchanged length."""
    masked, matches = mask_numbers(text)
    counts: dict[str, int] = {}
    count_matches(counts, matches)
    return Masked(masked, describe(counts))
