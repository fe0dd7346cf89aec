"""What is too much for a printed body: each fault names its element, the limit and what to do."""

from collections.abc import Iterable, Iterator

from gkcloud.typeset.blocks import Block, Paragraph, Table, pictures_in, text_of

MAX_CHARACTERS = 500_000  # of a body; some 800 pages
MAX_PARAGRAPH = 100_000  # characters; a page has 616
MAX_BLOCKS = 20_000
MAX_PICTURES = 200
MAX_ROWS = 3_000  # of a table; the engine needs 8 ms for a row
MAX_COLUMNS = 60
MAX_CELLS = 60_000  # of a body
MAX_SPANNED = 400  # columns that the cells of a row claim together
MAX_NAMED = 20  # faults of a kind that are named one by one
_SHOWN = 12  # characters of an element that a fault quotes


def body_faults(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return a Chinese sentence for each limit that ``blocks`` exceed; they go on after the name of a post and 的.

    Composing and rendering take time in proportion to what is counted here.
    """
    blocks = tuple(blocks)
    return (*_body_faults(blocks), *first_of(_block_faults(blocks)))


def first_of(faults: Iterable[str], most: int = MAX_NAMED) -> Iterator[str]:
    """Yield the first ``most`` of ``faults`` and, if there are more, a sentence with their number."""
    rest = 0
    for number, fault in enumerate(faults):
        if number < most:
            yield fault
        else:
            rest += 1
    if rest:
        yield f"同类问题另有{rest}处，未逐一列出。请改好上面的问题后再检查一次。"


def _body_faults(blocks: tuple[Block, ...]) -> Iterator[str]:
    counts = (
        ("正文", len(text_of(blocks)), MAX_CHARACTERS, "字", "请分成几条信息，或者把长篇内容改为附件"),
        ("正文", len(blocks), MAX_BLOCKS, "个段落", "请分成几条信息"),
        ("图片", sum(1 for _ in pictures_in(blocks)), MAX_PICTURES, "张", "请删减，或者分成几条信息"),
        ("表格", sum(map(_cells, blocks)), MAX_CELLS, "个单元格", "请把大表格改为附件"),
    )
    for name, count, most, unit, advice in counts:
        if count > most:
            yield f"{name}共有{count}{unit}，超过{most}{unit}，不能排版。{advice}。"


def _cells(block: Block) -> int:
    return sum(map(len, block.rows)) if isinstance(block, Table) else 0


def _block_faults(blocks: tuple[Block, ...]) -> Iterator[str]:
    tables = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            yield from _table_faults(block, f"第{tables}个表格")
        elif isinstance(block, Paragraph) and len(block.text) > MAX_PARAGRAPH:
            yield (
                f"以“{block.text[:_SHOWN]}”开头的段落有{len(block.text)}字，超过{MAX_PARAGRAPH}字，不能排版。"
                "请分成几段。"
            )


def _table_faults(table: Table, name: str) -> Iterator[str]:
    if table.caption:
        name += f"《{table.caption[:_SHOWN]}》"
    if len(table.rows) > MAX_ROWS:
        yield f"{name}有{len(table.rows)}行，超过{MAX_ROWS}行，不能排版。请拆成几个表格，或者改为附件。"
    widest = max(map(len, table.rows), default=0)
    if widest > MAX_COLUMNS:
        yield f"{name}有{widest}列，超过{MAX_COLUMNS}列，不能排版。请拆成几个表格，或者改为附件。"
    elif (spanned := max(sum(cell.columns for cell in row) for row in table.rows)) > MAX_SPANNED:
        yield f"{name}的合并单元格跨了{spanned}列，超过{MAX_SPANNED}列，不能排版。请取消合并后重新制表。"
    for number, row in enumerate(table.rows, 1):
        for cell in row:
            if sum(map(len, cell.lines)) > MAX_PARAGRAPH:
                yield f"{name}第{number}行有一个单元格超过{MAX_PARAGRAPH}字，不能排版。请把长文字移到表格外。"
