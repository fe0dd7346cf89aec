""".docx through mammoth: headings by style, lists, tables; what mammoth leaves out is said in warnings."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import mammoth

from gkcloud.publishing.importing.blocks import Source
from gkcloud.publishing.importing.markup import read_html
from gkcloud.publishing.importing.numbering import write_out_numbers
from gkcloud.publishing.importing.result import ImportRefused

_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='标题'] => h1:fresh",
        # h1 is the text's title here, so Word's first heading level is h2.
        *(f"p[style-name='heading {level}'] => h{min(level + 1, 6)}:fresh" for level in range(1, 7)),
        *(f"p[style-name='Heading {level}'] => h{min(level + 1, 6)}:fresh" for level in range(1, 7)),
    ]
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read_word(data: bytes) -> Source:
    """Return a .docx that has passed the guards as blocks. Raises ImportRefused when it cannot be read."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        document = archive.read("word/document.xml").decode("utf-8", "replace")
        extras = _extras(archive, document)
    try:
        result = mammoth.convert_to_html(
            BytesIO(write_out_numbers(data)),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(_no_picture),
        )
    except RecursionError as error:
        raise ImportRefused("文件的嵌套层次过深，请用 Word 或 WPS 简化后另存，再重新导入。") from error
    except (KeyError, ValueError, AttributeError, IndexError, OSError) as error:
        # mammoth has no exception of its own; a document it cannot read surfaces as one of these.
        raise ImportRefused("文件结构不完整，请用 Word 或 WPS 打开，另存为 .docx 后再导入。") from error
    source = read_html(result.value.replace("↑", "") if "footnote-ref" in result.value else result.value)
    return replace(source, warnings=(*source.warnings, *extras))


def _no_picture(_image: Any) -> dict[str, str]:
    # Pictures are uploaded as attachments by a person who writes their alternative text.
    return {"src": ""}


def _extras(archive: zipfile.ZipFile, document: str) -> list[str]:
    extras = []
    if re.search(r"<w:(?:ins|del|moveFrom|moveTo)\s", document):
        extras.append("文档带有修订痕迹，已按接受全部修订导入，请核对。")
    if "word/comments.xml" in archive.namelist() and "commentReference" in document:
        extras.append("文档带有批注，批注没有导入，请核对。")
    for name in archive.namelist():
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
            text = "".join(
                re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>", archive.read(name).decode("utf-8", "replace"))
            )
            if _CHINESE.search(text):
                extras.append(f"页眉或页脚的文字没有导入，请核对：「{text.strip()}」。")
    return extras
