"""Pictures as the markup of a page: one by itself, or several side by side, each with its caption."""

from collections.abc import Iterable, Iterator, Sequence

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
    """Return the markup of a picture, or of several in rows of two or three.

    If only the last of several has a caption, it is the caption of them all and stands under the last row.
    """
    if len(pictures) == 1:
        return _picture(pictures[0], pictures[0].caption)
    most = 2 if len(pictures) in {2, 4} else _MOST_IN_ROW
    rows = [pictures[start : start + most] for start in range(0, len(pictures), most)]
    is_common = not any(picture.caption for picture in pictures[:-1])
    return Markup("\n").join(
        _row(row, most, is_common=is_common, common=pictures[-1].caption if is_common and row is rows[-1] else "")
        for row in rows
    )


def _row(row: Sequence[Picture], most: int, *, is_common: bool, common: str) -> Markup:
    shown = Markup("").join(_picture(picture, "" if is_common else picture.caption) for picture in row)
    return Markup('<div class="pictures of-{}">{}{}</div>').format(most, shown, _caption(common))


def _picture(picture: Picture, caption: str) -> Markup:
    image = Markup('<img src="{}" alt="{}">').format(
        picture.address, picture.description or picture.caption or "图片"
    )
    return Markup('<figure class="picture">{}{}</figure>').format(image, _caption(caption))


def _caption(text: str) -> Markup:
    return Markup('<figcaption class="face-kai">{}</figcaption>').format(text) if text else Markup("")
