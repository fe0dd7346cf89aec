"""Pictures as the markup of a page: one by itself, or several side by side, each with its caption."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from markupsafe import Markup

from gkcloud.typeset.blocks import Block, Paragraph, Picture, Table

_MOST_IN_ROW = 3


def in_rows(blocks: Iterable[Block]) -> Iterator[Paragraph | Table | tuple[Picture, ...]]:
    """Yield ``blocks`` in order, pictures that stand beside each other together."""
    row: list[Picture] = []
    for block in blocks:
        if isinstance(block, Picture) and (block.is_beside or not row):
            row.append(block)
            continue
        if row:
            yield tuple(row)
        row = [block] if isinstance(block, Picture) else []
        if not isinstance(block, Picture):
            yield block
    if row:
        yield tuple(row)


def pictures_markup(pictures: Sequence[Picture]) -> Markup:
    """Return the markup of a picture, or of several in rows of two or three."""
    if len(pictures) == 1:
        return _picture(pictures[0])
    most = 2 if len(pictures) in {2, 4} else _MOST_IN_ROW
    return Markup("\n").join(
        Markup('<div class="pictures of-{}">{}</div>').format(most, Markup("").join(map(_picture, row)))
        for row in (pictures[start : start + most] for start in range(0, len(pictures), most))
    )


def _picture(picture: Picture) -> Markup:
    source, description = escape(picture.address), escape(picture.description or picture.caption)
    caption = f'<figcaption class="face-kai">{escape(picture.caption)}</figcaption>' if picture.caption else ""
    return Markup(f'<figure class="picture"><img src="{source}" alt="{description}">{caption}</figure>')  # noqa: S704
