"""Plain text: its encoding, its lines, and tables pasted from a spreadsheet."""

from __future__ import annotations

import codecs
import re

from gkcloud.publishing.importing.blocks import Block, Cell, Source, Table, line
from gkcloud.publishing.importing.result import ImportRefused

MOST_CHARACTERS = 300_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
_WRONG_CHARACTERS = re.compile(r"[\ue000-\uf8ff\x80-\x9f\ufffd]")
_UNREADABLE = "看不出文件用的是哪种文字编码，请在记事本中另存为 UTF-8 编码的 .txt 后重新导入。"
_CUT_SHORT = "文件末尾不完整，可能没有传完，请重新复制或下载后再导入。"


def decode(data: bytes) -> str:
    """Return text stored as UTF-8, UTF-16 or GB 18030. Raises ImportRefused for others and for cut files."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\x00" in data:
        return _utf16_without_mark(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # UTF-8 text never reads as valid for long by chance: an error in the last bytes alone is a cut file.
        if error.reason == "unexpected end of data" and error.start > 0:
            raise ImportRefused(_CUT_SHORT) from error
    return _plausible(_strictly(data, "gb18030"))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        cut = "incomplete" in error.reason or "truncated" in error.reason or "unexpected end" in error.reason
        raise ImportRefused(_CUT_SHORT if cut else _UNREADABLE) from error


def _utf16_without_mark(data: bytes) -> str:
    """Decode by the side on which ASCII characters (digits, line ends) have their zero byte."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 or min(even, odd) > max(even, odd) // 10:
        raise ImportRefused("这不是文本文件，请导入 .docx、.xlsx、.html 或 .txt 文件。")
    return _plausible(_strictly(data, "utf-16-le" if odd > even else "utf-16-be"))


def _plausible(text: str) -> str:
    if len(_WRONG_CHARACTERS.findall(text)) + len(re.findall(r"[\x00-\x08\x0e-\x1f]", text)) > len(text) // 100:
        raise ImportRefused(_UNREADABLE)
    return text


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Return text without control and invisible characters, and a sentence if there were any."""
    cleaned = _CONTROL.sub("", text)
    if len(cleaned) == len(text):
        return text, ()
    return cleaned, (f"已去掉{len(text) - len(cleaned)}个看不见的控制字符。",)


def read_plain(text: str) -> Source:
    """Return pasted text as blocks: a line is a paragraph, lines of equally many tab stops are a table.

    Raises ImportRefused above MOST_CHARACTERS characters.
    """
    if len(text) > MOST_CHARACTERS:
        raise ImportRefused(f"文字超过{MOST_CHARACTERS}个字，请分成几次导入。")
    text, warnings = clean(text.removeprefix("\ufeff"))
    blocks: list[Block] = []
    rows: list[str] = []
    for raw in [*re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text), ""]:
        if rows and raw.count("\t") != rows[0].count("\t"):
            blocks.extend(_rows(rows))
            rows = []
        if "\t" in raw.strip():
            rows.append(raw)
        elif (paragraph := line(raw)).text:
            blocks.append(paragraph)
    return Source(tuple(blocks), warnings, has_line_breaks=True)


def _rows(rows: list[str]) -> list[Block]:
    if len(rows) == 1:
        return [line(rows[0])]
    return [Table(tuple(tuple(Cell((line(cell),)) for cell in row.split("\t")) for row in rows))]
