"""Word and PowerPoint attachments: text, tables, and what only shows once the file is downloaded."""

import re
from typing import Any, Final

from gkcloud.files.archives import Archive, rewrite
from gkcloud.publishing.screening.office import (
    OFF,
    attribute,
    local,
    mask_other_parts,
    mask_text_part,
    parse_part,
    screen_other_parts,
    screen_properties,
    screen_text_part,
    serialise,
)
from gkcloud.publishing.screening.report import Tally
from gkcloud.publishing.screening.texts import WordWatch

WORD_TEXT: Final = re.compile(
    r"word/(?:document[0-9]*|header[0-9]*|footer[0-9]*|footnotes|endnotes|comments|glossary/document)\.xml"
)
SLIDE_TEXT: Final = re.compile(
    r"ppt/(?:slides/slide|notesSlides/notesSlide|slideLayouts/slideLayout|slideMasters/slideMaster)[0-9]+\.xml"
)
SLIDE: Final = re.compile(r"ppt/slides/slide[0-9]+\.xml")
NOTES: Final = re.compile(r"ppt/notesSlides/notesSlide[0-9]+\.xml")
SLIDE_COMMENTS: Final = re.compile(r"ppt/comments/[^/]+\.xml")
CHANGES: Final = frozenset({"ins", "del", "moveFrom", "moveTo"})


def _text_parts(archive: Archive) -> list[str]:
    return [name for name in archive.names if WORD_TEXT.fullmatch(name) or SLIDE_TEXT.fullmatch(name)]


def screen_document(archive: Archive, place: str, tally: Tally, watch: WordWatch) -> None:
    """Add what a docx or pptx holds to the tally. Raises FileRefused if a part cannot be read."""
    parts = _text_parts(archive)
    hidden_styles = _hidden_styles(archive)
    for name in parts:
        root = parse_part(archive, name)
        screen_text_part(root, place, tally, watch)
        _screen_word_marks(root, place, tally, hidden_styles)
        _screen_slide_marks(root, name, place, tally)
    for name in archive.names:
        if SLIDE_COMMENTS.fullmatch(name):
            tally.add("comments", place, count=sum(1 for _ in parse_part(archive, name).iter("{*}cm")) or 1)
    screen_other_parts(archive, place, tally, seen=parts)
    screen_properties(archive, place, tally, watch)


def mask_document(data: bytes, archive: Archive, counts: dict[str, int]) -> bytes:
    """Return the docx or pptx with its numbers starred out and forbidden table cells as ``***``."""
    changed = {}
    parts = _text_parts(archive)
    for name in parts:
        root = parse_part(archive, name)
        if mask_text_part(root, counts):
            changed[name] = serialise(root)
    changed |= mask_other_parts(archive, counts, seen=parts)
    return rewrite(data, archive, changed)


def _is_on(element: Any) -> bool:
    return (attribute(element, "val") or "on").lower() not in OFF


def _hidden_styles(archive: Archive) -> frozenset[str]:
    """Return the ids of styles whose text Word does not show."""
    if "word/styles.xml" not in archive:
        return frozenset()
    styles = parse_part(archive, "word/styles.xml").iter("{*}style")
    return frozenset(
        attribute(style, "styleId") or "" for style in styles if any(map(_is_on, style.iter("{*}vanish")))
    )


def _screen_word_marks(root: Any, place: str, tally: Tally, hidden_styles: frozenset[str]) -> None:
    for element in root.iter("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo"):
        if attribute(element, "author") is not None or attribute(element, "id") is not None:
            tally.add("tracked_changes", place)
    for _ in root.iter("{*}comment"):
        tally.add("comments", place)
    for run in root.iter("{*}r"):
        if _is_hidden(run, hidden_styles) and any(text.text for text in run.iter("{*}t")):
            tally.add("hidden_text", place)


def _is_hidden(run: Any, hidden_styles: frozenset[str]) -> bool:
    marks = list(run.iterchildren("{*}rPr"))
    paragraph = run.getparent()
    while paragraph is not None and local(paragraph) != "p":
        paragraph = paragraph.getparent()
    if paragraph is not None:
        marks += paragraph.iterchildren("{*}pPr")
    for properties in marks:
        for mark in properties:
            if local(mark) == "vanish":
                return _is_on(mark)
            if local(mark) in {"rStyle", "pStyle"} and attribute(mark, "val") in hidden_styles:
                return True
    return False


def _screen_slide_marks(root: Any, name: str, place: str, tally: Tally) -> None:
    if SLIDE.fullmatch(name) and (root.get("show") or "1").lower() in OFF:
        tally.add("hidden_slides", place)
    if NOTES.fullmatch(name):
        # The notes page repeats the slide's number in a field; only typed text counts.
        typed = [text for text in root.iter("{*}t") if local(text.getparent()) == "r" and (text.text or "").strip()]
        if typed:
            tally.add("slide_notes", place)
