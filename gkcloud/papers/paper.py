"""What every kind of paper has in common: its name, its faults, its page."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gkcloud.typeset.blocks import Block, pictures_in, text_of
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.limits import body_faults, first_of
from gkcloud.typeset.pictures import FILE_SCHEME, inspect_picture

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "pdf"
NO_FILES: Mapping[str, bytes] = {}


class PaperKind(StrEnum):
    """The kinds of paper that can be printed, by the name their content is stored with."""

    BULLETIN = "bulletin"
    DOCUMENT = "document"
    CIRCULAR = "circular"
    GAZETTE = "gazette"
    BOARD = "board"
    HANDBOOK = "handbook"
    LISTING = "listing"
    COMPARISON = "comparison"

    @property
    def label(self) -> str:
        """The kind as officials call it."""
        return _LABELS[self]


_LABELS: Mapping[PaperKind, str] = {
    PaperKind.BULLETIN: "简报",
    PaperKind.DOCUMENT: "公文",
    PaperKind.CIRCULAR: "通报",
    PaperKind.GAZETTE: "政府公报",
    PaperKind.BOARD: "公开栏",
    PaperKind.HANDBOOK: "政策清单手册",
    PaperKind.LISTING: "目录清单",
    PaperKind.COMPARISON: "对比表",
}


class PaperNotPrintable(ValueError):
    """The paper cannot be printed as it is; ``faults`` holds a Chinese sentence for each reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("".join(faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type["PaperNotPrintable"], tuple[tuple[str, ...]]]:
        """Come out of the process of a part as it was raised there, sentence by sentence."""
        return type(self), (self.faults,)


class Paper(Protocol):
    """A frozen dataclass of everything that is printed, so that it can be stored as JSON and printed again."""

    KIND: ClassVar[PaperKind]

    @property
    def label(self) -> str:
        """The title of the file and its name."""

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """Return a Chinese sentence for each thing that keeps the paper from being printed; none, it can be.

        ``files`` holds the pictures that bodies name as ``gk-file:KEY``; pictures are only checked where it is given.
        """

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:
        """Return the page that the PDF engine gets; it loads nothing but ``gk-face:`` and ``gk-file:`` addresses.

        An element with the id ``foot`` is what must not be lost at the end; it stands at the foot of the last page,
        or of a page of its own where it is apart.
        """


def fill_template(name: str, styles: Iterable[str], faces: Faces, **context: Any) -> str:
    """Return a template of ``templates/pdf/`` with its stylesheets, in this order, and the faces' stacks."""
    song = ", ".join(f'"{face.css_family}"' for face in faces.stacks[Role.SONG])
    stylesheet = "\n".join((f"html {{ --song: {song}; }}", faces.stylesheet(), *map(_style, styles)))
    return _templates().get_template(name).render(stylesheet=Markup(stylesheet), **context)  # noqa: S704 - our own CSS


def chinese_date(day: date) -> str:
    """Return ``day`` as official papers write it: arabic, no zero padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def glyph_faults(faces: Faces, place: str, text: str) -> Iterator[str]:
    """Return a sentence for each character of ``text`` that no face can show; ``place`` says where it stands."""
    for glyph in faces.missing_glyphs(text):
        yield (
            f"字符“{glyph.char}”（{glyph.codepoint}）在{place}“{glyph.context}”处，所有字体都没有这个字形。"
            "请换字，或请管理员补充字体。"
        )


def body_report(
    place: str, blocks: Iterable[Block], faces: Faces, files: Mapping[str, bytes] | None, *, beside: str = ""
) -> Iterator[str]:
    """Return a sentence for each thing that keeps a body from being printed: too much of it, characters, pictures.

    ``place`` says whose body it is, ``beside`` is text that is printed with it, such as its title. Pictures are only
    looked at where ``files`` is given.
    """
    blocks = tuple(blocks)
    yield from (f"{place}的{fault}" for fault in body_faults(blocks))
    yield from first_of(glyph_faults(faces, place, beside + text_of(blocks)))
    if files is not None:
        yield from first_of(picture_faults(place, blocks, files))


def picture_faults(place: str, blocks: Iterable[Block], files: Mapping[str, bytes]) -> Iterator[str]:
    """Return a sentence for each picture of ``blocks`` that is not among ``files`` or cannot be printed."""
    for picture in pictures_in(blocks):
        name = f"图片“{picture.description}”" if picture.description else "一张图片"
        content = files.get(picture.address.removeprefix(f"{FILE_SCHEME}:"))
        if content is None:
            yield f"{place}的{name}没有一并保存。请重新插入图片。"
        elif fault := inspect_picture(content)[1]:
            yield f"{place}的{name}{fault}。"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
